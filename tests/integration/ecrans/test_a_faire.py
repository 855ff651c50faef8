"""The home page: sections by urgency, each line a way to settle it, what is up to date under the list."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.integration.ecrans.monde import Monde
from tests.integration.ecrans.requetes import requetes_de

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Portefeuille, Retour, Utilisateur


@pytest.fixture(autouse=True)
def _tout_va_bien(ctx: "Contexte", monde: Monde) -> None:
    from recepisse.gestion.gestes.releves.cadence import signe_de_vie

    signe_de_vie(ctx)
    monde.identifiant.etat = "ok"
    monde.identifiant.dernier_succes_le = monde.horloge() - timedelta(seconds=48)
    monde.identifiant.save()


def _page(client: "Client") -> str:
    reponse = client.get("/")
    assert reponse.status_code == 200
    return str(reponse.content.decode())


def _texte(client: "Client") -> str:
    corps = _page(client).split('<main id="contenu"')[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", corps)).split())


def _refuse(monde: Monde, nic: str = "00074") -> "Retour":
    flux = monde.flux(monde.depot(monde.envoi(essai=False), nic))
    return monde.retour(flux, "11", "KO", nb_anomalies=2)


def test_apres_la_connexion_on_arrive_sur_a_faire(anonyme: "Client", gestionnaire: "Utilisateur") -> None:
    saisie = {"username": gestionnaire.username, "password": "une autre phrase longue"}
    assert anonyme.post("/connexion/", saisie).headers["Location"] == "/"


def test_une_page_calme_dit_jusqu_a_quand_tout_est_controle(gestion: "Client") -> None:
    texte = _texte(gestion)
    assert "Rien à faire" in texte
    assert "Tout a été contrôlé jusqu’au 05/11/2026 09:59" in texte
    assert "dernier contrôle il y a 48 secondes" in texte


def test_sans_aucun_releve_la_page_le_dit(monde: Monde, gestion: "Client") -> None:
    monde.identifiant.__class__.objects.update(dernier_succes_le=None)
    assert "aucun contrôle pour l’instant" in _texte(gestion)


def test_chaque_ligne_dit_quoi_ou_pourquoi_avant_quand_et_mene_au_lieu(
    monde: Monde, gestion: "Client"
) -> None:
    retour = _refuse(monde)
    texte, page = _texte(gestion), _page(gestion)
    for mots in (
        "Cette semaine",
        "Déclaration refusée : DSN mensuelle d’octobre 2026 à redéposer",
        "Ateliers du Quai · 00074",
        "Bilan d’anomalies (BAN), le 05/11/2026, 2 anomalies",
        "dans 10 jours 15/11/2026, 12 h",
        "Voir les 2 anomalies",
    ):
        assert mots in texte, mots
    adresse = f"/dsn/declarations/{retour.declaration_id}/?flux={retour.flux_id}&amp;retour={retour.pk}"
    assert f'href="{adresse}"' in page
    assert gestion.get(unescape(adresse)).status_code == 200


def test_ce_qui_est_echu_est_en_tete_et_en_rouge_et_en_mots(monde: Monde, gestion: "Client") -> None:
    _refuse(monde)
    monde.horloge.instant = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    assert '<b class="alerte">échue le 15/11/2026</b>' in _page(gestion)
    assert _texte(gestion).index("Maintenant") < _texte(gestion).index("échue le")


def test_l_entete_donne_la_date_en_toutes_lettres_et_les_echeances(monde: Monde, gestion: "Client") -> None:
    _refuse(monde)
    assert "Jeudi 5 novembre 2026" in _texte(gestion)
    assert "Prochaine échéance DSN 15 novembre, 12 h ( 1 établissement )" in _texte(gestion)
    assert 'href="/calendrier/?mois=2026-11&amp;echeance=15"' in _page(gestion)


def test_les_nombres_du_bas_menent_aux_listes(monde: Monde, gestion: "Client") -> None:
    _refuse(monde)
    page = _page(gestion)
    assert '<a href="/dsn/">1 déclaration</a>' in page
    assert '<a href="/retours/">1 retour reçu</a>' in page


def test_au_dela_de_six_lignes_le_reste_est_compte(monde: Monde, gestion: "Client") -> None:
    for numero in range(8):
        _refuse(monde, f"000{numero}1")
    page = _page(gestion)
    assert page.count('<tr class="refusee">') == 6
    assert "Et 2 autres déclarations refusées" in page
    assert 'href="/retours/?statut=KO&amp;a_traiter=on"' in page


def test_un_identifiant_en_echec_mene_a_la_sante(monde: Monde, gestion: "Client") -> None:
    monde.identifiant.__class__.objects.update(etat="bloque", derniere_erreur="Le mot de passe est refusé.")
    page = _page(gestion)
    assert "Le mot de passe est refusé" in page
    assert f'href="/sante/?identifiant={monde.identifiant.pk}"' in page


def test_un_client_ne_voit_rien_des_rouages(
    monde: Monde, client_lecteur: "Client", portefeuille: "Portefeuille"
) -> None:
    _refuse(monde)
    monde.identifiant.__class__.objects.update(etat="bloque")
    assert "Rien à faire" in _texte(client_lecteur)
    portefeuille.entreprises.add(monde.declaration().etablissement.entreprise)
    texte = _texte(client_lecteur)
    assert "Déclaration refusée" in texte
    assert "Identifiant" not in texte
    assert 'href="/sante/' not in _page(client_lecteur)


def test_la_page_se_met_a_jour_par_le_flux(gestion: "Client") -> None:
    page = _page(gestion)
    assert 'hx-trigger="retours from:body delay:150ms, every 60s"' in page
    assert "ecran=a_faire" in page
    assert 'data-ecran="dsn"' not in page


def test_le_nombre_de_requetes_ne_depend_pas_de_ce_qu_il_y_a_a_faire(monde: Monde, gestion: "Client") -> None:
    from tests.integration.test_a_faire import anomalie, attendre, constat

    def remplir(nic: str) -> None:
        _refuse(monde, nic)
        anomalie(constat(monde, nic=nic), f"C{nic}")
        attendre(monde, "71", nic)
        monde.depot(monde.envoi(essai=False), nic, "a_decider")

    remplir("00011")
    combien = len(requetes_de(gestion, "/"))
    for numero in range(20, 32):
        remplir(f"000{numero}")
    assert len(requetes_de(gestion, "/")) == combien
