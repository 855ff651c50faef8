from datetime import date

import pytest

from recepisse.retours.donnees import (
    lire_jour,
    nir_sans_cle,
    objet,
    objets,
    periode,
    texte,
    textes,
)
from recepisse.retours.modele import Donnee

DONNEES: dict[str, Donnee] = {
    "objet": {"a": "1"},
    "liste": [{"a": "1"}, "perdu", {"a": "2"}],
    "texte": "  un mot ",
    "textes": ["02", " ", "03"],
    "nombre": 3,
    "rien": None,
}


@pytest.mark.parametrize(("cle", "attendu"), [("objet", {"a": "1"}), ("texte", {}), ("absent", {})])
def test_an_object_is_given_or_an_empty_one(cle: str, attendu: dict[str, str]) -> None:
    assert objet(DONNEES, cle) == attendu


@pytest.mark.parametrize(
    ("cle", "attendus"),
    [("liste", [{"a": "1"}, {"a": "2"}]), ("objet", [{"a": "1"}]), ("texte", []), ("absent", [])],
)
def test_objects_are_listed_whatever_their_shape(cle: str, attendus: list[dict[str, str]]) -> None:
    assert list(objets(DONNEES, cle)) == attendus


@pytest.mark.parametrize(("cle", "attendu"), [("texte", "un mot"), ("nombre", ""), ("rien", ""), ("x", "")])
def test_a_text_is_given_without_blanks(cle: str, attendu: str) -> None:
    assert texte(DONNEES, cle) == attendu


@pytest.mark.parametrize(
    ("cle", "attendus"),
    [("textes", ["02", "03"]), ("texte", ["un mot"]), ("nombre", []), ("liste", ["perdu"]), ("x", [])],
)
def test_texts_are_listed_whatever_their_shape(cle: str, attendus: list[str]) -> None:
    assert textes(DONNEES, cle) == attendus


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("2027-01-01", date(2027, 1, 1)),
        (" 2027-01-01+01:00 ", date(2027, 1, 1)),
        ("2027-01-01T00:00:00", date(2027, 1, 1)),
        ("2027-01-01Z", date(2027, 1, 1)),
        ("01022027", date(2027, 2, 1)),
        ("2027-00-01", None),
        ("99992027", None),
        ("2027-02-30", None),
        ("2027", None),
        ("²0270101", None),
        ("", None),
    ],
)
def test_a_day_is_read_or_is_none(ecrit: str, attendu: date | None) -> None:
    assert lire_jour(ecrit) == attendu


@pytest.mark.parametrize(
    ("debut", "fin", "attendue"),
    [("a", "b", "a/b"), ("a", "a", "a"), ("a", "", "a"), ("", "b", "b"), ("", "", "")],
)
def test_a_period_is_one_text(debut: str, fin: str, attendue: str) -> None:
    assert periode(debut, fin) == attendue


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("285067505601234", "2850675056012"),
        ("185052A12345699", "185052A123456"),
        ("2850675056012", "2850675056012"),
        ("19012003450007", "19012003450007"),
        ("", ""),
    ],
)
def test_the_key_of_a_number_is_dropped(ecrit: str, attendu: str) -> None:
    assert nir_sans_cle(ecrit) == attendu
