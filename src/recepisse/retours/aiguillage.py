"""Which reader a document goes to: by its first bytes, then by its root element, never by what it says it is.

Examples published for several natures carry another code inside (a return 118 says 22, a 116 says 21): only
the root, then the nature of the listing, can be trusted. The local name of the root decides; the namespace is
a diagnostic, because an unknown one is more likely a new version than another family.
"""

import re
from enum import StrEnum
from types import MappingProxyType

from recepisse.retours.document.xml import nettoyer


class Forme(StrEnum):
    """What the first bytes say."""

    XML = "xml"
    PDF = "pdf"
    ZIP = "zip"
    HTML = "html"
    JSON = "json"
    TEXTE = "texte"
    BINAIRE = "binaire"
    VIDE = "vide"


class Famille(StrEnum):
    """The families of documents, and what a document can be otherwise."""

    BILAN = "bilan"
    NEORES = "neores"
    OC = "oc"
    AGIRC_ARRCO = "agirc_arrco"
    BPIJ = "bpij"
    FPOC = "fpoc"
    PDF = "pdf"
    INCONNUE = "inconnue"
    """Readable, of no known family: shown whole."""
    ILLISIBLE = "illisible"
    VIDE = "vide"
    """No document, or an empty one."""


RACINES = MappingProxyType(
    {
        "rapport": Famille.BILAN,
        "GIPMDS": Famille.NEORES,
        "Fichier": Famille.OC,
        "enveloppeRoot": Famille.AGIRC_ARRCO,
        "accuseReceptionDSNDTO": Famille.AGIRC_ARRCO,
        "notificationNCDDSNDTO": Famille.AGIRC_ARRCO,
        "BPIJ": Famille.BPIJ,
        "FICHE": Famille.FPOC,
    }
)
"""Family by local name of the root."""

ESPACES = MappingProxyType(
    {
        "rapport": "http://www.gip-mds.fr/",
        "GIPMDS": "https://gipmds/1.0",
        "Fichier": "",
        "enveloppeRoot": "",
        "accuseReceptionDSNDTO": "",
        "notificationNCDDSNDTO": "",
        "BPIJ": "www.cnamts.fr/tlsemp/IJ",
        "FICHE": "",
    }
)
"""Namespace of each root, as published; "" for none."""

_TETE = 512
"""Bytes looked at."""


def reconnaitre(tete: bytes) -> Forme:
    """Return the form of the document that starts with ``tete``."""
    utile = nettoyer(tete[:_TETE]) or nettoyer(tete)[:_TETE]
    if utile[:1] == b"<" and utile[1:2] != b"\x00":
        return Forme.HTML if b"html" in utile.lower() and _HTML.match(utile) else Forme.XML
    return _reconnaitre_autre(utile)


def _reconnaitre_autre(utile: bytes) -> Forme:
    """Return the form of a document that is not 8-bit marks."""
    if not utile:
        return Forme.VIDE
    for debut, forme in _DEBUTS:
        if utile.startswith(debut):
            return forme
    if utile.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Forme.XML if utile.decode("utf-16", "replace").lstrip().startswith("<") else Forme.BINAIRE
    return Forme.BINAIRE if b"\x00" in utile else Forme.TEXTE


_DEBUTS = (
    (b"%PDF", Forme.PDF),
    (b"PK\x03\x04", Forme.ZIP),
    (b"PK\x05\x06", Forme.ZIP),
    (b"{", Forme.JSON),
    (b"[", Forme.JSON),
    (b"<\x00", Forme.XML),  # UTF-16 or UTF-32 without a byte order mark
    (b"\x00<", Forme.XML),
    (b"\x00\x00\x00<", Forme.XML),
)
_HTML = re.compile(rb"(?:<\?[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
"""A page, whatever stands before it."""
