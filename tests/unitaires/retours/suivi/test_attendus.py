"""Timetables worked out by hand for a few declarations, and the table itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from recepisse.retours.natures import NATURES
from recepisse.retours.suivi.attendus import (
    LIBELLES,
    Attendu,
    Delai,
    EtatAttendu,
    Situation,
    designer,
    etat,
    prevoir,
    regles,
    table,
)
from recepisse.temps import to_paris

DEPOT = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)
"""A Thursday, 10 h in Paris; Wednesday 11 November is a holiday, Sunday 15 November a due date."""

MENSUELLE = Situation(
    nature="01",
    depose_le=DEPOT,
    jour=15,
    mois="2026-10",
    type="01",
    regime="RG",
    individus=True,
    agirc_arrco=True,
    organismes=(("P0012", ""), ("AUMGM1", "DZ2114")),
)
EVENEMENT = replace(MENSUELLE, nature="04", mois="")


def paris(instant: datetime) -> str:
    return to_paris(instant).strftime("%Y-%m-%d %H:%M")


def un(situation: Situation, nature: str, ops: str = "") -> Attendu:
    (trouve,) = [a for a in prevoir(situation) if (a.nature, a.ops) == (nature, ops)]
    return trouve


def natures(situation: Situation, *, seulement_dues: bool = False) -> list[str]:
    return [a.nature for a in prevoir(situation) if a.retard_le or not seulement_dues]


def test_a_monthly_of_the_general_scheme() -> None:
    assert natures(MENSUELLE, seulement_dues=True) == (
        ["10", "11", "121", "50", "50", "51", "51", "60", "61", "119", "120", "70", "71", "92", "94"]
    )
    assert sorted(set(natures(MENSUELLE)) - set(natures(MENSUELLE, seulement_dues=True))) == (
        ["20", "21", "62", "93", "95"]
    )


def test_the_agricultural_scheme_answers_for_itself() -> None:
    agricole = replace(MENSUELLE, regime="RA")
    assert {"130", "136"} <= set(natures(agricole, seulement_dues=True))
    assert not {"60", "61", "62", "119", "120"} & set(natures(agricole))
    assert not {"130", "136"} & set(natures(MENSUELLE))


def test_an_unknown_scheme_expects_both_and_finds_none_late() -> None:
    inconnue = replace(MENSUELLE, regime="")
    for nature in ("61", "119", "120", "130", "136"):
        assert un(inconnue, nature).retard_le is None
        assert un(inconnue, nature).motif.endswith("Jamais en retard : le régime n’est pas connu.")
    assert un(inconnue, "94").retard_le is not None


@pytest.mark.parametrize(
    ("jour", "nature", "prevu", "retard"),
    [
        (15, "10", "2026-11-05 10:05", "2026-11-05 12:05"),
        (15, "11", "2026-11-05 10:30", "2026-11-05 14:30"),
        (15, "119", "2026-11-05 14:00", "2026-11-06 14:00"),
        (15, "92", "2026-11-08 10:00", "2026-11-10 10:00"),
        (15, "120", "2026-11-20 23:59", "2026-11-25 23:59"),
        (15, "94", "2026-11-23 23:59", "2026-11-26 23:59"),
        (5, "120", "2026-11-10 23:59", "2026-11-16 23:59"),
        (5, "94", "2026-11-13 23:59", "2026-11-18 23:59"),
        (5, "71", "2026-11-13 23:59", "2026-11-27 23:59"),
    ],
)
def test_when_each_return_is_expected_and_late(jour: int, nature: str, prevu: str, retard: str) -> None:
    attendu = un(replace(MENSUELLE, jour=jour), nature)
    assert attendu.retard_le is not None
    assert (paris(attendu.prevu_le), paris(attendu.retard_le)) == (prevu, retard)


def test_a_postponed_due_date_moves_what_hangs_on_it() -> None:
    assert paris(un(replace(MENSUELLE, report=True), "120").prevu_le) == "2026-11-21 23:59"
    assert paris(un(replace(MENSUELLE, report=True), "119").prevu_le) == "2026-11-05 14:00"


def test_a_declaration_deposited_late_is_answered_from_its_deposit() -> None:
    tardive = replace(MENSUELLE, depose_le=datetime(2026, 12, 20, 9, 0, tzinfo=UTC))
    assert paris(un(tardive, "120").prevu_le) == "2026-12-25 23:59"
    assert paris(un(tardive, "94").prevu_le) == "2026-12-28 23:59"


def test_a_monthly_without_month_counts_from_its_deposit() -> None:
    assert paris(un(replace(MENSUELLE, mois=""), "120").prevu_le) == "2026-11-10 23:59"


def test_a_delay_in_hours_is_real_time_and_one_in_days_is_of_the_clock() -> None:
    veille = datetime(2026, 10, 24, 10, 0, tzinfo=UTC)
    assert Delai(heures=24).apres(veille) == veille + timedelta(hours=24)
    assert Delai(jours=1).apres(veille) == veille + timedelta(hours=25)
    assert Delai(minutes=5).apres(veille) == veille + timedelta(minutes=5)
    assert Delai(jours=1, jours_ouvres=1).apres(veille) == datetime(2026, 10, 26, 11, 0, tzinfo=UTC)


def test_each_organisation_named_by_an_adhesion_answers_twice() -> None:
    assert [a.cle for a in prevoir(MENSUELLE) if a.nature in {"50", "51"}] == [
        ("50", "P0012", ""),
        ("50", "AUMGM1", "DZ2114"),
        ("51", "P0012", ""),
        ("51", "AUMGM1", "DZ2114"),
    ]
    assert not {"50", "51"} & set(natures(replace(MENSUELLE, organismes=())))


def test_agirc_arrco_answers_only_if_a_contract_belongs_to_it() -> None:
    assert not {"70", "71"} & set(natures(replace(MENSUELLE, agirc_arrco=False)))
    inconnue = un(replace(MENSUELLE, agirc_arrco=None), "71")
    assert inconnue.retard_le is None
    assert "le contenu de la déclaration n’est pas connu" in inconnue.motif


def test_nobody_is_identified_when_nobody_is_declared() -> None:
    vide = replace(MENSUELLE, individus=False, agirc_arrco=False, organismes=(), type="02")
    assert natures(vide, seulement_dues=True) == ["10", "11", "60", "61", "92"]


@pytest.mark.parametrize(
    ("nature", "dues", "possibles"),
    [
        ("04", ["10", "11", "30", "31"], ["20", "21", "121", "50", "51"]),
        ("05", ["10", "11", "30", "31"], ["20", "21", "121", "50", "51"]),
        ("07", ["10", "11", "40", "44"], ["20", "21", "121", "135", "50", "51"]),
        ("08", ["10", "11"], ["20", "94", "114"]),
        ("09", ["10", "11"], []),
        ("10", ["10", "11"], []),
    ],
)
def test_events(nature: str, dues: list[str], possibles: list[str]) -> None:
    situation = replace(EVENEMENT, nature=nature, organismes=(("P0012", ""),))
    assert natures(situation, seulement_dues=True) == dues
    assert [n for n in natures(situation) if n not in dues] == possibles


def test_the_attestation_is_missed_after_two_working_days() -> None:
    aer = un(replace(EVENEMENT, nature="07"), "44")
    assert aer.retard_le is not None
    assert paris(aer.retard_le) == "2026-11-09 22:00"


@pytest.mark.parametrize("valeurs", [{"essai": True}, {"type": "04"}])
def test_a_trial_and_a_cancellation_are_answered_by_the_deposit_point_alone(
    valeurs: dict[str, object],
) -> None:
    assert natures(replace(MENSUELLE, **valeurs)) == ["10", "11", "20", "21"]  # type: ignore[arg-type]
    assert natures(replace(EVENEMENT, nature="07", **valeurs)) == ["10", "11", "20", "21"]  # type: ignore[arg-type]


def test_a_return_that_did_not_exist_yet_is_not_expected() -> None:
    avant = replace(MENSUELLE, regime="RA", mois="2025-11", depose_le=datetime(2025, 12, 5, tzinfo=UTC))
    assert "130" in natures(avant)
    assert "136" not in natures(avant)
    assert "136" in natures(replace(avant, depose_le=datetime(2025, 12, 31, 23, 30, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("recu", "sans_objet", "retard", "apres", "attendu"),
    [
        (True, True, 2, 3, EtatAttendu.RECU),
        (False, True, 2, 3, EtatAttendu.SANS_OBJET),
        (False, False, 2, 0, EtatAttendu.ATTENDU),
        (False, False, 2, 1.5, EtatAttendu.ATTENDU),
        (False, False, 2, 2, EtatAttendu.EN_RETARD),
        (False, False, None, 1, EtatAttendu.ATTENDU),
        (False, False, None, 1.5, EtatAttendu.SANS_OBJET),
    ],
)
def test_states(recu: bool, sans_objet: bool, retard: int | None, apres: float, attendu: EtatAttendu) -> None:
    trouve = etat(
        recu=recu,
        sans_objet=sans_objet,
        prevu_le=DEPOT + timedelta(hours=1),
        retard_le=None if retard is None else DEPOT + timedelta(hours=retard),
        maintenant=DEPOT + timedelta(hours=apres),
    )
    assert trouve is attendu
    assert LIBELLES[trouve]


OC = [("51", "P0012", ""), ("51", "AUMGM1", "DZ2114"), ("51", "AUMGM1", "G00001"), ("94", "", "")]


@pytest.mark.parametrize(
    ("recue", "designee"),
    [
        (("51", "P0012", ""), ("51", "P0012", "")),
        (("51", "P0012", "D00001"), ("51", "P0012", "")),
        (("51", "AUMGM1", "DZ2114"), ("51", "AUMGM1", "DZ2114")),
        (("51", "DZ2114", ""), ("51", "AUMGM1", "DZ2114")),
        (("51", "AUMGM1", ""), None),
        (("51", "P9999", ""), None),
        (("51", "", ""), None),
        (("94", "DGFIP", ""), ("94", "", "")),
        (("71", "", ""), None),
    ],
)
def test_which_expected_return_has_come(
    recue: tuple[str, str, str], designee: tuple[str, str, str] | None
) -> None:
    assert designer(OC, recue) == designee


def test_the_only_organisation_of_a_declaration_is_the_one_that_answers() -> None:
    assert designer([("51", "P0012", "")], ("51", "", "")) == ("51", "P0012", "")
    assert designer([("51", "P0012", "")], ("51", "P9999", "")) == ("51", "P0012", "")


def test_the_table_is_whole() -> None:
    for regle in regles():
        assert regle.nature in NATURES, regle.nature
        assert set(regle.declarations) <= {"01", "04", "05", "07", "08"}
        assert set(regle.regimes) <= {"RG", "RA"}
        assert set(regle.si) <= {"individus", "agirc_arrco"}
        assert regle.certitude in {"publié", "supposé"}
        assert regle.par in {"", "organisme"}
        assert regle.prevu.depuis in {"depot", "echeance"}
        assert set(regle.source.split(", ")) <= set(table()["sources"])
        assert (regle.retard is None) == bool(regle.facultatif), regle.nature
        assert regle.pourquoi.endswith(".")
        assert not regle.facultatif.endswith(".")
    assert {r.deposees_depuis for r in regles()} == {date.min, date(2024, 7, 1), date(2026, 1, 1)}


def test_no_return_is_expected_twice_of_one_declaration() -> None:
    for nature in ("01", "04", "05", "07", "08"):
        for regime in ("RG", "RA", ""):
            cles = [a.cle for a in prevoir(replace(MENSUELLE, nature=nature, regime=regime))]
            assert len(cles) == len(set(cles))


def test_expected_natures_answer_these_declarations() -> None:
    """The catalogue of natures agrees, but for the 94 of an S-ADV, which it does not name."""
    for regle in regles():
        connues = NATURES[regle.nature].declarations
        dites = set(regle.declarations) - {"08"} if regle.nature == "94" else set(regle.declarations)
        assert dites <= set(connues), regle.nature
