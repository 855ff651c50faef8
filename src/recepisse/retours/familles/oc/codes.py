"""What the codes of an OC's report say: the packaged table ``codes.json``, short and open.

A return code is a letter (E error, I information), a domain of three letters and two digits: ``EADH02``. Its
own label is written in the document, so only the domains are named here. Model 8.31 writes bare numbers
without any label: those are named in full. The two kinds of SEPA mandate have their sentences here as well,
because the document gives none. What the table does not know has no label, and is shown as it is.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

NATURE = "51"
"""Nature of the business reports of OCs in the listing, under which ``actions`` knows their codes."""


@cache
def _table() -> Mapping[str, Any]:
    texte = files("recepisse.retours.familles.oc").joinpath("codes.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(texte))


DOMAINES: Mapping[str, str] = MappingProxyType(_table()["domaines"])
"""French label by domain (``ADH`` → adhésion)."""

LETTRES: Mapping[str, str] = MappingProxyType(_table()["lettres"])
"""French label by first letter (``E`` → erreur)."""

MANDATS: Mapping[str, str] = MappingProxyType(_table()["mandats"])
"""Sentence by kind of mandate: ``net_entreprises``, ``proprietaire``."""

_ANCIENS: Mapping[str, Mapping[str, str]] = MappingProxyType(_table()["modele_8_31"])


def domaine(code: str) -> str:
    """Return the short label of the domain of a return code, "" when it is unknown."""
    return DOMAINES.get(code[1:4], "") if code[:1] in LETTRES else ""


def libelle_ancien(table: str, code: str) -> str:
    """Return the label of a code of model 8.31, "" when it is unknown.

    ``table``: diagnostics, salaries, evenements, retours_evenements or sources_evenements (whose labels are
    DSN rubrics).
    """
    return _ANCIENS[table].get(code, "")
