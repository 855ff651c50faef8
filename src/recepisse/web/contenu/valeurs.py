"""How a value of a DSN is shown: as it was written, its number masked, and as a person reads it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from recepisse.dsn.arborescence import Bloc, Rubrique
from recepisse.identifiants.masque import masquer_numero, masquer_texte
from recepisse.norme.tables import Genre, Norme
from recepisse.web.templatetags.francais import INSECABLE

_DATE: Final = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})", re.ASCII)
_NOMBRE: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_NIR_TETE: Final = 7


@dataclass(frozen=True, slots=True)
class LigneVue:
    """One line of the file, ready to be shown."""

    ligne: int
    code: str
    libelle: str
    brute: str
    """As written, masked if need be."""
    lue: str
    """The label of a code, a date, an amount; "" when the value reads as it is written."""
    chiffre: bool
    """True for what is set to the right."""
    connue: bool

    @property
    def valeur(self) -> str:
        """Return what a person reads."""
        return self.lue or self.brute


def presenter(bloc: Bloc, rubrique: Rubrique, table: Norme, *, demasque: bool = False) -> LigneVue:
    """Return how a rubric of ``bloc`` is shown; its numbers are hidden unless ``demasque``."""
    code = bloc.code_de(rubrique)
    connue = table.rubrique(code)
    brute = montrer(rubrique.valeur, connue.genre, demasque=demasque)
    return LigneVue(
        ligne=rubrique.ligne,
        code=code,
        libelle=connue.libelle if code else "Ligne illisible",
        brute=brute,
        lue=lire(rubrique.valeur, code, table),
        chiffre=connue.genre in {Genre.MONTANT, Genre.NOMBRE},
        connue=connue.connue,
    )


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
