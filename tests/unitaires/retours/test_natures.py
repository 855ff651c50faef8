"""The natures of return, and what is not one of them yet."""

import json
from pathlib import Path

import pytest

from recepisse.retours.natures import EMETTEURS, NATURES, Nature, emetteur, groupe, nature

DONNEES = Path(__file__).parents[2] / "donnees"


def test_connait_toutes_les_natures_publiees() -> None:
    publiees = json.loads((DONNEES / "api" / "natures.json").read_text(encoding="utf-8"))["natures"]
    for publiee in publiees:
        connue = nature(publiee["code"])
        assert connue.connue
        assert set(connue.declarations) <= {"01", "02", "04", "05", "07", "08"}
        assert connue.declarations == tuple(publiee["declaration_kinds"])
    assert len(NATURES) >= len(publiees) == 44


def test_l_arbre_a_huit_groupes_dans_l_ordre_de_l_ecran() -> None:
    assert [e.code for e in EMETTEURS] == [
        "si_dsn", "dgfip", "urssaf_msa", "agirc_arrco", "oc", "france_travail", "cnam_msa", "autres",
    ]  # fmt: skip
    assert {n.emetteur for n in NATURES.values()} == {e.code for e in EMETTEURS}


@pytest.mark.parametrize("n", NATURES.values(), ids=lambda n: n.code)
def test_chaque_nature_est_complete(n: Nature) -> None:
    assert n.libelle
    assert n.source
    assert n.document in {"oui", "non", "parfois", "inconnu"}
    assert n.famille in {"", "bilan", "neores", "oc", "agirc_arrco", "pdf"}
    assert n.document != "non" or not n.famille


def test_les_libelles_sont_uniques() -> None:
    assert len({n.libelle for n in NATURES.values()}) == len(NATURES)


@pytest.mark.parametrize("code", ["999", "", "XX", "12345", "²"])
def test_une_nature_inconnue_reste_une_nature(code: str) -> None:
    inconnue = nature(code)
    assert inconnue.code == code
    assert inconnue.emetteur == "autres"
    assert inconnue.libelle == f"Retour de nature {code or 'inconnue'}"
    assert not inconnue.connue
    assert groupe(code) == "Autres"


def test_un_zero_devant_ou_des_blancs_ne_changent_rien() -> None:
    assert nature(" 094 ") is nature("94")
    assert nature("94").libelle == "Taux de prélèvement à la source"


def test_le_libelle_depend_du_statut() -> None:
    assert nature("11").libelle_pour("OK") == "Certificat de conformité (CCO)"
    assert nature("11").libelle_pour(" ko ") == "Bilan d’anomalies (BAN)"
    assert nature("61").libelle_pour("KO") == nature("61").libelle


def test_le_groupe_se_nomme_selon_le_regime() -> None:
    assert groupe("61") == "Urssaf/MSA"
    assert groupe("61", "RG") == "Urssaf"
    assert groupe("61", "RA") == "MSA"
    assert groupe("31", "RG") == "CNAM"
    assert groupe("94", "RA") == "DGFiP"
    assert emetteur("inconnu").code == "autres"
