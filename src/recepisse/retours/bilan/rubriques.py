"""The rubrics of an anomaly: the one that triggers it, with the value declared, and associated ones.

Identifiers written with underscores (nature 95) are brought to dots. Complements: ``libelle_rubrique`` and
``identifiant_rubrique`` (as written, when it was brought to dots) of the triggering rubric; each associated
one under its own identifier, with ``…/libelle`` and ``…/identifiant`` likewise.

Some associated rubrics say what a field of the anomaly is for: the contract (S21.G00.40.009), the amount of
tax at source (S21.G00.50.009), the date of payment (S21.G00.50.001) or, better, the pay period
(S21.G00.51.001 and .002). They fill these fields too.
"""

from lxml import etree

from recepisse.retours.bilan.blocs import Reste, blocs_de, feuilles_de, table
from recepisse.retours.bilan.ebauche import Ebauche

_VALEURS = table(blocs="rubrique_declenchante", multiples="rubrique_associee")
_RUBRIQUE = table("identifiant libelle valeur")

_NUMERO_CONTRAT = "S21.G00.40.009"
_VERSEMENT, _MONTANT_PAS = "S21.G00.50.001", "S21.G00.50.009"
_DEBUT_PAIE, _FIN_PAIE = "S21.G00.51.001", "S21.G00.51.002"


def evaluer(ebauche: Ebauche, valeurs: etree._Element) -> None:
    """Read the element ``valeurs`` into the anomaly."""
    reste = ebauche.cadre.reste
    blocs = blocs_de(valeurs, _VALEURS, reste)
    for bloc in blocs.get("rubrique_declenchante", ()):
        lues = feuilles_de(bloc, _RUBRIQUE, reste)
        ebauche.rubrique = _identifier(lues, reste)
        ebauche.declaree = lues.get("valeur", "")
        if "libelle" in lues:
            ebauche.ajouter("libelle_rubrique", lues["libelle"])
        if ebauche.rubrique != lues.get("identifiant", ""):
            ebauche.ajouter("identifiant_rubrique", lues["identifiant"])
    if "rubrique_associee" in blocs:
        _associer(ebauche, [feuilles_de(bloc, _RUBRIQUE, reste) for bloc in blocs["rubrique_associee"]])


def _identifier(lues: dict[str, str], reste: Reste) -> str:
    """Return the identifier with dots (``S21_G00_50_006`` in nature 95)."""
    identifiant = lues.get("identifiant", "")
    if "_" in identifiant and identifiant[0] == "S" and "." not in identifiant:
        identifiant = identifiant.replace("_", ".")
    return reste.partager(identifiant)


def _associer(ebauche: Ebauche, associees: list[dict[str, str]]) -> None:
    valeurs: dict[str, str] = {}
    for lues in associees:
        rubrique = _identifier(lues, ebauche.cadre.reste)
        valeur = lues.get("valeur", "")
        valeurs.setdefault(rubrique, valeur)
        ebauche.ajouter(rubrique or "rubrique_associee", valeur)
        if "libelle" in lues:
            ebauche.ajouter(f"{rubrique}/libelle", lues["libelle"])
        if rubrique != lues.get("identifiant", ""):
            ebauche.ajouter(f"{rubrique}/identifiant", lues["identifiant"])
    ebauche.contrat = valeurs.get(_NUMERO_CONTRAT, "")
    ebauche.montant = valeurs.get(_MONTANT_PAS, "")
    periode = [valeurs[rubrique] for rubrique in (_DEBUT_PAIE, _FIN_PAIE) if valeurs.get(rubrique)]
    ebauche.periode = "/".join(periode) or valeurs.get(_VERSEMENT, "")
