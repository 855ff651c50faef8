import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import nir as oracle

from recepisse.erreurs import ErreurSaisie
from recepisse.identifiants.nir import cle_nir, format_nir, is_valid_nir, masquer, parse_nir

FORME = r"[12][0-9]{2}(0[1-9]|1[0-2]|20|3[0-9]|4[0-2]|[5-9][0-9])(0[1-9]|[1-9][0-9]|2A|2B)[0-9]{3}[0-9]{3}"


@given(st.from_regex(FORME, fullmatch=True))
def test_the_key_is_the_one_that_stdnum_computes(nir: str) -> None:
    assert oracle.is_valid(nir + cle_nir(nir))


@given(st.from_regex(FORME, fullmatch=True))
def test_accepts_the_shape_of_the_norm_save_zero_commune_and_order(nir: str) -> None:
    assert is_valid_nir(nir) == (nir[7:10] != "000" and nir[10:] != "000")


@given(st.text())
def test_never_raises_on_any_text(texte: str) -> None:
    assert is_valid_nir(texte) in (True, False)


@pytest.mark.parametrize(
    "texte",
    [
        "",
        "185057800608",
        "18505780060842",
        "3850578006084",
        "1851378006084",
        "1850500006084",
        "185052C006084",
        "1850578000084",
    ],
)
def test_refuses_impossible_shapes(texte: str) -> None:
    assert not is_valid_nir(texte)


@pytest.mark.parametrize("mois", ["01", "12", "20", "30", "42", "50", "99"])
def test_accepts_the_months_of_unknown_births(mois: str) -> None:
    assert is_valid_nir(f"185{mois}78006084")


@pytest.mark.parametrize("mois", ["00", "13", "19", "21", "29", "43", "49"])
def test_refuses_the_other_months(mois: str) -> None:
    assert not is_valid_nir(f"185{mois}78006084")


def test_parse_reads_groups_and_small_letters() -> None:
    assert parse_nir("1 85 05 2a 123 456") == "185052A123456"
    assert parse_nir(format_nir("185052A123456")) == "185052A123456"


def test_parse_never_repeats_the_number() -> None:
    with pytest.raises(ErreurSaisie) as erreur:
        parse_nir("1859978")
    assert "1859978" not in str(erreur.value)
    assert "treize" in erreur.value.conseil


def test_masking_keeps_the_first_character_alone() -> None:
    assert masquer("1850578006084") == "1************"
    assert masquer("2") == "2"
    assert masquer("") == ""
