"""What to do about a finding, in plain French, and before when: the packaged table ``actions.json``.

NEOReS gives its own expected action for each finding; the other families do not. For them the table says
what a payroll department does, by nature, code and gravity; it is ours, made from the public pages that each
entry names, and it can be edited without touching code. An unknown code gets the advice of its nature, and an
unknown nature a general one: there is always something to do.

Kinds of deadline (``delai``), whose dates are worked out by ``calendrier`` for one declaration:

* ``veille_echeance``: before midnight on the eve of the due date (annule et remplace of a monthly DSN);
* ``dsn_suivante``: in the next monthly DSN;
* ``deuxieme_echeance``: before the second due date that follows the reminder (substitution, natures 124/125);
* ``immediat``: at once; "" when no deadline is known.
"""

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from recepisse.retours.gravite import Gravite


@dataclass(frozen=True, slots=True)
class Conseil:
    """What to do, with the kind of deadline and an address of help ("" for what is not known)."""

    texte: str
    delai: str = ""
    aide: str = ""


@cache
def _regles() -> list[dict[str, Any]]:
    texte = files("recepisse.retours").joinpath("actions.json").read_text(encoding="utf-8")
    regles: list[dict[str, Any]] = json.loads(texte)["regles"]
    return regles


@lru_cache(maxsize=4096)
def conseil(nature: str, code: str, gravite: Gravite) -> Conseil:
    """Return what to do about a finding: the first rule of the table that fits."""
    for regle in _regles():
        if (
            nature in regle.get("natures", [nature])
            and fnmatchcase(code, regle.get("code", "*"))
            and gravite in regle.get("gravites", [gravite])
        ):
            return Conseil(regle["texte"], regle.get("delai", ""), regle.get("aide", ""))
    return Conseil("")
