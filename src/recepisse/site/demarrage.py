"""What every entry point does first: data folder, migrations (one process at a time), single rows.

Nothing is recovered here from memory: what a dead process left due is in the rows.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from recepisse.erreurs import Erreur, ErreurReglages
from recepisse.retours import natures
from recepisse.retours.sens import actions

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.reglages import Reglages

MODULE_REGLAGES = "recepisse.site.settings"
VERROU = ".demarrage"
"""Lock file of the data folder; its content means nothing."""


def preparer() -> None:
    """Make the database ready to use; safe to call again, and from several processes at once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", MODULE_REGLAGES)
    django.setup()
    dossier = reglages().donnees
    dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
    reglages().fichier_base.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _completer_tables()
    with _verrou(dossier / VERROU):
        _migrer()
    _creer_cadence()


def reglages() -> "Reglages":
    """Return the settings that Django's were derived from."""
    lus: Reglages = settings.REGLAGES
    return lus


@cache
def contexte() -> "Contexte":
    """Return the tools of the use cases, the same for the whole process: sessions are shared."""
    from recepisse.gestion.gestes.contexte import ouvrir_contexte  # noqa: PLC0415  # models need a set-up Django

    return ouvrir_contexte(reglages())


@cache
def _completer_tables() -> None:
    """Add the house's own natures and expected actions to the packaged tables, once a process."""
    lus = reglages()
    for chemin, etendre in (
        (lus.natures_supplementaires, natures.etendre),
        (lus.actions_supplementaires, actions.etendre),
    ):
        if chemin:
            etendre(_lire_table(Path(chemin)))


def _lire_table(chemin: Path) -> str:
    try:
        return chemin.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ErreurReglages(
            f"La table « {chemin} » ne peut pas être lue.",
            conseil="Vérifiez le chemin et les droits du fichier.",
        ) from None


@contextmanager
def _verrou(chemin: Path) -> Iterator[None]:
    """Hold the exclusive lock of ``chemin``; the system frees it if the process dies."""
    with chemin.open("a") as fichier:
        fcntl.flock(fichier, fcntl.LOCK_EX)
        yield


def _migrer() -> None:
    """Apply the missing migrations and sample the indexes; refuse a database made by a newer program."""
    connexion = connections[DEFAULT_DB_ALIAS]
    executeur = MigrationExecutor(connexion)
    connues = set(executeur.loader.disk_migrations)
    inconnues = sorted(
        nom
        for app, nom in executeur.loader.applied_migrations
        if app == "gestion" and (app, nom) not in connues
    )
    if inconnues:
        raise Erreur(
            "La base a été préparée par une version plus récente de Récépissé.",
            conseil="Installez cette version, ou restaurez une sauvegarde.",
        )
    if executeur.migration_plan(executeur.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
        from recepisse.gestion.gestes.entretenir_base import rafraichir_statistiques  # noqa: PLC0415  # rarely needed

        rafraichir_statistiques()


def _creer_cadence() -> None:
    from recepisse.gestion.gestes.releves.cadence import lire_cadence  # noqa: PLC0415  # models need a set-up Django

    lire_cadence(contexte())
