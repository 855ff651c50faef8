"""What is recognised in sentences, and what must not be."""

import pytest

from recepisse.retours.familles.bilan.phrases import (
    is_cid,
    lire_cid,
    lire_mois_absent,
    lire_montants,
    rassembler_montants,
)


@pytest.mark.parametrize(
    ("code", "oui"),
    [("C0201", True), ("C0202", True), ("C0299", True), ("I0310", False), ("C02", False), ("", False)],
)
def test_les_codes_des_controles_inter_declarations(code: str, oui: bool) -> None:
    assert is_cid(code) is oui


def test_une_phrase_de_controle_nomme_personne_et_contrat() -> None:
    phrase = (
        "Contrat perdu. NIR : 2790913055034, Date début du contrat : 01032020, Numéro du contrat : CT-0003"
    )
    assert lire_cid(phrase) == {
        "NIR": "2790913055034",
        "date_debut_contrat": "01032020",
        "num_contrat": "CT-0003",
    }


@pytest.mark.parametrize(
    ("phrase", "faits"),
    [
        ("NTT: 190120 ; numero de contrat: A B 12.", {"NTT": "190120", "num_contrat": "A B 12"}),
        ("date de debut du contrat : 01012020", {"date_debut_contrat": "01012020"}),
        ("NIR : 1, NIR : 2", {"NIR": "1"}),
        ("Contrat présent sans embauche", {}),
        ("", {}),
    ],
)
def test_une_phrase_de_controle_peut_varier(phrase: str, faits: dict[str, str]) -> None:
    assert lire_cid(phrase) == faits


@pytest.mark.parametrize(
    ("phrase", "mois"),
    [
        ("la mensuelle 2608 manque", "2026-08"),
        ("MENSUELLE 1401 : en attente", "2014-01"),
        ("mensuelle 2612.", "2026-12"),
        ("mensuelle 2613 absente", ""),
        ("mensuelle 260801", ""),
        ("le contrat 2608", ""),
    ],
)
def test_le_mois_d_une_mensuelle_absente(phrase: str, mois: str) -> None:
    assert lire_mois_absent(phrase) == mois


@pytest.mark.parametrize(
    ("phrase", "faits"),
    [
        (
            "télédéclaration de 3001 euros, télépaiement de 25 euros, certificat 1000001, période mai 2026.",
            {"declare": "3001", "paye": "25", "certificat": "1000001", "periode": "mai 2026"},
        ),
        ("montant déclaré 3001 euros, montant calculé 2899 euros", {"declare": "3001", "calcule": "2899"}),
        ("Montant DECLARE : 1 234,56 €, recalculé : -12,00 €", {"declare": "1 234,56", "calcule": "-12,00"}),
        ("déclaration reçue ; le total recalculé est de 3.001,00 EUR", {"calcule": "3.001,00"}),
        ("prélèvement de 10 euros puis versement de 20 euros", {"paye": "10"}),
        ("pour le compte cotisant n° 917000000000000001", {"compte": "917000000000000001"}),
        ("compte bancaire FR7630001007941234567890185", {}),
        ("période du 01/09/2026 au 30/09/2026", {"periode": "01/09/2026 au 30/09/2026"}),
        ("période : 202609", {"periode": "202609"}),
        ("période de 09/2026", {"periode": "09/2026"}),
        ("certificat de dépôt n° AB-2026-000123.", {"certificat": "AB-2026-000123"}),
        ("certificat de conformité", {}),
        ("déclaré : 1\u00a0234,50\u202f€", {"declare": "1\u00a0234,50"}),
        ("12 euros sans un mot avant", {}),
        ("déclaré 12 salariés", {}),
        ("", {}),
    ],
)
def test_les_montants_des_phrases_de_l_urssaf(phrase: str, faits: dict[str, str]) -> None:
    assert lire_montants(phrase) == faits


def test_le_certificat_l_emporte_sur_les_anomalies() -> None:
    assert rassembler_montants(
        "déclaré 10 euros", ["déclaré 11 euros, calculé 9 euros", "calculé 8 euros"]
    ) == {
        "declare": "10",
        "calcule": "9",
    }


def test_une_phrase_demesuree_se_lit_sans_s_attarder() -> None:
    for motif in ("déclaré 1 ", "compte numéro ", "certificat de ", "période de ", "NIR : ", "1 ", "A-"):
        phrase = motif * 20_000
        lire_montants(phrase)
        lire_cid(phrase)
        lire_mois_absent(phrase)
