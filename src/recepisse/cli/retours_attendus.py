"""``recepisse retours attendus``: what must still come, what is late.

``--format json`` prints a list of objects with these stable keys: ``siren``, ``nic``, ``mois``,
``declaration`` (its nature), ``idflux``, ``nature``, ``libelle``, ``ops``, ``delegataire``, ``prevu_le``,
``retard_le``, ``etat``, ``facultatif``, ``motif``.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from recepisse.cli._commun import option_format

if TYPE_CHECKING:
    from recepisse.gestion.gestes.retours.attendus import LigneAttendue

SORTIE_RETARD = 14
"""At least one of the returns listed is late."""


@click.command("attendus")
@click.option("--retard", is_flag=True, help="Seulement ceux qui sont en retard.")
@click.option("--siren", default="", help="Une seule entreprise.")
@click.option("--mois", default="", help="Un seul mois de déclaration, AAAA-MM.")
@option_format
def attendus(*, retard: bool, siren: str, mois: str, forme: str) -> int:
    """Lister les retours qui doivent encore venir, ceux en retard d’abord.

    Code de sortie : 0, ou 14 si l’un d’eux est en retard.
    """
    from recepisse.cli._commun import afficher_json, ouvrir_application

    mois = _lire_mois(mois)
    ouvrir_application()
    from recepisse.gestion.gestes.retours.attendus import en_retard, encore_attendus, situer
    from recepisse.retours.suivi.attendus import EtatAttendu

    instant = maintenant()
    if retard:
        lignes = situer(en_retard(instant, siren=siren, mois=mois), instant)
    else:
        lignes = encore_attendus(instant, siren=siren, mois=mois)
    if forme == "json":
        afficher_json([_en_json(ligne) for ligne in lignes])
    else:
        _dire(lignes, retard=retard)
    return SORTIE_RETARD if any(ligne.etat is EtatAttendu.EN_RETARD for ligne in lignes) else 0


def maintenant() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def _lire_mois(texte: str) -> str:
    """Return ``AAAA-MM`` for a month written with or without its dash."""
    from recepisse.calendrier import parse_mois
    from recepisse.erreurs import ErreurSaisie

    if not texte:
        return ""
    lu = parse_mois(texte)
    if lu is None:
        raise ErreurSaisie(
            f"« {texte} » n’est pas un mois.", conseil="Écrivez-le AAAA-MM, par exemple 2026-10."
        )
    return lu.strftime("%Y-%m")


def _en_json(ligne: "LigneAttendue") -> dict[str, Any]:
    attendu = ligne.attendu
    declaration = attendu.flux.declaration
    return {
        "siren": declaration.etablissement.entreprise.siren if declaration else "",
        "nic": declaration.etablissement.nic if declaration else "",
        "mois": declaration.mois if declaration else "",
        "declaration": declaration.nature if declaration else "",
        "idflux": attendu.flux.idflux,
        "nature": attendu.nature,
        "libelle": ligne.libelle,
        "ops": attendu.ops,
        "delegataire": attendu.delegataire,
        "prevu_le": attendu.prevu_le,
        "retard_le": attendu.retard_le,
        "etat": ligne.etat.value,
        "facultatif": ligne.facultatif,
        "motif": attendu.motif,
    }


def _dire(lignes: "list[LigneAttendue]", *, retard: bool) -> None:
    from recepisse.cli._commun import tableau
    from recepisse.retours.suivi.attendus import LIBELLES
    from recepisse.temps import to_paris

    if not lignes:
        click.echo("Aucun retour n’est en retard." if retard else "Aucun retour n’est attendu.")
        return
    entetes = ("Entreprise", "NIC", "Mois", "Nature", "Libellé", "Organisme", "Prévu le", "État")
    rangees = []
    for ligne in lignes:
        valeurs = _en_json(ligne)
        rangees.append(
            (
                *(valeurs[nom] for nom in ("siren", "nic", "mois", "nature", "libelle")),
                " ".join(code for code in (ligne.attendu.ops, ligne.attendu.delegataire) if code),
                to_paris(ligne.attendu.prevu_le).strftime("%d/%m/%Y %H:%M"),
                LIBELLES[ligne.etat] + (" (facultatif)" if ligne.facultatif else ""),
            )
        )
    click.echo(tableau(entetes, rangees))
