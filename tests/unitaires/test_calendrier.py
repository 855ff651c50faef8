"""Holidays against known years, due dates against a calendar read by hand."""

from datetime import date

import pytest

from recepisse import calendrier
from recepisse.calendrier import (
    ajouter_ouvres,
    deuxieme_echeance,
    echeance,
    feries,
    fin_validite_taux,
    is_ouvre,
    limite,
    mois_suivant,
    paques,
    parse_mois,
    premier_ouvre,
    prochaine_echeance,
    veille_echeance,
)

PAQUES = [
    "2020-04-12",
    "2021-04-04",
    "2022-04-17",
    "2023-04-09",
    "2024-03-31",
    "2025-04-20",
    "2026-04-05",
    "2027-03-28",
    "2028-04-16",
    "2029-04-01",
    "2030-04-21",
    "2031-04-13",
    "2032-03-28",
    "2033-04-17",
    "2034-04-09",
    "2035-03-25",
    "2036-04-13",
    "2037-04-05",
    "2038-04-25",
    "2039-04-10",
    "2040-04-01",
]
"""Easter Sundays as printed in almanacs."""

FERIES_2026 = {
    "2026-01-01": "Jour de l’an",
    "2026-04-06": "Lundi de Pâques",
    "2026-05-01": "Fête du Travail",
    "2026-05-08": "Victoire de 1945",
    "2026-05-14": "Ascension",
    "2026-05-25": "Lundi de Pentecôte",
    "2026-07-14": "Fête nationale",
    "2026-08-15": "Assomption",
    "2026-11-01": "Toussaint",
    "2026-11-11": "Armistice de 1918",
    "2026-12-25": "Noël",
}
LUNDIS_DE_PENTECOTE = ["2020-06-01", "2024-05-20", "2027-05-17", "2033-06-06", "2038-06-14"]
"""Of some years, the latest of the century among them."""


def jour(texte: str) -> date:
    return date.fromisoformat(texte)


@pytest.mark.parametrize("attendu", PAQUES)
def test_easter_is_that_of_the_almanacs(attendu: str) -> None:
    assert paques(int(attendu[:4])) == jour(attendu)


@pytest.mark.parametrize(
    ("annee", "attendu"), [(1818, "1818-03-22"), (1943, "1943-04-25"), (2285, "2285-03-22")]
)
def test_easter_at_its_limits(annee: int, attendu: str) -> None:
    assert paques(annee) == jour(attendu)


def test_the_holidays_of_2026() -> None:
    assert {j.isoformat(): nom for j, nom in feries(2026).items()} == FERIES_2026
    assert list(feries(2026)) == sorted(feries(2026))


@pytest.mark.parametrize("attendu", LUNDIS_DE_PENTECOTE)
def test_whit_monday(attendu: str) -> None:
    assert feries(int(attendu[:4]))[jour(attendu)] == "Lundi de Pentecôte"


@pytest.mark.parametrize("annee", range(2020, 2041))
def test_a_year_has_eleven_holidays_and_the_movable_ones_fall_on_their_weekday(annee: int) -> None:
    par_nom = {nom: j for j, nom in feries(annee).items()}
    assert len(par_nom) == 11
    assert par_nom["Lundi de Pâques"].weekday() == par_nom["Lundi de Pentecôte"].weekday() == 0
    assert par_nom["Ascension"].weekday() == 3


def test_two_holidays_on_one_day_are_one_day() -> None:
    assert feries(2008)[jour("2008-05-01")] == "Ascension"
    assert len(feries(2008)) == 10


@pytest.mark.parametrize(
    ("texte", "ouvre"),
    [
        ("2026-11-13", True),
        ("2026-11-14", False),
        ("2026-11-15", False),
        ("2026-11-11", False),
        ("2026-05-25", False),
        ("2026-05-26", True),
    ],
)
def test_working_days(texte: str, ouvre: bool) -> None:
    assert is_ouvre(jour(texte)) is ouvre


@pytest.mark.parametrize(
    ("depuis", "attendu"),
    [
        ("2026-11-13", "2026-11-13"),
        ("2026-08-15", "2026-08-17"),
        ("2026-05-14", "2026-05-15"),
        ("2021-05-22", "2021-05-25"),
    ],
)
def test_the_first_working_day_from_a_day(depuis: str, attendu: str) -> None:
    assert premier_ouvre(jour(depuis)) == jour(attendu)


@pytest.mark.parametrize(
    ("depuis", "nombre", "attendu"),
    [
        ("2026-11-14", 0, "2026-11-14"),
        ("2026-11-14", 1, "2026-11-16"),
        ("2026-11-10", 1, "2026-11-12"),
        ("2026-12-31", 2, "2027-01-05"),
        ("2026-04-30", 3, "2026-05-06"),
    ],
)
def test_working_days_are_added_over_weekends_and_holidays(depuis: str, nombre: int, attendu: str) -> None:
    assert ajouter_ouvres(jour(depuis), nombre) == jour(attendu)


@pytest.mark.parametrize(
    ("mois", "jour_du_mois", "nominale", "reportee"),
    [
        ("2026-10", 5, "2026-11-05", "2026-11-05"),
        ("2026-10", 15, "2026-11-15", "2026-11-16"),
        ("2026-07", 15, "2026-08-15", "2026-08-17"),
        ("2026-12", 5, "2027-01-05", "2027-01-05"),
        ("202112", 15, "2022-01-15", "2022-01-17"),
    ],
)
def test_due_date_of_a_month(mois: str, jour_du_mois: int, nominale: str, reportee: str) -> None:
    premier = parse_mois(mois)
    assert premier is not None
    assert echeance(premier, jour_du_mois) == jour(nominale)
    assert echeance(premier.replace(day=28), jour_du_mois) == jour(nominale)
    assert echeance(premier, jour_du_mois, report=True) == jour(reportee)


def test_a_replacement_is_taken_until_the_eve() -> None:
    octobre = date(2026, 10, 1)
    assert veille_echeance(octobre, 15) == date(2026, 11, 14)
    assert veille_echeance(octobre, 15, report=True) == date(2026, 11, 15)
    assert calendrier.MIDI.hour == 12
    assert calendrier.JOURS_ECHEANCE == (5, 15)


@pytest.mark.parametrize(
    ("apres", "jour_du_mois", "premiere", "deuxieme"),
    [
        ("2026-04-14", 15, "2026-04-15", "2026-05-15"),
        ("2026-04-15", 15, "2026-05-15", "2026-06-15"),
        ("2026-03-31", 5, "2026-04-05", "2026-05-05"),
        ("2026-12-20", 15, "2027-01-15", "2027-02-15"),
    ],
)
def test_due_dates_after_a_day(apres: str, jour_du_mois: int, premiere: str, deuxieme: str) -> None:
    assert prochaine_echeance(jour(apres), jour_du_mois) == jour(premiere)
    assert deuxieme_echeance(jour(apres), jour_du_mois) == jour(deuxieme)


def test_a_postponed_due_date_is_still_to_come_on_its_nominal_day() -> None:
    assert prochaine_echeance(date(2026, 8, 15), 15, report=True) == date(2026, 8, 17)
    assert deuxieme_echeance(date(2026, 7, 20), 15, report=True) == date(2026, 9, 15)


@pytest.mark.parametrize(
    ("publie_le", "fin"),
    [
        ("2026-02-13", "2026-04-30"),
        ("2026-11-23", "2027-01-31"),
        ("2023-12-31", "2024-02-29"),
        ("2026-12-01", "2027-02-28"),
    ],
)
def test_a_rate_is_valid_until_the_end_of_the_second_month(publie_le: str, fin: str) -> None:
    assert fin_validite_taux(jour(publie_le)) == jour(fin)


@pytest.mark.parametrize(
    "texte", ["", "2026", "2026-13", "2026-00", "0000-01", "9999-12", "2026-1", "２０２６-01", "2026-010"]
)
def test_what_is_not_a_month(texte: str) -> None:
    assert parse_mois(texte) is None


@pytest.mark.parametrize(
    ("nombre", "attendu"), [(0, "2026-11-01"), (1, "2026-12-01"), (2, "2027-01-01"), (-11, "2025-12-01")]
)
def test_months_are_counted_over_years(nombre: int, attendu: str) -> None:
    assert mois_suivant(date(2026, 11, 30), nombre) == jour(attendu)


@pytest.mark.parametrize(
    ("delai", "mois", "publie_le", "attendue"),
    [
        ("veille_echeance", "2026-10", None, "2026-11-14"),
        ("veille_echeance", "", "2026-11-20", None),
        ("dsn_suivante", "2026-10", None, "2026-12-15"),
        ("dsn_suivante", "2026-10", "2026-11-20", "2026-12-15"),
        ("dsn_suivante", "2026-10", "2027-01-20", "2027-02-15"),
        ("dsn_suivante", "", "2026-11-15", "2026-11-15"),
        ("dsn_suivante", "", None, None),
        ("deuxieme_echeance", "2026-02", "2026-03-20", "2026-05-15"),
        ("deuxieme_echeance", "2026-02", None, None),
        ("immediat", "2026-10", "2026-11-05", "2026-11-05"),
        ("immediat", "2026-10", None, None),
        ("", "2026-10", "2026-11-05", None),
        ("un jour", "2026-10", "2026-11-05", None),
    ],
)
def test_the_limit_of_each_kind_of_deadline(
    delai: str, mois: str, publie_le: str | None, attendue: str | None
) -> None:
    trouvee = limite(delai, mois=mois, jour=15, publie_le=jour(publie_le) if publie_le else None)
    assert trouvee == (jour(attendue) if attendue else None)


def test_the_limit_follows_a_postponed_due_date() -> None:
    assert limite("veille_echeance", mois="2026-10", jour=15, publie_le=None, report=True) == date(
        2026, 11, 15
    )
    assert limite("veille_echeance", mois="2026-10", jour=5, publie_le=None) == date(2026, 11, 4)


def test_every_kind_of_deadline_of_the_actions_is_known() -> None:
    """The words of ``retours.sens.delais`` and those of the calendar are the same."""
    from recepisse.retours.sens.delais import DELAIS

    assert set(DELAIS) == set(calendrier._LIMITES)
