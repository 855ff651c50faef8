"""The tasks as the page shows them: their place as an address, their last instant in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from recepisse.calendrier import MIDI
from recepisse.gestion.gestes.a_faire.composer import AFaire, Compte, Section
from recepisse.gestion.gestes.a_faire.echeances import lien_calendrier
from recepisse.gestion.gestes.a_faire.tache import Lien, Tache, Urgence
from recepisse.gestion.gestes.retours.echeances import Echeance, Issue
from recepisse.temps import NOMS_MOIS, jour_paris
from recepisse.web.templatetags.francais import nombre

_SOUS_TITRES: Final = {
    Urgence.MAINTENANT: "ce qui ne peut pas attendre",
    Urgence.SEMAINE: "dans les sept jours",
    Urgence.PLUS_TARD: "rien ne presse",
}
_JOURS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MINUTE, _HEURE, _JOUR = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Ligne:
    """One task as a line."""

    tache: Tache
    adresse: str
    liste: str
    """Where all that it counts is; empty when the button leads there."""
    avant: str
    """Before when, in words."""
    detail: str
    """The same as a date; empty when the words are enough."""
    echue: bool


@dataclass(frozen=True, slots=True)
class Suite:
    """« et 37 autres déclarations refusées »."""

    mots: str
    adresse: str


@dataclass(frozen=True, slots=True)
class Partie:
    """One section as shown."""

    code: str
    titre: str
    sous_titre: str
    lignes: tuple[Ligne, ...]
    suites: tuple[Suite, ...]


@dataclass(frozen=True, slots=True)
class ProchaineEcheance:
    """One of the next due dates in the header."""

    mots: str
    etablissements: int
    envoyees: int
    adresse: str


def parties(a_faire: AFaire) -> list[Partie]:
    """Return the sections."""
    return [_partie(section, a_faire.maintenant) for section in a_faire.sections]


def adresse(lien: Lien) -> str:
    """Return the address of a screen."""
    chemin = reverse(lien.nom, args=() if lien.pk is None else (lien.pk,))
    return f"{chemin}?{urlencode(lien.parametres)}" if lien.parametres else chemin


def prochaines(a_faire: AFaire) -> list[ProchaineEcheance]:
    """Return the next due dates, each with a link to its month in the timetable."""
    return [_prochaine(une) for une in a_faire.bilan.echeances]


def date_en_toutes_lettres(instant: datetime) -> str:
    """Return ``dimanche 22 novembre 2026``."""
    jour = jour_paris(instant)
    premier = "1er" if jour.day == 1 else str(jour.day)
    return f"{_JOURS[jour.weekday()]} {premier} {NOMS_MOIS[jour.month - 1]} {jour.year}"


def il_y_a(instant: datetime, maintenant: datetime) -> str:
    """Return ``48 secondes``, ``3 minutes``, ``2 heures`` or ``4 jours``."""
    secondes = max(0, int((maintenant - instant).total_seconds()))
    for duree, mot in ((_JOUR, "jour"), (_HEURE, "heure"), (_MINUTE, "minute")):
        if secondes >= duree:
            combien = secondes // duree
            return f"{combien} {mot}{'s' if combien > 1 else ''}"
    return f"{secondes} seconde{'s' if secondes > 1 else ''}"


def dire_compte(compte: Compte, mot: str) -> str:
    """Return ``642 déclarations``, or ``plus de 10 000 déclarations``."""
    accorde = mot if compte.nombre < 2 else " ".join(f"{un}s" for un in mot.split())  # noqa: PLR2004 # plural
    return f"{'plus de ' if compte.plus else ''}{nombre(compte.nombre)} {accorde}"


def _partie(section: Section, maintenant: datetime) -> Partie:
    suites = [
        Suite(
            f"Et {'plus de ' if lot.plus else ''}{nombre(lot.autres)} autres {lot.genre.pluriel}",
            adresse(lot.suite),
        )
        for lot in section.suites
        if lot.suite
    ]
    return Partie(
        code=section.urgence.name.lower().replace("_", "-"),
        titre=section.urgence.libelle,
        sous_titre=_SOUS_TITRES[section.urgence],
        lignes=tuple(_ligne(tache, maintenant) for tache in section.taches),
        suites=tuple(suites),
    )


def _ligne(tache: Tache, maintenant: datetime) -> Ligne:
    liste = adresse(tache.liste) if tache.liste and tache.liste != tache.lien else ""
    avant, detail = tache.dire_avant(maintenant)
    return Ligne(tache, adresse(tache.lien), liste, avant, detail, tache.is_echue(maintenant))


def _prochaine(une: Echeance) -> ProchaineEcheance:
    jour = "1er" if une.le.day == 1 else str(une.le.day)
    return ProchaineEcheance(
        mots=f"{jour} {NOMS_MOIS[une.le.month - 1]}, {MIDI.hour} h",
        etablissements=une.total,
        envoyees=une.nombres.get(Issue.ENVOYEE, 0),
        adresse=adresse(lien_calendrier(une)),
    )
