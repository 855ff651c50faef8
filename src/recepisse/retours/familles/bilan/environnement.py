"""Whom and what an anomaly is about: the employee, as declared and as the SNGI knows them, and the contract.

The person declared (``origine`` DSN or PASRAU, or none) is the one that the anomaly is about; the one of the
SNGI is the reference beside it. A person alone is the one it is about, whatever their origin. When the two
differ by exactly one datum that both name, this datum is the rubric of the anomaly, with its two values; when
by several, the pair says it all. Complements: the elements of the contract, but its number.
"""

from lxml import etree

from recepisse.retours.familles.bilan.blocs import Attendus, Reste, feuilles, ouvrir
from recepisse.retours.familles.bilan.ebauche import Ebauche
from recepisse.retours.familles.bilan.personne import lire_individu

CONTRAT = feuilles(
    "date_debut_contrat num_contrat nature_contrat statut_conventionnel_contrat libelle_emploi_contrat"
    " code_regime_maladie_contrat"
)
"""Elements of a contract (S21.G00.40)."""

REFERENTIEL = "SNGI"
"""Origin of the identity of reference."""

_IDENTITE = {
    "NIR": "S21.G00.30.001",
    "nom_famille": "S21.G00.30.002",
    "nom_usage": "S21.G00.30.003",
    "prenoms": "S21.G00.30.004",
    "sexe": "S21.G00.30.005",
    "date_naissance": "S21.G00.30.006",
    "lieu_naissance": "S21.G00.30.007",
    "code_pays": "S21.G00.30.011",
}


def situer(ebauche: Ebauche, environnement: etree._Element) -> None:
    """Read the element ``environnement`` into the anomaly."""
    ouvrir(environnement, _ENVIRONNEMENT, ebauche)
    if ebauche.personnes:
        _identifier(ebauche, _choisir(ebauche.personnes, ebauche.reste))


def _nommer(ebauche: Ebauche, element: etree._Element) -> None:
    ebauche.personnes.append(element)


def _engager(ebauche: Ebauche, element: etree._Element) -> None:
    """Read the contract; a second one, which no schema allows, only adds complements."""
    for nom, valeur in ouvrir(element, CONTRAT, ebauche).items():
        if nom == "num_contrat" and not ebauche.contrat:
            ebauche.contrat = valeur
        else:
            ebauche.ajouter(nom, valeur)


_ENVIRONNEMENT: Attendus[Ebauche] = {"salarie": _nommer, "individu_non_salarie": _nommer, "contrat": _engager}


def _choisir(personnes: list[etree._Element], reste: Reste) -> list[etree._Element]:
    """Return the person declared, then the reference; a third one is kept unread."""
    if len(personnes) == 1:
        return personnes
    references = [p for p in personnes if p.get("origine") == REFERENTIEL]
    choisies = [p for p in personnes if p not in references][:1] + references[:1]
    for en_trop in personnes:
        if en_trop not in choisies:
            reste.element(en_trop)
    return choisies


def _identifier(ebauche: Ebauche, personnes: list[etree._Element]) -> None:
    (lues, ebauche.individu), *suite = [lire_individu(p, ebauche.reste) for p in personnes]
    for connues, reference in suite:
        ebauche.reference = reference
        _comparer(ebauche, lues, connues)


def _comparer(ebauche: Ebauche, lues: dict[str, str], connues: dict[str, str]) -> None:
    """Look for the only datum that differs; the case of letters makes no difference."""
    ecarts = [
        nom
        for nom in _IDENTITE
        if nom in lues and nom in connues and lues[nom].casefold() != connues[nom].casefold()
    ]
    if len(ecarts) == 1 and not ebauche.rubrique:
        (nom,) = ecarts
        ebauche.rubrique = _IDENTITE[nom]
        ebauche.declaree, ebauche.attendue = lues[nom], connues[nom]
