"""``recepisse retours imprimer``: returns on paper, from files or from what was received."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recepisse.erreurs import ErreurFichier, ErreurSaisie

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte

_JOUR = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


@click.command("imprimer")
@click.argument("fichiers", nargs=-1, type=click.Path(path_type=Path))
@click.option("--nature", default="", help="Nature annoncée par le service, pour un fichier.")
@click.option("--statut", default="", help="Statut annoncé par le service, pour un fichier.")
@click.option("--retour", type=int, help="N° du retour (« retours lister »).")
@click.option("--version", "numero", type=int, help="Avec --retour : n° de version.")
@click.option("--declaration", type=int, help="N° de la déclaration : tous les retours de son dernier flux.")
@click.option("--idflux", help="Tous les retours de ce flux.")
@click.option("--anomalies", is_flag=True, help="Les anomalies d’une période (--du, --au).")
@click.option("--taux", is_flag=True, help="Les taux de prélèvement à la source en vigueur.")
@click.option("--du", type=_JOUR, help="Avec --anomalies : premier jour.")
@click.option("--au", type=_JOUR, help="Avec --anomalies : dernier jour (aujourd’hui).")
@click.option("--siren", help="Avec --anomalies ou --taux : une seule entreprise.")
@click.option("--demasquer", is_flag=True, help="Imprimer les numéros de sécurité sociale en clair.")
@click.option("--vers", type=click.Path(dir_okay=False, path_type=Path), help="Fichier PDF à écrire.")
def imprimer(
    *,
    fichiers: tuple[Path, ...],
    nature: str,
    statut: str,
    retour: int | None,
    numero: int | None,
    declaration: int | None,
    idflux: str | None,
    anomalies: bool,
    taux: bool,
    du: datetime | None,
    au: datetime | None,
    siren: str | None,
    demasquer: bool,
    vers: Path | None,
) -> None:
    """Écrire un PDF de retours, des anomalies d’une période ou des taux de prélèvement à la source.

    Les numéros de sécurité sociale sont masqués, sauf avec --demasquer. Sans --vers, le PDF va sur la
    sortie standard.
    """
    demandes = [bool(fichiers), retour is not None, declaration is not None, bool(idflux), anomalies, taux]
    if sum(demandes) != 1:
        raise ErreurSaisie(
            "Il faut dire quoi imprimer, une seule chose à la fois.",
            conseil="Donnez des fichiers, ou l’une des options --retour, --declaration, --idflux, "
            "--anomalies, --taux.",
        )
    if fichiers:
        pdf = _fichiers(fichiers, nature, statut, demasquer=demasquer)
    else:
        from recepisse.cli._commun import ouvrir_application

        ouvrir_application()
        from recepisse.site.demarrage import contexte

        ctx = contexte()
        if anomalies:
            pdf = _anomalies(ctx, du, au, siren, demasquer=demasquer)
        elif taux:
            pdf = _taux(ctx, siren, demasquer=demasquer)
        else:
            pdf = _recus(ctx, retour, numero, declaration, idflux, demasquer=demasquer)
    _ecrire(pdf, vers)


def _ecrire(pdf: bytes, vers: Path | None) -> None:
    if vers is None:
        if sys.stdout.isatty():
            raise ErreurSaisie(
                "Un PDF ne se lit pas dans un terminal.", conseil="Ajoutez --vers FICHIER.pdf."
            )
        sys.stdout.buffer.write(pdf)
        return
    try:
        vers.write_bytes(pdf)
    except OSError as erreur:
        raise ErreurFichier(
            f"« {vers} » ne peut pas être écrit ({erreur.strerror}).", conseil="Choisissez un autre endroit."
        ) from None
    click.echo(f"{len(pdf)} octets écrits dans {vers}.", err=True)


def _fichiers(fichiers: tuple[Path, ...], nature: str, statut: str, *, demasquer: bool) -> bytes:
    from recepisse.editions.mise_en_page import AImprimer, Entete, editer_retours
    from recepisse.retours.lecture import lire_retour

    lus = []
    for chemin in fichiers:
        try:
            with chemin.open("rb") as document:
                lu = lire_retour(document, nature=nature, statut=statut)
        except OSError as erreur:
            raise ErreurFichier(
                f"« {chemin} » ne peut pas être lu ({erreur.strerror}).",
                conseil="Vérifiez son nom et ses droits.",
            ) from None
        lus.append(AImprimer(lu, Entete(fichier=chemin.name)))
    titre = lus[0].lu.libelle if len(lus) == 1 else f"{len(lus)} retours"
    return editer_retours(lus, titre, imprime_le=datetime.now(UTC), demasquer=demasquer)


def _recus(
    ctx: "Contexte",
    retour: int | None,
    numero: int | None,
    declaration: int | None,
    idflux: str | None,
    *,
    demasquer: bool,
) -> bytes:
    from recepisse.editions.impressions import imprimer_flux, imprimer_retour
    from recepisse.gestion.models import Flux, Retour

    if retour is not None:
        voulu = Retour.objects.filter(pk=retour).first()
        if voulu is None:
            raise ErreurSaisie(f"Aucun retour ne porte le n° {retour}.")
        return imprimer_retour(voulu, ctx, numero=numero, demasquer=demasquer)
    flux = Flux.objects.filter(idflux=idflux) if idflux else Flux.objects.filter(declaration=declaration)
    dernier = flux.order_by("-depose_le", "-pk").first()
    if dernier is None:
        raise ErreurSaisie(
            "Aucun flux ne correspond.", conseil="« recepisse retours lister » montre les flux."
        )
    return imprimer_flux(dernier, ctx, demasquer=demasquer)


def _anomalies(
    ctx: "Contexte", du: datetime | None, au: datetime | None, siren: str | None, *, demasquer: bool
) -> bytes:
    from recepisse.editions.impressions import anomalies_vues, imprimer_anomalies
    from recepisse.temps import jour_paris

    fin = au.date() if au else jour_paris(ctx.horloge())
    debut = du.date() if du else date(fin.year, fin.month, 1)
    return imprimer_anomalies(
        debut, fin, ctx, anomalies=anomalies_vues(debut, fin, siren), demasquer=demasquer
    )


def _taux(ctx: "Contexte", siren: str | None, *, demasquer: bool) -> bytes:
    from recepisse.editions.impressions import imprimer_taux
    from recepisse.gestion.models import CrmTaux

    crms = CrmTaux.objects.filter(etat=CrmTaux.Etat.EN_VIGUEUR).select_related("etablissement__entreprise")
    if siren:
        crms = crms.filter(etablissement__entreprise__siren=siren)
    return imprimer_taux(
        crms.order_by("etablissement__entreprise__siren", "etablissement__nic"), ctx, demasquer=demasquer
    )
