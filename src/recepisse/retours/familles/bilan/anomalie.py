"""One anomaly of a bilan: ``envoi_anomalie`` or ``declaration_anomalie``.

A description (code, category, message, line in the file as sent, number of identical ones), the rubrics (see
``rubriques``) and the surroundings (see ``environnement``). Several identical anomalies may carry the same
``nombre``: it is their total, not a multiplicity.

Three facts that only stand in the sentence are taken from it, which stays untouched (see ``phrases``): the
person and the contract of a check between declarations, the month missing from a rebuilding (nature 21), the
two totals of Urssaf (nature 61).
"""

from lxml import etree

from recepisse.retours.familles.bilan.blocs import Attendus, Reste, feuilles, ouvrir
from recepisse.retours.familles.bilan.cadre import Cadre
from recepisse.retours.familles.bilan.ebauche import Ebauche
from recepisse.retours.familles.bilan.environnement import situer
from recepisse.retours.familles.bilan.personne import nir_court
from recepisse.retours.familles.bilan.phrases import (
    INTER_DECLARATIONS,
    URSSAF,
    is_cid,
    lire_cid,
    lire_mois_absent,
    lire_montants,
)
from recepisse.retours.familles.bilan.rubriques import evaluer
from recepisse.retours.modele import Anomalie, Individu

_CHIFFRES_MAX = 9


def lire_anomalie(element: etree._Element, cadre: Cadre, reste: Reste) -> Anomalie:
    """Return the anomaly that ``element`` holds."""
    ebauche = Ebauche(cadre, reste)
    ouvrir(element, _ANOMALIE, ebauche)
    if cadre.sujet in _COMPRENDRE:
        _COMPRENDRE[cadre.sujet](ebauche)
    return ebauche.achever()


def nombre_de(texte: str) -> int | None:
    """Return a plain number of at most nine digits, None for anything else."""
    return int(texte) if len(texte) <= _CHIFFRES_MAX and texte.isascii() and texte.isdigit() else None


def _decrire(ebauche: Ebauche, element: etree._Element) -> None:
    lues = ouvrir(element, _DESCRIPTION, ebauche)
    lire, partager = lues.get, ebauche.reste.partager
    ebauche.code = partager(lire("code", ""))
    ebauche.categorie = partager(lire("categorie", ""))
    ebauche.message = partager(lire("message", ""))
    if "numero_ligne" in lues:
        ebauche.ligne = _compter(ebauche, "numero_ligne", lues)
    if "nombre" in lues:
        ebauche.nombre = _compter(ebauche, "nombre", lues)


def _compter(ebauche: Ebauche, nom: str, lues: dict[str, str]) -> int | None:
    """Return a number; what is not a plain one is kept as a complement, under its own name."""
    nombre = nombre_de(lues[nom])
    if str(nombre) != lues[nom]:
        ebauche.ajouter(nom, lues[nom])
    return nombre


_DESCRIPTION = feuilles("code categorie message numero_ligne nombre")
_ANOMALIE: Attendus[Ebauche] = {"description": _decrire, "valeurs": evaluer, "environnement": situer}


def _comprendre_controle(ebauche: Ebauche) -> None:
    """Take from its sentence what a nature 21 does not write elsewhere."""
    if not is_cid(ebauche.code):
        ebauche.periode = ebauche.periode or lire_mois_absent(ebauche.message)
        return
    faits = lire_cid(ebauche.message)
    if ebauche.individu is None and ("NIR" in faits or "NTT" in faits):
        ebauche.individu = Individu(nir_court(faits.get("NIR", "")), faits.get("NTT", ""))
    ebauche.contrat = ebauche.contrat or faits.get("num_contrat", "")
    if "date_debut_contrat" in faits:
        ebauche.ajouter("date_debut_contrat", faits["date_debut_contrat"])


def _comprendre_urssaf(ebauche: Ebauche) -> None:
    """Take the total declared and the total worked out again, when the sentence gives both."""
    montants = lire_montants(ebauche.message)
    if "declare" in montants and "calcule" in montants and not ebauche.declaree:
        ebauche.declaree, ebauche.attendue = montants["declare"], montants["calcule"]


_COMPRENDRE = {
    INTER_DECLARATIONS: _comprendre_controle,
    "": _comprendre_controle,
    URSSAF: _comprendre_urssaf,
}
"""By nature; a document read without its listing may be a nature 21, whose codes and words are its own."""
