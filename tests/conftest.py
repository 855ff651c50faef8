"""What every test finds: its own data folder, the command line, a closed network, no silent skip."""

import ipaddress
import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any, Protocol

import hypothesis
import pytest
from click.testing import CliRunner, Result
from django.conf import settings

from tests.amorce import DES_TESTS

RACINE = Path(__file__).resolve().parent.parent
SANS_OFFICIEL = "le dossier des exemples officiels est absent (RECEPISSE_OFFICIEL)"

# A good hash is slow by design; here it only has to be one.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# How long one example takes says nothing on a busy machine.
hypothesis.settings.register_profile("maison", deadline=None)
hypothesis.settings.load_profile("maison")


# --- the network ends at this machine ----------------------------------------------------------------

_sorties: list[str] = []


def _is_boucle(hote: object) -> bool:
    if isinstance(hote, bytes):
        hote = hote.decode("ascii", "replace")
    if not isinstance(hote, str) or hote in {"", "localhost"}:
        return True
    try:
        adresse = ipaddress.ip_address(hote)
    except ValueError:
        return False
    return adresse.is_loopback or adresse.is_unspecified


def _garde(evenement: str, arguments: tuple[Any, ...]) -> None:
    """Refuse every name resolution and every connection beyond loopback (an audit hook sees them all)."""
    if evenement == "socket.getaddrinfo":
        hote = arguments[0]
    elif evenement in {"socket.connect", "socket.sendto"} and isinstance(arguments[1], tuple):
        hote = arguments[1][0]
    else:
        return
    if not _is_boucle(hote):
        _sorties.append(str(hote))
        raise AssertionError(f"un test appelle une autre machine : {hote}")


sys.addaudithook(_garde)


@pytest.fixture(autouse=True)
def _reseau_ferme() -> Generator[None]:
    """Fail the test that called another machine, even where the code caught the refusal."""
    _sorties.clear()
    yield
    assert not _sorties, f"un test appelle une autre machine : {_sorties}"


# --- in CI nothing is skipped for want of a tool ---------------------------------------------------


def _is_saut_interdit(rapport: pytest.TestReport | pytest.CollectReport) -> bool:
    if os.environ.get("RECEPISSE_CI_SANS_SAUT") != "1" or hasattr(rapport, "wasxfail"):
        return False
    return rapport.skipped and SANS_OFFICIEL not in str(rapport.longrepr)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    rapport = yield
    if _is_saut_interdit(rapport):
        rapport.outcome = "failed"
        rapport.longrepr = f"saut interdit en intégration continue : {rapport.longrepr}"
    return rapport


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    rapport = yield
    if _is_saut_interdit(rapport):
        rapport.outcome = "failed"
        rapport.longrepr = f"saut interdit en intégration continue : {rapport.longrepr}"
    return rapport


# --- fixtures --------------------------------------------------------------------------------------


@pytest.fixture
def racine() -> Path:
    """The root of the source tree."""
    return RACINE


@pytest.fixture
def donnees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, named by RECEPISSE_DONNEES, with no other setting around."""
    for nom in [nom for nom in os.environ if nom.startswith("RECEPISSE_") and nom not in DES_TESTS]:
        monkeypatch.delenv(nom)
    dossier = tmp_path / "donnees"
    dossier.mkdir(mode=0o700)
    monkeypatch.setenv("RECEPISSE_DONNEES", str(dossier))
    return dossier


@pytest.fixture
def officiel() -> Path:
    """The folder of official examples, which is never part of this project."""
    dossier = Path(os.environ.get("RECEPISSE_OFFICIEL", RACINE.parent / "shared" / "officiel"))
    if not dossier.is_dir():
        pytest.skip(SANS_OFFICIEL)
    return dossier


class Lanceur(Protocol):
    """Runs a command line in this process."""

    def __call__(self, *arguments: str, entree: str | None = None) -> Result: ...


@pytest.fixture
def lancer(donnees: Path) -> Lanceur:
    """Run ``recepisse …`` in this process, on the data folder of the test."""
    from recepisse.cli import principal

    def executer(*arguments: str, entree: str | None = None) -> Result:
        return CliRunner().invoke(principal, list(arguments), input=entree)

    return executer
