"""The page « À faire »: every kind of task, by urgency, and what is up to date.

The number of queries does not depend on how much there is to do: each kind reads a bounded number of rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from django.db.models import Min, Model, QuerySet

from recepisse.gestion.gestes.a_faire import paie, tenue
from recepisse.gestion.gestes.a_faire.a_decider import a_decider
from recepisse.gestion.gestes.a_faire.anomalies import anomalies
from recepisse.gestion.gestes.a_faire.echeances import echeances, lire_echeances
from recepisse.gestion.gestes.a_faire.mandats import mandats
from recepisse.gestion.gestes.a_faire.refusees import refusees
from recepisse.gestion.gestes.a_faire.retards import retards
from recepisse.gestion.gestes.a_faire.substitutions import substitutions
from recepisse.gestion.gestes.a_faire.tache import Lot, Regard, Tache, Urgence, a_midi, ranger
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.releves.sante import sante
from recepisse.gestion.gestes.retours.echeances import Echeance
from recepisse.gestion.models import Identifiant

PLAFOND: Final = 10_000
"""Where the counts of what is up to date stop."""

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Section:
    """The tasks of one urgency, and the lots whose other lines are not shown."""

    urgence: Urgence
    taches: tuple[Tache, ...]
    suites: tuple[Lot, ...]


@dataclass(frozen=True, slots=True)
class Compte:
    """A count that stops at a ceiling."""

    nombre: int
    plus: bool


@dataclass(frozen=True, slots=True)
class Bilan:
    """What is behind the list: how much is followed, and since when everything was checked."""

    declarations: Compte
    retours: Compte
    controle_le: datetime | None
    """Instant to which every identifier in use was polled; None when one never was."""
    echeances: tuple[Echeance, ...]
    """The next due dates."""


@dataclass(frozen=True, slots=True)
class AFaire:
    """Everything that the page says."""

    maintenant: datetime
    sections: tuple[Section, ...]
    """Without those that have no task."""
    bilan: Bilan

    @property
    def nombre(self) -> int:
        """How many lines, those not shown included."""
        return sum(len(s.taches) + sum(suite.autres for suite in s.suites) for s in self.sections)


def composer(perimetre: Perimetre, ctx: Contexte) -> AFaire:
    """Return what the person of ``perimetre`` must do."""
    regard = Regard(perimetre, ctx.horloge(), ctx.reglages)
    lues = lire_echeances(regard, ctx)
    lots = [lot for lot in _lots(regard, lues, ctx) if lot.taches]
    return AFaire(regard.maintenant, tuple(sections(lots)), _bilan(regard, lues))


def sections(lots: list[Lot]) -> Iterator[Section]:
    """Yield the sections that have tasks; the rest of a lot is told where its last line stands."""
    toutes = ranger(tache for lot in lots for tache in lot.taches)
    for urgence in Urgence:
        taches = tuple(tache for tache in toutes if tache.urgence is urgence)
        suites = tuple(lot for lot in lots if lot.autres and lot.taches[-1].urgence is urgence)
        if taches:
            yield Section(urgence, taches, suites)


def _lots(regard: Regard, lues: list[Echeance], ctx: Contexte) -> Iterator[Lot]:
    if not regard.utilisateur.est_client:
        etat = sante(ctx)
        yield tenue.moteur(etat)
        yield tenue.identifiants(etat, regard)
        if regard.perimetre.tout and regard.utilisateur.agit:
            yield tenue.adoption(etat)
    yield refusees(regard)
    yield a_decider(regard)
    yield echeances(regard, lues, ctx)
    yield substitutions(regard)
    yield anomalies(regard)
    yield mandats(regard)
    yield paie.quarantaines(regard)
    yield retards(regard)
    yield paie.documents(regard)
    yield paie.propositions(regard)


def _bilan(regard: Regard, lues: list[Echeance]) -> Bilan:
    en_service = Identifiant.objects.filter(actif=True).exclude(etat=Identifiant.Etat.BLOQUE)
    return Bilan(
        declarations=_compter(regard.perimetre.declarations()),
        retours=_compter(regard.perimetre.retours()),
        controle_le=en_service.aggregate(le=Min("dernier_succes_le"))["le"],
        echeances=tuple(une for une in lues if a_midi(une.le) >= regard.maintenant and une.total),
    )


def _compter(lignes: QuerySet[M]) -> Compte:
    nombre = lignes.order_by()[: PLAFOND + 1].count()
    return Compte(min(nombre, PLAFOND), nombre > PLAFOND)
