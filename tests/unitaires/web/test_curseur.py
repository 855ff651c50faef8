"""The place where a page of a list stopped, as an address writes it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recepisse.web.commun import as_entier
from recepisse.web.curseur import Curseur


@given(
    st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 # bounds
    st.integers(0, 10**17),
)
def test_un_curseur_fait_l_aller_retour(instant: datetime, numero: int) -> None:
    curseur = Curseur(instant, numero)
    assert Curseur.parse(str(curseur)) == curseur


@pytest.mark.parametrize("texte", [None, "", "1", "1-", "-1", "a-b", "999999999999999999-1", "²-1", "1-1-1"])
def test_ce_qui_n_est_pas_un_curseur_est_ignore(texte: str | None) -> None:
    assert Curseur.parse(texte) is None


@given(st.text(max_size=30))
def test_un_entier_d_adresse_ne_leve_jamais(texte: str) -> None:
    lu = as_entier(texte)
    assert lu is None or (texte.isascii() and int(texte) == lu)
