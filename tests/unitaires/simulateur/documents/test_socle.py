"""The XML helpers of the documents."""

import pytest

from recepisse.simulateur.documents.pdf import build_pdf
from recepisse.simulateur.documents.socle import bloc, date_iso, facultatif, feuille, nir_avec_cle, vide


def test_les_textes_et_les_attributs_sont_echappes() -> None:
    assert feuille("a", "L'<été> & co") == "<a>L'&lt;été&gt; &amp; co</a>"
    assert bloc("a", feuille("b", 1), x='"&') == "<a x='\"&amp;'><b>1</b></a>"
    assert vide("a", x="1", y="") == '<a x="1"/>'
    assert (facultatif("a", ""), facultatif("a", "1")) == ("", "<a>1</a>")


@pytest.mark.parametrize(
    ("jjmmaaaa", "iso"), [("15061985", "1985-06-15"), ("99991999", "1999-99-99"), ("", ""), ("1506", "")]
)
def test_une_date_garde_ses_parts_inconnues(jjmmaaaa: str, iso: str) -> None:
    assert date_iso(jjmmaaaa) == iso


@pytest.mark.parametrize(
    ("nir", "avec"),
    [
        ("1900131555023", "190013155502365"),
        ("188112A004015", "188112A00401516"),
        ("188112B004015", "188112B00401543"),
        ("", ""),
        ("NTT", "NTT"),
    ],
)
def test_la_cle_d_un_nir(nir: str, avec: str) -> None:
    assert nir_avec_cle(nir) == avec


def test_un_pdf_echappe_ses_parentheses() -> None:
    assert b"(a\\(b\\)\\\\) Tj" in build_pdf(("a(b)\\",))
    assert b"(?) Tj" in build_pdf(("\u4e2d",))
