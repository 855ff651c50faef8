"""Dates that must hold for every year."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from recepisse.calendrier import (
    ajouter_ouvres,
    deuxieme_echeance,
    echeance,
    feries,
    fin_validite_taux,
    is_ouvre,
    mois_suivant,
    paques,
    parse_mois,
    premier_ouvre,
    prochaine_echeance,
)

JOURS = st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31))
ECHEANCES = st.sampled_from([5, 15])


@given(st.integers(1583, 4099))
def test_easter_is_a_sunday_of_spring(annee: int) -> None:
    dimanche = paques(annee)
    assert dimanche.weekday() == 6
    assert date(annee, 3, 22) <= dimanche <= date(annee, 4, 25)


@given(JOURS, st.integers(0, 30))
def test_adding_working_days_counts_them(jour: date, nombre: int) -> None:
    arrivee = ajouter_ouvres(jour, nombre)
    entre = [jour + timedelta(days=d) for d in range(1, (arrivee - jour).days + 1)]
    assert sum(map(is_ouvre, entre)) == nombre
    assert nombre == 0 or is_ouvre(arrivee)


@given(JOURS)
def test_the_first_working_day_is_near(jour: date) -> None:
    ouvre = premier_ouvre(jour)
    assert is_ouvre(ouvre)
    assert jour <= ouvre <= jour + timedelta(days=4)
    assert all(not is_ouvre(jour + timedelta(days=d)) for d in range((ouvre - jour).days))


@given(JOURS, ECHEANCES, st.booleans())
def test_a_postponed_due_date_is_never_before_and_always_worked(jour: date, quand: int, report: bool) -> None:
    trouvee = echeance(jour, quand, report=report)
    assert trouvee >= mois_suivant(jour).replace(day=quand)
    assert is_ouvre(trouvee) or not report
    assert trouvee.month == mois_suivant(jour).month


@given(JOURS, ECHEANCES, st.booleans())
def test_the_next_due_date_is_the_first_one(jour: date, quand: int, report: bool) -> None:
    premiere = prochaine_echeance(jour, quand, report=report)
    toutes = [echeance(mois_suivant(jour, n), quand, report=report) for n in range(-4, 4)]
    assert premiere == min(d for d in toutes if d > jour)
    assert deuxieme_echeance(jour, quand, report=report) == min(d for d in toutes if d > premiere)


@given(JOURS)
def test_validity_ends_with_a_month(publie_le: date) -> None:
    fin = fin_validite_taux(publie_le)
    assert (fin + timedelta(days=1)).day == 1
    assert (fin.year - publie_le.year) * 12 + fin.month - publie_le.month == 2


@given(JOURS)
def test_a_month_written_is_read_back(jour: date) -> None:
    for forme in ("%Y-%m", "%Y%m"):
        assert parse_mois(jour.strftime(forme)) == jour.replace(day=1)


@given(st.integers(1950, 2150))
def test_holidays_are_of_their_year(annee: int) -> None:
    assert {j.year for j in feries(annee)} == {annee}
    assert len(feries(annee)) in {10, 11}
