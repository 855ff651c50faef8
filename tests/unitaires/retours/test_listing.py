"""The lists of returns, in every shape that was seen."""

import json
from pathlib import Path

import pytest

from recepisse.erreurs import ReponseInattendue
from recepisse.retours.listing import FluxListe, RetourListe, parse_retours

DONNEES = Path(__file__).parents[2] / "donnees"
API = DONNEES / "api" / "retours"
RETOURS = DONNEES / "retours"

F1 = "F1zQ7kLm.t2Xv-9RbD4sWpA"
F2 = "F1bN0yHc8Ue_3KrT.5gJxQo"


def lire(nom: str) -> tuple[FluxListe, ...]:
    return parse_retours((API / nom).read_bytes())


def test_xml_et_json_disent_la_meme_chose() -> None:
    assert lire("response-v1.xml") == lire("response-v2.arrays.json")
    assert lire("response-v1.flux.xml") == lire("response-v2.flux.json")


def test_lit_les_flux_et_leurs_retours() -> None:
    premier, second = lire("response-v2.arrays.json")
    assert (premier.idflux, second.idflux) == (F1, F2)
    assert [r.nature for r in premier.retours] == ["10", "11", "20", "60", "50"]
    assert premier.retours[0] == RetourListe(
        nature="10",
        statut="OK",
        publication="20261005111410",
        production="20261005111410",
        id="4410000001",
        url=f"https://telechargement.dsnrg.net-entreprises.fr/telecharger-retour/1.0/{F1}/4410000001",
    )
    assert premier.retours[3].url == ""
    assert not premier.retours[3].a_document
    assert premier.retours[0].a_document
    assert premier.retours[4].cle == ("50", "P9990", "D99901")
    assert premier.retours[4].statut == "EN COURS"
    assert [r.statut for r in second.retours] == ["OK", "KO"]


def test_lit_la_forme_du_kit_sans_racine_avec_majuscule_et_null() -> None:
    (flux,) = lire("response-v2.sdk-mock-shape.json")
    assert flux.idflux == F1
    assert [r.nature for r in flux.retours] == ["10", "11", "20", "60", "50", "119", "51"]
    assert flux.retours[0].url == ""
    assert flux.retours[3].id == ""


def test_lit_des_objets_seuls() -> None:
    (flux,) = lire("response-v2.single-object.json")
    assert [r.id for r in flux.retours] == ["4410000001"]
    assert parse_retours((RETOURS / "api_lister_retours_v2_objets_uniques.json").read_bytes())


@pytest.mark.parametrize("nom", [p.name for p in sorted(RETOURS.glob("api_lister_retours_*"))])
def test_lit_tous_les_exemples(nom: str) -> None:
    flux = parse_retours((RETOURS / nom).read_bytes())
    assert bool(flux) is ("vide" not in nom)
    for f in flux:
        assert f.idflux
        assert all(r.nature for r in f.retours)


VIDES = json.loads((API / "response-v2.empty-variants.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "corps",
    [
        *(json.dumps(v).encode() for v in VIDES),
        b"<retours></retours>",
        b"<retours/>",
        b"<Retours>\n </Retours>",
        b'<?xml version="1.0"?><flux/>',
        b'{"retours":""}',
        b'{"retours":{"flux":null}}',
        b'{"retours":{"flux":""}}',
        b'{"retours":{"flux":[{}]}}',
        b"[]",
        b'{"RETOURS":[]}',
    ],
    ids=str,
)
def test_une_liste_vide_est_une_liste(corps: bytes) -> None:
    assert parse_retours(corps) == ()


@pytest.mark.parametrize(
    "corps",
    [
        b"",
        b"  ",
        b"<html><body>Maintenance</body></html>",
        b'{"erreur":"500"}',
        b'"retours"',
        b"null",
        b"12",
        b'{"retours":"bientot"}',
        b'{"retours":{"flux":"F1"}}',
        b'{"retours":{"flux":[{"retour":[{"nature":"10"}]}]}}',
        b'{"retours":{"flux":[{"id":"F1","retour":"10"}]}}',
        b"<retours><flux>",
        b'["retours"]',
        b'{"retours":{"flux":[{"id":"F1","retour":[{"nature":{"code":"10"}}]}]}}',
        b"<depots><declarant/></depots>",
    ],
    ids=str,
)
def test_ce_qui_n_est_pas_une_liste_n_est_jamais_pris_pour_une_liste_vide(corps: bytes) -> None:
    with pytest.raises(ReponseInattendue) as levee:
        parse_retours(corps)
    assert levee.value.corps == corps


def test_un_flux_sans_retour_est_garde() -> None:
    assert parse_retours(b'{"flux":[{"id":"F1"}]}') == (FluxListe("F1", ()),)


def test_le_meme_flux_deux_fois_n_en_fait_qu_un() -> None:
    (flux,) = parse_retours(
        b'{"flux":[{"id":"F1","retour":{"nature":"10"}},{"id":"F1","retour":{"nature":"11"}}]}'
    )
    assert [r.nature for r in flux.retours] == ["10", "11"]


def test_l_idflux_est_opaque() -> None:
    for idflux in ("F1aaaaaaaaaaaaaaaaaaaaaa.", "A" * 23 + "123456", "..", "x" * 50):
        (flux,) = parse_retours(json.dumps({"flux": {"id": idflux}}).encode())
        assert flux.idflux == idflux


def test_les_cles_inconnues_sont_gardees_et_les_anciens_noms_compris() -> None:
    (flux,) = parse_retours(
        b'{"flux":{"id":"F1","retour":{"nature":119,"date_publi":"20220101000000","date_prod":"20220102000000",'
        b'"Nouveau":"oui","liste":["a","b"],"objet":{"x":1},"vide":null}}}'
    )
    (retour,) = flux.retours
    assert retour.nature == "119"
    assert retour.publication == "20220101000000"
    assert retour.production == "20220102000000"
    assert retour.autres == {"nouveau": "oui", "liste": '["a", "b"]', "objet": '[{"x": ["1"]}]', "vide": ""}


def test_un_retour_sans_nature_est_garde() -> None:
    (flux,) = parse_retours(
        b"<retours><flux><id>F1</id><retour><statut>OK</statut></retour></flux></retours>"
    )
    assert flux.retours == (RetourListe(nature="", statut="OK"),)
