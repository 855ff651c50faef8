"""The journal of the acts: who did what, when; the check of its chain; its export."""

import json
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from recepisse.gestion.gestes.ecrire_tableau import Colonne, Forme, OptionsCsv, Tableau, ecrire_tableau
from recepisse.gestion.gestes.journaliser import Verification, journaliser, verifier_journal
from recepisse.gestion.models import Journal
from recepisse.web.administration.forms import FormulaireJournal
from recepisse.web.administration.mots import dire_acte
from recepisse.web.administration.queries import page_journal, selection_journal
from recepisse.web.commun import as_entier, contexte
from recepisse.web.curseur import Curseur
from recepisse.web.droits import qui
from recepisse.web.templatetags.francais import instant_precis, nombre

LIGNES_MAX: Final = 50_000
"""Acts in one export; beyond, the dates must be narrowed."""
TRANCHE: Final = 100_000
"""Acts looked at by one check: the next one goes on from there."""

_COLONNES: Final = (
    Colonne("numero", "Numéro", 10),
    Colonne("le", "Le", 20),
    Colonne("personne", "Personne", 20),
    Colonne("acte", "Acte", 32),
    Colonne("code", "Code de l’acte", 24),
    Colonne("objet", "Objet", 20),
    Colonne("detail", "Détail", 40),
    Colonne("empreinte", "Empreinte", 66),
)


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """List the acts, newest first."""
    return _page(request)


@require_POST
def verifier(request: HttpRequest) -> HttpResponse:
    """Follow the chain, one slice at a time, and say what was found."""
    deja = as_entier(request.POST.get("controlees")) or 0
    bilan = verifier_journal(as_entier(request.POST.get("apres")) or 0, TRANCHE)
    return _page(request, bilan, deja + bilan.controlees)


@require_POST
def exporter(request: HttpRequest) -> HttpResponse | HttpResponseRedirect:
    """Give the selected acts as a CSV, oldest first; the export is an act."""
    formulaire = FormulaireJournal(request.POST)
    if not formulaire.is_valid():
        return redirect("journal")
    actes = list(selection_journal(formulaire.cleaned_data).order_by("le", "pk")[: LIGNES_MAX + 1])
    if len(actes) > LIGNES_MAX:
        formulaire.add_error(None, f"Plus de {nombre(LIGNES_MAX)} actes : choisissez des dates plus proches.")
        return _page(request, formulaire=formulaire)
    tableau = Tableau("Journal", _COLONNES, [_ligne(acte) for acte in actes])
    octets = ecrire_tableau(tableau, Forme.CSV, contexte().horloge(), OptionsCsv(bom=True))
    journaliser("exporter_journal", "", contexte(), qui(request), lignes=len(actes))
    return HttpResponse(
        octets,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="journal.csv"'},
    )


def _ligne(acte: Journal) -> tuple[str | int, ...]:
    return (
        acte.pk,
        instant_precis(acte.le),
        acte.utilisateur.get_username() if acte.utilisateur else "",
        dire_acte(acte.acte),
        acte.acte,
        acte.objet,
        json.dumps(acte.detail, ensure_ascii=False) if acte.detail else "",
        acte.empreinte,
    )


def _page(
    request: HttpRequest,
    bilan: Verification | None = None,
    controlees: int = 0,
    *,
    formulaire: FormulaireJournal | None = None,
) -> HttpResponse:
    rempli = formulaire or FormulaireJournal(request.GET)
    valeurs = rempli.cleaned_data if rempli.is_valid() else {}
    filtres = request.GET.copy()
    filtres.pop("apres", None)
    return render(
        request,
        "administration/journal.html",
        {
            "actes": page_journal(valeurs, Curseur.parse(request.GET.get("apres"))),
            "formulaire": rempli,
            "filtre": any(valeurs.values()),
            "filtres": filtres.urlencode(),
            "bilan": bilan,
            "controlees": controlees,
        },
    )
