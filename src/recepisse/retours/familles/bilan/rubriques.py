"""The rubrics of an anomaly: the one that triggers it, with the value declared, and associated ones.

Identifiers written with underscores (nature 95) are brought to dots. Complements: ``libelle_rubrique`` and
``identifiant_rubrique`` (as written, when it was brought to dots) of the triggering rubric; each associated
one under its own identifier, with ``…/libelle`` and ``…/identifiant`` likewise.

Some associated rubrics say what a field of the anomaly is for: the contract (S21.G00.40.009), the amount of
tax at source (S21.G00.50.009), the date of payment (S21.G00.50.001) or, better, the pay period
(S21.G00.51.001 and .002). They fill these fields too.
"""

from lxml import etree

from recepisse.retours.familles.bilan.blocs import Attendus, Reste, feuilles, ouvrir
from recepisse.retours.familles.bilan.ebauche import Ebauche

_NUMERO_CONTRAT = "S21.G00.40.009"
_VERSEMENT, _MONTANT_PAS = "S21.G00.50.001", "S21.G00.50.009"
_DEBUT_PAIE, _FIN_PAIE = "S21.G00.51.001", "S21.G00.51.002"


_RUBRIQUE = feuilles("identifiant libelle valeur")


def evaluer(ebauche: Ebauche, valeurs: etree._Element) -> None:
    """Read the element ``valeurs`` into the anomaly."""
    ouvrir(valeurs, _VALEURS, ebauche)
    if ebauche.complements:
        _deduire(ebauche, dict(ebauche.complements))


def _declencher(ebauche: Ebauche, element: etree._Element) -> None:
    lues = ouvrir(element, _RUBRIQUE, ebauche)
    ebauche.rubrique = _identifier(lues, ebauche.reste)
    ebauche.declaree = lues.get("valeur", "")
    if "libelle" in lues:
        ebauche.ajouter("libelle_rubrique", lues["libelle"])
    if ebauche.rubrique != lues.get("identifiant", ""):
        ebauche.ajouter("identifiant_rubrique", lues["identifiant"])


def _associer(ebauche: Ebauche, element: etree._Element) -> None:
    lues = ouvrir(element, _RUBRIQUE, ebauche)
    rubrique = _identifier(lues, ebauche.reste)
    ebauche.ajouter(rubrique or "rubrique_associee", lues.get("valeur", ""))
    if "libelle" in lues:
        ebauche.ajouter(f"{rubrique}/libelle", lues["libelle"])
    if rubrique != lues.get("identifiant", ""):
        ebauche.ajouter(f"{rubrique}/identifiant", lues["identifiant"])


_VALEURS: Attendus[Ebauche] = {"rubrique_declenchante": _declencher, "rubrique_associee": _associer}


def _identifier(lues: dict[str, str], reste: Reste) -> str:
    """Return the identifier with dots (``S21_G00_50_006`` in nature 95)."""
    identifiant = lues.get("identifiant", "")
    if "_" in identifiant and identifiant[0] == "S" and "." not in identifiant:
        identifiant = identifiant.replace("_", ".")
    return reste.partager(identifiant)


def _deduire(ebauche: Ebauche, valeurs: dict[str, str]) -> None:
    """Take the contract, the amount and the period from the associated rubrics that hold them."""
    lire = valeurs.get
    ebauche.contrat = lire(_NUMERO_CONTRAT, "")
    ebauche.montant = lire(_MONTANT_PAS, "")
    periode = [date for rubrique in (_DEBUT_PAIE, _FIN_PAIE) if (date := lire(rubrique))]
    ebauche.periode = "/".join(periode) or lire(_VERSEMENT, "")
