import doctest

import pytest

from recepisse.dsn import lignes
from recepisse.dsn.lignes import Ligne, fin_de_ligne, fin_des_bonnes, parse_ligne


def test_the_docstring_is_true() -> None:
    assert doctest.testmod(lignes).failed == 0


@pytest.mark.parametrize("bout", [b"", b"\n", b"\r\n"])
def test_reads_code_and_value_whatever_the_end_of_line(bout: bytes) -> None:
    assert parse_ligne(b"S21.G00.40.006,'Chef d'\xe9quipe'" + bout) == Ligne(
        b"S21.G00.40", 6, b"Chef d'\xe9quipe"
    )


@pytest.mark.parametrize(
    ("valeur", "attendue"), [(b"''", b""), (b"'''", b"'"), (b"'a,'b'", b"a,'b"), (b"'\x85'", b"\x85")]
)
def test_takes_the_first_and_the_last_quote(valeur: bytes, attendue: bytes) -> None:
    lue = parse_ligne(b"S21.G00.30.002," + valeur + b"\n")
    assert lue is not None
    assert lue.valeur == attendue


@pytest.mark.parametrize(
    "brute",
    [
        b"",
        b"\r\n",
        b"S21.G00.30.002,'",
        b"S21.G00.30.002,'DUPONT",
        b"S21.G00.30.002,DUPONT'",
        b"S21.G00.30.002;'DUPONT'",
        b" S21.G00.30.002,'DUPONT'",
        b"S21.G00.30.002,'DUPONT' ",
        b"S21.G00.30.02,'DUPONT'",
        b"S2A.G00.30.002,'DUPONT'",
        "S٢١.G00.30.002,'DUPONT'".encode(),
        b"S21.G00.30.002,'DU\rPONT'",
        b"S21.G00.30.002,'A'\nS21.G00.30.004,'B'",
    ],
)
def test_anything_else_is_not_a_rubric(brute: bytes) -> None:
    assert parse_ligne(brute) is None


@pytest.mark.parametrize(
    ("brute", "fin"), [(b"a\r\n", b"\r\n"), (b"a\n", b"\n"), (b"a\r", b""), (b"", b""), (b"a", b"")]
)
def test_the_end_of_a_line_is_kept_as_it_is(brute: bytes, fin: bytes) -> None:
    assert fin_de_ligne(brute) == fin


def test_a_run_of_good_lines_stops_at_the_first_bad_one() -> None:
    bonnes = b"S21.G00.30.001,'1'\r\nS21.G00.30.002,'D'ARC'\n"
    assert fin_des_bonnes(bonnes, 0, len(bonnes)) == len(bonnes)
    assert fin_des_bonnes(bonnes + b"S21,'x'\n", 0, len(bonnes) + 8) == len(bonnes)
    assert fin_des_bonnes(b"x\n" + bonnes, 0, 9) == 0
    assert fin_des_bonnes(b"x\n" + bonnes, 2, 2 + len(bonnes)) == 2 + len(bonnes)
