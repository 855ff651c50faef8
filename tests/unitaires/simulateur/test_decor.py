"""The story of the demonstration, whatever the day it is told."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recepisse.dsn.apercu import lire_apercu
from recepisse.echanges.messages import Regime
from recepisse.simulateur import scenarios
from recepisse.simulateur.decor import (
    COMPTES,
    NOUVEAU_MOT_DE_PASSE,
    ORIEL,
    Histoire,
    build_exemples,
    derniers_mois,
    fermer_boutique,
    raconter,
)

MAINTENANT = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def histoire() -> Histoire:
    return raconter(MAINTENANT)


@pytest.mark.parametrize(
    ("jour", "mois"),
    [
        (date(2026, 11, 22), ["2026-08", "2026-09", "2026-10"]),
        (date(2026, 11, 16), ["2026-08", "2026-09", "2026-10"]),
        (date(2026, 11, 15), ["2026-07", "2026-08", "2026-09"]),
        (date(2026, 1, 31), ["2025-10", "2025-11", "2025-12"]),
        (date(2026, 2, 1), ["2025-10", "2025-11", "2025-12"]),
    ],
)
def test_the_months_are_the_last_three_wholly_sent(jour: date, mois: list[str]) -> None:
    assert [f"{m:%Y-%m}" for m in derniers_mois(jour)] == mois


@settings(max_examples=20)
@given(st.timedeltas(timedelta(days=-700), timedelta(days=1000)))
def test_any_day_has_its_story(ecart: timedelta) -> None:
    maintenant = MAINTENANT + ecart
    histoire = raconter(maintenant)
    instants = [moment.instant for moment in histoire.moments]
    assert instants == sorted(instants)
    assert histoire.debut < instants[0]
    assert timedelta(hours=4) < maintenant - instants[-1] < timedelta(hours=6)
    assert timedelta(days=70) < maintenant - histoire.debut < timedelta(days=110)
    mensuelles = [m for m in histoire.moments if "-mensuelle-" in m.fichier or "-clients-" in m.fichier]
    assert len(mensuelles) == 12


def test_every_file_can_be_sent_by_its_account(histoire: Histoire) -> None:
    for moment in (m for m in histoire.moments if m.octets):
        apercu = lire_apercu(BytesIO(moment.octets))
        assert apercu.envoyable, moment.fichier
        assert apercu.point_depot == ("02" if moment.compte.regime is Regime.RA else "01")
        assert ("essai" in moment.fichier) == apercu.essai or moment.ailleurs


def test_no_two_files_are_the_same(histoire: Histoire) -> None:
    fichiers = [m.octets for m in histoire.moments if m.octets]
    assert len(set(fichiers)) == len(fichiers)
    noms = [m.fichier for m in histoire.moments if m.fichier]
    assert len(set(noms)) == len(noms)


def test_the_story_holds_what_a_newcomer_must_see(histoire: Histoire) -> None:
    choisis = {nom for moment in histoire.moments for nom in moment.scenarios.values()}
    assert {
        "ordinaire",
        "anomalies",
        "refus",
        "rejet",
        "ecrasement",
        "retards",
        "tout",
        "sans_taux",
        "mandat",
        "manquants",
    } <= choisis
    assert choisis <= set(scenarios.noms())
    natures = {
        declaration.nature
        for moment in histoire.moments
        if moment.octets
        for declaration in lire_apercu(BytesIO(moment.octets)).declarations
    }
    assert natures == {"01", "04", "05", "07"}
    assert sum(moment.ailleurs for moment in histoire.moments) == 2
    assert [m.compte.cle for m in histoire.moments if m.mot_de_passe] == ["boutique"]
    assert any(len(lire_apercu(BytesIO(m.octets)).declarations) == 5 for m in histoire.moments if m.octets)


def test_only_the_bookshop_is_locked_out() -> None:
    changes = [
        (avant.cle, apres.mot_de_passe)
        for avant, apres in zip(COMPTES, fermer_boutique(COMPTES), strict=True)
        if avant != apres
    ]
    assert changes == [(ORIEL.cle, NOUVEAU_MOT_DE_PASSE)]


def test_passwords_do_not_show(histoire: Histoire) -> None:
    assert all(compte.mot_de_passe not in repr(histoire) for compte in COMPTES)
    assert NOUVEAU_MOT_DE_PASSE not in repr(histoire)


def test_the_examples_are_those_of_the_manual() -> None:
    apercus = {
        nom: lire_apercu(BytesIO(octets)) for nom, octets in build_exemples(date(2026, 11, 22)).items()
    }
    groupe = apercus["groupe_2x3.dsn"]
    assert groupe.essai
    assert len(groupe.declarations) == 6
    assert len({d.siren for d in groupe.declarations}) == 2
    assert not apercus["mensuelle_reelle.dsn"].essai
    assert apercus["arret_de_travail.dsn"].declarations[0].nature == "04"
    assert all(apercu.envoyable for apercu in apercus.values())
