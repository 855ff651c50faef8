"""In which encoding the bytes of an XML document really are, whatever it announces.

Documents were seen that announce UTF-8, or nothing, and hold ISO-8859-1 or windows-1252 bytes; and others
that announce ISO-8859-1 and are UTF-8. Names of persons carry accents: both are read right. Bytes that make
valid UTF-8 beyond ASCII are UTF-8 (an accident is next to impossible in a text); bytes that do not are
windows-1252, of which ISO-8859-1 is a part. This is a tolerance of ours, for 8-bit documents only.
"""

import codecs
import re
from typing import BinaryIO

TETE = 1024
"""Bytes in which the declaration of an encoding is looked for."""

UTF8, LATIN = "utf-8", "windows-1252"
_TRONCON = 1 << 20
_ANNONCE = re.compile(rb"""^<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_LATINES = frozenset({"ascii", "iso8859-1", "iso8859-15", "cp1252"})
"""Names that Python gives to the encodings of Western Europe; an unknown one is counted as ASCII."""
_MULTIPLES = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<", b"\x00\x00")
"""How a document of more than one byte a character starts (UTF-16, UTF-32)."""


def _caractere(octet: int) -> str:
    """Return the character of a windows-1252 byte; the five that it does not define are ISO-8859-1's."""
    try:
        return bytes([octet]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(octet)


_TABLE_1252 = "".join(map(_caractere, range(256)))


def is_large(debut: bytes) -> bool:
    """Return True when the document has more than one byte a character."""
    return debut.startswith(_MULTIPLES)


def annonce(debut: bytes) -> str:
    """Return the encoding that the declaration names, in capitals; "" when it names none."""
    trouve = _ANNONCE.match(debut[:TETE])
    return trouve[1].decode("ascii").upper() if trouve else ""


def texte_1252(octets: bytes) -> str:
    """Return windows-1252 bytes as text; any byte has a character."""
    return codecs.charmap_decode(octets, "strict", _TABLE_1252)[0]


def texte(octets: bytes) -> str:
    """Return bytes of unknown encoding as text; NUL, that no store accepts, becomes its visible sign."""
    try:
        lu = octets.decode()
    except UnicodeDecodeError:
        lu = texte_1252(octets)
    return lu.replace("\x00", "\u2400")


def vers_utf8(octets: bytes) -> bytes:
    """Return windows-1252 bytes as UTF-8."""
    return texte_1252(octets).encode()


def is_utf8(octets: bytes) -> bool:
    """Return True when ``octets`` are valid UTF-8."""
    try:
        octets.decode()
    except UnicodeDecodeError:
        return False
    return True


def decider(dit: str, *, utf8: bool) -> str:
    """Return how to read a document that announces ``dit`` and whose bytes are UTF-8 or not.

    "" as it says, ``UTF8``, or ``LATIN`` (to go through ``vers_utf8``).
    """
    try:
        nom = codecs.lookup(dit or UTF8).name
    except LookupError:
        nom = "ascii"
    large = nom.startswith(("utf-16", "utf-32", "utf_16", "utf_32"))
    if utf8:
        return UTF8 if large or nom in _LATINES else ""
    return LATIN if large or nom in {UTF8, "ascii"} else ""


def encodage_reel(octets: bytes) -> str:
    """Return how to read a document held in memory (see ``decider``)."""
    return "" if is_large(octets) else decider(annonce(octets), utf8=is_utf8(octets))


def encodage_reel_du_flux(flux: BinaryIO) -> str:
    """Return how to read a large document (see ``decider``)."""
    flux.seek(0)
    debut = flux.read(TETE).removeprefix(codecs.BOM_UTF8).lstrip()
    return "" if is_large(debut) else decider(annonce(debut), utf8=_is_flux_utf8(flux))


def _is_flux_utf8(flux: BinaryIO) -> bool:
    decodeur = codecs.getincrementaldecoder(UTF8)()
    flux.seek(0)
    try:
        while troncon := flux.read(_TRONCON):
            decodeur.decode(troncon)
        decodeur.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
