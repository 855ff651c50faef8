"""Which reader a document goes to: by its first bytes, then by its root element, never by what it says it is.

Examples published for several natures carry another code inside (a return 118 says 22, a 116 says 21): only
the root, then the nature of the listing, can be trusted. The local name of the root decides; the namespace is
a diagnostic, because an unknown one is more likely a new version than another family.
"""

from enum import StrEnum
from types import MappingProxyType

from recepisse.retours.document_xml import nettoyer


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

_TETE = 512
"""Bytes looked at."""


def reconnaitre(tete: bytes) -> Forme:
    """Return the form of the document that starts with ``tete``."""
    utile = nettoyer(tete)[:_TETE]
    if not utile:
        return Forme.VIDE
    for debut, forme in _DEBUTS:
        if utile.startswith(debut):
            return forme
    if utile[:1] == b"<":
        return Forme.HTML if _is_html(utile.lower()) else Forme.XML
    return Forme.BINAIRE if b"\x00" in utile else Forme.TEXTE


_DEBUTS = (
    (b"%PDF", Forme.PDF),
    (b"PK\x03\x04", Forme.ZIP),
    (b"PK\x05\x06", Forme.ZIP),
    (b"\xff\xfe", Forme.XML),  # UTF-16: the only form that was ever written so
    (b"\xfe\xff", Forme.XML),
    (b"{", Forme.JSON),
    (b"[", Forme.JSON),
)


def _is_html(debut: bytes) -> bool:
    return debut.startswith((b"<!doctype html", b"<html"))
