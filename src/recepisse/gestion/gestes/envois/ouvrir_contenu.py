"""Open a declaration as it was deposited, to read any part of it at once, whatever its size.

The first opening checks the sum of the bytes and makes their index, kept in ``index_dsn`` of the data folder:
offsets, line numbers and codes, nothing of what the lines say. The next ones find it, as long as the file of
the archive is the one that was checked (same size, same date, same place on the disk). That folder may be
deleted at any time: it is made again.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from recepisse.dsn.document import Document
from recepisse.dsn.index import Index, depuis_texte, indexer
from recepisse.gestion.gestes.contexte import Contexte

DOSSIER = "index_dsn"
_GARDES = 8
"""Indexes kept in memory: those of the declarations that people are reading."""


@contextmanager
def ouvrir_contenu(somme: str, ctx: Contexte) -> Iterator[Document]:
    """Open the deposited bytes whose sum is ``somme``; ErreurArchive when they are lost or altered."""
    with ctx.archive.acceder(somme) as flux:
        etat = _etat(flux.fileno())
        chemin = ctx.reglages.donnees / DOSSIER / somme[:2] / f"{somme[2:]}.json"
        index = _connu(chemin, etat)
        if index is None:
            index = _indexer(somme, ctx)
            _garder(chemin, etat, index)
            _connu.cache_clear()
        yield Document(flux, index)


@lru_cache(maxsize=_GARDES)
def _connu(chemin: Path, etat: str) -> Index | None:
    """Return the index kept for a file in this state, None when there is none."""
    try:
        tete, _, texte = chemin.read_text(encoding="ascii").partition("\n")
    except (OSError, ValueError):
        return None
    return depuis_texte(texte) if tete == etat else None


def _indexer(somme: str, ctx: Contexte) -> Index:
    """Read the whole file: its sum, then its index."""
    with ctx.archive.ouvrir(somme) as flux:
        return indexer(flux)


def _garder(chemin: Path, etat: str, index: Index) -> None:
    """Write the index, whole or not at all; a disk that refuses only makes the next opening longer."""
    provisoire = chemin.with_name(f".{chemin.name}.{secrets.token_hex(8)}")
    with suppress(OSError):
        chemin.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            descripteur = os.open(provisoire, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descripteur, "w", encoding="ascii") as fichier:
                fichier.write(f"{etat}\n{index.en_texte()}")
            provisoire.replace(chemin)
        finally:
            provisoire.unlink(missing_ok=True)


def _etat(descripteur: int) -> str:
    """Return what changes when another file takes the name, or when this one is written."""
    vu = os.fstat(descripteur)
    return f"{vu.st_size}-{vu.st_mtime_ns}-{vu.st_ino}"
