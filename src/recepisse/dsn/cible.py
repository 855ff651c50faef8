"""What is looked for in a declaration: a demand, and the best line that was found for it.

A line belongs to a contract (S21.G00.40.009) when it stands under it in the tree of blocks, or when its own
block names it: S21.G00.51.010 (and the S21.G00.53 below), 52.006, 86.005, 34.002.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

BLOC_INDIVIDU, BLOC_CONTRAT = b"S21.G00.30", b"S21.G00.40"

NOMME_CONTRAT: Mapping[bytes, int] = MappingProxyType(
    {BLOC_CONTRAT: 9, b"S21.G00.51": 10, b"S21.G00.52": 6, b"S21.G00.86": 5, b"S21.G00.34": 2}
)
"""Blocks that name their contract, and the rubric that does."""

DESSOUS: Mapping[bytes, bytes] = MappingProxyType(
    {b"S21.G00.%d" % numero: BLOC_CONTRAT for numero in (41, 45, 60, 62, 63, 65, 66, 70, 71, 72, 73)}
    | {b"S21.G00.53": b"S21.G00.51"}
)
"""Blocks that stand below one that names its contract (master tree of the norm)."""

_RUBRIQUE = re.compile(r"(S[0-9]{2}\.G[0-9]{2}\.[0-9]{2})(?:\.([0-9]{3}))?", re.ASCII)
_NIR = 13
_TROUVEE, _VALEUR, _CONTRAT = 1, 1, 2


@dataclass(frozen=True, slots=True)
class Demande:
    """What is known of a line to find; "" for what is not. The person is kept out of ``repr``.

    ``rubrique`` is a rubric (``S21.G00.50.006``) or a block (``S21.G00.62``); underscores are read as dots.
    """

    rubrique: str = ""
    nir: str = field(default="", repr=False)
    ntt: str = field(default="", repr=False)
    matricule: str = field(default="", repr=False)
    contrat: str = ""
    valeur: str = field(default="", repr=False)

    @property
    def nomme(self) -> bool:
        """True when a person is named."""
        return bool(self.nir or self.ntt or self.matricule)

    def cles(self) -> Iterator[tuple[int, bytes]]:
        """Yield what recognises the person, as (rubric of S21.G00.30, value)."""
        for rubrique, valeur in ((1, self.nir[:_NIR]), (20, self.ntt), (19, self.matricule)):
            if valeur:
                yield rubrique, en_octets(valeur)


class Lue(NamedTuple):
    """A line of a person: its number in the file, its block, its rubric, its value."""

    numero: int
    bloc: bytes
    rubrique: int
    valeur: bytes


@dataclass(slots=True)
class Cible:
    """A demand being looked for: the best line so far, and its merit."""

    bloc: bytes
    rubrique: int
    """0 for a block alone."""
    contrat: bytes = field(repr=False)
    valeur: bytes = field(repr=False)
    ligne: int = 0
    """1-based; 0 while nothing was found."""
    _merite: tuple[int, int] = (-1, -1)

    def proposer(self, personne: int, points: int, ligne: int) -> None:
        """Take ``ligne`` if it is better than the best one: the person first, then the line."""
        if (personne, points) > self._merite:
            self._merite, self.ligne = (personne, points), ligne

    def accepte(self, valeur: bytes) -> bool:
        """Return True when ``valeur`` does not contradict what is asked (a block alone asks for none)."""
        return not (self.rubrique and self.valeur) or valeur == self.valeur

    def points(self, valeur: bytes, contrat: bytes) -> int:
        """Return how well a line of the right rubric fits: its contract matters more than its value."""
        valeur_dite = bool(self.rubrique and self.valeur) and valeur == self.valeur
        contrat_dit = bool(self.contrat) and contrat == self.contrat
        return _TROUVEE + _VALEUR * valeur_dite + _CONTRAT * contrat_dit


def cible(demande: Demande) -> Cible:
    """Return what to look for; a rubric that is none is looked for nowhere (the person still is)."""
    lue = _RUBRIQUE.fullmatch(demande.rubrique.replace("_", "."))
    return Cible(
        bloc=lue[1].encode() if lue else b"",
        rubrique=int(lue[2] or 0) if lue else 0,
        contrat=en_octets(demande.contrat),
        valeur=en_octets(demande.valeur),
    )


def en_octets(texte: str) -> bytes:
    """Return ``texte`` as it is written in a DSN; what ISO-8859-1 cannot say matches nothing there."""
    return texte.encode("latin-1", "xmlcharrefreplace")
