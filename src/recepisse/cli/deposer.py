"""``recepisse dsn deposer``: prepare, record and deposit a file, then say what became of each declaration.

The deposits are advanced by the same engine and the same claims as the server's: when both run, each
deposit is made by one of them only. What is not settled when the command ends goes on with the server.
"""

import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recepisse.cli._commun import afficher_json, option_format, ouvrir_application, progression, tableau
from recepisse.erreurs import ErreurSaisie

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.gestes.envois.preparer_envoi import Preparation
    from recepisse.gestion.models import Depot, Envoi

SORTIE_REFUSE = 12
"""At least one declaration was refused at the door (ARE)."""

SORTIE_ATTENTE = 13
"""At least one declaration is not settled: it waits for a retry, for a proof or for a person."""

_PAS = 0.2
_LOT = 20
_BIENTOT = timedelta(seconds=3)
_DELAI_RETOURS = 15.0
"""Seconds left to the first reading of returns; the server goes on afterwards."""


@click.command("deposer")
@click.argument("fichier", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--identifiant", "reference", required=True, metavar="ID", help="Numéro ou libellé.")
@click.option("--reel", is_flag=True, help="Dépôt réel (S10.G00.00.005 = 02) ; sans elle, essai seulement.")
@click.option("--je-confirme", is_flag=True, help="Confirme le dépôt réel.")
@click.option("--renvoyer", is_flag=True, help="Envoie de nouveau des octets déjà envoyés.")
@click.option(
    "--attendre", is_flag=True, help="Attend l’issue de chaque dépôt, puis lit les premiers retours."
)
@click.option(
    "--delai",
    type=click.IntRange(1, 86400),
    default=900,
    show_default=True,
    help="Attente maximale, en secondes.",
)
@option_format
def deposer(
    fichier: Path,
    reference: str,
    forme: str,
    delai: int,
    *,
    reel: bool,
    je_confirme: bool,
    renvoyer: bool,
    attendre: bool,
) -> int:
    """Déposer chaque déclaration de FICHIER par l’API-DSN.

    \b
    Clés du JSON : envoi, essai, identifiant, somme ; declarations : depot, rang,
    nature, siret, mois, etat, idflux, message, candidats, prochaine_action_le.

    Code de sortie : 0 si tout est déposé, 12 si une déclaration est refusée à
    l’entrée (ARE), 13 si l’issue d’une déclaration n’est pas encore connue.
    """  # noqa: D301 - click reads the control character as « keep these lines »
    ouvrir_application()
    from recepisse.cli.identifiant import trouver_identifiant
    from recepisse.gestion.gestes.envois.enregistrer_envoi import enregistrer_envoi
    from recepisse.gestion.gestes.envois.preparer_envoi import abandonner_preparation
    from recepisse.site import demarrage

    ctx = demarrage.contexte()
    identifiant = trouver_identifiant(reference)
    preparation = _preparer(fichier, ctx)
    if forme == "texte":
        click.echo(_resume(preparation))
    try:
        _require_reel_voulu(preparation, reel=reel)
        envoi = enregistrer_envoi(
            preparation,
            identifiant,
            ctx,
            essai_demande=not reel,
            confirme_reel=reel and je_confirme,
            renvoyer=renvoyer,
        )
    finally:
        abandonner_preparation(preparation.jeton, ctx)
    _avancer(envoi, ctx, delai, attendre=attendre)
    depots = list(_depots(envoi))
    if forme == "json":
        afficher_json(_en_clair(envoi, depots))
    else:
        click.echo(_tableau(envoi, depots))
    return _sortie(depots)


def _require_reel_voulu(preparation: "Preparation", *, reel: bool) -> None:
    """Name the options of a real deposit to whoever did not give them."""
    if preparation.apercu.reel and not reel:
        raise ErreurSaisie(
            "Ce fichier est réel (S10.G00.00.005 = 02) : rien n’est parti.",
            conseil="Pour le déposer vraiment, ajoutez --reel --je-confirme. Pour un essai, produisez un "
            "fichier d’essai : Récépissé ne change jamais les octets.",
        )


def _preparer(fichier: Path, ctx: "Contexte") -> "Preparation":
    from recepisse.gestion.gestes.envois.preparer_envoi import preparer_envoi

    with fichier.open("rb") as source, progression("Lecture", fichier.stat().st_size) as lu:
        return preparer_envoi(source, fichier.name, ctx, progression=lu)


def _avancer(envoi: "Envoi", ctx: "Contexte", delai: int, *, attendre: bool) -> None:
    """Advance deposits until those of ``envoi`` are settled, or as far as they go for now."""
    from recepisse.gestion.gestes.envois.deposer import TravailDepot
    from recepisse.travaux.catalogue import Poste
    from recepisse.travaux.moteurs.interne import Moteur

    travail = TravailDepot()
    limite = time.monotonic() + delai
    total = _depots(envoi).count()
    with progression("Dépôt", total) as avancer:
        moteur, faits = Moteur(ctx, [Poste(travail, travail.simultanes)]), 0
        while (restent := _restants(envoi, ctx, attendre=attendre)) and time.monotonic() < limite:
            if not moteur.tour():
                time.sleep(_PAS)
            avancer(total - restent - faits)
            faits = total - restent
        moteur.fermer()
    if attendre:
        _lire_retours(envoi, ctx, limite)


def _lire_retours(envoi: "Envoi", ctx: "Contexte", limite: float) -> None:
    """Read each flux once, a few seconds after its deposit, and download what it announces."""
    from recepisse.gestion.gestes.releves.rafraichir import TravailFlux
    from recepisse.gestion.gestes.releves.telecharger import TravailTelechargement
    from recepisse.gestion.models import Flux, Releve
    from recepisse.travaux.catalogue import Poste
    from recepisse.travaux.moteurs.interne import Moteur

    documents = TravailTelechargement(ctx.reglages.telechargements_simultanes)
    moteur = Moteur(ctx, [Poste(TravailFlux(), _LOT), Poste(documents, _LOT)])
    idflux = list(Flux.objects.filter(depot__envoi=envoi).values_list("idflux", flat=True))
    fin = min(time.monotonic() + _DELAI_RETOURS, limite)
    with progression("Premiers retours") as avancer:
        while time.monotonic() < fin:
            avancer(moteur.tour())
            if Releve.objects.filter(idflux__in=idflux).values("idflux").distinct().count() == len(idflux):
                break
            time.sleep(_PAS)
        moteur.tour()
    moteur.fermer()


def _depots(envoi: "Envoi") -> "QuerySet[Depot]":
    from recepisse.gestion.models import Depot

    return (
        Depot.objects.filter(envoi=envoi)
        .select_related("declaration__etablissement__entreprise")
        .order_by("rang")
    )


def _restants(envoi: "Envoi", ctx: "Contexte", *, attendre: bool) -> int:
    """Return how many deposits are left to advance: those due soon, or (waiting) all that are due one day."""
    from django.db.models import Q

    dus = Q(prochaine_action_le__isnull=False)
    if not attendre:
        dus &= Q(prochaine_action_le__lte=ctx.horloge() + _BIENTOT) | Q(bail_jusqu_a__isnull=False)
    return _depots(envoi).filter(dus).exclude(etat="a_decider").count()


def _resume(preparation: "Preparation") -> str:
    lu = preparation.apercu
    mode = "essai" if lu.essai else "réel"
    lignes = [f"{preparation.nom_fichier} : {mode}, {lu.norme}, {len(lu.declarations)} déclaration(s)."]
    lignes += [f"{c.gravite.value.capitalize()} : {c}" for c in lu.constats]
    lignes += [
        f"Déjà envoyé le {e.cree_le:%d/%m/%Y} avec « {e.identifiant.libelle} » (envoi {e.pk})."
        for e in preparation.envois_precedents
    ]
    return "\n".join(lignes)


def _tableau(envoi: "Envoi", depots: list["Depot"]) -> str:
    from recepisse.echanges.cycle import LIBELLES, Etat

    lignes = [
        (
            d.rang,
            d.declaration.nature,
            d.declaration.etablissement.siret,
            d.declaration.mois,
            LIBELLES[Etat(d.etat)],
            d.idflux or d.derniere_erreur,
        )
        for d in depots
    ]
    titres = ["Rang", "Nature", "SIRET", "Mois", "État", "Flux"]
    return f"Envoi {envoi.pk}\n{tableau(titres, lignes)}"


def _en_clair(envoi: "Envoi", depots: list["Depot"]) -> dict[str, object]:
    """Return the documented keys of the JSON output."""
    return {
        "envoi": envoi.pk,
        "essai": envoi.essai,
        "identifiant": envoi.identifiant_id,
        "somme": envoi.somme,
        "declarations": [
            {
                "depot": d.pk,
                "rang": d.rang,
                "nature": d.declaration.nature,
                "siret": d.declaration.etablissement.siret,
                "mois": d.declaration.mois,
                "etat": d.etat,
                "idflux": d.idflux,
                "message": d.derniere_erreur,
                "candidats": d.candidats,
                "prochaine_action_le": d.prochaine_action_le,
            }
            for d in depots
        ],
    }


def _sortie(depots: list["Depot"]) -> int:
    etats = {depot.etat for depot in depots}
    if etats - {"depose", "refuse"}:
        return SORTIE_ATTENTE
    return SORTIE_REFUSE if "refuse" in etats else 0
