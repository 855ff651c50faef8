"""``recepisse anomalies assigner``, ``commenter``, ``corriger``, ``contester``: the acts of the screen."""

from datetime import datetime

import click

from recepisse.cli.anomalies import trouver

_JOURS = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


@click.command("assigner")
@click.argument("anomalies", type=int, nargs=-1, required=True)
@click.option("--a", "nom", default="", help="Nom d’utilisateur ; sans lui, à personne.")
def assigner(anomalies: tuple[int, ...], nom: str) -> None:
    """Assigner les anomalies n° ANOMALIES à une personne qui peut agir sur l’entreprise."""
    from recepisse.cli._commun import ouvrir_application
    from recepisse.erreurs import ErreurSaisie

    ouvrir_application()
    from recepisse.gestion.gestes.anomalies.assigner_anomalie import assigner_anomalie
    from recepisse.gestion.models import Utilisateur
    from recepisse.site.demarrage import contexte

    a = Utilisateur.objects.filter(username=nom, is_active=True).first() if nom else None
    if nom and a is None:
        raise ErreurSaisie("Personne n’a ce nom d’utilisateur.", conseil="« utilisateur lister » les donne.")
    for numero in anomalies:
        ligne = trouver(numero)
        assigner_anomalie(ligne, a, contexte(), avant=ligne.assignee_a_id)
        click.echo(f"Anomalie n° {numero} : {f'assignée à {nom}' if a else 'assignée à personne'}.")


@click.command("commenter")
@click.argument("anomalie", type=int)
@click.argument("texte")
def commenter(anomalie: int, texte: str) -> None:
    """Écrire TEXTE dans l’histoire de l’anomalie n° ANOMALIE."""
    from recepisse.cli._commun import ouvrir_application

    ouvrir_application()
    from recepisse.gestion.gestes.anomalies.commenter_anomalie import commenter_anomalie
    from recepisse.site.demarrage import contexte

    masque = commenter_anomalie(trouver(anomalie), texte, contexte())
    click.echo(f"Anomalie n° {anomalie} : commentée{', un numéro a été masqué' if masque else ''}.")


@click.command("corriger")
@click.argument("anomalies", type=int, nargs=-1, required=True)
@click.option("--mois", required=True, help="Mois de la DSN qui corrige (AAAA-MM).")
def corriger(anomalies: tuple[int, ...], mois: str) -> None:
    """Dire dans la DSN de quel mois les anomalies n° ANOMALIES sont corrigées."""
    from recepisse.cli._commun import ouvrir_application

    ouvrir_application()
    from recepisse.gestion.gestes.anomalies.corriger_anomalie import corriger_anomalie, de_mois
    from recepisse.site.demarrage import contexte

    for numero in anomalies:
        corriger_anomalie(trouver(numero), mois, contexte())
        click.echo(f"Anomalie n° {numero} : corrigée dans la DSN {de_mois(mois)}, à confirmer.")


@click.command("contester")
@click.argument("anomalies", type=int, nargs=-1, required=True)
@click.option("--le", type=_JOURS, help="Jour (AAAA-MM-JJ ou JJ/MM/AAAA) ; sans lui, aujourd’hui.")
def contester(anomalies: tuple[int, ...], le: datetime | None) -> None:
    """Dire que les anomalies n° ANOMALIES sont contestées auprès de l’organisme."""
    from recepisse.cli._commun import ouvrir_application

    ouvrir_application()
    from recepisse.gestion.gestes.anomalies.contester_anomalie import contester_anomalie
    from recepisse.site.demarrage import contexte
    from recepisse.temps import jour_paris

    jour = le.date() if le else jour_paris(contexte().horloge())
    for numero in anomalies:
        contester_anomalie(trouver(numero), jour, contexte())
        click.echo(f"Anomalie n° {numero} : contestée le {jour:%d/%m/%Y}.")
