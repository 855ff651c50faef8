"""When returns come."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from recepisse.echanges.messages import Regime
from recepisse.simulateur.calendrier import dernier_du_mois, echeance, premier_du_mois, publication
from recepisse.simulateur.modele import Declaration, Depot, Individu
from tests.unitaires.simulateur.aides import CAMILLE, DEBUT

OCTOBRE = Declaration(nature="01", mois="01102026")
DEPOT = Depot(1, "F1", "dsn", CAMILLE, "", Regime.RG, DEBUT, 1, "0", "OK", declarations=(OCTOBRE,))


def _avec(**champs: object) -> Depot:
    return replace(DEPOT, declarations=(replace(OCTOBRE, **champs),))  # type: ignore[arg-type]


def test_le_mois_vient_de_la_declaration_ou_du_depot() -> None:
    assert premier_du_mois(DEPOT) == date(2026, 10, 1)
    assert premier_du_mois(_avec(mois="")) == date(2026, 11, 1)
    assert premier_du_mois(_avec(mois="01132026")) == date(2026, 11, 1)
    assert [dernier_du_mois(date(2028, mois, 1)).day for mois in (1, 2, 4, 12)] == [31, 29, 30, 31]


def test_l_echeance_est_le_5_a_partir_de_cinquante_personnes() -> None:
    assert echeance(DEPOT) == date(2026, 11, 15)
    assert echeance(_avec(individus=tuple(Individu(rang) for rang in range(50)))) == date(2026, 11, 5)
    assert echeance(_avec(individus=tuple(Individu(rang) for rang in range(49)))) == date(2026, 11, 15)
    assert echeance(_avec(mois="01122026")) == date(2027, 1, 15)


def test_un_delai_compte_depuis_le_depot_ou_depuis_l_echeance() -> None:
    assert publication(DEPOT, {"secondes": 90}, 1) == DEBUT + timedelta(seconds=90)
    assert publication(DEPOT, {"secondes": 90}, 0.5) == DEBUT + timedelta(seconds=45)
    assert publication(DEPOT, {"echeance": 5}, 1) == datetime(2026, 11, 20, 5, 30, tzinfo=UTC)


def test_une_echeance_passee_devient_une_heure_apres_le_depot() -> None:
    assert publication(_avec(mois="01012026"), {"echeance": 5}, 1) == DEBUT + timedelta(hours=1)


def test_une_publication_est_a_la_seconde() -> None:
    depot = replace(DEPOT, recu_le=DEBUT.replace(microsecond=999_999))
    assert publication(depot, {"secondes": 8}, 1 / 3).microsecond == 0
