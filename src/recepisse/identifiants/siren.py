"""SIREN: nine digits that name a company, the last one a Luhn key.

Rule of S10.G00.01.001 and S21.G00.06.001: nine digits, not all zero, Luhn from the right.

>>> parse_siren("732 829 320")
'732829320'
>>> is_valid_siren("732829321")
False
>>> format_siren("732829320")
'732 829 320'
"""

import re

from recepisse.erreurs import ErreurSaisie

_FORME = re.compile(r"[0-9]{9}")
_SEPARATEURS = re.compile(r"[\s.\-]")


def compacter(texte: str) -> str:
    """Return ``texte`` without the spaces, dots and dashes that people put between digits."""
    return _SEPARATEURS.sub("", texte)


def reste_luhn(chiffres: str) -> int:
    """Return the Luhn sum of ASCII ``chiffres`` modulo 10: zero when the last digit is the right key."""
    total = 0
    for rang, chiffre in enumerate(reversed(chiffres)):
        valeur = int(chiffre) << (rang & 1)
        total += valeur - 9 if valeur > 9 else valeur  # noqa: PLR2004 - the Luhn algorithm casts out nines
    return total % 10


def is_valid_siren(texte: str) -> bool:
    """Return True when ``texte`` is exactly a SIREN: nine ASCII digits, right key, not all zero."""
    return bool(_FORME.fullmatch(texte)) and texte.strip("0") != "" and reste_luhn(texte) == 0


def parse_siren(texte: str) -> str:
    """Return the nine digits written in ``texte``, or raise ErreurSaisie."""
    siren = compacter(texte)
    if not is_valid_siren(siren):
        raise ErreurSaisie(
            "Ce SIREN n’est pas valable.",
            conseil="Un SIREN a neuf chiffres, dont le dernier est une clé : relisez-le.",
        )
    return siren


def format_siren(siren: str) -> str:
    """Return ``siren`` in groups of three digits."""
    return f"{siren[:3]} {siren[3:6]} {siren[6:]}"
