"""The one scale of gravity, and how the words of each organisation fall on it."""

import pytest

from recepisse.retours.gravite import Gravite, gravite_du_mot, gravite_du_rang, pire


def test_l_echelle_va_de_bloquant_a_information() -> None:
    assert [(g.value, g.rang, g.libelle) for g in Gravite] == [
        ("bloquant", 4, "bloquant"),
        ("critique", 3, "critique"),
        ("a_corriger", 2, "à corriger"),
        ("information", 1, "information"),
    ]


@pytest.mark.parametrize(
    ("mot", "gravite"),
    [
        ("KO", Gravite.BLOQUANT),
        (" ko ", Gravite.BLOQUANT),
        ("bloquant", Gravite.BLOQUANT),
        ("ANO", Gravite.A_CORRIGER),
        ("non-bloquant", Gravite.A_CORRIGER),
        ("OK", Gravite.INFORMATION),
        ("EN COURS", None),
        ("", None),
        ("C", None),
    ],
)
def test_un_mot_se_place_sur_l_echelle(mot: str, gravite: Gravite | None) -> None:
    assert gravite_du_mot(mot) is gravite


def test_la_pire_l_emporte_et_rien_n_est_une_information() -> None:
    assert pire([Gravite.INFORMATION, None, Gravite.CRITIQUE, Gravite.A_CORRIGER]) is Gravite.CRITIQUE
    assert pire([]) is pire([None]) is Gravite.INFORMATION


@pytest.mark.parametrize("gravite", Gravite)
def test_un_rang_garde_se_relit(gravite: Gravite) -> None:
    assert gravite_du_rang(gravite.rang) is gravite


def test_zero_n_est_pas_encore_lu() -> None:
    assert gravite_du_rang(0) is None
    assert gravite_du_rang(5) is None
