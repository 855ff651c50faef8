"""One anomaly of a bilan: ``envoi_anomalie`` or ``declaration_anomalie``.

A description (code, category, message, line in the file as sent, number of identical ones), the rubric that
triggers it with the value declared, associated rubrics, and its surroundings: the employee as declared
(``origine`` DSN or PASRAU) and as the SNGI knows them, the contract. Several identical anomalies may carry
the same ``nombre``: it is their total, not a multiplicity. Rubrics written with underscores (nature 95) are
brought to dots.

Complements: ``libelle_rubrique`` and ``identifiant_rubrique`` (as written, when it was brought to dots) of
the triggering rubric; each associated rubric under its own identifier, with ``…/libelle`` and
``…/identifiant`` likewise; ``date_debut_contrat`` and the other elements of the contract; ``numero_ligne`` or
``nombre`` when they are not plain numbers.

What is worked out, beside what is written:

* an employee given twice: when they differ by exactly one datum that both name, this datum is the rubric and
  the two values of the anomaly; when by several, ``individu`` and ``reference`` say it all;
* a contract and a person named in the sentence of a check between declarations, a month missing in that of a
  rebuilding (nature 21), the two totals of Urssaf (nature 61): see ``phrases``;
* ``periode`` and ``montant`` from the associated rubrics that hold a date of payment (S21.G00.50.001), a pay
  period (S21.G00.51.001 and .002), an amount of tax (S21.G00.50.009); the contract from S21.G00.40.009.
"""

from dataclasses import dataclass, field

from lxml import etree

from recepisse.retours.actions import conseil
from recepisse.retours.bilan.blocs import (
    AUCUNE_FEUILLE,
    Reste,
    feuilles_de,
    ouvrir,
    ranger,
    table,
)
from recepisse.retours.bilan.cadre import Cadre
from recepisse.retours.bilan.personne import individu_de, lire_personne, nir_court
from recepisse.retours.bilan.phrases import URSSAF, is_cid, lire_cid, lire_mois_absent, lire_montants
from recepisse.retours.modele import Anomalie, Complement, Individu

_BLOCS = table("description", "valeurs", "environnement")
_DESCRIPTION = frozenset({"code", "categorie", "message", "numero_ligne", "nombre"})
_BLOCS_VALEURS = table("rubrique_declenchante", "rubrique_associee")
_ASSOCIEES = frozenset({"rubrique_associee"})
_RUBRIQUE = frozenset({"identifiant", "libelle", "valeur"})
_BLOCS_ENVIRONNEMENT = table("contrat", salarie="origine", individu_non_salarie="origine")
_PERSONNES = frozenset({"salarie", "individu_non_salarie"})
CONTRAT = frozenset(
    {
        *("date_debut_contrat", "num_contrat", "nature_contrat", "statut_conventionnel_contrat"),
        *("libelle_emploi_contrat", "code_regime_maladie_contrat"),
    }
)
"""Elements of a contract (S21.G00.40)."""

REFERENTIEL = "SNGI"
"""Origin of the identity of reference."""

_CHIFFRES_MAX = 9
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
_VERSEMENT, _MONTANT_PAS, _NUMERO_CONTRAT = "S21.G00.50.001", "S21.G00.50.009", "S21.G00.40.009"
_DEBUT_PAIE, _FIN_PAIE = "S21.G00.51.001", "S21.G00.51.002"


@dataclass(slots=True)
class _Brouillon:
    """An anomaly being read."""

    cadre: Cadre
    code: str = ""
    categorie: str = ""
    message: str = ""
    ligne: int | None = None
    nombre: int | None = None
    rubrique: str = ""
    declaree: str = ""
    attendue: str = ""
    individu: Individu | None = None
    reference: Individu | None = None
    contrat: str = ""
    periode: str = ""
    montant: str = ""
    complements: list[Complement] = field(default_factory=list)

    def ajouter(self, nom: str, valeur: str) -> None:
        """Add a complement."""
        self.complements.append(Complement(nom, valeur))


def lire_anomalie(element: etree._Element, cadre: Cadre) -> Anomalie:
    """Return the anomaly that ``element`` holds."""
    reste = cadre.reste
    brouillon = _Brouillon(cadre)
    blocs = ranger(ouvrir(element, AUCUNE_FEUILLE, _BLOCS, reste)[1], reste)
    for bloc in blocs.get("description", ()):
        _decrire(brouillon, feuilles_de(bloc, _DESCRIPTION, reste))
    for bloc in blocs.get("valeurs", ()):
        _evaluer(brouillon, bloc)
    for bloc in blocs.get("environnement", ()):
        _situer(brouillon, bloc)
    _comprendre(brouillon)
    return _achever(brouillon)


def _achever(brouillon: _Brouillon) -> Anomalie:
    cadre = brouillon.cadre
    gravite = cadre.gravite(brouillon.categorie)
    que_faire = conseil(cadre.nature, brouillon.code, gravite)
    return Anomalie(
        code=brouillon.code,
        gravite=gravite,
        message=brouillon.message,
        rubrique=brouillon.rubrique,
        valeur_declaree=brouillon.declaree,
        valeur_attendue=brouillon.attendue,
        individu=brouillon.individu,
        reference=brouillon.reference,
        contrat=brouillon.contrat,
        periode=brouillon.periode,
        montant=brouillon.montant,
        action=que_faire.texte,
        aide=que_faire.aide,
        ligne=brouillon.ligne,
        rang=cadre.rang,
        categorie=brouillon.categorie,
        nombre=brouillon.nombre,
        delai=que_faire.delai,
        complements=tuple(brouillon.complements),
    )


def nombre_de(texte: str) -> int | None:
    """Return a plain number of at most nine digits, None for anything else."""
    return int(texte) if len(texte) <= _CHIFFRES_MAX and texte.isascii() and texte.isdigit() else None


def _decrire(brouillon: _Brouillon, lues: dict[str, str]) -> None:
    partager = brouillon.cadre.reste.partager
    brouillon.code = partager(lues.get("code", ""))
    brouillon.categorie = partager(lues.get("categorie", ""))
    brouillon.message = partager(lues.get("message", ""))
    brouillon.ligne = _compter(brouillon, "numero_ligne", lues)
    brouillon.nombre = _compter(brouillon, "nombre", lues)


def _compter(brouillon: _Brouillon, nom: str, lues: dict[str, str]) -> int | None:
    texte = lues.get(nom)
    if texte is None:
        return None
    nombre = nombre_de(texte)
    if str(nombre) != texte:
        brouillon.ajouter(nom, texte)
    return nombre


def _evaluer(brouillon: _Brouillon, valeurs: etree._Element) -> None:
    """Read the triggering rubric and the associated ones."""
    reste = brouillon.cadre.reste
    blocs = ranger(ouvrir(valeurs, AUCUNE_FEUILLE, _BLOCS_VALEURS, reste)[1], reste, _ASSOCIEES)
    for bloc in blocs.get("rubrique_declenchante", ()):
        lues = feuilles_de(bloc, _RUBRIQUE, reste)
        brouillon.declaree = lues.get("valeur", "")
        brouillon.rubrique = _rubrique(lues, reste)
        if "libelle" in lues:
            brouillon.ajouter("libelle_rubrique", reste.partager(lues["libelle"]))
        if brouillon.rubrique != lues.get("identifiant", ""):
            brouillon.ajouter("identifiant_rubrique", reste.partager(lues["identifiant"]))
    associees = [
        _associer(brouillon, feuilles_de(b, _RUBRIQUE, reste)) for b in blocs.get("rubrique_associee", ())
    ]
    if associees:
        _deduire(brouillon, dict(reversed(associees)))


def _rubrique(lues: dict[str, str], reste: Reste) -> str:
    """Return the identifier with dots: nature 95 writes ``S21_G00_50_006``."""
    identifiant = lues.get("identifiant", "")
    if identifiant.startswith("S") and "." not in identifiant:
        identifiant = identifiant.replace("_", ".")
    return reste.partager(identifiant)


def _associer(brouillon: _Brouillon, lues: dict[str, str]) -> tuple[str, str]:
    partager = brouillon.cadre.reste.partager
    rubrique = _rubrique(lues, brouillon.cadre.reste)
    valeur = lues.get("valeur", "")
    brouillon.ajouter(rubrique or "rubrique_associee", partager(valeur))
    if "libelle" in lues:
        brouillon.ajouter(partager(f"{rubrique}/libelle"), partager(lues["libelle"]))
    if rubrique != lues.get("identifiant", ""):
        brouillon.ajouter(partager(f"{rubrique}/identifiant"), partager(lues["identifiant"]))
    return rubrique, valeur


def _deduire(brouillon: _Brouillon, associees: dict[str, str]) -> None:
    """Take the contract, the period and the amount from the rubrics that hold them."""
    brouillon.contrat = associees.get(_NUMERO_CONTRAT, "")
    brouillon.montant = associees.get(_MONTANT_PAS, "")
    dates = [associees[rubrique] for rubrique in (_DEBUT_PAIE, _FIN_PAIE) if associees.get(rubrique)]
    brouillon.periode = "/".join(dates) or associees.get(_VERSEMENT, "")


def _situer(brouillon: _Brouillon, environnement: etree._Element) -> None:
    """Read the person, as declared and as known by the reference, and the contract."""
    reste = brouillon.cadre.reste
    blocs = ranger(ouvrir(environnement, AUCUNE_FEUILLE, _BLOCS_ENVIRONNEMENT, reste)[1], reste, _PERSONNES)
    personnes = [*blocs.get("salarie", ()), *blocs.get("individu_non_salarie", ())]
    if personnes:
        _identifier(brouillon, personnes)
    for bloc in blocs.get("contrat", ()):
        for nom, valeur in feuilles_de(bloc, CONTRAT, reste).items():
            if nom == "num_contrat":
                brouillon.contrat = valeur
            else:
                brouillon.ajouter(nom, reste.partager(valeur))


def _identifier(brouillon: _Brouillon, personnes: list[etree._Element]) -> None:
    """Tell the person declared from the one of the reference; a person alone is the one it is about."""
    reste = brouillon.cadre.reste
    references = [p for p in personnes if p.get("origine") == REFERENTIEL]
    ordre = [p for p in personnes if p.get("origine") != REFERENTIEL][:1] + references[:1]
    for en_trop in personnes:
        if en_trop not in ordre:
            reste.element(en_trop)
    (lues, individu), *suite = [_personne(p, reste) for p in ordre]
    brouillon.individu = individu
    for connues, reference in suite:
        brouillon.reference = reference
        _comparer(brouillon, lues, connues)


def _personne(element: etree._Element, reste: Reste) -> tuple[dict[str, str], Individu]:
    lues, futur = lire_personne(element, reste)
    return lues, individu_de(lues, futur, element.get("origine", ""), reste)


def _comparer(brouillon: _Brouillon, lues: dict[str, str], connues: dict[str, str]) -> None:
    """Give the anomaly its rubric and values when the declared person differs by one datum only.

    A datum that one of the two does not name is no difference, nor is the case of letters.
    """
    ecarts = [
        nom
        for nom in _IDENTITE
        if nom in lues and nom in connues and lues[nom].casefold() != connues[nom].casefold()
    ]
    if len(ecarts) == 1 and not brouillon.rubrique:
        (nom,) = ecarts
        brouillon.rubrique = _IDENTITE[nom]
        brouillon.declaree, brouillon.attendue = lues[nom], connues[nom]


def _comprendre(brouillon: _Brouillon) -> None:
    """Take from the sentence what the elements do not say."""
    sujet = brouillon.cadre.sujet
    if is_cid(sujet, brouillon.code):
        faits = lire_cid(brouillon.message)
        if brouillon.individu is None and ("NIR" in faits or "NTT" in faits):
            brouillon.individu = Individu(nir=nir_court(faits.get("NIR", "")), ntt=faits.get("NTT", ""))
        brouillon.contrat = brouillon.contrat or faits.get("num_contrat", "")
        if "date_debut_contrat" in faits:
            brouillon.ajouter("date_debut_contrat", faits["date_debut_contrat"])
    elif sujet in {"21", ""}:
        brouillon.periode = brouillon.periode or lire_mois_absent(brouillon.message)
    elif sujet == URSSAF and not brouillon.declaree:
        montants = lire_montants(brouillon.message)
        if "declare" in montants and "calcule" in montants:
            brouillon.declaree, brouillon.attendue = montants["declare"], montants["calcule"]
