"""Treat or assign many anomalies at once, and take the act back (features C16, D6).

The lot keeps what each line was. Taking it back touches only those that still are as the act left them: what
somebody did since stays. A lot is taken back by the person who made it, within the time of the other lots.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.anomalies.assigner_anomalie import assigner_lignes
from recepisse.gestion.gestes.anomalies.marquer_anomalie import appliquer
from recepisse.gestion.gestes.anomalies.places import lots
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.gestes.retours.marquer_lot import ANNULABLE, BilanAnnulation, BilanLot
from recepisse.gestion.models import Anomalie, LotMarques, Utilisateur
from recepisse.retours.suivi.memoire import EtatAnomalie, EvenementVie, accepte

LOT_MAX: Final = 1000
"""Most lines of one act: beyond, the selection is to be narrowed."""


class ActeLotAnomalies(StrEnum):
    """What is done to the lines."""

    TRAITER = "traiter_anomalies"
    ASSIGNER = "assigner_anomalies"


def traiter_lot(choisies: QuerySet[Anomalie], ctx: Contexte, par: Utilisateur) -> BilanLot:
    """Mark as treated every open line of ``choisies``, those that the person may act on."""
    le = ctx.horloge()
    with transaction.atomic():
        lignes = _lire(choisies, EvenementVie.TRAITER)
        appliquees = lignes.acceptent
        avant = [[ligne.pk, ligne.etat] for ligne in appliquees]
        appliquer(appliquees, EvenementVie.TRAITER, replace(ctx, horloge=lambda: le), par)
        return _consigner(ActeLotAnomalies.TRAITER, avant, lignes.choisies, le, ctx, par)


def assigner_lot(
    choisies: QuerySet[Anomalie], a: Utilisateur | None, ctx: Contexte, par: Utilisateur
) -> BilanLot:
    """Assign to ``a`` (None: to nobody) the lines of ``choisies`` that she may act on; count the others."""
    le = ctx.horloge()
    with transaction.atomic():
        lignes = _lire(choisies, EvenementVie.ASSIGNER)
        permises = {ligne.pk for ligne in lignes.acceptent}
        if a is not None:
            siennes = Perimetre(a, agir=True).anomalies()
            permises = {
                cle
                for morceau in lots(permises)
                for cle in siennes.filter(pk__in=morceau).values_list("pk", flat=True)
            }
        but = a.pk if a else None
        prises = [ligne for ligne in lignes.acceptent if ligne.pk in permises and ligne.assignee_a_id != but]
        avant = [[ligne.pk, ligne.assignee_a_id, but] for ligne in prises]
        assigner_lignes(prises, a, ctx, par)
        refusees = len(lignes.acceptent) - len(permises)
        return _consigner(ActeLotAnomalies.ASSIGNER, avant, lignes.choisies, le, ctx, par, refusees)


def lot_annulable(par: Utilisateur, maintenant: datetime) -> LotMarques | None:
    """Return the last act of this person on many lines, if she may still take it back."""
    siens = LotMarques.objects.filter(utilisateur=par, acte__in=list(ActeLotAnomalies), annule_le=None)
    return siens.filter(le__gte=maintenant - ANNULABLE).defer("avant").order_by("-pk").first()


def annuler_lot(
    lot: LotMarques, permises: QuerySet[Anomalie], ctx: Contexte, par: Utilisateur
) -> BilanAnnulation:
    """Put the lines of ``lot`` back as they were, those of ``permises`` that nobody changed since.

    Raises :class:`~recepisse.erreurs.ErreurSaisie` when the act is another person's, too old, or taken back.
    """
    maintenant = ctx.horloge()
    with transaction.atomic():
        pris = LotMarques.objects.filter(
            pk=lot.pk, utilisateur=par, annule_le=None, le__gte=maintenant - ANNULABLE
        ).update(annule_le=maintenant)
        if not pris:
            raise ErreurSaisie("Cette action ne peut plus être annulée.")
        rendre = _reprendre if lot.acte == ActeLotAnomalies.TRAITER else _rendre_assignations
        remis = rendre(lot, permises, ctx)
        laisses = lot.nombre - remis
        journaliser("annuler_lot", f"lot:{lot.pk}", ctx, par, remis=remis, laisses=laisses)
    return BilanAnnulation(remis, laisses)


def _reprendre(lot: LotMarques, permises: QuerySet[Anomalie], ctx: Contexte) -> int:
    """Take the marks of ``lot`` back; return how many still stood."""
    remis = 0
    for morceau in lots(cle for cle, _ in lot.avant):
        intactes = list(
            permises.filter(
                pk__in=morceau,
                etat=EtatAnomalie.TRAITEE,
                traitee_le=lot.le,
                traitee_par=lot.utilisateur,
            )
        )
        appliquer(intactes, EvenementVie.REPRENDRE, ctx, lot.utilisateur)
        remis += len(intactes)
    return remis


def _rendre_assignations(lot: LotMarques, permises: QuerySet[Anomalie], ctx: Contexte) -> int:
    """Give the lines of ``lot`` back to those who had them; return how many nobody had taken since."""
    par_personne: dict[int | None, list[int]] = {}
    for cle, avant, _ in lot.avant:
        par_personne.setdefault(avant, []).append(cle)
    donnees = lot.avant[0][2] if lot.avant else None
    anciennes = Utilisateur.objects.in_bulk([cle for cle in par_personne if cle is not None])
    remis = 0
    for avant, cles in par_personne.items():
        for morceau in lots(cles):
            lignes = permises.filter(pk__in=morceau, assignee_a=donnees)
            intactes = [ligne for ligne in lignes if _accepte(ligne, EvenementVie.ASSIGNER)]
            ancienne = anciennes.get(avant) if avant is not None else None
            assigner_lignes(intactes, ancienne, ctx, lot.utilisateur)
            remis += len(intactes)
    return remis


class _Lues:
    """The lines of a selection, and those whose state accepts the act."""

    def __init__(self, lignes: list[Anomalie], evenement: EvenementVie) -> None:
        self.choisies = len(lignes)
        self.acceptent = [ligne for ligne in lignes if _accepte(ligne, evenement)]


def _lire(choisies: QuerySet[Anomalie], evenement: EvenementVie) -> _Lues:
    lignes = list(choisies.order_by()[: LOT_MAX + 1])
    if len(lignes) > LOT_MAX:
        raise ErreurSaisie(
            "Cette sélection compte plus de 1 000 anomalies.",
            conseil="Réduisez-la, par une entreprise ou un code par exemple, puis recommencez.",
        )
    return _Lues(lignes, evenement)


def _accepte(ligne: Anomalie, evenement: EvenementVie) -> bool:
    return accepte(EtatAnomalie(ligne.etat), evenement)


def _consigner(
    acte: ActeLotAnomalies,
    avant: list[list[Any]],
    choisies: int,
    le: datetime,
    ctx: Contexte,
    par: Utilisateur,
    refusees: int = 0,
) -> BilanLot:
    if not avant:
        return BilanLot(None, choisies, 0, refusees)
    lot = LotMarques.objects.create(utilisateur=par, acte=acte.value, le=le, nombre=len(avant), avant=avant)
    journaliser(acte.value, f"lot:{lot.pk}", ctx, par, nombre=len(avant))
    return BilanLot(lot, choisies, len(avant), refusees)
