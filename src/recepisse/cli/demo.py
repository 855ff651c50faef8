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
    CLIENT,
    GESTIONNAIRE,
    LECTEUR,
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
        connu = [marque.port_simulateur] if marque else []
        # Both ports stay taken while the data are built: what is announced is what will be served.
        with reserver(port) as prise_web, _premier_libre([*connu, *PORTS_SIMULATEUR, 0]) as prise:
            port_web, port_simulateur = _port(prise_web), _port(prise)
            _preparer(dossier, marque, port_simulateur)
        try:
            with _simulateur(dossier, port_simulateur):
                _annoncer(dossier, port_web, port_simulateur)
                _servir(port_web)
        except KeyboardInterrupt:
            pass
        click.echo("Démonstration arrêtée. Ses données l’attendent au prochain démarrage.")


def _preparer(dossier: Path, marque: Marque | None, port: int) -> None:
    """Make the folder ready: built if it must be, and leading to the simulator's present port."""
    ecrire_reglages(dossier, _adresse(port))
    ouvrir_application()
    if marque is None:
        _construire(dossier)
    elif marque.port_simulateur != port:
        _deplacer_adresses(marque.port_simulateur, port)
    ecrire_marque(dossier, Marque(prete=True, port_simulateur=port))


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
        url=Replace(F("url"), Value(f"{_adresse(ancien)}/"), Value(f"{_adresse(nouveau)}/"))
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


def _annoncer(dossier: Path, port: int, port_simulateur: int) -> None:
    exemples = dossier / EXEMPLES
    rythme = f"une journée y dure {JOUR_EN_SECONDES} secondes"
    click.echo(
        f"""
Démonstration prête : données inventées, services de l’État simulés.

  Adresse            {_adresse(port)}/
  Administrateur     {ADMINISTRATEUR[0]}   mot de passe : {ADMINISTRATEUR[1]}
  Gestionnaire       {GESTIONNAIRE[0]}     mot de passe : {GESTIONNAIRE[1]}
  Lecteur            {LECTEUR[0]}          mot de passe : {LECTEUR[1]}
  Client             {CLIENT[0]}           mot de passe : {CLIENT[1]} (ne voit que ses entreprises)
  Fichier à essayer  {exemples / "groupe_2x3.dsn"}
                     (2 entreprises × 3 établissements ; d’autres à côté)
  Données            {dossier}
  Simulateur         {_adresse(port_simulateur)} ({rythme})
  Mêmes données en ligne de commande :
                     RECEPISSE_DONNEES='{dossier}' recepisse etat

Pour arrêter : Ctrl-C. Pour tout recommencer : effacez le dossier des données.
"""
    )


def _servir(port: int) -> None:
    """Run the ordinary server, engine included, until Ctrl-C."""
    from recepisse.cli.serveur import serveur

    click.get_current_context().invoke(serveur, port=port, ecoute=BOUCLE, sans_travaux=False)


def reserver(demande: int | None) -> socket.socket:
    """Take the port of the screens: the one asked for or nothing; by default the first free one."""
    if demande is None:
        prise = _premier_libre([*range(PORT, PORT + PORTS_SUIVANTS), 0])
        if _port(prise) != PORT:
            click.echo(f"Le port {PORT} est occupé : la démonstration utilise le port {_port(prise)}.")
        return prise
    try:
        return _premier_libre([demande])
    except OSError:
        raise ErreurSaisie(
            f"Le port {demande} est occupé ou interdit.",
            conseil="Choisissez-en un autre avec --port, ou aucun : le premier libre sera pris.",
        ) from None


def _premier_libre(ports: list[int]) -> socket.socket:
    """Return a socket that listens on the first free port of this machine; 0 stands for any free one."""
    *essais, dernier = ports
    for port in essais:
        try:
            return socket.create_server((BOUCLE, port))
        except OSError:
            continue
    return socket.create_server((BOUCLE, dernier))


def _port(prise: socket.socket) -> int:
    return int(prise.getsockname()[1])


def _adresse(port: int) -> str:
    return f"http://{BOUCLE}:{port}"
