r"""Read a DSN by large pieces of whole lines, each line with the line feed *before* it.

``b"\nS21.G00.30.001,'…'\r\nS21.G00.30.002,'…'\r"``: written so, a line is found by ``bytes.find`` or
counted by ``bytes.count`` with its first characters and nothing else, wherever it stands in the piece. The
lines of a piece are as many as its line feeds.
"""

from collections.abc import Iterator
from typing import BinaryIO

from recepisse.dsn.encodage import BOM

TAILLE = 1 << 20
"""Bytes read at once."""
LIGNE_MAXIMALE = 16 * 1024
"""Bytes kept of one line: the norm's physical limit is 256. The rest of a longer one is dropped."""


def iter_blocs(flux: BinaryIO, taille: int = TAILLE) -> Iterator[bytes]:
    """Yield the pieces of ``flux`` from its present position; memory is bounded whatever the file.

    A final line feed ends the last line and starts none.
    """
    reste = b"\n"
    premier = True
    while lu := flux.read(taille):
        tampon = reste + lu
        if premier and len(tampon) > len(BOM):
            tampon, premier = tampon.replace(b"\n" + BOM, b"\n", 1) if tampon[1:4] == BOM else tampon, False
        coupe = tampon.rfind(b"\n")
        if coupe > 0:
            yield tampon[:coupe]
        reste = tampon[coupe : coupe + LIGNE_MAXIMALE]
    if len(reste) > 1:
        yield reste
