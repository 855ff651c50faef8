"""``recepisse documents``: the documents to hand over, such as the AER.

``lister --format json`` prints objects with these stable keys: ``id``, ``genre``, ``retour``, ``siret``,
``salarie``, ``classe_le``, ``a_remettre``, ``remis_le``, ``octets``, ``copie``, ``copie_echec``.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recepisse.cli._commun import afficher_json, option_format, ouvrir_application, tableau
from recepisse.cli._donnees_paie import (
    ecrire_sortie,
    jour_de,
    jour_ecrit,
    nom_de,
    require_sortie,
    trouver,
)

if TYPE_CHECKING:
    from recepisse.gestion.models import DocumentClasse


@click.command("lister")
@click.option("--a-remettre", is_flag=True, help="Seulement ceux qui restent à remettre.")
@click.option("--limite", type=click.IntRange(1), default=200, show_default=True, help="Nombre de lignes.")
@option_format
def lister(limite: int, forme: str, *, a_remettre: bool) -> None:
    """Lister les documents classés, les plus récents d’abord."""
    ouvrir_application()
    from recepisse.gestion.models import DocumentClasse

    lignes = DocumentClasse.objects.select_related(
        "declaration__etablissement__entreprise", "salarie"
    ).order_by("-pk")
    if a_remettre:
        lignes = lignes.filter(a_remettre=True, remis_le=None)
    documents = list(lignes[:limite])
    if forme == "json":
        afficher_json([_en_json(d) for d in documents])
        return
    if not documents:
        click.echo("Aucun document ne correspond.")
        return
    entetes = ("N°", "Document", "Établissement", "Personne", "Reçu le", "État", "Copie")
    click.echo(tableau(entetes, [_ligne(d) for d in documents]))


@click.command("ouvrir")
@click.argument("document", type=int)
@click.option(
    "-o",
    "--sortie",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Fichier à créer (refusé s’il existe) ; sinon la sortie standard.",
)
def ouvrir(document: int, sortie: Path | None) -> None:
    """Écrire les octets du document n° DOCUMENT, tels que reçus."""
    require_sortie(sortie)
    ouvrir_application()
    from recepisse.gestion.models import DocumentClasse
    from recepisse.site.demarrage import contexte

    voulu = trouver(DocumentClasse.objects.all(), document, "Le document")
    octets = contexte().archive.lire(voulu.somme)
    ecrire_sortie(octets, sortie)
    if sortie is not None:
        click.echo(f"{len(octets)} octets écrits dans {sortie}.", err=True)


@click.command("remettre")
@click.argument("documents", type=int, nargs=-1, required=True)
def remettre(documents: tuple[int, ...]) -> None:
    """Marquer les documents n° DOCUMENTS comme remis au salarié."""
    ouvrir_application()
    from recepisse.gestion.gestes.paie.classer_document import remettre_document
    from recepisse.gestion.models import DocumentClasse
    from recepisse.site.demarrage import contexte

    for numero in documents:
        remettre_document(trouver(DocumentClasse.objects.all(), numero, "Le document"), contexte())
        click.echo(f"Document n° {numero} marqué comme remis.")


@click.command("copier")
def copier() -> int:
    """Copier dans le dossier du réglage `dossier_ged` les documents qui n’y sont pas encore.

    Code de sortie : 0, ou 8 si une copie a échoué.
    """
    from recepisse.erreurs import ErreurArchive, ErreurSaisie

    ouvrir_application()
    from recepisse.gestion.gestes.paie.copier_document import copier_documents
    from recepisse.gestion.models import DocumentClasse
    from recepisse.site.demarrage import contexte

    ctx = contexte()
    if not ctx.reglages.dossier_ged:
        raise ErreurSaisie(
            "Aucun dossier n’est choisi pour les copies.", conseil="Donnez le réglage « dossier_ged »."
        )
    faites = copier_documents(ctx, limite=sys.maxsize)
    click.echo(f"{faites} document(s) copié(s) dans {ctx.reglages.dossier_ged}.")
    reste = DocumentClasse.objects.filter(copie_nom="").exclude(copie_echec="").order_by("pk").first()
    if reste is None:
        return 0
    click.echo(f"Document n° {reste.pk} : {reste.copie_echec}", err=True)
    return ErreurArchive.sortie


def _etat(document: "DocumentClasse") -> str:
    if document.remis_le is not None:
        return f"remis le {jour_ecrit(jour_de(document.remis_le))}"
    return "à remettre" if document.a_remettre else "remplacé"


def _ligne(document: "DocumentClasse") -> tuple[object, ...]:
    return (
        document.pk,
        document.get_genre_display(),
        _siret(document),
        nom_de(document.salarie),
        jour_ecrit(jour_de(document.classe_le)),
        _etat(document),
        document.copie_nom or document.copie_echec,
    )


def _siret(document: "DocumentClasse") -> str:
    return document.declaration.etablissement.siret if document.declaration else ""


def _en_json(document: "DocumentClasse") -> dict[str, Any]:
    return {
        "id": document.pk,
        "genre": document.genre,
        "retour": document.retour_id,
        "siret": _siret(document),
        "salarie": document.salarie_id,
        "classe_le": document.classe_le,
        "a_remettre": document.a_remettre and document.remis_le is None,
        "remis_le": document.remis_le,
        "octets": document.octets,
        "copie": document.copie_nom,
        "copie_echec": document.copie_echec,
    }
