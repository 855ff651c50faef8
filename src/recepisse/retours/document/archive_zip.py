"""A return that came as a zip: the list of what it holds, and the only file when there is exactly one.

No publication says that a return is ever sent so; one public client of the API expects it. What comes out is
bounded, since a few kilobytes can be made to unfold into terabytes.
"""

import lzma
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

MEMBRES_MAX = 1000
"""Members listed."""
SORTIE_MAX = 64 * 1024**2
"""Bytes that may come out of an archive."""

_ENTREES_IGNOREES = "__MACOSX/"
_ABIMEE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""All that zipfile was seen to raise on mangled archives."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What a zip holds: its files (name, size in bytes), and the bytes of the only one."""

    membres: tuple[tuple[str, int], ...] = ()
    seul: bytes | None = None
    """Bytes of the only file; None when there are several, or when it is too big, locked or damaged."""
    defaut: str = ""
    """French sentence when something could not be read."""


def ouvrir(source: BinaryIO) -> Archive:
    """Return what the archive ``source`` (seekable) holds; nothing is raised."""
    source.seek(0)
    try:
        with zipfile.ZipFile(source) as archive:
            entrees = [e for e in archive.infolist() if not _is_ignoree(e)]
            membres = tuple((_propre(e.filename), e.file_size) for e in entrees[:MEMBRES_MAX])
            if len(entrees) != 1:
                return Archive(membres)
            return _lire_seul(archive, entrees[0], membres)
    except _ABIMEE:
        return Archive(defaut="L’archive zip est abîmée.")


def _lire_seul(
    archive: zipfile.ZipFile, entree: zipfile.ZipInfo, membres: tuple[tuple[str, int], ...]
) -> Archive:
    try:
        with archive.open(entree) as source:
            octets = source.read(SORTIE_MAX + 1)
    except _ABIMEE:
        return Archive(membres, defaut="Le fichier de l’archive zip est protégé ou abîmé.")
    if len(octets) > SORTIE_MAX:
        return Archive(membres, defaut="Le fichier de l’archive zip est trop gros pour être lu.")
    return Archive(membres, octets)


def _is_ignoree(entree: zipfile.ZipInfo) -> bool:
    """Return True for a folder, and for the notes of macOS."""
    return entree.is_dir() or entree.filename.startswith(_ENTREES_IGNOREES)


def _propre(nom: str) -> str:
    """Return a name that can be written anywhere."""
    return nom.encode("utf-8", "replace").decode().replace("\x00", "\u2400")
