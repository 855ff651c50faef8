"""The shape of a part of a document, and the one walk that reads it into dictionaries of its own names.

Used for the families whose documents are nested DTOs (AGIRC-ARRCO, BPIJ). A leaf becomes a text, a block a
dictionary, a repeated block a list of dictionaries; what is empty is left out. Whatever the shape does not
foresee goes to ``autres``: an unknown name, an attribute, a second leaf of a name, a text between two blocks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from lxml import etree

from recepisse.retours.document_xml import nom_local
from recepisse.retours.generique import iter_autres, joindre
from recepisse.retours.modele import Autre, Donnee

VALEUR = "valeur"
"""Key of the text of a block that has attributes."""


Objet: TypeAlias = "dict[str, Donnee]"
"""What an element says, by name."""


@dataclass(frozen=True, slots=True)
class Gabarit:
    """What an element may hold."""

    feuilles: frozenset[str] = frozenset()
    blocs: "Mapping[str, Gabarit]" = field(default_factory=dict)
    listes: "Mapping[str, Gabarit]" = field(default_factory=dict)
    attributs: frozenset[str] = frozenset()
    texte: bool = False
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
    return Gabarit(
        frozenset(feuilles.split()), blocs or {}, listes or {}, frozenset(attributs.split()), texte
    )


def lire(element: etree._Element, forme: Gabarit, chemin: str, autres: list[Autre]) -> dict[str, Donnee]:
    """Return what ``element`` says; what ``forme`` does not foresee is added to ``autres``."""
    donnees: dict[str, Donnee] = {}
    for nom, valeur in element.items():
        if nom in forme.attributs:
            donnees[str(nom)] = str(valeur)
        else:
            autres.append(Autre(joindre(chemin, "@" + str(nom).rpartition("}")[2]), str(valeur)))
    texte = (element.text or "").strip()
    if texte and forme.texte:
        donnees[VALEUR] = texte
    elif texte:
        autres.append(Autre(chemin, texte))
    for enfant in element:
        _enfant(enfant, forme, chemin, donnees, autres)
        if enfant.tail and enfant.tail.strip():
            autres.append(Autre(chemin, enfant.tail.strip()))
    return donnees


def _enfant(
    enfant: etree._Element, forme: Gabarit, chemin: str, donnees: dict[str, Donnee], autres: list[Autre]
) -> None:
    nom = nom_local(enfant)
    if nom in forme.feuilles:
        if nom not in donnees and not len(enfant) and not enfant.items():
            texte = (enfant.text or "").strip()
            if texte:
                donnees[nom] = texte
            return
    elif nom in forme.listes:
        liste = donnees.setdefault(nom, [])
        if isinstance(liste, list):
            liste.append(lire(enfant, forme.listes[nom], joindre(chemin, nom), autres))
            return
    elif nom in forme.blocs and nom not in donnees:
        lu = lire(enfant, forme.blocs[nom], joindre(chemin, nom), autres)
        if lu:
            donnees[nom] = lu
        return
    autres.extend(iter_autres(enfant, joindre(chemin, nom)))


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
