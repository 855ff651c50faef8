"""The table of expected actions: each rule is reached, well written, and says where it comes from."""

import json
import re
from collections.abc import Iterator

import pytest

from recepisse.erreurs import ErreurReglages
from recepisse.retours.gravite import Gravite
from recepisse.retours.natures import NATURES
from recepisse.retours.sens import actions
from recepisse.retours.sens.actions import (
    ACTIONS_RETOUR,
    REGLES,
    SOURCES,
    RegleAction,
    conseil,
    etendre,
    regle,
)
from recepisse.retours.sens.delais import DELAIS

GRAVES = [g for g in Gravite if g is not Gravite.INFORMATION]
PERSONNEL = re.compile(r"[0-9]{5,}")


@pytest.fixture
def table() -> Iterator[None]:
    """Give back the packaged table after a test that extends it."""
    avant = list(actions._regles)
    yield
    actions._regles[:] = avant
    conseil.cache_clear()


def nom(une: RegleAction) -> str:
    return f"{','.join(sorted(une.natures))}-{une.code}-{len(une.gravites)}"


@pytest.mark.parametrize("une", REGLES, ids=nom)
def test_chaque_regle_est_atteinte_par_son_exemple(une: RegleAction) -> None:
    assert une.exemple is not None
    assert regle(*une.exemple) is une


@pytest.mark.parametrize("une", REGLES, ids=nom)
def test_chaque_regle_est_entiere(une: RegleAction) -> None:
    assert une.natures <= set(NATURES)
    assert une.delai in {*DELAIS, ""}
    assert une.source
    assert set(une.source) <= set(SOURCES)
    assert une.aide == "" or une.aide in {s.adresse for s in SOURCES.values()}
    assert une.texte or une.gravites == {Gravite.INFORMATION}


def francais(texte: str) -> None:
    """Check the typography that every text of the table follows."""
    assert texte[0].isupper()
    assert texte.endswith(".")
    assert "'" not in texte
    assert '"' not in texte
    assert "  " not in texte
    assert not re.search(r"[^\s][:;?!»](?:\s|$)|«\S", texte), texte
    assert not PERSONNEL.search(texte)
    assert "conforme" not in texte


@pytest.mark.parametrize("texte", sorted({r.texte for r in REGLES if r.texte}))
def test_chaque_texte_suit_la_typographie(texte: str) -> None:
    francais(texte)


def test_la_verification_voit_une_faute() -> None:
    for faute in ("signer.", "Signer", "L'acte.", "Signer: fait.", "«Signer » fait."):
        with pytest.raises(AssertionError):
            francais(faute)


@pytest.mark.parametrize("cle", ACTIONS_RETOUR)
def test_chaque_action_de_retour_est_entiere(cle: str) -> None:
    une = ACTIONS_RETOUR[cle]
    francais(une.texte)
    assert une.delai in {*DELAIS, ""}
    assert une.source
    assert set(une.source) <= set(SOURCES)


def test_les_sources_sont_des_pages_publiques_ou_n_ont_pas_d_adresse() -> None:
    citees = {cle for une in REGLES for cle in une.source}
    citees |= {cle for une in ACTIONS_RETOUR.values() for cle in une.source}
    assert citees == set(SOURCES)
    for source in SOURCES.values():
        assert source.titre
        assert source.adresse == "" or source.adresse.startswith("https://")


@pytest.mark.parametrize("nature", [*NATURES, "999", ""])
@pytest.mark.parametrize("gravite", GRAVES)
def test_rien_de_serieux_ne_reste_sans_reponse(nature: str, gravite: Gravite) -> None:
    for code in ("", "JAMAIS-VU", "²"):
        assert conseil(nature, code, gravite).texte


@pytest.mark.parametrize("nature", NATURES)
def test_le_conseil_d_une_nature_connue_n_est_pas_le_conseil_general(nature: str) -> None:
    for gravite in (Gravite.BLOQUANT, Gravite.A_CORRIGER):
        general = conseil("999", "", gravite).texte
        if nature == "10" and gravite is Gravite.A_CORRIGER:
            continue  # a receipt is refused or it is not
        assert conseil(nature, "", gravite).texte != general


def test_une_information_ne_demande_rien_sauf_exception() -> None:
    assert conseil("51", "IEVT07", Gravite.INFORMATION).texte == ""
    assert conseil("20", "", Gravite.INFORMATION).texte == ""
    assert "paiement" in conseil("51", "IVER02", Gravite.INFORMATION).texte


@pytest.mark.parametrize(
    ("nature", "code", "gravite", "mot", "delai"),
    [
        ("10", "B1-105-15", Gravite.BLOQUANT, "pas reconnu comme une DSN", "immediat"),
        ("11", "S21.G00.30.001/CSL-11", Gravite.BLOQUANT, "mal écrite", "immediat"),
        ("11", "CCH-11", Gravite.BLOQUANT, "se contredisent", "immediat"),
        ("11", "CST-02", Gravite.BLOQUANT, "structure", "immediat"),
        ("11", "CSL-00", Gravite.A_CORRIGER, "avant l’échéance", "veille_echeance"),
        ("20", "I0310", Gravite.A_CORRIGER, "S21.G00.31", "dsn_suivante"),
        ("20", "I0320", Gravite.A_CORRIGER, "trois mois", "dsn_suivante"),
        ("20", "I0320", Gravite.BLOQUANT, "signalement est rejeté", "immediat"),
        ("21", "C0201", Gravite.A_CORRIGER, "embauche", "dsn_suivante"),
        ("21", "C0202", Gravite.A_CORRIGER, "disparu", "dsn_suivante"),
        ("21", "Flux Dsn", Gravite.BLOQUANT, "en ligne", "immediat"),
        ("22", "D00SB", Gravite.BLOQUANT, "six mois", "immediat"),
        ("22", "D00SC", Gravite.BLOQUANT, "six mois", "immediat"),
        ("23", "D00T4", Gravite.BLOQUANT, "nature de contrat", "immediat"),
        ("31", "PMNR", Gravite.BLOQUANT, "assurance maladie", "immediat"),
        ("36", "PRF", Gravite.BLOQUANT, "à refaire", "immediat"),
        ("44", "", Gravite.BLOQUANT, "francetravail.fr", "immediat"),
        ("51", "EADH02", Gravite.CRITIQUE, "fiche de paramétrage", "dsn_suivante"),
        ("51", "EVER17", Gravite.CRITIQUE, "mandat", "immediat"),
        ("51", "EVER13", Gravite.A_CORRIGER, "montant", "dsn_suivante"),
        ("51", "EAFF01", Gravite.A_CORRIGER, "option", "dsn_suivante"),
        ("51", "ECIN07", Gravite.A_CORRIGER, "composant", "dsn_suivante"),
        ("51", "MANDAT", Gravite.A_CORRIGER, "Signer le mandat", "immediat"),
        ("61", "BA-209-09", Gravite.A_CORRIGER, "CTP", "veille_echeance"),
        ("61", "BA-210-01", Gravite.A_CORRIGER, "mandat", "immediat"),
        ("93", "CBS03", Gravite.BLOQUANT, "IBAN", "veille_echeance"),
        ("94", "ADR05", Gravite.A_CORRIGER, "adresse", "dsn_suivante"),
        ("94", "NIR01", Gravite.A_CORRIGER, "ne reconnaît pas", "dsn_suivante"),
        ("95", "TST01", Gravite.A_CORRIGER, "taux valide", "dsn_suivante"),
        ("116", "S21.G00.40.041-C01", Gravite.A_CORRIGER, "classification", "dsn_suivante"),
        ("123", "CCD0001", Gravite.A_CORRIGER, "heures", "dsn_suivante"),
        ("119", "UR_ANO_ASS_X", Gravite.A_CORRIGER, "annule et remplace", "veille_echeance"),
        ("130", "CS_X", Gravite.A_CORRIGER, "MSA", "veille_echeance"),
        ("120", "UR_ANO_ASS_X", Gravite.A_CORRIGER, "régularisation", "dsn_suivante"),
        ("121", "CNVANOIDE2A", Gravite.A_CORRIGER, "n’est pas trouvée", "dsn_suivante"),
        ("121", "CNVANOIDE2E", Gravite.A_CORRIGER, "confusion", "dsn_suivante"),
        ("124", "UR_ANO_X", Gravite.CRITIQUE, "contester", "deuxieme_echeance"),
        ("125", "CS_X", Gravite.CRITIQUE, "contester", "deuxieme_echeance"),
        ("132", "UR_ANO_X", Gravite.A_CORRIGER, "aligner", "dsn_suivante"),
        ("135", "FT0013", Gravite.A_CORRIGER, "fin de contrat en annule et remplace", "immediat"),
    ],
)
def test_les_codes_connus_ont_leur_reponse(
    nature: str, code: str, gravite: Gravite, mot: str, delai: str
) -> None:
    trouve = conseil(nature, code, gravite)
    assert mot in trouve.texte
    assert trouve.delai == delai


def test_l_aide_est_l_adresse_de_la_source() -> None:
    assert conseil("51", "EVER17", Gravite.CRITIQUE).aide == SOURCES["MANDAT"].adresse
    assert conseil("124", "X", Gravite.CRITIQUE).aide.startswith("https://net-entreprises.fr/")


def test_une_table_ajoutee_passe_devant(table: None) -> None:
    assert conseil("119", "UR_ANO_X1", Gravite.A_CORRIGER).delai == "veille_echeance"
    texte = {
        "regles": [
            {"natures": ["119"], "code": "UR_ANO_X*", "texte": "Ignorer.", "gravites": ["a_corriger"]},
            {
                "natures": ["119"],
                "code": "UR_ANO_Y*",
                "texte": "Appeler.",
                "delai": "",
                "aide": "https://x.fr",
            },
        ]
    }
    etendre(json.dumps(texte))
    sans_delai = conseil("119", "UR_ANO_X1", Gravite.A_CORRIGER)
    assert (sans_delai.texte, sans_delai.delai) == ("Ignorer.", "veille_echeance")  # that of the nature
    assert conseil("119", "UR_ANO_Y1", Gravite.CRITIQUE) == actions.Conseil("Appeler.", "", "https://x.fr")
    assert conseil("119", "UR_ANO_X1", Gravite.CRITIQUE).texte.startswith("Corriger")


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("{", "elle ne se lit pas"),
        ("[]", "elle ne se lit pas"),
        ('{"regles": ["x"]}', "elle ne se lit pas"),
        ('{"regles": [{"code": "X"}]}', "elle ne se lit pas"),
        ('{"regles": [{"texte": "T.", "gravites": ["grave"]}]}', "elle ne se lit pas"),
        ('{"regles": [{"texte": "T.", "exemple": {"nature": "11"}}]}', "elle ne se lit pas"),
        ('{"regles": [{"texte": "T.", "couleur": "rouge"}]}', "« couleur » n’est pas un champ"),
        ('{"regles": [{"texte": 3}]}', "pas la forme attendue"),
        ('{"regles": [{"texte": "T.", "natures": "119"}]}', "pas la forme attendue"),
        ('{"regles": [{"texte": "T.", "delai": "demain"}]}', "« demain » n’est pas un délai connu"),
    ],
)
def test_une_table_fautive_est_refusee_sans_effet(texte: str, raison: str, table: None) -> None:
    avant = list(actions._regles)
    with pytest.raises(ErreurReglages, match=raison):
        etendre(texte)
    assert actions._regles == avant
