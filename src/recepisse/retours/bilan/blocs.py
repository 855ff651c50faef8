"""Reading one element of a bilan by a table of what it may hold; what the table does not know is kept.

Every container is read the same way: its known leaves become texts by name, its known blocks are handed back
to be read in their turn, and all the rest (unknown elements, repeated leaves, attributes, stray texts) goes
to the ``autres`` of the document with its path. Nothing can be dropped by forgetting it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from recepisse.retours.document_xml import nom_local
from recepisse.retours.generique import Reserve, iter_autres
from recepisse.retours.modele import Autre, Donnee

FEUILLE: frozenset[str] | None = None
SANS_ATTRIBUT: frozenset[str] = frozenset()

_PARTAGES_MAX = 4096
"""Different texts kept to be shared; beyond, a document does not repeat itself."""


@dataclass(frozen=True, slots=True)
class Table:
    """What an element may hold: leaves, and blocks with the attributes that the reader of each takes."""

    connus: Mapping[str, frozenset[str] | None]
    """None for a leaf."""
    multiples: frozenset[str] = frozenset()
    """Blocks that may come several times."""


def table(feuilles: str = "", blocs: str = "", multiples: str = "", **attributs: str) -> Table:
    """Return a table from lists of names; ``attributs`` gives those of the blocks that have some."""
    connus: dict[str, frozenset[str] | None] = dict.fromkeys(feuilles.split())
    for nom in (*blocs.split(), *multiples.split()):
        connus[nom] = frozenset(attributs.get(nom, "").split())
    return Table(connus, frozenset(multiples.split()))


class Reste:
    """What a document says and no table knows, in the order it is met; and the texts that it repeats."""

    __slots__ = ("_partages", "_reserve")

    def __init__(self) -> None:
        self._reserve = Reserve()
        self._partages: dict[str, str] = {}

    def partager(self, texte: str) -> str:
        """Return the same text as met before: codes and messages repeat thousands of times."""
        connu = self._partages.get(texte)
        if connu is not None:
            return connu
        if len(self._partages) < _PARTAGES_MAX:
            self._partages[texte] = texte
        return texte

    def element(self, element: etree._Element) -> None:
        """Keep an unknown element whole."""
        for chemin, valeur in iter_autres(element, _chemin(element)):
            self._reserve.ajouter(chemin, valeur)

    def texte(self, conteneur: etree._Element, texte: str) -> None:
        """Keep a text that stands where only elements are expected."""
        self._reserve.ajouter(_chemin(conteneur), texte.strip())

    def attributs(self, element: etree._Element, connus: frozenset[str] = SANS_ATTRIBUT) -> None:
        """Keep the attributes of ``element`` that are not ``connus``."""
        for nom, valeur in element.items():
            if nom not in connus:
                self._reserve.ajouter(f"{_chemin(element)}/@{str(nom).rpartition('}')[2]}", str(valeur))

    def alentour(self, feuille: etree._Element, connus: frozenset[str] = SANS_ATTRIBUT) -> None:
        """Keep what a leaf has besides its text: attributes, elements, texts between them."""
        self.attributs(feuille, connus)
        for enfant in feuille:
            self.element(enfant)
            if enfant.tail and not enfant.tail.isspace():
                self.texte(feuille, enfant.tail)

    def fermer(self) -> list[Autre]:
        """Return everything kept."""
        return self._reserve.clore()


def _chemin(element: etree._Element) -> str:
    noms = [nom_local(element), *(nom_local(ancetre) for ancetre in element.iterancestors())]
    return "/".join(reversed(noms))


def ouvrir(
    conteneur: etree._Element, attendus: Table, reste: Reste
) -> tuple[dict[str, str], dict[str, list[etree._Element]]]:
    """Return the texts of the known leaves (blank ones left out) and the known blocks, both by name.

    This is where all the time of the reading goes: one pass, no search.
    """
    connus = attendus.connus
    lues: dict[str, str] = {}
    blocs: dict[str, list[etree._Element]] = {}
    texte = conteneur.text
    if texte and not texte.isspace():
        reste.texte(conteneur, texte)
    for enfant in conteneur:
        nom = enfant.tag
        if nom not in connus:
            nom = nom_local(enfant)
        if nom not in lues and connus.get(nom, SANS_ATTRIBUT) is FEUILLE:
            texte = enfant.text
            if texte and (texte := texte.strip()):
                lues[nom] = texte
            if enfant.keys() or len(enfant):
                reste.alentour(enfant)
        else:
            _ranger(nom, enfant, attendus, blocs, reste)
        texte = enfant.tail
        if texte and not texte.isspace():
            reste.texte(conteneur, texte)
    return lues, blocs


def _ranger(
    nom: str, enfant: etree._Element, attendus: Table, blocs: dict[str, list[etree._Element]], reste: Reste
) -> None:
    """Put a block with those of its name; one that is not expected, or not again, is kept unread."""
    attributs = attendus.connus.get(nom)
    memes = blocs.get(nom)
    if attributs is None or (memes and nom not in attendus.multiples):
        reste.element(enfant)
        return
    if enfant.keys():
        reste.attributs(enfant, attributs)
    if memes:
        memes.append(enfant)
    else:
        blocs[nom] = [enfant]


def feuilles_de(conteneur: etree._Element, attendues: Table, reste: Reste) -> dict[str, str]:
    """Return the texts of a container that holds leaves only."""
    return ouvrir(conteneur, attendues, reste)[0]


def donnees_de(conteneur: etree._Element, attendues: Table, reste: Reste) -> dict[str, Donnee]:
    """Return the same, as data of the document."""
    return {**ouvrir(conteneur, attendues, reste)[0]}


def blocs_de(conteneur: etree._Element, attendus: Table, reste: Reste) -> dict[str, list[etree._Element]]:
    """Return the blocks of a container that holds blocks only."""
    return ouvrir(conteneur, attendus, reste)[1]


def texte_de(feuille: etree._Element, reste: Reste) -> str:
    """Return the text of a leaf that was handed back as a block because it has attributes."""
    if len(feuille):
        reste.alentour(feuille, frozenset(map(str, feuille.keys())))
    return (feuille.text or "").strip()
