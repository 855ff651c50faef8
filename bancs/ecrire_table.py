"""Insert rows by the million: columns are SQL, those that are not named get the default of the model."""

import json
from collections.abc import Mapping
from typing import Any

_N = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {combien} - 1)"


def remplir_table(
    modele: Any, combien: int, colonnes: Mapping[str, str], *, suite: str = "", depuis: str = "n"
) -> None:
    """Insert ``combien`` rows whose columns are SQL of ``i``, from 0; the others get their default."""
    _executer(modele, colonnes, f"FROM {depuis}", avec=_N.format(combien=combien) + suite)


def copier_table(modele: Any, colonnes: Mapping[str, str], source: str) -> None:
    """Insert one row for each row of ``source``."""
    _executer(modele, colonnes, source)


def _executer(modele: Any, colonnes: Mapping[str, str], source: str, avec: str = "") -> None:
    from django.db import connection

    champs = {f.attname: f for f in modele._meta.local_concrete_fields}
    reste = {
        nom: _en_sql(f.get_default(), f)
        for nom, f in champs.items()
        if nom not in colonnes and not f.primary_key
    }
    tout = {**colonnes, **reste}
    noms = ", ".join(f'"{champs[nom].column}"' for nom in tout)
    ordre = f"INSERT INTO {modele._meta.db_table} ({noms}) {avec} SELECT {', '.join(tout.values())} {source}"
    with connection.cursor() as curseur:
        curseur.execute(ordre.replace("%", "%%"), ())


def _en_sql(valeur: object, champ: Any) -> str:
    """Return a default value as SQL."""
    match valeur:
        case None:
            return "NULL" if champ.null else "''"
        case int():
            return str(int(valeur))
        case bytes():
            return "X''"
        case dict() | list():
            return f"'{json.dumps(valeur)}'"
        case _:
            return f"'{valeur}'"
