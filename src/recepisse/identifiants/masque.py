"""Personal numbers hidden in any text: what looks like a NIR keeps its head and loses its end.

Sex, year, month and department stay readable, enough to tell two persons of a list apart; the commune, the
order and the key do not. Temporary numbers (NTT) have no shape of their own: only the content of a mark named
``NTT`` is known to be one.

>>> masquer_texte("le NIR 1850578006084 est inconnu")
'le NIR 1850578······ est inconnu'
>>> masquer_texte("NIR1850578006084")
'NIR1850578······'
>>> masquer_numero("19012003450007")
'1·············'
"""

import re
from typing import Final

_NUMERO: Final = re.compile(
    r"(?:(?<![0-9A-Za-z])|(?<=NIR|nir|Nir))"
    r"([1-478][0-9]{2}(?:[0-9]{2})(?:[0-9]{2}|2[AB]))([0-9]{6}(?:[0-9]{2})?)(?![0-9A-Za-z])",
    re.ASCII,
)
_NUMERO_ESPACE: Final = re.compile(
    r"(?<![0-9A-Za-z])([1-478] [0-9]{2} [0-9]{2} (?:[0-9]{2}|2[AB]))"
    r" ([0-9]{3} [0-9]{3}(?: [0-9]{2})?)(?![0-9])",
    re.ASCII,
)
_BALISE_NTT: Final = re.compile(
    r"(<(?:[A-Za-z_][\w.-]{0,40}:)?NTT(?:\s[^<>]{0,200})?>)([^<]{1,80})(?=<)", re.IGNORECASE
)
_POINT: Final = "·"


def masquer_numeros(texte: str) -> tuple[str, int]:
    """Hide the end of what looks like a NIR, and the content of NTT marks; return how many were hidden."""
    texte, compacts = _NUMERO.subn(lambda m: m[1] + _POINT * len(m[2]), texte)
    texte, espaces = _NUMERO_ESPACE.subn(lambda m: f"{m[1]} {_POINT * 3} {_POINT * 3}", texte)
    texte, provisoires = _BALISE_NTT.subn(lambda m: m[1] + masquer_numero(m[2].strip()), texte)
    return texte, compacts + espaces + provisoires


def masquer_texte(texte: str) -> str:
    """Return ``texte`` with what looks like a NIR hidden."""
    return masquer_numeros(texte)[0] if len(texte) >= 13 else texte  # noqa: PLR2004 # a NIR has 13 characters


def masquer_numero(numero: str) -> str:
    """Hide all of a number but its first character."""
    return numero[:1] + _POINT * (len(numero) - 1)
