import json
import sys
import time
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from recepisse.cli._commun import afficher_json, lire_secret, option_format, progression, tableau
from recepisse.erreurs import ErreurSaisie


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_table_is_aligned_and_numbers_go_right() -> None:
    texte = tableau(("Nature", "Nombre", "Le"), [("CRM", 7, None), ("Bilan", 120, "hier")])
    assert texte.split("\n") == [
        "Nature  Nombre  Le",
        "──────  ──────  ────",
        "CRM          7",
        "Bilan      120  hier",
    ]


def test_a_table_without_lines_is_its_head() -> None:
    assert tableau(("A", "B"), []).split("\n") == ["A  B", "─  ─"]


def test_json_holds_accents_dates_and_paths(capsys: pytest.CaptureFixture[str]) -> None:
    afficher_json({"é": date(2026, 1, 2), "le": datetime(2026, 1, 2, 3, tzinfo=UTC), "p": Path("/srv")})
    sortie = capsys.readouterr().out
    assert '"é"' in sortie
    assert json.loads(sortie) == {"é": "2026-01-02", "le": "2026-01-02T03:00:00+00:00", "p": "/srv"}
    with pytest.raises(TypeError):
        afficher_json(object())


def test_the_format_option_is_text_by_default() -> None:
    @click.command()
    @option_format
    def montrer(forme: str) -> None:
        click.echo(forme)

    assert CliRunner().invoke(montrer).stdout == "texte\n"
    assert CliRunner().invoke(montrer, ["--format", "json"]).stdout == "json\n"


def avancer_deux_secondes(monkeypatch: pytest.MonkeyPatch, flux: StringIO, total: int | None) -> str:
    monkeypatch.setattr(sys, "stderr", flux)
    debut = time.monotonic()
    with progression("Lecture", total) as avancer:
        avancer(10)
        monkeypatch.setattr(time, "monotonic", lambda: debut + 2)
        avancer(40)
        vu = flux.getvalue()
    assert flux.getvalue().endswith("\r\x1b[K") or not vu
    return vu


def test_a_bar_shows_after_a_second_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    vu = avancer_deux_secondes(monkeypatch, Terminal(), 100)
    assert "Lecture" in vu
    assert " 50%" in vu
    assert vu.count("█") == 15
    assert vu.count("░") == 15


def test_without_a_total_the_count_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Lecture : 50" in avancer_deux_secondes(monkeypatch, Terminal(), None)


def test_nothing_is_drawn_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert avancer_deux_secondes(monkeypatch, StringIO(), 100) == ""


def test_what_is_over_at_once_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    flux = Terminal()
    monkeypatch.setattr(sys, "stderr", flux)
    with progression("Lecture", 10) as avancer:
        avancer(10)
    assert flux.getvalue() == ""


def test_a_secret_is_read_from_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO("s e c r e t \nsuite\n"))
    assert lire_secret("Mot de passe") == "s e c r e t "


def test_an_empty_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO(""))
    with pytest.raises(ErreurSaisie, match="Rien n’a été saisi"):
        lire_secret("Mot de passe")


def test_a_secret_typed_twice_must_be_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal())
    reponses = iter(["un", "un", "un", "deux"])
    demandes: list[tuple[str, bool]] = []

    def demander(invite: str, *, hide_input: bool, **_options: object) -> str:
        demandes.append((invite, hide_input))
        return next(reponses)

    monkeypatch.setattr(click, "prompt", demander)
    assert lire_secret("Mot de passe", confirmer=True) == "un"
    with pytest.raises(ErreurSaisie, match="diffèrent"):
        lire_secret("Mot de passe", confirmer=True)
    assert demandes == [("Mot de passe", True), ("Encore une fois", True)] * 2
