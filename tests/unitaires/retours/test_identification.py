"""What a document says of the declaration it answers."""

from pathlib import Path

import pytest

from recepisse.retours.identification import (
    IdentiteDocument,
    identifier_document,
    meme_flux,
    normaliser_code,
    normaliser_mois,
    normaliser_ordre,
)

DONNEES = Path(__file__).parents[2] / "donnees" / "retours"


def lire(nom: str) -> IdentiteDocument:
    identite = identifier_document((DONNEES / nom).read_bytes())
    assert identite is not None
    return identite


def test_un_certificat_de_conformite_dit_tout() -> None:
    assert lire("11_CCO_OK.xml") == IdentiteDocument(
        famille="bilan",
        idflux="F1exemple0000000000001",
        document="CCO",
        logiciel="PaieExemple",
        emetteur="90120099800010",
        siren="901200345",
        nic="00014",
        mois="202609",
        nature="01",
        type="01",
        fraction="11",
        ordre="1",
        nombre=1,
    )
    assert lire("11_CCO_OK.xml").siret == "90120034500014"
    assert lire("11_CCO_OK.xml").du_depot
    assert lire("11_BAN_KO.xml").du_depot


def test_un_accuse_ne_dit_rien_de_la_declaration() -> None:
    accuse = lire("10_AEE_OK.xml")
    assert accuse.idflux == "F1exemple0000000000001"
    assert (accuse.siret, accuse.nombre, accuse.document) == ("", 0, "AEE")
    assert not accuse.du_depot


def test_un_retour_neores_dit_l_etablissement_et_le_mois() -> None:
    neores = lire("119_URSSAF_ANO.xml")
    assert (neores.famille, neores.siret, neores.mois) == ("neores", "90120034500014", "202609")
    assert (neores.fraction, neores.type, neores.ordre, neores.logiciel) == ("11", "01", "1", "PaieExemple")
    assert neores.nature == ""
    assert not neores.du_depot


def test_un_retour_d_organisme_complementaire_se_lit_dans_ses_attributs() -> None:
    oc = lire("51_OC_CRC_anomalies.xml")
    assert (oc.famille, oc.idflux, oc.siret) == ("oc", "F1exemple0000000000001", "90120034500014")
    assert (oc.nature, oc.type, oc.fraction, oc.ordre, oc.mois) == ("01", "01", "11", "1", "202609")
    assert oc.nombre == 1


@pytest.mark.parametrize("chemin", sorted(DONNEES.glob("*.xml")), ids=lambda p: p.name)
def test_aucun_exemple_ne_fait_tomber_la_lecture(chemin: Path) -> None:
    identite = identifier_document(chemin.read_bytes())
    autres = ("70", "71", "BPIJ", "FPOC", "api_lister")
    assert (identite is None) == chemin.name.startswith(autres)
    if identite and not chemin.name.startswith(("DPAE", "44")):
        assert identite.idflux or identite.nombre


@pytest.mark.parametrize("octets", [b"", b"%PDF-1.4", b"<a/>", b"<rapport>", b"\x00\xff", b'{"rapport":{}}'])
def test_le_reste_n_identifie_rien(octets: bytes) -> None:
    assert identifier_document(octets) is None


def test_des_documents_vides_de_leur_famille_ne_disent_rien() -> None:
    assert identifier_document(b"<rapport/>") == IdentiteDocument("bilan")
    assert identifier_document(b"<GIPMDS/>") == IdentiteDocument("neores")
    assert identifier_document(b"<Fichier/>") == IdentiteDocument("oc")


def test_un_bordereau_vaut_un_envoi_et_les_declarations_se_comptent() -> None:
    identite = identifier_document(
        b"<r:rapport xmlns:r='http://www.gip-mds.fr/'><bordereau><envoi_identification><idflux>F1.</idflux>"
        b"</envoi_identification></bordereau><declaration><declaration_identification><SIREN>1</SIREN>"
        b"</declaration_identification></declaration><declaration/></r:rapport>"
    )
    assert identite is not None
    assert (identite.idflux, identite.siren, identite.nombre) == ("F1.", "1", 2)


@pytest.mark.parametrize(
    ("texte", "mois"),
    [
        ("01092026", "202609"),
        ("2026-09-01", "202609"),
        ("202609", "202609"),
        ("20260901", "202609"),
        ("2026-09", "202609"),
        ("092026", "202609"),
        ("01012015", "201501"),
        ("2015-11-01+01:00", "201511"),
        ("20012015", "201501"),
        (" 202212 ", "202212"),
        ("", ""),
        ("septembre", ""),
        ("99992026", ""),
        ("202613", ""),
        ("0109202", ""),
        ("٢٠٢٦٠٩", ""),
    ],
)
def test_les_mois_s_ecrivent_de_toutes_les_facons(texte: str, mois: str) -> None:
    assert normaliser_mois(texte) == mois


def test_les_codes_et_les_ordres_se_comparent() -> None:
    assert normaliser_code("4", 2) == normaliser_code(" 04 ", 2) == "04"
    assert normaliser_code("²", 2) == "²"
    assert normaliser_ordre("007") == normaliser_ordre("7.0") == normaliser_ordre("7") == "7"
    assert normaliser_ordre("0") == "0"
    assert normaliser_ordre("a") == "a"


def test_le_meme_flux_peut_porter_six_chiffres_de_plus() -> None:
    flux = "F1zQ7kLm.t2Xv-9RbD4sWpA"
    assert meme_flux(flux, flux)
    assert meme_flux(flux + "123456", flux)
    assert not meme_flux(flux + "12345", flux)
    assert not meme_flux(flux + "12345a", flux)
    assert not meme_flux(flux + ".", flux)
    assert not meme_flux("123456", "")
