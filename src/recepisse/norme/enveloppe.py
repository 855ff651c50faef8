"""Labels of the codes that an envoi and its declarations carry in their headers (S10.G00.00, S20.G00.05).

>>> libelle_nature("01")
'DSN mensuelle'
>>> libelle_nature("77")
'Nature 77'
>>> is_norme_connue("P26V01"), is_norme_connue("P27V01")
(True, False)
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from recepisse.erreurs import ErreurNorme


@cache
def _tables() -> dict[str, Any]:
    """Return the packaged tables, read once."""
    try:
        texte = files("recepisse.norme").joinpath("donnees/enveloppe.json").read_text(encoding="utf-8")
        tables: dict[str, Any] = json.loads(texte)
    except (OSError, ValueError) as cause:
        raise ErreurNorme(
            "La table « enveloppe » de la norme est absente ou altérée.", conseil="Réinstallez Récépissé."
        ) from cause
    return tables


def _libelle(table: str, code: str, nom: str) -> str:
    """Return the label of ``code`` in ``table``, or ``nom`` and the code for an unknown one."""
    return str(_tables()[table].get(code, f"{nom} {code}" if code else "non renseigné"))


def normes_connues() -> tuple[str, ...]:
    """Return the versions of the norm that the tables describe, oldest first (S10.G00.00.006)."""
    return tuple(_tables()["normes"])


def is_norme_connue(norme: str) -> bool:
    """Return True when the tables describe this version, for instance ``P26V01``."""
    return norme in _tables()["normes"]


def libelle_nature(code: str) -> str:
    """Return the label of a nature of declaration (S20.G00.05.001)."""
    return _libelle("natures", code, "Nature")


def libelle_type(code: str) -> str:
    """Return the label of a type of declaration (S20.G00.05.002)."""
    return _libelle("types", code, "Type")


def libelle_champ(code: str) -> str:
    """Return the label of a field of declaration (S20.G00.05.008)."""
    return _libelle("champs", code, "Champ")


def libelle_point_depot(code: str) -> str:
    """Return the label of a deposit point (S10.G00.00.007)."""
    return _libelle("points_depot", code, "Point de dépôt")


def libelle_mode(code: str) -> str:
    """Return « Essai » or « Réel » (S10.G00.00.005)."""
    return _libelle("modes", code, "Mode")


def libelle_type_envoi(code: str) -> str:
    """Return the label of a type of envoi (S10.G00.00.008)."""
    return _libelle("types_envoi", code, "Type d’envoi")
