"""Writes docs/reference/commandes.md from the help of every command."""

import click

from outils.page import ecrire
from recepisse.cli import COMMANDES, principal
from recepisse.cli._paresseux import Groupe

DEBUT = """# Commandes

Page écrite par `python -m outils.reference_commandes` à partir de l’aide de chaque commande.

Depuis les sources, `./recepisse` s’emploie comme `recepisse`. Toute commande qui liste prend `--format json`.
Les [codes de sortie](codes-de-sortie.md) et les [réglages](reglages.md) ont leur page.
"""
LARGEUR = 100


def aide(mots: list[str]) -> str:
    """Return the help of a command, as ``--help`` prints it on a terminal of 100 columns."""
    contexte = click.Context(
        principal, info_name="recepisse", max_content_width=LARGEUR, terminal_width=LARGEUR
    )
    commande: click.Command = principal
    for mot in mots:
        assert isinstance(commande, click.Group)
        suivante = commande.get_command(contexte, mot)
        assert suivante is not None
        commande = suivante
        contexte = commande.context_class(commande, info_name=mot, parent=contexte)
    return commande.get_help(contexte)


def iter_mots() -> list[list[str]]:
    liste: list[list[str]] = []
    for nom, ligne in COMMANDES.items():
        liste += [[nom, sous] for sous in ligne.commandes] if isinstance(ligne, Groupe) else [[nom]]
    return liste


def page() -> str:
    return DEBUT + "".join(
        f"\n## recepisse {' '.join(mots)}\n\n```text\n{aide(mots)}\n```\n" for mots in iter_mots()
    )


if __name__ == "__main__":
    ecrire("commandes.md", page())
