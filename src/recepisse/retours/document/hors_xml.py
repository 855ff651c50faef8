"""Documents that are not XML: PDF, web pages, texts, JSON, anything else.

A PDF (AER of France Travail, notification of AGIRC-ARRCO) is kept and opened by a person: only its size is
told, and its number of pages when it can be counted at a glance. A text is its own value.
"""

import re
from typing import BinaryIO

from recepisse.retours.aiguillage import Famille, Forme
from recepisse.retours.document.encodage import texte
from recepisse.retours.modele import Autre, Contenu, Donnee

TEXTE_MAX = 4 * 1024**2
"""Bytes of a text that are kept as its value."""

TEXTE = "texte"
"""Path of the value of a text."""

_PAGE = re.compile(rb"/Type\s{0,4}/Page(?![A-Za-z])")
_FAMILLES = {Forme.PDF: Famille.PDF, Forme.VIDE: Famille.VIDE}
_TEXTES = frozenset({Forme.HTML, Forme.TEXTE, Forme.JSON})
_PHRASES = {
    Forme.HTML: "Le document reçu est une page web (celle d’une maintenance ?), et non un retour.",
    Forme.ZIP: "Le document reçu est une archive zip.",
    Forme.BINAIRE: "Le document reçu n’est ni un texte ni un PDF : il est conservé tel quel.",
}


def lire_octets(octets: bytes, forme: Forme, taille: int = 0) -> Contenu:
    """Return what a document that is not XML says.

    ``taille``: bytes of the whole, when ``octets`` are only its head.
    """
    taille = max(taille, len(octets))
    contenu = Contenu(
        famille=_FAMILLES.get(forme, Famille.INCONNUE),
        type_interne=forme.value,
        message=_PHRASES.get(forme, ""),
    )
    if forme is Forme.PDF:
        contenu.donnees["pdf"] = _pdf(octets, taille)
    elif forme is Forme.BINAIRE:
        contenu.donnees["binaire"] = {"octets": taille}
    elif forme in _TEXTES:
        contenu.autres.append(Autre(TEXTE, texte(octets[:TEXTE_MAX]).strip()))
        if taille > TEXTE_MAX:
            reste = f"{taille - TEXTE_MAX} octets de plus, à lire dans le document lui-même."
            contenu.autres.append(Autre("…", reste))
    return contenu


def lire_flux(source: BinaryIO, forme: Forme, taille: int) -> Contenu:
    """Return what a large document that is not XML says."""
    source.seek(0)
    return lire_octets(source.read(TEXTE_MAX), forme, taille)


def _pdf(octets: bytes, taille: int) -> "dict[str, Donnee]":
    """Return the size of a PDF, and its pages when they are written in clear and whole."""
    pages = len(_PAGE.findall(octets)) if len(octets) == taille else 0
    return {"octets": taille, **({"pages": pages} if pages else {})}
