"""What a fiche de paramétrage OC may hold (schema FICHE-PARAM-DSN-OC, 1.3.4 to 1.4.0), as a table.

One node per element: its attributes, its children, those that may come several times. Each version added to
the one before; the table is that of 1.4.0, which contains the others. What it does not name goes to
``autres``.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Noeud(NamedTuple):
    """An element of the fiche: its attributes, its children by name, those that repeat.

    A child without a node is a leaf: its text is its value.
    """

    attributs: frozenset[str] = frozenset()
    enfants: "Mapping[str, Noeud | None]" = MappingProxyType({})
    repetes: frozenset[str] = frozenset()


def _noms(texte: str) -> frozenset[str]:
    return frozenset(texte.split())


def _noeud(
    attributs: str = "",
    *autres: "Mapping[str, Noeud | None]",
    repetes: str = "",
    **enfants: Noeud | None,
) -> Noeud:
    for lot in autres:
        enfants.update(lot)
    return Noeud(_noms(attributs), MappingProxyType(enfants), _noms(repetes))


TRANCHES: Mapping[str, str] = MappingProxyType(
    {
        "BrutPrev": "10",
        "TAPrev": "11",
        "T2Prev": "12",
        "TBPrev": "13",
        "TCPrev": "14",
        "TDPrev": "15",
        "TD1Prev": "16",
        "T2UPrev": "24",
    }
)
"""Type of component of base (S21.G00.79.001) by element of calculation."""

_PLANCHER = _noeud(MontantPlancher=None, TauxPlancher=None, CoefPlancher=None, AssiettePlancher=None)
_PLAFOND = _noeud(MontantPlafond=None, TauxPlafond=None, CoefPlafond=None, AssiettePlafond=None)
_ELEMENTS = _noeud(
    "",
    dict.fromkeys(TRANCHES, _noeud(Taux=None)),
    repetes="BaseMontantSpecifique",
    BaseMontantSpecifique=_noeud(
        "ValeurCodeNature LibelleCodeNature Condition",
        Taux=None,
        Coef=None,
        Assiette=None,
        Montant=None,
        BasePlancher=_PLANCHER,
        BasePlafond=_PLAFOND,
    ),
    CotisationPlancher=_PLANCHER,
    CotisationPlafond=_PLAFOND,
)
_COTISATION = _noeud(
    "CodeCotisation LibelleCotisation PeriodiciteDeclaration",
    repetes="Montant Taux",
    Montant=_noeud("TypeMontant Montant DetailMontant"),
    Taux=_noeud("Taux TypeBase DetailTaux"),
)
PARAMETRES = _noeud(
    "Changement Periodicite Terme DateDebutValidite DateFinValidite",
    repetes="CotisationEtablissement",
    Organisme=_noeud("CodeOC CodeDELEG AncienCodeOC AncienCodeDELEG"),
    Contrat=_noeud("ReferenceContrat LibelleContrat AncienneReferenceContrat"),
    Option=_noeud("CodeOption LibelleOption AncienCodeOption"),
    Population=_noeud("CodePopulation LibellePopulation AncienCodePopulation"),
    ElementsDeCalculAttendus=_ELEMENTS,
    CotisationEtablissement=_COTISATION,
)
"""The parameters of one contract, for one option and one population."""

_LISTE = _noeud(repetes="ValeursIncluses ValeursExclues", ValeursIncluses=None, ValeursExclues=None)
_BORNES = _noeud("BorneINF BorneSUP")
_ANCIENNETE = _noeud("UniteAnciennete BorneINF BorneSUP")
_CRITERES = _noeud(
    NICAffectation=_LISTE,
    NatureContrat=_LISTE,
    ModaliteExercice=_LISTE,
    MotifDeRecours=_LISTE,
    StatutConventionnel=_LISTE,
    StatutCategoriel=_LISTE,
    RegimeMaladie=_LISTE,
    RegimeVieillesse=_LISTE,
    ComplementRegimeBase=_LISTE,
    CodePCSESE=_LISTE,
    ComplementPCSESE=_LISTE,
    ConventionCollective=_LISTE,
    StatutEmploiSalarie=_LISTE,
    DetacheExpatrieFrontalier=_LISTE,
    QuotiteDeTravail=_noeud("UniteTempsDeTravail BorneINF BorneSUP"),
    DateAffiliation=_BORNES,
    DateNaissance=_BORNES,
    AncienneteGroupe=_ANCIENNETE,
    AncienneteEntreprise=_ANCIENNETE,
    AncienneteBrancheSecteur=_ANCIENNETE,
    AncienneteCollegeCategorie=_ANCIENNETE,
    AncienneteDansLePoste=_ANCIENNETE,
)

_CONTACT = _noeud("Nom Tel TelComp Fax Mail")
FICHE = _noeud(
    "IdentifiantFiche DateHeureCreation Version",
    repetes="GROUPE",
    Entreprise=_noeud("SIREN RaisonSociale NIC"),
    ProducteurFiche=_noeud("CodeProducteur RaisonSocialeProducteur CodePorteurDeRisque"),
    ContactTechniqueFiche=_CONTACT,
    ContactGestionnaireFiche=_CONTACT,
    Message=None,
    GROUPE=_noeud(
        "NumeroGrp LibelleGrp",
        repetes="ParametresContrats Compatibilites",
        ParametresContrats=PARAMETRES,
        CriteresSalaries=_CRITERES,
        Compatibilites=None,
    ),
)
"""The root."""
