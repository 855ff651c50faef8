"""XML documents read safely: no entity, no network, no document type, bounded depth; big ones piece by piece.

Readers of the families work on an element tree. A document of ordinary size is parsed at once. A large one
(a hundred megabytes of anomalies) is parsed as it flows: each of its repeated elements (*lourds*, named by
the reader) is handed over as soon as it is complete, then removed; only the skeleton remains at the end.

What a document announces as its encoding is not trusted: see ``document.encodage``. Comments and processing
instructions are not data: they are skipped.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from lxml import etree

from recepisse.retours.document.encodage import LATIN, UTF8, encodage_reel, encodage_reel_du_flux, vers_utf8

BOM = b"\xef\xbb\xbf"
_BLANCS = b" \t\r\n"
_TRONCON = 1 << 16
PROFONDEUR_MAX = 256
"""Deepest nesting read, the one of libxml2; the deepest known format has fewer than twenty levels."""
ELEMENTS_MAX = 500_000
"""Elements of a large document that may lie in memory at once (some 200 MB)."""
RETENU_MAX = 96 * 1024**2
"""Bytes of a large document that may be read without anything being handed over."""


@dataclass(frozen=True, slots=True)
class Illisible:
    """Why a document could not be read: a French sentence, and the line when it is known."""

    raison: str
    ligne: int | None = None


def nettoyer(corps: bytes) -> bytes:
    """Return ``corps`` without byte order mark and leading blanks."""
    return corps.removeprefix(BOM).lstrip(_BLANCS)


def parse(corps: bytes) -> "etree._Element | Illisible":
    """Return the root of a document held in memory, or why it cannot be read."""
    utile = nettoyer(corps)
    lu = _parse(utile, "")
    if isinstance(lu, Illisible) or (not utile.isascii() and lu.getroottree().docinfo.encoding != "UTF-8"):
        encodage = encodage_reel(utile)
        secours = _parse(utile, encodage) if encodage else lu
        return lu if isinstance(secours, Illisible) else secours
    return lu


OPTIONS: "dict[str, Any]" = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "remove_blank_text": True,
    "remove_comments": True,
    "remove_pis": True,
}
"""What every parser of this room is told. Blanks between elements are not data either."""


def _parse(corps: bytes, encodage: str) -> "etree._Element | Illisible":
    if encodage == LATIN:
        corps = vers_utf8(corps)
    try:
        racine = etree.fromstring(corps, etree.XMLParser(encoding=UTF8 if encodage else None, **OPTIONS))
    except etree.XMLSyntaxError as erreur:
        return raison(erreur)
    # No type is declared without this word, which only another width of characters hides.
    suspect = b"<!DOCTYPE" in corps or b"\x00" in corps[:_DEBUT]
    return TYPE_INTERDIT if suspect and is_type_declare(racine) else racine


_DEBUT = 64
"""Bytes in which UTF-16 or UTF-32 shows itself by a null one."""


TYPE_INTERDIT = Illisible(
    "Le document déclare un type (DOCTYPE), ce qu’aucun retour ne fait : il n’a pas été ouvert."
)
TROP_PROFOND = Illisible("Le document a trop de niveaux, ou une valeur trop longue, pour être un retour.")
TROP_GROS = Illisible("Le document est trop gros pour être tenu en mémoire.")
_LIMITE_DEPASSEE = 114
"""Code of libxml2 for a bound that is passed: depth, expansion, length of one value."""


def is_type_declare(racine: "etree._Element") -> bool:
    """Return True when the document has a document type."""
    return racine.getroottree().docinfo.internalDTD is not None


def raison(erreur: etree.XMLSyntaxError) -> Illisible:
    """Return the sentence for a syntax error. Its own text is not repeated: it may quote the document."""
    if getattr(erreur, "code", None) == _LIMITE_DEPASSEE:
        return TROP_PROFOND
    ligne = erreur.lineno or None
    lieu = f" à la ligne {ligne}" if ligne else ""
    return Illisible(f"Le document est tronqué ou mal formé{lieu}.", ligne)


def iter_troncons(flux: BinaryIO, encodage: str) -> Iterator[bytes]:
    """Yield the bytes of a large document, as they are to be given to a parser."""
    flux.seek(0)
    commence = False
    while troncon := flux.read(_TRONCON):
        utile = troncon if commence else nettoyer(troncon)
        if utile:
            commence = True
            yield vers_utf8(utile) if encodage == LATIN else utile


def ouvrir_grand(flux: BinaryIO) -> "Entree | Illisible":
    """Return what the head of a large document says, its document type being refused before anything else.

    The bounds of libxml2 hold here: entities cannot be used to fill the memory before they are refused.
    """
    encodage = encodage_reel_du_flux(flux)
    lecteur = etree.XMLPullParser(
        events=("start",), encoding=UTF8 if encodage else None, huge_tree=False, **OPTIONS
    )
    try:
        for troncon in iter_troncons(flux, encodage):
            lecteur.feed(troncon)
            for _, racine in _evenements(lecteur):
                return TYPE_INTERDIT if is_type_declare(racine) else Entree(str(racine.tag), encodage)
        racine = lecteur.close()
    except etree.XMLSyntaxError as erreur:
        return raison(erreur)
    return TYPE_INTERDIT if is_type_declare(racine) else Entree(str(racine.tag), encodage)


def _evenements(lecteur: "etree.XMLPullParser") -> "Iterator[tuple[str, etree._Element]]":
    """Yield the events read so far; comments and instructions being dropped, they are all of elements."""
    return cast("Iterator[tuple[str, Any]]", lecteur.read_events())


@dataclass(frozen=True, slots=True)
class Entree:
    """The head of a large document: the full name of its root, and how to read its bytes."""

    racine: str
    encodage: str = ""


def parcourir(
    flux: BinaryIO,
    lourds: frozenset[str],
    recevoir: Callable[[etree._Element], None],
    entree: Entree | None = None,
) -> "etree._Element | Illisible":
    """Read a large document from ``flux`` (seekable) and return its skeleton.

    ``recevoir`` gets each complete element whose local name is in ``lourds``, in the order of the document
    and with its ancestors in place; the element is emptied and removed afterwards (one that is followed by a
    text stays, without name, so that this text keeps its place). A heavy element inside another one belongs
    to that one. ``recevoir`` may have been called before an :class:`Illisible` is returned: what was whole
    was read. ``TROP_GROS`` is returned when the skeleton, or one heavy element, would fill the memory.
    """
    tete = entree or ouvrir_grand(flux)
    if isinstance(tete, Illisible):
        return tete
    lecteur = etree.XMLPullParser(
        events=("start", "end"), encoding=UTF8 if tete.encodage else None, huge_tree=True, **OPTIONS
    )
    suivi = _Suivi(lourds, recevoir)
    try:
        for troncon in iter_troncons(flux, tete.encodage):
            lecteur.feed(troncon)
            suivi.avancer(lecteur, len(troncon))
            if suivi.arret:
                return suivi.arret
        racine = lecteur.close()
        suivi.avancer(lecteur, 0)
        suivi.finir()
    except etree.XMLSyntaxError as erreur:
        return raison(erreur)
    return suivi.arret or racine


@dataclass(slots=True)
class _Suivi:
    """Where the reading of a large document stands."""

    lourds: frozenset[str]
    recevoir: Callable[[etree._Element], None]
    profondeur: int = 0
    dans_lourd: int = 0
    """Depth of the heavy element being read, 0 outside one."""
    elements: int = 0
    """Elements that lie in memory."""
    debut_lourd: int = 0
    """The same, when the heavy element began."""
    retenu: int = 0
    """Bytes read since something was handed over."""
    entier: "etree._Element | None" = field(default=None)
    """Heavy element that is complete, and not handed over yet."""
    arret: "Illisible | None" = None

    def avancer(self, lecteur: "etree.XMLPullParser", octets: int) -> None:
        """Take the events of the ``octets`` bytes read."""
        self.retenu += octets
        for evenement, element in _evenements(lecteur):
            if self.entier is not None:  # only now is the text that follows it whole
                self.elements = self.debut_lourd - remettre(self.entier, self.recevoir)
                self.entier, self.retenu = None, 0
            if evenement == "start":
                self._ouvrir(element)
                if self.arret:
                    return
            else:
                self._fermer(element)
        if self.retenu > RETENU_MAX:
            self.arret = TROP_GROS

    def finir(self) -> None:
        """Hand over what was complete with the document."""
        if self.entier is not None and not self.arret:
            remettre(self.entier, self.recevoir)

    def _ouvrir(self, element: "etree._Element") -> None:
        self.profondeur += 1
        self.elements += 1
        if self.profondeur > PROFONDEUR_MAX:
            self.arret = TROP_PROFOND
        elif self.elements > ELEMENTS_MAX:
            self.arret = TROP_GROS
        elif not self.dans_lourd and nom_local(element) in self.lourds:
            self.dans_lourd = self.profondeur
            self.debut_lourd = self.elements

    def _fermer(self, element: "etree._Element") -> None:
        if self.dans_lourd == self.profondeur:
            self.dans_lourd = 0
            self.entier = element
        self.profondeur -= 1


def detacher(
    racine: etree._Element, lourds: frozenset[str], recevoir: Callable[[etree._Element], None]
) -> None:
    """Do to a whole tree what ``parcourir`` does to a document that flows: hand over, then remove."""
    noms = [f"{{*}}{nom}" for nom in sorted(lourds)]
    premiers = [e for e in racine.iter(*noms) if next(e.iterancestors(*noms), None) is None]
    for element in premiers:
        remettre(element, recevoir)


def remettre(element: etree._Element, recevoir: Callable[[etree._Element], None]) -> bool:
    """Hand over a heavy element, then remove it; return False when it stays, emptied and without name.

    The text that follows it is its parent's: ``recevoir`` does not see it.
    """
    suite, element.tail = element.tail, None
    recevoir(element)
    parent = element.getparent()
    if parent is not None and not (suite and suite.strip()):
        parent.remove(element)
        return True
    element.clear()
    element.tag, element.tail = SANS_NOM, suite
    return False


SANS_NOM = "_"
"""Name of an emptied element that holds the place of the text that follows it."""


def nom_local(element: "etree._Element") -> str:
    """Return the name of ``element`` without namespace."""
    nom = str(element.tag)
    return nom.rpartition("}")[2] if nom[0] == "{" else nom
