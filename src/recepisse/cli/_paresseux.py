"""Groups of commands that import a command only when it is called, and speak French about it."""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

import click

from recepisse.cli import _francais

_LARGEUR_AIDE, _LARGEUR_AIDE_MIN = 80, 50
"""Columns of a help page at most and at least, as click has them."""


def _colonnes() -> int:
    """Return the width of the terminal in columns."""
    demandees = os.environ.get("COLUMNS", "")
    if demandees.isdecimal():
        return int(demandees)
    try:
        return os.get_terminal_size(1).columns
    except OSError:
        return _LARGEUR_AIDE


class Lien(NamedTuple):
    """A command of the table: its line of help, and where it is (``module:attribut`` of this package)."""

    aide: str
    cible: str

    def charger(self) -> click.Command:
        """Import the module and return the command."""
        module, _, attribut = self.cible.partition(":")
        commande = getattr(import_module(f"recepisse.cli.{module}"), attribut)
        if not isinstance(commande, click.Command):
            raise TypeError(self.cible)
        return commande


class Groupe(NamedTuple):
    """A group of the table: its line of help, and its commands."""

    aide: str
    commandes: Mapping[str, Lien]


class Formateur(click.HelpFormatter):
    """The help pages of click, in French."""

    def __init__(
        self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None
    ) -> None:
        # click would import shutil, and with it every compression format, to measure the terminal.
        if width is None:
            width = max(min(_colonnes(), max_width or _LARGEUR_AIDE) - 2, _LARGEUR_AIDE_MIN)
        super().__init__(indent_increment, width)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the first line."""
        super().write_usage(prog, args, prefix or "Usage : ")

    def write_heading(self, heading: str) -> None:
        """Write a heading; French puts a space before the colon."""
        self.write(f"{'':>{self.current_indent}}{_francais.traduire_titre(heading)} :\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a list of options or of commands."""
        lignes = [(_francais.traduire_option(a), _francais.traduire_mention(b)) for a, b in rows]
        super().write_dl(lignes, col_max, col_spacing)


class Contexte(click.Context):
    """The context of a call, whose help pages are in French."""

    formatter_class = Formateur


class GroupeParesseux(click.Group):
    """A group made from a table: nothing is imported to list it."""

    context_class = Contexte

    def __init__(self, table: Mapping[str, Lien | Groupe], **options: Any) -> None:  # noqa: ANN401 -- passed on to click as they are
        super().__init__(subcommand_metavar="COMMANDE [ARGUMENTS]…", no_args_is_help=True, **options)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's own signature
        """Return the names in the order of the table: the day's work first."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click's own signature
        """Return the command, imported now."""
        ligne = self.table.get(cmd_name)
        if ligne is None:
            return None
        if isinstance(ligne, Groupe):
            return GroupeParesseux(ligne.commandes, name=cmd_name, help=ligne.aide)
        commande = ligne.charger()
        commande.context_class = Contexte
        return commande

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the words name, or say which one is nearest."""
        nom = args[0]
        if nom not in self.table and not nom.startswith("-"):
            from difflib import get_close_matches

            proches = get_close_matches(nom, self.table, n=1)
            suite = f" Vouliez-vous dire « {proches[0]} » ?" if proches else ""
            raise click.UsageError(f"Commande inconnue : « {nom} ».{suite}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- click's own signature
        """Write the list of commands from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(nom, ligne.aide) for nom, ligne in self.table.items()])


class Principal(GroupeParesseux):
    """The whole command line: where every error becomes a French sentence and an exit code."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,  # noqa: ANN401 -- click's own signature
    ) -> Any:  # noqa: ANN401 -- click's own signature
        """Run the command line and end the process with the documented exit code."""

        def lancer() -> object:
            return super(Principal, self).main(
                args=args,
                prog_name=prog_name or "recepisse",
                complete_var=complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )

        if not standalone_mode:
            return lancer()
        from recepisse.cli._sortie import conclure

        sys.exit(conclure(lancer))
