"""An object of ``donnees`` while the element that it comes from is read."""

from typing import cast

from recepisse.retours.familles.bilan.blocs import Reste
from recepisse.retours.modele import Donnee


class Objet:
    """An object being filled: values, and lists of objects."""

    __slots__ = ("donnees", "reste")

    def __init__(self, reste: Reste) -> None:
        self.reste = reste
        self.donnees: dict[str, Donnee] = {}

    def ajouter(self, clef: str, objet: Donnee) -> None:
        """Add an object to the list of this name."""
        cast("list[Donnee]", self.donnees.setdefault(clef, [])).append(objet)
