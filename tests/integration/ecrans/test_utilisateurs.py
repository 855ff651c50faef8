"""« Utilisateurs »: the accounts, their roles, what they see, their sessions; administrators only."""

from typing import TYPE_CHECKING

from tests.integration.ecrans.requetes import requetes_de

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.models import Portefeuille, Utilisateur

PHRASE = "une phrase toute neuve"


def _corps(client: "Client", adresse: str) -> str:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return reponse.content.decode()


def _poster(client: "Client", adresse: str, **champs: str) -> str:
    return client.post(adresse, champs, follow=True).content.decode()


def test_la_liste_dit_le_role_le_perimetre_la_connexion_et_les_sessions(
    admin: "Client", client_utilisateur: "Utilisateur", gestion: "Client"
) -> None:
    page = _corps(admin, "/utilisateurs/")
    for mots in (
        "claire",
        "hugo",
        "malo",
        "Gestionnaire",
        "toutes les entreprises",
        "rien : aucun portefeuille",
    ):
        assert mots in page, mots
    assert "jamais" in page
    assert "#t-sessions" in page


def test_la_liste_se_restreint_par_role_par_compte_et_par_nom(
    admin: "Client", gestionnaire: "Utilisateur", client_utilisateur: "Utilisateur"
) -> None:
    page = _corps(admin, "/utilisateurs/?role=client")
    assert "malo" in page
    assert ">hugo<" not in page
    gestionnaire.is_active = False
    gestionnaire.save()
    page = _corps(admin, "/utilisateurs/?etat=ferme")
    assert ">hugo<" in page
    assert ">malo<" not in page
    page = admin.post("/utilisateurs/chercher/", {"nom": "AL"}).content.decode()
    assert ">malo<" in page
    assert ">hugo<" not in page


def test_la_liste_coute_autant_pour_trois_cents_comptes(admin: "Client") -> None:
    from recepisse.gestion.models import Utilisateur

    avant = len(requetes_de(admin, "/utilisateurs/"))
    Utilisateur.objects.bulk_create(Utilisateur(username=f"compte{n:03}", role="client") for n in range(300))
    assert len(requetes_de(admin, "/utilisateurs/")) == avant
    page = _corps(admin, "/utilisateurs/")
    suite = Utilisateur.objects.get(username="compte048").pk
    assert f"apres={suite}" in page
    page = _corps(admin, f"/utilisateurs/?apres={suite}")
    assert "compte049" in page
    assert "compte048<" not in page


def test_un_compte_se_cree_avec_son_role_et_son_perimetre(admin: "Client") -> None:
    from recepisse.gestion.models import Journal, Utilisateur

    page = _poster(
        admin, "/utilisateurs/nouveau/", nom="noé", mot_de_passe=PHRASE, role="gestionnaire", limite="on"
    )
    cree = Utilisateur.objects.get(username="noé")
    assert (cree.role, cree.limite) == ("gestionnaire", True)
    assert "Compte créé." in page
    assert "ne voit donc aucune entreprise" in page
    assert Journal.objects.filter(acte="creer_utilisateur", objet=f"utilisateur:{cree.pk}").exists()


def test_un_compte_refuse_dit_pourquoi_sans_redire_le_mot_de_passe(
    admin: "Client", gestionnaire: "Utilisateur"
) -> None:
    page = _poster(admin, "/utilisateurs/nouveau/", nom="hugo", mot_de_passe=PHRASE, role="lecteur")
    assert 'role="alert"' in page
    assert PHRASE not in page


def test_le_role_se_change_et_vaut_a_la_page_suivante(
    admin: "Client", gestion: "Client", gestionnaire: "Utilisateur"
) -> None:
    assert gestion.get("/dsn/envoyer/").status_code == 200
    page = _poster(admin, f"/utilisateurs/{gestionnaire.pk}/droits/", role="lecteur")
    assert "Droits enregistrés" in page
    assert gestion.get("/dsn/envoyer/").status_code == 403


def test_le_dernier_administrateur_le_reste(admin: "Client", administrateur: "Utilisateur") -> None:
    page = _poster(admin, f"/utilisateurs/{administrateur.pk}/droits/", role="lecteur")
    assert "dernier administrateur" in page
    page = _poster(admin, f"/utilisateurs/{administrateur.pk}/activite/", actif="non")
    assert "votre propre compte" in page
    assert "Désactiver ce compte" not in page


def test_un_compte_desactive_est_dehors_aussitot(
    admin: "Client", gestion: "Client", gestionnaire: "Utilisateur", anonyme: "Client"
) -> None:
    assert "Compte désactivé" in _poster(admin, f"/utilisateurs/{gestionnaire.pk}/activite/", actif="non")
    assert gestion.get("/dsn/").status_code == 302
    essai = {"username": "hugo", "password": "une autre phrase longue"}
    assert "incorrect" in anonyme.post("/connexion/", essai).content.decode()
    assert "Compte réactivé" in _poster(admin, f"/utilisateurs/{gestionnaire.pk}/activite/", actif="oui")
    assert anonyme.post("/connexion/", essai).status_code == 302


def test_un_mot_de_passe_redonne_ferme_ses_sessions(
    admin: "Client", gestion: "Client", gestionnaire: "Utilisateur"
) -> None:
    page = _poster(admin, f"/utilisateurs/{gestionnaire.pk}/secret/", mot_de_passe="court")
    assert "12 caractères" in page
    assert gestion.get("/dsn/").status_code == 200
    page = _poster(admin, f"/utilisateurs/{gestionnaire.pk}/secret/", mot_de_passe=PHRASE)
    assert "Mot de passe changé" in page
    assert PHRASE not in page
    assert gestion.get("/dsn/").status_code == 302


def test_un_administrateur_ferme_la_session_de_n_importe_qui(
    admin: "Client", gestion: "Client", gestionnaire: "Utilisateur"
) -> None:
    from recepisse.gestion.models import SessionOuverte

    ouverte = SessionOuverte.objects.get(utilisateur=gestionnaire)
    assert f'value="{ouverte.pk}"' in _corps(admin, f"/utilisateurs/{gestionnaire.pk}/")
    page = _poster(admin, f"/utilisateurs/{gestionnaire.pk}/sessions/fermer/", session=str(ouverte.pk))
    assert "Session fermée." in page
    assert gestion.get("/dsn/").status_code == 302


def test_fermer_ses_propres_sessions_garde_celle_ci(admin: "Client", administrateur: "Utilisateur") -> None:
    _poster(admin, f"/utilisateurs/{administrateur.pk}/sessions/fermer/")
    assert admin.get("/utilisateurs/").status_code == 200


def test_un_portefeuille_se_confie_et_se_reprend_depuis_la_fiche(
    admin: "Client", gestionnaire: "Utilisateur", portefeuille: "Portefeuille"
) -> None:
    adresse = f"/utilisateurs/{gestionnaire.pk}/"
    page = _poster(admin, f"{adresse}portefeuilles/", portefeuille="Inconnu", agit="oui")
    assert "Aucun portefeuille ne s’appelle ainsi" in page
    page = _poster(admin, f"{adresse}portefeuilles/", portefeuille=portefeuille.nom, agit="oui")
    assert "en répond (agit)" in page
    affectation = gestionnaire.affectations.get()
    page = _poster(admin, f"/administration/affectations/{affectation.pk}/retirer/", suite=adresse)
    assert "Portefeuille repris." in page
    assert not gestionnaire.affectations.exists()


def test_un_lecteur_ne_peut_pas_repondre_d_un_portefeuille(
    admin: "Client", lecteur_utilisateur: "Utilisateur", portefeuille: "Portefeuille"
) -> None:
    adresse = f"/utilisateurs/{lecteur_utilisateur.pk}/portefeuilles/"
    assert "que de lire" in _poster(admin, adresse, portefeuille=portefeuille.nom, agit="oui")
    assert not lecteur_utilisateur.affectations.exists()
