"""What an address asks of one return: a version, another to compare it with, an open fold, a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from recepisse.web.commun import as_entier

PARTIES: Final = ("contenu", "autres", "brut")
"""The folds under the sheet: one is open at a time, and only what is open is made."""


@dataclass(frozen=True, slots=True)
class Demande:
    """What the address asks of a return: a version, another one to compare it with, a fold, a page."""

    version: int | None = None
    comparer: int | None = None
    partie: str = ""
    page: str = ""

    @classmethod
    def parse(cls, valeurs: Mapping[str, str]) -> "Demande":
        """Read the values of an address or of a form; what is not ours is left out."""
        partie = valeurs.get("partie", "")
        return cls(
            version=as_entier(valeurs.get("version")),
            comparer=as_entier(valeurs.get("comparer")),
            partie=partie if partie in PARTIES else "",
            page=valeurs.get("page", ""),
        )

    def __str__(self) -> str:
        dites = {
            "version": self.version,
            "comparer": self.comparer,
            "partie": self.partie,
            "page": self.page,
        }
        return urlencode({nom: valeur for nom, valeur in dites.items() if valeur})
