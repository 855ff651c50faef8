"""The shape of the reader of one family.

For each document a :class:`Lecteur` opens a :class:`Lecture`. A document of ordinary size goes whole to
``achever``. Of a large one, ``lourd`` first gets each heavy element as it flows, which is then removed, and
``achever`` gets the skeleton. Both ways give the same :class:`~recepisse.retours.modele.Contenu`.

Reading never fails: what a reader does not know goes to ``autres``, with its path.
"""

from typing import Protocol

from lxml import etree

from recepisse.retours.modele import Contenu


class Lecture(Protocol):
    """One document being read."""

    def lourd(self, element: etree._Element) -> None:
        """Read one heavy element, its ancestors being in place."""
        ...

    def achever(self, racine: etree._Element) -> Contenu:
        """Read everything that ``lourd`` was not given, and return what was found."""
        ...


class Lecteur(Protocol):
    """The reader of a family of documents."""

    @property
    def lourds(self) -> frozenset[str]:
        """Local names of the repeated elements that make large documents."""
        ...

    def ouvrir(self, nature: str, statut: str) -> Lecture:
        """Start reading a document announced with this nature and status ("" when unknown)."""
        ...
