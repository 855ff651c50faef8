"""Reader of the slips of daily allowances of CNAM (BPIJ 02.03 and 02.04): root ``BPIJ``.

``donnees`` has the document's own names: ``Nature``, ``Version``, ``Identification``, ``Temps``,
``Fonction``, ``Info``, ``Cumul`` and ``Declarant`` → list ``Declare`` → list ``Caisse`` → list ``Assure`` →
lists ``Assurance`` (→ list ``Prestation``), ``Indu`` and ``Rappel``. A total is a ``Cumul`` (``Libelle``,
``Montant``) at each level. Elements that have attributes keep their text under ``valeur``
(``Identite``: ``R``, ``valeur``). Source: schema ROOT_BPIJ 02.04, of which 02.03 is a part.
"""

from lxml import etree

from recepisse.retours.aiguillage import Famille
from recepisse.retours.document.xml import detacher, nom_local
from recepisse.retours.familles.bpij.constats import constater
from recepisse.retours.familles.bpij.formes import ASSURE, BPIJ
from recepisse.retours.familles.gabarit import Objet, aplatir, lire, objet, objets, texte
from recepisse.retours.familles.generique import iter_autres
from recepisse.retours.modele import Contenu, DeclarationLue, Donnee

_ASSURE = "Assure"
_CHEMIN = "BPIJ/Declarant/Declare/Caisse"
_ANCETRES = tuple(reversed(_CHEMIN.split("/")))
_SIRET = 14


class _Lecteur:
    """The reader of the slips."""

    lourds: frozenset[str] = frozenset({_ASSURE})

    def ouvrir(self, nature: str, statut: str) -> "_Lecture":  # noqa: ARG002 -- the shape of every reader
        """Start reading."""
        return _Lecture(nature)


class _Lecture:
    """One slip. Persons are taken out of it one by one, then their place in the rest is found again."""

    def __init__(self, nature: str) -> None:
        self._nature = nature
        self._contenu = Contenu(famille=Famille.BPIJ)
        self._assures: dict[etree._Element | None, list[Donnee]] = {}
        """Persons by element of their fund (``Caisse``)."""

    def lourd(self, element: etree._Element) -> None:
        """Read one person."""
        autres, caisse = self._contenu.autres, element.getparent()
        if caisse not in self._assures:
            ancetres = tuple(nom_local(a) for a in element.iterancestors())
            if caisse is None or ancetres != _ANCETRES:
                autres.extend(iter_autres(element, "/".join((*reversed(ancetres), _ASSURE))))
                return
            self._assures[caisse] = []
        assure = lire(element, ASSURE, f"{_CHEMIN}/{_ASSURE}", autres)
        self._assures[caisse].append(assure)
        self._contenu.anomalies.extend(constater(assure, self._nature))

    def achever(self, racine: etree._Element) -> Contenu:
        """Read the rest."""
        detacher(racine, LECTEUR.lourds, self.lourd)
        contenu = self._contenu
        contenu.donnees = lire(racine, BPIJ, "BPIJ", contenu.autres)
        contenu.version = texte(contenu.donnees, "Version")
        contenu.type_interne = texte(contenu.donnees, "Nature")
        caisses = racine.iterfind("{*}Declarant/{*}Declare/{*}Caisse")
        declarants = objet(contenu.donnees, "Declarant")
        lues = [c for declare in objets(declarants, "Declare") for c in objets(declare, "Caisse")]
        for element, caisse in zip(caisses, lues, strict=False):
            if element in self._assures:
                caisse[_ASSURE] = self._assures.pop(element)
        for assures in self._assures.values():  # of a second Declarant, that no schema allows
            contenu.autres.extend(aplatir(assures, f"{_CHEMIN}/{_ASSURE}"))
        contenu.declarations = [
            _declaration(declare, rang) for rang, declare in enumerate(objets(declarants, "Declare"), 1)
        ]
        return contenu


def _declaration(declare: Objet, rang: int) -> DeclarationLue:
    """Return the establishment of an employer; a slip is not tied to a DSN."""
    siret = texte(objet(declare, "Identite"), "valeur")
    entier = len(siret) == _SIRET
    return DeclarationLue(siren=siret[:9] if entier else "", nic=siret[9:] if entier else "", rang=str(rang))


LECTEUR = _Lecteur()
