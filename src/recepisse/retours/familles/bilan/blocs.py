"""Reading one element of a bilan by a table of what it may hold; what the table does not know is kept.

Every container is read the same way: its known leaves become texts by name, each known block is read by the
function that its table names, and all the rest (unknown elements, repeated ones, attributes, stray texts)
goes to the ``autres`` of the document with its path. Nothing can be dropped by forgetting it.

Nearly all documents hold nothing but what the tables know. They are first read without looking for the rest:
values are counted on the way, and when the document holds as many, nothing was left. Otherwise it is read
again with care, which is the only difference.
"""

from collections.abc import Mapping
from typing import Protocol, TypeAlias, TypeVar, cast

from lxml import etree

from recepisse.retours.document.xml import nom_local
from recepisse.retours.familles.generique import Reserve, iter_autres
from recepisse.retours.modele import Autre, Donnee

SANS_ATTRIBUT: frozenset[str] = frozenset()
TYPEES = frozenset(
    f"rubrique_{genre}" for genre in ("string", "decimal", "integer", "boolean", "date", "time")
)
"""Names of the rubrics of a communication, by type of their value."""
_MULTIPLES = TYPEES | {
    *("declaration", "envoi_anomalie", "declaration_anomalie", "envoi_compteurs", "declaration_compteurs"),
    *("declaration_reconstituee", "salarie", "individu_non_salarie", "contrat", "taux_AT"),
    *("rubrique_associee", "information_collective", "calcul", "information", "donnees_paie"),
    *("taux", "montant"),
}
"""Blocks that may come several times in their container."""

ATTRIBUTS: Mapping[str, frozenset[str]] = {
    "salarie": frozenset({"origine"}),
    "individu_non_salarie": frozenset({"origine"}),
    "information_collective": frozenset({"type"}),
    "calcul": frozenset({"date_calcul", "phase"}),
    "donnees_paie": frozenset({"tranche"}),
    "taux": frozenset({"part"}),
    "montant": frozenset({"type"}),
    **dict.fromkeys(TYPEES, frozenset({"name"})),
}
"""Attributes that the readers of the blocks take."""

_A_TEXTE = TYPEES | {"taux", "montant"}
"""Leaves read as blocks, for their attributes: their text is taken too."""

_PARTAGES_MAX = 4096
"""Different texts kept to be shared; beyond, a document does not repeat itself."""


class Reste:
    """What a document says and no table knows, in the order it is met; and the texts that it repeats."""

    __slots__ = ("_partages", "_reserve", "pris", "simple")

    def __init__(self, *, simple: bool = False) -> None:
        self._reserve = Reserve()
        self._partages: dict[str, str] = {}
        self.simple = simple
        """True while the document is read without looking for what no table knows."""
        self.pris = 0
        """Texts and attributes taken by a simple reading."""

    def is_complet(self, racine: etree._Element) -> bool:
        """Return True when a simple reading took everything that ``racine`` holds below it."""
        return not self._reserve.autres and self.pris == cast("float", _valeurs(racine))

    def partager(self, texte: str) -> str:
        """Return the same text as met before: codes and messages repeat thousands of times."""
        connu = self._partages.get(texte)
        if connu is not None:
            return connu
        if len(self._partages) < _PARTAGES_MAX:
            self._partages[texte] = texte
        return texte

    def element(self, element: etree._Element) -> None:
        """Keep an element whole."""
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


_valeurs = etree.XPath("count(descendant::text()) + count(descendant::*/@*)")
"""Number of values of a document, attributes of the root apart; the parser drops blanks between elements."""


def _chemin(element: etree._Element) -> str:
    noms = [nom_local(element), *(nom_local(ancetre) for ancetre in element.iterancestors())]
    return "/".join(reversed(noms))


class Sujet(Protocol):
    """What an element is read into."""

    @property
    def reste(self) -> Reste:
        """Where what is unknown goes."""
        ...


S = TypeVar("S", bound=Sujet)
S_contra = TypeVar("S_contra", bound=Sujet, contravariant=True)


class LireBloc(Protocol[S_contra]):
    """The function that reads a block."""

    def __call__(self, sujet: S_contra, element: etree._Element, /) -> None:
        """Read the block into the subject of its container."""
        ...


Attendus: TypeAlias = Mapping[str, LireBloc[S] | None]
"""What a container may hold, by name: None for a leaf, or the function that reads a block."""


class Feuilles(dict[str, None]):
    """The table of a container that holds leaves and nothing else."""


def feuilles(noms: str) -> Feuilles:
    """Return the table of these leaves."""
    return Feuilles(dict.fromkeys(noms.split()))


def garder(sujet: Sujet, element: etree._Element) -> None:
    """Read nothing: keep the element as it is."""
    sujet.reste.element(element)


def ouvrir(conteneur: etree._Element, attendus: Attendus[S], sujet: S) -> dict[str, str]:
    """Read ``conteneur`` into ``sujet``, and return the texts of its leaves by name, blank ones left out.

    Nearly all the time of a reading is spent here: one pass over the children, in their order, no search.
    """
    reste = sujet.reste
    if reste.simple:
        return _ouvrir_simple(conteneur, attendus, sujet, reste)
    return _ouvrir_avec_soin(conteneur, attendus, sujet, reste)


def _ouvrir_simple(
    conteneur: etree._Element, attendus: Attendus[S], sujet: S, reste: Reste
) -> dict[str, str]:
    """Read what the table knows, and count it; what is passed over will be missed in the count."""
    trouver = attendus.get
    lues: dict[str, str] = {}
    vus: list[str] = []
    enfants = conteneur[:]  # type: ignore[index]
    if type(attendus) is Feuilles:
        lues = {e.tag: e.text.strip() for e in enfants if e.text}
        if lues.keys() <= attendus.keys() and "" not in lues.values():
            reste.pris += len(lues)
            return lues
        lues = {}
    for enfant in enfants:
        nom = enfant.tag
        lire = trouver(nom, garder)
        if lire is None:
            if nom not in lues and (texte := enfant.text) and (texte := texte.strip()):
                lues[nom] = texte
        elif lire is not garder and (nom not in vus or nom in _MULTIPLES):
            vus.append(nom)
            if nom in ATTRIBUTS:
                reste.pris += len(ATTRIBUTS[nom].intersection(enfant.keys()))
                reste.pris += nom in _A_TEXTE and bool(enfant.text)
            lire(sujet, enfant)
    reste.pris += len(lues)
    return lues


def _ouvrir_avec_soin(
    conteneur: etree._Element, attendus: Attendus[S], sujet: S, reste: Reste
) -> dict[str, str]:
    """Read what the table knows, and keep all the rest."""
    trouver = attendus.get
    lues: dict[str, str] = {}
    vus: tuple[str, ...] = ()
    texte = conteneur.text
    if texte and not texte.isspace():
        reste.texte(conteneur, texte)
    # A slice is gone through faster than the element itself; the stubs of lxml do not know it.
    for enfant in conteneur[:]:  # type: ignore[index]
        nom = enfant.tag
        lire = trouver(nom, garder)
        if lire is garder:
            nom = nom_local(enfant)
            lire = trouver(nom, garder)
        if lire is None and nom not in lues:
            texte = enfant.text
            if texte and (texte := texte.strip()):
                lues[nom] = texte
            if enfant.keys() or len(enfant):
                _entourer(reste, enfant)
        elif lire is None or lire is garder or (nom in vus and nom not in _MULTIPLES):
            reste.element(enfant)
        else:
            vus = vus if nom in vus else (*vus, nom)
            if enfant.keys():
                reste.attributs(enfant, ATTRIBUTS.get(nom, SANS_ATTRIBUT))
            lire(sujet, enfant)
        texte = enfant.tail
        if texte and not texte.isspace():
            reste.texte(conteneur, texte)
    return lues


def _entourer(reste: Reste, feuille: etree._Element) -> None:
    """Keep what a leaf has besides its text."""
    reste.attributs(feuille)
    reste.enfants(feuille)


def donnees_de(conteneur: etree._Element, attendues: Attendus[S], sujet: S) -> dict[str, Donnee]:
    """Return the leaves of ``conteneur`` as data of the document."""
    return {**ouvrir(conteneur, attendues, sujet)}


def texte_de(feuille: etree._Element, reste: Reste) -> str:
    """Return the text of a leaf that is read as a block because it has attributes."""
    if len(feuille):
        reste.enfants(feuille)
    return (feuille.text or "").strip()


def attributs_de(element: etree._Element, *noms: str) -> dict[str, Donnee]:
    """Return the attributes that ``element`` has of these, as data of the document."""
    return {nom: valeur for nom in noms if (valeur := element.get(nom))}
