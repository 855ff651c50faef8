"""Paris clock and its two changes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from recepisse.temps import (
    is_heure_double,
    jour_paris,
    parse_horodatage,
    prochain_changement_heure,
    to_horodatage,
    to_paris,
)

MARS = datetime(2026, 3, 29, 1, tzinfo=UTC)
OCTOBRE = datetime(2026, 10, 25, 1, tzinfo=UTC)
SECONDE = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("instant", "chiffres"),
    [
        (datetime(2026, 10, 5, 9, 14, 2, tzinfo=UTC), "20261005111402"),
        (datetime(2026, 1, 5, 9, 14, 2, tzinfo=UTC), "20260105101402"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "20270101003000"),
        (MARS - SECONDE, "20260329015959"),
        (MARS, "20260329030000"),
        (OCTOBRE - SECONDE, "20261025025959"),
        (OCTOBRE, "20261025020000"),
    ],
)
def test_ecrit_l_heure_de_paris(instant: datetime, chiffres: str) -> None:
    assert to_horodatage(instant) == chiffres


def test_relit_ce_qu_il_ecrit() -> None:
    instant = datetime(2026, 7, 1, 12, 34, 56, tzinfo=UTC)
    assert parse_horodatage(to_horodatage(instant)) == instant


def test_l_heure_double_a_deux_lectures() -> None:
    assert parse_horodatage("20261025023000") == OCTOBRE - timedelta(minutes=30)
    assert parse_horodatage("20261025023000", fold=1) == OCTOBRE + timedelta(minutes=30)


def test_l_heure_qui_manque_se_lit_comme_avant_le_changement() -> None:
    assert parse_horodatage("20260329023000") == MARS + timedelta(minutes=30)


@pytest.mark.parametrize(
    "texte",
    [
        "",
        "2026100511140",
        "202610051114020",
        "20261305111402",
        "20261005251402",
        "2026100511140²",
        "٢٠٢٦١٠٠٥١١١٤٠٢",
        "20261005 11140",
        "00010101000000",
        "00000101000000",
    ],
)
def test_le_reste_n_est_pas_un_horodatage(texte: str) -> None:
    assert parse_horodatage(texte) is None


@pytest.mark.parametrize(
    ("instant", "double"),
    [
        (OCTOBRE - timedelta(hours=1) - SECONDE, False),
        (OCTOBRE - timedelta(hours=1), True),
        (OCTOBRE, True),
        (OCTOBRE + timedelta(hours=1) - SECONDE, True),
        (OCTOBRE + timedelta(hours=1), False),
        (MARS - SECONDE, False),
        (MARS, False),
        (datetime(2026, 7, 1, tzinfo=UTC), False),
    ],
)
def test_connait_l_heure_double(instant: datetime, double: bool) -> None:
    assert is_heure_double(instant) is double


@pytest.mark.parametrize("changement", [MARS, OCTOBRE])
def test_trouve_le_changement_d_heure(changement: datetime) -> None:
    jour = timedelta(days=1)
    assert prochain_changement_heure(changement - jour, changement + jour) == changement
    assert prochain_changement_heure(changement - SECONDE, changement) == changement
    assert prochain_changement_heure(changement, changement + jour) is None
    assert prochain_changement_heure(changement - jour, changement - SECONDE) is None


def test_paris_et_son_jour() -> None:
    soir = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert to_paris(soir).hour == 0
    assert jour_paris(soir) == date(2027, 1, 1)
