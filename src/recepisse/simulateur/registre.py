"""The state file: every recorded deposit and return, so that a second start finds them again.

One SQLite file written with full durability: once a deposit is acknowledged it survives a power cut, as
it would at the State. Deposited bytes are not kept, only what was read in them. Described accounts are, with
their invented passwords in clear: the file is readable by its owner alone, and must never hold real ones.
"""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from recepisse.erreurs import ErreurSaisie
from recepisse.simulateur.modele import Depot, Retour

SCHEMA = """
create table if not exists depot (ordinal integer primary key, plat text not null);
create table if not exists retour (numero text not null primary key, plat text not null, document blob);
create table if not exists reglage (cle text not null primary key, valeur text not null);
"""


class Registre:
    """The state file of one simulator. Not shared between processes."""

    def __init__(self, chemin: Path) -> None:
        try:
            self._base = _ouvrir(chemin)
        except (OSError, sqlite3.Error) as erreur:
            raise ErreurSaisie(
                f"Le fichier d’état {chemin} ne peut pas être ouvert.",
                conseil="Choisissez un autre fichier avec --etat, dans un dossier où vous pouvez écrire.",
            ) from erreur

    def ecrire(self, depots: Iterable[Depot] = (), retours: Iterable[Retour] = ()) -> None:
        """Record deposits and returns in one transaction."""
        lignes_depots = [(d.ordinal, _texte(d.vers_json())) for d in depots]
        lignes_retours = [(r.numero, _texte(r.vers_json()), r.document) for r in retours]
        self._base.execute("begin immediate")
        try:
            self._base.executemany("insert or replace into depot values (?, ?)", lignes_depots)
            self._base.executemany("insert or replace into retour values (?, ?, ?)", lignes_retours)
        except BaseException:
            self._base.execute("rollback")
            raise
        self._base.execute("commit")

    def regler(self, cle: str, valeur: str) -> None:
        """Record one value."""
        self._base.execute("insert or replace into reglage values (?, ?)", (cle, valeur))

    def reglage(self, cle: str) -> str:
        """Return one recorded value, or an empty text."""
        ligne = self._base.execute("select valeur from reglage where cle = ?", (cle,)).fetchone()
        return str(ligne[0]) if ligne else ""

    def lire_depots(self) -> list[Depot]:
        """Return every deposit, oldest first."""
        lignes = self._base.execute("select plat from depot order by ordinal")
        return [Depot.depuis_json(json.loads(plat)) for (plat,) in lignes]

    def lire_retours(self) -> list[Retour]:
        """Return every return, in order of creation."""
        lignes = self._base.execute("select plat, document from retour order by numero")
        return [Retour.depuis_json(json.loads(plat), document) for plat, document in lignes]

    def fermer(self) -> None:
        """Close the file."""
        self._base.close()


def _texte(plat: dict[str, Any]) -> str:
    return json.dumps(plat, ensure_ascii=False, separators=(",", ":"))


def _ouvrir(chemin: Path) -> sqlite3.Connection:
    chemin.touch(mode=0o600)
    base = sqlite3.connect(chemin, check_same_thread=False, isolation_level=None)
    try:
        base.executescript("pragma journal_mode=wal; pragma synchronous=full;" + SCHEMA)
    except sqlite3.Error:
        base.close()
        raise
    return base
