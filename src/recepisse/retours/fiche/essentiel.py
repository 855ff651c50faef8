"""What a family is read for, set apart from the rest of its data; and how values are written for a person."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recepisse.retours.fiche.modele import Bloc, Tableau
from recepisse.retours.sens.delais import DELAIS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from recepisse.retours.modele import Donnee

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9]{2}):([0-9]{2}).*)?", re.ASCII)
_STAMP = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})[0-9]{2}", re.ASCII)
_JOUR_MOIS = re.compile(r"([0-3][0-9])([01][0-9])((?:19|20)[0-9]{2})", re.ASCII)
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Essentiel:
    """The blocks shown first, and the data that they do not show."""

    blocs: tuple[Bloc, ...]
    reste: "dict[str, Donnee]"


def objets(donnee: "Donnee") -> "Iterator[dict[str, Donnee]]":
    """Yield the objects of a list; nothing for anything else."""
    if isinstance(donnee, list):
        yield from (v for v in donnee if isinstance(v, dict))


def objet(donnee: "Donnee") -> "dict[str, Donnee]":
    """Return ``donnee`` when it is an object, else an empty one."""
    return donnee if isinstance(donnee, dict) else {}


def texte(donnee: "Donnee") -> str:
    """Return a scalar as text, "" for anything else."""
    return "" if donnee is None or isinstance(donnee, dict | list) else str(donnee)


def tableau(
    titre: str,
    colonnes: "Sequence[str]",
    lignes: "Sequence[Sequence[str]]",
    *,
    a_droite: frozenset[str] = frozenset(),
    note: str = "",
) -> Tableau:
    """Return a table without its empty columns."""
    pleines = [rang for rang in range(len(colonnes)) if any(ligne[rang] for ligne in lignes)]
    return Tableau(
        titre,
        tuple(colonnes[rang] for rang in pleines),
        tuple(tuple(ligne[rang] for rang in pleines) for ligne in lignes),
        frozenset(place for place, rang in enumerate(pleines) if colonnes[rang] in a_droite),
        note,
    )


def phrase_delai(delai: str, action: str = "") -> str:
    """Return the sentence of a kind of deadline, "" when none is known or when ``action`` says it already."""
    phrase = DELAIS.get(delai, "")
    return "" if phrase and phrase in action else phrase


def date_lisible(valeur: str) -> str:
    """Return ``AAAA-MM-JJ``, an instant or ``JJMMAAAA`` as ``JJ/MM/AAAA`` (with the hour); else unchanged."""
    lu = _DATE.fullmatch(valeur) or _STAMP.fullmatch(valeur)
    if lu:
        jour = f"{lu[3]}/{lu[2]}/{lu[1]}"
        return f"{jour} {lu[4]}:{lu[5]}" if lu[4] else jour
    court = _JOUR_MOIS.fullmatch(valeur)
    return "/".join(court.groups()) if court else valeur


def pourcentage(valeur: str) -> str:
    """Return ``14.00`` as ``14,00 %``; anything else unchanged."""
    return valeur.replace(".", ",") + "\u00a0%" if _DECIMAL.fullmatch(valeur) else valeur


def euros(valeur: str) -> str:
    """Return ``1234.5`` as ``1 234,50 €``; anything else unchanged."""
    if not _DECIMAL.fullmatch(valeur):
        return valeur
    entier, _, decimales = valeur.lstrip("-").partition(".")
    groupes = f"{int(entier):,}".replace(",", "\u202f")
    signe = "-" if valeur.startswith("-") else ""
    return f"{signe}{groupes},{decimales:0<2}\u00a0€"
