"""Reader of the business reports of the organismes complémentaires (nature 51) and of their receipts (50).

Root ``Fichier``, all data in attributes: models 1.1.1 to 1.1.4 (``VersionCRM`` 111 to 114; a declaration with
its mandates and its business returns) and 8.31 (no ``VersionCRM``; diagnostics, employees, events). A receipt
is the same document without a return. ``TypCRM`` does not tell which it is: a published example of a full
report carries the type of a receipt.

``donnees``: ``{"fichier": {attributes}, "declarations": [{"attributs": {…}, "mandats": [{"genre", …}],
"diagnostics": [{…}], "retours": [{…, "contextes": [{Rubrique, Libelle, Valeur, LibelVal}]}], "salaries":
[{…, "evenements": [{…}]}]}]}``. Attributes keep their own names; empty lists are left out. The contact at
the organisation is in ``attributs``: NomContact, TelContact, MailContact.
"""

from lxml import etree

from recepisse.retours.aiguillage import Famille
from recepisse.retours.document.xml import nom_local
from recepisse.retours.familles.oc.attributs import is_nomme, lire_attributs, lire_inconnu, lire_textes
from recepisse.retours.familles.oc.declaration import CONNUS, LOURDS, DeclarationOC
from recepisse.retours.modele import Autre, Contenu, Donnee

_DECLARATION = "Declaration"

# fmt: off
_FICHIER_CONNU = frozenset({
    "VersionCRM", "IdEnvoi", "TypCRM", "ModeDepot", "SiteDeposant", "PointDepot", "TailleFichier",
    "DateHeureReceptionDep", "SiretEmetteur", "NomEmetteur", "SiretDeposant", "NomDeposant", "PrenomDeposant",
    "TypeEnvoi", "VersionNorme", "CodeEnvoi", "DateHeureReceptionOC", "DateHeureReceptionDELEG",
    "NbreDeclaration",
})
# fmt: on


class _Lecture:
    """One report being read."""

    def __init__(self) -> None:
        self._contenu = Contenu(famille=Famille.OC)
        self._declarations: dict[etree._Element, DeclarationOC] = {}
        self._egares: list[Autre] = []

    def lourd(self, element: etree._Element) -> None:
        """Read a business return or an employee as it flows; out of a declaration, it is kept as it is."""
        parents = list(element.iterancestors())
        if len(parents) == 2 and is_nomme(parents[0], _DECLARATION):  # noqa: PLR2004 (declaration, then root)
            precedentes = sum(is_nomme(e, _DECLARATION) for e in parents[0].itersiblings(preceding=True))
            self._ouvrir(parents[0], precedentes + 1).lire_lourd(element, nom_local(element))
        else:
            lire_inconnu(element, self._egares)

    def achever(self, racine: etree._Element) -> Contenu:
        """Read what remains and return what the report says."""
        contenu = self._contenu
        fichier = lire_attributs(racine, _FICHIER_CONNU, contenu.autres)
        lire_textes(racine, contenu.autres)
        contenu.version = fichier.get("VersionCRM", "").strip()
        contenu.type_interne = fichier.get("TypCRM", "").strip()
        contenu.idflux = fichier.get("IdEnvoi", "").strip()
        declarations: list[Donnee] = []
        for enfant in racine:
            if is_nomme(enfant, _DECLARATION):
                declaration = self._ouvrir(enfant, len(declarations) + 1)
                declaration.achever(enfant)
                declaration.verser(contenu)
                declarations.append(declaration.donnees())
            else:
                lire_inconnu(enfant, contenu.autres)
        contenu.autres.extend(self._egares)
        contenu.donnees = {"fichier": {**fichier}, "declarations": declarations}
        return contenu

    def _ouvrir(self, element: etree._Element, rang: int) -> DeclarationOC:
        """Return the declaration of ``element``, of this rank; its attributes are there from its start."""
        deja = self._declarations.get(element)
        if deja is None:
            autres: list[Autre] = []
            attributs = lire_attributs(element, CONNUS, autres)
            deja = self._declarations[element] = DeclarationOC(attributs, rang, autres)
        return deja


class _Lecteur:
    """The reader of the family."""

    lourds = LOURDS

    def ouvrir(self, nature: str, statut: str) -> _Lecture:  # noqa: ARG002 (the document says it all)
        """Start reading a report."""
        return _Lecture()


LECTEUR = _Lecteur()
