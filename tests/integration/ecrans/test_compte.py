"""« Mon compte »: one's password and one's open sessions, whatever the role."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.models import Portefeuille, Utilisateur

ANCIEN = "une autre phrase longue"
NOUVEAU = "une phrase toute neuve"


def _ailleurs(utilisateur: "Utilisateur") -> "Client":
    """Return another browser of the same person."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(utilisateur)
    return client


def _changer(client: "Client", **champs: str) -> str:
    donnees = {"ancien": ANCIEN, "nouveau": NOUVEAU, "encore": NOUVEAU} | champs
    return client.post("/compte/mot-de-passe/", donnees, follow=True).content.decode()


def test_la_page_dit_qui_l_on_est_et_ce_que_l_on_voit(gestion: "Client") -> None:
    page = gestion.get("/compte/").content.decode()
    for mots in ("hugo", "Gestionnaire", "Toutes", "Changer mon mot de passe", "cette session"):
        assert mots in page, mots


def test_un_client_y_lit_ses_portefeuilles(client_lecteur: "Client", portefeuille: "Portefeuille") -> None:
    page = client_lecteur.get("/compte/").content.decode()
    assert portefeuille.nom in page
    assert "je le lis" in page
    portefeuille.delete()
    assert "Aucune pour l’instant" in client_lecteur.get("/compte/").content.decode()


def test_changer_son_mot_de_passe_garde_cette_session_et_ferme_les_autres(
    gestion: "Client", gestionnaire: "Utilisateur"
) -> None:
    ailleurs = _ailleurs(gestionnaire)
    assert "Mot de passe changé" in _changer(gestion)
    gestionnaire.refresh_from_db()
    assert gestionnaire.check_password(NOUVEAU)
    assert gestion.get("/compte/").status_code == 200
    assert ailleurs.get("/compte/").status_code == 302
    assert "cette session" in gestion.get("/compte/").content.decode()


@pytest.mark.parametrize(
    ("champs", "mots"),
    [
        ({"ancien": "faux"}, "n’est pas le bon"),
        ({"encore": "autre chose"}, "Les deux saisies diffèrent"),
        ({"nouveau": "court", "encore": "court"}, "12 caractères"),
        ({"nouveau": ANCIEN, "encore": ANCIEN}, "le même que l’ancien"),
    ],
)
def test_un_changement_impossible_est_explique(
    gestion: "Client", gestionnaire: "Utilisateur", champs: dict[str, str], mots: str
) -> None:
    page = _changer(gestion, **champs)
    assert mots in page
    assert NOUVEAU not in page
    gestionnaire.refresh_from_db()
    assert gestionnaire.check_password(ANCIEN)


def test_une_session_fermee_est_morte_a_la_requete_suivante(
    gestion: "Client", gestionnaire: "Utilisateur"
) -> None:
    from recepisse.gestion.models import SessionOuverte

    ailleurs = _ailleurs(gestionnaire)
    assert ailleurs.get("/dsn/").status_code == 200
    autre = SessionOuverte.objects.get(cle=ailleurs.session.session_key)
    page = gestion.post("/compte/sessions/fermer/", {"session": autre.pk}, follow=True).content.decode()
    assert "1 session fermée" in page
    reponse = ailleurs.get("/dsn/")
    assert reponse.status_code == 302
    assert reponse.headers["Location"].startswith("/connexion/")
    assert not SessionOuverte.objects.filter(pk=autre.pk).exists()
    page = gestion.post("/compte/sessions/fermer/", {"session": autre.pk}, follow=True).content.decode()
    assert "déjà fermée" in page


def test_fermer_toutes_les_autres_garde_celle_ci(gestion: "Client", gestionnaire: "Utilisateur") -> None:
    autres = [_ailleurs(gestionnaire), _ailleurs(gestionnaire)]
    page = gestion.post("/compte/sessions/fermer/", follow=True).content.decode()
    assert "2 sessions fermées" in page
    assert [autre.get("/compte/").status_code for autre in autres] == [302, 302]
    assert gestion.get("/compte/").status_code == 200
    assert "Rien à fermer" in gestion.post("/compte/sessions/fermer/", follow=True).content.decode()


def test_la_cle_d_une_session_n_est_pas_dans_la_page(gestion: "Client") -> None:
    cle = gestion.session.session_key
    assert cle
    assert cle not in gestion.get("/compte/").content.decode()


def test_on_ne_ferme_pas_la_session_d_un_autre(
    gestion: "Client", admin: "Client", administrateur: "Utilisateur"
) -> None:
    from recepisse.gestion.models import SessionOuverte

    autre = SessionOuverte.objects.get(utilisateur=administrateur)
    gestion.post("/compte/sessions/fermer/", {"session": autre.pk})
    assert admin.get("/compte/").status_code == 200
