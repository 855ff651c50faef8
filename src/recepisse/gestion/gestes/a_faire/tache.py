"""The task: what every module of this package gives, and the order they are shown in.

A task says what, where, why, before when, and the screen that settles it. It holds no personal data: it is
shown to whoever sees the company, and printed by ``recepisse a-faire``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, IntEnum
from typing import Final

from recepisse.calendrier import MIDI
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.models import Utilisateur
from recepisse.reglages import Reglages
from recepisse.temps import PARIS, jour_paris, to_paris

PAR_GENRE: Final = 6
"""Lines of one kind that are shown; the others are counted, with a link to where they all are."""

LUS: Final = 40
"""Candidates that a module reads to choose the lines it shows."""

SOIR: Final = time(23, 59)
SEMAINE: Final = timedelta(days=7)
_JAMAIS: Final = datetime.max.replace(tzinfo=UTC)


class Urgence(IntEnum):
    """When to see to it."""

    MAINTENANT = 0
    SEMAINE = 1
    PLUS_TARD = 2

    @property
    def libelle(self) -> str:
        """Title of the section."""
        return ("Maintenant", "Cette semaine", "Plus tard")[self]


class Genre(Enum):
    """A kind of task, in the order shown within an urgency: its code, and what several are called."""

    MOTEUR = "moteur", "alertes du moteur"
    IDENTIFIANT = "identifiant", "identifiants en échec"
    REFUSEE = "refusee", "déclarations refusées"
    A_DECIDER = "a_decider", "dépôts à décider"
    ECHEANCE = "echeance", "échéances"
    SUBSTITUTION = "substitution", "rappels avant substitution"
    ANOMALIE = "anomalie", "groupes d’anomalies"
    MANDAT = "mandat", "mandats à signer"
    QUARANTAINE = "quarantaine", "comptes rendus de taux en quarantaine"
    RETARD = "retard", "groupes de retours en retard"
    DOCUMENT = "document", "documents à remettre"
    ADOPTION = "adoption", "flux à adopter"
    PROPOSITION = "proposition", "propositions à décider"

    @property
    def code(self) -> str:
        """Stable word for programs."""
        return self.value[0]

    @property
    def pluriel(self) -> str:
        """What several of them are called."""
        return self.value[1]

    @property
    def rang(self) -> int:
        """Place among the kinds, 0 first."""
        return _RANGS[self]


_RANGS = {genre: rang for rang, genre in enumerate(Genre)}


@dataclass(frozen=True, slots=True)
class Lien:
    """The screen where a task is settled: name of its address, row, and what the address asks."""

    nom: str
    pk: int | None = None
    parametres: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Tache:
    """One thing to do. ``cle`` tells it from every other one."""

    genre: Genre
    cle: str
    urgence: Urgence
    quoi: str
    ou: str
    pourquoi: str
    lien: Lien
    bouton: str
    """Words of the link."""
    liste: Lien | None = None
    """Where all that the line counts is listed, when the link leads elsewhere."""
    avant: datetime | None = None
    """Last instant to act."""
    quand: str = ""
    """Words for « before when » when no instant is known."""
    poids: int = 0
    """The heavier comes first within a kind; what weighs the same is in the order of its last instants."""

    @property
    def ordre(self) -> tuple[int, int, int, datetime, str]:
        """Sort key: total, because ``cle`` is unique."""
        return (self.urgence, self.genre.rang, -self.poids, self.avant or _JAMAIS, self.cle)

    def is_echue(self, maintenant: datetime) -> bool:
        """Return True when the last instant to act has passed."""
        return self.avant is not None and self.avant < maintenant

    def dire_avant(self, maintenant: datetime) -> tuple[str, str]:
        """Return before when, in words and as a date: ``("dans 3 jours", "25/11/2026, 12 h")``."""
        if self.avant is None:
            return self.quand, ""
        limite = to_paris(self.avant)
        le = limite.strftime("%d/%m/%Y") + (", 12 h" if limite.time() == MIDI else "")
        jours = (limite.date() - jour_paris(maintenant)).days
        if self.is_echue(maintenant):
            return f"échue le {limite:%d/%m/%Y}", _ecoule(-jours)
        return {0: "aujourd’hui", 1: "demain"}.get(jours, f"dans {jours} jours"), le


def _ecoule(jours: int) -> str:
    return {0: "aujourd’hui", 1: "hier"}.get(jours, f"il y a {jours} jours")


@dataclass(frozen=True, slots=True)
class Lot:
    """The tasks of one kind: those shown, how many there are, and where they all are."""

    genre: Genre
    taches: tuple[Tache, ...] = ()
    total: int = 0
    plus: bool = False
    """True when ``total`` is only where the count stopped."""
    suite: Lien | None = None

    @property
    def autres(self) -> int:
        """How many are not shown."""
        return self.total - len(self.taches)


@dataclass(frozen=True, slots=True)
class Regard:
    """Who looks, when, and with which settings."""

    perimetre: Perimetre
    maintenant: datetime
    reglages: Reglages

    @property
    def jour(self) -> date:
        """The day in Paris."""
        return jour_paris(self.maintenant)

    @property
    def utilisateur(self) -> Utilisateur:
        """Who looks."""
        return self.perimetre.utilisateur


def reunir(genre: Genre, taches: Iterable[Tache], suite: Lien, *, plus: bool = False) -> Lot:
    """Return the lot of all the tasks of a kind: the most urgent are shown."""
    toutes = sorted(taches, key=lambda tache: tache.ordre)
    return Lot(genre, tuple(toutes[:PAR_GENRE]), len(toutes), plus, suite)


def ranger(taches: Iterable[Tache]) -> list[Tache]:
    """Return tasks of any kinds in the order shown."""
    return sorted(taches, key=lambda tache: tache.ordre)


def urgence_de(avant: datetime, maintenant: datetime) -> Urgence:
    """Return the urgency of a last instant: passed, today or tomorrow; within seven days; later."""
    jours = jour_paris(avant) - jour_paris(maintenant)
    if jours <= timedelta(days=1):
        return Urgence.MAINTENANT
    return Urgence.SEMAINE if jours <= SEMAINE else Urgence.PLUS_TARD


def au_soir(jour: date) -> datetime:
    """Return the last instant of a day in Paris."""
    return datetime.combine(jour, SOIR, PARIS)


def a_midi(jour: date) -> datetime:
    """Return noon of a day in Paris: until then a first monthly DSN may be deposited."""
    return datetime.combine(jour, MIDI, PARIS)


def accorder(nombre: int, singulier: str, pluriel: str = "") -> str:
    """Return ``1 anomalie`` or ``3 anomalies``."""
    return f"{nombre} {(pluriel or f'{singulier}s') if nombre > 1 else singulier}"


def dire_lieu(nom: str, siren: str, nic: str = "") -> str:
    """Return where: the name of a company, else its SIREN, and the NIC of an establishment."""
    entreprise = nom or siren or "Entreprise pas encore connue"
    return f"{entreprise} · {nic}" if nic else entreprise


def dire_lieux(lieux: Sequence[str], nombre: int) -> str:
    """Return some places by name and how many others: ``Atelier · 00012, Scierie · 00021 et 4 autres``."""
    noms = ", ".join(lieux)
    reste = nombre - len(lieux)
    return f"{noms} et {accorder(reste, 'autre')}" if reste > 0 else noms
