"""The saved selections of the inbox (feature D6)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.acces.enregistrer_vue import enregistrer_vue, est_modifiable, supprimer_vue
from recepisse.gestion.models import VueEnregistree
from recepisse.web.anomalies.filtres import FormulaireFiltres
from recepisse.web.commun import contexte, dire_erreur, revenir
from recepisse.web.droits import qui

ECRAN = VueEnregistree.Ecran.ANOMALIES


@require_POST
def enregistrer(request: HttpRequest) -> HttpResponseRedirect:
    """Keep the selection that the form carries under a name."""
    par = qui(request)
    champs = list(FormulaireFiltres(request.POST, par).fields)
    parametres = {cle: request.POST.get(cle, "") for cle in champs}
    try:
        vue = enregistrer_vue(
            ECRAN,
            request.POST.get("nom", ""),
            parametres,
            champs,
            contexte(),
            par,
            partagee=request.POST.get("partagee") == "on",
        )
    except Erreur as erreur:
        dire_erreur(request, erreur)
    else:
        messages.success(request, f"Vue « {vue.nom} » enregistrée.")
    return revenir(request, reverse("anomalies"))


@require_POST
def supprimer(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Forget a view; another person's does not exist for her."""
    vue = get_object_or_404(VueEnregistree, pk=pk, ecran=ECRAN)
    if not est_modifiable(vue, qui(request)):
        raise Http404
    supprimer_vue(vue, contexte(), qui(request))
    messages.success(request, f"Vue « {vue.nom} » supprimée.")
    return revenir(request, reverse("anomalies"))
