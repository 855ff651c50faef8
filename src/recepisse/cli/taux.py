"""``recepisse taux`` and ``recepisse retours exporter-taux``: the PAS rates for the payroll.

``lister --format json`` and ``sans-taux --format json`` print objects with these stable keys: ``salarie``,
``siret``, ``matricule``, ``nom``, ``prenoms``, ``etat``, ``taux``, ``valable_jusqu_au``, ``crm``, ``mois``,
``publie_le``, ``taux_futur``, ``futur_le``, ``anterieur``. Rates are texts (``"7.30"``), null without rate.
"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recepisse.cli._commun import afficher_json, option_format, ouvrir_application, tableau
from recepisse.cli._donnees_paie import (
    JOUR,
    ecrire_sortie,
    jour_de,
    jour_ecrit,
    lire_demande,
    nom_de,
    options_export,
    require_sortie,
    taux_ecrit,
    trouver,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from recepisse.gestion.gestes.paie.consulter_taux import TauxPersonne
    from recepisse.gestion.models import CrmTaux, TauxPas

_SIREN = click.option("--siren", default="", help="Une seule entreprise.")
_ETABLISSEMENT = click.option("--etablissement", "siret", default="", help="Un seul établissement (SIRET).")
_MOTIF = click.option("--motif", required=True, help="Pourquoi ; le motif est conservé.")


@click.command("exporter-taux")
@_SIREN
@_ETABLISSEMENT
@click.option("--mois", default="", metavar="AAAA-MM", help="Les taux des retours d’un seul mois déclaré.")
@click.option("--le", "le", type=JOUR, help="Taux à appliquer ce jour-là ; par défaut aujourd’hui.")
@options_export
def exporter_taux(
    siren: str,
    siret: str,
    mois: str,
    le: datetime | None,
    forme: str,
    sortie: Path | None,
    *,
    bom: bool,
    point: bool,
    nir_masque: bool,
) -> None:
    """Écrire les taux de prélèvement à la source pour le logiciel de paie.

    La colonne « taux » est vide quand la grille par défaut s’applique ; 0,00 est un vrai taux de zéro. Les
    comptes rendus en quarantaine ne sont pas exportés. L’export est écrit au journal.
    """
    require_sortie(sortie)
    ouvrir_application()
    from recepisse.gestion.gestes.paie.exporter_taux import ChoixTaux
    from recepisse.gestion.gestes.paie.exporter_taux import exporter_taux as exporter
    from recepisse.site.demarrage import contexte

    ctx = contexte()
    choix = ChoixTaux(le.date() if le else jour_de(ctx.horloge()), siren, siret, mois)
    demande = lire_demande(forme, bom=bom, point=point, nir_masque=nir_masque)
    fait = exporter(choix, demande, ctx)
    ecrire_sortie(fait.octets, sortie)
    bilan = f"{fait.personnes} personne(s), dont {fait.sans_taux} à la grille par défaut."
    click.echo(bilan + _attente(siren, siret), err=True)


@click.command("lister")
@_SIREN
@_ETABLISSEMENT
@click.option("--le", "le", type=JOUR, help="Taux à appliquer ce jour-là ; par défaut aujourd’hui.")
@option_format
def lister(siren: str, siret: str, le: datetime | None, forme: str) -> None:
    """Lister le taux de chaque personne, et d’où il vient."""
    ouvrir_application()
    from recepisse.gestion.gestes.paie.consulter_taux import etablissements_suivis, taux_en_vigueur
    from recepisse.site.demarrage import contexte

    jour = le.date() if le else jour_de(contexte().horloge())
    personnes = [p for e in etablissements_suivis(siren, siret) for p in taux_en_vigueur(e, jour)]
    _dire_personnes(personnes, forme, "Aucun taux n’est connu.")


@click.command("sans-taux")
@_SIREN
@_ETABLISSEMENT
@click.option("--le", "le", type=JOUR, help="Jour de la paie ; par défaut la fin de ce mois.")
@option_format
def sans_taux(siren: str, siret: str, le: datetime | None, forme: str) -> None:
    """Lister qui serait payé sans taux valide à la prochaine paie."""
    ouvrir_application()
    from recepisse.gestion.gestes.paie.consulter_taux import (
        etablissements_suivis,
        fin_du_mois,
        sans_taux_valide,
    )
    from recepisse.site.demarrage import contexte

    jour = le.date() if le else fin_du_mois(jour_de(contexte().horloge()))
    personnes = sans_taux_valide(jour, etablissements_suivis(siren, siret))
    _dire_personnes(personnes, forme, f"Chacun a un taux valide le {jour_ecrit(jour)}.")


@click.command("historique")
@click.argument("salarie", type=int)
@option_format
def historique(salarie: int, forme: str) -> None:
    """Montrer tous les taux reçus pour la personne n° SALARIE (« taux lister --format json »)."""
    ouvrir_application()
    from recepisse.gestion.gestes.paie.consulter_taux import historique as lire
    from recepisse.gestion.models import Salarie

    lignes = list(lire(trouver(Salarie.objects.all(), salarie, "La personne")))
    if forme == "json":
        afficher_json([_ligne_json(ligne) for ligne in lignes])
        return
    entetes = ("Publié le", "Mois", "Établissement", "Taux", "Taux futur", "À partir du", "Compte rendu")
    click.echo(
        tableau(
            entetes,
            [
                (
                    jour_ecrit(jour_de(ligne.crm.publie_le)),
                    ligne.crm.mois,
                    ligne.crm.etablissement.siret,
                    taux_ecrit(ligne.taux),
                    taux_ecrit(ligne.taux_futur) if ligne.futur_annonce else "",
                    jour_ecrit(ligne.futur_le),
                    f"{ligne.crm_id} ({ligne.crm.get_etat_display().lower()})",
                )
                for ligne in lignes
            ],
        )
    )


@click.command("quarantaine")
@click.argument("crm", type=int, required=False)
@option_format
def quarantaine(crm: int | None, forme: str) -> None:
    """Lister les comptes rendus de taux qui attendent une décision, ou détailler le n° CRM."""
    ouvrir_application()
    from recepisse.gestion.models import CrmTaux
    from recepisse.site.demarrage import contexte

    lignes = CrmTaux.objects.select_related(
        "etablissement__entreprise", "retour__declaration", "version"
    ).order_by("-publie_le", "-pk")
    if crm is not None:
        _dire_comparaison(trouver(lignes, crm, "Le compte rendu de taux"), forme, contexte().reglages)
        return
    tenus = list(lignes.filter(etat=CrmTaux.Etat.QUARANTAINE))
    if forme == "json":
        afficher_json([_crm_json(c) for c in tenus])
        return
    if not tenus:
        click.echo("Aucun compte rendu de taux n’est en quarantaine.")
    for c in tenus:
        click.echo(f"N° {c.pk} · {c.etablissement.siret} · {c.mois or 'mois inconnu'} · {_publie(c)}")
        for motif in c.motifs:
            click.echo(f"  {motif}")


@click.command("accepter")
@click.argument("crm", type=int)
@_MOTIF
def accepter(crm: int, motif: str) -> None:
    """Accepter les taux du compte rendu n° CRM malgré sa quarantaine."""
    ouvrir_application()
    from recepisse.gestion.gestes.paie.decider_taux import accepter_taux
    from recepisse.gestion.models import CrmTaux
    from recepisse.site.demarrage import contexte

    decide = accepter_taux(trouver(CrmTaux.objects.all(), crm, "Le compte rendu de taux"), motif, contexte())
    click.echo(f"Compte rendu n° {crm} accepté : {decide.get_etat_display().lower()}.")


@click.command("refuser")
@click.argument("crm", type=int)
@_MOTIF
def refuser(crm: int, motif: str) -> None:
    """Écarter les taux du compte rendu n° CRM : ceux d’avant restent en vigueur."""
    ouvrir_application()
    from recepisse.gestion.gestes.paie.decider_taux import refuser_taux
    from recepisse.gestion.models import CrmTaux
    from recepisse.site.demarrage import contexte

    refuser_taux(trouver(CrmTaux.objects.all(), crm, "Le compte rendu de taux"), motif, contexte())
    click.echo(f"Compte rendu n° {crm} écarté ; les taux acceptés avant lui restent en vigueur.")


def _attente(siren: str, siret: str) -> str:
    """Return a reminder that rates wait for a decision."""
    from recepisse.gestion.gestes.paie.consulter_taux import etablissements_suivis
    from recepisse.gestion.models import CrmTaux

    nombre = CrmTaux.objects.filter(
        etat=CrmTaux.Etat.QUARANTAINE, etablissement__in=etablissements_suivis(siren, siret)
    ).count()
    if not nombre:
        return ""
    return f" {nombre} compte(s) rendu(s) en quarantaine n’y figurent pas : « recepisse taux quarantaine »."


def _dire_personnes(personnes: "list[TauxPersonne]", forme: str, rien: str) -> None:
    if forme == "json":
        afficher_json([_personne_json(p) for p in personnes])
        return
    if not personnes:
        click.echo(rien)
        return
    entetes = ("Établissement", "Matricule", "Personne", "Taux", "État", "Jusqu’au", "Taux futur", "CRM")
    click.echo(
        tableau(
            entetes,
            [
                (
                    p.crm.etablissement.siret,
                    p.salarie.matricule,
                    nom_de(p.salarie),
                    taux_ecrit(p.taux),
                    p.etat.libelle,
                    jour_ecrit(p.crm.valable_jusqu_au),
                    _futur(p),
                    p.crm.numero,
                )
                for p in personnes
            ],
        )
    )


def _futur(personne: "TauxPersonne") -> str:
    if not personne.futur_annonce:
        return ""
    return f"{taux_ecrit(personne.taux_futur)} le {jour_ecrit(personne.futur_le) or '?'}"


def _texte(taux: "Decimal | None") -> str | None:
    return None if taux is None else taux_ecrit(taux).replace(",", ".")


def _personne_json(personne: "TauxPersonne") -> dict[str, Any]:
    salarie, crm = personne.salarie, personne.crm
    return {
        "salarie": salarie.pk,
        "siret": crm.etablissement.siret,
        "matricule": salarie.matricule,
        "nom": salarie.nom,
        "prenoms": salarie.prenoms,
        "etat": personne.etat.value,
        "taux": _texte(personne.taux),
        "valable_jusqu_au": crm.valable_jusqu_au,
        "crm": crm.numero,
        "mois": crm.mois,
        "publie_le": crm.publie_le,
        "taux_futur": _texte(personne.taux_futur),
        "futur_le": personne.futur_le,
        "anterieur": _texte(personne.anterieur),
    }


def _ligne_json(ligne: "TauxPas") -> dict[str, Any]:
    return {
        "crm": _crm_json(ligne.crm),
        "taux": _texte(ligne.taux),
        "taux_futur": _texte(ligne.taux_futur),
        "futur_le": ligne.futur_le,
        "futur_annonce": ligne.futur_annonce,
    }


def _crm_json(crm: "CrmTaux") -> dict[str, Any]:
    return {
        "id": crm.pk,
        "siret": crm.etablissement.siret,
        "numero": crm.numero,
        "mois": crm.mois,
        "publie_le": crm.publie_le,
        "valable_jusqu_au": crm.valable_jusqu_au,
        "etat": crm.etat,
        "motifs": crm.motifs,
        "nb_salaries": crm.nb_salaries,
        "nb_sans_taux": crm.nb_sans_taux,
        "decision": crm.decision,
    }


def _publie(crm: "CrmTaux") -> str:
    return f"publié le {jour_ecrit(jour_de(crm.publie_le))}"


def _dire_comparaison(crm: "CrmTaux", forme: str, reglages: Any) -> None:  # noqa: ANN401 -- Reglages, imported late
    from dataclasses import asdict

    from recepisse.gestion.gestes.paie.comparer_taux import comparer_taux

    vue = comparer_taux(crm, reglages)
    if forme == "json":
        afficher_json(
            _crm_json(crm)
            | {
                "precedent": _crm_json(vue.precedent) if vue.precedent else None,
                "ecarts": asdict(vue.ecarts),
                "personnes": [
                    {"salarie": e.salarie.pk, "avant": _texte(e.avant), "apres": _texte(e.apres)}
                    for e in vue.personnes
                ],
            }
        )
        return
    click.echo("\n".join(_lignes_comparaison(crm, vue.precedent)))
    if vue.personnes:
        click.echo(
            tableau(
                ("Personne", "Avant", "Après"),
                [
                    (
                        nom_de(e.salarie),
                        taux_ecrit(e.avant) if e.nomme_avant else "absent",
                        taux_ecrit(e.apres) if e.nomme_apres else "absent",
                    )
                    for e in vue.personnes
                ],
            )
        )


def _lignes_comparaison(crm: "CrmTaux", precedent: "CrmTaux | None") -> "Iterable[str]":
    yield f"Compte rendu n° {crm.pk}, {_publie(crm)} : {crm.get_etat_display().lower()}."
    yield from (f"  {motif}" for motif in crm.motifs)
    if crm.decision:
        yield f"  Décision : {crm.decision}"
    if precedent is None:
        yield "Aucun compte rendu précédent."
    else:
        yield f"Comparé au n° {precedent.pk}, {_publie(precedent)}."
