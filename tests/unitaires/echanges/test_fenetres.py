"""Windows, one case at a time (the properties are in tests/proprietes)."""

from datetime import UTC, datetime, timedelta

import pytest

from recepisse.echanges.fenetres import (
    AVANCE_TOLEREE,
    CONSERVATION,
    LARGEURS_INITIALES,
    Fenetre,
    depart,
    fenetres_a_lire,
    largeur_apres_refus,
    trou,
)
from recepisse.echanges.messages import Service

MIDI = datetime(2026, 10, 5, 10, tzinfo=UTC)
HEURE, MINUTE, SECONDE = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
MARS = datetime(2027, 3, 28, 1, tzinfo=UTC)
OCTOBRE = datetime(2026, 10, 25, 1, tzinfo=UTC)


def stamps(curseur: datetime, maintenant: datetime, largeur: timedelta) -> list[tuple[str, str]]:
    return [f.stamps() for f in fenetres_a_lire(curseur, maintenant, largeur=largeur)]


def test_une_fenetre_s_arrete_deux_minutes_avant_maintenant_et_reprend_une_minute_avant() -> None:
    (fenetre,) = fenetres_a_lire(MIDI, MIDI + 5 * MINUTE, largeur=HEURE)
    assert fenetre == Fenetre(MIDI, MIDI + 3 * MINUTE, (MIDI - MINUTE, MIDI + 3 * MINUTE))
    assert fenetre.stamps() == ("20261005115900", "20261005120300")
    assert not fenetre.relire_flux


def test_trois_heures_d_absence_font_trois_fenetres_et_un_reste() -> None:
    assert stamps(MIDI, MIDI + 3 * HEURE, HEURE) == [
        ("20261005115900", "20261005125900"),
        ("20261005125800", "20261005135800"),
        ("20261005135700", "20261005145700"),
        ("20261005145600", "20261005145800"),
    ]


def test_le_nombre_est_borne() -> None:
    plan = fenetres_a_lire(MIDI, MIDI + 3 * HEURE, largeur=HEURE, maximum=2)
    assert len(plan) == 2
    assert fenetres_a_lire(MIDI, MIDI + 3 * HEURE, largeur=HEURE, maximum=0) == []


@pytest.mark.parametrize("avance", [timedelta(0), 2 * MINUTE, -MINUTE, -AVANCE_TOLEREE])
def test_il_n_y_a_rien_a_lire_quand_tout_est_lu(avance: timedelta) -> None:
    assert fenetres_a_lire(MIDI, MIDI + avance, largeur=HEURE) == []


def test_les_fractions_de_seconde_ne_font_rien_perdre() -> None:
    curseur = MIDI.replace(microsecond=999_999)
    (fenetre,) = fenetres_a_lire(curseur, MIDI + 5 * MINUTE + timedelta(microseconds=5), largeur=HEURE)
    assert fenetre.debut == MIDI
    assert fenetre.fin == MIDI + 3 * MINUTE


def test_une_largeur_d_une_minute_avance_encore() -> None:
    plan = fenetres_a_lire(MIDI, MIDI + 4 * MINUTE, largeur=timedelta(seconds=5))
    assert [f.bornes[1] - f.bornes[0] for f in plan[:-1]] == [MINUTE] * (len(plan) - 1)
    assert plan[-1].fin == MIDI + 2 * MINUTE


def test_en_octobre_l_heure_double_se_lit_apres_coup_sur_ses_chiffres() -> None:
    avant = OCTOBRE - 90 * MINUTE
    pendant = fenetres_a_lire(avant, OCTOBRE + 50 * MINUTE, largeur=HEURE)
    assert [f.stamps() for f in pendant] == [("20261025012900", "20261025015959")]
    assert pendant[-1].fin == OCTOBRE - HEURE
    apres = fenetres_a_lire(pendant[-1].fin, OCTOBRE + 90 * MINUTE, largeur=HEURE)
    assert [f.stamps() for f in apres] == [
        ("20261025020000", "20261025025959"),
        ("20261025030000", "20261025032800"),
    ]
    assert [f.relire_flux for f in apres] == [True, True]
    assert apres[0].fin == OCTOBRE + HEURE


def test_en_octobre_une_fenetre_etroite_parcourt_les_chiffres_de_l_heure_double() -> None:
    plan = fenetres_a_lire(OCTOBRE - HEURE, OCTOBRE + 3 * HEURE, largeur=30 * MINUTE, maximum=3)
    assert [f.stamps() for f in plan] == [
        ("20261025020000", "20261025023000"),
        ("20261025022900", "20261025025900"),
        ("20261025025800", "20261025025959"),
    ]
    assert all(f.relire_flux for f in plan)
    repris = fenetres_a_lire(plan[0].fin, OCTOBRE + 3 * HEURE, largeur=30 * MINUTE, maximum=2)
    assert repris == plan[1:]


def test_en_octobre_une_fenetre_large_enjambe_l_heure_double() -> None:
    plan = fenetres_a_lire(OCTOBRE - 10 * HEURE, OCTOBRE + 5 * HEURE, largeur=24 * HEURE)
    assert [f.stamps() for f in plan] == [("20261024165900", "20261025065800")]
    assert not plan[0].relire_flux
    pendant = fenetres_a_lire(OCTOBRE - 10 * HEURE, OCTOBRE, largeur=24 * HEURE)
    assert [f.stamps() for f in pendant] == [("20261024165900", "20261025015959")]
    assert fenetres_a_lire(pendant[0].fin, OCTOBRE + 30 * MINUTE, largeur=24 * HEURE) == []
    suite = fenetres_a_lire(pendant[0].fin, OCTOBRE + 2 * HEURE, largeur=24 * HEURE)
    assert [f.stamps() for f in suite] == [("20261025015859", "20261025035800")]


def test_en_mars_aucune_borne_dans_l_heure_qui_manque() -> None:
    plan = fenetres_a_lire(MARS - 90 * MINUTE, MARS + HEURE, largeur=HEURE)
    assert [f.stamps() for f in plan] == [
        ("20270328002900", "20270328012900"),
        ("20270328012800", "20270328015959"),
        ("20270328030000", "20270328035800"),
    ]
    assert [f.relire_flux for f in plan] == [False, True, True]


def test_en_mars_une_fenetre_large_perd_une_heure_pour_qui_compte_en_chiffres() -> None:
    (fenetre, suite) = fenetres_a_lire(MARS - 2 * HEURE, MARS + 4 * HEURE, largeur=5 * HEURE)
    assert fenetre.bornes[1] - fenetre.bornes[0] == 4 * HEURE
    assert suite.fin == MARS + 4 * HEURE - 2 * MINUTE


def test_un_curseur_trop_vieux_repart_de_ce_qui_existe_encore() -> None:
    vieux = MIDI - timedelta(days=200)
    assert depart(vieux, MIDI) == MIDI - CONSERVATION
    assert trou(vieux, MIDI) == (vieux, MIDI - CONSERVATION)
    assert fenetres_a_lire(vieux, MIDI, largeur=HEURE, maximum=1)[0].debut == MIDI - CONSERVATION
    assert trou(MIDI - timedelta(days=91), MIDI) is None


def test_un_curseur_ecrit_par_une_horloge_fausse_ne_prouve_rien() -> None:
    futur = MIDI + AVANCE_TOLEREE + SECONDE
    assert depart(futur, MIDI) == MIDI - CONSERVATION
    assert trou(futur, MIDI) is None
    assert fenetres_a_lire(futur, MIDI, largeur=HEURE, maximum=1)[0].debut == MIDI - CONSERVATION


@pytest.mark.parametrize(
    ("largeur", "annoncee", "suivante"),
    [
        (60 * MINUTE, 10 * MINUTE, 10 * MINUTE),
        (60 * MINUTE, None, 30 * MINUTE),
        (60 * MINUTE, 60 * MINUTE, 30 * MINUTE),
        (10 * MINUTE, 60 * MINUTE, 5 * MINUTE),
        (MINUTE, None, MINUTE),
        (timedelta(minutes=7, seconds=1), None, timedelta(minutes=3, seconds=30)),
    ],
)
def test_apres_un_429_la_fenetre_se_resserre(
    largeur: timedelta, annoncee: timedelta | None, suivante: timedelta
) -> None:
    assert largeur_apres_refus(largeur, annoncee) == suivante


def test_les_largeurs_de_depart() -> None:
    assert LARGEURS_INITIALES[Service.LISTER_RETOURS_DECLARANT] == 60 * MINUTE
    assert LARGEURS_INITIALES[Service.LISTER_RETOURS_CONCENTRATEUR] == 10 * MINUTE
