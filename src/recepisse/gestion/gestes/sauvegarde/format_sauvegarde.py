"""What a backup looks like, whether it is a zip or a tar: names, manifest, one pass of writing or reading.

::

    manifeste.json        first: format, program, date, sums of the small files, witness of the key
    recepisse.sqlite3     the database, copied in one snapshot
    recepisse.toml        settings, when there is a file (without secrets)
    cle_coffre            only when it was asked for
    archive/ab/cdef…      every document that the database refers to
    fin.json              last: counts, missing documents, seal; its absence shows a cut file

Both containers are written and read forward only, one member after the other. The seal is a fingerprint,
keyed by the safe, of the manifest and the counts: a changed backup does not pass with the right key.
"""

import json
import re
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any, BinaryIO, NamedTuple, Protocol, Self

from recepisse.coffre import FICHIER_CLE, Coffre
from recepisse.erreurs import ErreurSaisie

FORMAT = 1
MANIFESTE, FIN = "manifeste.json", "fin.json"
BASE, REGLAGES, CLE = "recepisse.sqlite3", "recepisse.toml", FICHIER_CLE
EXTENSIONS = (".zip", ".tar")
PETIT_MAX = 32 * 1024 * 1024
"""Most bytes accepted for a member that is read whole into memory."""

DOCUMENT = re.compile(r"archive/([0-9a-f]{2})/([0-9a-f]{62})", re.ASCII)
_MORCEAU = 1 << 20
_TEMOIN = "recepisse/sauvegarde/temoin/"
_SCEAU = "recepisse/sauvegarde/sceau/"

Progression = Callable[[str, int, int], None]
"""Called with what is being done (French), how much is done and how much there is (0: unknown)."""


def sans_progression(_etape: str, _fait: int, _total: int) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class Manifeste:
    """What is known before the documents are copied; ``sommes`` are those of the other members."""

    format: int
    version: str
    cree_le: str
    sommes: dict[str, str]
    migrations: list[str]
    documents: int
    cle_incluse: bool
    temoin: str
    reglages_retires: list[str]

    def octets(self) -> bytes:
        """Return the member ``manifeste.json``."""
        return _json(asdict(self))

    @classmethod
    def lire(cls, octets: bytes) -> Self:
        """Build a manifest from its member; keys of a later format are left aside."""
        return cls(**_lire(cls, octets))


@dataclass(frozen=True, slots=True)
class Fin:
    """What is known once the documents are copied."""

    documents: int
    octets_documents: int
    absents: list[str]
    sceau: str

    def octets(self) -> bytes:
        """Return the member ``fin.json``."""
        return _json(asdict(self))

    @classmethod
    def lire(cls, octets: bytes) -> Self:
        """Build the end from its member."""
        return cls(**_lire(cls, octets))


def temoin(coffre: Coffre, cree_le: datetime | str) -> str:
    """Return what lets a restore tell the right key from another one."""
    date = cree_le if isinstance(cree_le, str) else cree_le.isoformat()
    return coffre.empreinte(_TEMOIN + date)


def sceau(coffre: Coffre, manifeste: bytes, fin: Fin) -> str:
    """Return the keyed fingerprint of a whole backup."""
    corps = _json([manifeste.decode(), fin.documents, fin.octets_documents, fin.absents])
    return coffre.empreinte(_SCEAU + corps.decode())


def nom_document(somme: str) -> str:
    """Return the member that holds the document of this sum."""
    return f"archive/{somme[:2]}/{somme[2:]}"


class Membre(NamedTuple):
    """One member met while reading: its name and its bytes, to be read before the next one."""

    nom: str
    flux: IO[bytes]


class Ecrivain(Protocol):
    """A container being written."""

    def ajouter(self, nom: str, flux: BinaryIO, octets: int) -> None:
        """Append a member of ``octets`` bytes read from ``flux``."""
        ...


def ajouter_octets(ecrivain: Ecrivain, nom: str, octets: bytes) -> None:
    """Append a member held in memory."""
    ecrivain.ajouter(nom, BytesIO(octets), len(octets))


class _EcrivainZip:
    def __init__(self, zip_ouvert: zipfile.ZipFile) -> None:
        self.zip = zip_ouvert

    def ajouter(self, nom: str, flux: BinaryIO, octets: int) -> None:
        info = zipfile.ZipInfo(nom)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = (stat.S_IFREG | 0o600) << 16
        info.file_size = octets
        with self.zip.open(info, "w", force_zip64=True) as membre:
            shutil.copyfileobj(flux, membre, _MORCEAU)


class _EcrivainTar:
    def __init__(self, tar_ouvert: tarfile.TarFile) -> None:
        self.tar = tar_ouvert

    def ajouter(self, nom: str, flux: BinaryIO, octets: int) -> None:
        info = tarfile.TarInfo(nom)
        info.size, info.mode = octets, 0o600
        self.tar.addfile(info, flux)
        self.tar.members = []  # type: ignore[attr-defined]  # else every name stays in memory


@contextmanager
def ecrire_conteneur(fichier: BinaryIO, extension: str) -> Iterator[Ecrivain]:
    """Open the container that ``extension`` names for writing on ``fichier``."""
    if extension == ".zip":
        with zipfile.ZipFile(fichier, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zip_ouvert:
            yield _EcrivainZip(zip_ouvert)
    else:
        with tarfile.open(fileobj=fichier, mode="w", format=tarfile.PAX_FORMAT) as tar_ouvert:
            yield _EcrivainTar(tar_ouvert)


def iter_membres(chemin: Path) -> Iterator[Membre]:
    """Yield the members of the backup ``chemin``, in the order of writing (see :func:`erreurs_lecture`)."""
    yield from _iter_zip(chemin) if zipfile.is_zipfile(chemin) else _iter_tar(chemin)


@contextmanager
def erreurs_lecture(chemin: Path) -> Iterator[None]:
    """Turn what goes wrong while a backup is read into a French error."""
    try:
        yield
    except FileNotFoundError:
        raise ErreurSaisie(
            f"La sauvegarde « {chemin} » n’existe pas.", conseil="Vérifiez le chemin."
        ) from None
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, RuntimeError, ValueError) as erreur:
        raise sauvegarde_abimee(chemin) from erreur


def _iter_zip(chemin: Path) -> Iterator[Membre]:
    with zipfile.ZipFile(chemin) as zip_ouvert:
        for info in zip_ouvert.infolist():
            with zip_ouvert.open(info) as flux:
                yield Membre(info.filename, flux)


def _iter_tar(chemin: Path) -> Iterator[Membre]:
    with tarfile.open(chemin, mode="r|") as tar_ouvert:
        for info in tar_ouvert:
            flux = tar_ouvert.extractfile(info) if info.isreg() else None
            if flux is None:
                raise sauvegarde_abimee(chemin)
            yield Membre(info.name, flux)
            tar_ouvert.members = []  # type: ignore[attr-defined]  # the same


def sauvegarde_abimee(chemin: Path, detail: str = "") -> ErreurSaisie:
    """Return the error of a cut or altered backup."""
    suite = f" ({detail})" if detail else ""
    return ErreurSaisie(
        f"La sauvegarde « {chemin.name} » est tronquée ou altérée{suite} : rien n’a été restauré.",
        conseil="Prenez une autre copie de cette sauvegarde, ou une sauvegarde plus ancienne.",
    )


def _json(valeur: object) -> bytes:
    return json.dumps(valeur, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _lire(classe: type[Any], octets: bytes) -> dict[str, Any]:
    """Return the values of the fields of ``classe``; a missing one is a ``ValueError``."""
    plat = json.loads(octets)
    noms = [champ.name for champ in fields(classe)]
    if not isinstance(plat, dict) or not set(noms) <= set(plat):
        raise ValueError
    return {nom: plat[nom] for nom in noms}
