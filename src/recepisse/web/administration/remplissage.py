"""Put companies in portfolios: from a pasted list, from those that stand in none; and take them out."""

from collections import Counter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.acces.remplir_portefeuille import (
    Issue,
    LigneLue,
    ajouter_entreprises,
    retirer_entreprises,
)
from recepisse.gestion.models import Portefeuille
from recepisse.web.administration.forms import FormulaireEntreprises, FormulaireRangement
from recepisse.web.administration.portefeuilles import montrer
from recepisse.web.administration.queries import (
    COMPTE_MAX,
    chercher,
    compter,
    page_entreprises,
    sans_portefeuille,
)
from recepisse.web.commun import as_entier, contexte
from recepisse.web.droits import qui
from recepisse.web.templatetags.francais import pluriel

_ENTREES = (Issue.AJOUTEE, Issue.CREEE)


@require_POST
def ajouter(request: HttpRequest, pk: int) -> HttpResponse:
    """Add the companies of a pasted list, and answer line by line."""
    portefeuille, formulaire = get_object_or_404(Portefeuille, pk=pk), FormulaireEntreprises(request.POST)
    if not formulaire.is_valid():
        return montrer(request, pk, entreprises=formulaire)
    valeurs = formulaire.cleaned_data
    try:
        lues = ajouter_entreprises(
            portefeuille, valeurs["liste"].splitlines(), contexte(), qui(request), creer=valeurs["creer"]
        )
    except Erreur as erreur:
        formulaire.add_error("liste", str(erreur))
        return montrer(request, pk, entreprises=formulaire)
    return montrer(request, pk, rapport=_rapport(lues))


@require_POST
def retirer(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Take the ticked companies out."""
    portefeuille = get_object_or_404(Portefeuille, pk=pk)
    nombre = retirer_entreprises(portefeuille, request.POST.getlist("siren"), contexte(), qui(request))
    messages.success(request, _phrase(nombre, "retirée"))
    return redirect("portefeuille", pk)


@require_GET
def sans(request: HttpRequest) -> HttpResponse:
    """List the companies that stand in no portfolio."""
    texte = request.GET.get("q", "")[:120]
    choisies = chercher(sans_portefeuille(), texte)
    return render(
        request,
        "administration/sans.html",
        {
            "q": texte,
            "nombre": compter(choisies),
            "compte_max": COMPTE_MAX,
            "entreprises": page_entreprises(choisies, as_entier(request.GET.get("apres"))),
            "formulaire": FormulaireRangement(),
        },
    )


@require_POST
def ranger(request: HttpRequest) -> HttpResponseRedirect:
    """Put the ticked companies in the chosen portfolio."""
    formulaire = FormulaireRangement(request.POST)
    if not formulaire.is_valid():
        messages.error(request, "Choisissez un portefeuille dans la liste.")
        return redirect("portefeuilles-sans")
    portefeuille = formulaire.cleaned_data["portefeuille"]
    lues = ajouter_entreprises(portefeuille, request.POST.getlist("siren"), contexte(), qui(request))
    nombre = sum(lue.issue in _ENTREES for lue in lues)
    messages.success(request, f"{_phrase(nombre, 'ajoutée')} Portefeuille : {portefeuille.nom}.")
    return redirect("portefeuilles-sans")


def _rapport(lues: list[LigneLue]) -> dict[str, object]:
    """Return what to say of a list: how many of each, and the lines that did not go in."""
    comptes = Counter(lue.issue for lue in lues)
    return {
        "comptes": [(issue.value, comptes[issue]) for issue in Issue if comptes[issue]],
        "a_voir": [lue for lue in lues if lue.issue not in _ENTREES],
        "lignes": len(lues),
    }


def _phrase(nombre: int, mot: str) -> str:
    if not nombre:
        return "Aucune entreprise cochée : rien n’a changé."
    return f"{pluriel(nombre, f'entreprise {mot},entreprises {mot}s')}."
