"""The archive: payloads as files named by the SHA-256 of their bytes, written once, never changed.

``<dossier>/ab/cdef…`` holds the bytes whose sum is ``abcdef…`` (64 hex digits); files are 0400 and
folders 0700. A deposit is durable when it returns: temporary name, ``fsync``, rename, ``fsync`` of the
folder. A full disk or a crash leaves at most a temporary name, which no reader ever sees and which
:meth:`Archive.verifier` reports. The same bytes deposited twice, even at once, are one file. Reading
checks the sum.
"""

import errno
import hashlib
import os
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from recepisse.disque import sync_dossier
from recepisse.erreurs import ErreurArchive

Progression = Callable[[int], None]
"""Called with the number of bytes just read."""

_SOMME = re.compile(r"[0-9a-f]{64}", re.ASCII)
_MORCEAU = 1 << 20
_PROVISOIRE = ".depot-"
_AGE_PROVISOIRE = 3600.0
"""Seconds before a temporary name is taken for what a dead process left."""


class Defaut(StrEnum):
    """What can be wrong with a name of the archive."""

    ALTERE = "altere"
    ABSENT = "absent"
    ILLISIBLE = "illisible"
    PROVISOIRE = "provisoire"
    INTRUS = "intrus"


_PHRASES = {
    Defaut.ALTERE: "le contenu ne correspond plus à sa somme",
    Defaut.ABSENT: "le document attendu n’existe pas",
    Defaut.ILLISIBLE: "le document ne peut pas être lu",
    Defaut.PROVISOIRE: "reste d’un dépôt interrompu, sans valeur : il peut être effacé",
    Defaut.INTRUS: "ce fichier n’appartient pas à l’archive",
}


@dataclass(frozen=True, slots=True)
class Anomalie:
    """One thing wrong: the path relative to the archive, and what it is."""

    chemin: str
    defaut: Defaut

    @property
    def message(self) -> str:
        """Return the French sentence."""
        return f"{self.chemin} : {_PHRASES[self.defaut]}."

    @property
    def grave(self) -> bool:
        """Return True when bytes are lost, False for what is only untidy."""
        return self.defaut in {Defaut.ALTERE, Defaut.ABSENT, Defaut.ILLISIBLE}


class Archive:
    """The archive of one folder, which is made at the first deposit."""

    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier

    def deposer(self, octets: bytes) -> str:
        """Keep ``octets`` for ever and return their sum."""
        with _erreurs_disque():
            somme = self._poser_octets(octets)
            sync_dossier(self.chemin(somme).parent)
        return somme

    def deposer_flux(self, flux: BinaryIO) -> tuple[str, int]:
        """Keep what ``flux`` holds from its position on; return the sum and the number of bytes."""
        with _erreurs_disque():
            somme, taille = self._poser(flux)
            sync_dossier(self.chemin(somme).parent)
        return somme, taille

    def deposer_lot(self, lot: Iterable[bytes]) -> list[str]:
        """Keep many payloads and return their sums in order.

        Each file is synchronised, each folder once at the end: all of them are durable when this
        returns, at a fraction of the cost.
        """
        with _erreurs_disque():
            sommes = [self._poser_octets(octets) for octets in lot]
            for dossier in sorted({self.chemin(somme).parent for somme in sommes}):
                sync_dossier(dossier)
        return sommes

    def lire(self, somme: str) -> bytes:
        """Return the bytes whose sum is ``somme``, checked."""
        with self._ouvrir(somme) as fichier:
            octets = fichier.read()
        if hashlib.sha256(octets).hexdigest() != somme:
            raise _altere(somme)
        return octets

    def ouvrir(self, somme: str) -> BinaryIO:
        """Return a seekable file on the bytes whose sum is ``somme``; the whole is checked first."""
        with ExitStack() as pile:
            fichier = pile.enter_context(self._ouvrir(somme))
            if _somme_de(fichier) != somme:
                raise _altere(somme)
            fichier.seek(0)
            pile.pop_all()
        return fichier

    def acceder(self, somme: str) -> BinaryIO:
        """Return a seekable file whose sum is not checked: for who checked it and knows it by its state."""
        return self._ouvrir(somme)

    def contient(self, somme: str) -> bool:
        """Return True when a file bears this sum (its content is not read)."""
        return self.chemin(somme).is_file()

    def chemin(self, somme: str) -> Path:
        """Return the path of the file that bears this sum, whether it exists or not."""
        if not _SOMME.fullmatch(somme):
            raise ErreurArchive("La somme demandée n’en est pas une.")
        return self.dossier / somme[:2] / somme[2:]

    def sommes(self) -> Iterator[str]:
        """Yield every sum kept, in order."""
        for chemin in self._fichiers():
            if somme := self._somme_du_nom(chemin):
                yield somme

    def octets(self) -> int:
        """Return the size of everything kept, in bytes (no content is read)."""
        return sum(_taille(chemin) for chemin in self._fichiers())

    def verifier(
        self, attendues: Iterable[str] = (), *, progression: Progression = lambda _octets: None
    ) -> Iterator[Anomalie]:
        """Read everything and yield what is wrong; ``attendues`` are sums that must be there."""
        for chemin in self._fichiers():
            if defaut := self._defaut(chemin, progression):
                yield Anomalie(str(chemin.relative_to(self.dossier)), defaut)
        for somme in attendues:
            if not self.contient(somme):
                yield Anomalie(str(self.chemin(somme).relative_to(self.dossier)), Defaut.ABSENT)

    def _defaut(self, chemin: Path, progression: Progression) -> Defaut | None:
        if chemin.name.startswith(_PROVISOIRE):
            return Defaut.PROVISOIRE if _age(chemin) > _AGE_PROVISOIRE else None
        somme = self._somme_du_nom(chemin)
        if somme is None:
            return Defaut.INTRUS
        try:
            with chemin.open("rb") as fichier:
                return None if _somme_de(fichier, progression) == somme else Defaut.ALTERE
        except OSError:
            return Defaut.ILLISIBLE

    def _fichiers(self) -> Iterator[Path]:
        for racine, dossiers, noms in os.walk(self.dossier):
            dossiers.sort()
            for nom in sorted(noms):
                yield Path(racine, nom)

    def _somme_du_nom(self, chemin: Path) -> str | None:
        morceaux = chemin.relative_to(self.dossier).parts
        somme = "".join(morceaux)
        canonique = _SOMME.fullmatch(somme) and morceaux == (somme[:2], somme[2:])
        return somme if canonique else None

    def _ouvrir(self, somme: str) -> BinaryIO:
        try:
            return self.chemin(somme).open("rb")
        except OSError:
            raise ErreurArchive(
                f"Le document {somme[:12]}… n’est pas lisible dans l’archive.",
                conseil="« recepisse archive verifier » dit ce qui manque ; une sauvegarde peut le rendre.",
            ) from None

    def _poser_octets(self, octets: bytes) -> str:
        """Write one payload whose sum is known at once.

        It is written straight in its own folder: thousands of files made in one folder wait for one another
        in the file system. What is already kept whole is not written again.
        """
        somme = hashlib.sha256(octets).hexdigest()
        definitif = self.chemin(somme)
        if _taille(definitif) != len(octets):
            self._poser(BytesIO(octets), definitif.parent)
        return somme

    def _poser(self, flux: BinaryIO, atelier: Path | None = None) -> tuple[str, int]:
        """Write one payload in ``atelier`` and name it; its folder is not synchronised yet."""
        atelier = atelier or self.dossier
        self._creer(self.dossier)
        self._creer(atelier)
        provisoire = atelier / f"{_PROVISOIRE}{secrets.token_hex(16)}"
        try:
            somme, taille = _ecrire(flux, provisoire)
            definitif = self.chemin(somme)
            self._creer(definitif.parent)
            if _taille(definitif) == taille:
                provisoire.unlink()
            else:  # absent, or cut short by a failing disk: the whole one takes the name
                provisoire.replace(definitif)
        except BaseException:
            provisoire.unlink(missing_ok=True)
            raise
        return somme, taille

    def _creer(self, dossier: Path) -> None:
        if not dossier.is_dir():
            dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_dossier(dossier.parent)


def _ecrire(flux: BinaryIO, chemin: Path) -> tuple[str, int]:
    """Copy ``flux`` to the new file ``chemin``, durable; return its sum and its size."""
    hachage, taille = hashlib.sha256(), 0
    descripteur = os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descripteur, "wb", buffering=0) as fichier:
        while morceau := flux.read(_MORCEAU):
            hachage.update(morceau)
            taille += len(morceau)
            reste = memoryview(morceau)
            while reste:
                reste = reste[fichier.write(reste) :]
        os.fsync(descripteur)
    return hachage.hexdigest(), taille


def _somme_de(fichier: BinaryIO, progression: Progression = lambda _octets: None) -> str:
    hachage = hashlib.sha256()
    while morceau := fichier.read(_MORCEAU):
        hachage.update(morceau)
        progression(len(morceau))
    return hachage.hexdigest()


def _taille(chemin: Path) -> int:
    """Return the size of a file, -1 when it does not exist."""
    try:
        return chemin.stat().st_size
    except FileNotFoundError:
        return -1


def _age(chemin: Path) -> float:
    with suppress(FileNotFoundError):  # its process has just finished
        return time.time() - chemin.stat().st_mtime
    return 0.0


def _altere(somme: str) -> ErreurArchive:
    return ErreurArchive(
        f"Le document {somme[:12]}… a été altéré dans l’archive.",
        conseil="Rendez-le depuis une sauvegarde ; « recepisse archive verifier » contrôle tous les autres.",
    )


@contextmanager
def _erreurs_disque() -> Iterator[None]:
    """Turn what the disk refuses into a French error."""
    try:
        yield
    except OSError as erreur:
        plein = erreur.errno in {errno.ENOSPC, errno.EDQUOT}
        raise ErreurArchive(
            "Il n’y a plus de place sur le disque : rien n’a été conservé."
            if plein
            else f"L’archive ne peut pas être écrite ({erreur.strerror}) : rien n’a été conservé.",
            conseil="Libérez de la place et recommencez."
            if plein
            else "Vérifiez les droits du dossier des données.",
        ) from erreur
