"""Reading the list of deposits: XML of version 1.0, JSON of version 2.0, with or without root.

::

    depots / declarant[] { siret, nom, prenom, depot[] { idflux, date, statut } }

Whether a deposit refused at the door (ARE) is in this list is not confirmed: a ``KO`` row is a row like
another. A body that is no such list raises :class:`ReponseInattendue`: taken for an empty list, it would
make a deposit be sent twice.
"""

from dataclasses import dataclass
from datetime import datetime

from recepisse.erreurs import ReponseInattendue
from recepisse.retours.arbre import Objet, Valeur, lire_arbre, texte
from recepisse.temps import parse_horodatage

_RACINES = frozenset({"depots", "declarant", "depot"})


@dataclass(frozen=True, slots=True)
class DepotListe:
    """One deposit that the service knows. ``date`` is UTC, None when unreadable; ``statut`` OK or KO."""

    idflux: str
    date: datetime | None = None
    statut: str = ""
    siret: str = ""
    """SIRET of the declarant that the list names, "" when it names none."""


def parse_depots(corps: bytes) -> tuple[DepotListe, ...]:
    """Return the deposits of a list, in its order."""
    arbre = lire_arbre(corps)
    if arbre is None or (arbre and not _RACINES & arbre.keys()):
        raise _inattendue(corps)
    racines = _objets(arbre["depots"], corps) if "depots" in arbre else [arbre]
    rangees: list[DepotListe] = []
    for racine in racines:
        for declarant in [racine, *_objets(racine.get("declarant", []), corps)]:
            siret = texte(declarant, "siret")
            rangees += [_depot(d, siret, corps) for d in _objets(declarant.get("depot", []), corps)]
    return tuple(rangees)


def _inattendue(corps: bytes) -> ReponseInattendue:
    return ReponseInattendue("La liste des dépôts n’a pas la forme attendue.", corps=corps)


def _objets(valeurs: list[Valeur], corps: bytes) -> list[Objet]:
    """Return the objects among ``valeurs``; a text where an object is due is no list of deposits."""
    if any(isinstance(v, str) and v for v in valeurs):
        raise _inattendue(corps)
    return [v for v in valeurs if isinstance(v, dict) and v]


def _depot(objet: Objet, siret: str, corps: bytes) -> DepotListe:
    idflux = texte(objet, "idflux", "id")
    if not idflux:
        raise _inattendue(corps)
    return DepotListe(idflux, parse_horodatage(texte(objet, "date")), texte(objet, "statut").upper(), siret)
