"""What commands share: the shape of their output, progress, secrets typed in, the start of the store."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from recepisse.erreurs import ErreurSaisie

_F = TypeVar("_F", bound=Callable[..., Any])

_DELAI_BARRE = 1.0
"""Seconds before a bar appears: what is over at once shows none."""
_LARGEUR_BARRE = 30


def option_format(commande: _F) -> _F:
    """Add ``--format texte|json``, received as the parameter ``forme``."""
    return click.option(
        "--format",
        "forme",
        type=click.Choice(["texte", "json"]),
        default="texte",
        show_default=True,
        help="Forme de la sortie ; les clés du JSON sont stables.",
    )(commande)


def afficher_json(valeur: object) -> None:
    """Print ``valeur`` as JSON; dates are ISO 8601, paths are text."""
    click.echo(json.dumps(valeur, ensure_ascii=False, indent=2, default=_en_json))


def _en_json(valeur: object) -> object:
    if isinstance(valeur, datetime | date):
        return valeur.isoformat()
    if isinstance(valeur, Path):
        return str(valeur)
    raise TypeError(type(valeur).__name__)


def tableau(entetes: Sequence[str], lignes: Sequence[Sequence[object]]) -> str:
    """Return a plain table, its columns aligned; None shows as nothing, numbers are set to the right."""
    textes = [["" if case is None else str(case) for case in ligne] for ligne in lignes]
    largeurs = [max(len(case) for case in colonne) for colonne in zip(entetes, *textes, strict=True)]
    a_droite = [
        bool(lignes) and all(isinstance(ligne[i], int) for ligne in lignes) for i in range(len(entetes))
    ]

    def aligner(cases: Sequence[str]) -> str:
        colonnes = zip(cases, largeurs, a_droite, strict=True)
        return "  ".join(c.rjust(n) if droite else c.ljust(n) for c, n, droite in colonnes).rstrip()

    return "\n".join([aligner(entetes), "  ".join("─" * n for n in largeurs), *map(aligner, textes)])


@contextmanager
def progression(libelle: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Give a function to call with what has just been done; draw a bar when it lasts over a second.

    The bar goes to standard error, and only when that is a terminal: an output that is read by another
    program never holds one.
    """
    barre = _Barre(libelle, total)
    try:
        yield barre.avancer
    finally:
        barre.effacer()


class _Barre:
    """A bar redrawn in place, ten times a second at most."""

    def __init__(self, libelle: str, total: int | None) -> None:
        self.libelle, self.total, self.fait = libelle, total, 0
        self.visible = sys.stderr.isatty()
        self.prochain = time.monotonic() + _DELAI_BARRE
        self.dessinee = False

    def avancer(self, pas: int) -> None:
        """Count ``pas`` more."""
        self.fait += pas
        if self.visible and time.monotonic() >= self.prochain:
            self.prochain = time.monotonic() + 0.1
            self.dessinee = True
            sys.stderr.write(f"\r\x1b[K{self.texte()}")
            sys.stderr.flush()

    def texte(self) -> str:
        """Return the bar."""
        if not self.total:
            return f"{self.libelle} : {self.fait}"
        part = min(self.fait / self.total, 1.0)
        plein = int(part * _LARGEUR_BARRE)
        return f"{self.libelle} {'█' * plein}{'░' * (_LARGEUR_BARRE - plein)} {part:4.0%}"

    def effacer(self) -> None:
        """Leave the line clean."""
        if self.dessinee:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def lire_secret(invite: str, *, confirmer: bool = False) -> str:
    """Return a secret typed without echo, or the first line of a piped standard input.

    A secret never comes from the command line, where other users of the machine could read it.
    """
    if not sys.stdin.isatty():
        secret = sys.stdin.readline().rstrip("\n")
    else:
        secret = click.prompt(invite, hide_input=True, default="", show_default=False)
        if confirmer and secret != click.prompt(
            "Encore une fois", hide_input=True, default="", show_default=False
        ):
            raise ErreurSaisie("Les deux saisies diffèrent.", conseil="Recommencez.")
    if not secret:
        raise ErreurSaisie(
            "Rien n’a été saisi.", conseil="Le secret est attendu au clavier ou sur l’entrée standard."
        )
    return secret


def ouvrir_application(*, service: bool = False) -> None:
    """Start Django and the store: settings, journal, data folder, pending migrations.

    A ``service`` tells each exchange in its log; a command that a person reads keeps to what goes wrong,
    unless the level was set on purpose.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recepisse.site.settings")
    import django

    from recepisse.journal import configurer
    from recepisse.reglages import charger
    from recepisse.reglages.modele import DEFAUT

    reglages = charger(os.environ)
    bavard = service or reglages.origine("niveau_journal") != DEFAUT
    configurer(reglages.niveau_journal if bavard else "WARNING", reglages.format_journal)
    django.setup()
    from recepisse.site.demarrage import preparer

    preparer()
