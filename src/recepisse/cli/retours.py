"""``recepisse retours``: poll now, read one envoi again, list, open.

``lister --format json`` prints a list of objects with these stable keys: ``id``, ``idflux``, ``nature``,
``libelle``, ``emetteur``, ``statut``, ``publie_le``, ``lu``, ``traite``, ``change_le``, ``siren``, ``nic``,
``mois``, ``identifiant``, ``document``, ``versions``, ``ops``, ``delegataire``.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recepisse.cli._commun import option_format

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from recepisse.gestion.models import Releve, Retour

_ATTENTE_MAX = 600.0
"""Seconds after which ``relever`` gives up waiting for another process to end a retrieval."""


@click.command("relever")
@click.option("--identifiant", "numero", type=int, help="N° d’un seul identifiant (« identifiant lister »).")
@option_format
def relever(numero: int | None, forme: str) -> int:
    """Relever maintenant les retours de tous les identifiants, et attendre la fin.

    Code de sortie : 0, ou 10 si le relevé d’un identifiant a échoué.
    """
    from recepisse.cli._commun import afficher_json, ouvrir_application

    ouvrir_application()
    from recepisse.gestion.gestes.releves.cadence import relever_maintenant
    from recepisse.gestion.gestes.releves.sante import SORTIE_IDENTIFIANT
    from recepisse.gestion.models import Identifiant, Releve
    from recepisse.site.demarrage import contexte

    ctx = contexte()
    un_seul = _trouver(Identifiant.objects.all(), numero, "identifiant") if numero is not None else None
    dernier = Releve.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    nombre = relever_maintenant(ctx, identifiant=un_seul)
    fini = _attendre_releves(ctx)
    faits = Releve.objects.filter(pk__gt=dernier).select_related("identifiant").order_by("pk")
    if un_seul is not None:
        faits = faits.filter(identifiant=un_seul)
    lignes = list(faits)
    if forme == "json":
        afficher_json([_releve_json(r) for r in lignes])
    else:
        _dire_releves(lignes, nombre)
    echec = any(r.issue != Releve.Issue.SUCCES for r in lignes) or not fini
    return SORTIE_IDENTIFIANT if echec or nombre == 0 else 0


@click.command("rafraichir")
@click.argument("envoi", type=int)
def rafraichir(envoi: int) -> None:
    """Relire tous les retours de l’envoi n° ENVOI, et attendre la fin."""
    from recepisse.cli._commun import ouvrir_application

    ouvrir_application()
    from recepisse.gestion.gestes.releves.rafraichir import rafraichir_envoi
    from recepisse.gestion.models import Envoi, Retour
    from recepisse.site.demarrage import contexte

    ctx = contexte()
    voulu = _trouver(Envoi.objects.select_related("identifiant"), envoi, "envoi")
    nombre = rafraichir_envoi(voulu, ctx)
    _tourner(ctx)
    retours = Retour.objects.filter(flux__depot__envoi=voulu)
    click.echo(f"{nombre} flux relus ; {retours.count()} retours connus pour cet envoi.")


@click.command("lister")
@click.option("--depuis", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), help="Publiés à partir de ce jour.")
@click.option(
    "--jusqu-a", "jusqua", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), help="… et jusqu’à ce jour."
)
@click.option("--emetteur", help="Groupe d’émetteurs (SI-DSN, DGFiP, Urssaf/MSA…).")
@click.option("--nature", multiple=True, help="Nature de retour (10, 11, 94…) ; peut être répétée.")
@click.option("--statut", multiple=True, help="Statut (OK, ANO, KO…) ; peut être répété.")
@click.option("--entreprise", help="SIREN de l’entreprise.")
@click.option("--etablissement", help="SIRET de l’établissement.")
@click.option("--identifiant", type=int, help="N° de l’identifiant.")
@click.option("--envoi", type=int, help="N° de l’envoi.")
@click.option("--non-lus", is_flag=True, help="Seulement les retours non lus.")
@click.option("--non-traites", is_flag=True, help="Seulement les anomalies (KO, ANO) non traitées.")
@click.option("--limite", type=click.IntRange(1), default=100, show_default=True, help="Nombre de lignes.")
@option_format
def lister(limite: int, forme: str, **filtres: Any) -> None:  # noqa: ANN401  # click gives one value per option
    """Lister les retours reçus, les plus récents d’abord."""
    from recepisse.cli._commun import afficher_json, ouvrir_application

    ouvrir_application()
    from recepisse.gestion.models import Retour, VersionRetour

    lignes = Retour.objects.select_related(
        "flux", "identifiant", "declaration", "entreprise", "etablissement"
    ).order_by("-publie_le", "-pk")
    choisis = list(_filtrer(lignes, filtres)[:limite])
    documents = dict(
        VersionRetour.objects.filter(retour__in=choisis, courante=True).values_list("retour_id", "document")
    )
    choisies = [_retour_json(r, documents.get(r.pk, "")) for r in choisis]
    if forme == "json":
        afficher_json(choisies)
        return
    _dire_retours(choisies, limite)


@click.command("ouvrir")
@click.argument("retour", type=int)
@click.option("--version", "numero", type=int, help="N° de version ; par défaut, la version en cours.")
@click.option("--vers", type=click.Path(dir_okay=False, path_type=Path), help="Fichier à écrire.")
def ouvrir(retour: int, numero: int | None, vers: Path | None) -> None:
    """Écrire les octets du document du retour n° RETOUR, tels que reçus (sortie standard ou fichier)."""
    from recepisse.cli._commun import ouvrir_application
    from recepisse.erreurs import ErreurSaisie

    ouvrir_application()
    from recepisse.gestion.models import Retour, VersionRetour
    from recepisse.site.demarrage import contexte

    voulu = _trouver(Retour.objects.all(), retour, "retour")
    versions = VersionRetour.objects.filter(retour=voulu)
    version = (versions.filter(courante=True) if numero is None else versions.filter(numero=numero)).first()
    if version is None:
        raise ErreurSaisie(
            f"Le retour n° {retour} n’a pas de version {numero}.", conseil=f"Il en a {voulu.nb_versions}."
        )
    if not version.somme:
        motif = dict(VersionRetour.Document.choices)[version.document].lower()
        raise ErreurSaisie(f"Cette version n’a pas d’octets : {motif}.", conseil=version.derniere_erreur)
    octets = contexte().archive.lire(version.somme)
    if vers is None:
        sys.stdout.buffer.write(octets)
        return
    vers.write_bytes(octets)
    click.echo(
        f"{len(octets)} octets ({version.type_contenu or 'type inconnu'}) écrits dans {vers}.", err=True
    )


def _trouver(lignes: Any, numero: int, quoi: str) -> Any:  # noqa: ANN401  # any of the models
    from recepisse.erreurs import ErreurSaisie

    trouvee = lignes.filter(pk=numero).first()
    if trouvee is None:
        raise ErreurSaisie(f"Aucun {quoi} ne porte le n° {numero}.")
    return trouvee


def _attendre_releves(ctx: Any) -> bool:  # noqa: ANN401  # Contexte, imported late
    """Advance what is due until no account is asked for any more, here or in another process."""
    import time

    from recepisse.gestion.models import Identifiant

    limite = time.monotonic() + _ATTENTE_MAX
    while time.monotonic() < limite:
        _tourner(ctx)
        if not Identifiant.objects.filter(demande_le__isnull=False).exists():
            return True
        attente = Identifiant.objects.filter(demande_le__isnull=False, bail_jusqu_a__isnull=True)
        if attente.exists() and not attente.filter(prochaine_action_le__lte=datetime.now(UTC)).exists():
            return False
        time.sleep(0.2)
    return False


def _tourner(ctx: Any) -> None:  # noqa: ANN401  # Contexte, imported late
    """Advance due rows until a pass finds nothing."""
    from recepisse.travaux.moteurs.interne import Moteur

    moteur = Moteur(ctx)
    try:
        while moteur.tour():
            pass
    finally:
        moteur.fermer()


def _releve_json(releve: "Releve") -> dict[str, Any]:
    return {
        "identifiant": releve.identifiant_id,
        "libelle": releve.identifiant.libelle,
        "cause": releve.cause,
        "idflux": releve.idflux,
        "fenetre_debut": releve.fenetre_debut,
        "fenetre_fin": releve.fenetre_fin,
        "debut_le": releve.debut_le,
        "duree_ms": releve.duree_ms,
        "issue": releve.issue,
        "message": releve.message,
        "nb_flux": releve.nb_flux,
        "nb_retours": releve.nb_retours,
        "nb_nouveaux": releve.nb_nouveaux,
        "nb_changes": releve.nb_changes,
    }


def _dire_releves(releves: "list[Releve]", nombre: int) -> None:
    from recepisse.gestion.models import Releve

    if not nombre:
        click.echo("Aucun identifiant ne peut être relevé : voyez « recepisse etat ».", err=True)
        return
    for releve in releves:
        if releve.issue == Releve.Issue.SUCCES:
            click.echo(
                f"{releve.identifiant.libelle} : {releve.nb_nouveaux} nouveau(x), "
                f"{releve.nb_changes} modifié(s). {releve.message}".rstrip()
            )
        else:
            click.echo(
                f"{releve.identifiant.libelle} : {releve.get_issue_display()}. {releve.message}", err=True
            )


def _filtrer(lignes: "QuerySet[Retour]", filtres: dict[str, Any]) -> "QuerySet[Retour]":
    from datetime import timedelta

    from recepisse.temps import PARIS

    if filtres["depuis"]:
        lignes = lignes.filter(publie_le__gte=filtres["depuis"].replace(tzinfo=PARIS))
    if filtres["jusqua"]:
        fin = filtres["jusqua"].replace(tzinfo=PARIS) + timedelta(days=1)
        lignes = lignes.filter(publie_le__lt=fin)
    simples = {
        "emetteur": "emetteur__iexact",
        "entreprise": "entreprise__siren",
        "identifiant": "identifiant_id",
        "envoi": "flux__depot__envoi_id",
    }
    lignes = lignes.filter(**{colonne: filtres[nom] for nom, colonne in simples.items() if filtres[nom]})
    if filtres["etablissement"]:
        siret = filtres["etablissement"]
        lignes = lignes.filter(etablissement__entreprise__siren=siret[:9], etablissement__nic=siret[9:])
    if filtres["nature"]:
        lignes = lignes.filter(nature__in=filtres["nature"])
    if filtres["statut"]:
        lignes = lignes.filter(statut__in=[statut.upper() for statut in filtres["statut"]])
    if filtres["non_lus"]:
        lignes = lignes.filter(lu=False)
    if filtres["non_traites"]:
        lignes = lignes.filter(traite=False, statut__in=["KO", "ANO"])
    return lignes


def _retour_json(retour: "Retour", document: str) -> dict[str, Any]:
    from recepisse.retours.natures import nature

    return {
        "id": retour.pk,
        "idflux": retour.flux.idflux,
        "nature": retour.nature,
        "libelle": nature(retour.nature).libelle_pour(retour.statut),
        "emetteur": retour.emetteur,
        "statut": retour.statut,
        "publie_le": retour.publie_le,
        "lu": retour.lu,
        "traite": retour.traite,
        "change_le": retour.change_le,
        "siren": retour.entreprise.siren if retour.entreprise else "",
        "nic": retour.etablissement.nic if retour.etablissement else "",
        "mois": retour.declaration.mois if retour.declaration else "",
        "identifiant": retour.identifiant.libelle,
        "document": document,
        "versions": retour.nb_versions,
        "ops": retour.ops,
        "delegataire": retour.delegataire,
    }


def _dire_retours(retours: list[dict[str, Any]], limite: int) -> None:
    from recepisse.cli._commun import tableau
    from recepisse.temps import to_paris

    if not retours:
        click.echo("Aucun retour ne correspond.")
        return
    entetes = ("N°", "Publié le", "Entreprise", "Mois", "Émetteur", "Nature", "Libellé", "Statut", "Lu")
    click.echo(
        tableau(
            entetes,
            [
                (
                    r["id"],
                    to_paris(r["publie_le"]).strftime("%d/%m/%Y %H:%M"),
                    r["siren"],
                    r["mois"],
                    r["emetteur"],
                    r["nature"],
                    r["libelle"],
                    r["statut"],
                    "oui" if r["lu"] else "non",
                )
                for r in retours
            ],
        )
    )
    if len(retours) == limite:
        click.echo(f"… les {limite} plus récents ; --limite en montre davantage.")
