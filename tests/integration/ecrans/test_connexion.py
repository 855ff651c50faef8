"""Logging in: slowed down after failures, French, and never further than this site."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.models import Utilisateur

MOT_DE_PASSE = "une autre phrase longue"
REFUS = "Nom d’utilisateur ou mot de passe incorrect"


def _essayer(client: "Client", mot_de_passe: str = MOT_DE_PASSE, nom: str = "hugo", **plus: str) -> str:
    reponse = client.post("/connexion/", {"username": nom, "password": mot_de_passe, **plus})
    return reponse.headers.get("Location") or reponse.content.decode()


def test_le_bon_mot_de_passe_ouvre_la_page_des_dsn(anonyme: "Client", gestionnaire: "Utilisateur") -> None:
    assert _essayer(anonyme) == "/dsn/"
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
    assert _essayer(anonyme, "une phrase assez longue", nom="claire") == "/dsn/"


def test_trente_echecs_freinent_toute_une_adresse(anonyme: "Client", gestionnaire: "Utilisateur") -> None:
    for rang in range(30):
        _essayer(anonyme, "faux", nom=f"inconnu{rang}")
    assert "Trop d’essais" in _essayer(anonyme)


def test_une_connexion_reussie_efface_les_echecs(anonyme: "Client", gestionnaire: "Utilisateur") -> None:
    for _ in range(4):
        _essayer(anonyme, "faux")
    assert _essayer(anonyme) == "/dsn/"
    anonyme.post("/deconnexion/")
    for _ in range(4):
        assert REFUS in _essayer(anonyme, "faux")
    assert _essayer(anonyme) == "/dsn/"


def test_on_ne_repart_jamais_vers_un_autre_site(anonyme: "Client", gestionnaire: "Utilisateur") -> None:
    assert _essayer(anonyme, next="https://ailleurs.invalid/") == "/dsn/"


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
