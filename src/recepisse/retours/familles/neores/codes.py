"""What the codes of NEOReS say, in our words, and what they mean here: the packaged table ``codes.json``.

Lists are named by what they qualify: declencheur (B001.R001), type_retour (B002.R004), etat (B003.R002),
type_action, niveau, categorie, resultat, perimetre and detail (B004.R003 to R008; resultat is B007.R009
too), substituable (B004.R016 in 2026, B005.R005 in 2027), interlocuteur (B005.R007), cumul (B007.R004),
parametre (B008.R001), and point_depot, type_declaration, mode (B000.R007, R011, R013). They are open: a list
grows every year, and an unknown code is shown as it is. The parameters are those of the file of codes that
goes with the stylesheet of the returns, which says nothing of M06 or A06.
"""

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from recepisse.retours.modele import Complement


@cache
def _table() -> Mapping[str, Any]:
    texte = files("recepisse.retours.familles.neores").joinpath("codes.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(texte))


LISTES: Mapping[str, Mapping[str, str]] = MappingProxyType(_table()["listes"])
"""French labels by list, then by code."""

IDENTITE: Mapping[str, str] = MappingProxyType(_table()["identite"])
"""DSN rubric (block S21.G00.30) of each field of an identity: nir, nom, prenoms, naissance."""

INFORMATIFS = frozenset(_table()["declencheurs_informatifs"])
"""Triggers of returns that ask for no correction: a useful parameter, an information."""

TYPES_INFORMATIFS = frozenset(_table()["types_informatifs"])
"""Types of action that ask for no correction: take a parameter into account."""

VAGUES = frozenset(_table()["resultats_vagues"])
"""Results that ask for nothing by themselves when no value is expected: an incoherent value or total."""

DE_BLOC = frozenset(_table()["resultats_de_bloc"])
"""Results that are about a whole block, missing or in excess."""

REGULARISER: str = _table()["type_regulariser"]
"""Type of action that asks to regularise a parameter."""

_COMPLEMENTS: Mapping[str, Mapping[str, list[str]]] = _table()["complements"]


def libelle(liste: str, code: str) -> str:
    """Return what ``code`` of ``liste`` says; the code itself when the list does not know it."""
    return LISTES.get(liste, {}).get(code, code)


def afficher(liste: str, code: str) -> str:
    """Return the label followed by its code, or the code alone when it is unknown."""
    connu = LISTES.get(liste, {}).get(code)
    return f"{connu} ({code})" if connu else code


def complements(bloc: str, valeurs: Mapping[str, Any]) -> tuple[Complement, ...]:
    """Return the values of a block that have no field of their own, named in French, in their order.

    ``bloc``: action, detail, donnee, parametre or information.
    """
    noms = _COMPLEMENTS[bloc]
    trouves = []
    for cle, valeur in valeurs.items():
        if cle in noms:
            nom, liste = noms[cle]
            trouves.append(_code(nom, liste, valeur) if liste else Complement(nom, valeur))
    return tuple(trouves)


@lru_cache(maxsize=1024)
def _code(nom: str, liste: str, code: str) -> Complement:
    return Complement(nom, afficher(liste, code))
