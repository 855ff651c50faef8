"""``recepisse utilisateur …``: the accounts of the people who log in."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from recepisse.cli._commun import afficher_json, option_format, ouvrir_application, tableau
from recepisse.cli._secrets import obtenir_mot_de_passe, option_mot_de_passe
from recepisse.erreurs import ErreurSaisie

if TYPE_CHECKING:
    from recepisse.gestion.models import Utilisateur

ROLES = ["administrateur", "gestionnaire", "lecteur", "client"]


@click.command("creer")
@click.argument("nom", metavar="NOM")
@click.option(
    "--role",
    type=click.Choice(ROLES),
    default="gestionnaire",
    show_default=True,
    help="Ce que la personne peut faire.",
)
@click.option("--limite", is_flag=True, help="Ne voit que ses portefeuilles ; toujours vrai d’un client.")
@option_mot_de_passe
def creer(nom: str, role: str, fichier_secret: Path | None, *, limite: bool) -> None:
    """Créer le compte NOM ; le mot de passe est demandé, ou lu sur l’entrée standard."""
    ouvrir_application()
    from recepisse.gestion.gestes.acces.creer_utilisateur import creer_utilisateur
    from recepisse.site import demarrage

    secret = obtenir_mot_de_passe(fichier_secret, f"Mot de passe de {nom}")
    cree = creer_utilisateur(nom, secret, role, demarrage.contexte(), limite=limite)
    click.echo(f"Le compte « {cree.username} » ({cree.get_role_display()}) est créé.")


@click.command("lister")
@option_format
def lister(forme: str) -> None:
    """Lister les comptes : rôle, périmètre, dernière connexion, sessions ouvertes."""
    ouvrir_application()
    from django.db.models import Count, Q

    from recepisse.gestion.gestes.acces.sessions import sessions_vivantes
    from recepisse.gestion.models import Utilisateur

    ouvertes = Count("sessions", filter=Q(sessions__in=sessions_vivantes()), distinct=True)
    comptes = Utilisateur.objects.annotate(ouvertes=ouvertes).order_by("username")
    lignes = [
        {
            "nom": compte.username,
            "role": compte.role,
            "limite": compte.limite or compte.est_client,
            "actif": compte.is_active,
            "derniere_connexion": compte.last_login,
            "sessions": compte.ouvertes,
        }
        for compte in comptes
    ]
    if forme == "json":
        afficher_json(lignes)
        return
    entetes = ["Nom", "Rôle", "Voit", "Compte", "Sessions"]
    cases = [
        [
            ligne["nom"],
            ligne["role"],
            "ses portefeuilles" if ligne["limite"] and ligne["role"] != "administrateur" else "tout",
            "en activité" if ligne["actif"] else "désactivé",
            ligne["sessions"],
        ]
        for ligne in lignes
    ]
    click.echo(tableau(entetes, cases))


@click.command("modifier")
@click.argument("nom", metavar="NOM")
@click.option("--role", type=click.Choice(ROLES), help="Ce que la personne peut faire.")
@click.option("--limite/--sans-limite", default=None, help="Ne voit que ses portefeuilles, ou voit tout.")
def modifier(nom: str, role: str | None, *, limite: bool | None) -> None:
    """Changer le rôle ou le périmètre de NOM ; il en reste toujours un administrateur."""
    ouvrir_application()
    from recepisse.gestion.gestes.acces.modifier_utilisateur import modifier_utilisateur
    from recepisse.site import demarrage

    compte = trouver_utilisateur(nom)
    modifie = modifier_utilisateur(
        compte,
        role or compte.role,
        demarrage.contexte(),
        limite=compte.limite if limite is None else limite,
    )
    click.echo(f"Le compte « {modifie.username} » est modifié ({modifie.get_role_display()}).")


@click.command("desactiver")
@click.argument("nom", metavar="NOM")
def desactiver(nom: str) -> None:
    """Désactiver le compte NOM et fermer aussitôt ses sessions ; ce qu’il a fait reste à son nom."""
    ouvrir_application()
    from recepisse.gestion.gestes.acces.modifier_utilisateur import desactiver_utilisateur
    from recepisse.site import demarrage

    desactiver_utilisateur(trouver_utilisateur(nom), demarrage.contexte())
    click.echo(f"Le compte « {nom} » est désactivé ; ses sessions sont fermées.")


@click.command("reactiver")
@click.argument("nom", metavar="NOM")
def reactiver(nom: str) -> None:
    """Rouvrir le compte NOM, avec le mot de passe et le rôle qu’il avait."""
    ouvrir_application()
    from recepisse.gestion.gestes.acces.modifier_utilisateur import reactiver_utilisateur
    from recepisse.site import demarrage

    reactiver_utilisateur(trouver_utilisateur(nom), demarrage.contexte())
    click.echo(f"Le compte « {nom} » est réactivé.")


@click.command("mot-de-passe")
@click.argument("nom", metavar="NOM")
@option_mot_de_passe
def mot_de_passe(nom: str, fichier_secret: Path | None) -> None:
    """Donner un nouveau mot de passe à NOM ; ses sessions sont fermées."""
    ouvrir_application()
    from recepisse.gestion.gestes.acces.changer_mot_de_passe import changer_mot_de_passe
    from recepisse.site import demarrage

    compte = trouver_utilisateur(nom)
    secret = obtenir_mot_de_passe(fichier_secret, f"Nouveau mot de passe de {nom}")
    changer_mot_de_passe(compte, secret, demarrage.contexte())
    click.echo(f"Le mot de passe de « {nom} » est changé ; ses sessions sont fermées.")


@click.command("fermer-sessions")
@click.argument("nom", metavar="NOM")
def fermer(nom: str) -> None:
    """Fermer toutes les sessions de NOM : il devra se connecter de nouveau."""
    ouvrir_application()
    from recepisse.gestion.gestes.acces.sessions import fermer_sessions
    from recepisse.site import demarrage

    nombre = fermer_sessions(trouver_utilisateur(nom), demarrage.contexte(), None)
    click.echo(f"Sessions fermées : {nombre}.")


def trouver_utilisateur(nom: str) -> "Utilisateur":
    """Return the account of this name."""
    from recepisse.gestion.models import Utilisateur

    trouve = Utilisateur.objects.filter(username=nom).first()
    if trouve is None:
        raise ErreurSaisie(
            f"Aucun compte ne s’appelle « {nom} ».", conseil="« recepisse utilisateur lister » les montre."
        )
    return trouve
