"""How serious what an OC says is: CodeRetourDecla and CriticiteRetour of the models 1.1.1 to 1.1.4.

The organisation judges the declaration as a whole (0 accepted, 1 accepted with corrections to make, 2 taken
in part, 3 not taken) and, when it wishes, each error: ``C`` must be corrected in the next declaration, ``P``
as soon as possible. Most files give no criticality. Hypothesis, then: an error is to be corrected, and is
critical when the declaration was not taken whole. No publication says it.
"""

from recepisse.retours.gravite import Gravite

_DECLARATION = {
    "0": Gravite.INFORMATION,
    "1": Gravite.A_CORRIGER,
    "2": Gravite.CRITIQUE,
    "3": Gravite.BLOQUANT,
}
_CRITICITE = {"C": Gravite.CRITIQUE, "P": Gravite.A_CORRIGER}
_PAS_ENTIERE = {"2", "3"}


def gravite_declaration(code_retour: str) -> Gravite | None:
    """Return the gravity of a CodeRetourDecla; None for another value (a receipt has none)."""
    return _DECLARATION.get(code_retour)


def gravite_retour(lettre: str, criticite: str, code_retour: str) -> Gravite:
    """Return the gravity of one business return.

    ``lettre``: first letter of its code (an unknown one is taken as an error: nobody misses it);
    ``criticite``: C, P or ""; ``code_retour``: the CodeRetourDecla of its declaration.
    """
    dite = _CRITICITE.get(criticite)
    if dite is not None:
        return dite
    if lettre == "I":
        return Gravite.INFORMATION
    return Gravite.CRITIQUE if code_retour in _PAS_ENTIERE else Gravite.A_CORRIGER
