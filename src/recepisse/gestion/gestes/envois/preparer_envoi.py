"""Take a file in, read what it holds, and wait for the person to decide (feature B2).

A preparation is a folder of ``donnees/attente`` named by a random token: the file (unzipped when it was a
zip of one file) and the name that it had. Nothing of it is in the database: giving up leaves no trace, and
what nobody decided about is purged after a day.
"""

import contextlib
import hashlib
import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from recepisse.archive import Progression
from recepisse.dsn.apercu import Apercu, lire_apercu
from recepisse.dsn.compresse import extraire, is_zip
from recepisse.erreurs import ErreurFichier, ErreurSaisie
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.models import Envoi

ATTENTE = "attente"
FICHIER = "fichier"
NOM = "nom"
PERIMEE_APRES = timedelta(days=1)

_JETON = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)
_MORCEAU = 1 << 20
_NOM_MAX = 255


@dataclass(frozen=True, slots=True)
class Preparation:
    """A file that waits for a decision, what it holds, and the earlier sendings of the same bytes."""

    jeton: str
    nom_fichier: str
    chemin: Path
    somme: str
    octets: int
    apercu: Apercu
    envois_precedents: tuple[Envoi, ...]

    @property
    def deja_envoye(self) -> bool:
        """Return True when these very bytes were already sent: doing it again takes an explicit word."""
        return bool(self.envois_precedents)


def preparer_envoi(
    source: BinaryIO, nom_fichier: str, ctx: Contexte, *, progression: Progression | None = None
) -> Preparation:
    """Copy ``source`` aside, unzip it if needed and describe it; an unreadable file leaves nothing."""
    purger_preparations(ctx)
    jeton = secrets.token_urlsafe(24)
    dossier = _dossier(jeton, ctx)
    dossier.mkdir(mode=0o700, parents=True)
    try:
        _copier(source, dossier / FICHIER, ctx.reglages.taille_max_envoi)
        (dossier / NOM).write_text(_nom_court(nom_fichier), encoding="utf-8")
        return _decrire(jeton, dossier, progression)
    except BaseException:
        shutil.rmtree(dossier, ignore_errors=True)
        raise


def reprendre_preparation(jeton: str, ctx: Contexte) -> Preparation:
    """Return a preparation made earlier, read again from its bytes."""
    dossier = _dossier(jeton, ctx)
    if not (dossier / FICHIER).is_file() or not (dossier / NOM).is_file():
        raise ErreurSaisie("Ce fichier n’est plus en attente.", conseil="Choisissez-le de nouveau.")
    return _decrire(jeton, dossier, None)


def abandonner_preparation(jeton: str, ctx: Contexte) -> None:
    """Forget a preparation; forgetting it twice is harmless."""
    shutil.rmtree(_dossier(jeton, ctx), ignore_errors=True)


def purger_preparations(ctx: Contexte) -> int:
    """Remove the preparations that nobody decided about for a day; return how many."""
    limite = ctx.horloge() - PERIMEE_APRES
    perimees = [dossier for dossier in _preparations(ctx) if _age(dossier) < limite]
    for dossier in perimees:
        shutil.rmtree(dossier, ignore_errors=True)
    return len(perimees)


def _preparations(ctx: Contexte) -> list[Path]:
    racine = ctx.reglages.donnees / ATTENTE
    return [d for d in racine.iterdir() if d.is_dir()] if racine.is_dir() else []


def _age(dossier: Path) -> datetime:
    with contextlib.suppress(FileNotFoundError):  # another process has just removed it
        return datetime.fromtimestamp(dossier.stat().st_mtime, UTC)
    return datetime.max.replace(tzinfo=UTC)


def _dossier(jeton: str, ctx: Contexte) -> Path:
    """Return the folder of a token; anything that is not a token never becomes a path."""
    if not _JETON.fullmatch(jeton):
        raise ErreurSaisie("Ce fichier n’est plus en attente.", conseil="Choisissez-le de nouveau.")
    return ctx.reglages.donnees / ATTENTE / jeton


def _nom_court(nom: str) -> str:
    """Return the last part of the name that the person's machine gave, whatever its separators."""
    return PurePosixPath(nom.replace("\\", "/")).name[:_NOM_MAX] or "sans nom"


def _copier(source: BinaryIO, vers: Path, maximum: int) -> None:
    """Copy the DSN file that ``source`` holds (itself, or the only file of a zip)."""
    brut = vers.with_suffix(".brut")
    _verser(source, brut, maximum)
    with brut.open("rb") as recu:
        if not is_zip(recu):
            brut.rename(vers)
            return
        with vers.open("xb") as sortie:
            extraire(recu, sortie, limite=maximum)
    brut.unlink()


def _verser(source: BinaryIO, vers: Path, maximum: int) -> None:
    ecrits = 0
    with vers.open("xb") as sortie:
        while morceau := source.read(_MORCEAU):
            ecrits += len(morceau)
            if ecrits > maximum:
                raise ErreurFichier(
                    f"Le fichier dépasse {maximum // 1_000_000} Mo.",
                    conseil="Découpez-le, ou augmentez le réglage RECEPISSE_TAILLE_MAX_ENVOI.",
                )
            sortie.write(morceau)


def _decrire(jeton: str, dossier: Path, progression: Progression | None) -> Preparation:
    chemin = dossier / FICHIER
    with chemin.open("rb") as fichier:
        somme = hashlib.file_digest(fichier, "sha256").hexdigest()
        fichier.seek(0)
        apercu = lire_apercu(fichier, progression=progression)
    precedents = (
        Envoi.objects.filter(somme=somme).select_related("identifiant", "utilisateur").order_by("-pk")
    )
    return Preparation(
        jeton=jeton,
        nom_fichier=(dossier / NOM).read_text(encoding="utf-8"),
        chemin=chemin,
        somme=somme,
        octets=chemin.stat().st_size,
        apercu=apercu,
        envois_precedents=tuple(precedents),
    )
