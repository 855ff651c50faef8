"""The one door: whatever the bytes, a return read."""

import base64
import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recepisse.retours import lecture
from recepisse.retours.aiguillage import Famille
from recepisse.retours.document import xml as document_xml
from recepisse.retours.exposition import en_json
from recepisse.retours.familles import generique
from recepisse.retours.familles.joints import NIVEAUX_MAX, extraire_pdf
from recepisse.retours.gravite import Gravite
from recepisse.retours.lecture import lire_contenu, lire_retour, sans_document
from recepisse.retours.modele import Autre, RetourLu

EXEMPLES = Path(__file__).parents[2] / "donnees" / "retours"
BPIJ = (EXEMPLES / "BPIJ.xml").read_bytes()
PDF = (EXEMPLES / "44_AER.pdf").read_bytes()


def zippe(**membres: bytes) -> bytes:
    flux = BytesIO()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in membres.items():
            archive.writestr(nom, octets)
    return flux.getvalue()


def lire(octets: bytes) -> RetourLu:
    """Read twice, as bytes and as a file, and check that both say the same."""
    lu = lire_retour(octets, nature="71", statut="OK")
    assert lire_retour(BytesIO(octets), nature=" 71", statut="OK ") == lu
    json.dumps(en_json(lu), ensure_ascii=False).encode()
    return lu


@pytest.mark.parametrize(
    ("octets", "famille", "interne"),
    [
        (b"", Famille.VIDE, "vide"),
        (b" \n", Famille.VIDE, "vide"),
        (PDF, Famille.PDF, "pdf"),
        (b"<demain/>", Famille.INCONNUE, "demain"),
        (b"<html>En maintenance</html>", Famille.INCONNUE, "html"),
        (b'{"erreur": 503}', Famille.INCONNUE, "json"),
        (b"Service indisponible", Famille.INCONNUE, "texte"),
        (b"\x7fELF\x00\x01", Famille.INCONNUE, "binaire"),
        (b"PK\x03\x04", Famille.INCONNUE, "zip"),
        (b"<rapport>", Famille.ILLISIBLE, ""),
        (b"<!DOCTYPE a><a/>", Famille.ILLISIBLE, ""),
        (BPIJ, Famille.BPIJ, "BPIJ"),
    ],
)
def test_chaque_forme_a_sa_famille(octets: bytes, famille: Famille, interne: str) -> None:
    lu = lire(octets)
    assert (lu.nature, lu.statut) == ("71", "OK")
    assert (lu.famille, lu.contenu.type_interne) == (famille, interne)
    assert lu.resume
    assert bool(lu.contenu.illisible) == (famille is Famille.ILLISIBLE)


def test_sans_document() -> None:
    lu = sans_document(" 30 ", " KO")
    assert (lu.nature, lu.statut, lu.famille, lu.gravite) == ("30", "KO", Famille.VIDE, Gravite.BLOQUANT)


def test_la_nature_du_listing_ne_vient_jamais_du_document() -> None:
    lu = lire_retour(BPIJ, nature="94")
    assert (lu.nature, lu.famille) == ("94", Famille.BPIJ)


def test_un_espace_de_noms_inconnu_est_montre() -> None:
    connu = lire(BPIJ)
    lu = lire(BPIJ.replace(b"www.cnamts.fr/tlsemp/IJ", b"urn:demain"))
    assert lu.famille == Famille.BPIJ
    assert lu.contenu.autres == [Autre("BPIJ/@xmlns", "urn:demain")]
    assert lu.contenu.donnees == connu.contenu.donnees
    assert lire(BPIJ.replace(b' xmlns="www.cnamts.fr/tlsemp/IJ"', b"")).contenu.autres == [
        Autre("BPIJ/@xmlns", "(aucun)")
    ]


@pytest.mark.parametrize("balise", [b"BPIJ", b"NIR"])
def test_d_un_prefixe_non_declare_toutes_les_valeurs_sont_montrees(
    balise: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefixe = BPIJ.replace(b"<" + balise, b"<ij:" + balise).replace(b"</" + balise, b"</ij:" + balise)
    lu = lire(prefixe)
    assert lu.famille == Famille.INCONNUE
    assert [a.valeur for a in lu.contenu.autres].count("2790913055034") == 1
    monkeypatch.setattr(lecture, "PETIT", 10)
    assert lire(prefixe) == lu


# --- documents inside a document -----------------------------------------------------------------------


def test_un_zip_d_un_seul_document_est_ce_document() -> None:
    lu = lire(zippe(**{"bordereau.xml": BPIJ}))
    assert lu.famille == Famille.BPIJ
    assert lu.contenu.donnees["Version"] == "02.04"
    assert lu.contenu.donnees["archive"] == {"membres": [{"nom": "bordereau.xml", "octets": len(BPIJ)}]}


def test_un_zip_de_plusieurs_documents_est_liste() -> None:
    lu = lire(zippe(a=b"1", b=b"22"))
    assert lu.famille == Famille.INCONNUE
    assert lu.contenu.donnees == {
        "archive": {"membres": [{"nom": "a", "octets": 1}, {"nom": "b", "octets": 2}]}
    }
    assert "zip" in lu.contenu.message


def test_un_zip_abime_le_dit() -> None:
    assert lire(b"PK\x03\x04zut").contenu.donnees == {
        "archive": {"membres": [], "defaut": "L’archive zip est abîmée."}
    }


def test_un_document_en_base64_est_ce_document() -> None:
    assert lire(base64.encodebytes(BPIJ)).contenu == lire(BPIJ).contenu
    pdf = lire(base64.b64encode(PDF))
    assert (pdf.famille, pdf.contenu.donnees) == (Famille.PDF, {"pdf": {"octets": 418, "pages": 1}})
    assert extraire_pdf(base64.b64encode(PDF)) == PDF


def test_un_document_trop_enfoui_n_est_pas_ouvert() -> None:
    octets = PDF
    for _ in range(NIVEAUX_MAX):
        octets = zippe(a=octets)
    assert lire(octets).famille == Famille.PDF
    trop = zippe(a=octets)
    assert lire(trop).famille == Famille.INCONNUE


# --- large documents -----------------------------------------------------------------------------------


@pytest.fixture
def tout_est_grand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lecture, "PETIT", 10)


@pytest.mark.parametrize("nom", ["BPIJ.xml", "70_AGIRC_accuseReceptionDSNDTO.xml", "44_AER.pdf"])
def test_un_grand_document_se_lit_comme_un_petit(nom: str, monkeypatch: pytest.MonkeyPatch) -> None:
    octets = (EXEMPLES / nom).read_bytes()
    petit = lire(octets).contenu
    monkeypatch.setattr(lecture, "PETIT", 10)
    grand = lire(octets).contenu
    assert grand == petit


@pytest.mark.parametrize("prefixe", [b"", b"\xef\xbb\xbf", b"\n\n"])
def test_un_grand_document_inconnu_se_lit_comme_un_petit(
    prefixe: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    octets = prefixe + "<demain a='é'><b>1</b>é<c/></demain>".encode("cp1252")
    petit = lire(octets)
    monkeypatch.setattr(lecture, "PETIT", 10)
    assert lire(octets) == petit
    assert petit.contenu.autres == [
        Autre("demain/@a", "é"), Autre("demain/b", "1"), Autre("demain", "é"),
    ]  # fmt: skip


@pytest.mark.usefixtures("tout_est_grand")
def test_un_grand_document_mal_forme_est_un_constat() -> None:
    for octets in (
        b"<demain>aaaaaaaaaaa",
        BPIJ[:-20],
        b"<BPIJ>" + b" " * 200_000 + b"</BPI>",
        b"<demain>" + b" " * 200_000 + b"</BPI>",
        b"<!DOCTYPE demain><demain/>",
    ):
        lu = lire(octets)
        assert lu.famille == Famille.ILLISIBLE
        assert lu.contenu.illisible.startswith("Le document ")


@pytest.mark.usefixtures("tout_est_grand")
def test_un_grand_document_connu_mais_demesure_est_montre_en_valeurs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_xml, "ELEMENTS_MAX", 20)
    monkeypatch.setattr(generique, "AUTRES_MAX", 30)
    lu = lire(b"<BPIJ>" + b"<Demain>1</Demain>" * 100 + b"</BPIJ>")
    assert lu.famille == Famille.INCONNUE
    assert lu.contenu.donnees == {"racine": "BPIJ"}
    assert len(lu.contenu.autres) == 31
    assert lu.contenu.autres[-1].valeur == "70 autres valeurs, à lire dans le document lui-même."


@pytest.mark.usefixtures("tout_est_grand")
def test_un_grand_zip_et_un_grand_base64_sont_ouverts() -> None:
    assert lire(zippe(a=BPIJ)).famille == Famille.BPIJ
    assert lire(base64.b64encode(PDF)).famille == Famille.PDF
    assert lire(b"un texte plus long que petit").contenu.autres[0].valeur == "un texte plus long que petit"


def test_un_document_demesure_est_conserve_sans_etre_lu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lecture, "TAILLE_MAX", 5 * 1024**2)
    lu = lire(b"<a>" + b" " * (6 * 1024**2) + b"</a>")
    assert lu.contenu.illisible == "Le document fait 6 Mo : il est conservé sans être lu."


def test_un_texte_de_dix_megaoctets_et_un_attribut_enorme() -> None:
    dix = b"x" * (10 * 1024**2)
    lu = lire(b"<demain><a>" + dix + b"</a><b c='" + dix + b"'/></demain>")
    assert [len(a.valeur) for a in lu.contenu.autres] == [len(dix), len(dix)]
    assert lire(b"<BPIJ><Identification>" + dix + b"</Identification></BPIJ>").famille == Famille.BPIJ


def test_cent_mille_niveaux() -> None:
    for octets in (b"<a>" * 100_000, b"<a>" * 2_000_000, b"[" * 100_000, b"<BPIJ>" + b"<a>" * 1_000_000):
        assert lire(octets).famille in {Famille.ILLISIBLE, Famille.INCONNUE}


# --- never an exception ----------------------------------------------------------------------------------

FRAGMENTS = (
    b"<", b">", b"</", b"/>", b"<?xml version='1.0' encoding='", b"UTF-16'?>", b"iso-8859-1'?>",
    b"utf-8'?>", b"<rapport type='20' profil='DSN'>", b"</rapport>", b"<GIPMDS>", b"</GIPMDS>",
    b"<Fichier ", b"</Fichier>", b"<BPIJ>", b"</BPIJ>", b"<Assure>", b"</Assure>", b"<enveloppeRoot>",
    b"</enveloppeRoot>", b"<contenu>", b"<declaration>", b"<declaration_anomalie>", b"<salarie>",
    b"<RO_B001>", b"<FICHE>", b"</FICHE>", b"<!DOCTYPE a [", b"]>", b"<!ENTITY b 'c'>", b"&b;", b"&#0;",
    b"&#xD800;", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"\x00", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf",
    b"\xe9", b"%PDF-1.4", b"PK\x03\x04", b"PK\x05\x06", b"{", b"[", b"JVBERi0xLjQKMSAwIG9iajw8L1R5cGU",
    b" xmlns='urn:x'", b" a='1'", b"\n", b"texte",
)  # fmt: skip


@settings(max_examples=400)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(st.sampled_from(FRAGMENTS), max_size=25).map(b"".join),
        st.binary(max_size=60).map(lambda b: b"<a>" + b + b"</a>"),
        st.text(max_size=100).map(lambda texte: texte.encode("utf-16", "surrogatepass")),
    )
)
@example(b"\xff\xfe\x00\xd8")
@example(b"<a>&#xD800;</a>")
@example(b"PK\x05\x06" + b"\x00" * 18)
def test_n_importe_quels_octets_donnent_un_retour_lu(octets: bytes) -> None:
    lu = lire_retour(octets)
    assert isinstance(lu, RetourLu)
    assert json.loads(json.dumps(en_json(lu), ensure_ascii=False).encode())
    assert lire_contenu(BytesIO(octets), "", "") == lu.contenu
