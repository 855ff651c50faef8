"""``recepisse demo``: the product and simulated services, with three months of invented work.

The first start builds the data (about a minute); the next ones find them again. Nothing here reads a setting
of the real installation, and nothing can reach the State's services.
"""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from recepisse.cli._commun import ouvrir_application, progression
from recepisse.cli._demo_construction import (
    ADMINISTRATEUR,
    GESTIONNAIRE,
    construire,
    decrire_comptes,
    ecrire_reglages,
)
from recepisse.cli._demo_dossier import (
    EXEMPLES,
    SIMULATEUR,
    Marque,
    dossier_par_defaut,
    ecrire_marque,
    isoler,
    occuper,
)
from recepisse.erreurs import ErreurSaisie

PORT = 8000
PORTS_SIMULATEUR = range(8470, 8500)
PORTS_SUIVANTS = 20
BOUCLE = "127.0.0.1"
JOUR_EN_SECONDES = 30
"""How long a day of the simulated organisations lasts, for what is sent during the demonstration."""


@click.command("demo")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help=f"Port du serveur ; 0 : un port libre. Par défaut {PORT}, ou le premier libre après lui.",
)
@click.option(
    "--donnees",
    type=click.Path(file_okay=False, path_type=Path),
    help="Dossier de la démonstration, gardé d’un démarrage à l’autre.",
)
def demo(port: int | None, donnees: Path | None) -> None:
    """Démarrer une démonstration complète : données inventées, services de l’État simulés.

    Rien ne sort de cette machine. Le premier démarrage prépare trois mois de déclarations.
    """
    dossier = (donnees or dossier_par_defaut(os.environ)).absolute()
    # SIGTERM must unwind like Ctrl-C: the simulator closes its state file, the engine gives its rows back.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with occuper(dossier) as marque:
        isoler(os.environ, dossier)
        port_web = choisir_port(port)
        port_simulateur = _premier_libre(
            [*([marque.port_simulateur] if marque else []), *PORTS_SIMULATEUR, 0]
        )
        adresse = f"http://{BOUCLE}:{port_simulateur}"
        ecrire_reglages(dossier, adresse)
        ouvrir_application()
        if marque is None:
            _construire(dossier)
        elif marque.port_simulateur != port_simulateur:
            _deplacer_adresses(marque.port_simulateur, port_simulateur)
        ecrire_marque(dossier, Marque(prete=True, port_simulateur=port_simulateur))
        try:
            with _simulateur(dossier, port_simulateur):
                _annoncer(dossier, port_web, adresse)
                _servir(port_web)
        except KeyboardInterrupt:
            pass
        click.echo("Démonstration arrêtée. Ses données l’attendent au prochain démarrage.")


def _construire(dossier: Path) -> None:
    from datetime import UTC, datetime

    click.echo("Préparation des données de la démonstration (une minute environ, une seule fois)…")
    fait = 0
    with progression("Trois mois de déclarations", 100) as avancer:

        def suivre(_etape: str, valeur: int, total: int) -> None:
            nonlocal fait
            part = valeur * 100 // total
            avancer(part - fait)
            if part // 10 > fait // 10 and not sys.stderr.isatty():  # where no bar is drawn
                click.echo(f"  {part} %")
            fait = part

        construire(dossier, datetime.now(UTC), suivre)


def _deplacer_adresses(ancien: int, nouveau: int) -> None:
    """Give the returns already announced the address that the services have now."""
    from django.db.models import F, Value
    from django.db.models.functions import Replace

    from recepisse.gestion.models import VersionRetour

    VersionRetour.objects.update(
        url=Replace(F("url"), Value(f"http://{BOUCLE}:{ancien}/"), Value(f"http://{BOUCLE}:{nouveau}/"))
    )


@contextmanager
def _simulateur(dossier: Path, port: int) -> Iterator[None]:
    """Run the simulated services on their state file, in a thread of this process."""
    from datetime import UTC, datetime, timedelta

    from recepisse.simulateur.controle import Controle
    from recepisse.simulateur.decor import COMPTES, fermer_boutique
    from recepisse.simulateur.etat import Administration
    from recepisse.simulateur.options import Options
    from recepisse.simulateur.registre import Registre
    from recepisse.simulateur.serveur import ServeurSimule

    options = Options(scenario="melange", acceleration=86_400 / JOUR_EN_SECONDES, pas=timedelta(seconds=10))
    administration = Administration(lambda: datetime.now(UTC), options, Registre(dossier / SIMULATEUR))
    decrire_comptes(Controle(administration), fermer_boutique(COMPTES))
    with ServeurSimule(administration, BOUCLE, port):
        yield


def _annoncer(dossier: Path, port: int, adresse: str) -> None:
    exemples = dossier / EXEMPLES
    click.echo(
        "\n".join(
            (
                "",
                "Démonstration prête : données inventées, services de l’État simulés.",
                "",
                f"  Adresse          http://{BOUCLE}:{port}/",
                f"  Administrateur   {ADMINISTRATEUR[0]}   mot de passe : {ADMINISTRATEUR[1]}",
                f"  Gestionnaire     {GESTIONNAIRE[0]}     mot de passe : {GESTIONNAIRE[1]}",
                f"  Fichier à essayer {exemples / 'groupe_2x3.dsn'}",
                f"                    (2 entreprises × 3 établissements ; d’autres dans {exemples})",
                f"  Données          {dossier}",
                f"  Simulateur       {adresse} (une journée y dure {JOUR_EN_SECONDES} secondes)",
                "  En ligne de commande, sur les mêmes données :",
                f"                   RECEPISSE_DONNEES='{dossier}' recepisse etat",
                "",
                "Pour arrêter : Ctrl-C. Pour tout recommencer : effacez le dossier des données.",
                "",
            )
        )
    )


def _servir(port: int) -> None:
    """Run the ordinary server, engine included, until Ctrl-C."""
    from recepisse.cli.serveur import serveur

    click.get_current_context().invoke(serveur, port=port, ecoute=BOUCLE, sans_travaux=False)


def choisir_port(demande: int | None) -> int:
    """Return the port of the screens: the one asked for or nothing; by default the first free one."""
    if demande is None:
        choisi = _premier_libre([*range(PORT, PORT + PORTS_SUIVANTS), 0])
        if choisi != PORT:
            click.echo(f"Le port {PORT} est occupé : la démonstration utilise le port {choisi}.")
        return choisi
    try:
        return _premier_libre([demande])
    except OSError:
        raise ErreurSaisie(
            f"Le port {demande} est occupé ou interdit.",
            conseil="Choisissez-en un autre avec --port, ou aucun : le premier libre sera pris.",
        ) from None


def _premier_libre(ports: list[int]) -> int:
    """Return the first port of this machine that can be listened on; 0 stands for any free one."""
    for rang, port in enumerate(ports):
        with socket.socket() as prise:
            prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                prise.bind((BOUCLE, port))
            except OSError:
                if rang == len(ports) - 1:
                    raise
            else:
                return int(prise.getsockname()[1])
    raise AssertionError
