"""Write a table as CSV, JSON or XLSX: what the exports share.

The CSV is the French one, that a spreadsheet opens as it is: semicolons, CRLF, UTF-8, decimal comma, days as
``JJ/MM/AAAA``; a decimal point, and a byte order mark, are options. JSON has stable keys, ISO days and
numbers as texts, so that ``7.30`` stays ``7.30``. XLSX has text cells for whatever is not a number or
a day: a NIR keeps its digits.

A text that a spreadsheet would run as a formula is shown as text: in CSV an apostrophe comes before it, in
XLSX it is written as a string.
"""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeAlias

import xlsxwriter  # type: ignore[import-untyped]  # ships no types

Cellule: TypeAlias = "str | int | Decimal | date | bool | None"


class Forme(StrEnum):
    """What a table can be written as."""

    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"


class Colonne(NamedTuple):
    """A column: its stable key (JSON), its French title (CSV, XLSX), its width in characters (XLSX)."""

    cle: str
    titre: str
    largeur: int = 14


@dataclass(frozen=True, slots=True)
class Tableau:
    """What to write; each line has one cell per column."""

    titre: str
    colonnes: tuple[Colonne, ...]
    lignes: Sequence[Sequence[Cellule]]


@dataclass(frozen=True, slots=True)
class OptionsCsv:
    """How a CSV is written."""

    bom: bool = False
    """True for the byte order mark that some spreadsheets need to read UTF-8."""
    point: bool = False
    """True for a decimal point instead of the comma."""


_FORMULES = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet run a text."""


def ecrire_tableau(tableau: Tableau, forme: Forme, le: datetime, options: OptionsCsv | None = None) -> bytes:
    """Return the file; ``le`` is the instant written in its properties (XLSX)."""
    match forme:
        case Forme.CSV:
            return _csv(tableau, options or OptionsCsv())
        case Forme.JSON:
            return _json(tableau)
        case Forme.XLSX:
            return _xlsx(tableau, le)


def _csv(tableau: Tableau, options: OptionsCsv) -> bytes:
    sortie = io.StringIO(newline="")
    ecrivain = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow([colonne.titre for colonne in tableau.colonnes])
    ecrivain.writerows([_en_csv(cellule, options) for cellule in ligne] for ligne in tableau.lignes)
    return sortie.getvalue().encode("utf-8-sig" if options.bom else "utf-8")


def _en_csv(cellule: Cellule, options: OptionsCsv) -> str:
    match cellule:
        case None:
            return ""
        case bool():
            return "oui" if cellule else "non"
        case Decimal():
            return f"{cellule:f}" if options.point else f"{cellule:f}".replace(".", ",")
        case date():
            return f"{cellule:%d/%m/%Y}"
        case str():
            return f"'{cellule}" if cellule.startswith(_FORMULES) else cellule
        case _:
            return str(cellule)


def _json(tableau: Tableau) -> bytes:
    cles = [colonne.cle for colonne in tableau.colonnes]
    objets = [
        {cle: _en_json(cellule) for cle, cellule in zip(cles, ligne, strict=True)} for ligne in tableau.lignes
    ]
    return json.dumps(objets, ensure_ascii=False, indent=2).encode() + b"\n"


def _en_json(cellule: Cellule) -> str | int | bool | None:
    if isinstance(cellule, Decimal):
        return f"{cellule:f}"
    return cellule.isoformat() if isinstance(cellule, date) else cellule


def _xlsx(tableau: Tableau, le: datetime) -> bytes:
    sortie = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(sortie, options) as classeur:
        # The file format has no time zone; its reader takes the instant as it is written.
        classeur.set_properties({"title": tableau.titre, "created": le.replace(tzinfo=None)})
        entete = classeur.add_format({"bold": True, "bottom": 1})
        jour = classeur.add_format({"num_format": "dd/mm/yyyy"})
        nombre = classeur.add_format({"num_format": "0.00##"})
        feuille = classeur.add_worksheet(tableau.titre[:31])
        for rang, colonne in enumerate(tableau.colonnes):
            feuille.set_column(rang, rang, colonne.largeur)
            feuille.write_string(0, rang, colonne.titre, entete)
        feuille.freeze_panes(1, 0)
        feuille.autofilter(0, 0, max(len(tableau.lignes), 1), len(tableau.colonnes) - 1)
        for y, ligne in enumerate(tableau.lignes, 1):
            for x, cellule in enumerate(ligne):
                match cellule:
                    case None | "":
                        pass
                    case bool():
                        feuille.write_string(y, x, "oui" if cellule else "non")
                    case Decimal():
                        feuille.write_number(y, x, cellule, nombre)
                    case int():
                        feuille.write_number(y, x, cellule)
                    case date():
                        feuille.write_datetime(y, x, cellule, jour)
                    case str():
                        feuille.write_string(y, x, cellule)
    return sortie.getvalue()
