"""Counted words, days, numbers and codes."""

import pytest

from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Anomalie
from recepisse.retours.sens.resume.phrases import codes, compte, euros, jour, nombre, pluriel

B, C, A, INFO = Gravite.BLOQUANT, Gravite.CRITIQUE, Gravite.A_CORRIGER, Gravite.INFORMATION


def anomalies(*gravites: Gravite) -> list[Anomalie]:
    return [Anomalie(code="X", gravite=g, message="") for g in gravites]


def test_le_pluriel_commence_a_deux() -> None:
    assert [pluriel(n, "anomalie") for n in (0, 1, 2)] == ["0 anomalie", "1 anomalie", "2 anomalies"]
    assert pluriel(2, "anomalie critique") == "2 anomalies critiques"
    assert pluriel(2, "bal", "bals masqués") == "2 bals masqués"


@pytest.mark.parametrize(
    ("gravites", "phrase"),
    [
        ([], ""),
        ([A], "1 anomalie à corriger"),
        ([A, A, C], "3 anomalies à corriger, dont 1 critique"),
        ([A, B, B, C], "4 anomalies à corriger, dont 2 bloquantes et 1 critique"),
        ([B, B], "2 anomalies bloquantes"),
        ([C], "1 anomalie critique"),
        ([C, B], "2 anomalies à corriger, dont 1 bloquante et 1 critique"),
        ([INFO], "1 information"),
        ([A, INFO, INFO], "1 anomalie à corriger ; 2 informations"),
    ],
)
def test_les_anomalies_se_comptent_en_francais(gravites: list[Gravite], phrase: str) -> None:
    assert compte(anomalies(*gravites)) == phrase


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("7.30", "7,30"),
        ("0.00", "0,00"),
        ("1234.5", "1\u202f234,5"),
        ("-1234567", "-1\u202f234\u202f567"),
        (" 12 ", "12"),
        ("1,5", "1,5"),
        ("environ 3", "environ 3"),
        ("²", "²"),
    ],
)
def test_un_nombre_s_ecrit_a_la_francaise(ecrit: str, lu: str) -> None:
    assert nombre(ecrit) == lu


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [("812.4", "812,40\u202f€"), ("812", "812\u202f€"), ("1812,456", "1\u202f812,456\u202f€")],
)
def test_un_montant_a_deux_decimales(ecrit: str, lu: str) -> None:
    assert euros(ecrit) == lu


def test_un_jour_impossible_ne_se_dit_pas() -> None:
    assert jour("2026-10-03") == jour("03102026") == "03/10/2026"
    assert jour("2026-13-03") == jour("") == jour("0000-00-00") == ""


def test_les_codes_se_citent_une_fois_trois_au_plus() -> None:
    cites = [Anomalie(code=c, gravite=B, message="") for c in ("CBS03", "CBS03", "A-1", "B/2", "C_3")]
    assert codes(cites) == " (CBS03, A-1, B/2)"


def test_un_code_qui_pourrait_etre_une_personne_ne_se_cite_pas() -> None:
    douteux = ["2850675056012", "Flux Dsn", "DUPONT Jean", "", "X" * 31]
    assert codes([Anomalie(code=c, gravite=B, message="") for c in douteux]) == ""
