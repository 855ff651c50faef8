"""How a value of a DSN reads in French: a label, a date, an amount; and how a person's number is hidden.

>>> date("31032026"), euros("-1234.5"), nombre("abc")
('31/03/2026', '−1\u202f234,5\u202f€', '')
>>> montrer("1850578006084", Genre.NIR)
'1850578······'
"""

import re
from decimal import Decimal
from typing import Final

from recepisse.identifiants.masque import masquer_numero, masquer_texte
from recepisse.norme.tables import Genre, Norme

INSECABLE: Final = "\u202f"
"""Narrow no-break space: between groups of digits and before units."""

_DATE: Final = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})", re.ASCII)
_NOMBRE: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_NIR_TETE: Final = 7


def montrer(valeur: str, genre: Genre, *, demasque: bool = False) -> str:
    """Return ``valeur`` as written, the end of a person's number hidden unless ``demasque``."""
    if demasque or genre in {Genre.DATE, Genre.MONTANT, Genre.NOMBRE}:
        return valeur
    if genre is Genre.NTT:
        return masquer_numero(valeur)
    if genre is Genre.NIR:
        return valeur[:_NIR_TETE] + "·" * len(valeur[_NIR_TETE:])
    return masquer_texte(valeur)


def lire(valeur: str, code: str, table: Norme) -> str:
    """Return what ``valeur`` means, "" when it means what is written."""
    connue = table.rubrique(code)
    match connue.genre:
        case Genre.DATE:
            return date(valeur)
        case Genre.MONTANT:
            return euros(valeur)
        case Genre.NOMBRE:
            return nombre(valeur) if "." in valeur else ""
        case _:
            return connue.codes.get(valeur, "")


def date(valeur: str) -> str:
    """Return ``31/03/2026`` for ``31032026``, "" for what is no date."""
    lue = _DATE.fullmatch(valeur)
    return f"{lue[1]}/{lue[2]}/{lue[3]}" if lue else ""


def nombre(valeur: str | Decimal) -> str:
    """Return ``1 234,56`` for ``1234.56``, "" for what is no number."""
    texte = str(valeur)
    if not _NOMBRE.fullmatch(texte):
        return ""
    entier, point, decimales = texte.removeprefix("-").partition(".")
    groupes = f"{int(entier):,}".replace(",", INSECABLE)
    return ("−" if texte.startswith("-") else "") + groupes + (f",{decimales}" if point else "")


def euros(valeur: str | Decimal) -> str:
    """Return ``1 234,56 €`` for ``1234.56``, "" for what is no number."""
    lu = nombre(valeur)
    return f"{lu}{INSECABLE}€" if lu else ""


def ecart(difference: Decimal) -> str:
    """Return a difference with its sign: ``+150,50``, ``−20,00``."""
    return ("+" if difference > 0 else "") + nombre(difference)
