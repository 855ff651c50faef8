"""Seeded choices."""

from recepisse.echanges.messages import Regime
from recepisse.simulateur.tirage import ALPHABET_IDFLUX, build_alea, build_idflux


def test_la_meme_graine_donne_la_meme_suite() -> None:
    assert build_alea(1, "a").random() == build_alea(1, "a").random()
    assert build_alea(1, "a").random() != build_alea(2, "a").random()
    assert build_alea(1, "a").random() != build_alea(1, "b").random()


def test_les_idflux_ont_les_formes_vues() -> None:
    tous = [build_idflux(1, n, Regime.RG) for n in range(1, 2001)]
    assert len(set(tous)) == len(tous)
    assert {len(idflux) for idflux in tous} == {23, 24}
    assert all(set(idflux) <= set(ALPHABET_IDFLUX) for idflux in tous)
    assert all(idflux.endswith(".") for idflux in tous if len(idflux) == 24)
    assert any(idflux.endswith(".") for idflux in tous if len(idflux) == 23)


def test_le_prefixe_suit_le_point_de_depot() -> None:
    assert build_idflux(1, 1, Regime.RG)[:2] == "F1"
    assert build_idflux(1, 1, Regime.RA)[:2] == "G1"
