"""Conditions of partial indexes, word for word.

With parameters in place of the values, SQLite does not know at preparation that a partial index holds every
row asked for, and reads the table.
"""

from typing import Any

from django.db.models import BooleanField, F, Func


def vaut(champ: str, *valeurs: str) -> Any:  # noqa: ANN401 # the type of what filter() takes is private
    """Return « ``champ`` is one of ``valeurs`` », the values written in the query: never a person's words."""
    liste = ", ".join(f"'{valeur}'" for valeur in valeurs)
    test = f"IN ({liste})" if len(valeurs) > 1 else f"= {liste}"
    return Func(F(champ), template=f"%(expressions)s {test}", output_field=BooleanField())


OUVERTE = vaut("etat", "nouvelle", "rouverte")
"""An anomaly that somebody still has to look at."""
