"""Any nested data as facts and tables: how a sheet shows the rest of a document, and unknown families whole.

Scalars of an object make facts; a list of flat objects makes a table; anything deeper is a block of its own,
titled by the way to it. Nothing is left out but empty values.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from recepisse.retours.fiche.modele import Bloc, Fait, Faits, Tableau

if TYPE_CHECKING:
    from recepisse.retours.modele import Donnee

_LIENS = " › "
_COLONNES_MAX = 9
"""A wider list is shown as one block an object: nobody reads twelve columns on paper."""


@cache
def _libelles() -> Mapping[str, str]:
    texte = files("recepisse.retours.fiche").joinpath("libelles.json").read_text(encoding="utf-8")
    table: dict[str, str] = json.loads(texte)["libelles"]
    return table


def libelle(nom: str) -> str:
    """Return the French label of a name of the documents; the name itself, spaced, when it has none."""
    return _libelles().get(nom) or _libelles().get(nom.lower()) or nom.replace("_", " ")


def deplier(titre: str, donnee: "Donnee") -> Iterator[Bloc]:
    """Yield the blocks that show ``donnee`` whole."""
    if isinstance(donnee, dict):
        yield from _objet(titre, donnee)
    elif isinstance(donnee, list):
        yield from _liste(titre, donnee)
    elif not is_vide(donnee):
        yield Faits("", (Fait(titre, str(donnee)),))


def is_vide(donnee: "Donnee") -> bool:
    """Return True for what has nothing to show."""
    return donnee is None or donnee in ("", [], {})


def _objet(titre: str, objet: "dict[str, Donnee]") -> Iterator[Bloc]:
    simples = tuple(
        Fait(libelle(nom), _texte(valeur))
        for nom, valeur in objet.items()
        if _is_simple(valeur) and not is_vide(valeur)
    )
    if simples:
        yield Faits(titre, simples)
    for nom, valeur in objet.items():
        if not _is_simple(valeur) and not is_vide(valeur):
            yield from deplier(f"{titre}{_LIENS}{libelle(nom)}" if titre else libelle(nom), valeur)


def _liste(titre: str, liste: "list[Donnee]") -> Iterator[Bloc]:
    plats = [v for v in liste if isinstance(v, dict) and all(map(_is_simple, v.values()))]
    noms = list(dict.fromkeys(nom for objet in plats for nom, v in objet.items() if not is_vide(v)))
    if len(plats) == len(liste) and 0 < len(noms) <= _COLONNES_MAX and len(liste) > 1:
        yield Tableau(
            titre,
            tuple(map(libelle, noms)),
            tuple(tuple(_texte(objet.get(nom)) for nom in noms) for objet in plats),
        )
        return
    for rang, valeur in enumerate(liste, 1):
        yield from deplier(titre if len(liste) == 1 else f"{titre} n° {rang}", valeur)


def _is_simple(donnee: "Donnee") -> bool:
    """Return True for a value that fits in a cell."""
    if isinstance(donnee, list):
        return all(not isinstance(v, dict | list) for v in donnee)
    return not isinstance(donnee, dict)


def _texte(donnee: "Donnee") -> str:
    if isinstance(donnee, list):
        return ", ".join(_texte(v) for v in donnee)
    if isinstance(donnee, bool):
        return "oui" if donnee else "non"
    return "" if donnee is None else str(donnee)
