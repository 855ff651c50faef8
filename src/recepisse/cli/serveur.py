"""``recepisse serveur``: the screens, and the engine of due rows in a thread of the same process."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import socket
    from threading import Event, Thread


@click.command("serveur")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port ; 0 : un port libre. Par défaut, le réglage."
)
@click.option("--ecoute", help="Adresse d’écoute. Par défaut, le réglage (127.0.0.1).")
@click.option("--sans-travaux", is_flag=True, help="N’exécute pas les travaux dus dans ce processus.")
def serveur(port: int | None, ecoute: str | None, sans_travaux: bool) -> None:
    """Démarrer le serveur web et les travaux dus, jusqu’à l’arrêt par Ctrl-C ou SIGTERM."""
    import uvicorn

    from recepisse.cli._commun import ouvrir_application

    ouvrir_application(service=True)
    from recepisse.site.asgi import application
    from recepisse.site.demarrage import reglages

    lus = reglages()
    prise = _ecouter(ecoute or lus.ecoute, lus.port if port is None else port)
    with prise:
        _annoncer(prise, lus.url_publique)
        # Django does not speak the lifespan protocol; open event streams get a few seconds to end.
        configuration = uvicorn.Config(
            application,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(lus.url_publique),
            timeout_graceful_shutdown=5,
        )
        moteur = _demarrer_moteur() if lus.travaux_integres and not sans_travaux else None
        try:
            uvicorn.Server(configuration).run(sockets=[prise])
        finally:
            if moteur:
                fil, arret = moteur
                arret.set()
                fil.join(timeout=15)


def _ecouter(hote: str, port: int) -> "socket.socket":
    """Return the listening socket, opened before anything is announced."""
    import socket

    from recepisse.erreurs import ErreurSaisie

    famille = socket.AF_INET6 if ":" in hote else socket.AF_INET
    prise = socket.socket(famille, socket.SOCK_STREAM)
    prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        prise.bind((hote.strip("[]"), port))
        prise.listen(128)
    except OSError as erreur:
        prise.close()
        raise ErreurSaisie(
            f"Impossible d’écouter sur {hote}, port {port} ({erreur.strerror}).",
            conseil="Choisissez un autre port avec --port, ou arrêtez le programme qui l’occupe.",
        ) from None
    return prise


def _annoncer(prise: "socket.socket", url_publique: str) -> None:
    hote, port = prise.getsockname()[:2]
    hote = f"[{hote}]" if ":" in hote else hote
    click.echo(f"Récépissé : {url_publique or f'http://{hote}:{port}'}/  (Ctrl-C pour arrêter)")


def _demarrer_moteur() -> "tuple[Thread, Event]":
    """Start the engine in its own thread; return it with what stops it."""
    from threading import Event, Thread

    from recepisse.site.demarrage import contexte
    from recepisse.travaux.moteurs.interne import Moteur

    arret = Event()
    moteur = Moteur(contexte())
    fil = Thread(target=moteur.tourner, args=(arret,), name="moteur", daemon=True)
    fil.start()
    return fil, arret
