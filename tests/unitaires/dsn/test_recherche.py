"""Search by rubric, amount, text, name."""

import doctest
from io import BytesIO

import pytest

from recepisse.dsn import recherche as module
from recepisse.dsn.document import Document
from recepisse.dsn.index import indexer
from recepisse.dsn.recherche import chercher, chercher_personnes, parse_recherche, plier
from tests.unitaires.dsn.aides import MENSUELLE, dsn

SECONDE = (
    "S21.G00.30.001,'2900378006084'",
    "S21.G00.30.002,'LEFÈVRE'",
    "S21.G00.30.004,'Maëlle'",
    "S21.G00.30.019,'M-77'",
    "S21.G00.50.002,'1234.56'",
    "S21.G00.50.004,'-1234.56'",
    "S21.G00.50.009,'21234.56'",
    "S21.G00.50.013,'01234.56'",
)
OCTETS = dsn((*MENSUELLE, *SECONDE))


def document(octets: bytes = OCTETS) -> Document:
    return Document(BytesIO(octets), indexer(BytesIO(octets)))


def trouver(saisie: str, octets: bytes = OCTETS, limite: int = 50) -> list[tuple[str, str, int]]:
    resultat = chercher(document(octets), parse_recherche(saisie), limite)
    lignes = octets.decode("latin-1").split("\r\n")
    for trouvee in resultat.lignes:
        assert lignes[trouvee.ligne - 1].startswith(trouvee.code)
    return [(t.code[4:], t.valeur, t.rang) for t in resultat.lignes]


def test_the_docstring_tells_the_truth() -> None:
    assert not doctest.testmod(module).failed


def test_by_rubric_in_either_writing() -> None:
    attendu = [("G00.30.002", "D'ARC", 1), ("G00.30.002", "LEFÈVRE", 2)]
    assert trouver("S21.G00.30.002") == trouver("s21_g00_30_002") == attendu


def test_by_block() -> None:
    assert [code for code, _, _ in trouver("S21.G00.40")] == ["G00.40.001", "G00.40.009"]


def test_by_rubric_and_value() -> None:
    assert trouver("S21.G00.30.002 lefevre") == [("G00.30.002", "LEFÈVRE", 2)]
    assert trouver("S21.G00.50.002 1 234,56") == [("G00.50.002", "1234.56", 2)]


@pytest.mark.parametrize("saisie", ["1234.56", "1234,56", "1 234,56", "1\u202f234,56 €", "1.234,56€"])
def test_by_amount_as_people_write_it_whatever_the_sign(saisie: str) -> None:
    assert [code for code, _, _ in trouver(saisie)] == ["G00.50.002", "G00.50.004", "G00.50.013"]


def test_by_negative_amount() -> None:
    assert trouver("-1 234,56") == [("G00.50.004", "-1234.56", 2)]


def test_by_text_without_case_nor_accent() -> None:
    for saisie in ("lefevre", "LEFÈVRE", "  Lefèvre ", "fèv"):
        assert trouver(saisie) == [("G00.30.002", "LEFÈVRE", 2)]
    assert trouver("d’arc") == [("G00.30.002", "D'ARC", 1)]
    assert trouver("Éditeur") == [("G00.00.002", "Éditeur", 0)]


def test_a_text_is_looked_for_in_values_only() -> None:
    assert trouver("G00.30") == []
    assert trouver("☃ neige") == []


def test_too_short_finds_nothing() -> None:
    for saisie in ("", "  ", "a"):
        assert parse_recherche(saisie).vide
        assert trouver(saisie) == []


def test_the_number_of_lines_is_bounded_and_said() -> None:
    resultat = chercher(document(), parse_recherche("S21.G00.50"), 2)
    assert len(resultat.lignes) == 2
    assert resultat.tronque
    assert not chercher(document(), parse_recherche("S21.G00.50"), 4).tronque


def test_a_value_is_not_shown_by_a_trace() -> None:
    (trouvee,) = chercher(document(), parse_recherche("LEFEVRE"), 5).lignes
    assert "LEF" not in repr(trouvee)


def test_pieces_and_marks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    attendu = chercher(document(), parse_recherche("S21.G00.30"), 99)
    avec = chercher(document(b"\xef\xbb\xbf" + OCTETS), parse_recherche("S21.G00.30"), 99)
    assert avec.lignes == attendu.lignes
    monkeypatch.setattr(module, "TAILLE", 61)
    assert chercher(document(), parse_recherche("S21.G00.30"), 99) == attendu
    sans_fin = chercher(document(OCTETS.removesuffix(b"\r\n")), parse_recherche("S90.G00.90"), 99)
    assert len(sans_fin.lignes) == 2


def test_a_file_in_utf_8_is_searched_too() -> None:
    octets = OCTETS.decode("latin-1").encode()
    assert trouver("LEFÈVRE", octets)[0][0] == "G00.30.002"


def test_persons_by_any_words_of_their_names() -> None:
    for saisie in ("maelle lefevre", "LEFÈVRE", "lef maë", "m-77"):
        personnes, plus = chercher_personnes(document(), saisie, 10)
        assert [p.rang for p in personnes] == [2]
        assert not plus
    assert chercher_personnes(document(), "martin", 10) == ((), False)
    assert chercher_personnes(document(), "e", 10) == ((), False)
    assert chercher_personnes(document(dsn((*MENSUELLE, *MENSUELLE[11:]))), "arc", 1)[1]


def test_folding_keeps_the_length() -> None:
    for texte in ("Élodie", "œuvre", "Straße", "N’Guyen", "ÿ"):
        assert len(plier(texte)) == len(texte)
