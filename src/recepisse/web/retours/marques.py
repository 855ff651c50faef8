"""Marks on many returns at once, and their undoing (feature D6)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from recepisse.erreurs import Erreur, ErreurSaisie
from recepisse.gestion.gestes.retours.marquer_lot import ActeLot, BilanLot, annuler_lot, marquer_lot
from recepisse.gestion.models import LotMarques, Retour
from recepisse.web.commun import as_entier, contexte, dire_erreur, revenir
from recepisse.web.droits import perimetre, qui
from recepisse.web.retours.filtres import FormulaireFiltres
from recepisse.web.retours.selection import selectionner
from recepisse.web.templatetags.francais import pluriel

ACTES: Final = (
    (ActeLot.LU.value, "Lu"),
    (ActeLot.NON_LU.value, "Non lu"),
    (ActeLot.TRAITE.value, "Anomalie traitée"),
    (ActeLot.NON_TRAITE.value, "Anomalie non traitée"),
)
"""The buttons above the list."""

_FAITS: Final = {
    ActeLot.LU: "retour marqué lu,retours marqués lus",
    ActeLot.NON_LU: "retour remis à « Non lu »,retours remis à « Non lu »",
    ActeLot.TRAITE: "anomalie marquée comme traitée,anomalies marquées comme traitées",
    ActeLot.NON_TRAITE: "anomalie remise à traiter,anomalies remises à traiter",
}
_RESERVES: Final = {
    ActeLot.LU: "retour laissé tel : remis à « Non lu » à la main. Cochez-le pour le marquer lu.,"
    "retours laissés tels : remis à « Non lu » à la main. Cochez-les pour les marquer lus.",
    ActeLot.NON_TRAITE: "retour laissé tel : une de ses anomalies est corrigée ou contestée.,"
    "retours laissés tels : une de leurs anomalies est corrigée ou contestée.",
}
_NON_VUS: Final = (
    "retour coché laissé tel : l’organisme l’a remplacé depuis ou vous ne faites que le consulter.,"
    "retours cochés laissés tels : l’organisme les a remplacés depuis ou vous ne faites que les consulter."
)


@dataclass(frozen=True, slots=True)
class LotDit:
    """An act that can still be taken back, in words."""

    lot: LotMarques
    fait: str


def dire_lot(lot: LotMarques) -> LotDit:
    """Return « 12 retours marqués lus » for the banner of the page."""
    return LotDit(lot, pluriel(lot.nombre, _FAITS[ActeLot(lot.acte)]))


@require_POST
def marquer(request: HttpRequest) -> HttpResponseRedirect:
    """Mark the ticked returns, or the whole selection of the address, as the page showed them.

    What came or was overwritten since the page was made is left alone: nobody has seen it.
    """
    try:
        acte = _acte(request)
        entiere = request.POST.get("tout") == "1"
        coches = _coches(request)
        choisis = _selection(request) if entiere else perimetre(request).retours().filter(pk__in=coches)
        vu_a = _vu_a(request)
        choisis = choisis.filter(Q(change_le=None) | Q(change_le__lte=vu_a), vu_le__lte=vu_a)
        bilan = marquer_lot(choisis, acte, contexte(), qui(request), entiere=entiere)
    except Erreur as erreur:
        dire_erreur(request, erreur)
    else:
        _dire(request, acte, bilan)
        if not entiere and bilan.choisis < len(coches):
            messages.warning(request, pluriel(len(coches) - bilan.choisis, _NON_VUS))
    return revenir(request, "retours")


@require_POST
def annuler(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Take back an act of the same person."""
    lot = get_object_or_404(LotMarques, pk=pk, utilisateur=qui(request), acte__in=list(ActeLot))
    try:
        bilan = annuler_lot(lot, perimetre(request).retours(), contexte(), qui(request))
    except Erreur as erreur:
        dire_erreur(request, erreur)
        return revenir(request, "retours")
    messages.success(request, f"{pluriel(bilan.remis, 'retour remis,retours remis')} dans l’état d’avant.")
    if bilan.laisses:
        mots = "laissé tel : quelqu’un l’a changé depuis.,laissés tels : quelqu’un les a changés depuis."
        messages.warning(request, pluriel(bilan.laisses, mots))
    return revenir(request, "retours")


def _acte(request: HttpRequest) -> ActeLot:
    demande = request.POST.get("acte", "")
    if demande not in list(ActeLot):
        raise ErreurSaisie("Choisissez ce qu’il faut marquer.")
    return ActeLot(demande)


def _coches(request: HttpRequest) -> set[int]:
    cles = {cle for texte in request.POST.getlist("r") if (cle := as_entier(texte)) is not None}
    if not cles and request.POST.get("tout") != "1":
        raise ErreurSaisie("Aucun retour n’est coché.", conseil="Cochez-en, ou prenez toute la sélection.")
    return cles


def _vu_a(request: HttpRequest) -> datetime:
    """Return when the page that the person looks at was made."""
    texte = request.POST.get("vu_a", "")
    try:
        vu_a = parse_datetime(texte)
    except ValueError:
        vu_a = None
    if vu_a is None or vu_a.tzinfo is None:
        raise ErreurSaisie("Cette page est trop ancienne.", conseil="Rechargez-la, puis recommencez.")
    return vu_a


def _selection(request: HttpRequest) -> QuerySet[Retour]:
    visibles = perimetre(request)
    formulaire = FormulaireFiltres(request.GET, visibles)
    if not formulaire.is_valid():
        raise ErreurSaisie("Cette sélection ne peut pas être comprise : rien n’a été marqué.")
    return selectionner(formulaire.cleaned_data, visibles, contexte().horloge()).retours()


def _dire(request: HttpRequest, acte: ActeLot, bilan: BilanLot) -> None:
    """Say what the banner does not: nothing had to change, or some were left alone."""
    if bilan.reserves and acte in _RESERVES:
        messages.info(request, pluriel(bilan.reserves, _RESERVES[acte]))
    elif bilan.choisis and not bilan.changes:
        messages.info(request, "Rien à changer : ce que vous avez choisi est déjà ainsi.")
