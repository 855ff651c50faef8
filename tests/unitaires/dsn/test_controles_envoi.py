import pytest

from recepisse.dsn.apercu import Apercu
from recepisse.dsn.controles_envoi import constats_pour_mode, constats_pour_regime
from tests.unitaires.dsn.aides import ENTETE, MENSUELLE, dsn, lire


def fichier(mode: str = "01", point: str = "01") -> Apercu:
    entete = [l.replace("005,'01'", f"005,'{mode}'").replace("007,'01'", f"007,'{point}'") for l in ENTETE]  # noqa: E741
    return lire(dsn(MENSUELLE, entete=entete))


@pytest.mark.parametrize("point", ["01", "02"])
def test_the_right_service_is_no_finding(point: str) -> None:
    assert constats_pour_regime(fichier(point=point), point) == ()


@pytest.mark.parametrize(("point", "attendu"), [("01", "02"), ("02", "01"), ("", "01")])
def test_the_other_service_is_refused_and_both_are_named(point: str, attendu: str) -> None:
    (constat,) = constats_pour_regime(fichier(point=point), attendu)
    assert (constat.code, constat.gravite) == ("point_depot_contraire", "refus")
    assert "S10.G00.00.007" in constat.message
    assert ("MSA" in constat.message) == ("02" in (point, attendu))


@pytest.mark.parametrize(("mode", "essai"), [("01", True), ("02", False)])
def test_the_mode_asked_for_is_no_finding(mode: str, essai: bool) -> None:
    assert constats_pour_mode(fichier(mode), essai) == ()


@pytest.mark.parametrize(
    ("mode", "essai"), [("02", True), ("01", False), ("09", True), ("09", False), ("", True)]
)
def test_mixing_essai_and_reel_is_refused(mode: str, essai: bool) -> None:
    (constat,) = constats_pour_mode(fichier(mode), essai)
    assert (constat.code, constat.gravite) == ("mode_contraire", "refus")
    assert "Mélange" in constat.message
