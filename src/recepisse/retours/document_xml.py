"""XML documents read safely: no entity, no network, no document type, bounded depth; big ones piece by piece.

Readers of the families work on an element tree. A document of ordinary size is parsed at once. A large one
(a hundred megabytes of anomalies) is parsed as it flows: each of its repeated elements (*lourds*, named by
the reader) is handed over as soon as it is complete, then removed; only the skeleton remains at the end.

A document that announces UTF-8, or nothing, and holds ISO-8859-1 bytes is read as ISO-8859-1: names of
persons carry accents, and such files were seen. Comments and processing instructions are not data: they are
skipped.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, cast

from lxml import etree

BOM = b"\xef\xbb\xbf"
_BLANCS = b" \t\r\n"
_TRONCON = 1 << 16
PROFONDEUR_MAX = 200
"""Deepest nesting read; the deepest known format has fewer than twenty levels."""


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
    lu = _parse(utile, None)
    if isinstance(lu, Illisible) and _peut_etre_latin(utile[:200]):
        secours = _parse(utile, "iso-8859-1")
        return lu if isinstance(secours, Illisible) else secours
    return lu


def _peut_etre_latin(debut: bytes) -> bool:
    """Return True when the document announces UTF-8, or no encoding."""
    tete = debut.lower()
    return b"encoding" not in tete or b"utf-8" in tete or b"utf8" in tete


def _parse(corps: bytes, encodage: str | None) -> "etree._Element | Illisible":
    lecteur = etree.XMLParser(
        encoding=encodage,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        racine = etree.fromstring(corps, lecteur)
    except etree.XMLSyntaxError as erreur:
        return _raison(erreur)
    except ValueError:
        return Illisible("Le document n’est pas un XML lisible.")
    return _TYPE_INTERDIT if racine.getroottree().docinfo.internalDTD is not None else racine


_TYPE_INTERDIT = Illisible(
    "Le document déclare un type (DOCTYPE), ce qu’aucun retour ne fait : il n’a pas été ouvert."
)


def _raison(erreur: etree.XMLSyntaxError) -> Illisible:
    """Return the sentence for a syntax error. Its own text is not repeated: it may quote the document."""
    ligne = erreur.lineno or None
    lieu = f" à la ligne {ligne}" if ligne else ""
    return Illisible(f"Le document est tronqué ou mal formé{lieu}.", ligne)


def parcourir(
    flux: BinaryIO, lourds: frozenset[str], recevoir: Callable[[etree._Element], None]
) -> "etree._Element | Illisible":
    """Read a large document from ``flux`` (seekable) and return its skeleton.

    ``recevoir`` gets each complete element whose local name is in ``lourds``, in the order of the document
    and with its ancestors in place; the element is emptied and removed afterwards. A heavy element inside another
    one belongs to that one. ``recevoir`` may have been called before an :class:`Illisible` is returned: what
    was whole was read.
    """
    lu = _parcourir(flux, lourds, recevoir, None)
    if isinstance(lu, Illisible) and _commence_en_latin(flux):
        return _parcourir(flux, lourds, recevoir, "iso-8859-1")
    return lu


def _commence_en_latin(flux: BinaryIO) -> bool:
    """Return True when the document is not UTF-8 though it announces it, or announces nothing."""
    flux.seek(0)
    if not _peut_etre_latin(flux.read(200)):
        return False
    flux.seek(0)
    decodeur = io.TextIOWrapper(flux, encoding="utf-8")
    try:
        while decodeur.read(_TRONCON):
            pass
    except UnicodeDecodeError:
        return True
    finally:
        decodeur.detach()
    return False


def _parcourir(
    flux: BinaryIO,
    lourds: frozenset[str],
    recevoir: Callable[[etree._Element], None],
    encodage: str | None,
) -> "etree._Element | Illisible":
    flux.seek(0)
    lecteur = etree.XMLPullParser(
        events=("start", "end"),
        encoding=encodage,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    suivi = _Suivi(lourds, recevoir)
    tampon = nettoyer(flux.read(_TRONCON))
    try:
        while tampon:
            lecteur.feed(tampon)
            suivi.avancer(lecteur)
            if suivi.arret:
                return suivi.arret
            tampon = flux.read(_TRONCON)
        racine = lecteur.close()
        suivi.avancer(lecteur)
    except etree.XMLSyntaxError as erreur:
        return _raison(erreur)
    except ValueError:
        return Illisible("Le document n’est pas un XML lisible.")
    return suivi.arret or racine


@dataclass(slots=True)
class _Suivi:
    """Where the reading of a large document stands."""

    lourds: frozenset[str]
    recevoir: Callable[[etree._Element], None]
    profondeur: int = 0
    dans_lourd: int = 0
    """Depth of the heavy element being read, 0 outside one."""
    arret: "Illisible | None" = None

    def avancer(self, lecteur: "etree.XMLPullParser") -> None:
        """Take the events read so far."""
        for evenement, objet in lecteur.read_events():
            element = cast("etree._Element", objet)
            if evenement == "start":
                self._ouvrir(element)
                if self.arret:
                    return
            else:
                self._fermer(element)

    def _ouvrir(self, element: "etree._Element") -> None:
        self.profondeur += 1
        if self.profondeur == 1 and element.getroottree().docinfo.internalDTD is not None:
            self.arret = _TYPE_INTERDIT
        elif self.profondeur > PROFONDEUR_MAX:
            self.arret = Illisible("Le document a trop de niveaux pour être un retour.")
        elif not self.dans_lourd and nom_local(element) in self.lourds:
            self.dans_lourd = self.profondeur

    def _fermer(self, element: "etree._Element") -> None:
        if self.dans_lourd == self.profondeur:
            self.dans_lourd = 0
            self.recevoir(element)
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
        self.profondeur -= 1


def nom_local(element: "etree._Element") -> str:
    """Return the name of ``element`` without namespace."""
    return str(element.tag).rpartition("}")[2]


def nom_racine(tete: bytes) -> str:
    """Return the local name of the root of a document that starts with ``tete``, "" when it is not there."""
    lecteur = etree.XMLPullParser(events=("start",), resolve_entities=False, no_network=True, load_dtd=False)
    try:
        lecteur.feed(nettoyer(tete))
    except etree.XMLSyntaxError:
        return ""
    for _, element in lecteur.read_events():
        return nom_local(cast("etree._Element", element))
    return ""
