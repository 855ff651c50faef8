"""« Propositions à la paie » (feature C22): what returns propose, decided one by one or together."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from recepisse.erreurs import Erreur, ErreurSaisie
from recepisse.gestion.gestes.paie.decider_lot import LotDecide, annuler_lot, decider_lot, lot_annulable
from recepisse.gestion.gestes.paie.exporter_propositions import exporter_propositions
from recepisse.gestion.models import LotMarques, Proposition
from recepisse.temps import jour_paris
from recepisse.web.commun import as_entier, contexte, dire_erreur, revenir
from recepisse.web.droits import perimetre, qui
from recepisse.web.fichiers import reponse_tableau
from recepisse.web.propositions.forms import ETATS, FormulaireExport, FormulaireFiltres, adresse
from recepisse.web.propositions.queries import (
    COMPTE_MAX,
    EXPORT_MAX,
    choisir,
    compter_etats,
    groupes,
    page_propositions,
)

_MOTIF_MAX = 500


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show what must be decided, by kind; one kind, a page at a time."""
    vu, ctx = perimetre(request), contexte()
    formulaire = FormulaireFiltres(request.GET)
    choix = formulaire.choix()
    apres = as_entier(request.GET.get("apres"))
    comptes = compter_etats(vu, choix)
    un_genre = bool(choix.get("genre"))
    return render(
        request,
        "propositions/page.html",
        {
            "formulaire": formulaire,
            "choix": choix,
            "etat": choix.get("etat", "proposee"),
            "cochable": choix.get("etat") == "proposee" and qui(request).agit,
            "etats": [
                (libelle, adresse(choix, etat=etat), comptes[etat], etat == choix.get("etat"))
                for etat, libelle in ETATS
            ],
            "filtre": "rien" in choix or bool(adresse(choix, etat="")),
            "groupes": [] if un_genre else _liens(groupes(vu, choix, ctx), choix),
            "lignes": page_propositions(vu, choix, apres, ctx) if un_genre else None,
            "genre": dict(Proposition.Genre.choices).get(choix.get("genre", ""), ""),
            "garde": adresse(choix),
            "tous_genres": adresse(choix, genre=""),
            "suivante": bool(apres),
            "compte_max": COMPTE_MAX,
            "lot": lot_annulable(qui(request), ctx.horloge()),
            "export": FormulaireExport() if qui(request).agit else None,
        },
    )


@require_POST
def decider(request: HttpRequest) -> HttpResponseRedirect:
    """Accept or refuse the proposals ticked, or the one whose button was pressed."""
    une = as_entier(request.POST.get("une"))
    cles = {une} if une is not None else {as_entier(cle) for cle in request.POST.getlist("choix")}
    refuse = une is None and request.POST.get("decision") == "refuser"
    etat = Proposition.Etat.REFUSEE if refuse else Proposition.Etat.ACCEPTEE
    motif = "" if une is not None else request.POST.get("motif", "")[:_MOTIF_MAX]
    try:
        fait = decider_lot(
            perimetre(request).propositions(),
            {cle for cle in cles if cle is not None},
            etat,
            motif,
            contexte(),
            qui(request),
        )
    except Erreur as erreur:
        dire_erreur(request, erreur)
    else:
        messages.success(request, _dire(fait, "refusée" if refuse else "acceptée"))
    return revenir(request, "propositions")


@require_POST
def annuler(request: HttpRequest) -> HttpResponseRedirect:
    """Take the last decision on several proposals back."""
    lot = get_object_or_404(LotMarques, pk=as_entier(request.POST.get("lot")) or 0, utilisateur=qui(request))
    try:
        fait = annuler_lot(lot, perimetre(request).propositions(), contexte(), qui(request))
    except Erreur as erreur:
        dire_erreur(request, erreur)
    else:
        reste = f" Changées depuis, et laissées ainsi : {fait.laisses}." if fait.laisses else ""
        messages.success(request, f"Annulé : {_propositions(fait.remis)} de nouveau à décider.{reste}")
    return revenir(request, "propositions")


@require_POST
def exporter(request: HttpRequest) -> HttpResponse:
    """Give the selection as a file for the payroll software; the export is in the journal."""
    formulaire, ctx = FormulaireExport(request.POST), contexte()
    if not formulaire.is_valid():
        messages.error(request, "L’export n’est pas fait : choisissez la forme du fichier.")
        return revenir(request, "propositions")
    demande = formulaire.demande()
    choisies = choisir(perimetre(request), FormulaireFiltres(request.POST).choix())
    try:
        if choisies.order_by().values("pk")[: EXPORT_MAX + 1].count() > EXPORT_MAX:
            raise ErreurSaisie(
                "Cette sélection compte plus de 50 000 propositions.",
                conseil="Réduisez-la, par une entreprise par exemple, puis recommencez.",
            )
        octets, _nombre = exporter_propositions(choisies.order_by("-pk"), demande, ctx, qui(request))
    except Erreur as erreur:
        dire_erreur(request, erreur)
        return revenir(request, "propositions")
    return reponse_tableau(octets, f"propositions-{jour_paris(ctx.horloge()):%Y%m%d}", demande.forme)


def _liens(trouves: list[Any], choix: dict[str, Any]) -> list[tuple[Any, str]]:
    """Return each group with the address of its whole list."""
    return [(groupe, adresse(choix, genre=groupe.genre)) for groupe in trouves]


def _dire(fait: LotDecide, mot: str) -> str:
    faites = fait.lot.nombre
    dit = f"{_propositions(faites)} {mot}{'s' if faites > 1 else ''}."
    if mot == "acceptée":
        dit += " À reporter dans le logiciel de paie."
    if fait.depassees:
        dit += f" Décidées avant vous, et laissées ainsi : {fait.depassees}."
    return dit


def _propositions(nombre: int) -> str:
    return f"{nombre} proposition{'s' if nombre > 1 else ''}"
