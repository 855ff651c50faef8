"""The tables of blocks, rubrics and code lists: what they say, and what they say of what they do not know."""

import doctest
from typing import Any

import pytest

from recepisse.erreurs import ErreurNorme
from recepisse.norme import tables
from recepisse.norme.tables import ANNEES, Genre, norme


def test_the_docstring_tells_the_truth() -> None:
    assert doctest.testmod(tables) == doctest.TestResults(failed=0, attempted=4)


@pytest.mark.parametrize("annee", ANNEES)
def test_every_block_stands_in_a_known_one_and_every_rubric_in_its_block(annee: int) -> None:
    table = norme(f"P{annee % 100}V01")
    assert table.version == f"P{annee % 100}V01"
    assert len(table.blocs) > 60
    assert len(table.rubriques) > 560
    for bloc in table.blocs.values():
        assert not bloc.parent or bloc.parent in table.blocs
        assert bloc.minimum <= (bloc.maximum or 1)
        assert bloc.libelle
    for code in table.rubriques:
        assert code.rpartition(".")[0] in table.blocs


@pytest.mark.parametrize("annee", ANNEES)
def test_every_number_of_a_person_is_known_as_such(annee: int) -> None:
    table = norme(f"P{annee % 100}V01")
    assert table.rubrique("S21.G00.30.001").genre is Genre.NIR
    assert table.rubrique("S21.G00.31.008").genre is Genre.NIR
    assert table.rubrique("S21.G00.73.008").genre is Genre.NIR
    assert table.rubrique("S89.G00.91.001").genre is Genre.NIR
    assert table.rubrique("S21.G00.30.020").genre is Genre.NTT


def test_values_have_a_genre() -> None:
    table = norme("P26V01")
    assert table.rubrique("S21.G00.30.006").genre is Genre.DATE
    assert table.rubrique("S21.G00.40.001").genre is Genre.DATE
    assert table.rubrique("S21.G00.50.002").genre is Genre.MONTANT
    assert table.rubrique("S21.G00.50.006").genre is Genre.NOMBRE
    assert table.rubrique("S21.G00.30.002").genre is Genre.TEXTE


def test_the_place_of_a_block_in_the_tree() -> None:
    table = norme("P26V01")
    assert table.ancetres("S21.G00.81")[:3] == ("S21.G00.78", "S21.G00.50", "S21.G00.30")
    assert table.ancetres("S10.G00.00") == ()
    assert table.bloc("S21.G00.30").maximum is None
    assert table.bloc("S21.G00.06").maximum == 1


def test_a_year_without_table_is_read_with_the_nearest() -> None:
    assert norme("P22V01").version == "P24V01"
    assert norme("P30V02").version == "P26V01"
    assert norme("").version == norme("n’importe quoi").version == "P26V01"


def test_an_unknown_code_is_shown_plainly() -> None:
    table = norme("P26V01")
    assert not table.bloc("S21.G00.99").connu
    assert table.bloc("S21.G00.99").libelle == "Bloc S21.G00.99"
    assert not table.rubrique("S21.G00.99.001").connue
    assert table.libelle_valeur("S21.G00.99.001", "01") == ""
    assert table.libelle_valeur("S21.G00.30.005", "77") == ""


def test_an_altered_table_is_said_in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    class Altere:
        def joinpath(self, _nom: str) -> "Altere":
            return self

        def read_text(self, **_options: Any) -> str:
            return "{"

    monkeypatch.setattr(tables, "files", lambda _paquet: Altere())
    tables._lire.cache_clear()
    with pytest.raises(ErreurNorme, match="table de la norme 2026"):
        norme("P26V01")
    tables._lire.cache_clear()
