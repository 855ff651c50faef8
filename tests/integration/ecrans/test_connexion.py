"""Logging in: slowed down after failures, French, and never further than this site."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.models import Utilisateur
    from tests.integration.aide import Horloge

MOT_DE_PASSE = "une autre phrase longue"
REFUS = "Nom d’utilisateur ou mot de passe incorrect"


def _essayer(client: "Client", mot_de_passe: str = MOT_DE_PASSE, nom: str = "hugo", **plus: str) -> str:
    reponse = client.post("/connexion/", {"username": nom, "password": mot_de_passe, **plus})
    return reponse.headers.get("Location") or reponse.content.decode()


def test_le_bon_mot_de_passe_ouvre_la_premiere_page(anonyme: "Client", gestionnaire: "Utilisateur") -> None:
    assert _essayer(anonyme) == "/"
    assert anonyme.get("/dsn/").status_code == 200


def test_un_mauvais_mot_de_passe_ne_dit_pas_ce_qui_est_faux(
    anonyme: "Client", gestionnaire: "Utilisateur"
) -> None:
    assert REFUS in _essayer(anonyme, "faux")
    assert REFUS in _essayer(anonyme, "faux", nom="personne")


def test_cinq_echecs_freinent_meme_le_bon_mot_de_passe(
    anonyme: "Client", gestionnaire: "Utilisateur", administrateur: "Utilisateur"
) -> None:
    for _ in range(5):
        assert REFUS in _essayer(anonyme, "faux")
    assert "Trop d’essais" in _essayer(anonyme)
    assert _essayer(anonyme, "une phrase assez longue", nom="claire") == "/"


def test_trente_echecs_freinent_toute_une_adresse(anonyme: "Client", gestionnaire: "Utilisateur") -> None:
    for rang in range(30):
        _essayer(anonyme, "faux", nom=f"inconnu{rang}")
    assert "Trop d’essais" in _essayer(anonyme)


def test_une_connexion_reussie_efface_les_echecs(anonyme: "Client", gestionnaire: "Utilisateur") -> None:
    for _ in range(4):
        _essayer(anonyme, "faux")
    assert _essayer(anonyme) == "/"
    anonyme.post("/deconnexion/")
    for _ in range(4):
        assert REFUS in _essayer(anonyme, "faux")
    assert _essayer(anonyme) == "/"


def test_on_ne_repart_jamais_vers_un_autre_site(anonyme: "Client", gestionnaire: "Utilisateur") -> None:
    assert _essayer(anonyme, next="https://ailleurs.invalid/") == "/"


def test_se_deconnecter_ferme_les_pages(gestion: "Client") -> None:
    assert gestion.post("/deconnexion/").status_code == 302
    assert gestion.get("/dsn/").status_code == 302


def test_une_session_finie_renvoie_la_page_entiere_a_la_connexion(anonyme: "Client") -> None:
    reponse = anonyme.get(
        "/dsn/", headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/dsn/?envoi=3"}
    )
    assert reponse.status_code == 204
    assert reponse.headers["HX-Redirect"] == "/connexion/?next=%2Fdsn%2F%3Fenvoi%3D3"


def test_les_cookies_ne_sortent_pas_du_site(anonyme: "Client", gestionnaire: "Utilisateur") -> None:
    _essayer(anonyme)
    session = anonyme.cookies["sessionid"]
    assert session["samesite"] == "Strict"
    assert session["httponly"]


# --- the counters of failures ------------------------------------------------------------------------


def test_les_echecs_se_comptent_meme_apres_un_redemarrage(
    anonyme: "Client", gestionnaire: "Utilisateur"
) -> None:
    """They are rows, not the memory of a process."""
    from django.core.cache import cache

    for _ in range(5):
        _essayer(anonyme, "faux")
    cache.clear()
    assert "Trop d’essais" in _essayer(anonyme)


def test_un_quart_d_heure_plus_tard_le_compte_est_rouvert_et_la_table_videe(
    anonyme: "Client", gestionnaire: "Utilisateur", horloge: "Horloge"
) -> None:
    from recepisse.gestion.models import EchecConnexion

    for rang in range(5):
        _essayer(anonyme, "faux")
        _essayer(anonyme, "faux", nom=f"inconnu{rang}")
    horloge.avancer(minutes=14)
    assert "Trop d’essais" in _essayer(anonyme)
    horloge.avancer(minutes=1)
    assert REFUS in _essayer(anonyme, "faux")
    assert EchecConnexion.objects.count() == 2
    assert _essayer(anonyme) == "/"


def test_la_table_des_echecs_ne_nomme_personne(anonyme: "Client", gestionnaire: "Utilisateur") -> None:
    from recepisse.gestion.models import EchecConnexion

    _essayer(anonyme, "faux")
    assert "hugo" not in str(list(EchecConnexion.objects.values()))
    assert "127.0.0.1" not in str(list(EchecConnexion.objects.values()))


# --- the open sessions -------------------------------------------------------------------------------


def test_une_connexion_est_une_session_ouverte_et_une_deconnexion_la_ferme(
    anonyme: "Client", gestionnaire: "Utilisateur"
) -> None:
    from recepisse.gestion.models import SessionOuverte

    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    anonyme.post("/connexion/", {"username": "hugo", "password": MOT_DE_PASSE}, headers={"User-Agent": agent})
    ouverte = SessionOuverte.objects.get()
    assert (ouverte.utilisateur, ouverte.adresse) == (gestionnaire, "127.0.0.1")
    assert ouverte.navigateur == "Firefox sous Windows"
    anonyme.post("/deconnexion/")
    assert not SessionOuverte.objects.exists()


def test_une_session_ne_donne_signe_de_vie_qu_une_fois_par_periode(
    gestion: "Client", horloge: "Horloge"
) -> None:
    from django.core.cache import cache

    from recepisse.gestion.models import SessionOuverte
    from tests.integration.ecrans.requetes import requetes_de

    ouverte = SessionOuverte.objects.get()
    horloge.avancer(minutes=6)
    assert not [sql for sql in requetes_de(gestion, "/aide/") if "sessionouverte" in sql]
    ouverte.refresh_from_db()
    assert ouverte.vue_le == ouverte.ouverte_le
    cache.clear()  # five minutes later
    assert len([sql for sql in requetes_de(gestion, "/aide/") if "sessionouverte" in sql]) == 1
    ouverte.refresh_from_db()
    assert ouverte.vue_le == horloge()


def test_une_session_inconnue_de_la_table_y_revient(gestion: "Client") -> None:
    """Those opened before the table was there."""
    from django.core.cache import cache

    from recepisse.gestion.models import SessionOuverte

    SessionOuverte.objects.all().delete()
    cache.clear()
    gestion.get("/aide/")
    assert SessionOuverte.objects.count() == 1


def test_les_sessions_finies_sont_oubliees_a_la_connexion_suivante(
    gestion: "Client", anonyme: "Client", administrateur: "Utilisateur"
) -> None:
    from datetime import timedelta

    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from recepisse.gestion.models import SessionOuverte

    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    anonyme.force_login(administrateur)
    assert SessionOuverte.objects.get().utilisateur == administrateur
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("agent", "mots"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML) Chrome/142.0 Safari/537.36",
            "Chrome sous Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0",
            "Edge sous Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1",
            "Safari sous iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36",
            "Chrome sous Android",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox sous macOS",
        ),
        ("curl/8.5.0", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_le_navigateur_se_dit_en_mots(agent: str, mots: str) -> None:
    from recepisse.web.connexion.appareil import nommer_navigateur

    assert nommer_navigateur(agent) == mots
