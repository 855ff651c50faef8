"""The reader of the family bilan: a whole document at once, or its heavy elements as they flow.

Heavy are the anomalies (a refused file has as many as it has faults), the employees of a nature 94 and the
contracts of a nature 114. Each is read with what stands before it: the state of its declaration and that of
the envoi come first in every version of the schema.
"""

from lxml import etree

from recepisse.retours.aiguillage import Famille
from recepisse.retours.document.xml import nom_local
from recepisse.retours.familles.bilan.anomalie import lire_anomalie
from recepisse.retours.familles.bilan.blocs import ATTRIBUTS, SANS_ATTRIBUT, Attendus, Reste, ouvrir
from recepisse.retours.familles.bilan.cadre import Circonstances
from recepisse.retours.familles.bilan.communication import lire_communication
from recepisse.retours.familles.bilan.declaration import DeclarationEnCours
from recepisse.retours.familles.bilan.envoi import lire_bilan, lire_identification
from recepisse.retours.familles.bilan.phrases import URSSAF, rassembler_montants
from recepisse.retours.modele import Contenu, Donnee

_ENVOIS = frozenset({"envoi", "bordereau"})
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_ENTETE = {
    **{nom: nom for nom in ("type", "profil", "version", "identifiant", "message")},
    **{_XSI + nom: nom for nom in ("schemaLocation", "noNamespaceSchemaLocation")},
}
_ATTRIBUTS = frozenset(_ENTETE)
_TYPE_URSSAF = "CRACOSS"
_CHEMINS: dict[str, tuple[tuple[str, ...], ...]] = {
    "envoi_anomalie": (("envoi",), ("bordereau",)),
    "declaration_anomalie": (("declaration",),),
    "salarie": (("declaration_bilan", "declaration"),),
    "contrat": (("declaration_bilan", "declaration"),),
}
"""Heavy elements, and the ancestors between each and the root, when it stands where the schema says."""


class _Lecture:
    """One document being read."""

    def __init__(self, nature: str, statut: str, *, simple: bool) -> None:
        self.reste = Reste(simple=simple)
        self._nature = nature
        self._statut = statut
        self._contenu = Contenu(famille=Famille.BILAN)
        self._envoi: dict[str, Donnee] = {}
        self._etat_envoi = ""
        self._sujet = nature
        self._declarations: list[DeclarationEnCours] = []
        self._flots: dict[etree._Element, DeclarationEnCours] = {}

    def achever(self, racine: etree._Element) -> Contenu:
        """Read the document, or what remains of it once its heavy elements are read."""
        contenu = self.lire(racine)
        if self.reste.simple and not self.reste.is_complet(racine):
            return _Lecture(self._nature, self._statut, simple=False).lire(racine)
        return contenu

    def lire(self, racine: etree._Element) -> Contenu:
        """Read the document once."""
        contenu = self._contenu
        self._annoncer(racine)
        self._lire_entete(racine)
        ouvrir(racine, _RACINE, self)
        self._rassembler()
        contenu.autres = self.reste.fermer()
        return contenu

    def lourd(self, element: etree._Element) -> None:
        """Read an anomaly, an employee or a contract whose declaration is not complete yet."""
        self.reste.simple = False
        nom = nom_local(element)
        *ancetres, racine = element.iterancestors()
        if tuple(map(nom_local, ancetres)) not in _CHEMINS[nom]:
            self.reste.element(element)
            return
        lieu = ancetres[-1]
        if element.keys():
            self.reste.attributs(element, ATTRIBUTS.get(nom, SANS_ATTRIBUT))
        if nom == "envoi_anomalie":
            self._apercevoir_envoi(racine)
            self.lire_anomalie(element)
        else:
            declaration = self._flots.get(lieu) or self._apercevoir(lieu, racine)
            declaration.lire_lourd(nom, element)

    def _apercevoir_envoi(self, racine: etree._Element) -> None:
        self._annoncer(racine)
        envois = (e for e in racine if nom_local(e) in _ENVOIS)
        self._etat_envoi = next((_texte(e, "envoi_bilan", "envoi_etat") for e in envois), "")

    def _apercevoir(self, lieu: etree._Element, racine: etree._Element) -> DeclarationEnCours:
        """Look at what stands before the first heavy element of a declaration."""
        self._apercevoir_envoi(racine)
        ordre = sum(nom_local(e) == "declaration" for e in racine)
        declaration = self._flots[lieu] = self._ouvrir(ordre)
        declaration.apercevoir(
            _texte(lieu, "declaration_identification", "rang"), _texte(lieu, "declaration_bilan", "etat")
        )
        return declaration

    def _ouvrir(self, ordre: int) -> DeclarationEnCours:
        circonstances = Circonstances(self._nature, self._sujet, self._etat_envoi, self._statut)
        return DeclarationEnCours(self.reste, circonstances, self._contenu.anomalies, ordre)

    def _annoncer(self, racine: etree._Element) -> None:
        self._sujet = self._nature or (URSSAF if racine.get("type") == _TYPE_URSSAF else "")

    def _lire_entete(self, racine: etree._Element) -> None:
        contenu = self._contenu
        lus = {str(nom): str(valeur) for nom, valeur in racine.items()}
        entete: dict[str, Donnee] = {_ENTETE[nom]: valeur for nom, valeur in lus.items() if nom in _ENTETE}
        if len(entete) < len(lus):
            self.reste.attributs(racine, _ATTRIBUTS)
        contenu.version = lus.get("version", "")
        contenu.type_interne = lus.get("type", "")
        contenu.message = lus.get("message", "").strip()
        contenu.donnees["entete"] = entete

    def lire_envoi(self, element: etree._Element) -> None:
        """Read ``envoi`` or ``bordereau``; a second one is kept as it is."""
        if "envoi" in self._contenu.donnees:
            self.reste.element(element)
            return
        genre = nom_local(element)
        if genre == "bordereau":
            self._envoi["genre"] = genre
        self._contenu.donnees["envoi"] = self._envoi
        ouvrir(element, _ENVOI, self)

    def identifier_envoi(self, element: etree._Element) -> None:
        """Read the identification of the envoi; a second one is kept as it is."""
        if "identification" in self._envoi:
            self.reste.element(element)
            return
        self._envoi["identification"] = identification = lire_identification(element, self.reste)
        self._contenu.idflux = str(identification.get("idflux", ""))

    def lire_bilan_envoi(self, element: etree._Element) -> None:
        """Read the state and the counts of the envoi."""
        self._envoi["bilan"] = bilan = lire_bilan(element, self.reste)
        self._etat_envoi = str(bilan.get("etat", ""))
        if self._etat_envoi:
            self._contenu.etats.append(self._etat_envoi)

    def lire_anomalie(self, element: etree._Element) -> None:
        """Read an anomaly of the envoi."""
        circonstances = Circonstances(self._nature, self._sujet, self._etat_envoi, self._statut)
        self._contenu.anomalies.append(lire_anomalie(element, circonstances.cadre("", None), self.reste))

    def lire_declaration(self, element: etree._Element) -> None:
        """Read a declaration, or what remains of it."""
        contenu = self._contenu
        declaration = self._flots.get(element) or self._ouvrir(len(self._declarations) + 1)
        declaration.lire(element)
        contenu.declarations.append(declaration.resumer())
        contenu.etats.extend(declaration.etats)
        contenu.message = contenu.message or declaration.certificat
        self._declarations.append(declaration)

    def lire_communication(self, element: etree._Element) -> None:
        """Read the rates published to the employer."""
        self._contenu.donnees["communications"] = lire_communication(element, self.reste)

    def _rassembler(self) -> None:
        """Put the declarations into ``donnees``, with what the sentences of Urssaf say of each."""
        donnees = self._contenu.donnees
        if self._sujet == URSSAF:
            for declaration in self._declarations:
                messages = (a.message for a in self._contenu.anomalies if a.rang == declaration.rang)
                montants = rassembler_montants(declaration.certificat, messages)
                cible = donnees if len(self._declarations) == 1 else declaration.donnees
                if montants:
                    cible["montants"] = {**montants}
        if self._declarations:
            donnees["declarations"] = [declaration.donnees for declaration in self._declarations]


_RACINE: Attendus[_Lecture] = {
    "envoi": _Lecture.lire_envoi,
    "bordereau": _Lecture.lire_envoi,
    "declaration": _Lecture.lire_declaration,
    "communication": _Lecture.lire_communication,
}
_ENVOI: Attendus[_Lecture] = {
    "envoi_identification": _Lecture.identifier_envoi,
    "bordereau_identification": _Lecture.identifier_envoi,
    "envoi_bilan": _Lecture.lire_bilan_envoi,
    "envoi_anomalie": _Lecture.lire_anomalie,
}


class _Lecteur:
    """The reader of the family."""

    lourds = frozenset(_CHEMINS)

    def ouvrir(self, nature: str, statut: str) -> _Lecture:
        """Start reading a document announced with this nature and status."""
        return _Lecture(nature, statut, simple=True)


LECTEUR = _Lecteur()


def _texte(element: etree._Element, bloc: str, feuille: str) -> str:
    """Return the text of a leaf of a block of ``element``, "" when it is not there."""
    for enfant in element:
        if nom_local(enfant) == bloc:
            return next(((f.text or "").strip() for f in enfant if nom_local(f) == feuille), "")
    return ""
