"""What bytes are, whatever they announce."""

from io import BytesIO

import pytest

from recepisse.retours.document import encodage as encodage_xml
from recepisse.retours.document.encodage import (
    LATIN,
    UTF8,
    annonce,
    decider,
    encodage_reel,
    encodage_reel_du_flux,
    is_large,
    is_utf8,
    texte,
    texte_1252,
    vers_utf8,
)

PROLOGUE = '<?xml version="1.0" encoding="{}"?><a>é</a>'


@pytest.mark.parametrize(
    ("debut", "nom"),
    [
        (b'<?xml version="1.0" encoding="iso-8859-1"?>', "ISO-8859-1"),
        (b"<?xml version='1.0'   encoding = 'UTF-8' standalone='yes'?>", "UTF-8"),
        (b'<?xml version="1.0"?><a encoding="x"/>', ""),
        (b"<a/>", ""),
        (b"", ""),
        (b'<?xml version="1.0" encoding="' + b"x" * 50 + b'"?>', ""),
    ],
)
def test_l_encodage_annonce(debut: bytes, nom: str) -> None:
    assert annonce(debut) == nom


@pytest.mark.parametrize(
    ("dit", "utf8", "vaut"),
    [
        ("", True, ""),
        ("UTF-8", True, ""),
        ("utf8", False, LATIN),
        ("", False, LATIN),
        ("US-ASCII", False, LATIN),
        ("inconnu", False, LATIN),
        ("inconnu", True, UTF8),
        ("ISO-8859-1", True, UTF8),
        ("ISO-8859-1", False, ""),
        ("windows-1252", True, UTF8),
        ("ISO-8859-15", True, UTF8),
        ("UTF-16", True, UTF8),
        ("UTF-32", False, LATIN),
        ("KOI8-R", False, ""),
        ("KOI8-R", True, ""),
    ],
)
def test_ce_que_valent_les_octets(dit: str, utf8: bool, vaut: str) -> None:
    assert decider(dit, utf8=utf8) == vaut


@pytest.mark.parametrize(
    ("octets", "vaut"),
    [
        (PROLOGUE.format("UTF-8").encode(), ""),
        (PROLOGUE.format("UTF-8").encode("cp1252"), LATIN),
        (PROLOGUE.format("ISO-8859-1").encode(), UTF8),
        (PROLOGUE.format("ISO-8859-1").encode("cp1252"), ""),
        ("<a>é</a>".encode("cp1252"), LATIN),
        ("<a>é</a>".encode("utf-16"), ""),
        ("<a>é</a>".encode("utf-16-le"), ""),
    ],
)
def test_un_document_et_un_flux_se_lisent_pareil(octets: bytes, vaut: str) -> None:
    assert encodage_reel(octets) == vaut
    assert encodage_reel_du_flux(BytesIO(octets)) == vaut
    assert encodage_reel_du_flux(BytesIO(b"\xef\xbb\xbf  \n" + octets)) == vaut or is_large(octets)


def test_un_octet_fautif_loin_du_debut_est_vu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encodage_xml, "_TRONCON", 7)
    accents = "é".encode() * 100
    assert encodage_reel_du_flux(BytesIO(b"<a>" + accents + b"</a>")) == ""
    assert encodage_reel_du_flux(BytesIO(b"<a>" + accents + b"\xe9</a>")) == LATIN
    assert encodage_reel_du_flux(BytesIO(b"<a>" + accents + b"\xc3")) == LATIN


def test_tout_octet_a_un_caractere_en_1252() -> None:
    tous = bytes(range(256))
    assert len(texte_1252(tous)) == 256
    assert texte_1252(b"\x80\x92\xe9\x81") == "€’é\x81"
    assert vers_utf8(b"\xe9\x80") == "é€".encode()


def test_un_texte_n_a_jamais_de_nul() -> None:
    assert texte("é\x00".encode()) == "é␀"
    assert texte(b"\xe9\x00") == "é␀"
    assert is_utf8("é".encode())
    assert not is_utf8(b"\xe9")
