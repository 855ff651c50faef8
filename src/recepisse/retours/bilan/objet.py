"""An object of ``donnees`` while the element that it comes from is read."""

from recepisse.retours.bilan.blocs import Reste
from recepisse.retours.modele import Donnee


class Objet:
    """An object being filled: values, and lists of objects."""

    __slots__ = ("_listes", "donnees", "reste")

    def __init__(self, reste: Reste) -> None:
        self.reste = reste
        self.donnees: dict[str, Donnee] = {}
        self._listes: dict[str, list[Donnee]] = {}

    def ajouter(self, clef: str, objet: Donnee) -> None:
        """Add an object to the list of this name."""
        liste = self._listes.get(clef)
        if liste is None:
            self.donnees[clef] = self._listes[clef] = liste = []
        liste.append(objet)
