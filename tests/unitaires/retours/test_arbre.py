"""XML and JSON, whatever their dress, become the same tree."""

import pytest

from recepisse.retours.arbre import BOM, Valeur, chercher, lire_arbre, lire_xml, texte

ATTENDU = {"retours": [{"flux": [{"id": ["F1."], "retour": [{"nature": ["10"]}, {"nature": ["11"]}]}]}]}


def sans_vides(valeur: Valeur) -> Valeur:
    """The same tree without the keys that hold nothing."""
    if isinstance(valeur, str):
        return valeur
    return {cle: [sans_vides(v) for v in valeurs] for cle, valeurs in valeur.items() if valeurs}


@pytest.mark.parametrize(
    "corps",
    [
        b'{"retours":{"flux":[{"id":"F1.","retour":[{"nature":"10"},{"nature":"11"}]}]}}',
        b'{"Retours":{"FLUX":{"Id":"F1.","Retour":[{"nature":10},{"Nature":11}]}}}',
        b'{"retours":[{"flux":[[{"id":" F1. ","retour":[{"nature":"10","url":null},{"nature":"11"}]}]]}]}',
        b'[{"retours":{"flux":{"id":"F1.","retour":[{"nature":"10"},{"nature":"11"}]}}}]',
        (
            b"<retours><flux><id>F1.</id><retour><nature>10</nature></retour><retour><nature>11</nature></retour>"
            b"</flux></retours>"
        ),
        (
            b'<?xml version="1.0"?>\n<!-- rien --><r:Retours xmlns:r="urn:x"><Flux><ID> F1. </ID>'
            b"<Retour><Nature>10</Nature></Retour><?p?><Retour><Nature>11</Nature></Retour></Flux></r:Retours>"
        ),
    ],
)
@pytest.mark.parametrize("devant", [b"", BOM, b"  \r\n", BOM + b"\n"])
def test_toutes_les_formes_font_le_meme_arbre(corps: bytes, devant: bytes) -> None:
    lu = lire_arbre(devant + corps)
    assert lu is not None
    assert sans_vides(lu) == ATTENDU


def test_un_attribut_est_une_cle() -> None:
    assert lire_arbre(b'<rapport type="AEE"><a/></rapport>') == {"rapport": [{"type": ["AEE"], "a": [""]}]}


@pytest.mark.parametrize(
    "corps",
    [
        b"",
        b"   ",
        BOM,
        b"texte",
        b"{",
        b'{"a":',
        b"[1",
        b"<a>",
        b"<a></b>",
        b"<a>&inconnue;</a>",
        b"%PDF-1.4",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b"<!DOCTYPE html><html></html>",
        b'["texte"]',
        b'[{"a":1},"b"]',
        b"[" * 100_000,
        b'{"a":' * 500 + b"1" + b"}" * 500,
        b"<a>" * 300 + b"</a>" * 300,
    ],
    ids=lambda c: str(c[:20]),
)
def test_ce_qui_ne_se_lit_pas_est_none(corps: bytes) -> None:
    assert lire_arbre(corps) is None


def test_un_document_exterieur_n_est_jamais_lu() -> None:
    assert lire_xml(b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>') is None


def test_sans_prolog_les_accents_passent_en_utf8_et_en_latin1() -> None:
    for octets in ("é".encode(), "é".encode("latin-1")):
        assert lire_arbre(b"<nom>" + octets + b"</nom>") == {"nom": ["é"]}
        assert lire_arbre(b'{"nom":"' + octets + b'"}') == {"nom": ["é"]}


def test_le_prolog_est_obei() -> None:
    prolog = b'<?xml version="1.0" encoding="ISO-8859-1"?>'
    assert lire_arbre(prolog + b"<nom>\xe9</nom>") == {"nom": ["é"]}
    assert lire_arbre(b'<?xml version="1.0" encoding="UTF-8"?><nom>\xe9</nom>') is None


def test_json_garde_les_nombres_tels_quels_et_nettoie_les_textes() -> None:
    assert lire_arbre(b'{"a":[1.50,true,false,NaN,"x\\u0000y","\\ud800"]}') == {
        "a": ["1.50", "true", "false", "NaN", "xy", "?"]
    }
    assert lire_arbre(b'{"a":1,"A":2}') == {"a": ["1", "2"]}


def test_chercher_prend_le_moins_profond() -> None:
    arbre = lire_arbre(b'{"a":{"b":{"id":"profond"}},"c":{"id":"","d":{"id":"ailleurs"}}}')
    assert arbre is not None
    assert chercher(arbre, "id") in {"profond", "ailleurs"}
    assert chercher({"x": [{"id": ["haut"], "y": [{"id": ["bas"]}]}]}, "id") == "haut"
    assert chercher(arbre, "absent") == ""


def test_texte_prend_la_premiere_cle_presente() -> None:
    assert texte({"a": [{"b": ["x"]}], "c": ["oui"]}, "a", "c") == "oui"
    assert texte({}, "a") == ""
