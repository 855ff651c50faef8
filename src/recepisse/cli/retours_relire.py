"""``recepisse retours relire``: read every kept document again, and wait for the end."""

import click


@click.command("relire")
@click.option("--sans-attendre", is_flag=True, help="Seulement le demander : le serveur le fera.")
def relire(sans_attendre: bool) -> None:
    """Relire tous les documents conservés.

    Récépissé le fait de lui-même quand une nouvelle version sait mieux les lire. Relire le même document ne
    change rien à ce qui a été marqué ou décidé.
    """
    from recepisse.cli._commun import ouvrir_application, progression

    ouvrir_application()
    from recepisse.gestion.gestes.retours.demander_lectures import relire_tout
    from recepisse.gestion.gestes.retours.lire_retour import TravailLecture
    from recepisse.gestion.models import LectureRetour
    from recepisse.site.demarrage import contexte
    from recepisse.travaux.catalogue import LOT_LECTURE, Poste
    from recepisse.travaux.moteurs.interne import Moteur

    ctx = contexte()
    nombre = relire_tout(ctx)
    if sans_attendre:
        click.echo(f"{nombre} documents à relire.")
        return
    moteur = Moteur(ctx, [Poste(TravailLecture(), LOT_LECTURE)])
    with progression("Lecture", nombre) as avancer:
        try:
            while faits := moteur.tour():
                avancer(faits)
        finally:
            moteur.fermer()
    illisibles = LectureRetour.objects.filter(etat=LectureRetour.Etat.ILLISIBLE).count()
    suite = f", dont {illisibles} illisible{'s' if illisibles > 1 else ''}" if illisibles else ""
    click.echo(f"{nombre} documents relus{suite}.")
