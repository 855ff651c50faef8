"""XML of no known family: everything it says, as paths and values.

An unknown root, or a form published tomorrow: each text and each attribute is kept and shown, in the order
of the document, so that a person can read the return before this program knows how to. A large document is
read as it flows, in bounded memory; what is read of it is the same as if it had been parsed at once.
"""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, cast

from lxml import etree

from recepisse.retours.aiguillage import Famille
from recepisse.retours.document.encodage import UTF8
from recepisse.retours.document.xml import (
    OPTIONS,
    PROFONDEUR_MAX,
    TROP_PROFOND,
    Entree,
    Illisible,
    iter_troncons,
    nom_local,
    raison,
)
from recepisse.retours.modele import Autre, Contenu

AUTRES_MAX = 200_000
"""Values kept of one document; beyond, a last line says how many are to be read in the document itself."""

VOLUME_MAX = 32 * 1024**2
"""Characters of values kept of one document; one that is parsed at once never has so many."""

CHEMIN_MAX = 500
"""Characters of a path; the middle of a longer one is left out."""


def iter_autres(element: etree._Element, chemin: str = "") -> Iterator[Autre]:
    """Yield every text and attribute of ``element`` and below, with its path, in the order of the document.

    Blank texts are not values. The text that follows ``element`` belongs to its parent: it is not yielded.
    """
    base = chemin or nom_local(element)
    yield from _propres(element, base)
    pile = [(base, element, iter(element))]
    while pile:
        ici, courant, enfants = pile[-1]
        enfant = next(enfants, None)
        if enfant is not None:
            sous = joindre(ici, nom_local(enfant))
            yield from _propres(enfant, sous)
            pile.append((sous, enfant, iter(enfant)))
            continue
        pile.pop()
        if pile and courant.tail and courant.tail.strip():
            yield Autre(pile[-1][0], courant.tail.strip())


def _propres(element: etree._Element, chemin: str) -> Iterator[Autre]:
    """Yield the attributes and the first text of one element."""
    for nom, valeur in element.items():
        yield Autre(joindre(chemin, "@" + str(nom).rpartition("}")[2]), str(valeur))
    if element.text and element.text.strip():
        yield Autre(chemin, element.text.strip())


def joindre(chemin: str, nom: str) -> str:
    """Return the path of what is called ``nom`` under ``chemin``."""
    long = f"{chemin}/{nom}"
    moitie = CHEMIN_MAX // 2
    return long if len(long) <= CHEMIN_MAX else f"{long[:moitie]}…{long[-moitie:]}"


class Reserve:
    """The values kept of a document, within bounds; those that do not fit are counted."""

    def __init__(self) -> None:
        self.autres: list[Autre] = []
        self.place = VOLUME_MAX
        self.reste = 0

    def ajouter(self, chemin: str, valeur: str) -> None:
        """Keep a value, or count it."""
        if len(self.autres) < AUTRES_MAX and len(valeur) <= self.place:
            self.autres.append(Autre(chemin, valeur))
            self.place -= len(valeur)
        else:
            self.reste += 1

    def clore(self) -> list[Autre]:
        """Return the values, the last one saying how many are missing."""
        if self.reste:
            pluriel = "s" if self.reste > 1 else ""
            suite = f"{self.reste} autre{pluriel} valeur{pluriel}, à lire dans le document lui-même."
            self.autres.append(Autre("…", suite))
        return self.autres


def _contenu(racine: str, reserve: Reserve) -> Contenu:
    """Return the content of a document whose root has this full name."""
    espace, _, nom = racine.rpartition("}")
    donnees = {"racine": nom, "espace": espace.removeprefix("{")}
    return Contenu(
        famille=Famille.INCONNUE,
        type_interne=nom,
        donnees={cle: valeur for cle, valeur in donnees.items() if valeur},
        autres=reserve.clore(),
    )


class _Lecture:
    """A document of an unknown root."""

    def lourd(self, element: etree._Element) -> None:
        """Never called: nothing is known to repeat."""

    def achever(self, racine: etree._Element) -> Contenu:
        """Return everything the document says."""
        reserve = Reserve()
        for autre in iter_autres(racine):
            reserve.ajouter(autre.chemin, autre.valeur)
        return _contenu(str(racine.tag), reserve)


class _Lecteur:
    """The reader of last resort."""

    lourds: frozenset[str] = frozenset()

    def ouvrir(self, nature: str, statut: str) -> _Lecture:  # noqa: ARG002 -- the shape of every reader
        """Start reading."""
        return _Lecture()


LECTEUR = _Lecteur()

_OPTIONS = {**OPTIONS, "resolve_entities": "internal"}
"""A target is given the characters of an attribute (``&amp;``) only so; a document that could define others
has been refused by then."""


def lire_grand(flux: BinaryIO, entree: Entree) -> Contenu | Illisible:
    """Return what a large document says, whatever its root, without ever holding its tree."""
    cible = _Cible()
    lecteur = etree.XMLParser(
        target=cast("Any", cible), encoding=UTF8 if entree.encodage else None, huge_tree=True, **_OPTIONS
    )
    try:
        for troncon in iter_troncons(flux, entree.encodage):
            lecteur.feed(troncon)
            if cible.trop_profond:
                return TROP_PROFOND
        lecteur.close()
    except etree.XMLSyntaxError as erreur:
        return raison(erreur)
    return _contenu(entree.racine, cible.reserve)


class _Cible:
    """Receives the parts of a document as they are read, and keeps what is a value."""

    def __init__(self) -> None:
        self.reserve = Reserve()
        self.chemins: list[str] = []
        self.trop_profond = False
        self.morceaux: list[str] = []
        self.longueur = 0
        """Characters of the text being read, kept or not."""

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        """Open an element."""
        self._finir_texte()
        if len(self.chemins) >= PROFONDEUR_MAX:
            self.trop_profond = True
        nom = tag.rpartition("}")[2]
        chemin = joindre(self.chemins[-1], nom) if self.chemins else nom
        self.chemins.append(chemin)
        for cle, valeur in attrib.items():
            self.reserve.ajouter(joindre(chemin, "@" + cle.rpartition("}")[2]), valeur)

    def data(self, texte: str) -> None:
        """Take a piece of text; of one that is too long to be kept, only the length is."""
        if not self.morceaux:
            texte = texte.lstrip()
        if texte:
            if self.longueur <= self.reserve.place:
                self.morceaux.append(texte)
            self.longueur += len(texte)

    def end(self, tag: str) -> None:  # noqa: ARG002 -- lxml's own signature
        """Close an element."""
        self._finir_texte()
        self.chemins.pop()

    def close(self) -> None:
        """End the document."""

    def _finir_texte(self) -> None:
        if not self.morceaux:
            return
        if self.longueur <= self.reserve.place:
            self.reserve.ajouter(self.chemins[-1], "".join(self.morceaux).rstrip())
        else:
            self.reserve.reste += 1
        self.morceaux.clear()
        self.longueur = 0
