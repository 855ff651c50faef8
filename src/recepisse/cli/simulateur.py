"""``recepisse simulateur``: play the State's services on this machine, for trials and demonstrations."""

import signal
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from recepisse.simulateur.options import Options
    from recepisse.simulateur.serveur import ServeurSimule

PORT = 8470


@click.command("simulateur")
@click.option("--port", default=PORT, show_default=True, help="Port d’écoute ; 0 en choisit un libre.")
@click.option("--scenario", default="ordinaire", show_default=True, help="Ce qui revient des dépôts.")
@click.option("--scenarios", "lister", is_flag=True, help="Affiche les scénarios et s’arrête.")
@click.option("--graine", default=1, show_default=True, help="Même graine, mêmes flux et mêmes retours.")
@click.option(
    "--etat", type=click.Path(dir_okay=False, path_type=Path), help="Fichier où garder les dépôts reçus."
)
@click.option("--ecouter", default="127.0.0.1", show_default=True, help="Adresse d’écoute.")
@click.option(
    "--accepter-le-reseau", is_flag=True, help="Permet une adresse joignable par d’autres machines."
)
@click.option(
    "--acceleration",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="Divise les délais des retours : 240 change quatre heures en une minute.",
)
@click.option(
    "--forme-json",
    type=click.Choice(["a", "b", "c"]),
    default="a",
    show_default=True,
    help="Forme des listes JSON : racine et tableaux, objets uniques, ou sans racine.",
)
@click.option("--accuse-json", is_flag=True, help="Accusé de dépôt en JSON quand la version est 2.0.")
@click.option(
    "--largeur-fenetre",
    type=click.IntRange(min=1),
    help="Largeur permise, en minutes, de toutes les fenêtres.",
)
@click.option(
    "--duree-jeton",
    type=click.IntRange(min=1),
    default=7200,
    show_default=True,
    help="Vie d’un jeton, en secondes.",
)
@click.option("--repetition-refusee", is_flag=True, help="Refuse (429) une liste redemandée trop tôt.")
def simulateur(
    *,
    port: int,
    scenario: str,
    graine: int,
    etat: Path | None,
    ecouter: str,
    acceleration: float,
    forme_json: str,
    largeur_fenetre: int | None,
    duree_jeton: int,
    lister: bool,
    accepter_le_reseau: bool,
    accuse_json: bool,
    repetition_refusee: bool,
) -> int:
    """Démarrer un simulateur des services de l’État (dépôts, listes et retours de l’API-DSN)."""
    from recepisse.simulateur import scenarios
    from recepisse.simulateur.etat import Administration
    from recepisse.simulateur.options import FormeJson, Options
    from recepisse.simulateur.registre import Registre
    from recepisse.simulateur.serveur import ServeurSimule

    if lister:
        for nom in scenarios.noms():
            click.echo(f"{nom:12} {scenarios.libelle(nom)}")
        return 0
    options = Options(
        scenario=scenario,
        graine=graine,
        duree_jeton=timedelta(seconds=duree_jeton),
        forme_json=FormeJson(forme_json),
        acceleration=acceleration,
        accuse_json=accuse_json,
        repetition_refusee=repetition_refusee,
    )
    scenarios.libelle(scenario)
    registre = Registre(etat) if etat else None
    administration = Administration(lambda: datetime.now(UTC), _elargir(options, largeur_fenetre), registre)
    serveur = ServeurSimule(administration, ecouter, port, accepter_reseau=accepter_le_reseau)
    return _servir(serveur, scenario)


def _elargir(options: "Options", largeur: int | None) -> "Options":
    if largeur is None:
        return options
    return replace(
        options,
        largeur_declarant=largeur,
        largeur_concentrateur=largeur,
        largeur_depots=largeur,
        largeur_depots_concentrateur=largeur,
    )


def _servir(serveur: "ServeurSimule", scenario: str) -> int:
    """Answer until SIGINT or SIGTERM."""
    fin = Event()
    for numero in (signal.SIGINT, signal.SIGTERM):
        signal.signal(numero, lambda *_: fin.set())
    with serveur:
        click.echo(f"Simulateur prêt : {serveur.adresse}")
        click.echo(f"Scénario « {scenario} ». Porte de contrôle : {serveur.adresse}/_simulateur/etat")
        click.echo(f"Pour vous en servir : RECEPISSE_ADRESSES={serveur.adresse}")
        click.echo("Pour arrêter : Ctrl+C.")
        fin.wait()
    click.echo("Simulateur arrêté.")
    return 0
