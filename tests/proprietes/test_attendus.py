"""Whatever is declared, a timetable holds together."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from recepisse.retours.suivi.attendus import EtatAttendu, Situation, designer, etat, prevoir

codes = st.tuples(st.sampled_from(["P0012", "P0013", "AUMGM1"]), st.sampled_from(["", "DZ2114"]))
situations = st.builds(
    Situation,
    nature=st.sampled_from(["01", "04", "05", "07", "08", "09", "10", ""]),
    depose_le=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # the strategy adds the zone
    jour=st.sampled_from([5, 15]),
    mois=st.sampled_from(["", "2026-10", "2024-02", "2031-12"]),
    type=st.sampled_from(["01", "02", "03", "04", "05", ""]),
    regime=st.sampled_from(["RG", "RA", ""]),
    essai=st.booleans(),
    individus=st.sampled_from([True, False, None]),
    agirc_arrco=st.sampled_from([True, False, None]),
    organismes=st.lists(codes, unique=True, max_size=4).map(tuple),
    report=st.booleans(),
)


@given(situations)
def test_a_return_is_expected_after_the_deposit_and_late_after_that(situation: Situation) -> None:
    for attendu in prevoir(situation):
        assert attendu.prevu_le > situation.depose_le
        assert attendu.retard_le is None or attendu.retard_le > attendu.prevu_le
        assert (attendu.retard_le is None) == ("Jamais en retard" in attendu.motif)


@given(situations)
def test_the_deposit_point_always_answers_and_nobody_twice(situation: Situation) -> None:
    cles = [attendu.cle for attendu in prevoir(situation)]
    assert {("10", "", ""), ("11", "", "")} <= set(cles)
    assert len(cles) == len(set(cles))


@given(situations)
def test_knowing_less_makes_nothing_late(situation: Situation) -> None:
    """What is late with doubts would be late without them."""
    dues = {a.cle for a in prevoir(situation) if a.retard_le}
    for regime in ("RG", "RA") if not situation.regime else (situation.regime,):
        connue = Situation(
            **{
                nom: getattr(situation, nom)
                for nom in Situation.__slots__
                if nom not in {"regime", "individus", "agirc_arrco"}
            },
            regime=regime,
            individus=situation.individus is not False,
            agirc_arrco=situation.agirc_arrco is not False,
        )
        assert dues <= {a.cle for a in prevoir(connue) if a.retard_le}


@given(situations, st.integers(-100, 5000))
def test_states_only_move_forward(situation: Situation, heures: int) -> None:
    ordre = [EtatAttendu.ATTENDU, EtatAttendu.EN_RETARD]
    maintenant = situation.depose_le + timedelta(hours=heures)
    for attendu in prevoir(situation):
        suite = [
            etat(
                recu=False,
                sans_objet=False,
                prevu_le=attendu.prevu_le,
                retard_le=attendu.retard_le,
                maintenant=instant,
            )
            for instant in (maintenant, maintenant + timedelta(days=30))
        ]
        if attendu.retard_le is not None:
            assert ordre.index(suite[0]) <= ordre.index(suite[1])
        else:
            assert EtatAttendu.EN_RETARD not in suite


@given(situations, codes)
def test_a_received_return_designates_one_of_those_expected_or_none(
    situation: Situation, code: tuple[str, str]
) -> None:
    cles = [attendu.cle for attendu in prevoir(situation)]
    for cle in cles:
        assert designer(cles, cle) == cle
    trouvee = designer(cles, ("51", *code))
    assert trouvee is None or (trouvee in cles and trouvee[0] == "51")
