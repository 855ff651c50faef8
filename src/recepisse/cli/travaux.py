"""``recepisse travaux``: the engine of due rows without the web server."""

import click


@click.command("travaux")
@click.option("--un-tour", is_flag=True, help="Traite ce qui est dû maintenant, puis s’arrête.")
def travaux(un_tour: bool) -> None:
    """Exécuter les travaux dus (dépôts, relevés, téléchargements) jusqu’à l’arrêt par Ctrl-C.

    Plusieurs processus peuvent tourner à la fois : un même travail n’est jamais pris deux fois.
    """
    import signal
    from threading import Event

    from recepisse.cli._commun import ouvrir_application

    ouvrir_application(service=True)
    from recepisse.site.demarrage import contexte
    from recepisse.travaux.moteurs.interne import Moteur

    moteur = Moteur(contexte())
    if un_tour:
        nombre = moteur.tour()
        moteur.fermer()
        click.echo(f"{nombre} travail(s) exécuté(s).")
        return
    arret = Event()
    for signal_arret in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_arret, lambda *_recu: arret.set())
    click.echo("Les travaux dus sont exécutés. Ctrl-C pour arrêter.")
    moteur.tourner(arret)
    click.echo("Arrêté.")
