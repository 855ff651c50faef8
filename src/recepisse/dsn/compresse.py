"""A zip that holds exactly one file, as payroll programs and people make them.

The archive is read with bounds: how many bytes come out at most, and how many for one that goes in, since
a few kilobytes can be made to unfold into terabytes. No official size limit is known: ``limite`` is the
caller's setting.
"""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from recepisse.erreurs import ErreurFichier

LIMITE = 4 * 1024**3
"""Bytes that may come out of an archive by default."""

_RATIO_MAXIMAL = 200
"""A DSN shrinks ten to thirty times."""
_FRANCHISE = 16 * 1024**2
"""Bytes that may come out whatever the ratio."""
_BLOC = 1024 * 1024
_ENTREES_IGNOREES = "__MACOSX/"
"""Where macOS puts its own notes."""
_ABIMEE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    IndexError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""All that zipfile was seen to raise on mangled archives."""


def is_zip(flux: BinaryIO) -> bool:
    """Return True when ``flux`` is a zip archive; its position is left at the start."""
    flux.seek(0)
    debut = flux.read(4)
    flux.seek(0)
    return debut in (b"PK\x03\x04", b"PK\x05\x06")


def extraire(flux: BinaryIO, vers: BinaryIO, *, limite: int = LIMITE) -> int:
    """Write the only file of the archive ``flux`` to ``vers``; return its size in bytes.

    Anything else than one readable file raises ErreurFichier. ``vers`` may then hold a part of it.
    """
    return sum(vers.write(bloc) for bloc in _iter_blocs(flux, limite))


def _iter_blocs(flux: BinaryIO, limite: int) -> Iterator[bytes]:
    """Yield the bytes of the only file of the archive ``flux``, never more than ``limite``."""
    ecrit = 0
    try:
        with zipfile.ZipFile(flux) as archive:
            entree = _entree(archive)
            admis = min(limite, max(_FRANCHISE, entree.compress_size * _RATIO_MAXIMAL))
            with archive.open(entree) as source:
                while bloc := source.read(_BLOC):
                    ecrit += len(bloc)
                    if ecrit > admis:
                        raise ErreurFichier(
                            "L’archive zip se déplie en un fichier démesuré.",
                            conseil="Si vous êtes sûr d’elle, extrayez-en vous-même le fichier DSN.",
                        )
                    yield bloc
    except _ABIMEE as cause:
        raise ErreurFichier(
            "L’archive zip est abîmée ou d’une sorte inconnue.",
            conseil="Extrayez-en vous-même le fichier DSN, puis choisissez-le.",
        ) from cause


def _entree(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Return the only file of ``archive``, folders and system notes aside."""
    entrees = [
        entree
        for entree in archive.infolist()
        if not entree.is_dir() and not entree.filename.startswith(_ENTREES_IGNOREES)
    ]
    if len(entrees) != 1:
        raise ErreurFichier(
            f"L’archive zip contient {len(entrees)} fichiers ; il en faut un seul.",
            conseil="Extrayez les fichiers DSN et envoyez-les un par un.",
        )
    if entrees[0].flag_bits & 1:
        raise ErreurFichier(
            "L’archive zip est protégée par un mot de passe.",
            conseil="Extrayez-en vous-même le fichier DSN, puis choisissez-le.",
        )
    return entrees[0]
