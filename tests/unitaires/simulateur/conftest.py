"""An administration, its clock, its control door and one connected caller."""

import pytest

from recepisse.simulateur.controle import Controle
from recepisse.simulateur.etat import Administration
from tests.unitaires.simulateur.aides import Appelant, Horloge


@pytest.fixture
def horloge() -> Horloge:
    return Horloge()


@pytest.fixture
def administration(horloge: Horloge) -> Administration:
    return Administration(horloge)


@pytest.fixture
def controle(administration: Administration) -> Controle:
    return Controle(administration)


@pytest.fixture
def appelant(administration: Administration) -> Appelant:
    programme = Appelant(administration)
    programme.connecter()
    return programme
