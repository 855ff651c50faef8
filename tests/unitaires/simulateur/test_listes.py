"""The shapes of the lists: XML 1.0, and the three shapes of JSON 2.0."""

import json
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from recepisse.echanges.depots import parse_depots
from recepisse.echanges.messages import Regime
from recepisse.retours.listing import parse_retours
from recepisse.simulateur.listes import rendre_depots, rendre_retours
from recepisse.simulateur.modele import Depot, Retour
from recepisse.simulateur.options import FormeJson
from tests.unitaires.simulateur.aides import CAMILLE, DEBUT

A, B, C = FormeJson
RETOUR = Retour(
    numero="4410000008",
    idflux="F1zQ7kLm.t2Xv-9RbD4sWp.",
    nature="51",
    statut="EN COURS",
    publication=DEBUT,
    production=DEBUT - timedelta(minutes=1),
    serie="51",
    ops="P9990",
    delegataire="D99901",
)
ACCUSE = Retour("4410000009", RETOUR.idflux, "60", "OK", DEBUT, DEBUT, "60", avec_document=False)
DEPOT = Depot(1, RETOUR.idflux, "dsn", CAMILLE, "", Regime.RG, DEBUT, 10, "00", "OK")


def _adresse(retour: Retour) -> str:
    return f"https://t.example/{retour.numero}"


def _json(groupes: list[tuple[str, list[Retour]]], forme: FormeJson) -> Any:
    type_, corps = rendre_retours(groupes, "2.0", forme, _adresse)
    assert type_ == "application/json"
    return json.loads(corps)


def test_xml_retours() -> None:
    type_, corps = rendre_retours([(RETOUR.idflux, [RETOUR, ACCUSE])], "1.0", A, _adresse)
    racine = ET.fromstring(corps)
    assert (type_, racine.tag) == ("application/xml", "retours")
    assert racine.findtext("flux/id") == RETOUR.idflux
    premier, second = racine.findall("flux/retour")
    assert [(e.tag, e.text) for e in premier] == [
        ("publication", "20261105100000"),
        ("production", "20261105095900"),
        ("ops", "P9990"),
        ("delegataire", "D99901"),
        ("nature", "51"),
        ("statut", "EN COURS"),
        ("id", "4410000008"),
        ("url", "https://t.example/4410000008"),
    ]
    assert [e.tag for e in second] == ["publication", "production", "nature", "statut"]


def test_xml_vide() -> None:
    assert rendre_retours([], "1.0", A, _adresse)[1] == b"<retours></retours>"


def test_json_a_a_une_racine_et_des_tableaux() -> None:
    assert _json([], A) == {"retours": {"flux": []}}
    lu = _json([(RETOUR.idflux, [ACCUSE])], A)
    assert lu["retours"]["flux"][0]["retour"] == [
        {"publication": "20261105100000", "production": "20261105100000", "nature": "60", "statut": "OK"}
    ]


def test_json_b_a_des_objets_quand_il_n_y_en_a_qu_un() -> None:
    assert _json([], B) == {"retours": None}
    seul = _json([("F1", [RETOUR])], B)["retours"]["flux"]
    assert seul["retour"]["ops"] == "P9990"
    plusieurs = _json([("F1", [RETOUR, ACCUSE]), ("F2", [ACCUSE])], B)["retours"]["flux"]
    assert [len(plusieurs[0]["retour"]), plusieurs[1]["retour"]["nature"]] == [2, "60"]


def test_json_c_n_a_pas_de_racine_et_ecrit_null() -> None:
    assert _json([], C) == {"flux": []}
    (flux,) = _json([("F1", [ACCUSE])], C)["flux"]
    assert flux["Retour"][0]["url"] is None
    assert flux["Retour"][0]["ops"] is None


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("forme", FormeJson)
def test_le_lecteur_du_produit_lit_toutes_les_formes(version: str, forme: FormeJson) -> None:
    _, corps = rendre_retours([(RETOUR.idflux, [RETOUR, ACCUSE])], version, forme, _adresse)
    (flux,) = parse_retours(corps)
    assert flux.idflux == RETOUR.idflux
    assert [(r.nature, r.statut, r.url, r.ops) for r in flux.retours] == [
        ("51", "EN COURS", "https://t.example/4410000008", "P9990"),
        ("60", "OK", "", ""),
    ]
    for depots in ([], [DEPOT], [DEPOT, DEPOT]):
        _, corps = rendre_depots(CAMILLE, depots, version, forme)
        assert [d.idflux for d in parse_depots(corps)] == [d.idflux for d in depots]


def test_json_depots_de_chaque_forme() -> None:
    lus = {f: json.loads(rendre_depots(CAMILLE, [DEPOT], "2.0", f)[1]) for f in FormeJson}
    ligne = {"idflux": DEPOT.idflux, "date": "20261105100000", "statut": "OK"}
    assert lus[A]["depots"]["declarant"][0]["depot"] == [ligne]
    assert lus[B]["depots"]["declarant"]["depot"] == ligne
    assert lus[C]["declarant"]["depot"] == [ligne]
    assert json.loads(rendre_depots(CAMILLE, [], "2.0", B)[1])["depots"]["declarant"]["depot"] is None


def test_xml_depots() -> None:
    racine = ET.fromstring(rendre_depots(CAMILLE, [DEPOT], "1.0", A)[1])
    assert racine.findtext("declarant/nom") == "LEROUX"
    assert racine.findtext("declarant/depot/idflux") == DEPOT.idflux
