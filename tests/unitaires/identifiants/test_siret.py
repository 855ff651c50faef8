import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import siret as oracle

from recepisse.erreurs import ErreurSaisie
from recepisse.identifiants.siren import reste_luhn
from recepisse.identifiants.siret import format_siret, is_valid_siret, parse_siret


@given(st.sampled_from(["732829320", "356000000", "440578904"]), st.from_regex(r"[0-9]{5}", fullmatch=True))
def test_agrees_with_stdnum_save_on_the_head_office_of_la_poste(siren: str, nic: str) -> None:
    siret = siren + nic
    attendu = oracle.is_valid(siret) or (siren == "356000000" and reste_luhn(siret) == 0)
    assert is_valid_siret(siret) == attendu


@given(st.text())
def test_never_raises_on_any_text(texte: str) -> None:
    assert is_valid_siret(texte) in (True, False)


@pytest.mark.parametrize(
    "texte",
    ["", "7328293200007", "732829320000740", "73282932000075", "73282932100074", "7328293200007²", "0" * 14],
)
def test_refuses_wrong_lengths_keys_and_digits(texte: str) -> None:
    assert not is_valid_siret(texte)


@pytest.mark.parametrize(("texte", "attendu"), [("35600000049837", True), ("35600000049838", False)])
def test_la_poste_counts_by_fives(texte: str, attendu: bool) -> None:
    assert is_valid_siret(texte) is attendu


def test_parse_and_format_are_each_other_s_inverse() -> None:
    assert parse_siret(format_siret("73282932000074")) == "73282932000074"
    assert format_siret("73282932000074") == "732 829 320 00074"


def test_parse_says_what_a_siret_is() -> None:
    with pytest.raises(ErreurSaisie, match="SIRET") as erreur:
        parse_siret("732829320")
    assert "quatorze chiffres" in erreur.value.conseil
