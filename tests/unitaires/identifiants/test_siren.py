import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import siren as oracle

from recepisse.erreurs import ErreurSaisie
from recepisse.identifiants.siren import compacter, format_siren, is_valid_siren, parse_siren, reste_luhn


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_agrees_with_stdnum_on_nine_digits(texte: str) -> None:
    assert is_valid_siren(texte) == (oracle.is_valid(texte) and texte != "0" * 9)


@given(st.from_regex(r"[0-9]{8}", fullmatch=True).filter(lambda t: t != "0" * 8))
def test_one_key_and_only_one_makes_a_siren(racine: str) -> None:
    assert sum(is_valid_siren(f"{racine}{cle}") for cle in range(10)) == 1


@given(st.text())
def test_never_raises_on_any_text(texte: str) -> None:
    assert is_valid_siren(texte) in (True, False)


@pytest.mark.parametrize(
    "texte", ["", "73282932", "7328293200", "73282932²", "٧٣٢٨٢٩٣٢٠", "000000000", "732829321"]
)
def test_refuses_what_is_not_nine_ascii_digits_with_their_key(texte: str) -> None:
    assert not is_valid_siren(texte)


@pytest.mark.parametrize(
    "texte", ["732829320", "732 829 320", "732.829.320", "732\u00a0829\u202f320", " 732-829-320 "]
)
def test_parse_forgives_what_people_put_between_digits(texte: str) -> None:
    assert parse_siren(texte) == "732829320"


def test_parse_says_what_a_siren_is() -> None:
    with pytest.raises(ErreurSaisie, match="SIREN") as erreur:
        parse_siren("732829321")
    assert "neuf chiffres" in erreur.value.conseil
    assert "732829321" not in str(erreur.value)


def test_format_groups_by_three() -> None:
    assert format_siren("732829320") == "732 829 320"
    assert compacter(format_siren("732829320")) == "732829320"


def test_luhn_tells_how_far_the_key_is() -> None:
    assert reste_luhn("732829320") == 0
    assert reste_luhn("732829321") == 1
