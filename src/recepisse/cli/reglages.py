"""``recepisse reglages``: each setting, its value, its origin; secrets are masked."""

import os

import click

from recepisse.cli._commun import afficher_json, option_format, tableau


@click.command("reglages")
@option_format
def reglages(forme: str) -> None:
    """Montrer chaque réglage, sa valeur et son origine ; les secrets sont masqués."""
    from recepisse.reglages import afficher, charger, reglages_connus

    lus = charger(os.environ)
    lignes = [(connu.nom, afficher(lus, connu), lus.origine(connu.nom)) for connu in reglages_connus()]
    if forme == "json":
        afficher_json([{"nom": nom, "valeur": valeur, "origine": origine} for nom, valeur, origine in lignes])
    else:
        click.echo(tableau(("Réglage", "Valeur", "Origine"), lignes))
