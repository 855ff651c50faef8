"""What the yearly norm says of each block and each rubric: label, parent, cardinality, code list.

The tables are packaged JSON, one file a year, rebuilt by ``outils/norme_dsn.py``. A version that has no table
is read with the nearest year's; a code that no table knows gets a plain label.

>>> n = norme("P26V01")
>>> n.bloc("S21.G00.40").parent, n.rubrique("S21.G00.30.002").libelle
('S21.G00.30', 'Nom de famille')
>>> n.libelle_valeur("S21.G00.30.005", "01"), n.rubrique("S21.G00.30.999").libelle
('masculin', 'Rubrique 999')
>>> norme("P27V01").version
'P26V01'
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from recepisse.erreurs import ErreurNorme

ANNEES = (2024, 2025, 2026)
"""Years whose tables are packaged."""

_VERSION = re.compile(r"P([0-9]{2})V[0-9]{2}", re.ASCII)
_TOUS = "*"


class Genre(StrEnum):
    """How a value is shown."""

    TEXTE = "texte"
    DATE = "date"
    MONTANT = "montant"
    NOMBRE = "nombre"
    NIR = "nir"
    NTT = "ntt"


@dataclass(frozen=True, slots=True)
class RubriqueNorme:
    """A rubric: its label, how its values are shown, and the label of each code when a list gives them."""

    code: str
    libelle: str
    genre: Genre = Genre.TEXTE
    codes: Mapping[str, str] = field(default_factory=dict, repr=False)
    connue: bool = True


@dataclass(frozen=True, slots=True)
class BlocNorme:
    """A block: its label, the block that it stands in ("" for none), how many there may be (None: any)."""

    code: str
    libelle: str
    parent: str = ""
    minimum: int = 0
    maximum: int | None = None
    connu: bool = True


@dataclass(frozen=True, slots=True)
class Norme:
    """The tables of one version."""

    version: str
    blocs: Mapping[str, BlocNorme] = field(repr=False)
    rubriques: Mapping[str, RubriqueNorme] = field(repr=False)

    def bloc(self, code: str) -> BlocNorme:
        """Return what is known of the block ``S21.G00.30``; an unknown one has no parent."""
        return self.blocs.get(code) or BlocNorme(code, f"Bloc {code}", connu=False)

    def rubrique(self, code: str) -> RubriqueNorme:
        """Return what is known of the rubric ``S21.G00.30.001``."""
        return self.rubriques.get(code) or RubriqueNorme(
            code, f"Rubrique {code.rpartition('.')[2]}", connue=False
        )

    def libelle_valeur(self, code: str, valeur: str) -> str:
        """Return the label that the code list of a rubric gives to ``valeur``, "" when there is none."""
        return self.rubrique(code).codes.get(valeur, "")

    def ancetres(self, code: str) -> tuple[str, ...]:
        """Return the blocks that ``code`` stands in, the nearest first."""
        trouves: list[str] = []
        parent = self.bloc(code).parent
        while parent and parent not in trouves:
            trouves.append(parent)
            parent = self.bloc(parent).parent
        return tuple(trouves)


def norme(version: str) -> Norme:
    """Return the tables of ``version`` (S10.G00.00.006), or of the nearest year that has some."""
    lue = _VERSION.fullmatch(version)
    annee = 2000 + int(lue[1]) if lue else ANNEES[-1]
    return _lire(min(ANNEES, key=lambda connue: abs(connue - annee)))


@cache
def _lire(annee: int) -> Norme:
    """Return the packaged tables of a year, read once."""
    try:
        texte = files("recepisse.norme").joinpath(f"donnees/norme_{annee}.json").read_text(encoding="utf-8")
        lues: dict[str, Any] = json.loads(texte)
    except (OSError, ValueError) as cause:
        raise ErreurNorme(
            f"La table de la norme {annee} est absente ou altérée.", conseil="Réinstallez Récépissé."
        ) from cause
    listes = [MappingProxyType(liste) for liste in lues["listes"]]
    rien: Mapping[str, str] = MappingProxyType({})
    return Norme(
        version=lues["norme"],
        blocs=MappingProxyType(
            {
                code: BlocNorme(code, libelle, parent, minimum, None if maximum == _TOUS else int(maximum))
                for code, (libelle, parent, minimum, maximum) in lues["blocs"].items()
            }
        ),
        rubriques=MappingProxyType(
            {
                code: RubriqueNorme(code, libelle, Genre(genre), rien if liste is None else listes[liste])
                for code, (libelle, genre, liste) in lues["rubriques"].items()
            }
        ),
    )
