"""How a command ends: an exit code, and for every error a French sentence on standard error.

What this program foresees (:class:`~recepisse.erreurs.Erreur`) has its own code; what it does not gets
an incident reference, with the details, masked, in ``journal/incidents.log`` of the data folder. The
codes are listed in ``docs/reference/codes-de-sortie.md``.
"""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from recepisse.cli._francais import traduire_erreur
from recepisse.erreurs import Erreur

if TYPE_CHECKING:
    from pathlib import Path

SORTIE_USAGE = 2
SORTIE_INCIDENT = 70
SORTIE_INTERROMPU = 130
SORTIE_TUBE_FERME = 141


def conclure(lancer: Callable[[], object]) -> int:
    """Run a command and return the exit code of the process.

    A command chooses its own code by returning an integer or by ``ctx.exit``.
    """
    try:
        resultat = lancer()
        sys.stdout.flush()
    except BrokenPipeError:
        return _tube_ferme()
    except (Exception, KeyboardInterrupt) as erreur:  # noqa: BLE001 -- the last door before the user: a traceback is not French
        phrase, sortie = _raconter(erreur)
        click.echo(phrase, err=True)
        return sortie
    return resultat if isinstance(resultat, int) and not isinstance(resultat, bool) else 0


def _raconter(erreur: BaseException) -> tuple[str, int]:
    """Return what is said of an error, and its exit code."""
    match erreur:
        case click.exceptions.Abort() | KeyboardInterrupt():
            return "Interrompu.", SORTIE_INTERROMPU
        case click.UsageError():
            return _usage(erreur), SORTIE_USAGE
        case click.ClickException():
            return f"Erreur : {traduire_erreur(erreur.format_message())}", erreur.exit_code
        case Erreur():
            return _erreur(erreur), erreur.sortie
        case _:
            return _incident(erreur), SORTIE_INCIDENT


def _tube_ferme() -> int:
    """End quietly when the reader of our output has gone (``| head``), like every other program."""
    poubelle = os.open(os.devnull, os.O_WRONLY)
    os.dup2(poubelle, 1)
    return SORTIE_TUBE_FERME


def _usage(erreur: click.UsageError) -> str:
    if isinstance(erreur, click.exceptions.NoArgsIsHelpError):
        return erreur.format_message()
    phrase = traduire_erreur(erreur.format_message())
    if erreur.ctx is None:
        return f"Erreur : {phrase}"
    aide = f"« {erreur.ctx.command_path} --help » explique la commande."
    return f"Erreur : {phrase}\n{erreur.ctx.get_usage()}\n{aide}"


def _erreur(erreur: Erreur) -> str:
    ligne = getattr(erreur, "ligne", None)
    lieu = f" (ligne {ligne})" if ligne and f"ligne {ligne}" not in erreur.message else ""
    return f"Erreur{lieu} : {erreur.message}" + (f"\n{erreur.conseil}" if erreur.conseil else "")


def _incident(erreur: BaseException) -> str:
    import secrets
    from datetime import UTC, datetime

    maintenant = datetime.now(UTC)
    reference = f"{maintenant:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    debut = f"Récépissé a rencontré un imprévu (incident {reference}) ; rien n’a été fait de plus."
    try:
        chemin = _ecrire_incident(erreur, reference, maintenant.isoformat())
    except Exception:  # noqa: BLE001 -- no room, no right, no settings: the reference is still told
        return f"{debut}\nSon détail n’a pas pu être écrit."
    return f"{debut}\nLe détail est dans « {chemin} » : joignez-le si vous signalez l’incident."


def _ecrire_incident(erreur: BaseException, reference: str, date: str) -> "Path":
    import traceback

    from recepisse.journal import caviarder
    from recepisse.reglages import charger

    dossier = charger(os.environ).donnees / "journal"
    dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
    chemin = dossier / "incidents.log"
    detail = caviarder("".join(traceback.format_exception(erreur)))
    descripteur = os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descripteur, "a", encoding="utf-8") as fichier:
        fichier.write(f"--- incident {reference} le {date}\n{detail}\n")
    return chemin
