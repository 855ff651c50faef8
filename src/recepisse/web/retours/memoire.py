"""Large documents laid out, kept for a moment in the memory of the process: turning their pages is instant.

A return 94 of 17,000 persons takes half a second to read; whoever turns its pages asks for it again, and so
does each refresh. Documents are told by the sum of their bytes, which never change. Nothing is written
anywhere; what was used least recently is forgotten first.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Memoire(Generic[T]):
    """Values made once and kept while their weights, together, stay under ``poids_max``."""

    def __init__(self, poids_max: int) -> None:
        self._poids_max = poids_max
        self._valeurs: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._verrou = Lock()

    def prendre(self, cle: Hashable, poids: int, faire: Callable[[], T]) -> T:
        """Return the value of ``cle``, made by ``faire`` when it is not here (by two threads, at worst)."""
        with self._verrou:
            connue = self._valeurs.get(cle)
            if connue:
                self._valeurs.move_to_end(cle)
                return connue[0]
        valeur = faire()
        if poids <= self._poids_max:
            with self._verrou:
                self._valeurs[cle] = (valeur, poids)
                self._valeurs.move_to_end(cle)
                while sum(p for _, p in self._valeurs.values()) > self._poids_max:
                    self._valeurs.popitem(last=False)
        return valeur
