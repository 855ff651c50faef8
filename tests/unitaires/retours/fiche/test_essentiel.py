import pytest

from recepisse.retours.fiche.essentiel import date_lisible, euros, pourcentage


@pytest.mark.parametrize(
    ("ecrite", "lisible"),
    [
        ("2026-10-03", "03/10/2026"),
        ("2026-10-03T09:15:02", "03/10/2026 09:15"),
        ("20261003091502", "03/10/2026 09:15"),
        ("01092026", "01/09/2026"),
        ("2026", "2026"),
        ("901200345", "901200345"),
        ("", ""),
    ],
)
def test_une_date_se_lit_en_francais(ecrite: str, lisible: str) -> None:
    assert date_lisible(ecrite) == lisible


@pytest.mark.parametrize(
    ("ecrit", "lisible"), [("14.00", "14,00\u00a0%"), ("0.00", "0,00\u00a0%"), ("?", "?")]
)
def test_un_taux(ecrit: str, lisible: str) -> None:
    assert pourcentage(ecrit) == lisible


@pytest.mark.parametrize(
    ("ecrit", "lisible"),
    [("1234.5", "1\u202f234,50\u00a0€"), ("-12", "-12,00\u00a0€"), ("0.00", "0,00\u00a0€"), ("abc", "abc")],
)
def test_un_montant(ecrit: str, lisible: str) -> None:
    assert euros(ecrit) == lisible
