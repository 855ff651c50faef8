"""What is not XML is told, and kept."""

from io import BytesIO

import pytest

from recepisse.retours.aiguillage import Famille, Forme
from recepisse.retours.document import hors_xml
from recepisse.retours.document.hors_xml import lire_flux, lire_octets
from recepisse.retours.modele import Autre

PDF = b"%PDF-1.4\n1 0 obj<</Type/Pages/Count 2>>endobj 2 0 obj<</Type/Page>> 3 0 obj<</Type /Page /X>>"


@pytest.mark.parametrize(
    ("forme", "octets", "texte"),
    [
        (Forme.TEXTE, " Bonjour, été ".encode(), "Bonjour, été"),
        (Forme.TEXTE, "été".encode("cp1252"), "été"),
        (Forme.TEXTE, b"a\x00b", "a␀b"),
        (Forme.JSON, b'{"a": 1}', '{"a": 1}'),
        (Forme.HTML, b"<html><body>Maintenance</body></html>", "<html><body>Maintenance</body></html>"),
    ],
)
def test_un_texte_est_sa_propre_valeur(forme: Forme, octets: bytes, texte: str) -> None:
    lu = lire_octets(octets, forme)
    assert lu.famille == Famille.INCONNUE
    assert lu.type_interne == forme.value
    assert lu.autres == [Autre("texte", texte)]


def test_une_page_web_est_annoncee() -> None:
    assert "page web" in lire_octets(b"<html>", Forme.HTML).message
    assert lire_octets(b"bonjour", Forme.TEXTE).message == ""


def test_un_pdf_dit_sa_taille_et_ses_pages() -> None:
    lu = lire_octets(PDF, Forme.PDF)
    assert lu.famille == Famille.PDF
    assert lu.donnees == {"pdf": {"octets": len(PDF), "pages": 2}}
    assert lire_octets(b"%PDF-1.7 comprime", Forme.PDF).donnees == {"pdf": {"octets": 17}}


def test_d_un_grand_pdf_les_pages_ne_sont_pas_comptees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hors_xml, "TEXTE_MAX", 60)
    assert lire_flux(BytesIO(PDF), Forme.PDF, len(PDF)).donnees == {"pdf": {"octets": len(PDF)}}


def test_un_grand_texte_dit_ce_qui_lui_manque(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hors_xml, "TEXTE_MAX", 4)
    attendu = [Autre("texte", "abcd"), Autre("…", "3 octets de plus, à lire dans le document lui-même.")]
    flux = BytesIO(b"abcdefg")
    flux.read(3)
    assert lire_flux(flux, Forme.TEXTE, 7).autres == attendu
    assert lire_octets(b"abcdefg", Forme.TEXTE).autres == attendu
    assert lire_octets(b"abcd", Forme.TEXTE).autres == attendu[:1]


def test_un_document_binaire_et_un_document_vide() -> None:
    lu = lire_octets(b"\x00\x01", Forme.BINAIRE)
    assert (lu.famille, lu.donnees, lu.autres) == ("inconnue", {"binaire": {"octets": 2}}, [])
    assert "conservé" in lu.message
    vide = lire_octets(b"", Forme.VIDE)
    assert (vide.famille, vide.donnees, vide.autres, vide.message) == ("vide", {}, [], "")
