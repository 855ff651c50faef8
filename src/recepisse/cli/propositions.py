"""``recepisse propositions``: the values that returns propose to the payroll.

``lister --format json`` prints objects with these stable keys: ``id``, ``etat``, ``genre``, ``siret``,
``salarie``, ``sujet``, ``cle``, ``rubrique``, ``rubrique_changement``, ``ancienne``, ``nouvelle``,
``date_effet``, ``periode``, ``complements`` (``nom``, ``valeur``), ``nature``, ``idflux``. Numbers of persons
are masked; ``exporter`` gives them.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recepisse.cli._commun import afficher_json, option_format, ouvrir_application, tableau
from recepisse.cli._donnees_paie import (
    ecrire_sortie,
    jour_ecrit,
    lire_demande,
    nom_de,
    options_export,
    require_sortie,
    trouver,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Proposition

_GENRES = ("identite", "taux_atmp", "bonus_malus", "effectif", "cotisations", "organisme", "valeur")
_ETATS = ("proposee", "acceptee", "refusee", "remplacee")


def _filtres(commande: "Callable[..., Any]") -> "Callable[..., Any]":
    for option in (
        click.option("--nature", multiple=True, help="Nature du retour (20, 34, 121…) ; peut être répétée."),
        click.option("--genre", type=click.Choice(_GENRES), help="Ce dont parle la proposition."),
        click.option("--etat", type=click.Choice(_ETATS), help="Par défaut : à décider."),
        click.option("--tout", is_flag=True, help="Quel que soit leur état."),
        click.option("--siren", help="Une seule entreprise."),
        click.option("--etablissement", "siret", help="Un seul établissement (SIRET)."),
    ):
        commande = option(commande)
    return commande


@click.command("lister")
@_filtres
@click.option("--limite", type=click.IntRange(1), default=200, show_default=True, help="Nombre de lignes.")
@option_format
def lister(limite: int, forme: str, **filtres: Any) -> None:  # noqa: ANN401 -- click gives one value per option
    """Lister ce que les retours proposent à la paie."""
    ouvrir_application()
    from recepisse.site.demarrage import contexte

    lignes = list(_choisir(**filtres)[:limite])
    if forme == "json":
        afficher_json([_en_json(p, contexte()) for p in lignes])
        return
    if not lignes:
        click.echo("Aucune proposition ne correspond.")
        return
    entetes = ("N°", "Établissement", "Personne", "Sujet", "Clé", "Ancienne", "Nouvelle", "Effet", "État")
    click.echo(tableau(entetes, [_ligne(p, contexte()) for p in lignes]))
    if len(lignes) == limite:
        click.echo(f"… les {limite} plus récentes ; --limite en montre davantage.")


@click.command("accepter")
@click.argument("proposition", type=int)
@click.option("--motif", default="", help="Facultatif.")
def accepter(proposition: int, motif: str) -> None:
    """Dire que la paie prend la valeur de la proposition n° PROPOSITION."""
    ouvrir_application()
    from recepisse.gestion.gestes.paie.decider_proposition import accepter_proposition
    from recepisse.gestion.models import Proposition
    from recepisse.site.demarrage import contexte

    accepter_proposition(
        trouver(Proposition.objects.all(), proposition, "La proposition"), contexte(), motif=motif
    )
    click.echo(f"Proposition n° {proposition} acceptée : reportez la valeur dans le logiciel de paie.")


@click.command("refuser")
@click.argument("proposition", type=int)
@click.option("--motif", required=True, help="Pourquoi ; le motif est conservé.")
def refuser(proposition: int, motif: str) -> None:
    """Dire que la paie garde sa valeur ; la proposition n° PROPOSITION ne sera plus faite."""
    ouvrir_application()
    from recepisse.gestion.gestes.paie.decider_proposition import refuser_proposition
    from recepisse.gestion.models import Proposition
    from recepisse.site.demarrage import contexte

    refuser_proposition(trouver(Proposition.objects.all(), proposition, "La proposition"), motif, contexte())
    click.echo(f"Proposition n° {proposition} refusée.")


@click.command("exporter")
@_filtres
@options_export
def exporter(
    forme: str,
    sortie: Path | None,
    *,
    bom: bool,
    point: bool,
    nir_masque: bool,
    **filtres: Any,  # noqa: ANN401 -- click gives one value per option
) -> None:
    """Écrire les propositions pour le logiciel de paie ; l’export est écrit au journal."""
    require_sortie(sortie)
    ouvrir_application()
    from recepisse.gestion.gestes.paie.exporter_propositions import exporter_propositions
    from recepisse.site.demarrage import contexte

    demande = lire_demande(forme, bom=bom, point=point, nir_masque=nir_masque)
    octets, nombre = exporter_propositions(_choisir(**filtres), demande, contexte())
    ecrire_sortie(octets, sortie)
    click.echo(f"{nombre} proposition(s).", err=True)


def _choisir(
    nature: tuple[str, ...],
    genre: str | None,
    etat: str | None,
    siren: str | None,
    siret: str | None,
    *,
    tout: bool,
) -> "QuerySet[Proposition]":
    from recepisse.gestion.models import Proposition

    lignes = Proposition.objects.select_related(
        "salarie", "etablissement__entreprise", "retour__flux"
    ).order_by("-pk")
    if not tout:
        lignes = lignes.filter(etat=etat or Proposition.Etat.PROPOSEE)
    if nature:
        lignes = lignes.filter(nature__in=nature)
    if genre:
        lignes = lignes.filter(genre=genre)
    if siren:
        lignes = lignes.filter(entreprise__siren=siren)
    if siret:
        lignes = lignes.filter(etablissement__entreprise__siren=siret[:9], etablissement__nic=siret[9:])
    return lignes


def _ligne(proposition: "Proposition", ctx: "Contexte") -> tuple[object, ...]:
    from recepisse.gestion.gestes.paie.proposer import valeurs
    from recepisse.identifiants.masque import masquer_texte

    dites = valeurs(proposition, ctx)
    return (
        proposition.pk,
        proposition.etablissement.siret if proposition.etablissement else "",
        nom_de(proposition.salarie),
        proposition.sujet,
        proposition.cle,
        masquer_texte(dites.ancienne),
        masquer_texte(dites.nouvelle),
        jour_ecrit(proposition.date_effet) or proposition.periode,
        proposition.get_etat_display(),
    )


def _en_json(proposition: "Proposition", ctx: "Contexte") -> dict[str, Any]:
    from recepisse.gestion.gestes.paie.proposer import valeurs
    from recepisse.identifiants.masque import masquer_texte

    dites = valeurs(proposition, ctx)
    return {
        "id": proposition.pk,
        "etat": proposition.etat,
        "genre": proposition.genre,
        "siret": proposition.etablissement.siret if proposition.etablissement else "",
        "salarie": proposition.salarie_id,
        "sujet": proposition.sujet,
        "cle": proposition.cle,
        "rubrique": proposition.rubrique,
        "rubrique_changement": proposition.rubrique_changement,
        "ancienne": masquer_texte(dites.ancienne),
        "nouvelle": masquer_texte(dites.nouvelle),
        "date_effet": proposition.date_effet,
        "periode": proposition.periode,
        "complements": [{"nom": c.nom, "valeur": masquer_texte(c.valeur)} for c in dites.complements],
        "nature": proposition.nature,
        "idflux": proposition.retour.flux.idflux,
    }
