"""The packaged table of the OCs' codes."""

from pathlib import Path

import pytest
from lxml import etree

from recepisse.retours.familles.oc.codes import DOMAINES, LETTRES, MANDATS, domaine, libelle_ancien
from recepisse.retours.familles.oc.mandats import GENRES

XSD = "{http://www.w3.org/2001/XMLSchema}"


@pytest.mark.parametrize(
    ("code", "attendu"),
    [
        ("EADH02", "adhésion"),
        ("IEVT07", "événement"),
        ("EVER17", "versement"),
        ("EZZZ01", ""),
        ("XADH02", ""),
        ("E", ""),
        ("", ""),
    ],
)
def test_le_domaine_d_un_code(code: str, attendu: str) -> None:
    assert domaine(code) == attendu


def test_un_code_ancien_a_un_libelle_et_un_inconnu_n_en_a_pas() -> None:
    assert libelle_ancien("salaries", "10") == "Contrat inconnu"
    assert libelle_ancien("diagnostics", "30") == ""


def test_chaque_genre_de_mandat_a_sa_phrase() -> None:
    assert set(MANDATS) == set(GENRES.values())


def codes_du_schema(schema: Path, attribut: str) -> set[str]:
    (declare,) = etree.parse(schema).getroot().findall(f".//{XSD}attribute[@name='{attribut}']")
    return {str(e.get("value")) for e in declare.iter(f"{XSD}enumeration")}


def test_la_table_connait_les_domaines_de_tous_les_codes_publies(officiel: Path) -> None:
    codes = codes_du_schema(officiel / "schemas" / "CRM-DSN-OC-P3-V1.1.4-17062025.xsd", "CodeRetourMetier")
    assert len(codes) > 100
    assert {code[1:4] for code in codes} == set(DOMAINES)
    assert {code[0] for code in codes} == set(LETTRES)


@pytest.mark.parametrize(
    ("attribut", "table"),
    [
        ("CodeRetourDetail", "diagnostics"),
        ("CodeRetourSal", "salaries"),
        ("CodeEvt", "evenements"),
        ("CodeRetourEvt", "retours_evenements"),
        ("SrcEvt", "sources_evenements"),
    ],
)
def test_la_table_nomme_tous_les_codes_du_modele_8_31(officiel: Path, attribut: str, table: str) -> None:
    codes = codes_du_schema(officiel / "schemas" / "CRM-DSN-OC-V8.31.xsd", attribut)
    assert codes
    assert not [code for code in codes if not libelle_ancien(table, code)]
