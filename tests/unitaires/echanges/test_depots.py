"""The list of deposits, in every shape."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from recepisse.echanges.depots import DepotListe, parse_depots
from recepisse.erreurs import ReponseInattendue

API = Path(__file__).parents[2] / "donnees" / "api" / "depots"
PREMIER = DepotListe(
    "F1zQ7kLm.t2Xv-9RbD4sWpA", datetime(2026, 10, 5, 9, 14, 2, tzinfo=UTC), "OK", "00000345900021"
)
SECOND = DepotListe(
    "F1bN0yHc8Ue_3KrT.5gJxQo", datetime(2026, 10, 5, 9, 15, 18, tzinfo=UTC), "KO", "00000345900021"
)


@pytest.mark.parametrize(
    "nom", ["response-v1.xml", "response-v2.arrays.json", "response-v2.sdk-mock-shape.json"]
)
def test_toutes_les_formes_disent_la_meme_chose(nom: str) -> None:
    assert parse_depots((API / nom).read_bytes()) == (PREMIER, SECOND)


def test_un_objet_seul() -> None:
    assert parse_depots((API / "response-v2.single-object.json").read_bytes()) == (PREMIER,)


def test_plusieurs_declarants_et_des_depots_sans_declarant() -> None:
    corps = (
        b'{"Depots":{"declarant":[{"siret":"1","depot":{"idFlux":"a."}},{"siret":2,"depot":[{"idflux":"b"}]}],'
        b'"depot":{"id":"c","date":"n\'importe quoi","statut":"ok"}}}'
    )
    assert set(parse_depots(corps)) == {
        DepotListe("a.", siret="1"),
        DepotListe("b", siret="2"),
        DepotListe("c", statut="OK"),
    }


@pytest.mark.parametrize(
    "corps",
    [
        b"<depots/>",
        b"<depots><declarant><siret>1</siret></declarant></depots>",
        b'{"depots":null}',
        b"{}",
        b'{"depots":{"declarant":[]}}',
        b'{"depots":{"declarant":{"siret":"1","depot":null}}}',
        b'{"declarant":{}}',
    ],
    ids=str,
)
def test_une_liste_vide(corps: bytes) -> None:
    assert parse_depots(corps) == ()


@pytest.mark.parametrize(
    "corps",
    [
        b"",
        b"<html/>",
        b'{"erreur":1}',
        b"<depots><depot>",
        b'{"depots":"a"}',
        b'{"depots":{"declarant":"a"}}',
        b'{"depots":{"depot":["F1"]}}',
        b'{"depots":{"depot":[{"date":"20261005111402"}]}}',
        b"<retours/>",
    ],
    ids=str,
)
def test_le_reste_ne_passe_jamais_pour_une_liste_vide(corps: bytes) -> None:
    with pytest.raises(ReponseInattendue) as levee:
        parse_depots(corps)
    assert levee.value.corps == corps
