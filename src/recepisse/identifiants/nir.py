"""NIR: the thirteen characters that name a person at social security (S21.G00.30.001).

The key of two digits is not declared in a DSN. Shape: sex 1-2, year, month (01-12, 20, 30-42, 50-99),
department (01-99, 2A, 2B), commune and order 001-999. A waiting number (NIA) has the same shape.
A NIR is personal data: it is displayed masked, and never named in an error.

>>> parse_nir("1 85 05 2A 123 456")
'185052A123456'
>>> is_valid_nir("3850578006084")
False
>>> cle_nir("2530586048017")
'06'
>>> masquer("1850578006084")
'1************'
"""

import re

from recepisse.erreurs import ErreurSaisie
from recepisse.identifiants.siren import compacter

_FORME = re.compile(
    r"[12][0-9]{2}(?:0[1-9]|1[0-2]|20|3[0-9]|4[0-2]|[5-9][0-9])"
    r"(?:0[1-9]|[1-9][0-9]|2[AB])(?!000)[0-9]{3}(?!000)[0-9]{3}"
)


def is_valid_nir(texte: str) -> bool:
    """Return True when ``texte`` has exactly the shape of a NIR of thirteen characters."""
    return bool(_FORME.fullmatch(texte))


def parse_nir(texte: str) -> str:
    """Return the thirteen characters written in ``texte``, or raise ErreurSaisie (without the value)."""
    nir = compacter(texte).upper()
    if not is_valid_nir(nir):
        raise ErreurSaisie(
            "Ce numéro de sécurité sociale n’a pas la forme attendue.",
            conseil="Donnez ses treize caractères, sans la clé de deux chiffres.",
        )
    return nir


def cle_nir(nir: str) -> str:
    """Return the two digits of the key: 97 minus the number modulo 97, Corsica counted as 19 and 18."""
    nombre = int(nir.replace("2A", "19").replace("2B", "18"))
    return f"{97 - nombre % 97:02d}"


def format_nir(nir: str) -> str:
    """Return ``nir`` in its usual groups (sex, year, month, department, commune, order)."""
    return " ".join((nir[:1], nir[1:3], nir[3:5], nir[5:7], nir[7:10], nir[10:]))


def masquer(nir: str) -> str:
    """Return the first character and as many stars as there are characters left."""
    return nir[:1] + "*" * (len(nir) - 1)
