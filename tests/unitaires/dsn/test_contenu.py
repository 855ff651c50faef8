"""What a declaration holds, read by hand from small files."""

import json
from dataclasses import replace
from io import BytesIO

import pytest

from recepisse.dsn.contenu import (
    AGIRC_ARRCO,
    Adhesion,
    ContenuDeclaration,
    VersementDeclare,
    depuis_json,
    lire_contenu,
)
from tests.unitaires.dsn.aides import ENTETE, MENSUELLE, dsn, grand_fichier

TETE, PERSONNE = MENSUELLE[:11], MENSUELLE[11:]
OC = (
    "S21.G00.15.001,'CTR1'",
    "S21.G00.15.002,'P0012'",
    "S21.G00.15.004,'01'",
    "S21.G00.15.005,'1'",
    "S21.G00.15.001,'CTR2'",
    "S21.G00.15.002,'AUMGM1'",
    "S21.G00.15.003,'DZ2114'",
    "S21.G00.15.005,'2'",
    "S21.G00.15.001,'CTR3'",
    "S21.G00.15.002,'P0012'",
)
VERSEMENTS = (
    "S21.G00.20.001,'78861779300013'",
    "S21.G00.20.005,'100.10'",
    "S21.G00.20.001,'DGFIP'",
    "S21.G00.20.005,'0.20'",
    "S21.G00.20.001,'78861779300013'",
    "S21.G00.20.005,'0.05'",
    "S21.G00.20.001,'P0012'",
    "S21.G00.20.005,'douze'",
)
PAIE = (
    "S21.G00.60.001,'01'",
    "S21.G00.62.001,'31032026'",
    "S21.G00.62.002,'011'",
    "S21.G00.71.002,'RUAA'",
    "S21.G00.50.001,'31032026'",
    "S21.G00.50.006,'0.00'",
    "S21.G00.50.007,'01'",
)


def contenu(*lignes: str, entete: tuple[str, ...] = ENTETE) -> ContenuDeclaration:
    return lire_contenu(BytesIO(dsn(lignes, entete=entete)))


def test_a_whole_monthly() -> None:
    assert contenu(*TETE, *OC, *VERSEMENTS, *PERSONNE, *PAIE) == ContenuDeclaration(
        nature="01",
        type="01",
        fraction="11",
        mois="2026-03",
        champ="01",
        essai=True,
        point_depot="01",
        regime="RG",
        individus=1,
        adhesions=(
            Adhesion("CTR1", "P0012"),
            Adhesion("CTR2", "AUMGM1", "DZ2114"),
            Adhesion("CTR3", "P0012"),
        ),
        versements=(
            VersementDeclare("78861779300013", 2, "100.15"),
            VersementDeclare("DGFIP", 1, "0.20"),
            VersementDeclare("P0012", 1, "0.00"),
        ),
        agirc_arrco=True,
        pas=True,
        taux_transmis=True,
        fins_contrat=1,
        arrets=1,
    )


def test_each_organisation_is_named_once_with_its_delegate() -> None:
    lu = contenu(*TETE, *OC, "S21.G00.15.001,'CTR4'", "S21.G00.15.001,'CTR5'", "S21.G00.15.002,'P0012'")
    assert lu.organismes == (("P0012", ""), ("AUMGM1", "DZ2114"))
    assert [a.reference for a in lu.adhesions] == ["CTR1", "CTR2", "CTR3", "CTR4", "CTR5"]


@pytest.mark.parametrize(("point", "regime"), [("01", "RG"), ("02", "RA"), ("03", ""), ("", "")])
def test_the_deposit_point_tells_the_scheme(point: str, regime: str) -> None:
    entete = tuple(e.replace("007,'01'", f"007,'{point}'") for e in ENTETE)
    assert contenu(*MENSUELLE, entete=entete).regime == regime


@pytest.mark.parametrize("code", [*AGIRC_ARRCO, "IRCANTEC", "90000", "CRPNPAC"])
def test_the_codes_of_complementary_pension(code: str) -> None:
    assert contenu(*MENSUELLE, f"S21.G00.71.002,'{code}'").agirc_arrco is (code in AGIRC_ARRCO)


def test_a_rate_of_the_grid_is_a_rate_that_nobody_gave() -> None:
    lu = contenu(*MENSUELLE, "S21.G00.50.006,'3.50'", "S21.G00.50.007,'13'")
    assert (lu.pas, lu.taux_transmis) == (True, False)
    assert not contenu(*MENSUELLE).pas


def test_an_event_has_no_month_and_an_s_adv_its_trigger() -> None:
    lignes = [ligne.replace("05.001,'01'", "05.001,'08'") for ligne in MENSUELLE if ".05.005" not in ligne]
    lignes.insert(7, "S20.G00.05.011,'06'")
    lu = contenu(*lignes)
    assert (lu.nature, lu.mois, lu.declencheur) == ("08", "", "06")


def test_people_without_nir_without_name_or_not_salaried_are_counted() -> None:
    sans_nir = tuple(ligne for ligne in PERSONNE if ".30.001" not in ligne)
    sans_nom = tuple(ligne for ligne in PERSONNE if ".30.002" not in ligne)
    assert contenu(*TETE, *PERSONNE, *sans_nir, *PERSONNE).individus == 3
    assert contenu(*TETE, *sans_nom, *sans_nom).individus == 2
    assert contenu(*TETE, "S89.G00.91.001,'1850578006084'", "S89.G00.91.002,'D'ARC'").individus == 1
    assert contenu(*TETE).individus == 0


def test_a_month_that_is_none_is_none() -> None:
    lignes = [ligne.replace("'01032026'", "'mars 2026'") for ligne in MENSUELLE]
    assert contenu(*lignes).mois == ""


def test_a_file_of_several_pieces_is_counted_whole() -> None:
    octets = grand_fichier(3000)
    assert len(octets) > 2 * (1 << 20)
    lu = lire_contenu(BytesIO(octets))
    assert (lu.individus, lu.mois, lu.nature) == (3000, "2026-03", "01")
    assert lu == lire_contenu(BytesIO(octets.replace(b"\r\n", b"\n")))


def test_an_empty_or_foreign_file_says_nothing() -> None:
    assert lire_contenu(BytesIO(b"")) == ContenuDeclaration()
    assert lire_contenu(BytesIO(b"%PDF-1.4\n%%EOF")) == ContenuDeclaration()


def test_values_go_through_json() -> None:
    lu = contenu(*TETE, *OC, *VERSEMENTS, *PERSONNE, *PAIE)
    ecrit = json.loads(json.dumps(lu.en_json()))
    assert depuis_json(ecrit) == lu
    assert depuis_json({**ecrit, "d’une autre version": 1}) == lu
    assert depuis_json({}) == ContenuDeclaration()
    assert depuis_json({"nature": "07"}) == replace(ContenuDeclaration(), nature="07")


def test_no_person_is_in_it() -> None:
    ecrit = json.dumps(contenu(*TETE, *OC, *VERSEMENTS, *PERSONNE, *PAIE).en_json())
    assert "1850578006084" not in ecrit
    assert "ARC" not in ecrit
