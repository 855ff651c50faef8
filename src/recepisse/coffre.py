"""The safe: secrets encrypted with a key that lives outside the database.

A sealed secret is ``version (1 byte) + nonce (12) + AES-256-GCM ciphertext and tag``. The context (for
instance ``identifiant:12:mot_de_passe``) is authenticated with it, so that a sealed value copied to
another row does not open. The key is 32 bytes: a setting, or a file made at first start with strict
rights, written once and never replaced by this program.
"""

import hashlib
import hmac
import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from recepisse.disque import sync_dossier
from recepisse.erreurs import ErreurCoffre

TAILLE_CLE = 32
FICHIER_CLE = "cle_coffre"
FICHIER_CLE_DJANGO = "cle_django"

_VERSION = b"\x01"
_TAILLE_NONCE = 12
_TAILLE_SCEAU = 16


@dataclass(frozen=True, slots=True)
class Coffre:
    """Seals and opens short texts with one key of 32 bytes, which no ``repr`` shows."""

    cle: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a key of another length."""
        if len(self.cle) != TAILLE_CLE:
            raise ErreurCoffre(
                "La clé du coffre n’a pas la bonne longueur.",
                conseil="Il faut 64 chiffres hexadécimaux (32 octets).",
            )

    def sceller(self, texte: str, contexte: str) -> bytes:
        """Return ``texte`` encrypted for ``contexte``; two calls never give the same bytes."""
        nonce = secrets.token_bytes(_TAILLE_NONCE)
        chiffre = AESGCM(self._derivee(b"sceller")).encrypt(nonce, texte.encode(), contexte.encode())
        return _VERSION + nonce + chiffre

    def ouvrir(self, scelle: bytes, contexte: str) -> str:
        """Return the text that was sealed for ``contexte``."""
        debut, fin = len(_VERSION), len(_VERSION) + _TAILLE_NONCE
        if scelle[:debut] != _VERSION or len(scelle) < fin + _TAILLE_SCEAU:
            raise ErreurCoffre(
                "Un secret conservé n’a pas la forme attendue.",
                conseil="Saisissez-le de nouveau, ou restaurez une sauvegarde.",
            )
        try:
            clair = AESGCM(self._derivee(b"sceller")).decrypt(
                scelle[debut:fin], scelle[fin:], contexte.encode()
            )
        except InvalidTag:
            raise ErreurCoffre(
                "Un secret conservé ne s’ouvre pas : la clé a changé, ou le secret a été altéré.",
                conseil="Remettez la clé d’origine (fichier « cle_coffre » ou RECEPISSE_CLE_COFFRE), "
                "ou saisissez de nouveau le secret.",
            ) from None
        return clair.decode()

    def empreinte(self, texte: str) -> str:
        """Return a keyed fingerprint (64 hex digits): equal texts match, and nothing can be guessed back."""
        return hmac.new(self._derivee(b"empreinte"), texte.encode(), hashlib.sha256).hexdigest()

    def _derivee(self, usage: bytes) -> bytes:
        """Return the key of one use, so that sealing and fingerprints never share theirs."""
        return HKDFExpand(algorithm=SHA256(), length=TAILLE_CLE, info=b"recepisse/" + usage).derive(self.cle)


def charger_cle(dossier: Path, reglage: str = "") -> bytes:
    """Return the key of the safe: the setting when there is one, else the file of ``dossier``."""
    texte = reglage or lire_ou_creer_secret(dossier / FICHIER_CLE)
    try:
        cle = bytes.fromhex(texte)
    except ValueError:
        cle = b""
    if len(cle) != TAILLE_CLE:
        lieu = "RECEPISSE_CLE_COFFRE" if reglage else f"« {dossier / FICHIER_CLE} »"
        raise ErreurCoffre(
            f"La clé du coffre ({lieu}) n’est pas lisible.",
            conseil="Il faut 64 chiffres hexadécimaux ; remettez la clé d’origine depuis une sauvegarde.",
        )
    return cle


def charger_cle_django(dossier: Path, reglage: str = "") -> str:
    """Return the key that signs the sessions: the setting when there is one, else the file of ``dossier``."""
    return reglage or lire_ou_creer_secret(dossier / FICHIER_CLE_DJANGO)


def lire_ou_creer_secret(chemin: Path) -> str:
    """Return the text of the secret file ``chemin``, made of 32 random bytes in hex when it is absent."""
    if not chemin.exists():
        _creer_secret(chemin)
    _refuse_lisible_par_autrui(chemin)
    try:
        return chemin.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise ErreurCoffre(
            f"Le fichier « {chemin} » ne peut pas être lu.", conseil="Vérifiez son contenu et ses droits."
        ) from None


def _creer_secret(chemin: Path) -> None:
    """Write a new secret, whole or not at all; when two processes race, the first one wins."""
    try:
        chemin.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        provisoire = chemin.with_name(f".{chemin.name}.{secrets.token_hex(8)}")
        descripteur = os.open(provisoire, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descripteur, "w", encoding="ascii") as fichier:
                fichier.write(secrets.token_hex(TAILLE_CLE) + "\n")
                fichier.flush()
                os.fsync(fichier.fileno())
            with suppress(FileExistsError):
                os.link(provisoire, chemin)  # fails when the name exists, where a rename would replace it
        finally:
            provisoire.unlink()
        sync_dossier(chemin.parent)
    except OSError as erreur:
        raise ErreurCoffre(
            f"Le fichier « {chemin} » ne peut pas être créé ({erreur.strerror}).",
            conseil="Vérifiez les droits et la place du dossier des données.",
        ) from None


def _refuse_lisible_par_autrui(chemin: Path) -> None:
    mode = chemin.stat().st_mode
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ErreurCoffre(
            f"Le fichier « {chemin} » peut être lu par d’autres que son propriétaire.",
            conseil=f"Restreignez ses droits : chmod 600 '{chemin}'",
        )
