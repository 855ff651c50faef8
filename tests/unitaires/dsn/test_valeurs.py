"""How a value reads, and what is never shown whole."""

import doctest
from decimal import Decimal

import pytest

from recepisse.dsn import valeurs
from recepisse.dsn.valeurs import date, ecart, euros, lire, montrer, nombre
from recepisse.norme.tables import Genre, norme

TABLE = norme("P26V01")


def test_the_docstring_tells_the_truth() -> None:
    assert not doctest.testmod(valeurs).failed


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        ("0.00", "0,00"),
        ("1234567.80", "1\u202f234\u202f567,80"),
        ("-12", "−12"),
        ("0012.50", "12,50"),
        ("", ""),
        ("1,5", ""),
        ("١٢", ""),
    ],
)
def test_a_number_in_french(valeur: str, attendu: str) -> None:
    assert nombre(valeur) == attendu
    assert euros(valeur) == (f"{attendu}\u202f€" if attendu else "")


def test_a_difference_has_its_sign() -> None:
    assert [ecart(Decimal(n)) for n in ("1.50", "-1.50", "0.00")] == ["+1,50", "−1,50", "0,00"]


def test_a_date() -> None:
    assert date("01022026") == "01/02/2026"
    assert date("99999999") == "99/99/9999"
    assert date("0102202") == ""


@pytest.mark.parametrize(
    ("code", "valeur", "attendu"),
    [
        ("S21.G00.40.001", "01022020", "01/02/2020"),
        ("S21.G00.50.002", "2000.00", "2\u202f000,00\u202f€"),
        ("S21.G00.50.006", "3.10", "3,10"),
        ("S21.G00.50.003", "1", ""),
        ("S21.G00.30.005", "01", "masculin"),
        ("S21.G00.30.005", "77", ""),
        ("S21.G00.30.002", "MARTIN", ""),
        ("S21.G00.99.001", "x", ""),
    ],
)
def test_what_a_value_means(code: str, valeur: str, attendu: str) -> None:
    assert lire(valeur, code, TABLE) == attendu


def test_the_number_of_a_person_is_hidden_wherever_it_stands() -> None:
    assert montrer("1850578006084", Genre.NIR) == "1850578······"
    assert montrer("12345", Genre.NTT) == "1····"
    assert montrer("voir 1850578006084", Genre.TEXTE) == "voir 1850578······"
    assert montrer("99999999999.00", Genre.MONTANT) == "99999999999.00"
    assert montrer("1850578006084", Genre.NIR, demasque=True) == "1850578006084"
