import pytest

from recepisse.dsn.encodage import Encodage


def observer(*blocs: bytes) -> Encodage:
    encodage = Encodage()
    lignes = 0
    for bloc in blocs:
        encodage.observer(bytearray(bloc), len(bloc), lignes)
        lignes += bloc.count(b"\n")
    return encodage


@pytest.mark.parametrize(
    ("texte", "codec", "nom"),
    [
        ("LEFEVRE\n", "ascii", "iso-8859-1"),
        ("Lefèvre\n", "iso-8859-1", "iso-8859-1"),
        ("Lefèvre\n", "utf-8", "utf-8"),
        ("ÉTIENNE\n", "utf-8", "utf-8"),
        ("l’œuvre\n", "cp1252", "windows-1252"),
        ("l’œuvre\n", "utf-8", "utf-8"),
    ],
)
def test_names_the_encoding_and_decodes_with_it(texte: str, codec: str, nom: str) -> None:
    encodage = observer(texte.encode(codec))
    assert encodage.nom == nom
    assert encodage.decoder(texte.encode(codec)) == texte


def test_one_block_that_is_not_utf8_settles_it() -> None:
    assert observer("é\n".encode(), "é\n".encode("latin-1")).nom == "iso-8859-1"
    assert observer("é\n".encode("latin-1"), "é\n".encode()).nom == "iso-8859-1"


def test_tells_the_line_of_the_first_windows_byte_across_blocks() -> None:
    encodage = observer(b"a\nb\n", b"c\nd\x9c\x80\ne\x92\n")
    assert encodage.ligne_c1 == 4
    assert encodage.ligne_nul == 0


def test_tells_the_line_of_the_first_nul() -> None:
    encodage = observer(b"a\n", b"b\nc\0\nd\0\n")
    assert encodage.ligne_nul == 3


def test_looks_no_further_than_the_end_of_what_was_read() -> None:
    encodage = Encodage()
    encodage.observer(bytearray(b"abc\n\x92\0\xff"), 4, 0)
    assert (encodage.nom, encodage.ligne_c1, encodage.ligne_nul) == ("iso-8859-1", 0, 0)


def test_nothing_is_undecodable() -> None:
    assert observer(b"\x81\n").decoder(b"a\x81") == "a\ufffd"
