"""``recepisse portefeuille …``: the companies that the same people follow."""

from typing import TYPE_CHECKING, TextIO

import click

from recepisse.cli._commun import afficher_json, option_format, ouvrir_application, tableau
from recepisse.cli.utilisateur import trouver_utilisateur
from recepisse.erreurs import ErreurSaisie

if TYPE_CHECKING:
    from recepisse.gestion.models import Portefeuille

SORTIE_LIGNES_REFUSEES = 1


@click.command("lister")
@option_format
def lister(forme: str) -> None:
    """Lister les portefeuilles, le nombre de leurs entreprises, et qui les suit."""
    ouvrir_application()
    from django.db.models import Count

    from recepisse.gestion.models import Portefeuille

    portefeuilles = Portefeuille.objects.annotate(nombre=Count("entreprises")).order_by("nom")
    lignes = [
        {
            "id": portefeuille.pk,
            "nom": portefeuille.nom,
            "entreprises": portefeuille.nombre,
            "agissent": [a.utilisateur.username for a in portefeuille.affectations.all() if a.agit],
            "lisent": [a.utilisateur.username for a in portefeuille.affectations.all() if not a.agit],
        }
        for portefeuille in portefeuilles.prefetch_related("affectations__utilisateur")
    ]
    if forme == "json":
        afficher_json(lignes)
    elif not lignes:
        click.echo("Aucun portefeuille. Créez-en un : recepisse portefeuille creer NOM")
    else:
        cases = [
            [p["id"], p["nom"], p["entreprises"], _noms(p["agissent"]), _noms(p["lisent"])] for p in lignes
        ]
        click.echo(tableau(["ID", "Portefeuille", "Entreprises", "Agissent", "Lisent"], cases))


@click.command("creer")
@click.argument("nom", metavar="NOM")
@option_format
def creer(nom: str, forme: str) -> None:
    """Créer un portefeuille vide."""
    ouvrir_application()
    from recepisse.gestion.gestes.acces.tenir_portefeuille import creer_portefeuille
    from recepisse.site import demarrage

    cree = creer_portefeuille(nom, demarrage.contexte())
    if forme == "json":
        afficher_json({"id": cree.pk, "nom": cree.nom})
    else:
        click.echo(f"Portefeuille {cree.pk} « {cree.nom} » créé.")


@click.command("ajouter")
@click.argument("reference", metavar="PORTEFEUILLE")
@click.argument("sirens", metavar="[SIREN]...", nargs=-1)
@click.option(
    "--fichier",
    type=click.File("r", encoding="utf-8-sig"),
    help="Liste d’entreprises, une par ligne : SIREN ou SIRET, puis le nom s’il est connu ; « - » : l’entrée "
    "standard.",
)
@click.option(
    "--creer", "creer_inconnues", is_flag=True, help="Ajouter aussi celles que Récépissé ne connaît pas."
)
@option_format
def ajouter(
    reference: str, sirens: tuple[str, ...], fichier: TextIO | None, forme: str, *, creer_inconnues: bool
) -> int:
    """Ajouter des entreprises à PORTEFEUILLE (nom ou numéro) ; chaque ligne a sa réponse."""
    ouvrir_application()
    from recepisse.gestion.gestes.acces.remplir_portefeuille import Issue, ajouter_entreprises
    from recepisse.site import demarrage

    lignes = [*sirens, *(fichier or [])]
    if not lignes:
        raise ErreurSaisie("Aucune entreprise n’est donnée.", conseil="Donnez des SIREN, ou --fichier.")
    lues = ajouter_entreprises(
        trouver_portefeuille(reference), lignes, demarrage.contexte(), creer=creer_inconnues
    )
    if forme == "json":
        afficher_json(
            [{"ligne": lue.rang, "siren": lue.siren, "texte": lue.texte, "issue": lue.issue} for lue in lues]
        )
    else:
        click.echo(
            tableau(["Ligne", "SIREN", "Texte", "Issue"], [[n.rang, n.siren, n.texte, n.issue] for n in lues])
        )
    refusees = any(lue.issue in {Issue.INCONNUE, Issue.INCORRECTE} for lue in lues)
    return SORTIE_LIGNES_REFUSEES if refusees else 0


@click.command("retirer")
@click.argument("reference", metavar="PORTEFEUILLE")
@click.argument("sirens", metavar="SIREN...", nargs=-1, required=True)
@option_format
def retirer(reference: str, sirens: tuple[str, ...], forme: str) -> None:
    """Retirer des entreprises de PORTEFEUILLE ; elles restent dans Récépissé."""
    ouvrir_application()
    from recepisse.gestion.gestes.acces.remplir_portefeuille import retirer_entreprises
    from recepisse.identifiants.siren import parse_siren
    from recepisse.site import demarrage

    voulus = [parse_siren(siren) for siren in sirens]
    nombre = retirer_entreprises(trouver_portefeuille(reference), voulus, demarrage.contexte())
    if forme == "json":
        afficher_json({"retirees": nombre})
    else:
        click.echo(f"Entreprises retirées : {nombre}.")


@click.command("affecter")
@click.argument("reference", metavar="PORTEFEUILLE")
@click.argument("nom", metavar="UTILISATEUR")
@click.option(
    "--agit/--lit",
    default=None,
    help="La personne en répond, ou le lit seulement ; par défaut selon son rôle.",
)
@click.option("--retirer", "reprendre", is_flag=True, help="Reprendre le portefeuille à la personne.")
@option_format
def affecter(reference: str, nom: str, forme: str, *, agit: bool | None, reprendre: bool) -> None:
    """Confier PORTEFEUILLE à UTILISATEUR, ou le lui reprendre."""
    ouvrir_application()
    from recepisse.gestion.gestes.acces import tenir_portefeuille
    from recepisse.site import demarrage

    portefeuille, utilisateur = trouver_portefeuille(reference), trouver_utilisateur(nom)
    if reprendre:
        affectation = portefeuille.affectations.filter(utilisateur=utilisateur).first()
        if affectation is None:
            raise ErreurSaisie(f"« {nom} » ne suit pas ce portefeuille.")
        tenir_portefeuille.desaffecter(affectation, demarrage.contexte())
        part = "reprend"
    else:
        voulu = utilisateur.agit if agit is None else agit
        tenir_portefeuille.affecter(portefeuille, utilisateur, demarrage.contexte(), agit=voulu)
        part = "agit" if voulu else "lit"
    if forme == "json":
        afficher_json({"portefeuille": portefeuille.nom, "utilisateur": nom, "part": part})
    else:
        phrases = {
            "reprend": "n’est plus suivi par",
            "agit": "est suivi, pour agir, par",
            "lit": "est lu par",
        }
        click.echo(f"« {portefeuille.nom} » {phrases[part]} « {nom} ».")


def trouver_portefeuille(reference: str) -> "Portefeuille":
    """Return the portfolio of this name, or of this number."""
    from recepisse.gestion.models import Portefeuille

    trouve = Portefeuille.objects.filter(nom=reference).first()
    if trouve is None and reference.isascii() and reference.isdigit():
        trouve = Portefeuille.objects.filter(pk=int(reference)).first()
    if trouve is None:
        raise ErreurSaisie(
            f"Aucun portefeuille ne s’appelle « {reference} ».",
            conseil="« recepisse portefeuille lister » les montre.",
        )
    return trouve


def _noms(noms: object) -> str:
    return ", ".join(noms) if isinstance(noms, list) else ""
