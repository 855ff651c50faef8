r"""The lines of a DSN as blocks, and the blocks as a tree: the norm says which stands in which.

>>> blocs = lire_blocs(b"S21.G00.40.001,'01012020'\nS21.G00.40.009,'1'\nS21.G00.41.001,'01022020'\n", 12)
>>> [(b.code, b.ligne, len(b.rubriques)) for b in blocs]
[('S21.G00.40', 12, 2), ('S21.G00.41', 14, 1)]
>>> (contrat,) = arborer(blocs, norme("P26V01"))
>>> contrat.sous[0].bloc.valeur(1)
'01022020'
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from recepisse.norme.tables import Norme, norme

__all__ = ["Bloc", "Noeud", "Rubrique", "arborer", "lire_blocs", "norme"]

_LIGNE = re.compile(rb"(S[0-9]{2}\.G[0-9]{2}\.[0-9]{2})\.([0-9]{3}),'([^\r\n]*)'\r?")
ILLISIBLE = ""
"""Code of a line that is no rubric: it is a block of its own, its text in rubric 0."""


class Rubrique(NamedTuple):
    """A line: number of the rubric in its block, value, number of the line in the file."""

    numero: int
    valeur: str
    ligne: int


@dataclass(frozen=True, slots=True)
class Bloc:
    """Rubrics of one block, in their order."""

    code: str
    rubriques: tuple[Rubrique, ...]

    @property
    def ligne(self) -> int:
        """Return the number of its first line."""
        return self.rubriques[0].ligne

    def valeur(self, numero: int) -> str:
        """Return the value of a rubric, "" when it is absent."""
        return next((r.valeur for r in self.rubriques if r.numero == numero), "")

    def code_de(self, rubrique: Rubrique) -> str:
        """Return the whole code of one of its rubrics."""
        return f"{self.code}.{rubrique.numero:03d}" if self.code else ""


@dataclass(frozen=True, slots=True)
class Noeud:
    """A block and those that stand in it."""

    bloc: Bloc
    sous: tuple["Noeud", ...] = ()

    def parcourir(self) -> Iterator["Noeud"]:
        """Yield the node and all those below, in the order of the file."""
        yield self
        for enfant in self.sous:
            yield from enfant.parcourir()

    def enfants(self, code: str) -> tuple[Bloc, ...]:
        """Return the blocks of this code that stand right in it."""
        return tuple(enfant.bloc for enfant in self.sous if enfant.bloc.code == code)


def lire_blocs(octets: bytes, ligne: int, encodage: str = "latin-1") -> tuple[Bloc, ...]:
    """Return the blocks of whole lines, the first of which is line ``ligne`` of the file.

    A block ends when another begins, or when its rubrics do not grow.
    """
    blocs: list[Bloc] = []
    code, rubriques = ILLISIBLE, list[Rubrique]()
    for numero, brute in enumerate(octets.removesuffix(b"\n").split(b"\n"), ligne):
        lue = _LIGNE.fullmatch(brute)
        if lue is None and not brute.strip():
            continue
        suivant = lue[1].decode() if lue else ILLISIBLE
        rang = int(lue[2]) if lue else 0
        if rubriques and (suivant != code or rang <= rubriques[-1].numero):
            blocs.append(Bloc(code, tuple(rubriques)))
            rubriques = []
        code = suivant
        rubriques.append(Rubrique(rang, (lue[3] if lue else brute).decode(encodage, "replace"), numero))
    if rubriques:
        blocs.append(Bloc(code, tuple(rubriques)))
    return tuple(blocs)


def arborer(blocs: Iterable[Bloc], table: Norme) -> tuple[Noeud, ...]:
    """Return the trees that ``blocs`` make, in the order of the file.

    A block stands in the last one before it that the norm says is above. One that the norm does not know, or
    a line that is no rubric, stands in the first block of the tree being read.
    """
    racines: list[_Ebauche] = []
    pile: list[_Ebauche] = []
    for bloc in blocs:
        ebauche = _Ebauche(bloc, [])
        connu = table.bloc(bloc.code).connu
        ancetres = table.ancetres(bloc.code)
        if connu:
            while pile and pile[-1].bloc.code not in ancetres:
                pile.pop()
        (pile[-1 if connu else 0].sous if pile else racines).append(ebauche)
        if connu:
            pile.append(ebauche)
    return tuple(racine.figer() for racine in racines)


@dataclass(frozen=True, slots=True)
class _Ebauche:
    """A node whose children are not all known."""

    bloc: Bloc
    sous: list["_Ebauche"]

    def figer(self) -> Noeud:
        return Noeud(self.bloc, tuple(enfant.figer() for enfant in self.sous))
