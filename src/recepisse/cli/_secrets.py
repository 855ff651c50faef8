"""Passwords on the command line: typed, piped or in a file, never among the arguments."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from recepisse.cli._commun import lire_secret
from recepisse.erreurs import ErreurSaisie

_F = TypeVar("_F", bound=Callable[..., Any])


def option_mot_de_passe(commande: _F) -> _F:
    """Add ``--mot-de-passe-fichier``, received as the parameter ``fichier_secret``."""
    return click.option(
        "--mot-de-passe-fichier",
        "fichier_secret",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FICHIER",
        help="Fichier dont la première ligne est le mot de passe ; sans lui, il est demandé au clavier "
        "ou lu sur l’entrée standard.",
    )(commande)


def obtenir_mot_de_passe(fichier: Path | None, invite: str) -> str:
    """Return the password from the file when one is named, else typed twice or piped."""
    if fichier is None:
        return lire_secret(invite, confirmer=True)
    try:
        secret = fichier.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError):
        raise ErreurSaisie(
            f"Le fichier « {fichier} » ne peut pas être lu.", conseil="Vérifiez son chemin et ses droits."
        ) from None
    if not secret:
        raise ErreurSaisie(f"La première ligne du fichier « {fichier} » est vide.")
    return secret
