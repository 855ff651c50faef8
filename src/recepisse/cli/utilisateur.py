"""``recepisse utilisateur creer``: the account of a person who logs in."""

from pathlib import Path

import click

from recepisse.cli._commun import ouvrir_application
from recepisse.cli._secrets import obtenir_mot_de_passe, option_mot_de_passe


@click.command("creer")
@click.argument("nom", metavar="NOM")
@click.option(
    "--role",
    type=click.Choice(["administrateur", "gestionnaire"]),
    default="gestionnaire",
    show_default=True,
    help="Ce que la personne peut faire.",
)
@option_mot_de_passe
def creer(nom: str, role: str, fichier_secret: Path | None) -> None:
    """Créer le compte NOM ; le mot de passe est demandé, ou lu sur l’entrée standard."""
    ouvrir_application()
    from recepisse.gestion.gestes.acces.creer_utilisateur import creer_utilisateur
    from recepisse.site import demarrage

    secret = obtenir_mot_de_passe(fichier_secret, f"Mot de passe de {nom}")
    cree = creer_utilisateur(nom, secret, role, demarrage.contexte())
    click.echo(f"Le compte « {cree.username} » ({cree.get_role_display()}) est créé.")
