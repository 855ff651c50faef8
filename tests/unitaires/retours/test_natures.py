"""The natures of return, and what is not one of them yet."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from recepisse.erreurs import ErreurReglages
from recepisse.retours import natures
from recepisse.retours.gravite import Gravite
from recepisse.retours.natures import EMETTEURS, NATURES, Nature, emetteur, etendre, groupe, nature
from recepisse.retours.sens.delais import DELAIS

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


# --- what to do, before when, how serious at least ---------------------------------------------------


@pytest.mark.parametrize("n", NATURES.values(), ids=lambda n: n.code)
def test_chaque_nature_dit_quoi_faire(n: Nature) -> None:
    assert n.action.endswith(".")
    assert "'" not in n.action
    assert n.echeance in {"", *DELAIS}
    assert n.plancher is not Gravite.BLOQUANT
    assert bool(n.echeance) or n.document != "oui" or n.code == "114"


def test_un_accuse_et_un_parametre_sont_des_informations() -> None:
    for code in ("10", "30", "34", "40", "50", "60", "70", "92", "94", "117", "118"):
        assert nature(code).plancher is Gravite.INFORMATION


def test_un_rappel_n_est_jamais_une_simple_information() -> None:
    assert {n.code for n in NATURES.values() if n.plancher is Gravite.A_CORRIGER} == {
        "90", "124", "125", "132", "134",
    }  # fmt: skip


@pytest.fixture
def table() -> Iterator[None]:
    """Give back the packaged table after a test that extends it."""
    avant = dict(natures._natures)
    yield
    natures._natures.clear()
    natures._natures.update(avant)


def test_une_nature_peut_etre_ajoutee(table: None) -> None:
    etendre('{"natures": [{"code": " 129 ", "libelle": "Essai", "emetteur": "oc", "plancher": "critique"}]}')
    ajoutee = nature("129")
    assert ajoutee.connue
    assert (ajoutee.libelle, ajoutee.emetteur, ajoutee.plancher) == ("Essai", "oc", Gravite.CRITIQUE)
    assert ajoutee.document == "inconnu"
    assert groupe("129") == "OC"
    codes = list(NATURES)
    assert codes.index("125") < codes.index("129") < codes.index("130")


def test_une_nature_peut_etre_corrigee_en_gardant_le_reste(table: None) -> None:
    avant = nature("71")
    etendre('{"natures": [{"code": "71", "delai": "trois jours", "declarations": ["01", "07"]}]}')
    apres = nature("71")
    assert (apres.delai, apres.declarations) == ("trois jours", ("01", "07"))
    assert (apres.libelle, apres.source, apres.action) == (avant.libelle, avant.source, avant.action)


def test_un_code_sans_chiffre_vient_apres_les_nombres(table: None) -> None:
    etendre('{"natures": [{"code": "DPAE"}, {"code": "9"}]}')
    premiere, *_, derniere = NATURES
    assert (premiere, derniere) == ("9", "DPAE")
    assert nature("DPAE").libelle == "Retour de nature DPAE"


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("pas du json", "elle ne se lit pas"),
        ("[]", "elle ne se lit pas"),
        ('{"natures": [3]}', "elle ne se lit pas"),
        ('{"natures": [{"libelle": "Sans code"}]}', "n’a pas de code"),
        ('{"natures": [{"code": "129", "couleur": "rouge"}]}', "« couleur » n’est pas un champ"),
        ('{"natures": [{"code": "129", "libelle": 3}]}', "pas la forme attendue"),
        ('{"natures": [{"code": "129", "declarations": "01"}]}', "pas la forme attendue"),
        ('{"natures": [{"code": "129", "plancher": "grave"}]}', "elle ne se lit pas"),
        ('{"natures": [{"code": "129", "emetteur": "mairie"}]}', "« emetteur »"),
        ('{"natures": [{"code": "129", "document": "peut-être"}]}', "« document »"),
        ('{"natures": [{"code": "129", "echeance": "demain"}]}', "« echeance »"),
    ],
)
def test_une_table_fautive_est_refusee_sans_effet(texte: str, raison: str, table: None) -> None:
    avant = dict(NATURES)
    with pytest.raises(ErreurReglages, match=raison):
        etendre(texte)
    assert dict(NATURES) == avant
