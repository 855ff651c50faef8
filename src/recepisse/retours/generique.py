"""What is of no known family: everything it says, as paths and values. Also PDF, archives, pages and texts.

An unknown XML root, a form published tomorrow, an HTML page of maintenance: each text and each attribute is
kept and shown, so that a person can read the return before this program knows how to.
"""

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from recepisse.retours.aiguillage import Famille, Forme
from recepisse.retours.document_xml import nom_local
from recepisse.retours.modele import Autre, Contenu

AUTRES_MAX = 200_000
"""Values kept of one document; beyond, a last line says how many are to be read in the document itself."""

TEXTE_MAX = 1 << 20
"""Bytes of a text that are kept as its value."""


def iter_autres(element: etree._Element, chemin: str = "") -> Iterator[Autre]:
    """Yield every text and attribute of ``element`` and below, with its path; blank texts are not values."""
    base = chemin or nom_local(element)
    pile = [(element, base)]
    while pile:
        courant, ici = pile.pop()
        for nom, valeur in courant.attrib.items():
            yield Autre(f"{ici}/@{str(nom).rpartition('}')[2]}", str(valeur))
        if courant.text and courant.text.strip():
            yield Autre(ici, courant.text.strip())
        for enfant in courant:
            if enfant.tail and enfant.tail.strip():
                yield Autre(ici, enfant.tail.strip())
        pile.extend((enfant, f"{ici}/{nom_local(enfant)}") for enfant in reversed(courant))


class _Lecture:
    """A document of an unknown root."""

    def __init__(self) -> None:
        self._contenu = Contenu(famille=Famille.INCONNUE)

    def lourd(self, element: etree._Element) -> None:
        """Never called: nothing is known to repeat."""

    def achever(self, racine: etree._Element) -> Contenu:
        """Return everything the document says."""
        self._contenu.autres.extend(iter_autres(racine))
        return self._contenu


class _Lecteur:
    """The reader of last resort."""

    lourds: frozenset[str] = frozenset()

    def ouvrir(self, nature: str, statut: str) -> _Lecture:  # noqa: ARG002
        """Start reading."""
        return _Lecture()


LECTEUR = _Lecteur()

_FAMILLES = {Forme.PDF: Famille.PDF, Forme.VIDE: Famille.VIDE}


def lire_octets(octets: bytes, forme: Forme) -> Contenu:
    """Return what a document that is not XML says."""
    famille = _FAMILLES.get(forme, Famille.INCONNUE)
    contenu = Contenu(famille=famille, type_interne=forme.value)
    if forme in {Forme.HTML, Forme.TEXTE, Forme.JSON}:
        contenu.autres.append(Autre("texte", octets[:TEXTE_MAX].decode("utf-8", "replace").strip()))
    return contenu


def lire_flux(source: BinaryIO, forme: Forme) -> Contenu:
    """Return what a large document that is not XML says."""
    source.seek(0)
    return lire_octets(source.read(TEXTE_MAX), forme)
