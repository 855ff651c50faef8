"""How serious what an OC says is."""

import pytest

from recepisse.retours.familles.oc.gravite import gravite_declaration, gravite_retour
from recepisse.retours.gravite import Gravite


@pytest.mark.parametrize(
    ("code", "attendue"),
    [
        ("0", Gravite.INFORMATION),
        ("1", Gravite.A_CORRIGER),
        ("2", Gravite.CRITIQUE),
        ("3", Gravite.BLOQUANT),
        ("", None),
        ("4", None),
    ],
)
def test_d_une_declaration(code: str, attendue: Gravite | None) -> None:
    assert gravite_declaration(code) is attendue


@pytest.mark.parametrize(
    ("lettre", "criticite", "code", "attendue"),
    [
        ("E", "C", "0", Gravite.CRITIQUE),
        ("E", "P", "3", Gravite.A_CORRIGER),
        ("E", "", "", Gravite.A_CORRIGER),
        ("E", "", "1", Gravite.A_CORRIGER),
        ("E", "", "2", Gravite.CRITIQUE),
        ("E", "", "3", Gravite.CRITIQUE),
        ("E", "X", "1", Gravite.A_CORRIGER),
        ("I", "", "3", Gravite.INFORMATION),
        ("I", "C", "0", Gravite.CRITIQUE),
        ("", "", "0", Gravite.A_CORRIGER),
        ("Z", "", "2", Gravite.CRITIQUE),
    ],
)
def test_d_un_retour(lettre: str, criticite: str, code: str, attendue: Gravite) -> None:
    assert gravite_retour(lettre, criticite, code) is attendue
