"""Before when something is to be done: the kinds of deadline that the tables of natures and actions use.

A kind is a word, not a date: the date depends on the declaration (its month, its due date on the 5th or the
15th, the publication of the return) and is worked out elsewhere. A monthly declaration can be replaced until
midnight on the eve of its due date, and is corrected in the next one after that (net-entreprises, « CRM de
rappel et DSN de substitution »); a yearly reminder is answered before the second due date that follows it.
"""

from collections.abc import Mapping
from types import MappingProxyType

DELAIS: Mapping[str, str] = MappingProxyType(
    {
        "immediat": "dès que possible",
        "veille_echeance": "avant minuit la veille de l’échéance, sinon dans la DSN suivante",
        "dsn_suivante": "dans la DSN suivante",
        "deuxieme_echeance": "avant la deuxième échéance qui suit le rappel",
    }
)
"""Kinds, the most urgent first, with what a screen says when the date is not known."""

SANS = ""
"""The kind of what has no known deadline."""


def urgence(delai: str) -> int:
    """Return the place of a kind among the others, 0 for the most urgent; what is not one comes last."""
    return _RANGS.get(delai, len(_RANGS))


_RANGS = {delai: rang for rang, delai in enumerate(DELAIS)}
