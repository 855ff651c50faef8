"""``recepisse archive verifier``: read every document again, and name those that are lost or altered."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recepisse.cli._commun import afficher_json, option_format, progression
from recepisse.erreurs import ErreurArchive

if TYPE_CHECKING:
    from recepisse.archive import Anomalie


@click.command("verifier")
@option_format
def verifier(forme: str) -> int:
    """Relire chaque document, contrôler sa somme, et nommer ceux que la base cite et qui manquent."""
    from recepisse.archive import Archive
    from recepisse.reglages import charger

    reglages = charger(os.environ)
    archive = Archive(reglages.donnees / "archive")
    documents = sum(1 for _ in archive.sommes())
    with progression("Documents relus", archive.octets()) as avancer:
        anomalies = list(archive.verifier(_sommes_citees(reglages.fichier_base), progression=avancer))
    if forme == "json":
        afficher_json({"documents": documents, "anomalies": [_en_clair(anomalie) for anomalie in anomalies]})
    else:
        for anomalie in anomalies:
            click.echo(anomalie.message)
        graves = sum(anomalie.grave for anomalie in anomalies)
        click.echo(f"{documents} documents relus, {graves} perdus ou altérés.")
    return ErreurArchive.sortie if any(anomalie.grave for anomalie in anomalies) else 0


def _en_clair(anomalie: "Anomalie") -> dict[str, object]:
    return {
        "chemin": anomalie.chemin,
        "defaut": anomalie.defaut,
        "grave": anomalie.grave,
        "message": anomalie.message,
    }


def _sommes_citees(base: Path) -> list[str]:
    """Return the sums that the database refers to, none when there is no database yet."""
    from recepisse.gestion.gestes.sauvegarde.sauvegarder import sommes_citees

    if not base.is_file():
        return []
    with closing(sqlite3.connect(f"{base.absolute().as_uri()}?mode=ro", uri=True)) as connexion:
        return list(sommes_citees(connexion)[1])
