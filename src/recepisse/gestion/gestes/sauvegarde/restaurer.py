"""Rebuild a data folder from a backup: into an empty place only, everything checked, all or nothing.

The folder is made beside its final place and takes its name at the end; an error or a crash leaves the
final place as it was. Nothing here needs Django.
"""

import hashlib
import json
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from recepisse import __version__
from recepisse.archive import Archive
from recepisse.coffre import TAILLE_CLE, Coffre
from recepisse.disque import sync_dossier
from recepisse.erreurs import ErreurCoffre, ErreurSaisie
from recepisse.gestion.gestes.sauvegarde import format_sauvegarde as forme
from recepisse.gestion.gestes.sauvegarde.format_sauvegarde import (
    Fin,
    Manifeste,
    Membre,
    Progression,
    sauvegarde_abimee,
)
from recepisse.gestion.gestes.sauvegarde.sauvegarder import migrations_appliquees, sommes_citees

_MORCEAU = 1 << 20


@dataclass(frozen=True, slots=True)
class Cle:
    """Where the key of the safe comes from at a restore.

    ``texte``: 64 hex digits given by the person, or an empty text. ``a_ecrire``: whether the key becomes
    a file of the restored folder (not when a setting gives it). ``perdue``: the person restores without
    it; the passwords will have to be typed again.
    """

    texte: str = field(default="", repr=False)
    a_ecrire: bool = True
    perdue: bool = False


@dataclass(frozen=True, slots=True)
class Restauration:
    """What was restored."""

    donnees: Path
    cree_le: str
    documents: int
    absents: tuple[str, ...]
    avec_cle: bool
    reglages_retires: tuple[str, ...]


def restaurer(
    depuis: Path, donnees: Path, cle: Cle | None = None, *, progression: Progression = forme.sans_progression
) -> Restauration:
    """Restore the backup ``depuis`` as the data folder ``donnees``, which must be absent or empty."""
    _refuser_dossier(donnees)
    with _a_cote(donnees) as provisoire:
        reprise = _Reprise(depuis, provisoire, cle or Cle(), progression)
        with forme.erreurs_lecture(depuis):
            for membre in forme.iter_membres(depuis):
                reprise.recevoir(membre)
        restauration = reprise.verifier(donnees)
        os.sync()  # one call makes every document durable, before the name that makes them matter
        _prendre_place(provisoire, donnees)
    return restauration


class _Reprise:
    """One backup being read into a folder."""

    def __init__(self, depuis: Path, dossier: Path, cle: Cle, progression: Progression) -> None:
        self.depuis, self.dossier, self.cle, self.progression = depuis, dossier, cle, progression
        self.archive = Archive(dossier / "archive")
        self.archive.dossier.mkdir(mode=0o700)
        self.manifeste_octets = b""
        self.manifeste: Manifeste | None = None
        self.fin: Fin | None = None
        self.sommes: dict[str, str] = {}
        self.documents = 0
        self.octets_documents = 0

    def recevoir(self, membre: Membre) -> None:
        """Store one member; anything unexpected is a refusal."""
        if self.manifeste is None:
            self._recevoir_manifeste(membre)
        elif self.fin is not None:
            raise sauvegarde_abimee(self.depuis, f"« {membre.nom} » vient après la fin")
        elif membre.nom == forme.FIN:
            self.fin = Fin.lire(_petit(membre))
        elif membre.nom in self.manifeste.sommes and membre.nom not in self.sommes:
            self.sommes[membre.nom] = _copier(membre, self.dossier / membre.nom, 0o600)[0]
        else:
            self._recevoir_document(membre, self.manifeste)

    def _recevoir_manifeste(self, membre: Membre) -> None:
        if membre.nom != forme.MANIFESTE:
            raise ErreurSaisie(
                f"« {self.depuis.name} » n’est pas une sauvegarde de Récépissé.",
                conseil="Donnez un fichier fait par « recepisse sauvegarder ».",
            )
        self.manifeste_octets = _petit(membre)
        self._refuser_plus_recent(json.loads(self.manifeste_octets))
        self.manifeste = Manifeste.lire(self.manifeste_octets)
        if not set(self.manifeste.sommes) <= {forme.BASE, forme.REGLAGES, forme.CLE}:
            raise sauvegarde_abimee(self.depuis, "le manifeste annonce un fichier inconnu")

    def _refuser_plus_recent(self, manifeste: dict[str, object]) -> None:
        version = str(manifeste.get("version", ""))
        connues = _migrations_connues()
        migrations = manifeste.get("migrations")
        inconnues = isinstance(migrations, list) and not set(migrations) <= connues
        if manifeste.get("format") != forme.FORMAT or _rang(version) > _rang(__version__) or inconnues:
            raise ErreurSaisie(
                f"Cette sauvegarde vient de Récépissé {version}, plus récent que celui-ci ({__version__}).",
                conseil=f"Installez la version {version} ou une plus récente, puis recommencez.",
            )

    def _recevoir_document(self, membre: Membre, manifeste: Manifeste) -> None:
        trouve = forme.DOCUMENT.fullmatch(membre.nom)
        if not trouve:
            raise sauvegarde_abimee(self.depuis, f"« {membre.nom} » n’a rien à y faire")
        attendue = trouve[1] + trouve[2]
        somme, taille = _copier(membre, self.archive.chemin(attendue), 0o400)
        if somme != attendue:
            raise sauvegarde_abimee(self.depuis, f"le document {attendue[:12]}… a changé")
        self.documents += 1
        self.octets_documents += taille
        self.progression("Documents", self.documents, manifeste.documents)

    def verifier(self, donnees: Path) -> Restauration:
        """Check what only the whole shows: sums, key, seal, database, documents that it refers to."""
        if self.manifeste is None or self.fin is None:
            raise sauvegarde_abimee(self.depuis, "la fin manque")
        if self.sommes != self.manifeste.sommes:
            raise sauvegarde_abimee(self.depuis, "une somme ne correspond pas")
        if (self.documents, self.octets_documents) != (self.fin.documents, self.fin.octets_documents):
            raise sauvegarde_abimee(self.depuis, "il manque des documents")
        avec_cle = self._verifier_cle(self.manifeste, self.fin)
        self._verifier_base(set(self.fin.absents), self.manifeste)
        return Restauration(
            donnees,
            self.manifeste.cree_le,
            self.documents,
            tuple(self.fin.absents),
            avec_cle,
            tuple(self.manifeste.reglages_retires),
        )

    def _verifier_cle(self, manifeste: Manifeste, fin: Fin) -> bool:
        """Check key and seal, and leave the key where the product will look for it."""
        fichier = self.dossier / forme.CLE
        texte = self.cle.texte or (fichier.read_text("ascii") if fichier.is_file() else "")
        if not texte:
            if self.cle.perdue:
                return False
            raise ErreurCoffre(
                "Cette sauvegarde ne contient pas la clé du coffre.",
                conseil="Donnez-la par --cle FICHIER. Si elle est perdue, --cle-perdue restaure "
                "tout le reste : les mots de passe des identifiants seront à ressaisir.",
            )
        coffre = lire_cle(texte)
        if forme.temoin(coffre, manifeste.cree_le) != manifeste.temoin:
            raise ErreurCoffre(
                "Cette clé n’est pas celle de la sauvegarde.",
                conseil="Donnez le fichier « cle_coffre » de l’installation qui a été sauvegardée.",
            )
        if forme.sceau(coffre, self.manifeste_octets, fin) != fin.sceau:
            raise sauvegarde_abimee(self.depuis, "le sceau ne correspond pas")
        if self.cle.a_ecrire and not fichier.is_file():
            _ecrire_cle(fichier, coffre.cle)
        return True

    def _verifier_base(self, absents: set[str], manifeste: Manifeste) -> None:
        """Open the database and look for every document that it refers to."""
        with closing(sqlite3.connect(self.dossier / forme.BASE)) as base:
            try:
                saine = base.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
                _, citees = sommes_citees(base)
                manquants = sum(
                    1 for somme in citees if somme not in absents and not self.archive.contient(somme)
                )
            except sqlite3.DatabaseError:
                saine, manquants = False, 0
            if not saine or migrations_appliquees(base) != manifeste.migrations:
                raise sauvegarde_abimee(self.depuis, "la base est illisible")
        if manquants:
            raise sauvegarde_abimee(self.depuis, f"{manquants} document(s) cité(s) par la base manquent")


def lire_cle(texte: str) -> Coffre:
    """Return the safe of a key written as 64 hex digits."""
    try:
        cle = bytes.fromhex(texte.strip())
    except ValueError:
        cle = b""
    if len(cle) != TAILLE_CLE:
        raise ErreurCoffre(
            "Le fichier de clé n’est pas lisible.", conseil="Il faut 64 chiffres hexadécimaux (32 octets)."
        )
    return Coffre(cle)


def _petit(membre: Membre) -> bytes:
    octets = membre.flux.read(forme.PETIT_MAX + 1)
    if len(octets) > forme.PETIT_MAX:
        raise ValueError
    return octets


def _copier(membre: Membre, vers: Path, droits: int) -> tuple[str, int]:
    """Write a member to a new file; return its sum and its size."""
    vers.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    hachage, taille = hashlib.sha256(), 0
    descripteur = os.open(vers, os.O_WRONLY | os.O_CREAT | os.O_EXCL, droits)
    with os.fdopen(descripteur, "wb") as fichier:
        while morceau := membre.flux.read(_MORCEAU):
            hachage.update(morceau)
            taille += len(morceau)
            fichier.write(morceau)
    return hachage.hexdigest(), taille


def _ecrire_cle(chemin: Path, cle: bytes) -> None:
    descripteur = os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descripteur, "wb") as fichier:
        fichier.write(cle.hex().encode() + b"\n")


def _rang(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, for comparing two of them."""
    return tuple(int(mot) if mot.isascii() and mot.isdigit() else 0 for mot in version.split(".")[:3])


def _migrations_connues() -> set[str]:
    dossier = files("recepisse.gestion.migrations")
    return {entree.name.removesuffix(".py") for entree in dossier.iterdir() if entree.name.endswith(".py")}


def _refuser_dossier(donnees: Path) -> None:
    try:
        occupe = any(donnees.iterdir()) if donnees.exists() else False
    except NotADirectoryError:
        occupe = True
    if occupe:
        raise ErreurSaisie(
            f"« {donnees} » n’est pas un dossier vide : rien n’a été restauré.",
            conseil="Une restauration ne touche jamais à des données : "
            "choisissez un autre dossier avec --donnees, ou déplacez celui-ci.",
        )


@contextmanager
def _a_cote(donnees: Path) -> Iterator[Path]:
    """Make a private folder beside ``donnees``, removed if it did not take its place."""
    provisoire = donnees.with_name(f".{donnees.name}.restauration-{secrets.token_hex(6)}")
    try:
        donnees.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        provisoire.mkdir(mode=0o700)
        yield provisoire
    except OSError as erreur:
        raise ErreurSaisie(
            f"« {donnees} » ne peut pas être restauré ({erreur.strerror}).",
            conseil="Vérifiez la place et les droits du dossier qui le contient.",
        ) from None
    finally:
        shutil.rmtree(provisoire, ignore_errors=True)


def _prendre_place(provisoire: Path, donnees: Path) -> None:
    """Give the restored folder its name; an empty folder of that name is replaced in the same step."""
    provisoire.replace(donnees)
    with suppress(OSError):
        sync_dossier(donnees.parent)
