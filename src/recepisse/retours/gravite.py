"""One scale of gravity for every issuer, and how their own words fall on it.

Each organisation has a vocabulary of its own: states (``OK``, ``ANO``, ``KO``), categories (``bloquant``),
criticalities (``C``, ``P``), codes of outcome (0 to 3). The original word stays beside, visible; this module
only says where it stands: bloquant > critique > à corriger > information. The order and the equivalences are
ours: no publication gives a common scale.
"""

from collections.abc import Iterable
from enum import StrEnum


class Gravite(StrEnum):
    """How serious a finding is, the most serious first."""

    BLOQUANT = "bloquant"
    """The declaration, or this part of it, was not taken."""
    CRITIQUE = "critique"
    """Taken in part, or to be corrected in the very next declaration."""
    A_CORRIGER = "a_corriger"
    """Taken; something is to be corrected."""
    INFORMATION = "information"
    """Nothing is wrong: a fact to know, a value to use."""

    @property
    def rang(self) -> int:
        """4 for the most serious, 1 for the least."""
        return _RANGS[self]

    @property
    def libelle(self) -> str:
        """French word for the screens."""
        return _LIBELLES[self]


_RANGS = {g: 4 - i for i, g in enumerate(Gravite)}
_LIBELLES = {
    Gravite.BLOQUANT: "bloquant",
    Gravite.CRITIQUE: "critique",
    Gravite.A_CORRIGER: "à corriger",
    Gravite.INFORMATION: "information",
}
_PAR_RANG = {g.rang: g for g in Gravite}

_MOTS = {
    "KO": Gravite.BLOQUANT,
    "BLOQUANT": Gravite.BLOQUANT,
    "ANO": Gravite.A_CORRIGER,
    "NON-BLOQUANT": Gravite.A_CORRIGER,
    "OK": Gravite.INFORMATION,
}


def gravite_du_mot(mot: str) -> Gravite | None:
    """Return where a state or category (``KO``, ``ANO``, ``bloquant``…) stands; None for any other word."""
    return _MOTS.get(mot) or _MOTS.get(mot.strip().upper())


def pire(gravites: Iterable[Gravite | None]) -> Gravite:
    """Return the most serious of ``gravites``; information when there is none."""
    rang = 1
    for gravite in gravites:
        if gravite is not None and _RANGS[gravite] > rang:
            rang = _RANGS[gravite]
    return _PAR_RANG[rang]


def gravite_du_rang(rang: int) -> Gravite | None:
    """Return the gravity of a stored rank, None for 0 (not read yet)."""
    return _PAR_RANG.get(rang)
