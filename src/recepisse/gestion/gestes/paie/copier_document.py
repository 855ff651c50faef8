"""Copy filed documents, byte for byte, to the folder of the setting ``dossier_ged`` (feature C11).

A file is named ``AER_<SIRET>_<day of publication>_<sum>.pdf``: nothing of a person. It is written under a
temporary name and then linked to its own, so that it appears whole or not at all and never replaces a file.
A folder that cannot be written (a network share that is down) is a sentence on the document, and the copy is
tried again with the next one: the document itself is safe in the archive.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.db.models import Q

from recepisse.disque import sync_dossier
from recepisse.erreurs import ErreurArchive, ErreurSaisie
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.gestes.retours.situer_retour import publie_le
from recepisse.gestion.models import DocumentClasse, Utilisateur
from recepisse.temps import jour_paris

_LOT = 50
"""Most copies made at once: this runs just after a reading."""
_SOMME = 12
"""Digits of the sum in a name: enough to tell two documents of one day apart."""


def copier_documents(ctx: Contexte, limite: int = _LOT) -> int:
    """Copy what is not copied yet, oldest first, until one fails; return how many were."""
    if not ctx.reglages.dossier_ged:
        return 0
    attente = (
        DocumentClasse.objects.filter(Q(copie_nom=""))
        .select_related("version", "declaration__etablissement__entreprise")
        .order_by("pk")
    )
    copies = 0
    for document in attente[:limite]:
        echec = _copier(document, ctx)
        if echec:
            DocumentClasse.objects.filter(pk=document.pk).update(copie_echec=echec)
            break
        copies += 1
    return copies


def recopier_document(document: DocumentClasse, ctx: Contexte, par: Utilisateur | None = None) -> None:
    """Try again the copy of one document; raise ErreurSaisie with what prevents it.

    A copy that somebody deleted from the folder is made again.
    """
    if not ctx.reglages.dossier_ged:
        raise ErreurSaisie(
            "Aucun dossier n’est choisi pour les copies.",
            conseil="Un administrateur le choisit avec le réglage « dossier_ged ».",
        )
    echec = _copier(document, ctx)
    journaliser("recopier_document", f"document:{document.pk}", ctx, par, faite=not echec)
    if echec:
        DocumentClasse.objects.filter(pk=document.pk).update(copie_echec=echec)
        raise ErreurSaisie(
            echec, conseil="Vérifiez que ce dossier existe et que Récépissé peut y écrire, puis recommencez."
        )


def _copier(document: DocumentClasse, ctx: Contexte) -> str:
    """Copy one document; return the French sentence of what prevents it, "" when it is done."""
    dossier = Path(ctx.reglages.dossier_ged).expanduser()
    nom = nom_de_copie(document)
    try:
        _poser(dossier / nom, ctx.archive.lire(document.somme))
    except OSError as erreur:
        return f"La copie dans le dossier « {dossier} » a échoué ({erreur.strerror or erreur})."
    except ErreurArchive as erreur:
        return str(erreur)
    DocumentClasse.objects.filter(pk=document.pk).update(
        copie_nom=nom, copie_le=ctx.horloge(), copie_echec=""
    )
    return ""


def nom_de_copie(document: DocumentClasse) -> str:
    """Return the file name of a document, without personal data."""
    prefixe = "AER" if document.genre == DocumentClasse.Genre.AER else "FT"
    declaration = document.declaration
    siret = declaration.etablissement.siret if declaration else "sans-siret"
    jour = jour_paris(publie_le(document.version))
    return f"{prefixe}_{siret}_{jour:%Y%m%d}_{document.somme[:_SOMME]}.pdf"


def _poser(definitif: Path, octets: bytes) -> None:
    """Write ``definitif`` whole or not at all; one that exists already holds these bytes and stays."""
    if definitif.exists():
        return
    provisoire = definitif.with_name(f".{definitif.name}.{secrets.token_hex(8)}")
    descripteur = os.open(provisoire, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descripteur, "wb") as fichier:
            fichier.write(octets)
            fichier.flush()
            os.fsync(descripteur)
        _nommer(provisoire, definitif)
    finally:
        provisoire.unlink(missing_ok=True)
    with suppress(OSError):  # some network shares cannot synchronise a folder
        sync_dossier(definitif.parent)


def _nommer(provisoire: Path, definitif: Path) -> None:
    """Give the file its name without replacing another; a share without hard links gets a plain rename."""
    try:
        os.link(provisoire, definitif)
    except FileExistsError:
        return
    except OSError:
        if not definitif.exists():
            provisoire.rename(definitif)
