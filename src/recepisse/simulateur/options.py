"""Everything about the simulated services that can be turned: what is not written anywhere is a setting.

The defaults are what was measured on the published mock services of the API DSN, or what the guide is
reported to say; each line names what it stands for. Durations are ``timedelta``, widths are minutes.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class FormeJson(StrEnum):
    """The three shapes in which version 2.0 was seen to answer."""

    RACINE_ET_TABLEAUX = "a"
    """``{"retours": {"flux": [{"id", "retour": [...]}]}}``."""
    OBJETS_UNIQUES = "b"
    """The same with a bare object wherever a list holds one element, ``null`` when it holds none."""
    SANS_RACINE = "c"
    """No root, a capital in ``Retour``, absent values written ``null`` (published Java kit)."""


class HeureDouble(StrEnum):
    """How the labels of a window are read during the hour that exists twice in October (undocumented)."""

    BRUT = "brut"
    """Labels are compared as 14 digits: both passages answer to the same labels."""
    PREMIER = "premier"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Options:
    """The settings of one simulated administration."""

    scenario: str = "ordinaire"
    graine: int = 1
    """Seed of everything that looks random: the same seed and calls give the same idflux and returns."""
    duree_jeton: timedelta = timedelta(hours=2)
    pas: timedelta = timedelta(minutes=2)
    """Distance of the ``Expires`` of the lists (earliest useful repeat)."""
    largeur_declarant: int = 60
    largeur_concentrateur: int = 10
    largeur_depots: int = 60
    largeur_depots_concentrateur: int = 10
    forme_json: FormeJson = FormeJson.RACINE_ET_TABLEAUX
    accuse_json: bool = False
    """Whether the receipt of a deposit 2.0 is JSON; the mock sends XML under a JSON type."""
    heure_double: HeureDouble = HeureDouble.BRUT
    repetition_refusee: bool = False
    """Whether repeating a list before its ``Expires`` gives 429 (undocumented, hence off)."""
    refuses_listes: bool = True
    """Whether a deposit refused with an ARE is listed (status KO) among the deposits (unconfirmed)."""
    comptes_ouverts: bool = True
    """Whether an account that nobody described is accepted with any password."""
    essais_avant_verrou: int = 0
    """Wrong passwords in a row that lock an account; 0 never locks (the real number is unknown)."""
    conservation: timedelta = timedelta(days=92)
    """How long a return stays available (three months)."""
    acceleration: float = 1.0
    """Divides every delay of the scenarios: 240 turns four hours into one minute."""
    base_telechargement: str = ""
    """Origin of the download addresses; empty follows the address that the list was asked on."""
