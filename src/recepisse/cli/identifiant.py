"""``recepisse identifiant …``: the accounts of the services, their state, their proof."""

import sys
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from recepisse.cli._commun import afficher_json, option_format, ouvrir_application, tableau
from recepisse.cli._secrets import obtenir_mot_de_passe, option_mot_de_passe
from recepisse.erreurs import ErreurSaisie

if TYPE_CHECKING:
    from recepisse.gestion.gestes.acces.enregistrer_identifiant import SaisieIdentifiant
    from recepisse.gestion.models import Identifiant

_F = TypeVar("_F", bound=Callable[..., Any])

_CHAMPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("--libelle", {"help": "Nom court qui désigne l’identifiant dans Récépissé."}),
    ("--siret", {"help": "SIRET du compte net-entreprises ou MSA."}),
    ("--nom", {"help": "Nom de la personne inscrite."}),
    ("--prenom", {"help": "Prénom de la personne inscrite."}),
    ("--regime", {"type": click.Choice(["RG", "RA"]), "help": "Régime général ou agricole."}),
    (
        "--environnement",
        {"type": click.Choice(["production", "test"]), "help": "Services réels ou plateforme de test."},
    ),
    (
        "--mode",
        {"type": click.Choice(["logiciel", "concentrateur"]), "help": "Déclarant, ou concentrateur."},
    ),
    ("--identifiant-msa", {"help": "Identifiant de connexion MSA, s’il y en a un."}),
    ("--declarant-siret", {"help": "Pour un concentrateur : SIRET du déclarant."}),
    ("--declarant-nom", {"help": "Pour un concentrateur : nom du déclarant."}),
    ("--declarant-prenom", {"help": "Pour un concentrateur : prénom du déclarant."}),
)  # fmt: skip


def _options(commande: _F) -> _F:
    for nom, details in reversed(_CHAMPS):
        commande = click.option(nom, **details)(commande)
    return commande


@click.command("ajouter")
@_options
@click.option("--depuis", type=click.DateTime(["%Y-%m-%d"]), help="Relever les retours depuis ce jour.")
@click.option("--pour-tous", is_flag=True, help="Toute personne peut s’en servir, pour toute entreprise.")
@option_mot_de_passe
def ajouter(
    fichier_secret: Path | None, depuis: datetime | None, *, pour_tous: bool, **saisis: str | None
) -> None:
    """Ajouter un identifiant ; le mot de passe est demandé, ou lu sur l’entrée standard."""
    ouvrir_application()
    from recepisse.gestion.gestes.acces.enregistrer_identifiant import (
        SaisieIdentifiant,
        enregistrer_identifiant,
    )
    from recepisse.gestion.gestes.acces.lier import lier
    from recepisse.site import demarrage
    from recepisse.temps import PARIS

    for champ, invite in (("siret", "SIRET"), ("nom", "Nom"), ("prenom", "Prénom")):
        saisis[champ] = saisis[champ] or _demander(champ, invite)
    donnes: dict[str, Any] = {champ: valeur for champ, valeur in saisis.items() if valeur}
    donnes.setdefault("libelle", f"{saisis['siret']} {saisis['nom']}")
    ctx = demarrage.contexte()
    donnes.setdefault("environnement", ctx.reglages.environnement.value)
    saisie = SaisieIdentifiant(**donnes, depuis=depuis.replace(tzinfo=PARIS) if depuis else None)
    secret = obtenir_mot_de_passe(fichier_secret, "Mot de passe de l’identifiant")
    cree = enregistrer_identifiant(replace(saisie, mot_de_passe=secret), ctx)
    if pour_tous:
        lier(cree, None, None, ctx)
    click.echo(f"Identifiant {cree.pk} « {cree.libelle} » enregistré.")
    click.echo(f"Vérifiez-le : recepisse identifiant eprouver {cree.pk}")


@click.command("modifier")
@click.argument("reference", metavar="ID")
@_options
@click.option("--actif/--inactif", default=None, help="Mettre l’identifiant en service ou hors service.")
@click.option("--pour-tous", is_flag=True, help="Toute personne peut s’en servir, pour toute entreprise.")
@click.option("--mot-de-passe", "change", is_flag=True, help="Saisir un nouveau mot de passe.")
@option_mot_de_passe
def modifier(
    reference: str,
    fichier_secret: Path | None,
    *,
    actif: bool | None,
    pour_tous: bool,
    change: bool,
    **saisis: str | None,
) -> None:
    """Modifier l’identifiant ID : seules les options données changent."""
    ouvrir_application()
    from recepisse.gestion.gestes.acces.enregistrer_identifiant import modifier_identifiant
    from recepisse.gestion.gestes.acces.lier import lier
    from recepisse.site import demarrage

    ctx = demarrage.contexte()
    identifiant = trouver_identifiant(reference)
    saisie = _saisie_actuelle(identifiant)
    changes: dict[str, Any] = {champ: valeur for champ, valeur in saisis.items() if valeur is not None}
    if actif is not None:
        changes["actif"] = actif
    if change or fichier_secret:
        changes["mot_de_passe"] = obtenir_mot_de_passe(
            fichier_secret, "Nouveau mot de passe de l’identifiant"
        )
    modifie = modifier_identifiant(identifiant, replace(saisie, **changes), ctx)
    if pour_tous:
        lier(modifie, None, None, ctx)
    click.echo(f"Identifiant {modifie.pk} « {modifie.libelle} » modifié.")


@click.command("eprouver")
@click.argument("reference", metavar="ID")
@option_format
def eprouver(reference: str, forme: str) -> int:
    """Se connecter une fois au service avec l’identifiant ID, et dire ce qu’il répond."""
    ouvrir_application()
    from recepisse.gestion.gestes.acces.eprouver_identifiant import eprouver_identifiant
    from recepisse.site import demarrage

    identifiant = trouver_identifiant(reference)
    epreuve = eprouver_identifiant(identifiant, demarrage.contexte())
    if forme == "json":
        afficher_json(
            {
                "id": identifiant.pk,
                "reussie": epreuve.reussie,
                "message": epreuve.message,
                "conseil": epreuve.conseil,
            }
        )
    else:
        click.echo(f"{epreuve.message} {epreuve.conseil}".strip(), err=not epreuve.reussie)
    return epreuve.sortie


@click.command("lister")
@option_format
def lister(forme: str) -> None:
    """Lister les identifiants et ce que l’on sait de chacun."""
    ouvrir_application()
    from recepisse.gestion.models import Identifiant

    identifiants = list(Identifiant.objects.order_by("libelle", "pk"))
    if forme == "json":
        afficher_json([_en_clair(identifiant) for identifiant in identifiants])
    elif not identifiants:
        click.echo("Aucun identifiant. Ajoutez-en un : recepisse identifiant ajouter")
    else:
        click.echo(
            tableau(
                ["ID", "Libellé", "SIRET", "Régime", "Plateforme", "État"],
                [
                    [i.pk, i.libelle, i.siret, i.regime, i.environnement, _etat(i)]
                    for i in identifiants
                ],
            )
        )  # fmt: skip


def _demander(champ: str, invite: str) -> str:
    """Ask for a missing value at the keyboard; a script must give it as an option."""
    if not sys.stdin.isatty():
        raise ErreurSaisie(f"L’option --{champ} est obligatoire.")
    saisi: str = click.prompt(invite)
    return saisi


def trouver_identifiant(reference: str) -> "Identifiant":
    """Return the identifier named by its number or by its label."""
    from recepisse.gestion.models import Identifiant

    if reference.isascii() and reference.isdigit():
        trouves = list(Identifiant.objects.filter(pk=int(reference)))
    else:
        trouves = list(Identifiant.objects.filter(libelle=reference)[:2])
    if len(trouves) == 1:
        return trouves[0]
    raise ErreurSaisie(
        f"{'Plusieurs identifiants s’appellent' if trouves else 'Aucun identifiant ne s’appelle'} "
        f"« {reference} ».",
        conseil="« recepisse identifiant lister » donne le numéro de chacun.",
    )


def _saisie_actuelle(identifiant: "Identifiant") -> "SaisieIdentifiant":
    from recepisse.gestion.gestes.acces.enregistrer_identifiant import SaisieIdentifiant

    communs = {champ.name for champ in fields(SaisieIdentifiant)} - {"mot_de_passe", "depuis"}
    return SaisieIdentifiant(**{champ: getattr(identifiant, champ) for champ in communs})


def _etat(identifiant: "Identifiant") -> str:
    if not identifiant.actif:
        return "Hors service"
    raison = f" : {identifiant.derniere_erreur}" if identifiant.derniere_erreur else ""
    return f"{identifiant.get_etat_display()}{raison}"


def _en_clair(identifiant: "Identifiant") -> dict[str, object]:
    """Return the documented keys of the JSON output."""
    return {
        "id": identifiant.pk,
        "libelle": identifiant.libelle,
        "siret": identifiant.siret,
        "regime": identifiant.regime,
        "environnement": identifiant.environnement,
        "mode": identifiant.mode,
        "declarant_siret": identifiant.declarant_siret,
        "actif": identifiant.actif,
        "etat": identifiant.etat,
        "motif": identifiant.motif,
        "message": identifiant.derniere_erreur,
        "conseil": identifiant.conseil,
        "dernier_succes_le": identifiant.dernier_succes_le,
        "echec_depuis": identifiant.echec_depuis,
        "releve_jusqu_a": identifiant.curseur,
    }
