"""Back up everything to one file while the product runs.

The database is copied first, in one snapshot (SQLite's online backup); then every document that this
copy refers to. Documents are written before the rows that name them and never change, so that the copy
is whole whatever is written meanwhile. The key of the safe stays out unless it is asked for: whoever has
both could read the passwords. Nothing here needs Django.
"""

import hashlib
import os
import re
import secrets
import sqlite3
import tomllib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from recepisse import __version__
from recepisse.archive import Archive
from recepisse.coffre import Coffre
from recepisse.disque import sync_dossier
from recepisse.erreurs import ErreurArchive, ErreurSaisie
from recepisse.gestion.gestes.sauvegarde import format_sauvegarde as forme
from recepisse.gestion.gestes.sauvegarde.format_sauvegarde import Ecrivain, Fin, Manifeste, Progression
from recepisse.reglages import Reglages

PAGES_PAR_PAS = 4096
RETIRES = ("base_donnees", "cle_coffre", "cle_django", "donnees")
"""Settings left out of the copy of the settings file: secrets, and what belongs to one machine."""


@dataclass(frozen=True, slots=True)
class Sauvegarde:
    """What was saved: the file, its size, the documents, and those that could not be read."""

    chemin: Path
    octets: int
    documents: int
    octets_documents: int
    absents: tuple[str, ...]
    cle_incluse: bool
    reglages_retires: tuple[str, ...]


def sauvegarder(
    reglages: Reglages,
    coffre: Coffre,
    vers: Path,
    *,
    maintenant: datetime,
    avec_la_cle: bool = False,
    progression: Progression = forme.sans_progression,
) -> Sauvegarde:
    """Write a whole backup to the new file ``vers`` (``.zip`` or ``.tar``) and describe it.

    The file appears under its name only once it is complete and durable.
    """
    _refuser_cible(vers)
    if not reglages.fichier_base.is_file():
        raise ErreurSaisie(
            f"Il n’y a rien à sauvegarder : « {reglages.fichier_base} » n’existe pas.",
            conseil="Vérifiez RECEPISSE_DONNEES.",
        )
    with _erreurs_ecriture(vers), _provisoire(vers) as provisoire, _provisoire(vers) as copie:
        copier_base(reglages.fichier_base, copie, progression)
        contenu = _Contenu(reglages, coffre, copie, maintenant, avec_la_cle, progression)
        with provisoire.open("wb") as fichier:
            with forme.ecrire_conteneur(fichier, vers.suffix.lower()) as ecrivain:
                manifeste, fin = contenu.ecrire(ecrivain)
            fichier.flush()
            os.fsync(fichier.fileno())
        octets = provisoire.stat().st_size
        os.link(provisoire, vers)  # refuses a name that appeared meanwhile, where a rename would replace it
        sync_dossier(vers.parent)
    return Sauvegarde(
        vers,
        octets,
        fin.documents,
        fin.octets_documents,
        tuple(fin.absents),
        avec_la_cle,
        tuple(manifeste.reglages_retires),
    )


def copier_base(source: Path, vers: Path, progression: Progression = forme.sans_progression) -> None:
    """Copy a live SQLite database to ``vers``, as it is at one instant, ready to be read alone.

    The read transaction held during the copy makes all its steps see the same instant: a writer neither
    waits nor makes the copy start again.
    """

    def avancer(_statut: int, reste: int, total: int) -> None:
        progression("Base", total - reste, total)

    with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as origine:
        origine.execute("BEGIN")
        origine.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(sqlite3.connect(vers)) as copie:
            origine.backup(copie, pages=PAGES_PAR_PAS, progress=avancer)
            copie.execute("PRAGMA journal_mode=DELETE")


def sommes_citees(base: sqlite3.Connection) -> tuple[int, Iterator[str]]:
    """Return how many documents the database refers to, and their sums without repetition.

    Every text column named ``somme`` or ``…_somme`` refers to the archive.
    """
    colonnes = base.execute(
        "SELECT t.name, c.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c"
        " WHERE t.type = 'table' AND (c.name = 'somme' OR c.name LIKE '%\\_somme' ESCAPE '\\')"
    ).fetchall()
    requetes = [f'SELECT "{c}" FROM "{t}" WHERE "{c}" <> \'\'' for t, c in colonnes]  # noqa: S608 -- names of the schema
    union = " UNION ".join(requetes) or "SELECT '' WHERE 0"
    nombre = int(base.execute(f"SELECT count(*) FROM ({union})").fetchone()[0])  # noqa: S608 -- the same
    return nombre, (ligne[0] for ligne in base.execute(union))


def migrations_appliquees(base: sqlite3.Connection) -> list[str]:
    """Return the names of the applied migrations of the product, in order."""
    try:
        lignes = base.execute("SELECT name FROM django_migrations WHERE app = 'gestion' ORDER BY id")
    except sqlite3.OperationalError:
        return []
    return [ligne[0] for ligne in lignes]


def somme_fichier(chemin: Path) -> str:
    """Return the SHA-256 of a file."""
    with chemin.open("rb") as fichier:
        return hashlib.file_digest(fichier, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class _Contenu:
    """Everything that goes into one backup, in order."""

    reglages: Reglages
    coffre: Coffre
    copie: Path
    maintenant: datetime
    avec_la_cle: bool
    progression: Progression

    def ecrire(self, ecrivain: Ecrivain) -> tuple[Manifeste, Fin]:
        petits, retires = self._petits()
        with closing(sqlite3.connect(self.copie)) as base:
            nombre, sommes = sommes_citees(base)
            manifeste = self._manifeste(petits, retires, nombre, migrations_appliquees(base))
            octets = manifeste.octets()
            forme.ajouter_octets(ecrivain, forme.MANIFESTE, octets)
            with self.copie.open("rb") as fichier:
                ecrivain.ajouter(forme.BASE, fichier, self.copie.stat().st_size)
            for nom, contenu in petits.items():
                forme.ajouter_octets(ecrivain, nom, contenu)
            fin = self._documents(ecrivain, sommes, nombre)
        fin = Fin(fin.documents, fin.octets_documents, fin.absents, forme.sceau(self.coffre, octets, fin))
        forme.ajouter_octets(ecrivain, forme.FIN, fin.octets())
        return manifeste, fin

    def _petits(self) -> tuple[dict[str, bytes], list[str]]:
        petits: dict[str, bytes] = {}
        retires: list[str] = []
        fichier = _fichier_reglages(self.reglages)
        if fichier.is_file():
            petits[forme.REGLAGES], retires = retirer(fichier.read_bytes())
        if self.avec_la_cle:
            petits[forme.CLE] = self.coffre.cle.hex().encode() + b"\n"
        return petits, retires

    def _manifeste(
        self, petits: dict[str, bytes], retires: list[str], nombre: int, migrations: list[str]
    ) -> Manifeste:
        sommes = {nom: hashlib.sha256(contenu).hexdigest() for nom, contenu in petits.items()}
        return Manifeste(
            format=forme.FORMAT,
            version=__version__,
            cree_le=self.maintenant.isoformat(),
            sommes=sommes | {forme.BASE: somme_fichier(self.copie)},
            migrations=migrations,
            documents=nombre,
            cle_incluse=self.avec_la_cle,
            temoin=forme.temoin(self.coffre, self.maintenant),
            reglages_retires=retires,
        )

    def _documents(self, ecrivain: Ecrivain, sommes: Iterator[str], nombre: int) -> Fin:
        """Copy every document; one that is lost or altered is named, and does not stop the backup."""
        archive = Archive(self.reglages.donnees / "archive")
        copies, octets, absents = 0, 0, []
        for rang, somme in enumerate(sommes, 1):
            try:
                with archive.ouvrir(somme) as fichier:
                    taille = archive.chemin(somme).stat().st_size
                    ecrivain.ajouter(forme.nom_document(somme), fichier, taille)
            except ErreurArchive:
                absents.append(somme)
            else:
                copies, octets = copies + 1, octets + taille
            self.progression("Documents", rang, nombre)
        return Fin(copies, octets, absents, "")


def _fichier_reglages(reglages: Reglages) -> Path:
    designe = os.environ.get("RECEPISSE_REGLAGES", "")
    return Path(designe).expanduser() if designe else reglages.donnees / "recepisse.toml"


def retirer(octets: bytes) -> tuple[bytes, list[str]]:
    """Return a settings file without :data:`RETIRES`, and the names that were taken out.

    A name that survives (written in a way that is not one line) is refused rather than copied.
    """
    avant = tomllib.loads(octets.decode())
    presents = [nom for nom in RETIRES if nom in avant]
    for nom in presents:
        octets = re.sub(rb"(?m)^[ \t]*[\"']?" + nom.encode() + rb"[\"']?[ \t]*=.*\n?", b"", octets)
    try:
        apres: dict[str, object] | None = tomllib.loads(octets.decode())
    except tomllib.TOMLDecodeError:
        apres = None
    if apres != {nom: valeur for nom, valeur in avant.items() if nom not in presents}:
        raise ErreurSaisie(
            "Le fichier des réglages contient un secret écrit sur plusieurs lignes.",
            conseil="Écrivez-le sur une seule ligne, ou donnez-le par une variable RECEPISSE_…_FILE.",
        )
    return octets, presents


def _refuser_cible(vers: Path) -> None:
    if vers.suffix.lower() not in forme.EXTENSIONS:
        raise ErreurSaisie(
            f"« {vers.name} » ne dit pas la forme de la sauvegarde.",
            conseil="Terminez le nom par .zip ou par .tar.",
        )
    if vers.exists() or vers.is_symlink():
        raise ErreurSaisie(
            f"« {vers} » existe déjà : une sauvegarde n’en remplace jamais une autre.",
            conseil="Choisissez un autre nom.",
        )
    if not vers.absolute().parent.is_dir():
        raise ErreurSaisie(f"Le dossier « {vers.absolute().parent} » n’existe pas.", conseil="Créez-le.")


@contextmanager
def _provisoire(vers: Path) -> Iterator[Path]:
    """Make an empty private file beside ``vers``, gone at the end."""
    chemin = vers.with_name(f".{vers.name}.{secrets.token_hex(8)}")
    os.close(os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield chemin
    finally:
        for reste in (chemin, chemin.with_name(chemin.name + "-journal")):
            reste.unlink(missing_ok=True)


@contextmanager
def _erreurs_ecriture(vers: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise ErreurSaisie(f"« {vers} » vient d’apparaître : choisissez un autre nom.") from None
    except (OSError, sqlite3.Error) as erreur:
        raison = getattr(erreur, "strerror", None) or erreur
        raise ErreurSaisie(
            f"La sauvegarde « {vers} » n’a pas pu être écrite ({raison}).",
            conseil="Vérifiez la place et les droits du dossier, puis recommencez.",
        ) from None
