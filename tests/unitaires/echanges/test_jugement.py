"""Each refusal leads to the exception that names what to do."""

from datetime import UTC, datetime, timedelta

import pytest

from recepisse.echanges.entetes import build_date
from recepisse.echanges.jugement import PAUSE, PAUSE_MAX, exception, lendemain, refus_de
from recepisse.echanges.messages import Reponse, Requete, Service
from recepisse.echanges.refus import FAMILLES, Action, Famille, Refus, load_refus
from recepisse.erreurs import (
    AccesRefuse,
    ErreurEchange,
    Injoignable,
    Introuvable,
    Patienter,
    ReponseInattendue,
    RequeteRefusee,
)

MIDI = datetime(2026, 10, 5, 10, tzinfo=UTC)
SERVICES = {famille: service for service, famille in FAMILLES.items()}
CLASSES = {
    Action.ARRETER: AccesRefuse,
    Action.LENDEMAIN: AccesRefuse,
    Action.RENOUVELER: AccesRefuse,
    Action.CORRIGER: RequeteRefusee,
    Action.ATTENDRE: Patienter,
    Action.REPRENDRE: Injoignable,
    Action.ABSENT: Introuvable,
}


def juger(
    famille: Famille, statut: int, entetes: dict[str, str] | None = None, corps: bytes = b""
) -> ErreurEchange:
    requete = Requete(SERVICES[famille], "GET", "https://exemple.fr", {})
    reponse = Reponse(statut, MIDI, {k.lower(): v for k, v in (entetes or {}).items()}, corps)
    refus = refus_de(requete, reponse)
    assert refus is not None
    return exception(refus, requete, reponse)


@pytest.mark.parametrize(
    "refus", [r for r in load_refus() if r.action is not Action.LIRE_ARE], ids=lambda r: r.nom
)
def test_chaque_ligne_mene_a_son_exception(refus: Refus) -> None:
    for famille in refus.familles:
        erreur = juger(famille, refus.statut, dict(refus.entetes))
        assert type(erreur) is CLASSES[refus.action]
        assert erreur.statut == refus.statut
        assert erreur.conseil or refus.action is Action.ABSENT or isinstance(erreur, Patienter)
        if isinstance(erreur, AccesRefuse):
            assert erreur.motif == refus.motif
            assert (erreur.reprise_a is not None) == (refus.action is Action.LENDEMAIN)


def test_200_n_est_pas_un_refus() -> None:
    assert refus_de(Requete(Service.DEPOSER, "POST", "", {}), Reponse(200, MIDI)) is None


def test_un_422_de_depot_est_un_avis_s_il_a_un_corps() -> None:
    requete = Requete(Service.DEPOSER, "POST", "", {})
    avec = refus_de(requete, Reponse(422, MIDI, {}, b"<rapport/>"))
    sans = refus_de(requete, Reponse(422, MIDI, {}, b" \n"))
    assert avec is not None
    assert sans is not None
    assert avec.action is Action.LIRE_ARE
    assert sans.action is Action.CORRIGER


@pytest.mark.parametrize("statut", [500, 502, 503, 504, 599])
def test_un_depot_sans_reponse_sure_a_peut_etre_ete_recu(statut: int) -> None:
    assert juger(Famille.DEPOT, statut).peut_etre_recu
    assert not juger(Famille.FENETRE, statut).peut_etre_recu
    assert not juger(Famille.AUTHENTIFICATION, statut).peut_etre_recu


@pytest.mark.parametrize("statut", [302, 400, 401, 403, 404, 406, 407, 415, 422, 429])
def test_un_depot_clairement_refuse_n_a_pas_ete_recu(statut: int) -> None:
    assert not juger(Famille.DEPOT, statut).peut_etre_recu


@pytest.mark.parametrize("statut", [202, 204, 303, 408, 418])
def test_un_statut_que_rien_ne_decrit_laisse_le_depot_en_doute(statut: int) -> None:
    assert juger(Famille.DEPOT, statut).peut_etre_recu


def test_l_inscription_s_essaie_le_lendemain_matin() -> None:
    erreur = juger(
        Famille.AUTHENTIFICATION,
        401,
        {"WWW-Authenticate": 'Basic realm="utilisateur NON-INSCRIT au service"'},
    )
    assert erreur.reprise_a == datetime(2026, 10, 6, 5, tzinfo=UTC)
    assert lendemain(datetime(2026, 10, 24, 23, tzinfo=UTC)) == datetime(2026, 10, 26, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("entetes", "reprise"),
    [
        ({}, PAUSE),
        ({"Retry-After": "30"}, timedelta(seconds=30)),
        ({"Retry-After": build_date(MIDI + timedelta(minutes=9))}, timedelta(minutes=9)),
        ({"Expires": build_date(MIDI + timedelta(minutes=5))}, timedelta(minutes=5)),
        ({"Retry-After": "9999999"}, PAUSE_MAX),
        ({"Retry-After": build_date(MIDI - timedelta(minutes=9))}, timedelta(0)),
    ],
)
def test_un_429_dit_quand_reprendre(entetes: dict[str, str], reprise: timedelta) -> None:
    erreur = juger(Famille.FENETRE, 429, {**entetes, "Accept-Ranges": "minutes=0-10"})
    assert isinstance(erreur, Patienter)
    assert erreur.reprise_a == MIDI + reprise
    assert erreur.largeur == timedelta(minutes=10)


def test_une_panne_peut_dire_quand_revenir() -> None:
    assert juger(Famille.FLUX, 503, {"Retry-After": "60"}).reprise_a == MIDI + timedelta(minutes=1)
    assert juger(Famille.FLUX, 503).reprise_a is None


def test_une_reponse_indescriptible_garde_ses_octets_sauf_a_la_connexion() -> None:
    erreur = juger(Famille.FENETRE, 204, corps=b"quoi")
    assert isinstance(erreur, ReponseInattendue)
    assert erreur.corps == b"quoi"
    assert juger(Famille.AUTHENTIFICATION, 201, corps=b"jeton").corps == b""
    assert juger(Famille.DEPOT, 400, corps=b"<html/>").corps == b"<html/>"
