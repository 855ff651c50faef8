"""What must hold of rates whatever they are."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from recepisse.retours.modele import Individu
from recepisse.retours.paie.quarantaine import Seuils, comparer, motifs_de_quarantaine
from recepisse.retours.paie.taux_pas import EtatTaux, TauxLu, fin_validite, lire_decimal, taux_applicable

JOURS = st.dates(date(2019, 1, 1), date(2099, 10, 31))
TAUX = st.decimals(0, 100, places=2, allow_nan=False)
COMPTES_RENDUS = st.dictionaries(st.integers(0, 40), st.none() | TAUX, max_size=40)
Taux = Mapping[int, Decimal | None]
JAMAIS = Seuils(sans_taux=100, effectif=100, sauts=100)


@given(TAUX, st.sampled_from(".,"))
def test_a_rate_is_read_as_it_was_written(taux: Decimal, separateur: str) -> None:
    assert lire_decimal(f"{taux:f}".replace(".", separateur)) == taux


@given(st.text(max_size=12))
def test_any_text_is_a_rate_between_0_and_100_or_is_none(texte: str) -> None:
    lu = lire_decimal(texte)
    assert lu is None or 0 <= lu <= 100


@given(JOURS)
def test_validity_ends_with_the_second_month(jour: date) -> None:
    fin = fin_validite(jour)
    assert fin.day == monthrange(fin.year, fin.month)[1]
    assert (fin.year * 12 + fin.month) - (jour.year * 12 + jour.month) == 2


@given(JOURS, st.none() | TAUX, st.none() | TAUX, st.none() | JOURS, st.booleans(), st.integers(-400, 400))
def test_what_applies_is_valid_only_with_a_rate_and_in_time(
    publie: date, taux: Decimal | None, futur: Decimal | None, le: date | None, annonce: bool, ecart: int
) -> None:
    ligne = TauxLu(Individu(matricule="1"), taux, futur, le, annonce)
    fin, jour = fin_validite(publie), publie + timedelta(days=ecart)
    applicable = taux_applicable(ligne, fin, jour)
    assert (applicable.taux is None) is (applicable.etat is EtatTaux.SANS_TAUX)
    assert (applicable.etat is EtatTaux.VALIDE) is (applicable.taux is not None and jour <= fin)
    assert applicable.taux in {taux, futur}


@given(COMPTES_RENDUS)
def test_the_same_rates_are_never_suspect(taux: Taux) -> None:
    assert not taux or motifs_de_quarantaine(taux, taux) == ()


@given(COMPTES_RENDUS, COMPTES_RENDUS)
def test_the_figures_add_up(nouveau: Taux, precedent: Taux) -> None:
    e = comparer(nouveau, precedent)
    assert e.avant == e.communs + e.partis
    assert e.apres == e.communs + e.arrives
    assert e.sauts <= e.changes <= e.avaient_un_taux - e.perdus
    assert e.perdus <= e.sans_taux
    assert e.avaient_un_taux + e.gagnes <= e.communs


@given(COMPTES_RENDUS, COMPTES_RENDUS)
def test_no_comparison_holds_when_every_threshold_is_off(nouveau: Taux, precedent: Taux) -> None:
    assert not nouveau or motifs_de_quarantaine(nouveau, precedent, JAMAIS) == ()


@given(COMPTES_RENDUS, COMPTES_RENDUS, st.integers(0, 99), st.integers(1, 10))
def test_a_lower_threshold_never_lets_through_what_a_higher_one_holds(
    nouveau: Taux, precedent: Taux, part: int, personnes: int
) -> None:
    haut = Seuils(personnes, sans_taux=part + 1, effectif=part + 1, sauts=part + 1)
    bas = Seuils(personnes, sans_taux=part, effectif=part, sauts=part)
    assert len(motifs_de_quarantaine(nouveau, precedent, bas)) >= len(
        motifs_de_quarantaine(nouveau, precedent, haut)
    )


@given(st.lists(st.tuples(st.integers(0, 40), TAUX), min_size=3, max_size=20, unique_by=lambda p: p[0]))
def test_the_incident_is_held_whatever_the_headcount(personnes: list[tuple[int, Decimal]]) -> None:
    avant = dict(personnes)
    apres: dict[int, Decimal | None] = dict.fromkeys(avant)
    (motif,) = motifs_de_quarantaine(apres, avant)
    assert motif.startswith(f"{len(avant)} des {len(avant)} personnes")
