"""A finding on a file that is about to be sent: what is wrong, where, and what to do about it.

Messages never quote a value of the people declared (S21.G00.30): line numbers are enough to find it.
"""

from dataclasses import dataclass
from enum import StrEnum


class Gravite(StrEnum):
    """What a finding entails."""

    REFUS = "refus"
    """The file must not be sent as it is."""
    AVERTISSEMENT = "avertissement"
    """The file may be sent; the person should know."""


@dataclass(frozen=True, slots=True)
class Constat:
    """One finding: stable ``code``, French ``message`` and ``conseil``, 1-based ``ligne`` if any."""

    code: str
    gravite: Gravite
    message: str
    conseil: str
    ligne: int | None = None

    def __str__(self) -> str:
        lieu = f"Ligne {self.ligne} : " if self.ligne else ""
        return f"{lieu}{self.message} {self.conseil}"


def refus(code: str, message: str, conseil: str, ligne: int | None = None) -> Constat:
    """Return a finding that forbids sending."""
    return Constat(code, Gravite.REFUS, message, conseil, ligne)


def avertissement(code: str, message: str, conseil: str, ligne: int | None = None) -> Constat:
    """Return a finding that does not forbid sending."""
    return Constat(code, Gravite.AVERTISSEMENT, message, conseil, ligne)
