"""Write thousands of rows of one shape at a time.

Django's ``bulk_create`` compiles each value of each row; for tens of thousands of returns that costs more
than the database itself. Here a statement is written once and the driver repeats it. Only the values that
a driver does not know (instants, days, JSON) are adapted, the way Django does.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, models

Ligne = Sequence[Any]
"""Values in the order of the columns that were named."""


def inserer(
    modele: type[models.Model], champs: Sequence[str], lignes: Iterable[Ligne], *, deja: bool = False
) -> None:
    """Insert ``lignes``; columns not named in ``champs`` (attribute names) get their default.

    ``deja``: a line that a unique constraint refuses is already there, and is left as it is.
    """
    colonnes = {f.attname: f for f in modele._meta.local_concrete_fields if not f.primary_key}  # noqa: SLF001  # documented
    restes = {nom: f.get_default() for nom, f in colonnes.items() if nom not in champs}
    adapter = _adaptateur()
    suite = tuple(adapter(valeur) for valeur in restes.values())
    noms = ", ".join(_nom(colonnes[nom].column) for nom in (*champs, *restes))
    places = ", ".join(["%s"] * len(colonnes))
    sinon = " ON CONFLICT DO NOTHING" if deja else ""
    _repeter(
        f"INSERT INTO {_nom(modele._meta.db_table)} ({noms}) VALUES ({places}){sinon}",  # noqa: S608, SLF001  # names of our models only
        [(*map(adapter, ligne), *suite) for ligne in lignes],
    )


def mettre_a_jour(modele: type[models.Model], champs: Sequence[str], lignes: Iterable[Ligne]) -> None:
    """Update rows by key; each line holds the values of ``champs`` then the primary key."""
    colonnes = {f.attname: f.column for f in modele._meta.local_concrete_fields}  # noqa: SLF001  # documented
    affectations = ", ".join(f"{_nom(colonnes[nom])} = %s" for nom in champs)
    adapter = _adaptateur()
    _repeter(
        f"UPDATE {_nom(modele._meta.db_table)} SET {affectations} WHERE id = %s",  # noqa: S608, SLF001  # names of our models only
        [tuple(map(adapter, ligne)) for ligne in lignes],
    )


def _nom(nom: str | None) -> str:
    return str(connection.ops.quote_name(nom or ""))


def _repeter(ordre: str, lignes: Sequence[Ligne]) -> None:
    if lignes:
        with connection.cursor() as curseur:
            curseur.executemany(ordre, lignes)


def _adaptateur() -> Callable[[Any], Any]:
    """Return what turns a value into the driver's; the same instants come back again and again."""
    instants: dict[datetime, Any] = {}

    def adapter(valeur: Any) -> Any:  # noqa: ANN401  # any column's value
        if isinstance(valeur, datetime):
            if valeur not in instants:
                instants[valeur] = connection.ops.adapt_datetimefield_value(valeur)
            return instants[valeur]
        if isinstance(valeur, date):
            return connection.ops.adapt_datefield_value(valeur)
        if isinstance(valeur, dict | list):
            return connection.ops.adapt_json_value(valeur, None)
        return valeur

    return adapter
