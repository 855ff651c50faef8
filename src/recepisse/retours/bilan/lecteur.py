"""The reader of the family bilan: a whole document at once, or its heavy elements as they flow.

Heavy are the anomalies (a refused file has as many as it has faults), the employees of a nature 94 and the
contracts of a nature 114. Each is read with what stands before it: the state of its declaration and that of
the envoi come first in every version of the schema.
"""

from collections.abc import Callable, Iterable

from lxml import etree

from recepisse.retours.aiguillage import Famille
from recepisse.retours.bilan.anomalie import lire_anomalie, nombre_de
from recepisse.retours.bilan.blocs import Reste, blocs_de, table
from recepisse.retours.bilan.cadre import Cadre
from recepisse.retours.bilan.communication import lire_communication
from recepisse.retours.bilan.declaration import (
    BILAN,
    certificat_de,
    declaration_lue,
    etats_de,
    lire_contrat,
    lire_taux_at,
    ouvrir_declaration,
)
from recepisse.retours.bilan.envoi import ouvrir_envoi
from recepisse.retours.bilan.personne import lire_salarie
from recepisse.retours.bilan.phrases import URSSAF, rassembler_montants
from recepisse.retours.document_xml import nom_local
from recepisse.retours.modele import Contenu, Donnee

_RACINE = table(blocs="envoi bordereau communication", multiples="declaration")
_ENVOIS = ("envoi", "bordereau")
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
_LISTES: dict[str, tuple[str, Callable[[etree._Element, Reste], dict[str, Donnee]]]] = {
    "salarie": ("salaries", lire_salarie),
    "contrat": ("contrats", lire_contrat),
    "taux_AT": ("taux_at", lire_taux_at),
}


class _Flot:
    """What a large document gave of one declaration, or of the envoi, before its end."""

    __slots__ = ("cadre", "listes")

    def __init__(self, cadre: Cadre) -> None:
        self.cadre = cadre
        self.listes: dict[str, list[Donnee]] = {}

    def lister(self, nom: str, elements: Iterable[etree._Element]) -> None:
        """Read employees, contracts or rates into their list."""
        clef, lire = _LISTES[nom]
        liste = self.listes.setdefault(clef, [])
        liste.extend(lire(element, self.cadre.reste) for element in elements)


class _Lecture:
    """One document being read."""

    def __init__(self, nature: str, statut: str) -> None:
        self._nature = nature
        self._statut = statut
        self._sujet = nature
        self._etat_envoi = ""
        self._reste = Reste()
        self._contenu = Contenu(famille=Famille.BILAN)
        self._flots: dict[etree._Element, _Flot] = {}

    def lourd(self, element: etree._Element) -> None:
        """Read an anomaly, an employee or a contract whose declaration is not complete yet."""
        nom = nom_local(element)
        lieu = _lieu(element, nom)
        if lieu is None:
            self._reste.element(element)
            return
        flot = self._flots.get(lieu) or self._ouvrir_flot(lieu)
        if element.keys():
            self._reste.attributs(element, BILAN.connus.get(nom) or frozenset())
        if nom in _LISTES:
            flot.lister(nom, (element,))
        else:
            self._contenu.anomalies.append(lire_anomalie(element, flot.cadre))

    def _ouvrir_flot(self, lieu: etree._Element) -> _Flot:
        """Look at what stands before the first heavy element of a declaration, or of the envoi."""
        racine = lieu.getroottree().getroot()
        self._annoncer(racine)
        envois = (e for e in racine if nom_local(e) in _ENVOIS)
        self._etat_envoi = next((_texte(e, "envoi_bilan", "envoi_etat") for e in envois), "")
        etat, rang = "", None
        if nom_local(lieu) not in _ENVOIS:
            etat = _texte(lieu, "declaration_bilan", "etat")
            ordre = sum(nom_local(e) == "declaration" for e in racine)
            rang = _rang(_texte(lieu, "declaration_identification", "rang"), ordre)
        return self._flots.setdefault(lieu, _Flot(self._cadre(etat, rang)))

    def _annoncer(self, racine: etree._Element) -> None:
        self._sujet = self._nature or (URSSAF if racine.get("type") == _TYPE_URSSAF else "")

    def _cadre(self, etat: str, rang: int | None) -> Cadre:
        return Cadre(self._reste, self._nature, self._sujet, (etat, self._etat_envoi, self._statut), rang)

    def achever(self, racine: etree._Element) -> Contenu:
        """Read the document, or what remains of it once its heavy elements are read."""
        contenu, reste = self._contenu, self._reste
        self._annoncer(racine)
        self._lire_entete(racine)
        blocs = blocs_de(racine, _RACINE, reste)
        envois = [(nom, bloc) for nom in _ENVOIS for bloc in blocs.get(nom, ())]
        for _, en_trop in envois[1:]:
            reste.element(en_trop)
        for nom, bloc in envois[:1]:
            self._lire_envoi(nom, bloc)
        if "declaration" in blocs:
            self._lire_declarations(blocs["declaration"])
        for bloc in blocs.get("communication", ()):
            contenu.donnees["communications"] = lire_communication(bloc, reste)
        contenu.autres = reste.fermer()
        return contenu

    def _lire_entete(self, racine: etree._Element) -> None:
        contenu = self._contenu
        lus = {str(nom): str(valeur) for nom, valeur in racine.items()}
        entete: dict[str, Donnee] = {_ENTETE[nom]: valeur for nom, valeur in lus.items() if nom in _ENTETE}
        if len(entete) < len(lus):
            self._reste.attributs(racine, _ATTRIBUTS)
        contenu.version = lus.get("version", "")
        contenu.type_interne = lus.get("type", "")
        contenu.message = lus.get("message", "").strip()
        contenu.donnees["entete"] = entete

    def _lire_envoi(self, genre: str, element: etree._Element) -> None:
        contenu = self._contenu
        donnees, etat, contenu.idflux, anomalies = ouvrir_envoi(element, self._reste)
        self._etat_envoi = etat
        if etat:
            contenu.etats.append(etat)
        contenu.donnees["envoi"] = donnees if genre == "envoi" else donnees | {"genre": genre}
        if anomalies:
            cadre = self._cadre("", None)
            contenu.anomalies.extend(lire_anomalie(anomalie, cadre) for anomalie in anomalies)

    def _lire_declarations(self, elements: list[etree._Element]) -> None:
        declarations = [self._lire_declaration(bloc, ordre) for ordre, bloc in enumerate(elements, 1)]
        donnees = self._contenu.donnees
        donnees["declarations"] = list[Donnee](declarations)
        if len(declarations) == 1 and "montants" in declarations[0]:
            donnees["montants"] = declarations[0].pop("montants")

    def _lire_declaration(self, element: etree._Element, ordre: int) -> dict[str, Donnee]:
        contenu = self._contenu
        ouverte = ouvrir_declaration(element, self._reste)
        identification, bilan, listes, anomalies = ouverte
        rang = _rang(identification.get("rang", ""), ordre)
        lue = declaration_lue(ouverte, rang)
        contenu.declarations.append(lue)
        contenu.etats.extend(etats_de(bilan))
        declaration: dict[str, Donnee] = {"identification": {**identification}}
        if bilan:
            declaration["bilan"] = bilan
        if listes or anomalies or self._flots:
            flot = self._flots.get(element) or _Flot(self._cadre(lue.etat, rang))
            for nom, membres in listes.items():
                flot.lister(nom, membres)
            contenu.anomalies.extend(lire_anomalie(anomalie, flot.cadre) for anomalie in anomalies)
            declaration.update(flot.listes)
        certificat = certificat_de(bilan)
        contenu.message = contenu.message or certificat
        if self._sujet == URSSAF:
            messages = (a.message for a in contenu.anomalies if a.rang == rang)
            montants = rassembler_montants(certificat, messages)
            declaration |= {"montants": {**montants}} if montants else {}
        return declaration


class _Lecteur:
    """The reader of the family."""

    lourds = frozenset(_CHEMINS)

    def ouvrir(self, nature: str, statut: str) -> _Lecture:
        """Start reading a document announced with this nature and status."""
        return _Lecture(nature, statut)


LECTEUR = _Lecteur()


def _rang(texte: str, ordre: int) -> int:
    """Return the rank written in the document, or the order of appearance."""
    rang = nombre_de(texte)
    return ordre if rang is None else rang


def _lieu(element: etree._Element, nom: str) -> etree._Element | None:
    """Return the declaration or the envoi that a heavy element belongs to, None when it is in neither."""
    *ancetres, _ = element.iterancestors()
    return ancetres[-1] if tuple(map(nom_local, ancetres)) in _CHEMINS[nom] else None


def _texte(element: etree._Element, bloc: str, feuille: str) -> str:
    """Return the text of a leaf of a block of ``element``, "" when it is not there."""
    for enfant in element:
        if nom_local(enfant) == bloc:
            return next(((f.text or "").strip() for f in enfant if nom_local(f) == feuille), "")
    return ""
