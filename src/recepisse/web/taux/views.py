"""« Taux PAS » (features C13, C14): what is in force where, who has no rate, the file for the payroll."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.paie.consulter_taux import fin_du_mois
from recepisse.gestion.gestes.paie.exporter_taux import exporter_taux
from recepisse.gestion.models import Etablissement
from recepisse.temps import jour_paris
from recepisse.web.commun import as_entier, contexte, dire_erreur, revenir
from recepisse.web.curseur import Curseur
from recepisse.web.droits import perimetre, qui
from recepisse.web.fichiers import reponse_tableau
from recepisse.web.taux.forms import FormulaireExport
from recepisse.web.taux.mots import BIENTOT
from recepisse.web.taux.queries import compter, page_etablissements, page_historique, quarantaines
from recepisse.web.taux.sans_taux import COMPTE_MAX, compter_sans_taux, page_sans_taux, perimes


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show what waits for a decision, then the rates in force by establishment."""
    vu, le = perimetre(request), jour_paris(contexte().horloge())
    vue, entreprise = request.GET.get("vue", ""), request.GET.get("entreprise", "")[:120].strip()
    suivante = as_entier(request.GET.get("apres"))
    return render(
        request,
        "taux/page.html",
        {
            "comptes": compter(vu, le),
            "tenus": [] if suivante else quarantaines(vu, le),
            "etablissements": page_etablissements(vu, le, vue, entreprise, suivante),
            "vue": vue,
            "entreprise": entreprise,
            "suivante": bool(suivante),
            "bientot": BIENTOT,
            "export": _export(request, le),
        },
    )


@require_GET
def etablissement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every return of rates of one establishment."""
    vu, le = perimetre(request), jour_paris(contexte().horloge())
    choisi = get_object_or_404(
        vu.filtrer(Etablissement.objects.select_related("entreprise"), "entreprise"), pk=pk
    )
    return render(
        request,
        "taux/etablissement.html",
        {
            "etablissement": choisi,
            "crms": page_historique(vu, choisi, le, Curseur.parse(request.GET.get("apres"))),
            "suivante": bool(request.GET.get("apres")),
            "export": _export(request, le, choisi.siret),
        },
    )


@require_GET
def sans_taux(request: HttpRequest) -> HttpResponse:
    """Show who would be paid without a valid rate, at the end of the month unless another day is asked."""
    aujourd_hui = jour_paris(contexte().horloge())
    le = _jour(request.GET.get("le")) or fin_du_mois(aujourd_hui)
    vu = perimetre(request)
    return render(
        request,
        "taux/sans_taux.html",
        {
            "le": le,
            "perimes": perimes(vu, le, aujourd_hui),
            "personnes": page_sans_taux(vu, le, as_entier(request.GET.get("apres"))),
            "nombre": compter_sans_taux(vu, le),
            "compte_max": COMPTE_MAX,
            "suivante": bool(request.GET.get("apres")),
        },
    )


@require_POST
def exporter(request: HttpRequest) -> HttpResponse:
    """Give the file for the payroll software; the export is in the journal."""
    formulaire = FormulaireExport(request.POST)
    if not formulaire.is_valid():
        messages.error(request, "L’export n’est pas fait : choisissez la forme du fichier et le jour.")
        return revenir(request, "taux")
    demande = formulaire.demande()
    parmi = perimetre(request).filtrer(Etablissement.objects.all(), "entreprise")
    try:
        fait = exporter_taux(formulaire.choix(), demande, contexte(), qui(request), parmi=parmi)
    except Erreur as erreur:
        dire_erreur(request, erreur)
        return redirect("taux")
    return reponse_tableau(fait.octets, f"taux-pas-{formulaire.cleaned_data['le']:%Y%m%d}", demande.forme)


def _export(request: HttpRequest, le: date, cible: str = "") -> FormulaireExport | None:
    """Return the form of the export, for those who act."""
    if not qui(request).agit:
        return None
    return FormulaireExport(initial={"le": le, "cible": cible})


def _jour(texte: str | None) -> date | None:
    try:
        return date.fromisoformat(texte or "")
    except ValueError:
        return None
