"""The first bytes say the form, the root says the family."""

import pytest

from recepisse.retours.aiguillage import ESPACES, RACINES, Famille, Forme, reconnaitre


@pytest.mark.parametrize(
    ("debut", "forme"),
    [
        (b"", Forme.VIDE),
        (b" \r\n\t", Forme.VIDE),
        (b"\xef\xbb\xbf", Forme.VIDE),
        (b"<a/>", Forme.XML),
        (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", Forme.XML),
        (b"\n  <a>", Forme.XML),
        (b"<!-- maintenance --><rapport/>", Forme.XML),
        (b"<htmlique/>", Forme.XML),
        (b"<a>texte <html> plus loin", Forme.XML),
        ("<a/>".encode("utf-16"), Forme.XML),
        ("<a/>".encode("utf-16-le"), Forme.XML),
        ("<a/>".encode("utf-16-be"), Forme.XML),
        ("<a/>".encode("utf-32-be"), Forme.XML),
        ("\n <a/>".encode("utf-16"), Forme.XML),
        ("bonjour".encode("utf-16"), Forme.BINAIRE),
        (b"\xff\xfe", Forme.BINAIRE),
        (b"\xff\xfea", Forme.BINAIRE),
        (b"<html>", Forme.HTML),
        (b"<HTML lang='fr'>", Forme.HTML),
        (b"<!DOCTYPE html>\n<html>", Forme.HTML),
        (b"<!doctype  HTML PUBLIC '-//W3C//DTD XHTML 1.0'>", Forme.HTML),
        (b"<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE html><html>", Forme.HTML),
        (b"<!--a--><!--b--><html>", Forme.HTML),
        (b"%PDF-1.7\n", Forme.PDF),
        (b"\n%PDF-1.7\n", Forme.PDF),
        (b"PK\x03\x04....", Forme.ZIP),
        (b"PK\x05\x06....", Forme.ZIP),
        (b'{"a": 1}', Forme.JSON),
        (b" [1]", Forme.JSON),
        (b"bonjour", Forme.TEXTE),
        ("été".encode("cp1252"), Forme.TEXTE),
        (b"S10.G00.00.001,'x'", Forme.TEXTE),
        (b"\x7fELF\x00", Forme.BINAIRE),
        (b"a\x00b", Forme.BINAIRE),
        (b"\x00", Forme.BINAIRE),
    ],
)
def test_la_forme(debut: bytes, forme: Forme) -> None:
    assert reconnaitre(debut) is forme


def test_beaucoup_de_commentaires_ne_font_pas_attendre() -> None:
    assert reconnaitre(b"<!--" * 100_000) is Forme.XML
    assert reconnaitre(b"<?" + b"a?><?" * 100_000) is Forme.XML


def test_chaque_racine_a_son_espace() -> None:
    assert set(ESPACES) == set(RACINES)
    assert set(RACINES.values()) == {
        Famille.BILAN, Famille.NEORES, Famille.OC, Famille.AGIRC_ARRCO, Famille.BPIJ, Famille.FPOC,
    }  # fmt: skip
