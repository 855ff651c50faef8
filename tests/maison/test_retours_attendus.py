"""The page of the expected returns shows the table that the program follows."""

from datetime import datetime
from pathlib import Path

import pytest

from outils import retours_attendus
from outils.retours_attendus import DEBUT, FIN, duree, page, principal
from recepisse.retours.suivi.attendus import Delai, regles


def test_the_page_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert principal(["--verifier"]) == 0, capsys.readouterr().out


def test_every_rule_is_on_the_page() -> None:
    lignes = page().splitlines()[2:]
    assert [ligne.split(" | ")[0].removeprefix("| ") for ligne in lignes] == sorted(
        (regle.nature for regle in regles()), key=int
    )


def test_another_table_would_be_seen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(retours_attendus, "page", lambda: "autre")
    assert principal(["--verifier"]) == 1
    assert "n’est pas à jour" in capsys.readouterr().out


def test_only_what_stands_between_the_marks_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brouillon = tmp_path / "page.md"
    brouillon.write_text(f"avant {DEBUT} vieille {FIN} après", encoding="utf-8")
    monkeypatch.setattr(retours_attendus, "PAGE", brouillon)
    assert principal([]) == 0
    assert brouillon.read_text(encoding="utf-8") == f"avant {DEBUT}\n\n{page()}\n\n{FIN} après"
    brouillon.write_text("rien", encoding="utf-8")
    with pytest.raises(SystemExit, match="Repères absents"):
        principal([])


@pytest.mark.parametrize(
    ("delai", "dit"),
    [
        (Delai(minutes=5), "5 min"),
        (Delai(heures=24), "24 h"),
        (Delai(jours=1), "1 jour"),
        (Delai(jours=3), "3 jours"),
        (Delai(jours_ouvres=1), "1 jour ouvré"),
        (Delai(jours=1, jours_ouvres=2), "1 jour et 2 jours ouvrés"),
    ],
)
def test_delays_are_said_in_french(delai: Delai, dit: str) -> None:
    assert duree(delai) == dit


def test_the_date_of_the_table_is_one() -> None:
    from recepisse.retours.suivi.attendus import table

    assert datetime.fromisoformat(table()["mise_a_jour"]).year >= 2026
    assert retours_attendus.PAGE.is_file()
