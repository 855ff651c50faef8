"""The shape of a part of a document, and the one walk that reads it into dictionaries of its own names.

Used for the families whose documents are nested DTOs (AGIRC-ARRCO, BPIJ). A leaf becomes a text, a block a
dictionary, a repeated block a list of dictionaries; what is empty is left out. Whatever the shape does not
foresee goes to ``autres``: an unknown name, an attribute, a second leaf of a name, a text between two blocks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from lxml import etree

from recepisse.retours.document.xml import nom_local
from recepisse.retours.familles.generique import iter_autres, joindre
from recepisse.retours.modele import Autre, Donnee

VALEUR = "valeur"
"""Key of the text of a block that has attributes."""


Objet: TypeAlias = "dict[str, Donnee]"
"""What an element says, by name."""


class Genre(Enum):
    """What a child is."""

    FEUILLE = 1
    BLOC = 2
    LISTE = 3


@dataclass(frozen=True, slots=True)
class Gabarit:
    """What an element may hold."""

    enfants: "Mapping[str, tuple[Genre, Gabarit]]"
    attributs: frozenset[str]
    texte: bool
    """True for an element that has a text of its own, kept under ``VALEUR``."""


def gabarit(
    feuilles: str = "",
    *,
    blocs: Mapping[str, Gabarit] | None = None,
    listes: Mapping[str, Gabarit] | None = None,
    attributs: str = "",
    texte: bool = False,
) -> Gabarit:
    """Return a shape; ``feuilles`` and ``attributs`` are names with blanks between."""
    enfants = dict.fromkeys(feuilles.split(), (Genre.FEUILLE, _VIDE))
    enfants |= {nom: (Genre.BLOC, forme) for nom, forme in (blocs or {}).items()}
    enfants |= {nom: (Genre.LISTE, forme) for nom, forme in (listes or {}).items()}
    return Gabarit(enfants, frozenset(attributs.split()), texte)


_VIDE = Gabarit({}, frozenset(), texte=False)
_INCONNU = (None, _VIDE)


def lire(element: etree._Element, forme: Gabarit, chemin: str, autres: list[Autre]) -> Objet:
    """Return what ``element`` says; what ``forme`` does not foresee is added to ``autres``.

    This walk is what reading takes its time in: nothing is made that is not needed.
    """
    donnees: Objet = {}
    _propres(element, forme, chemin, donnees, autres)
    enfants = forme.enfants
    for enfant in element:
        nom = nom_local(enfant)
        genre, sous = enfants.get(nom, _INCONNU)
        if genre is Genre.FEUILLE and nom not in donnees and not len(enfant) and not enfant.items():
            valeur = enfant.text
            if valeur and (valeur := valeur.strip()):
                donnees[nom] = valeur
        elif genre is Genre.LISTE and isinstance(liste := donnees.setdefault(nom, []), list):
            liste.append(lire(enfant, sous, f"{chemin}/{nom}", autres))
        elif genre is Genre.BLOC and nom not in donnees:
            lu = lire(enfant, sous, f"{chemin}/{nom}", autres)
            if lu:
                donnees[nom] = lu
        else:
            autres.extend(iter_autres(enfant, joindre(chemin, nom)))
        suite = enfant.tail
        if suite and (suite := suite.strip()):
            autres.append(Autre(chemin, suite))
    return donnees


def _propres(
    element: etree._Element, forme: Gabarit, chemin: str, donnees: Objet, autres: list[Autre]
) -> None:
    """Read the attributes and the first text of ``element``."""
    for nom, valeur in element.items():
        if nom in forme.attributs:
            donnees[str(nom)] = str(valeur)
        else:
            autres.append(Autre(joindre(chemin, "@" + str(nom).rpartition("}")[2]), str(valeur)))
    valeur = (element.text or "").strip()
    if valeur and forme.texte:
        donnees[VALEUR] = valeur
    elif valeur:
        autres.append(Autre(chemin, valeur))


def texte(donnees: Objet, nom: str) -> str:
    """Return the text called ``nom``, "" when there is none."""
    valeur = donnees.get(nom)
    return valeur if isinstance(valeur, str) else ""


def objet(donnees: Objet, nom: str) -> Objet:
    """Return the block called ``nom``, an empty one when there is none."""
    valeur = donnees.get(nom)
    return valeur if isinstance(valeur, dict) else {}


def objets(donnees: Objet, nom: str) -> list[Objet]:
    """Return the repeated blocks called ``nom``."""
    valeur = donnees.get(nom)
    return [v for v in valeur if isinstance(v, dict)] if isinstance(valeur, list) else []


def aplatir(valeur: Donnee, chemin: str) -> Iterator[Autre]:
    """Yield what was read as paths and values again, for a place that has none of its own."""
    if isinstance(valeur, dict):
        for nom, sous in valeur.items():
            yield from aplatir(sous, joindre(chemin, nom))
    elif isinstance(valeur, list):
        for sous in valeur:
            yield from aplatir(sous, chemin)
    elif isinstance(valeur, str):
        yield Autre(chemin, valeur)
