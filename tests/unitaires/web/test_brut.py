"""The raw view: nothing lost, nothing executed, personal numbers masked, no document that blocks it."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recepisse.identifiants.masque import masquer_numeros
from recepisse.web.retours.brut import TEXTE_MAX, Genre, presenter


def _texte(octets: bytes, *, masquer: bool = True) -> str:
    return "".join(morceau.texte for morceau in presenter(octets, masquer=masquer).morceaux)


def test_un_element_par_ligne_en_retrait() -> None:
    assert _texte(b"<a><b>1</b><c/><d><e x='1'>2</e></d></a>") == (
        "<a>\n  <b>1</b>\n  <c/>\n  <d>\n    <e x='1'>2</e>\n  </d>\n</a>\n"
    )


@pytest.mark.parametrize(
    ("octets", "encodage", "texte"),
    [
        ('<?xml version="1.0" encoding="ISO-8859-1"?><r>é</r>'.encode("latin-1"), "ISO-8859-1", "é"),
        (b"\xef\xbb\xbf" + "<r>é</r>".encode(), "UTF-8", "é"),
        ("<r>é</r>".encode(), "UTF-8", "é"),
        ("<r>é</r>".encode("utf-16"), "UTF-16", "é"),
        (b'<?xml version="1.0" encoding="lune"?><r>\xc3\xa9</r>', "UTF-8", "é"),
        (b"<r>\xe9\x80</r>", "windows-1252 (supposé)", "é€"),
    ],
)
def test_l_encodage_est_celui_du_prologue_sinon_devine(octets: bytes, encodage: str, texte: str) -> None:
    brut = presenter(octets)
    assert brut.encodage == encodage
    assert f"<r>{texte}</r>" in "".join(m.texte for m in brut.morceaux)


def test_un_caractere_coupe_par_la_limite_ne_change_pas_l_encodage() -> None:
    brut = presenter(b"<r>" + b"a" * (TEXTE_MAX - 4) + "éé</r>".encode())
    assert (brut.encodage, brut.tronque) == ("UTF-8", True)


@pytest.mark.parametrize(
    ("octets", "genre"),
    [
        (b"%PDF-1.7\n", Genre.PDF),
        (b"\n%PDF-1.7\n", Genre.PDF),
        (b"PK\x03\x04\x00\x00", Genre.AUTRE),
        (b'{"a": 1}', Genre.TEXTE),
        (b"", Genre.TEXTE),
    ],
)
def test_le_genre_vient_des_octets(octets: bytes, genre: Genre) -> None:
    assert presenter(octets).genre is genre


@pytest.mark.parametrize(
    ("clair", "masque"),
    [
        ("1850578006048", "1850578······"),
        ("185057800604836", "1850578········"),
        ("185052A006048", "185052A······"),
        ("1 85 05 78 006 048", "1 85 05 78 ··· ···"),
        ("1 85 05 78 006 048 36", "1 85 05 78 ··· ···"),
        ("<NTT>2ABC123</NTT>", "<NTT>2······</NTT>"),
        ('<ns:ntt a="1"> 2ABC </ns:ntt>', '<ns:ntt a="1">2···</ns:ntt>'),
    ],
)
def test_ce_qui_ressemble_a_un_numero_de_personne_est_masque(clair: str, masque: str) -> None:
    assert masquer_numeros(f"x {clair}, y") == (f"x {masque}, y", 1)


@pytest.mark.parametrize("texte", ["73282932000074", "5850578006048", "F1850578006048xyz", "20261105100000"])
def test_ni_un_siret_ni_un_flux_ni_une_date_ne_sont_masques(texte: str) -> None:
    assert masquer_numeros(texte) == (texte, 0)


def test_demasque_rien_n_est_cache() -> None:
    assert "1850578006048" in _texte(b"<nir>1850578006048</nir>", masquer=False)


@given(st.binary(max_size=400) | st.text(alphabet="<>/!?-[]CDATA 'a\"\n&", max_size=200).map(str.encode))
def test_aucun_document_n_arrete_la_vue(octets: bytes) -> None:
    presenter(octets)


@given(st.text(alphabet="<>/!?- 'ab\"", max_size=120))
def test_la_mise_en_page_ne_perd_aucun_signe(texte: str) -> None:
    rendu = _texte(texte.encode(), masquer=False)
    assert "".join(rendu.split()) == "".join(texte.split())


@pytest.mark.parametrize(
    "motif", [b'<a><"', b"<", b"<a ", b"<!--", b"1", b"<a>", b"<ntt ", b"<NTT>x   ", b"<![CDATA[", b"</a>"]
)
def test_un_document_hostile_est_lu_en_une_passe(motif: bytes) -> None:
    debut = time.process_time()
    presenter((motif * TEXTE_MAX)[:TEXTE_MAX])
    assert time.process_time() - debut < 5


def test_chaque_exemple_officiel_s_affiche(officiel: Path) -> None:
    fichiers = [f for f in (officiel / "exemples").rglob("*") if f.suffix.lower() in {".xml", ".pdf"}]
    assert fichiers
    for fichier in fichiers:
        brut = presenter(fichier.read_bytes())
        assert brut.genre in {Genre.TEXTE, Genre.PDF}, fichier.name
