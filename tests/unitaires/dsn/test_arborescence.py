"""Lines as blocks, blocks as a tree."""

import doctest

from recepisse.dsn import arborescence
from recepisse.dsn.arborescence import arborer, lire_blocs
from recepisse.norme.tables import norme
from tests.unitaires.dsn.aides import MENSUELLE, ecrire

TABLE = norme("P26V01")
PAIE = (
    "S21.G00.30.001,'1850578006084'",
    "S21.G00.40.009,'1'",
    "S21.G00.71.002,'RUAA'",
    "S21.G00.50.001,'31032026'",
    "S21.G00.51.011,'001'",
    "S21.G00.53.001,'01'",
    "S21.G00.51.011,'002'",
    "S21.G00.78.001,'02'",
    "S21.G00.81.001,'018'",
    "S21.G00.81.001,'040'",
    "S21.G00.86.001,'01'",
)


def test_the_docstring_tells_the_truth() -> None:
    assert not doctest.testmod(arborescence).failed


def test_a_block_ends_when_another_starts_or_when_rubrics_do_not_grow() -> None:
    blocs = lire_blocs(ecrire(MENSUELLE), 10)
    assert [(b.code, b.ligne) for b in blocs] == [
        ("S20.G00.05", 10),
        ("S21.G00.06", 18),
        ("S21.G00.11", 20),
        ("S21.G00.30", 21),
        ("S21.G00.40", 23),
    ]
    assert blocs[3].valeur(2) == "D'ARC"
    assert blocs[3].valeur(99) == ""
    assert blocs[3].code_de(blocs[3].rubriques[1]) == "S21.G00.30.002"


def test_the_tree_is_the_norms() -> None:
    (personne,) = arborer(lire_blocs(ecrire(PAIE), 1), TABLE)
    assert [n.bloc.code for n in personne.sous] == ["S21.G00.40", "S21.G00.50", "S21.G00.86"]
    contrat, versement, _ = personne.sous
    assert [b.code for b in contrat.enfants("S21.G00.71")] == ["S21.G00.71"]
    assert [n.bloc.code for n in versement.sous] == ["S21.G00.51", "S21.G00.51", "S21.G00.78"]
    assert len(versement.sous[0].sous) == 1
    assert not versement.sous[1].sous
    assert len(versement.sous[2].enfants("S21.G00.81")) == 2
    assert [n.bloc.ligne for n in personne.parcourir()] == list(range(1, 12))


def test_a_level_that_is_missing_is_stepped_over() -> None:
    (personne,) = arborer(lire_blocs(ecrire(("S21.G00.30.001,'1'", "S21.G00.81.001,'018'")), 1), TABLE)
    assert [n.bloc.code for n in personne.sous] == ["S21.G00.81"]


def test_what_the_norm_does_not_know_stands_in_the_first_block() -> None:
    lignes = ("S21.G00.30.001,'1'", "S21.G00.99.001,'x'", "n’importe quoi", "S21.G00.40.009,'1'", "")
    (personne,) = arborer(lire_blocs(ecrire(lignes, encodage="windows-1252"), 5, "windows-1252"), TABLE)
    assert [(n.bloc.code, n.bloc.ligne) for n in personne.sous] == [
        ("S21.G00.99", 6),
        ("", 7),
        ("S21.G00.40", 8),
    ]
    illisible = personne.sous[1].bloc
    assert illisible.rubriques[0].valeur.strip() == "n’importe quoi"
    assert illisible.code_de(illisible.rubriques[0]) == ""


def test_blocks_without_anything_above_are_roots() -> None:
    racines = arborer(lire_blocs(ecrire(("S21.G00.20.001,'A'", "S21.G00.20.001,'B'", "XX")), 1), TABLE)
    assert [r.bloc.code for r in racines] == ["S21.G00.20", "S21.G00.20"]
    assert [r.bloc.code for r in arborer(lire_blocs(b"", 1), TABLE)] == []


def test_values_are_read_in_the_encoding_of_the_file() -> None:
    assert (
        lire_blocs("S21.G00.30.002,'NOËL’'\n".encode("windows-1252"), 1, "windows-1252")[0].valeur(2)
        == "NOËL’"
    )
    assert lire_blocs("S21.G00.30.002,'NOËL'\n".encode(), 1, "utf-8")[0].valeur(2) == "NOËL"
