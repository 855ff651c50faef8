"""SIRET: a SIREN and the five digits (NIC) of one of its establishments; Luhn key over the fourteen.

The establishments of La Poste (SIREN 356000000) do not all follow Luhn: the sum of their digits is then a
multiple of five. The tables of the norm do not mention that exception, so whether the platform accepts it
is unknown; it is accepted here, since refusing a real establishment would be worse.

>>> parse_siret("732 829 320 00074")
'73282932000074'
>>> is_valid_siret("73282932000075")
False
>>> is_valid_siret("35600000049837")
True
>>> format_siret("73282932000074")
'732 829 320 00074'
"""

import re

from recepisse.erreurs import ErreurSaisie
from recepisse.identifiants.siren import compacter, format_siren, is_valid_siren, reste_luhn

_FORME = re.compile(r"[0-9]{14}")
_SIREN_LA_POSTE = "356000000"


def is_valid_siret(texte: str) -> bool:
    """Return True when ``texte`` is exactly a SIRET: fourteen ASCII digits, both keys right."""
    if not _FORME.fullmatch(texte) or not is_valid_siren(texte[:9]):
        return False
    if reste_luhn(texte) == 0:
        return True
    return texte.startswith(_SIREN_LA_POSTE) and sum(map(int, texte)) % 5 == 0


def parse_siret(texte: str) -> str:
    """Return the fourteen digits written in ``texte``, or raise ErreurSaisie."""
    siret = compacter(texte)
    if not is_valid_siret(siret):
        raise ErreurSaisie(
            "Ce SIRET n’est pas valable.",
            conseil="Un SIRET a quatorze chiffres : le SIREN de l’entreprise, puis cinq chiffres.",
        )
    return siret


def format_siret(siret: str) -> str:
    """Return ``siret`` as the SIREN in groups of three, then the NIC."""
    return f"{format_siren(siret[:9])} {siret[9:]}"
