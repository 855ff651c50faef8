"""Walk the data of a return (``Contenu.donnees``) without trusting their shape.

``donnees`` is a JSON value that follows the document: a key may be absent, hold a text where a list was
expected, or the contrary in a version to come. Each function gives what was asked for, or its empty form.
"""

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from recepisse.retours.modele import Donnee

_DATES = (
    (re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[TZ+-].*)?", re.ASCII), (1, 2, 3)),
    (re.compile(r"([0-9]{2})([0-9]{2})((?:19|20)[0-9]{2})", re.ASCII), (3, 2, 1)),
)
"""Ways of writing a day: 2026-09-30 (with a zone or an hour behind), 30092026."""

_NIR_AVEC_CLE = re.compile(r"([0-9]{6}[0-9AB][0-9]{6})[0-9]{2}", re.ASCII)


def objet(donnees: "Mapping[str, Donnee]", cle: str) -> "Mapping[str, Donnee]":
    """Return the object under ``cle``, an empty one when there is none."""
    valeur = donnees.get(cle)
    return valeur if isinstance(valeur, dict) else {}


def objets(donnees: "Mapping[str, Donnee]", cle: str) -> "Iterator[Mapping[str, Donnee]]":
    """Yield the objects listed under ``cle``; a lone object counts as a list of one."""
    valeur = donnees.get(cle)
    for element in valeur if isinstance(valeur, list) else [valeur]:
        if isinstance(element, dict):
            yield element


def texte(donnees: "Mapping[str, Donnee]", cle: str) -> str:
    """Return the text under ``cle``, blanks around dropped, "" when there is none."""
    valeur = donnees.get(cle)
    return valeur.strip() if isinstance(valeur, str) else ""


def textes(donnees: "Mapping[str, Donnee]", cle: str) -> list[str]:
    """Return the texts listed under ``cle`` that are not blank; a lone text counts as a list of one."""
    valeur = donnees.get(cle)
    liste = valeur if isinstance(valeur, list) else [valeur]
    return [element.strip() for element in liste if isinstance(element, str) and element.strip()]


def lire_jour(ecrit: str) -> date | None:
    """Return the day written in ``ecrit``, None when it is none (unknown month or day included)."""
    for motif, (annee, mois, jour) in _DATES:
        trouve = motif.fullmatch(ecrit.strip())
        if trouve:
            try:
                return date(int(trouve[annee]), int(trouve[mois]), int(trouve[jour]))
            except ValueError:
                return None
    return None


def periode(debut: str, fin: str) -> str:
    """Return a period as one text: one date, or two with a slash between."""
    return "/".join(dict.fromkeys(filter(None, (debut, fin))))


def nir_sans_cle(nir: str) -> str:
    """Return the thirteen characters of a NIR written with its key of two digits; any other text as it is."""
    avec_cle = _NIR_AVEC_CLE.fullmatch(nir)
    return avec_cle[1] if avec_cle else nir
