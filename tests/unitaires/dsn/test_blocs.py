"""Pieces of whole lines, whatever the size of what is read at once."""

from io import BytesIO

import pytest

from recepisse.dsn.blocs import LIGNE_MAXIMALE, iter_blocs

TEXTE = b"S10.G00.00.001,'Paie'\r\nS10.G00.00.002,'x'\r\n\r\nfin"


@pytest.mark.parametrize("taille", [1, 2, 7, 23, 24, 1000])
def test_pieces_are_whole_lines_and_lose_nothing(taille: int) -> None:
    blocs = list(iter_blocs(BytesIO(TEXTE), taille))
    assert b"".join(blocs) == b"\n" + TEXTE
    assert all(bloc.startswith(b"\n") for bloc in blocs)
    lignes = {b"", *(ligne for ligne in TEXTE.split(b"\n"))}
    assert {ligne for bloc in blocs for ligne in bloc.split(b"\n")} == lignes


@pytest.mark.parametrize("taille", [1, 5, 1000])
def test_a_final_line_feed_starts_no_line(taille: int) -> None:
    assert b"".join(iter_blocs(BytesIO(b"a\nb\n"), taille)) == b"\na\nb"
    assert list(iter_blocs(BytesIO(b""), taille)) == []


@pytest.mark.parametrize("taille", [4, 1000])
def test_a_byte_order_mark_is_dropped(taille: int) -> None:
    assert b"".join(iter_blocs(BytesIO(b"\xef\xbb\xbfa\nb"), taille)) == b"\na\nb"


def test_a_line_without_end_does_not_fill_the_memory() -> None:
    blocs = list(iter_blocs(BytesIO(b"a\n" + b"x" * 300_000 + b"\nb"), 1000))
    assert [len(bloc) <= LIGNE_MAXIMALE + 1001 for bloc in blocs] == [True] * len(blocs)
    assert blocs[0] == b"\na"
    assert blocs[-1] == b"\nb"
    assert b"".join(blocs).count(b"\n") == 3
