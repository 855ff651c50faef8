"""The guards of the tests themselves: another machine is refused, a skip is a failure in CI."""

import os
import socket
from pathlib import Path

import pytest
from django.conf import settings

from tests import conftest
from tests.amorce import DONNEES


@pytest.mark.parametrize("hote", ["192.0.2.1", "2001:db8::1", "exemple.invalid"])
def test_another_machine_is_refused(hote: str) -> None:
    with pytest.raises(AssertionError, match="une autre machine"):
        socket.create_connection((hote, 80), timeout=1)
    assert conftest._sorties == [hote]
    conftest._sorties.clear()


@pytest.mark.parametrize(
    "hote", ["127.0.0.1", "127.3.2.1", "::1", "localhost", b"localhost", "", None, "0.0.0.0"]
)
def test_this_machine_is_allowed(hote: object) -> None:
    assert conftest._is_boucle(hote)


def rapport(issue: str, raison: str) -> pytest.TestReport:
    return pytest.TestReport("t", ("t", 0, "t"), {}, issue, ("t", 0, raison), "call")  # type: ignore[arg-type]


def test_a_skip_is_a_failure_in_ci_only(monkeypatch: pytest.MonkeyPatch) -> None:
    saute = rapport("skipped", "Skipped: pas de Chromium")
    monkeypatch.delenv("RECEPISSE_CI_SANS_SAUT", raising=False)
    assert not conftest._is_saut_interdit(saute)
    monkeypatch.setenv("RECEPISSE_CI_SANS_SAUT", "1")
    assert conftest._is_saut_interdit(saute)
    assert not conftest._is_saut_interdit(rapport("passed", ""))


def test_the_missing_official_folder_is_the_only_excuse(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("RECEPISSE_CI_SANS_SAUT", "1")
    monkeypatch.setenv("RECEPISSE_OFFICIEL", "/nulle/part")
    with pytest.raises(pytest.skip.Exception) as saut:
        request.getfixturevalue("officiel")
    assert not conftest._is_saut_interdit(rapport("skipped", str(saut.value)))


def test_django_uses_the_folder_of_the_tests() -> None:
    assert settings.REGLAGES.donnees == DONNEES
    assert DONNEES.is_dir()


def test_the_data_folder_of_a_test_is_empty_and_its_own(donnees: Path) -> None:
    assert os.environ["RECEPISSE_DONNEES"] == str(donnees)
    assert not list(donnees.iterdir())
    assert donnees != DONNEES
