"""The saved selections of the page of all returns: kept, renamed, offered to all, forgotten (feature D6)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.acces.enregistrer_vue import (
    enregistrer_vue,
    est_modifiable,
    modifier_vue,
    supprimer_vue,
)
from recepisse.gestion.models import VueEnregistree
from recepisse.web.commun import contexte, dire_erreur, revenir
from recepisse.web.droits import perimetre_lu, qui
from recepisse.web.retours.filtres import FormulaireFiltres

ECRAN = VueEnregistree.Ecran.RETOURS


@require_POST
def enregistrer(request: HttpRequest) -> HttpResponseRedirect:
    """Keep the selection of the address under a name."""
    formulaire = FormulaireFiltres(request.GET, perimetre_lu(request))
    if not formulaire.is_valid():
        messages.error(request, "Cette sélection ne peut pas être comprise : la vue n’est pas enregistrée.")
        return revenir(request, "retours")
    try:
        vue = enregistrer_vue(
            ECRAN,
            request.POST.get("nom", ""),
            formulaire.parametres,
            list(formulaire.fields),
            contexte(),
            qui(request),
            partagee=request.POST.get("partagee") == "on",
        )
    except Erreur as erreur:
        dire_erreur(request, erreur)
    else:
        messages.success(request, f"Vue « {vue.nom} » enregistrée.")
    return revenir(request, "retours")


@require_POST
def modifier(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Rename a view, or change who is offered it."""
    vue, partagee = _vue(request, pk), request.POST.get("partagee") == "on"
    try:
        modifier_vue(vue, request.POST.get("nom", ""), contexte(), qui(request), partagee=partagee)
    except Erreur as erreur:
        dire_erreur(request, erreur)
    else:
        messages.success(request, f"Vue « {vue.nom} » modifiée.")
    return revenir(request, "retours")


@require_POST
def supprimer(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Forget a view."""
    vue = _vue(request, pk)
    try:
        supprimer_vue(vue, contexte(), qui(request))
    except Erreur as erreur:
        dire_erreur(request, erreur)
    else:
        messages.success(request, f"Vue « {vue.nom} » supprimée.")
    return revenir(request, "retours")


def _vue(request: HttpRequest, pk: int) -> VueEnregistree:
    """Return a view that this person may change; any other does not exist for her."""
    vue = get_object_or_404(VueEnregistree, pk=pk, ecran=ECRAN)
    if not est_modifiable(vue, qui(request)):
        return get_object_or_404(VueEnregistree, pk=None)
    return vue
