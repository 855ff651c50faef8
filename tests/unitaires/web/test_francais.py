"""How the screens write instants, numbers and codes."""

from datetime import UTC, datetime

import pytest

from recepisse.web.templatetags import francais

FINE = "\u202f"


def test_un_instant_se_lit_a_l_heure_de_paris() -> None:
    ete = datetime(2026, 7, 1, 22, 5, 7, tzinfo=UTC)
    assert francais.instant(ete) == "02/07/2026 00:05"
    assert francais.instant_precis(ete) == "02/07/2026 00:05:07"
    assert francais.instant(datetime(2026, 11, 22, 13, 5, tzinfo=UTC)) == "22/11/2026 14:05"
    assert francais.instant(None) == francais.instant_precis(None) == francais.iso(None) == ""


@pytest.mark.parametrize(
    ("octets", "texte"),
    [(0, "0 octets"), (999, "999 octets"), (1000, "1 ko"), (318_400, "318 ko"), (1_250_000, "1,2 Mo"),
     (2_000_000_000, "2 Go")],
)  # fmt: skip
def test_une_taille(octets: int, texte: str) -> None:
    assert francais.taille(octets) == texte.replace(" ", FINE)


def test_sans_taille_rien() -> None:
    assert francais.taille(None) == ""


@pytest.mark.parametrize(
    ("brut", "lu"),
    [("12345678900012", "123 456 789 00012"), ("123456789", "123 456 789"), ("12345", "12345"), ("", "")],
)
def test_un_siret_est_groupe(brut: str, lu: str) -> None:
    assert francais.siret(brut) == lu.replace(" ", FINE)


@pytest.mark.parametrize(
    ("brut", "lu"),
    [
        ("2026-10", "octobre 2026"),
        ("01082026", "août 2026"),
        ("2026-13", "2026-13"),
        ("", ""),
        ("²²²²²²²²", "²²²²²²²²"),
    ],
)
def test_un_mois_a_un_nom(brut: str, lu: str) -> None:
    assert francais.mois(brut) == lu


def test_les_codes_ont_des_mots_et_les_inconnus_restent_lisibles() -> None:
    assert francais.nature_declaration("01") == "DSN mensuelle"
    assert francais.nature_declaration("77") == "Nature 77"
    assert francais.type_declaration("03") == "annule et remplace"
    assert francais.type_declaration("77") == "type 77"
    assert francais.nature_declaration("") == francais.type_declaration(None) == ""


@pytest.mark.parametrize(
    ("combien", "formes", "lu"),
    [(0, "retour", "0 retour"), (1, "retour", "1 retour"), (2, "retour", "2 retours"),
     (2, "non lu,non lus", "2 non lus"), (1, "non lu,non lus", "1 non lu"),
     (17_000, "ligne", "17\u202f000 lignes")],
)  # fmt: skip
def test_le_pluriel(combien: int, formes: str, lu: str) -> None:
    assert francais.pluriel(combien, formes) == lu


def test_un_nombre_groupe_ses_milliers() -> None:
    assert francais.nombre(1_234_567) == f"1{FINE}234{FINE}567"
    assert francais.nombre("x") == "x"
