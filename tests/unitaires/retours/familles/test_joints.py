"""Documents inside a document."""

import base64
import zipfile
from io import BytesIO

import pytest

from recepisse.retours.familles.joints import NIVEAUX_MAX, decoder_base64, documents_joints, extraire_pdf
from recepisse.retours.modele import Contenu, Donnee

PDF = b"%PDF-1.4\n1 0 obj<</Type/Page>>endobj\n%%EOF\n"


def zippe(octets: bytes) -> bytes:
    flux = BytesIO()
    with zipfile.ZipFile(flux, "w") as archive:
        archive.writestr("a", octets)
    return flux.getvalue()


def enveloppe(texte: bytes) -> bytes:
    return (
        b"<enveloppeRoot><enveloppe><enveloppeContenu><crm><crmContenu><contenu>"
        + texte
        + b"</contenu></crmContenu></crm></enveloppeContenu></enveloppe></enveloppeRoot>"
    )


@pytest.mark.parametrize("document", [PDF, b"<a>assez long pour etre lu</a>", zippe(b"x")])
def test_le_base64_d_un_document(document: bytes) -> None:
    compact = base64.b64encode(document)
    assert decoder_base64(compact) == document
    assert decoder_base64(base64.encodebytes(document)) == document
    assert decoder_base64(b"  " + compact.rstrip(b"=") + b"\r\n") == document


@pytest.mark.parametrize(
    "texte",
    [
        b"",
        b"CONTENU_A_ETABLIR",
        b"Bonjour tout le monde, voici un texte.",
        base64.b64encode(b"un texte quelconque, pas un document"),
        base64.b64encode(PDF)[:-9] + b"*" * 5,
        base64.b64encode(PDF)[:8],
        base64.b64encode(PDF * 60) + b"?",
        base64.b64encode(PDF) + b"AAAAA",
        b"%PDF-1.4 en clair, et non en base64",
    ],
)
def test_ce_qui_n_est_pas_le_base64_d_un_document(texte: bytes) -> None:
    assert decoder_base64(texte) is None


@pytest.mark.parametrize(
    "octets",
    [
        PDF,
        base64.b64encode(PDF),
        zippe(PDF),
        base64.b64encode(zippe(PDF)),
        enveloppe(base64.encodebytes(PDF)),
        enveloppe(b"rien").replace(b"<crm>", b"<crm/><crm>"),
        zippe(enveloppe(base64.b64encode(PDF))),
    ],
)
def test_le_pdf_est_rendu_tel_quel(octets: bytes) -> None:
    assert extraire_pdf(octets) == (None if b"rien" in octets else PDF)


def test_le_premier_pdf_d_une_enveloppe() -> None:
    autre = PDF.replace(b"1.4", b"1.7")
    deux = enveloppe(base64.b64encode(PDF)).replace(
        b"</crm>", b"</crm><crm><contenu>" + base64.b64encode(autre) + b"</contenu></crm>"
    )
    assert extraire_pdf(deux) == PDF
    assert extraire_pdf(deux.replace(base64.b64encode(PDF), b"texte")) == autre


@pytest.mark.parametrize(
    "octets", [b"", b"<a/>", b"<a>", b"bonjour", b"PK\x03\x04", b"\x00", zippe(b"x"), b"{}"]
)
def test_sans_pdf(octets: bytes) -> None:
    assert extraire_pdf(octets) is None


def test_un_pdf_trop_enfoui_n_est_pas_cherche() -> None:
    octets = PDF
    for _ in range(NIVEAUX_MAX):
        octets = zippe(octets)
    assert extraire_pdf(octets) == PDF
    assert extraire_pdf(zippe(octets)) is None


def test_les_documents_d_une_enveloppe_sont_listes() -> None:
    un: dict[str, Donnee] = {"forme": "pdf", "octets": 3}
    deux: dict[str, Donnee] = {"forme": "xml", "octets": 9, "donnees": {"document": {"forme": "texte"}}}
    donnees: dict[str, Donnee] = {
        "enveloppe": [{"crm": [{"document": un}, {"document": deux}]}],
        "autre": {"document": "texte"},
        "encore": {"document": {"sans": "forme"}},
    }
    assert documents_joints(Contenu("agirc_arrco", donnees=donnees)) == [un, deux, {"forme": "texte"}]
    assert documents_joints(Contenu("bilan")) == []
