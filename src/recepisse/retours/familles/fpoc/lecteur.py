"""Reader of the fiches de paramétrage of the organismes complémentaires (objects of the nature FPOC).

Root ``FICHE``, versions 1.3.4 to 1.4.0: what an OC asks a company to declare for its contracts. It is not a
return of a flux: it names no declaration, only the company (and the establishment when it is for one alone).

``donnees`` follows the document with its own names: attributes and children of an element side by side, a
list for what may repeat (GROUPE, ParametresContrats, CotisationEtablissement and its Montant and Taux,
BaseMontantSpecifique, ValeursIncluses, ValeursExclues, Compatibilites), a text for a leaf::

    {"IdentifiantFiche", "DateHeureCreation", "Version", "Entreprise": {"SIREN", "RaisonSociale", "NIC"},
     "ProducteurFiche": {…}, "ContactTechniqueFiche": {…}, "ContactGestionnaireFiche": {…}, "Message",
     "GROUPE": [{"NumeroGrp", "LibelleGrp", "ParametresContrats": [{"Changement", "Periodicite", "Terme",
     "DateDebutValidite", "DateFinValidite", "Organisme": {…}, "Contrat": {…}, "Option": {…},
     "Population": {…}, "ElementsDeCalculAttendus": {"TAPrev": {"Taux"}, "BaseMontantSpecifique": [{…}]},
     "CotisationEtablissement": [{…}]}], "CriteresSalaries": {…}, "Compatibilites": […]}]}

``contrats.contrats`` gives the contracts of a fiche as typed values, whatever its version.
"""

from typing import TYPE_CHECKING, cast

from recepisse.retours.aiguillage import Famille
from recepisse.retours.document.xml import nom_local
from recepisse.retours.donnees import objet, texte
from recepisse.retours.familles.fpoc.grammaire import FICHE, PARAMETRES, Noeud
from recepisse.retours.familles.oc.attributs import (
    is_nomme,
    lire_attributs,
    lire_inconnu,
    lire_inconnus,
    lire_suite,
    lire_textes,
)
from recepisse.retours.modele import Autre, Contenu, DeclarationLue, Donnee

if TYPE_CHECKING:
    from lxml import etree

_GROUPE, _PARAMETRES = "GROUPE", "ParametresContrats"
_AUCUN: frozenset[str] = frozenset()


class _Lecture:
    """One fiche being read."""

    def __init__(self) -> None:
        self._contenu = Contenu(famille=Famille.FPOC)
        self._deja: dict[etree._Element, list[Donnee]] = {}
        """Parameters read as they flowed, by group."""
        self._autres_lourds: list[Autre] = []

    def lourd(self, element: "etree._Element") -> None:
        """Read the parameters of a contract as they flow; out of a group, they are kept as they are."""
        parents = list(element.iterancestors())
        if len(parents) == 2 and is_nomme(parents[0], _GROUPE):  # noqa: PLR2004 (group, then root)
            lus = self._lire(element, PARAMETRES, self._autres_lourds)
            self._deja.setdefault(parents[0], []).append(lus)
        else:
            lire_inconnu(element, self._autres_lourds)

    def achever(self, racine: "etree._Element") -> Contenu:
        """Read what remains and return what the fiche says."""
        contenu = self._contenu
        donnees = contenu.donnees = self._lire(racine, FICHE, contenu.autres)
        contenu.autres.extend(self._autres_lourds)
        contenu.version = texte(donnees, "Version")
        contenu.message = texte(donnees, "Message")
        entreprise = objet(donnees, "Entreprise")
        if entreprise:
            contenu.declarations.append(
                DeclarationLue(siren=texte(entreprise, "SIREN"), nic=texte(entreprise, "NIC"))
            )
        return contenu

    def _lire(self, element: "etree._Element", noeud: Noeud, autres: list[Autre]) -> dict[str, Donnee]:
        """Return the attributes and the children of ``element`` that its node names."""
        attributs, enfants, repetes = noeud
        lus = cast("dict[str, Donnee]", lire_attributs(element, attributs, autres))
        lire_textes(element, autres)
        listes: dict[str, list[Donnee]] = {}
        if self._deja and element in self._deja:
            listes[_PARAMETRES] = self._deja.pop(element)
        for enfant in element:
            nom = enfant.tag if enfant.tag in enfants else nom_local(enfant)
            if nom not in enfants or nom in lus:
                lire_inconnu(enfant, autres)
                continue
            suivant = enfants[nom]
            valeur: Donnee
            if suivant is None:
                valeur = _lire_feuille(enfant, autres)
            elif suivant is PARAMETRES:
                valeur = self._lire(enfant, suivant, self._autres_lourds)
            else:
                valeur = self._lire(enfant, suivant, autres)
            if nom in repetes:
                listes.setdefault(nom, []).append(valeur)
            else:
                lus[nom] = valeur
        lus.update(listes)
        return lus


def _lire_feuille(element: "etree._Element", autres: list[Autre]) -> str:
    """Return the text of a leaf."""
    suite = element.tail
    if element.keys() or len(element) or (suite and not suite.isspace()):
        lire_suite(element, autres)
        lire_attributs(element, _AUCUN, autres)
        lire_inconnus(element, autres)
    return (element.text or "").strip()


class _Lecteur:
    """The reader of the family."""

    lourds = frozenset({_PARAMETRES})

    def ouvrir(self, nature: str, statut: str) -> _Lecture:  # noqa: ARG002 (a fiche is announced by neither)
        """Start reading a fiche."""
        return _Lecture()


LECTEUR = _Lecteur()
