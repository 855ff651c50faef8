"""The page of the manual about the simulator names everything that can be asked of it."""

from pathlib import Path

import pytest

from recepisse.simulateur.etat import Administration
from recepisse.simulateur.pannes import GENRES
from recepisse.simulateur.porte import Porte
from recepisse.simulateur.scenarios import noms
from tests.unitaires.simulateur.aides import Horloge


@pytest.fixture
def page(racine: Path) -> str:
    return (racine / "docs" / "reference" / "simulateur.md").read_text("utf-8")


def test_chaque_scenario_y_est(page: str) -> None:
    assert [nom for nom in noms() if f"| `{nom}` |" not in page] == []


def test_chaque_panne_y_est(page: str) -> None:
    assert [genre for genre in GENRES if genre not in page.partition("## Les pannes")[2]] == []


def test_chaque_adresse_de_la_porte_y_est(page: str, horloge: Horloge) -> None:
    actes = Porte(Administration(horloge))._actes
    assert [acte for acte in actes if f"\n{acte[0]:6} {acte[1]} " not in page] == []
