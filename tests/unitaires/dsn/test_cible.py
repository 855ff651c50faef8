"""Demands as they are written, and how well a line answers."""

import pytest

from recepisse.dsn.cible import Cible, Demande, cible, en_octets


@pytest.mark.parametrize(
    ("rubrique", "bloc", "numero"),
    [
        ("S21.G00.50.006", b"S21.G00.50", 6),
        ("S21_G00_50_006", b"S21.G00.50", 6),
        ("S21.G00.62", b"S21.G00.62", 0),
        ("S21.G00.40.041-C01", b"", 0),
        ("", b"", 0),
        ("S21.G00.50.0²6", b"", 0),
    ],
)
def test_a_rubric_or_a_block(rubrique: str, bloc: bytes, numero: int) -> None:
    lue = cible(Demande(rubrique))
    assert (lue.bloc, lue.rubrique) == (bloc, numero)


def test_a_person_is_known_by_thirteen_digits_then_ntt_then_matricule() -> None:
    demande = Demande("", nir="185057800604812", ntt="1732829320X", matricule="M1")
    assert list(demande.cles()) == [(1, b"1850578006048"), (20, b"1732829320X"), (19, b"M1")]
    assert demande.nomme
    assert not Demande("S21.G00.62", contrat="00001", valeur="x").nomme
    assert not list(Demande("S21.G00.62").cles())


def test_no_person_is_shown() -> None:
    texte = repr(Demande("S21.G00.50.006", nir="1850578006048", matricule="M1", valeur="MARTIN"))
    assert texte == "Demande(rubrique='S21.G00.50.006', contrat='')"
    assert "MARTIN" not in repr(cible(Demande("S21.G00.30.002", valeur="MARTIN")))


def test_the_contract_matters_more_than_the_value() -> None:
    lue = cible(Demande("S21.G00.51.013", contrat="00001", valeur="10.00"))
    points = [
        lue.points(valeur, contrat)
        for valeur, contrat in ((b"", b""), (b"10.00", b"2"), (b"9", b"00001"), (b"10.00", b"00001"))
    ]
    assert points == sorted(set(points))
    assert points[0] > 0


def test_a_block_alone_asks_for_no_value() -> None:
    bloc, rubrique = cible(Demande("S21.G00.62", valeur="x")), cible(Demande("S21.G00.62.001", valeur="x"))
    assert bloc.accepte(b"y")
    assert rubrique.accepte(b"x")
    assert not rubrique.accepte(b"y")
    assert cible(Demande("S21.G00.62.001")).accepte(b"y")
    assert bloc.points(b"x", b"") == bloc.points(b"y", b"")


def test_the_first_of_equals_is_kept() -> None:
    lue = Cible(b"", 0, b"", b"")
    for personne, points, ligne in ((1, 2, 10), (1, 2, 11), (1, 1, 12)):
        lue.proposer(personne, points, ligne)
    assert lue.ligne == 10
    lue.proposer(2, 0, 13)
    assert lue.ligne == 13


def test_what_the_file_cannot_hold_matches_nothing_of_it() -> None:
    assert en_octets("Zoé") == b"Zo\xe9"
    assert en_octets("Łukasz") == b"&#321;ukasz"
