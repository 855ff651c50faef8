from pathlib import Path

import pytest

from recepisse.retours.fiche.composer import composer
from recepisse.retours.fiche.essentiel import date_lisible, euros, pourcentage
from recepisse.retours.fiche.modele import Tableau
from recepisse.retours.lecture import lire_retour

EXEMPLES = Path(__file__).parents[3] / "donnees" / "retours"


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


def test_les_cotisations_de_l_agirc_arrco_sont_montrees_avec_leurs_montants() -> None:
    octets = (EXEMPLES / "71_AGIRC_notificationNCDDSNDTO.xml").read_bytes()
    (tableau,) = composer(lire_retour(octets, nature="71")).essentiel
    assert isinstance(tableau, Tableau)
    dites = [dict(zip(tableau.colonnes, ligne, strict=True)) for ligne in tableau.lignes]
    assert dites[0]["Institution"] == "Institution Exemple"
    assert dites[0]["Montant calculé"] == dites[0]["Montant notifié"] == "812,40\u00a0€"
