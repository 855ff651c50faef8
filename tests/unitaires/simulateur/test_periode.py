"""Windows: labels of the Paris clock, both changes of hour."""

from datetime import UTC, datetime, timedelta

import pytest

from recepisse.simulateur.options import HeureDouble
from recepisse.simulateur.periode import Periode, lire_periode

BRUT, PREMIER, SECOND = HeureDouble


def _lire(debut: str, fin: str, lecture: HeureDouble) -> Periode:
    periode = lire_periode(debut, fin, lecture)
    assert periode is not None
    return periode


@pytest.mark.parametrize("lecture", HeureDouble)
@pytest.mark.parametrize(
    ("debut", "fin"),
    [("x", "20261105100000"), ("20261105100000", "2026"), ("20261132100000", "20261105100000")],
)
def test_un_label_illisible_n_est_pas_une_fenetre(debut: str, fin: str, lecture: HeureDouble) -> None:
    assert lire_periode(debut, fin, lecture) is None


@pytest.mark.parametrize("lecture", HeureDouble)
def test_les_deux_bornes_sont_dedans(lecture: HeureDouble) -> None:
    periode = _lire("20261105100000", "20261105110000", lecture)
    dix_heures = datetime(2026, 11, 5, 9, tzinfo=UTC)
    assert periode.largeur == timedelta(hours=1)
    assert periode.contient(dix_heures)
    assert periode.contient(dix_heures + timedelta(hours=1, microseconds=999_999))
    assert not periode.contient(dix_heures - timedelta(microseconds=1))
    assert not periode.contient(dix_heures + timedelta(hours=1, seconds=1))


def test_en_octobre_l_heure_double_depend_du_reglage() -> None:
    premiere = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    seconde = premiere + timedelta(hours=1)
    labels = "20261025022000", "20261025024000"
    vus = {
        lecture: [_lire(*labels, lecture).contient(i) for i in (premiere, seconde)] for lecture in HeureDouble
    }
    assert vus == {BRUT: [True, True], PREMIER: [True, False], SECOND: [False, True]}


def test_en_octobre_la_largeur_se_compte_sur_les_labels_ou_sur_les_instants() -> None:
    labels = "20261025013000", "20261025030000"
    assert _lire(*labels, BRUT).largeur == timedelta(hours=1, minutes=30)
    assert _lire(*labels, PREMIER).largeur == timedelta(hours=2, minutes=30)


def test_les_bornes_brutes_couvrent_les_deux_passages() -> None:
    periode = _lire("20261025020000", "20261025025959", BRUT)
    assert periode.debut == datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    assert periode.fin == datetime(2026, 10, 25, 1, 59, 59, tzinfo=UTC)


def test_en_mars_l_heure_absente_se_lit_quand_meme() -> None:
    periode = _lire("20260329013000", "20260329033000", PREMIER)
    assert periode.largeur == timedelta(hours=1)
    assert periode.contient(datetime(2026, 3, 29, 1, 0, tzinfo=UTC))
