"""``recepisse etat``: is everything well? For a person, and for a supervision by its exit code."""

from typing import TYPE_CHECKING, Any

import click

from recepisse.cli._commun import option_format

if TYPE_CHECKING:
    from datetime import datetime

    from recepisse.gestion.gestes.releves.sante import Sante


@click.command("etat")
@option_format
def etat(forme: str) -> int:
    """Dire si tout va bien : moteur de travaux, relevé de chaque identifiant, dépôts à décider.

    Code de sortie : 0 si tout va bien, 10 si un identifiant est en échec, 11 si le moteur de travaux ne
    donne plus signe de vie.
    """
    from recepisse.cli._commun import afficher_json, ouvrir_application

    ouvrir_application()
    from recepisse.gestion.gestes.releves.sante import sante
    from recepisse.site.demarrage import contexte

    vue = sante(contexte())
    if forme == "json":
        afficher_json(en_json(vue))
    else:
        for ligne in _lignes(vue):
            click.echo(ligne)
    return vue.sortie


def en_json(vue: "Sante") -> dict[str, Any]:
    """Return the stable keys of ``--format json``."""
    from dataclasses import asdict

    plat = asdict(vue)
    plat["identifiants"] = [
        {"id": identifiant.pop("pk"), **identifiant} for identifiant in plat["identifiants"]
    ]
    return {"niveau": vue.niveau, "code_sortie": vue.sortie, **plat}


def _lignes(vue: "Sante") -> "list[str]":
    from recepisse.cli._commun import tableau

    lignes = [_moteur(vue)]
    if vue.suspendu_le:
        lignes.append(f"Le relevé est suspendu depuis le {_heure(vue.suspendu_le)}.")
    elif vue.prochain_releve_le:
        lignes.append(f"Prochain relevé général : {_heure(vue.prochain_releve_le)}.")
    if vue.depots_a_decider:
        lignes.append(f"{vue.depots_a_decider} dépôt(s) attendent la décision d’une personne.")
    if vue.documents_en_attente:
        lignes.append(
            f"{vue.documents_en_attente} document(s) à télécharger, "
            f"dont {vue.documents_en_echec} déjà essayé(s)."
        )
    if vue.flux_a_adopter:
        lignes.append(f"{vue.flux_a_adopter} flux déposé(s) ailleurs peuvent être adoptés.")
    if not vue.identifiants:
        return [*lignes, "Aucun identifiant DSN n’est en service."]
    entetes = ("N°", "Identifiant", "État", "Dernier relevé réussi", "Prochain relevé")
    lignes += [
        "",
        tableau(
            entetes,
            [
                (i.pk, i.libelle, i.etat, _heure(i.dernier_succes_le), _heure(i.prochain_releve_le))
                for i in vue.identifiants
            ],
        ),
    ]
    for identifiant in vue.en_defaut:
        detail = " ".join(filter(None, (identifiant.erreur, identifiant.conseil)))
        lignes.append(f"• {identifiant.libelle} : {detail or identifiant.etat}")
    return lignes


def _moteur(vue: "Sante") -> str:
    if vue.moteur_vivant:
        return "Moteur de travaux : en marche."
    if vue.moteur_vu_le is None:
        return "Moteur de travaux : jamais démarré. Lancez « recepisse serveur » ou « recepisse travaux »."
    return (
        f"Moteur de travaux : sans signe de vie depuis le {_heure(vue.moteur_vu_le)}. "
        "Relancez « recepisse serveur » ou « recepisse travaux »."
    )


def _heure(instant: "datetime | None") -> str:
    from recepisse.temps import to_paris

    return to_paris(instant).strftime("%d/%m/%Y %H:%M") if instant else "—"
