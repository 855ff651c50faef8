"""What each nature of return is: who issues it, what to call it, when to expect it.

The list is the packaged file ``natures.json``, assembled from several publications (guide §6 as quoted,
schemas and examples of GIP-MDS, public pages): the official table itself could not be read. It is open:
an unknown code is a nature like the others, of the group "autres", and nothing is ever dropped for it.
A return is routed by the nature of the listing, never by what its document says of itself.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

AUTRES = "autres"


@dataclass(frozen=True, slots=True)
class Emetteur:
    """A group of issuers, as the tree of the screen shows them."""

    code: str
    libelle: str
    RG: str = ""
    """Its name for a declarant of the general scheme, when it differs."""
    RA: str = ""
    """Its name for a declarant of the agricultural scheme, when it differs."""


@dataclass(frozen=True, slots=True)
class Nature:
    """One nature of return."""

    code: str
    emetteur: str
    """Code of its :class:`Emetteur`."""
    libelle: str
    libelle_ko: str = ""
    """What to call it when its status is KO, if that is another document."""
    declarations: tuple[str, ...] = ()
    """Natures of declaration (S20.G00.05.001) it answers; empty when unknown."""
    document: str = "inconnu"
    """"oui", "non", "parfois" or "inconnu": is there a document to download?"""
    famille: str = ""
    """Expected form: bilan, neores, oc, agirc_arrco, pdf; "" when unknown. The bytes decide."""
    delai: str = ""
    """Usual delay, in French; "" when unknown."""
    source: str = ""
    note: str = ""

    @property
    def connue(self) -> bool:
        """True when the packaged table holds this code."""
        return bool(self.source)

    def libelle_pour(self, statut: str) -> str:
        """Return the label for a return whose listing status is ``statut``."""
        return self.libelle_ko if self.libelle_ko and statut.strip().upper() == "KO" else self.libelle


@cache
def _table() -> Mapping[str, Any]:
    texte = files("recepisse.retours").joinpath("natures.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(texte))


EMETTEURS: tuple[Emetteur, ...] = tuple(Emetteur(**e) for e in _table()["emetteurs"])
"""The groups, in the order of the tree."""

NATURES: Mapping[str, Nature] = MappingProxyType(
    {n["code"]: Nature(**{**n, "declarations": tuple(n["declarations"])}) for n in _table()["natures"]}
)
"""The known natures by code, in ascending order."""

_EMETTEURS = MappingProxyType({e.code: e for e in EMETTEURS})


def nature(code: str) -> Nature:
    """Return the nature of ``code``; never fails (an unknown code makes a nature of the group "autres")."""
    nu = code.strip()
    connue = NATURES.get(nu) or NATURES.get(nu.lstrip("0"))
    return connue or Nature(code=nu, emetteur=AUTRES, libelle=f"Retour de nature {nu or 'inconnue'}")


def emetteur(code: str) -> Emetteur:
    """Return the group of ``code``; an unknown one is "autres"."""
    return _EMETTEURS.get(code) or _EMETTEURS[AUTRES]


def groupe(code: str, regime: str = "") -> str:
    """Return the name of the group of the nature ``code`` for a ``regime`` ("RG", "RA" or "" for both)."""
    trouve = emetteur(nature(code).emetteur)
    return {"RG": trouve.RG, "RA": trouve.RA}.get(regime) or trouve.libelle
