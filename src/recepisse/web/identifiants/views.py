"""Identifiers of the services and their links (feature B1), for administrators only."""

from django.contrib import messages
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.acces.enregistrer_identifiant import (
    enregistrer_identifiant,
    modifier_identifiant,
)
from recepisse.gestion.gestes.acces.eprouver_identifiant import eprouver_identifiant
from recepisse.gestion.gestes.acces.lier import delier, lier
from recepisse.gestion.models import Identifiant, Lien
from recepisse.web.commun import as_entier, contexte, dire_erreur
from recepisse.web.curseur import page_alphabetique
from recepisse.web.droits import qui
from recepisse.web.identifiants.forms import FormulaireIdentifiant, FormulaireLien
from recepisse.web.sante.queries import derniers_releves, mention_identifiant

_PAR_PAGE = 50
_LIENS_MAX = 200


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """List the identifiers."""
    liens = Lien.objects.filter(identifiant=OuterRef("pk")).order_by().values("identifiant")
    identifiants = page_alphabetique(
        Identifiant.objects.annotate(
            nb_liens=Coalesce(Subquery(liens.annotate(n=Count("pk")).values("n")), 0)
        ),
        "libelle",
        as_entier(request.GET.get("apres")),
        _PAR_PAGE,
    )
    lignes = [(identifiant, mention_identifiant(identifiant)) for identifiant in identifiants.lignes]
    return render(request, "identifiants/page.html", {"lignes": lignes, "suite": identifiants.suite})


@require_http_methods(["GET", "POST"])
def nouveau(request: HttpRequest) -> HttpResponse:
    """Add an identifier."""
    initiales = {"environnement": contexte().reglages.environnement}
    formulaire = FormulaireIdentifiant(request.POST or None, initial=initiales)
    if request.method == "POST" and formulaire.is_valid():
        try:
            identifiant = enregistrer_identifiant(formulaire.saisie(), contexte(), qui(request))
        except Erreur as erreur:
            formulaire.add_error(None, str(erreur))
        else:
            messages.success(request, "Identifiant enregistré. Éprouvez-le, puis dites qui peut s’en servir.")
            return redirect("identifiant", identifiant.pk)
    return render(request, "identifiants/nouveau.html", {"formulaire": formulaire})


@require_http_methods(["GET", "POST"])
def fiche(request: HttpRequest, pk: int) -> HttpResponse:
    """Show and change an identifier; its links and its last attempts are below."""
    identifiant = get_object_or_404(Identifiant, pk=pk)
    formulaire = FormulaireIdentifiant(request.POST or None, instance=identifiant)
    if request.method == "POST" and formulaire.is_valid():
        try:
            modifier_identifiant(identifiant, formulaire.saisie(), contexte(), qui(request))
        except Erreur as erreur:
            formulaire.add_error(None, str(erreur))
        else:
            messages.success(request, "Identifiant modifié.")
            return redirect("identifiant", pk)
    return _fiche(request, pk, formulaire, FormulaireLien())


@require_POST
def eprouver(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Log in once with this identifier and say how it ended."""
    epreuve = eprouver_identifiant(get_object_or_404(Identifiant, pk=pk), contexte(), qui(request))
    phrase = f"{epreuve.message} {epreuve.conseil}".strip()
    (messages.success if epreuve.reussie else messages.error)(request, phrase)
    return redirect("identifiant", pk)


@require_POST
def ajouter_lien(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody use the identifier."""
    identifiant = get_object_or_404(Identifiant, pk=pk)
    formulaire = FormulaireLien(request.POST)
    if not formulaire.is_valid():
        return _fiche(request, pk, FormulaireIdentifiant(instance=identifiant), formulaire)
    valeurs = formulaire.cleaned_data
    lier(identifiant, valeurs["utilisateur"], valeurs["siren"], contexte(), qui(request))
    messages.success(request, "Lien ajouté.")
    return redirect("identifiant", pk)


@require_POST
def retirer_lien(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Take a link away."""
    lien = get_object_or_404(Lien, pk=pk)
    try:
        delier(lien, contexte(), qui(request))
    except Erreur as erreur:
        dire_erreur(request, erreur)
    else:
        messages.success(request, "Lien retiré.")
    return redirect("identifiant", lien.identifiant_id)


def _fiche(
    request: HttpRequest, pk: int, formulaire: FormulaireIdentifiant, lien: FormulaireLien
) -> HttpResponse:
    # The form writes what was typed on its own instance: what is shown above it is read again.
    identifiant = get_object_or_404(Identifiant, pk=pk)
    return render(
        request,
        "identifiants/fiche.html",
        {
            "identifiant": identifiant,
            "mention": mention_identifiant(identifiant),
            "formulaire": formulaire,
            "lien": lien,
            "liens": identifiant.liens.select_related("utilisateur", "entreprise").order_by("pk")[
                :_LIENS_MAX
            ],
            "liens_max": _LIENS_MAX,
            "releves": derniers_releves(pk)[:10],
        },
    )
