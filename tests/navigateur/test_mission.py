"""Every requirement of the mission document has its tests, and each of them is really collected."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.navigateur.mission import MISSION, Exigence

RACINE = Path(__file__).parents[2]


@cache
def _fonctions(chemin: str) -> frozenset[str]:
    """Return the names of the tests that pytest collects in a module, parametrized ones included."""
    module = ast.parse((RACINE / chemin).read_text(encoding="utf-8"))
    return frozenset(
        noeud.name
        for noeud in module.body
        if isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef) and noeud.name.startswith("test_")
    )


@pytest.mark.parametrize("exigence", MISSION, ids=lambda exigence: exigence.phrase[:60])
def test_chaque_exigence_a_des_tests_qui_existent(exigence: Exigence) -> None:
    assert exigence.phrase
    assert exigence.passage
    assert exigence.tests
    assert len(set(exigence.tests)) == len(exigence.tests)
    for test in exigence.tests:
        chemin, _, nom = test.partition("::")
        assert Path(chemin).name.startswith("test_"), test
        assert nom in _fonctions(chemin), test


def test_aucune_exigence_n_est_ecrite_deux_fois() -> None:
    phrases = [exigence.phrase for exigence in MISSION]
    assert len(set(phrases)) == len(phrases)


def test_les_fenetres_ont_leurs_parcours_dans_un_navigateur() -> None:
    nommes = {test for exigence in MISSION for test in exigence.tests}
    for fenetre in ("test_dsn", "test_retours_declaration"):
        assert sum(f"navigateur/{fenetre}.py" in test for test in nommes) > 3
