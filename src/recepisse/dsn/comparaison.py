"""What changed between two declarations: persons by what identifies them, blocks by what names them.

A block is told by its own key (a contract by its number and start, a pay by its contract and type, a
contribution by its code and organisation…) inside the block that it stands in; blocks with the same key are
told by their order. The place of a line in the file never counts. Nothing is guessed: a block whose key
changed has left, and another came.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from recepisse.dsn.arborescence import Bloc, Noeud, Rubrique
from recepisse.dsn.document import Identite

CLES: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "S20.G00.07": (4,),
        "S21.G00.06": (1,),
        "S21.G00.11": (1,),
        "S21.G00.12": (1,),
        "S21.G00.15": (1, 2, 5),
        "S21.G00.20": (1, 2),
        "S21.G00.22": (1, 2),
        "S21.G00.23": (1, 2, 6),
        "S21.G00.31": (1,),
        "S21.G00.34": (1, 2),
        "S21.G00.40": (9, 1),
        "S21.G00.41": (1,),
        "S21.G00.44": (1,),
        "S21.G00.51": (10, 11),
        "S21.G00.52": (6, 1),
        "S21.G00.53": (1, 3),
        "S21.G00.54": (5, 1),
        "S21.G00.55": (2, 3),
        "S21.G00.56": (1, 2),
        "S21.G00.58": (3,),
        "S21.G00.60": (1, 2),
        "S21.G00.65": (1, 2),
        "S21.G00.70": (13, 12),
        "S21.G00.71": (2,),
        "S21.G00.72": (1,),
        "S21.G00.73": (7, 6, 9),
        "S21.G00.78": (6, 1),
        "S21.G00.79": (1,),
        "S21.G00.81": (1, 2),
        "S21.G00.82": (2, 5),
        "S21.G00.84": (5, 1),
        "S21.G00.85": (1,),
        "S21.G00.86": (5, 1),
        "S21.G00.95": (5, 1),
        "S21.G00.98": (1,),
        "S89.G00.91": (1, 21, 16),
    }
)
"""Rubrics that name a block among those of the same code; a block that is not here is told by its order."""


class Nature(StrEnum):
    """What became of a rubric."""

    AJOUTEE = "ajoutee"
    RETIREE = "retiree"
    MODIFIEE = "modifiee"


class Etape(NamedTuple):
    """A block in the path to a change: its code, the values that name it, its order among equals (from 1)."""

    code: str
    cle: tuple[str, ...]
    rang: int


@dataclass(frozen=True, slots=True)
class Ecart:
    """A rubric that differs; a line number is 0 on the side that does not have it."""

    chemin: tuple[Etape, ...] = field(repr=False)
    rubrique: str
    avant: str = field(repr=False)
    apres: str = field(repr=False)
    ligne_avant: int
    ligne_apres: int

    @property
    def nature(self) -> Nature:
        """Return whether the rubric came, left or changed."""
        if not self.ligne_avant:
            return Nature.AJOUTEE
        return Nature.MODIFIEE if self.ligne_apres else Nature.RETIREE

    @property
    def difference(self) -> Decimal | None:
        """Return what is to be added to the first value to make the second, None when one is no number."""
        avant, apres = _nombre(self.avant), _nombre(self.apres)
        return None if avant is None or apres is None else apres - avant


@dataclass(frozen=True, slots=True)
class Appariement:
    """The persons of two declarations: those of both, those that came, those that left, by rank."""

    communes: tuple[tuple[int, int], ...]
    """Ranks before and after, in the order of the second declaration."""
    entrees: tuple[int, ...]
    sorties: tuple[int, ...]


def comparer(avant: Iterable[Noeud], apres: Iterable[Noeud]) -> tuple[Ecart, ...]:
    """Return every rubric that differs, in the order of the second tree; what left comes last."""
    premieres, secondes = dict(_aplatir(avant)), dict(_aplatir(apres))
    ecarts: list[Ecart] = []
    for cle, (code, rubrique) in secondes.items():
        ancienne = premieres.get(cle)
        if ancienne is None:
            ecarts.append(Ecart(cle[0], code, "", rubrique.valeur, 0, rubrique.ligne))
        elif ancienne[1].valeur != rubrique.valeur:
            lignes = ancienne[1].ligne, rubrique.ligne
            ecarts.append(Ecart(cle[0], code, ancienne[1].valeur, rubrique.valeur, *lignes))
    for cle, (code, rubrique) in premieres.items():
        if cle not in secondes:
            ecarts.append(Ecart(cle[0], code, rubrique.valeur, "", rubrique.ligne, 0))
    return tuple(ecarts)


def apparier(avant: Iterable[Identite], apres: Iterable[Identite]) -> Appariement:
    """Return who is in both, told by the NIR, else the NTT, the matricule, the names, with the birth date.

    A person who has just received a NIR is the same one. The same key several times is told by its order.
    """
    restent = {personne.rang: personne for personne in avant}
    nouvelles = {personne.rang: personne for personne in apres}
    paires: list[tuple[int, int]] = []
    for cle in (_par_nir, _par_ntt, _par_matricule, _par_noms):
        anciennes = defaultdict["_Repere", list[int]](list)
        for rang, personne in restent.items():
            if valeur := cle(personne):
                anciennes[valeur].append(rang)
        for rang, personne in list(nouvelles.items()):
            valeur = cle(personne)
            if valeur and anciennes.get(valeur):
                trouvee = next((r for r in anciennes[valeur] if _compatibles(restent[r], personne)), 0)
                if trouvee:
                    anciennes[valeur].remove(trouvee)
                    paires.append((trouvee, rang))
                    del restent[trouvee], nouvelles[rang]
    return Appariement(tuple(sorted(paires, key=lambda p: p[1])), tuple(nouvelles), tuple(restent))


_Repere = tuple[str, ...]
"""What tells a person; empty when the declaration does not say it."""


def _par_nir(personne: Identite) -> _Repere:
    return (personne.nir,) if personne.nir else ()


def _par_ntt(personne: Identite) -> _Repere:
    return (personne.ntt, personne.naissance) if personne.ntt else ()


def _par_matricule(personne: Identite) -> _Repere:
    return (personne.matricule, personne.naissance) if personne.matricule else ()


def _par_noms(personne: Identite) -> _Repere:
    return (personne.nom.upper(), personne.prenoms.upper(), personne.naissance) if personne.nom else ()


def _compatibles(avant: Identite, apres: Identite) -> bool:
    """Return False when both have a NIR and they differ: they are two persons."""
    return not (avant.nir and apres.nir) or avant.nir == apres.nir


_Cle = tuple[tuple[Etape, ...], int]


def _aplatir(
    noeuds: Iterable[Noeud], chemin: tuple[Etape, ...] = ()
) -> Iterator[tuple[_Cle, tuple[str, Rubrique]]]:
    """Yield each rubric under the path that tells it."""
    vus: dict[tuple[str, tuple[str, ...]], int] = defaultdict(int)
    for noeud in noeuds:
        bloc = noeud.bloc
        cle = _cle(bloc)
        vus[bloc.code, cle] += 1
        ici = (*chemin, Etape(bloc.code, cle, vus[bloc.code, cle]))
        for rubrique in bloc.rubriques:
            yield (ici, rubrique.numero), (bloc.code_de(rubrique), rubrique)
        yield from _aplatir(noeud.sous, ici)


def _cle(bloc: Bloc) -> tuple[str, ...]:
    return tuple(bloc.valeur(n) for n in CLES.get(bloc.code, ()))


def _nombre(texte: str) -> Decimal | None:
    """Return the number of the norm (a dot, ASCII digits) that ``texte`` is, None for any other text."""
    if not texte or not texte.isascii() or not texte.lstrip("-").replace(".", "", 1).isdigit():
        return None
    return Decimal(texte)
