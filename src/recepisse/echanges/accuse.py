"""Reading the answer of a deposit: AEE (registered) or ARE (refused at the door), XML or JSON.

The JSON of version 2.0 is described nowhere and a test service sends XML under a JSON type, so the first
character decides, the idflux is looked for at any depth, and the bytes are what is kept.
"""

from dataclasses import dataclass

from recepisse.retours.arbre import Objet, chercher, lire_arbre

IDFLUX_MAX = 50
"""Longest idflux that the services accept."""


@dataclass(frozen=True, slots=True)
class Accuse:
    """What an answer says. ``type`` is "AEE", "ARE" or "" when it says neither."""

    type: str
    idflux: str


def lire_accuse(corps: bytes) -> Accuse:
    """Return what ``corps`` says; both fields are "" when it is no receipt. The idflux is not touched."""
    arbre = lire_arbre(corps)
    if arbre is None or "html" in arbre:
        return Accuse("", "")
    idflux = chercher(arbre, "idflux")
    return Accuse(_type(arbre), idflux if len(idflux) <= IDFLUX_MAX else "")


def _type(arbre: Objet) -> str:
    """Return the type that the document gives itself, or the one that its state implies."""
    annonce = chercher(arbre, "type").upper()
    if annonce in {"AEE", "ARE"}:
        return annonce
    return {"OK": "AEE", "KO": "ARE"}.get(chercher(arbre, "envoi_etat").upper(), "")
