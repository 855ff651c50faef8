"""Reading one element of a bilan by a table of what it may hold; what the table does not know is kept.

Every container is read the same way: its known leaves become texts by name, its known blocks are handed back
to be read in their turn, and all the rest (unknown elements, repeated leaves, attributes, stray texts) goes
to the ``autres`` of the document with its path. Nothing can be dropped by forgetting it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from lxml import etree

from recepisse.retours.document_xml import nom_local
from recepisse.retours.generique import Reserve, iter_autres
from recepisse.retours.modele import Autre

Table: TypeAlias = Mapping[str, frozenset[str]]
"""Names of the blocks that an element may hold, with the attributes that the reader of each takes."""

SANS_ATTRIBUT: frozenset[str] = frozenset()
AUCUNE_FEUILLE: frozenset[str] = frozenset()
AUCUN_BLOC: Table = MappingProxyType({})

_PARTAGES_MAX = 4096
"""Different texts kept to be shared; beyond, a document does not repeat itself."""


def table(*noms: str, **attributs: str) -> Table:
    """Return a table of blocks: ``noms`` have no attribute; ``attributs`` names those of the others."""
    connus = dict.fromkeys(noms, SANS_ATTRIBUT)
    return MappingProxyType(connus | {nom: frozenset(liste.split()) for nom, liste in attributs.items()})


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

    def enfants(self, feuille: etree._Element) -> None:
        """Keep the elements that a leaf holds, and the texts between them."""
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
    conteneur: etree._Element, feuilles: frozenset[str], blocs: Table, reste: Reste
) -> tuple[dict[str, str], list[tuple[str, etree._Element]]]:
    """Return the texts of the known leaves by name (blank ones left out), and the known blocks in order."""
    lues: dict[str, str] = {}
    trouves: list[tuple[str, etree._Element]] = []
    texte = conteneur.text
    if texte and not texte.isspace():
        reste.texte(conteneur, texte)
    for enfant in conteneur:
        nom = enfant.tag
        if nom not in feuilles and nom not in blocs:
            nom = nom_local(enfant)
        if nom in feuilles and nom not in lues:
            texte = enfant.text
            if texte and (texte := texte.strip()):
                lues[nom] = texte
            if enfant.keys() or len(enfant):
                reste.attributs(enfant)
                reste.enfants(enfant)
        elif nom in blocs:
            trouves.append((nom, enfant))
            if enfant.keys():
                reste.attributs(enfant, blocs[nom])
        else:
            reste.element(enfant)
        texte = enfant.tail
        if texte and not texte.isspace():
            reste.texte(conteneur, texte)
    return lues, trouves


def texte_de(feuille: etree._Element, reste: Reste) -> str:
    """Return the text of a leaf that was handed back as a block because it has attributes."""
    if len(feuille):
        reste.enfants(feuille)
    return (feuille.text or "").strip()


def feuilles_de(conteneur: etree._Element, feuilles: frozenset[str], reste: Reste) -> dict[str, str]:
    """Return the texts of a container that holds leaves only."""
    return ouvrir(conteneur, feuilles, AUCUN_BLOC, reste)[0]


def ranger(
    trouves: list[tuple[str, etree._Element]], reste: Reste, multiples: frozenset[str] = frozenset()
) -> dict[str, list[etree._Element]]:
    """Return the blocks by name; a second one where no schema allows it is kept as it is, unread."""
    par_nom: dict[str, list[etree._Element]] = {}
    for nom, bloc in trouves:
        memes = par_nom.setdefault(nom, [])
        if memes and nom not in multiples:
            reste.element(bloc)
        else:
            memes.append(bloc)
    return par_nom
