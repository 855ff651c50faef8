"""Which returns a declaration should bring, and when each of them is late: the table ``attendus.json``.

The rules speak of what the declaration really contains (an organisation is expected to answer only if an
adhesion names it). No complete official calendar could be read: each rule says whether its delay is published
or supposed, and every tolerance before "late" is ours. A return that may rightly never come (an answer sent
only when something is wrong) is expected without ever being late.

The due date counts when it is after the deposit; a declaration deposited late is answered from its deposit.
A trial is wholly checked by the deposit point and kept by no organisation (guide): only the deposit point's
returns are expected of it. We suppose the same of a cancellation.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from recepisse.calendrier import ajouter_ouvres, echeance, parse_mois
from recepisse.temps import PARIS, jour_paris, to_paris

ANNULATION = "04"
"""S20.G00.05.002."""
PAR_ORGANISME = "organisme"
SOIR = time(23, 59)
"""Paris time of what is expected on a day."""

Cle = tuple[str, str, str]
"""Nature, code of the organisation, code of its delegate ("" outside complementary organisations)."""


class EtatAttendu(StrEnum):
    """Where an expected return stands."""

    RECU = "recu"
    ATTENDU = "attendu"
    EN_RETARD = "en_retard"
    SANS_OBJET = "sans_objet"


LIBELLES: Mapping[EtatAttendu, str] = MappingProxyType(
    {
        EtatAttendu.RECU: "reçu",
        EtatAttendu.ATTENDU: "attendu",
        EtatAttendu.EN_RETARD: "en retard",
        EtatAttendu.SANS_OBJET: "sans objet",
    }
)


@dataclass(frozen=True, slots=True)
class Delai:
    """A delay after the deposit, or after the end of the due date (``depuis`` = "echeance")."""

    depuis: str = "depot"
    minutes: int = 0
    heures: int = 0
    jours: int = 0
    jours_ouvres: int = 0

    def apres(self, instant: datetime) -> datetime:
        """Return ``instant`` plus this delay; days keep the time of the Paris clock."""
        local = to_paris(instant)
        jour = ajouter_ouvres(local.date() + timedelta(days=self.jours), self.jours_ouvres)
        arrivee = datetime.combine(jour, local.time(), PARIS).astimezone(UTC)
        return arrivee + timedelta(hours=self.heures, minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Regle:
    """A line of the table. Empty ``declarations`` or ``regimes``: all of them."""

    nature: str
    prevu: Delai
    pourquoi: str
    source: str
    certitude: str
    """"publié" or "supposé": where the delay comes from."""
    declarations: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    si: tuple[str, ...] = ()
    """Attributes of :class:`Situation` that must hold: individus, agirc_arrco."""
    par: str = ""
    point_de_depot: bool = False
    """The deposit point answers: trials and cancellations too."""
    deposees_depuis: date = date.min
    retard: Delai | None = None
    facultatif: str = ""
    """Why it may never come; "" when it must."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a deposited declaration; None and "" for what is not known.

    ``mois`` is ``AAAA-MM`` ("" for an event), ``regime`` RG or RA; ``individus`` and ``agirc_arrco`` say
    whether it has people, and contracts of that scheme; ``organismes`` are the complementary organisations
    that its adhesions name, each with its delegate. ``jour`` (5 or 15) and ``report`` give the due date
    (:func:`recepisse.calendrier.echeance`).
    """

    nature: str
    depose_le: datetime
    jour: int
    mois: str = ""
    type: str = ""
    regime: str = ""
    essai: bool = False
    individus: bool | None = None
    agirc_arrco: bool | None = None
    organismes: tuple[tuple[str, str], ...] = ()
    report: bool = False


@dataclass(frozen=True, slots=True)
class Attendu:
    """A return to expect. ``retard_le`` is None when it may rightly never come; ``motif`` says why."""

    nature: str
    prevu_le: datetime
    retard_le: datetime | None
    motif: str
    ops: str = ""
    delegataire: str = ""

    @property
    def cle(self) -> Cle:
        """Return what tells it from the others of its flux."""
        return (self.nature, self.ops, self.delegataire)


def _lire_regle(brute: Mapping[str, Any]) -> Regle:
    valeurs = dict(brute)
    for nom in ("prevu", "retard"):
        if nom in valeurs:
            valeurs[nom] = Delai(**valeurs[nom])
    for nom in ("declarations", "regimes", "si"):
        valeurs[nom] = tuple(valeurs.get(nom, ()))
    if "deposees_depuis" in valeurs:
        valeurs["deposees_depuis"] = date.fromisoformat(valeurs["deposees_depuis"])
    return Regle(**valeurs)


@cache
def table() -> Mapping[str, Any]:
    """Return the packaged table as written: titles, sources, rules."""
    texte = files("recepisse.retours.suivi").joinpath("attendus.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(texte))


@cache
def regles() -> tuple[Regle, ...]:
    """Return the rules, in the order of the table."""
    return tuple(_lire_regle(brute) for brute in table()["regles"])


def prevoir(situation: Situation) -> list[Attendu]:
    """Return the returns to expect of a declaration, in the order of the table."""
    return [attendu for regle in regles() for attendu in _appliquer(regle, situation)]


def _appliquer(regle: Regle, situation: Situation) -> Iterator[Attendu]:
    if not _concerne(regle, situation):
        return
    prevu_le = _prevu(regle.prevu, situation)
    jamais = regle.facultatif or _doute(regle, situation)
    retard_le = None if jamais or regle.retard is None else regle.retard.apres(prevu_le)
    motif = f"{regle.pourquoi} Jamais en retard : {jamais}." if jamais else regle.pourquoi
    cibles = situation.organismes if regle.par == PAR_ORGANISME else (("", ""),)
    for ops, delegataire in cibles:
        yield Attendu(regle.nature, prevu_le, retard_le, motif, ops, delegataire)


def _concerne(regle: Regle, situation: Situation) -> bool:
    """Return True unless something known of the declaration says that the rule is not for it."""
    restreinte = situation.essai or situation.type == ANNULATION
    return (
        (not regle.declarations or situation.nature in regle.declarations)
        and (regle.point_de_depot or not restreinte)
        and jour_paris(situation.depose_le) >= regle.deposees_depuis
        and (not regle.regimes or situation.regime in (*regle.regimes, ""))
        and all(getattr(situation, nom) in {None, True} for nom in regle.si)
    )


def _doute(regle: Regle, situation: Situation) -> str:
    """Return what is not known and would decide of the rule, "" when nothing is missing."""
    if any(getattr(situation, nom) is None for nom in regle.si):
        return "le contenu de la déclaration n’est pas connu"
    return "le régime n’est pas connu" if regle.regimes and not situation.regime else ""


def _prevu(delai: Delai, situation: Situation) -> datetime:
    """Return when a return is expected (UTC)."""
    if delai.depuis == "depot":
        return delai.apres(situation.depose_le)
    mois = parse_mois(situation.mois)
    depart = jour_paris(situation.depose_le)
    if mois is not None:
        depart = max(depart, echeance(mois, situation.jour, report=situation.report))
    return delai.apres(datetime.combine(depart, SOIR, PARIS))


def etat(
    *,
    recu: bool,
    sans_objet: bool,
    prevu_le: datetime,
    retard_le: datetime | None,
    maintenant: datetime,
) -> EtatAttendu:
    """Return where an expected return stands at ``maintenant``.

    What may never come is awaited until its expected instant only: after it, nothing tells that it will.
    """
    if recu:
        return EtatAttendu.RECU
    if sans_objet or (retard_le is None and maintenant > prevu_le):
        return EtatAttendu.SANS_OBJET
    en_retard = retard_le is not None and maintenant >= retard_le
    return EtatAttendu.EN_RETARD if en_retard else EtatAttendu.ATTENDU


def designer(attendues: Sequence[Cle], recue: Cle) -> Cle | None:
    """Return which of the expected returns of a flux a received one is, None when none can be told.

    The list of codes that the services give for organisations is not published; the samples look like those
    of the adhesions. So: the same codes; else the expected return of that nature that names nobody; else the
    only one of that organisation, or of that delegate; else the only one of that nature.
    """
    memes = [cle for cle in attendues if cle[0] == recue[0]]
    if recue in memes:
        return recue
    if (recue[0], "", "") in memes:
        return (recue[0], "", "")
    dits = {code for code in recue[1:] if code}
    proches = [cle for cle in memes if dits & {cle[1], cle[2]}]
    candidates = proches or memes
    return candidates[0] if len(candidates) == 1 else None
