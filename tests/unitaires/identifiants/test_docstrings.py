import doctest
from types import ModuleType

import pytest

from recepisse.identifiants import masque, nir, siren, siret
from recepisse.norme import enveloppe


@pytest.mark.parametrize("module", [masque, nir, siren, siret, enveloppe])
def test_the_examples_of_the_docstring_are_true(module: ModuleType) -> None:
    resultat = doctest.testmod(module)
    assert resultat.attempted > 0
    assert resultat.failed == 0
