"""The story of the demonstration: invented companies, their accounts, and what they lived for three months.

Pure data. :func:`raconter` gives the moments in order: what was sent, what the organisations answered
(scenarios of the simulator), what another program deposited, which password changed on the portal. Everything
is placed relative to ``maintenant``, so that the demonstration always looks like this month's work.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from recepisse.echanges.messages import Declarant, Regime
from recepisse.simulateur.fabrique import EntrepriseFictive, entreprise_fictive, fabriquer_dsn
from recepisse.temps import PARIS, jour_paris

JOUR_COMPLET = 16
"""From this day on, the declarations of the month before are all sent."""
POINT_DEPOT = {Regime.RG: "01", Regime.RA: "02"}

_AUCUN: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Compte:
    """An account of the services, with the password that opens it at the simulator."""

    cle: str
    libelle: str
    declarant: Declarant
    mot_de_passe: str = field(repr=False)
    regime: Regime = Regime.RG


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happens: a sending, unless ``ailleurs`` or ``mot_de_passe`` says otherwise."""

    instant: datetime
    compte: Compte
    fichier: str = ""
    octets: bytes = field(default=b"", repr=False)
    scenarios: Mapping[str, str] = field(default_factory=dict)
    """SIRET → how its coming deposits are answered."""
    ailleurs: bool = False
    """True when another program deposits, which the product will only discover."""
    mot_de_passe: str = field(default="", repr=False)
    """The new password, when it changes on the portal and nowhere else."""


@dataclass(frozen=True, slots=True)
class Histoire:
    """The whole story, and the files to try the sending screen with."""

    debut: datetime
    comptes: tuple[Compte, ...]
    moments: tuple[Moment, ...]
    exemples: Mapping[str, bytes]


def _entreprise(graine: int, etablissements: int, nom: str) -> EntrepriseFictive:
    return replace(entreprise_fictive(graine, etablissements), nom=nom)


CABINET = _entreprise(101, 1, "CABINET LUMEN")
COMMERCE = _entreprise(102, 2, "COMPTOIR DU CANAL")
ASSOCIATION = _entreprise(103, 3, "ASSOCIATION LES PETITS PAS")
BTP = _entreprise(104, 3, "MENUISERIE GARRIGUE")
AGRICOLE = _entreprise(105, 2, "VERGERS DES AUBEPINES")
BOUTIQUE = _entreprise(106, 1, "LIBRAIRIE ORIEL")
NOUVEAU_CLIENT = _entreprise(107, 1, "JARDINS DE LA GARE")


def _compte(
    cle: str, libelle: str, entreprise: EntrepriseFictive, nom: str, prenom: str, regime: Regime = Regime.RG
) -> Compte:
    declarant = Declarant(entreprise.siret, nom, prenom)
    return Compte(cle, libelle, declarant, f"Demo-{cle}-2026", regime)


LUMEN = _compte("cabinet", "Cabinet Lumen", CABINET, "LUMEN", "Hélène")
GARRIGUE = _compte("btp", "Menuiserie Garrigue", BTP, "GARRIGUE", "Loïc")
AUBEPINES = _compte("agricole", "Vergers des Aubépines (MSA)", AGRICOLE, "AUBRY", "Maëlle", Regime.RA)
ORIEL = _compte("boutique", "Librairie Oriel", BOUTIQUE, "ORIEL", "Anaïs")
COMPTES = (LUMEN, GARRIGUE, AUBEPINES, ORIEL)

NOUVEAU_MOT_DE_PASSE = "Change-sur-le-portail"
"""What opens the bookshop's account at the end: Récépissé does not know it, and says so."""


def raconter(maintenant: datetime) -> Histoire:
    """Return the story that ends a little before ``maintenant`` (aware UTC)."""
    mois = derniers_mois(jour_paris(maintenant))
    moments = sorted(
        (m for m in _moments(mois, maintenant) if m.instant < maintenant), key=lambda m: m.instant
    )
    return Histoire(
        debut=moments[0].instant - timedelta(days=1),
        comptes=COMPTES,
        moments=tuple(moments),
        exemples=build_exemples(jour_paris(maintenant)),
    )


def fermer_boutique(comptes: tuple[Compte, ...]) -> tuple[Compte, ...]:
    """Return the accounts as the services know them at the end: the bookshop's password has changed."""
    return tuple(
        replace(compte, mot_de_passe=NOUVEAU_MOT_DE_PASSE) if compte is ORIEL else compte
        for compte in comptes
    )


def derniers_mois(aujourd_hui: date) -> tuple[date, date, date]:
    """Return the first days of the last three months whose declarations are all sent."""
    dernier = _mois_precedent(aujourd_hui)
    if aujourd_hui.day < JOUR_COMPLET:
        dernier = _mois_precedent(dernier)
    avant = _mois_precedent(dernier)
    return _mois_precedent(avant), avant, dernier


def build_exemples(aujourd_hui: date) -> dict[str, bytes]:
    """Return the files to try the sending screen with, by name."""
    mois = _mois_precedent(aujourd_hui)
    groupe = [entreprise_fictive(201, 3), entreprise_fictive(202, 3)]
    return {
        "groupe_2x3.dsn": fabriquer_dsn(groupe, mois),
        "mensuelle_reelle.dsn": fabriquer_dsn([entreprise_fictive(203, 1)], mois, essai=False),
        "arret_de_travail.dsn": fabriquer_dsn([entreprise_fictive(203, 1)], mois, nature="04"),
    }


def _moments(mois: tuple[date, date, date], maintenant: datetime) -> Iterator[Moment]:
    for rang, premier in enumerate(mois):
        yield from _mensuelles(rang, premier)
    yield from _reprises(mois)
    yield from _evenements(mois, maintenant)
    yield from _ailleurs(mois, maintenant)


def _mensuelles(rang: int, mois: date) -> Iterator[Moment]:
    """Yield the ordinary sendings of one month; what is answered changes from month to month."""
    suivi = SUIVI[rang]
    yield _envoi(GARRIGUE, mois, _le(mois, 5, 8, 50), [BTP], suivi)
    yield _envoi(ORIEL, mois, _le(mois, 8, 11, 5), [BOUTIQUE], suivi)
    yield _envoi(AUBEPINES, mois, _le(mois, 9, 14, 10), [AGRICOLE], suivi)
    yield _envoi(LUMEN, mois, _le(mois, 12, 10, 15), [COMMERCE, ASSOCIATION], suivi, nom="clients")
    yield _envoi(LUMEN, mois, _le(mois, 13, 9, 30), [CABINET], suivi, nom="cabinet")


def _siret(entreprise: EntrepriseFictive, rang: int = 0) -> str:
    return entreprise.siren + entreprise.etablissements[rang].nic


def _sirets(entreprise: EntrepriseFictive, scenario: str) -> dict[str, str]:
    return {_siret(entreprise, rang): scenario for rang in range(len(entreprise.etablissements))}


SUIVI: tuple[Mapping[str, str], ...] = (
    {_siret(BTP): "tout", _siret(ASSOCIATION, 1): "retards", _siret(COMMERCE): "ordinaire"},
    {
        **_sirets(BTP, "ordinaire"),
        _siret(BTP, 1): "anomalies",
        _siret(BTP, 2): "sans_taux",
        _siret(BOUTIQUE): "manquants",
        **_sirets(COMMERCE, "ecrasement"),
        _siret(ASSOCIATION, 1): "ordinaire",
        _siret(AGRICOLE): "doublons",
    },
    {
        **_sirets(BTP, "ordinaire"),
        _siret(BTP): "refus",
        _siret(COMMERCE): "refus",
        _siret(COMMERCE, 1): "ordinaire",
        _siret(ASSOCIATION, 1): "mandat",
        _siret(ASSOCIATION): "sans_taux",
        _siret(ASSOCIATION, 2): "anomalies",
        _siret(AGRICOLE): "ordinaire",
        _siret(AGRICOLE, 1): "anomalies",
    },
)
"""For each month, the scenarios that change."""


def _reprises(mois: tuple[date, date, date]) -> Iterator[Moment]:
    """Yield what is sent again: corrected after a refusal, replaced, refused at the door."""
    siege = replace(BTP, etablissements=BTP.etablissements[:1])
    yield _envoi(
        GARRIGUE,
        mois[2],
        _le(mois[2], 7, 16, 20),
        [siege],
        {siege.siret: "anomalies"},
        nom="corrige",
        ordre=4,
    )
    accueil = replace(ASSOCIATION, etablissements=ASSOCIATION.etablissements[:1])
    yield _envoi(
        LUMEN,
        mois[1],
        _le(mois[1], 14, 17, 5),
        [accueil],
        _AUCUN,
        nom="remplace",
        type_declaration="03",
        ordre=6,
    )
    yield _envoi(
        ORIEL, mois[1], _le(mois[1], 7, 18, 0), [BOUTIQUE], {BOUTIQUE.siret: "rejet"}, nom="essai", essai=True
    )
    yield _envoi(
        ORIEL,
        mois[1],
        _le(mois[1], 7, 18, 40),
        [BOUTIQUE],
        {BOUTIQUE.siret: "ordinaire"},
        nom="essai-corrige",
        essai=True,
        ordre=2,
    )


def _evenements(mois: tuple[date, date, date], maintenant: datetime) -> Iterator[Moment]:
    """Yield the events of people: stoppages, a return to work, the end of a contract."""
    chantier = replace(BTP, etablissements=BTP.etablissements[1:2])
    halte = replace(ASSOCIATION, etablissements=ASSOCIATION.etablissements[2:])
    rayon = replace(COMMERCE, etablissements=COMMERCE.etablissements[1:])
    yield _envoi(GARRIGUE, mois[1], _le(mois[1], 2, 9, 12), [chantier], _AUCUN, nature="04", nom="arret")
    yield _envoi(GARRIGUE, mois[1], _le(mois[1], 19, 8, 40), [chantier], _AUCUN, nature="05", nom="reprise")
    yield _envoi(LUMEN, mois[2], _le(mois[2], 3, 15, 0), [rayon], _AUCUN, nature="07", nom="fin-de-contrat")
    yield _envoi(
        LUMEN,
        jour_paris(maintenant).replace(day=1),
        maintenant - timedelta(days=2, hours=3),
        [halte],
        {_siret(ASSOCIATION, 2): "anomalies"},
        nature="04",
        nom="arret",
    )
    yield _envoi(
        LUMEN,
        jour_paris(maintenant).replace(day=1),
        maintenant - timedelta(hours=5),
        [COMMERCE],
        {_siret(COMMERCE): "ecrasement", _siret(COMMERCE, 1): "ordinaire"},
        nom="essai-du-mois",
        essai=True,
    )


def _ailleurs(mois: tuple[date, date, date], maintenant: datetime) -> Iterator[Moment]:
    """Yield what Récépissé did not do: deposits of another program, a password changed on the portal."""
    creche = replace(ASSOCIATION, etablissements=ASSOCIATION.etablissements[1:2])
    connu = fabriquer_dsn([creche], mois[1], essai=False, type_declaration="03", ordre=9)
    inconnu = fabriquer_dsn([NOUVEAU_CLIENT], mois[2], essai=False)
    yield Moment(_le(mois[1], 20, 11, 30), LUMEN, octets=connu, ailleurs=True)
    yield Moment(_le(mois[2], 14, 16, 45), LUMEN, octets=inconnu, ailleurs=True)
    yield Moment(maintenant - timedelta(days=6, hours=2), ORIEL, mot_de_passe=NOUVEAU_MOT_DE_PASSE)


def _envoi(
    compte: Compte,
    mois: date,
    instant: datetime,
    entreprises: list[EntrepriseFictive],
    scenarios: Mapping[str, str],
    *,
    nom: str = "mensuelle",
    nature: str = "01",
    type_declaration: str = "01",
    essai: bool = False,
    ordre: int = 1,
) -> Moment:
    octets = fabriquer_dsn(
        entreprises,
        mois,
        essai=essai,
        nature=nature,
        type_declaration=type_declaration,
        point_depot=POINT_DEPOT[compte.regime],
        ordre=ordre,
    )
    return Moment(instant, compte, f"{compte.cle}-{nom}-{mois:%Y-%m}.dsn", octets, scenarios)


def _le(mois: date, jour: int, heure: int, minute: int) -> datetime:
    """Return the instant of a day of the month after ``mois``, Paris clock."""
    suivant = (mois.replace(day=28) + timedelta(days=4)).replace(day=jour)
    return datetime.combine(suivant, time(heure, minute), PARIS)


def _mois_precedent(jour: date) -> date:
    return (jour.replace(day=1) - timedelta(days=1)).replace(day=1)
