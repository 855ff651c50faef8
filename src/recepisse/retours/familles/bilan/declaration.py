"""One declaration of a bilan: what it is, its state, its employees and contracts, rates of AT/MP.

``identification`` keeps the names of the schema (nature S20.G00.05.001, type .002, fraction .003, ordre .004,
mois .005, id_annulation .006, identifiant_metier .009; SIREN S21.G00.06.001, nic_affectation S21.G00.11.001).
The month is written in three ways at least, the nature with or without its zero, the order as a decimal:
:class:`~recepisse.retours.modele.DeclarationLue` has them in one form.

``bilan``: ``etat``; ``contenu``; ``compteurs``; ``reconstituees`` (AED, DSIJ, A6M); ``conformite``
(``etat`` and ``certificat``, which is a sentence or a proof); ``mois``. ``salaries``: see ``personne``.
"""

from functools import lru_cache

from lxml import etree

from recepisse.retours.familles.bilan.anomalie import lire_anomalie, nombre_de
from recepisse.retours.familles.bilan.blocs import Attendus, Reste, donnees_de, feuilles, ouvrir
from recepisse.retours.familles.bilan.cadre import Cadre, Circonstances
from recepisse.retours.familles.bilan.environnement import CONTRAT
from recepisse.retours.familles.bilan.objet import Objet
from recepisse.retours.familles.bilan.personne import lire_salarie
from recepisse.retours.identification import normaliser_code, normaliser_mois, normaliser_ordre
from recepisse.retours.modele import Anomalie, DeclarationLue, Donnee


class DeclarationEnCours(Objet):
    """A declaration being read: its ``donnees``, and its anomalies, which go to those of the document."""

    __slots__ = (
        *("_cadre", "_circonstances", "anomalies", "bilan", "certificat", "etat", "etats"),
        *("identification", "rang"),
    )

    def __init__(
        self, reste: Reste, circonstances: Circonstances, anomalies: list[Anomalie], ordre: int
    ) -> None:
        super().__init__(reste)
        self.anomalies = anomalies
        self.identification: dict[str, str] = {}
        self.bilan = Objet(reste)
        self.rang = ordre
        """The rank written in the document, or the order of appearance (1-based)."""
        self.etat = ""
        """The word of the organisation, "" when it gives none."""
        self.etats: list[str] = []
        """Words of state: of the declaration, of its conformity, of what was rebuilt from it."""
        self.certificat = ""
        """The text of the certificate of conformity, "" when there is none."""
        self._circonstances = circonstances
        self._cadre: Cadre | None = None

    def lire(self, element: etree._Element) -> None:
        """Read everything that ``lire_lourd`` was not given."""
        ouvrir(element, _DECLARATION, self)
        premiers: dict[str, Donnee] = {"identification": {**self.identification}}
        if self.bilan.donnees:
            premiers["bilan"] = self.bilan.donnees
        self.donnees = premiers | self.donnees

    def apercevoir(self, rang: str, etat: str) -> None:
        """Take what stands before the first heavy element, and will be read again with the rest."""
        self.numeroter(rang)
        self.etat = etat

    def numeroter(self, rang: str) -> None:
        """Take the rank written in the document, when it is a number."""
        nombre = nombre_de(rang)
        self.rang = self.rang if nombre is None else nombre

    def lire_lourd(self, nom: str, element: etree._Element) -> None:
        """Read an anomaly, an employee or a contract that stands where the schema says."""
        _LOURDS[nom](self, element)

    @property
    def cadre(self) -> Cadre:
        """Where its anomalies stand, as it is known when the first one is met."""
        if self._cadre is None:
            self._cadre = self._circonstances.cadre(self.etat, self.rang)
        return self._cadre

    def resumer(self) -> DeclarationLue:
        """Return the declaration in the form that all families share.

        Its month is that of ``declaration_bilan`` for want of one in the identification (nature 114).
        """
        lire = self.identification.get
        mois, nature, type_, fraction, ordre = _normaliser(
            lire("mois") or str(self.bilan.donnees.get("mois", "")),
            lire("nature", ""),
            lire("type", ""),
            lire("fraction", ""),
            lire("ordre", ""),
        )
        siren, nic = lire("SIREN", ""), lire("nic_affectation", "")
        return DeclarationLue(siren, nic, mois, nature, type_, fraction, ordre, str(self.rang), self.etat)


def _identifier(declaration: DeclarationEnCours, element: etree._Element) -> None:
    declaration.identification = lues = ouvrir(element, _IDENTIFICATION, declaration)
    declaration.numeroter(lues.get("rang", ""))


def _lire_bilan(declaration: DeclarationEnCours, element: etree._Element) -> None:
    bilan = declaration.bilan
    lues = ouvrir(element, _BILAN, declaration)
    bilan.donnees = {**lues, **bilan.donnees}
    declaration.etat = lues.get("etat", "")
    if declaration.etat:
        declaration.etats.insert(0, declaration.etat)


def _lire_anomalie(declaration: DeclarationEnCours, element: etree._Element) -> None:
    declaration.anomalies.append(lire_anomalie(element, declaration.cadre, declaration.reste))


def _lire_contenu(declaration: DeclarationEnCours, element: etree._Element) -> None:
    declaration.bilan.donnees["contenu"] = donnees_de(element, _CONTENU, declaration)


def _lire_conformite(declaration: DeclarationEnCours, element: etree._Element) -> None:
    lues = ouvrir(element, _CONFORMITE, declaration)
    if "etat_conformite" in lues:
        declaration.etats.append(lues["etat_conformite"])
    declaration.certificat = lues.get("certificat_conformite", "")
    declaration.bilan.donnees["conformite"] = {
        nom.removesuffix("_conformite"): valeur for nom, valeur in lues.items()
    }


def _lire_compteur(declaration: DeclarationEnCours, element: etree._Element) -> None:
    declaration.bilan.ajouter("compteurs", donnees_de(element, _COMPTEUR, declaration))


def _lire_reconstituee(declaration: DeclarationEnCours, element: etree._Element) -> None:
    lues = ouvrir(element, _RECONSTITUEE, declaration)
    if "etat" in lues:
        declaration.etats.append(lues["etat"])
    declaration.bilan.ajouter("reconstituees", {**lues})


def _lire_salarie(declaration: DeclarationEnCours, element: etree._Element) -> None:
    declaration.ajouter("salaries", lire_salarie(element, declaration.reste))


def _lire_contrat(declaration: DeclarationEnCours, element: etree._Element) -> None:
    declaration.ajouter("contrats", donnees_de(element, CONTRAT, declaration))


def _lire_taux_at(declaration: DeclarationEnCours, element: etree._Element) -> None:
    declaration.ajouter("taux_at", donnees_de(element, _TAUX_AT, declaration))


_IDENTIFICATION = feuilles(
    "rang nature type fraction ordre mois identifiant_metier id_annulation SIREN nic_siege nic_affectation"
)
_CONTENU = feuilles("salaries individus_non_salaries contrats")
_CONFORMITE = feuilles("etat_conformite certificat_conformite")
_COMPTEUR = feuilles("categorie nombre")
_RECONSTITUEE = feuilles("type etat nombre")
_TAUX_AT = feuilles("code_ctn section code_risque temoin_bureau taux date_effet date_calcul")
_BILAN: Attendus[DeclarationEnCours] = {
    **feuilles("etat mois"),
    "declaration_contenu": _lire_contenu,
    "declaration_reconstituee": _lire_reconstituee,
    "declaration_compteurs": _lire_compteur,
    "niveau_conformite": _lire_conformite,
    "salarie": _lire_salarie,
    "contrat": _lire_contrat,
    "taux_AT": _lire_taux_at,
}
_DECLARATION: Attendus[DeclarationEnCours] = {
    "declaration_identification": _identifier,
    "declaration_bilan": _lire_bilan,
    "declaration_anomalie": _lire_anomalie,
}
_LOURDS = {"declaration_anomalie": _lire_anomalie, "salarie": _lire_salarie, "contrat": _lire_contrat}


@lru_cache(maxsize=1024)
def _normaliser(
    mois: str, nature: str, type_: str, fraction: str, ordre: str
) -> tuple[str, str, str, str, str]:
    """Return the same in the form of ``DeclarationLue``."""
    plat = normaliser_mois(mois)
    return (
        f"{plat[:4]}-{plat[4:]}" if plat else "",
        normaliser_code(nature, 2),
        normaliser_code(type_, 2),
        normaliser_code(fraction, 2),
        normaliser_ordre(ordre),
    )
