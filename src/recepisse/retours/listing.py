"""Reading the lists of returns: XML of version 1.0, JSON of version 2.0 in its three shapes.

::

    retours / flux[] { id, retour[] { publication, production, nature, statut, id, url, ops, delegataire } }

The three services that list returns answer with this one shape. An empty list is a value; a body that is
not a list at all raises :class:`ReponseInattendue` with its bytes, because to take an error page for "no
return" would move the cursor over returns never seen.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from recepisse.erreurs import ReponseInattendue
from recepisse.retours.arbre import Objet, Valeur, lire_arbre, texte

_CONNUES = frozenset({
    "nature", "statut", "publication", "production", "id", "url", "ops", "delegataire",
    "date_publi", "date_prod",
})  # fmt: skip

_RACINES = frozenset({"retours", "flux"})


@dataclass(frozen=True, slots=True)
class RetourListe:
    """One return as a list announces it. Texts as received, "" when absent.

    ``publication`` and ``production`` are 14 digits of Paris clock (``date_publi``, ``date_prod`` in lists
    from before 06/2022); ``url`` is absent when there is no document; ``id`` is never bounded (10 and 11
    characters are both seen).
    """

    nature: str
    statut: str = ""
    publication: str = ""
    production: str = ""
    id: str = ""
    url: str = ""
    ops: str = ""
    delegataire: str = ""
    autres: Mapping[str, str] = field(default_factory=dict)
    """Keys that are not described anywhere, kept as text (trees as JSON)."""

    @property
    def cle(self) -> tuple[str, str, str]:
        """What makes a return unique inside its flux: nature, ops, delegataire."""
        return (self.nature, self.ops, self.delegataire)

    @property
    def a_document(self) -> bool:
        """True when a document can be downloaded now."""
        return bool(self.url)


@dataclass(frozen=True, slots=True)
class FluxListe:
    """The returns of one deposit. ``idflux`` is opaque: 23, 24 or 29 characters, maybe a final dot."""

    idflux: str
    retours: tuple[RetourListe, ...]


def parse_retours(corps: bytes) -> tuple[FluxListe, ...]:
    """Return the flux of a list, in its order, the same flux never twice.

    Raises :class:`ReponseInattendue` when ``corps`` is not such a list, or when returns belong to a flux
    without identifier: they could not be kept.
    """
    arbre = lire_arbre(corps)
    if arbre is None or (arbre and not _RACINES & arbre.keys()):
        raise _inattendue(corps)
    flux: dict[str, list[RetourListe]] = {}
    for noeud in _enfants(_racine(arbre, corps), "flux", corps):
        retours = [_retour(retour, corps) for retour in _enfants([noeud], "retour", corps)]
        idflux = texte(noeud, "id", "idflux")
        if idflux:
            flux.setdefault(idflux, []).extend(retours)
        elif retours:
            raise _inattendue(corps)
    return tuple(FluxListe(idflux, tuple(retours)) for idflux, retours in flux.items())


def _inattendue(corps: bytes) -> ReponseInattendue:
    return ReponseInattendue("La liste des retours n’a pas la forme attendue.", corps=corps)


def _racine(arbre: Objet, corps: bytes) -> list[Objet]:
    """Return the objects that hold ``flux``: under ``retours``, or the tree itself."""
    return _enfants([arbre], "retours", corps) if "retours" in arbre else [arbre]


def _enfants(objets: list[Objet], cle: str, corps: bytes) -> list[Objet]:
    """Return the objects found under ``cle``, empty ones dropped; a text in their place is no list."""
    valeurs = [v for objet in objets for v in objet.get(cle, ()) if v]
    if any(isinstance(v, str) for v in valeurs):
        raise _inattendue(corps)
    return [v for v in valeurs if isinstance(v, dict)]


def _retour(objet: Objet, corps: bytes) -> RetourListe:
    autres = {cle: _en_texte(valeurs) for cle, valeurs in objet.items() if cle not in _CONNUES}
    if any(isinstance(v, dict) and v for cle in _CONNUES for v in objet.get(cle, ())):
        raise _inattendue(corps)
    return RetourListe(
        nature=texte(objet, "nature"),
        statut=texte(objet, "statut"),
        publication=texte(objet, "publication", "date_publi"),
        production=texte(objet, "production", "date_prod"),
        id=texte(objet, "id"),
        url=texte(objet, "url"),
        ops=texte(objet, "ops"),
        delegataire=texte(objet, "delegataire"),
        autres=MappingProxyType(autres),
    )


def _en_texte(valeurs: list[Valeur]) -> str:
    if len(valeurs) == 1 and isinstance(valeurs[0], str):
        return valeurs[0]
    return json.dumps(valeurs, ensure_ascii=False) if valeurs else ""
