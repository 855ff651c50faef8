"""The pages made from the program are those that the program would write today."""

from pathlib import Path

import pytest

from outils import (
    reference_actions,
    reference_codes,
    reference_commandes,
    reference_natures,
    reference_reglages,
)
from recepisse.cli import COMMANDES
from recepisse.cli._paresseux import Groupe

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize(
    ("nom", "outil"),
    [
        ("reglages.md", reference_reglages),
        ("codes-de-sortie.md", reference_codes),
        ("natures.md", reference_natures),
        ("actions.md", reference_actions),
    ],
)
def test_a_page_is_up_to_date(nom: str, outil: object) -> None:
    assert (REFERENCE / nom).read_text(encoding="utf-8") == outil.page()  # type: ignore[attr-defined]


def test_the_page_of_the_commands_is_up_to_date() -> None:
    assert (REFERENCE / "commandes.md").read_text(encoding="utf-8") == reference_commandes.page()


def test_every_command_is_on_the_page() -> None:
    mots = [" ".join(mots) for mots in reference_commandes.iter_mots()]
    assert len(mots) == sum(len(g.commandes) if isinstance(g, Groupe) else 1 for g in COMMANDES.values())
