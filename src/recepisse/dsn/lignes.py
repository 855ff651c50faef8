r"""One rubric a line: ``Sxx.Gyy.zz.nnn,'value'`` and a line feed, with or without a carriage return before.

The value lies between the first and the last quote: inner apostrophes are not doubled and do occur. Bytes
are cut on ``\n`` alone. A carriage return inside a value is not a rubric either (norm, physical syntax).

>>> parse_ligne(b"S21.G00.30.002,'D'ARC'\r\n")
Ligne(bloc=b'S21.G00.30', rubrique=2, valeur=b"D'ARC")
>>> parse_ligne(b"S21.G00.30.002,D'ARC") is None
True
"""

import re
from typing import NamedTuple

_LIGNE = re.compile(rb"(S[0-9]{2}\.G[0-9]{2}\.[0-9]{2})\.([0-9]{3}),'([^\r\n]*)'\r?\n?")
_SUITE = re.compile(rb"(?:S[0-9]{2}\.G[0-9]{2}\.[0-9]{2}\.[0-9]{3},'[^\r\n]*'\r?\n)*+")


class Ligne(NamedTuple):
    """A rubric: its block (``b"S21.G00.30"``), its number in the block, its value as bytes."""

    bloc: bytes
    rubrique: int
    valeur: bytes


def parse_ligne(brute: bytes) -> Ligne | None:
    """Return the rubric written on ``brute`` (end of line included or not), or None."""
    lue = _LIGNE.fullmatch(brute)
    return Ligne(lue[1], int(lue[2]), lue[3]) if lue else None


def fin_des_bonnes(tampon: bytes | bytearray, debut: int, fin: int) -> int:
    """Return where the run of well-formed lines that starts at ``debut`` stops: ``fin`` when all are."""
    lues = _SUITE.match(tampon, debut, fin)
    return lues.end() if lues else debut


def fin_de_ligne(brute: bytes) -> bytes:
    """Return how this line ends: CRLF, LF, or nothing for the last one of some files."""
    return b"\r\n" if brute.endswith(b"\r\n") else brute[-1:] if brute.endswith(b"\n") else b""
