"""The reader of the family bilan: a whole document at once, or its heavy elements as they flow.

Heavy are the anomalies (a refused file has as many as it has faults), the employees of a nature 94 and the
contracts of a nature 114. Each is read with what stands before it: the state of its declaration and that of
the envoi come first in every version of the schema.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lxml import etree

from recepisse.retours.aiguillage import Famille
from recepisse.retours.bilan.anomalie import lire_anomalie, nombre_de
from recepisse.retours.bilan.blocs import AUCUNE_FEUILLE, SANS_ATTRIBUT, Reste, ouvrir, ranger, table
from recepisse.retours.bilan.cadre import Cadre, gravite_sans_categorie
from recepisse.retours.bilan.communication import lire_communication
from recepisse.retours.bilan.declaration import (
    BLOCS_BILAN,
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

_RACINE = table("envoi", "bordereau", "declaration", "communication")
_ENVOIS = frozenset({"envoi", "bordereau"})
_DECLARATIONS = frozenset({"declaration"})
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


@dataclass(slots=True)
class _Flot:
    """What a large document gave of one declaration, or of the envoi, before its end."""

    cadre: Cadre
    listes: dict[str, list[Donnee]] = field(default_factory=dict)

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
            self._reste.attributs(element, BLOCS_BILAN.get(nom, SANS_ATTRIBUT))
        if nom in _LISTES:
            flot.lister(nom, (element,))
        else:
            self._contenu.anomalies.append(lire_anomalie(element, flot.cadre))

    def _ouvrir_flot(self, lieu: etree._Element) -> _Flot:
        """Look at what stands before the first heavy element of a declaration, or of the envoi."""
        racine = lieu.getroottree().getroot()
        self._annoncer(racine)
        etat, rang = "", None
        if nom_local(lieu) in _ENVOIS:
            self._etat_envoi = _texte(lieu, "envoi_bilan", "envoi_etat")
        else:
            self._etat_envoi = next(
                (_texte(e, "envoi_bilan", "envoi_etat") for e in racine if nom_local(e) in _ENVOIS), ""
            )
            etat = _texte(lieu, "declaration_bilan", "etat")
            ordre = sum(nom_local(e) in _DECLARATIONS for e in racine)
            rang = _rang(_texte(lieu, "declaration_identification", "rang"), ordre)
        return self._flots.setdefault(lieu, _Flot(self._cadre(etat, rang)))

    def _annoncer(self, racine: etree._Element) -> None:
        self._sujet = self._nature or (URSSAF if racine.get("type") == _TYPE_URSSAF else "")

    def _cadre(self, etat: str, rang: int | None) -> Cadre:
        defaut = gravite_sans_categorie((etat, self._etat_envoi), self._statut)
        return Cadre(self._reste, self._nature, self._sujet, defaut, rang)

    def achever(self, racine: etree._Element) -> Contenu:
        """Read the document, or what remains of it once its heavy elements are read."""
        contenu, reste = self._contenu, self._reste
        self._annoncer(racine)
        self._lire_entete(racine)
        blocs = ranger(ouvrir(racine, AUCUNE_FEUILLE, _RACINE, reste)[1], reste, _DECLARATIONS)
        envois = [(nom, bloc) for nom in ("envoi", "bordereau") for bloc in blocs.get(nom, ())]
        for _, en_trop in envois[1:]:
            reste.element(en_trop)
        for nom, bloc in envois[:1]:
            self._lire_envoi(nom, bloc)
        declarations: list[Donnee] = [
            self._lire_declaration(bloc, ordre) for ordre, bloc in enumerate(blocs.get("declaration", ()), 1)
        ]
        if declarations:
            contenu.donnees["declarations"] = declarations
        if len(declarations) == 1 and isinstance(seule := declarations[0], dict) and "montants" in seule:
            contenu.donnees["montants"] = seule.pop("montants")
        for bloc in blocs.get("communication", ()):
            contenu.donnees["communications"] = lire_communication(bloc, reste)
        contenu.autres = reste.fermer()
        return contenu

    def _lire_entete(self, racine: etree._Element) -> None:
        contenu = self._contenu
        attributs = racine.items()
        entete = {_ENTETE[str(nom)]: str(valeur) for nom, valeur in attributs if nom in _ENTETE}
        if len(entete) < len(attributs):
            self._reste.attributs(racine, _ATTRIBUTS)
        contenu.version = entete.get("version", "")
        contenu.type_interne = entete.get("type", "")
        contenu.message = entete.get("message", "").strip()
        contenu.donnees["entete"] = dict[str, Donnee](entete)

    def _lire_envoi(self, genre: str, element: etree._Element) -> None:
        contenu = self._contenu
        ouvert = ouvrir_envoi(element, self._reste)
        self._etat_envoi = ouvert.etat
        if ouvert.etat:
            contenu.etats.append(ouvert.etat)
        contenu.idflux = ouvert.idflux
        contenu.donnees["envoi"] = ouvert.donnees if genre == "envoi" else ouvert.donnees | {"genre": genre}
        cadre = self._cadre("", None)
        contenu.anomalies.extend(lire_anomalie(anomalie, cadre) for anomalie in ouvert.anomalies)

    def _lire_declaration(self, element: etree._Element, ordre: int) -> dict[str, Donnee]:
        contenu = self._contenu
        ouverte = ouvrir_declaration(element, self._reste)
        rang = _rang(ouverte.identification.get("rang", ""), ordre)
        lue = declaration_lue(ouverte, rang)
        flot = self._flots.get(element) or _Flot(self._cadre(lue.etat, rang))
        for nom, elements in ouverte.listes.items():
            flot.lister(nom, elements)
        contenu.anomalies.extend(lire_anomalie(anomalie, flot.cadre) for anomalie in ouverte.anomalies)
        contenu.declarations.append(lue)
        contenu.etats.extend(etats_de(ouverte.bilan))
        certificat = certificat_de(ouverte.bilan)
        contenu.message = contenu.message or certificat
        declaration: dict[str, Donnee] = {
            "identification": dict[str, Donnee](ouverte.identification),
            "bilan": ouverte.bilan,
            **flot.listes,
        }
        if self._sujet == URSSAF:
            messages = (a.message for a in contenu.anomalies if a.rang == rang)
            declaration["montants"] = dict[str, Donnee](rassembler_montants(certificat, messages))
        return {clef: valeur for clef, valeur in declaration.items() if valeur}


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
