"""Mark many returns at once, and take the act back (features C8, C9, D6).

The lot keeps what each return was. Taking it back touches only those that still are exactly as the act left
them: what somebody did since stays. A lot is taken back by the person who made it.

Marking a whole selection as read leaves alone the returns put back to « Non lu » by hand (feature C8): only
a hand on that very return undoes it, here its own box ticked.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.anomalies.marquer_anomalie import appliquer
from recepisse.gestion.gestes.anomalies.places import lots
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.ecrire_lot import mettre_a_jour
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Anomalie, ConstatAnomalie, LotMarques, Retour, Utilisateur
from recepisse.retours.suivi.memoire import OUVERTES, EtatAnomalie, EvenementVie, accepte

LOT_MAX: Final = 10_000
"""Most returns of one act."""

ANNULABLE: Final = timedelta(hours=1)
"""How long an act can be taken back."""

_OUBLI: Final = timedelta(days=1)
_RETOUR, _ANOMALIE = "retour", "anomalie"
_Avant = Sequence[Any]


class ActeLot(StrEnum):
    """What is said of the returns."""

    LU = "marquer_lu"
    NON_LU = "marquer_non_lu"
    TRAITE = "marquer_traite"
    NON_TRAITE = "marquer_non_traite"


@dataclass(frozen=True, slots=True)
class BilanLot:
    """What an act on many returns did."""

    lot: LotMarques | None
    """None when nothing had to change."""
    choisis: int
    changes: int
    reserves: int = 0
    """Left alone: put back to « Non lu » by hand, or with an anomaly answered otherwise than by a mark."""


@dataclass(frozen=True, slots=True)
class BilanAnnulation:
    """What taking back did."""

    remis: int
    laisses: int
    """Changed by somebody since, or not to be acted on any more."""


@dataclass(frozen=True, slots=True)
class _Regle:
    champs: tuple[str, ...]
    candidats: Q
    poser: Callable[[datetime, int], Mapping[str, Any]]
    evenement: EvenementVie | None = None


_LUS = ("lu", "lu_le", "lu_par_id", "non_lu_force")
_TRAITES = ("traite", "traite_le", "traite_par_id")
_EN_ANOMALIE = Q(statut__in=["KO", "ANO"])
_REGLES: Mapping[ActeLot, _Regle] = MappingProxyType(
    {
        ActeLot.LU: _Regle(
            _LUS,
            Q(lu=False),
            lambda le, par: {"lu": True, "lu_le": le, "lu_par_id": par, "non_lu_force": False},
        ),
        ActeLot.NON_LU: _Regle(
            _LUS,
            Q(non_lu_force=False),
            lambda _le, _par: {"lu": False, "lu_le": None, "lu_par_id": None, "non_lu_force": True},
        ),
        ActeLot.TRAITE: _Regle(
            _TRAITES,
            _EN_ANOMALIE & Q(traite=False),
            lambda le, par: {"traite": True, "traite_le": le, "traite_par_id": par},
            EvenementVie.TRAITER,
        ),
        ActeLot.NON_TRAITE: _Regle(
            _TRAITES,
            _EN_ANOMALIE & Q(traite=True),
            lambda _le, _par: {"traite": False, "traite_le": None, "traite_par_id": None},
            EvenementVie.REPRENDRE,
        ),
    }
)


def marquer_lot(
    choisis: QuerySet[Retour], acte: ActeLot, ctx: Contexte, par: Utilisateur, *, entiere: bool = False
) -> BilanLot:
    """Mark every return of ``choisis``, those that the person may act on.

    ``entiere``: a whole selection rather than boxes ticked one by one. Raises
    :class:`~recepisse.erreurs.ErreurSaisie` beyond :data:`LOT_MAX`.
    """
    regle, le = _REGLES[acte], ctx.horloge()
    with transaction.atomic():
        cles = list(choisis.order_by().values_list("pk", flat=True)[: LOT_MAX + 1])
        if len(cles) > LOT_MAX:
            raise ErreurSaisie(
                "Cette sélection compte plus de 10 000 retours.",
                conseil="Réduisez-la, par une période par exemple, puis recommencez.",
            )
        avant, reserves = _lire_avant(cles, acte, entiere=entiere)
        changes = [cle for _, cle, _ in avant]
        if not changes:
            return BilanLot(None, len(cles), 0, reserves)
        for morceau in lots(changes):
            Retour.objects.filter(pk__in=morceau).update(**regle.poser(le, par.pk))
        if regle.evenement:
            avant += _marquer_lignes(changes, regle.evenement, replace(ctx, horloge=lambda: le), par)
        LotMarques.objects.filter(utilisateur=par, le__lt=le - _OUBLI).delete()
        lot = LotMarques.objects.create(
            utilisateur=par, acte=acte.value, le=le, nombre=len(changes), avant=avant
        )
        journaliser(f"{acte.value}_lot", f"lot:{lot.pk}", ctx, par, nombre=len(changes))
    return BilanLot(lot, len(cles), len(changes), reserves)


def lot_annulable(par: Utilisateur, maintenant: datetime) -> LotMarques | None:
    """Return the last act of this person on many returns, if she may still take it back."""
    return (
        LotMarques.objects.filter(
            utilisateur=par, acte__in=list(ActeLot), le__gte=maintenant - ANNULABLE, annule_le=None
        )
        .defer("avant")
        .order_by("-pk")
        .first()
    )


def annuler_lot(
    lot: LotMarques, visibles: QuerySet[Retour], ctx: Contexte, par: Utilisateur
) -> BilanAnnulation:
    """Put the returns of ``lot`` back as they were, those of ``visibles`` that nobody changed since.

    Raises :class:`~recepisse.erreurs.ErreurSaisie` when the act is another person's, too old, or taken back.
    """
    acte = ActeLot(lot.acte)
    regle, maintenant = _REGLES[acte], ctx.horloge()
    with transaction.atomic():
        pris = LotMarques.objects.filter(
            pk=lot.pk, utilisateur=par, annule_le=None, le__gte=maintenant - ANNULABLE
        ).update(annule_le=maintenant)
        if not pris:
            raise ErreurSaisie("Cette action ne peut plus être annulée.")
        avant = {cle: etat for genre, cle, etat in lot.avant if genre == _RETOUR}
        pose = regle.poser(lot.le, par.pk)
        intacts = [
            cle
            for morceau in lots(avant)
            for cle in visibles.filter(pk__in=morceau, **pose).values_list("pk", flat=True)
        ]
        if regle.evenement:
            lignes = [cle for genre, cle, _ in lot.avant if genre == _ANOMALIE]
            _rendre_lignes(lignes, set(intacts), regle.evenement, lot, ctx)
        mettre_a_jour(Retour, regle.champs, [(*_lus(avant[cle]), cle) for cle in intacts])
        journaliser(
            "annuler_lot", f"lot:{lot.pk}", ctx, par, remis=len(intacts), laisses=len(avant) - len(intacts)
        )
    return BilanAnnulation(len(intacts), len(avant) - len(intacts))


def _lire_avant(cles: Collection[int], acte: ActeLot, *, entiere: bool) -> tuple[list[_Avant], int]:
    """Return ``["retour", key, state before]`` for each return to change, and how many are left alone."""
    regle, avant, reserves = _REGLES[acte], list[_Avant](), 0
    for morceau in lots(cles):
        candidats = Retour.objects.filter(regle.candidats, pk__in=morceau)
        retenus = candidats
        if acte is ActeLot.LU and entiere:
            retenus = candidats.filter(non_lu_force=False)
        elif acte is ActeLot.NON_TRAITE:
            retenus = candidats.exclude(pk__in=_repondus(morceau))
        lignes = list(retenus.order_by("pk").values_list("pk", *regle.champs))
        reserves += 0 if retenus is candidats else candidats.count() - len(lignes)
        avant += [[_RETOUR, cle, [_en_texte(valeur) for valeur in etat]] for cle, *etat in lignes]
    return avant, reserves


def _repondus(cles: Iterable[int]) -> set[int]:
    """Return the returns with a line that was answered otherwise than by a mark: a mark says less."""
    autres = [e.value for e in EtatAnomalie if accepte(e, EvenementVie.REPRENDRE) and e not in _MARQUES]
    constats = ConstatAnomalie.objects.filter(
        lecture__version__retour_id__in=cles, lecture__version__courante=True, anomalie__etat__in=autres
    )
    return set(constats.values_list("lecture__version__retour_id", flat=True).distinct())


_MARQUES = frozenset({EtatAnomalie.TRAITEE, *OUVERTES})


def _marquer_lignes(
    retours: Collection[int], evenement: EvenementVie, ctx: Contexte, par: Utilisateur
) -> Iterator[_Avant]:
    """Treat (or take back) every line of the returns; yield what each was."""
    for morceau in lots(retours):
        lignes = Anomalie.objects.filter(
            constats__lecture__version__retour_id__in=morceau, constats__lecture__version__courante=True
        ).distinct()
        prises = [ligne for ligne in lignes if accepte(EtatAnomalie(ligne.etat), evenement)]
        etats = [[_ANOMALIE, ligne.pk, ligne.etat] for ligne in prises]
        appliquer(prises, evenement, ctx, par)
        yield from etats


def _rendre_lignes(
    lignes: Collection[int], retours: Collection[int], fait: EvenementVie, lot: LotMarques, ctx: Contexte
) -> None:
    """Take back what ``fait`` did to the lines of these returns, those that are still as it left them."""
    contraire = EvenementVie.REPRENDRE if fait is EvenementVie.TRAITER else EvenementVie.TRAITER
    for morceau in lots(lignes):
        encore = Anomalie.objects.filter(pk__in=morceau, constats__lecture__version__retour_id__in=retours)
        if fait is EvenementVie.TRAITER:
            encore = encore.filter(etat=EtatAnomalie.TRAITEE, traitee_le=lot.le, traitee_par=lot.utilisateur)
        else:
            encore = encore.filter(etat__in=sorted(OUVERTES))
        prises = [ligne for ligne in encore.distinct() if accepte(EtatAnomalie(ligne.etat), contraire)]
        appliquer(prises, contraire, ctx, lot.utilisateur)


def _en_texte(valeur: object) -> object:
    return valeur.isoformat() if isinstance(valeur, datetime) else valeur


def _lus(etat: Sequence[Any]) -> list[Any]:
    """Return the values kept, instants as instants."""
    return [datetime.fromisoformat(valeur) if isinstance(valeur, str) else valeur for valeur in etat]
