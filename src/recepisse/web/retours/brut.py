"""The raw view of a document: its text laid out and masked, without a parser that could refuse it.

A document is bytes from outside: it may be cut, mislabelled, or not be XML at all. The layout below reads
marks one after the other, in one pass, and drops none of them: marks that do not nest only make odd
indents. A PDF is recognised by its first bytes; what is neither text nor PDF is offered for download only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from recepisse.identifiants.masque import masquer_numeros

TEXTE_MAX: Final = 40_000
"""Bytes laid out on a page; the whole document is one click away."""

_PROLOGUE: Final = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_FINS: Final = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<", ">"))
_PROFONDEUR_MAX: Final = 40


class Genre(StrEnum):
    """How a document can be shown."""

    TEXTE = "texte"
    PDF = "pdf"
    AUTRE = "autre"


@dataclass(frozen=True, slots=True)
class Morceau:
    """A piece of the laid-out text; ``balise`` tells marks from what they hold."""

    texte: str
    balise: bool


@dataclass(frozen=True, slots=True)
class Brut:
    """A document ready to be shown."""

    genre: Genre
    morceaux: tuple[Morceau, ...] = ()
    encodage: str = ""
    tronque: bool = False
    masques: int = 0
    """How many personal numbers were masked."""

    @property
    def html(self) -> SafeString:
        """The text, each piece escaped, its marks in ``<i>``: thousands of pieces in one go."""
        return mark_safe(
            "".join(f"<i>{escape(m.texte)}</i>" if m.balise else escape(m.texte) for m in self.morceaux)
        )


def is_pdf(octets: bytes) -> bool:
    """Return True when the bytes are those of a PDF, whatever the listing said of them."""
    return octets[:1024].lstrip().startswith(b"%PDF-")


def presenter(octets: bytes, *, masquer: bool = True) -> Brut:
    """Lay out a document of the services."""
    if is_pdf(octets):
        return Brut(Genre.PDF)
    debut = octets[:TEXTE_MAX]
    texte, encodage = _decoder(debut, tronque=len(octets) > len(debut))
    if "\x00" in texte:
        return Brut(Genre.AUTRE)
    texte, masques = masquer_numeros(texte) if masquer else (texte, 0)
    return Brut(Genre.TEXTE, tuple(_disposer(texte)), encodage, len(octets) > len(debut), masques)


def _decoder(octets: bytes, *, tronque: bool) -> tuple[str, str]:
    """Return the text and the name of its encoding: mark of order, prologue, UTF-8, then windows-1252."""
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return octets.decode("utf-16", "replace"), "UTF-16"
    prologue = _PROLOGUE.match(octets.removeprefix(b"\xef\xbb\xbf"))
    annonce = prologue[1].decode("ascii") if prologue else "utf-8"
    # A text cut in the middle of a character is not a wrong encoding: its last bytes may be missing.
    reserve = 3 if tronque else 0
    for encodage in (annonce, "utf-8"):
        for manque in range(reserve + 1):
            try:
                texte = octets[: len(octets) - manque].decode(encodage)
            except (UnicodeDecodeError, LookupError):
                continue
            return texte.removeprefix("\ufeff"), encodage.upper()
    return octets.decode("cp1252", "replace"), "windows-1252 (supposé)"


def _disposer(texte: str) -> Iterator[Morceau]:
    """Yield the text with one mark a line when it looks like XML, else as it came."""
    if not texte.lstrip().startswith("<"):
        yield Morceau(texte, balise=False)
        return
    for profondeur, morceaux in _lignes(texte):
        yield Morceau("  " * profondeur, balise=False)
        yield from morceaux
        yield Morceau("\n", balise=False)


def _marques(texte: str) -> Iterator[str]:
    """Yield marks and what lies between them, in one pass; a mark that never ends is text."""
    position = 0
    while position < len(texte):
        debut = texte.find("<", position)
        if debut < 0:
            break
        if debut > position:
            yield texte[position:debut]
        fin = next(fin for tete, fin in _FINS if texte.startswith(tete, debut))
        terme = texte.find(fin, debut + 1)
        if terme < 0:
            position = debut
            break
        position = terme + len(fin)
        yield texte[debut:position]
    if position < len(texte):
        yield texte[position:]


def _lignes(texte: str) -> Iterator[tuple[int, list[Morceau]]]:
    """Yield (depth, pieces) lines: an element that holds only text stays on one line."""
    profondeur = 0
    ligne: list[Morceau] = []
    ouverte = False
    for brut in _marques(texte):
        if not (brut.startswith("<") and brut.endswith(">")):
            if brut.strip():
                ligne.append(Morceau(brut.strip(), balise=False))
            continue
        fermante = brut.startswith("</")
        if ligne and not (fermante and ouverte):
            yield min(profondeur - ouverte, _PROFONDEUR_MAX), ligne
            ligne = []
        if fermante:
            profondeur = max(0, profondeur - 1)
            yield min(profondeur, _PROFONDEUR_MAX), [*ligne, Morceau(brut, balise=True)]
            ligne, ouverte = [], False
            continue
        ligne.append(Morceau(brut, balise=True))
        ouverte = brut[1:2] not in {"?", "!"} and not brut.endswith("/>")
        profondeur += ouverte
    if ligne:
        yield min(max(0, profondeur - ouverte), _PROFONDEUR_MAX), ligne
