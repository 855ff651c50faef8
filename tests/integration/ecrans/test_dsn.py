"""The main screen: envois above, declarations below, the words of the mission."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.integration.aide import Horloge
from tests.integration.ecrans.monde import Monde
from tests.integration.ecrans.requetes import requetes_de

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Entreprise, Envoi, Portefeuille

KO = "Envoyée (anomalies rencontrées)"


def _page(client: "Client", adresse: str = "/dsn/") -> str:
    """The page without its help bubbles, which define the words that the rows may not have."""
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return re.sub(r'<span [^>]*class="bulle".*?</span>', "", reponse.content.decode())


def _mention(page: str, depot: object) -> str:
    """The cell of the status of one declaration."""
    ligne = page.split(f'id="depot-{depot}"')[1].split("</tr>", maxsplit=1)[0]
    return ligne.split("Statut")[1]


def test_une_base_vide_explique_par_ou_commencer(gestion: "Client") -> None:
    page = _page(gestion)
    assert "Aucun envoi pour l’instant" in page
    assert "Envoyer une DSN…" in page


def test_l_envoi_le_plus_recent_est_choisi_et_ses_declarations_sont_dessous(
    monde: Monde, gestion: "Client"
) -> None:
    ancien, recent = monde.envoi(), monde.envoi()
    depot_ancien, depot_recent = monde.depot(ancien), monde.depot(recent, "00082")
    page = _page(gestion)
    assert page.index(f"envoi-{recent.pk}") < page.index(f"envoi-{ancien.pk}")
    assert f'id="depot-{depot_recent.pk}"' in page
    assert f'id="depot-{depot_ancien.pk}"' not in page
    assert f'id="depot-{depot_ancien.pk}"' in _page(gestion, f"/dsn/?envoi={ancien.pk}")


@pytest.mark.parametrize(
    ("etat", "mots"),
    [
        ("prepare", "En cours d’envoi"),
        ("tentative", "En cours d’envoi"),
        ("inconnu", "Issue inconnue, vérification en cours"),
        ("refuse", "Refusée (ARE)"),
        ("a_decider", "À décider"),
        ("abandonne", "Abandonnée"),
        ("depose", "Envoyée"),
    ],
)
def test_chaque_etat_a_ses_mots(monde: Monde, gestion: "Client", etat: str, mots: str) -> None:
    depot = monde.depot(monde.envoi(), etat=etat)
    assert mots in _mention(_page(gestion), depot.pk)


def test_a_decider_mene_a_la_decision(monde: Monde, gestion: "Client") -> None:
    depot = monde.depot(monde.envoi(), etat="a_decider")
    assert f'href="/dsn/depots/{depot.pk}/"' in _mention(_page(gestion), depot.pk)


def test_un_seul_ko_rougit_la_mention_et_une_etoile_suit_ce_qui_n_est_pas_lu(
    monde: Monde, gestion: "Client"
) -> None:
    flux = monde.envoye()
    monde.retour(flux, "10", lu=True)
    assert "*" not in _mention(_page(gestion), flux.depot_id)
    monde.retour(flux, "20", "ANO", lu=True)
    assert KO not in _page(gestion)
    monde.retour(flux, "11", "KO")
    mention = _mention(_page(gestion), flux.depot_id)
    assert f'<span class="mention rouge">{KO}</span>' in mention
    assert 'class="etoile"' in mention


def test_un_ko_traite_reste_dit_en_rouge(monde: Monde, gestion: "Client") -> None:
    flux = monde.envoye()
    monde.retour(flux, "11", "KO", lu=True, traite=True)
    mention = _mention(_page(gestion), flux.depot_id)
    assert f'<span class="mention rouge">{KO}</span>' in mention


def test_le_ko_d_un_premier_envoi_ne_rougit_pas_le_suivant(monde: Monde, gestion: "Client") -> None:
    premier = monde.envoye()
    monde.retour(premier, "11", "KO", lu=True)
    second = monde.envoye()
    monde.retour(second, "11", "OK", lu=True)
    assert KO not in _mention(_page(gestion), second.depot_id)
    assert premier.depot is not None
    assert KO in _page(gestion, f"/dsn/?envoi={premier.depot.envoi_id}")


def test_jamais_le_mot_conforme(monde: Monde, gestion: "Client") -> None:
    flux = monde.envoye()
    monde.retour(flux, "10", lu=True)
    assert "conforme" not in _page(gestion).lower()


def test_les_envois_plus_anciens_se_suivent_sans_trou_ni_repetition(monde: Monde, gestion: "Client") -> None:
    import re

    attendus = [monde.envoi().pk for _ in range(30)][::-1]
    vus: list[int] = []
    adresse = "/dsn/"
    while adresse:
        page = _page(gestion, adresse)
        vus += [int(n) for n in re.findall(r'id="envoi-([0-9]+)"', page)]
        suite = re.search(r'href="(\?avant=[^"]+)">Envois plus anciens', page)
        adresse = f"/dsn/{suite[1]}" if suite else ""
    assert vus == attendus


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(
    monde: Monde, gestion: "Client", django_assert_max_num_queries: "DjangoAssertNumQueries"
) -> None:
    for _ in range(3):
        envoi = monde.envoi()
        for nic in ("00074", "00082", "00090"):
            monde.retour(monde.flux(monde.depot(envoi, nic)), "11", "KO")
    _page(gestion)
    with django_assert_max_num_queries(15):
        _page(gestion)
    for _ in range(9):
        envoi = monde.envoi()
        for nic in ("00074", "00082", "00090", "00108", "00116"):
            monde.retour(monde.flux(monde.depot(envoi, nic)), "11", "KO")
    _page(gestion)
    with django_assert_max_num_queries(15):
        _page(gestion)


def test_ouvrir_la_page_avance_le_prochain_releve(
    gestion: "Client", ctx: "Contexte", horloge: Horloge
) -> None:
    from recepisse.gestion.models import Cadence

    Cadence.objects.update(prochain_releve_le=horloge() + timedelta(hours=1))
    _page(gestion)
    assert Cadence.objects.get().prochain_releve_le == horloge() + ctx.reglages.cadence_ouverture


def test_rafraichir_redemande_chaque_flux_de_l_envoi(
    monde: Monde, gestion: "Client", horloge: Horloge
) -> None:
    flux = monde.envoye()
    assert flux.depot is not None
    reponse = gestion.post(f"/dsn/envois/{flux.depot.envoi_id}/rafraichir/", follow=True)
    assert "Les retours de cet envoi sont redemandés" in reponse.content.decode()
    flux.refresh_from_db()
    assert flux.prochaine_action_le == horloge()


def test_la_page_d_un_envoi_compte_ce_qui_a_son_issue(monde: Monde, gestion: "Client") -> None:
    envoi = monde.envoi()
    monde.flux(monde.depot(envoi, "00074"))
    monde.depot(envoi, "00082", "prepare")
    page = _page(gestion, f"/dsn/envois/{envoi.pk}/")
    assert "1 sur 2" in page
    assert "pas encore" in page


def test_l_essai_et_le_reel_se_lisent(monde: Monde, gestion: "Client") -> None:
    monde.envoi(essai=False)
    page = _page(gestion)
    assert '<span class="pastille reel">réel</span>' in page


def _envoi_mixte(monde: Monde) -> "tuple[Envoi, Entreprise]":
    """An envoi of two companies: two declarations of ours, one of another whose return is KO."""
    from recepisse.gestion.models import Declaration, Entreprise, Etablissement

    envoi = monde.envoi()
    mien = monde.depot(envoi)
    monde.flux(mien)
    monde.depot(envoi, "00082")
    autre = monde.depot(envoi, "00090")
    etablissement = Etablissement.objects.create(
        entreprise=Entreprise.objects.create(siren="404833048", nom="Verger du Nord"), nic="00022"
    )
    Declaration.objects.filter(pk=autre.declaration_id).update(etablissement=etablissement)
    autre.declaration.refresh_from_db()
    monde.retour(monde.flux(autre), "61", "KO")
    return envoi, mien.declaration.etablissement.entreprise


def test_un_envoi_mixte_ne_montre_et_ne_compte_que_les_entreprises_vues(
    monde: Monde, gestion: "Client", client_lecteur: "Client", portefeuille: "Portefeuille"
) -> None:
    envoi, mienne = _envoi_mixte(monde)
    assert "Aucun envoi pour l’instant" in client_lecteur.get("/dsn/").content.decode()
    assert client_lecteur.get(f"/dsn/envois/{envoi.pk}/").status_code == 404
    portefeuille.entreprises.add(mienne)
    for adresse in ("/dsn/", f"/dsn/envois/{envoi.pk}/"):
        page = client_lecteur.get(adresse).content.decode()
        assert page.count('<tr id="depot-') == 2, adresse
        assert "Verger du Nord" not in page, adresse
        assert envoi.nom_fichier not in page, "le nom du fichier dit peut-être l’autre"
        assert envoi.somme not in page, adresse
    page = client_lecteur.get("/dsn/").content.decode()
    assert "2 envoyées" in page
    assert "avec anomalies" not in page
    entier = gestion.get("/dsn/").content.decode()
    assert "1 avec anomalies" in entier
    assert envoi.nom_fichier in entier


def test_qui_ne_fait_que_lire_n_a_pas_de_bouton(monde: Monde, lecteur: "Client") -> None:
    depot = monde.depot(monde.envoi(), etat="a_decider")
    page = lecteur.get("/dsn/").content.decode()
    for mot in ("Rafraîchir les retours", "Envoyer une DSN…", "relever maintenant", "choix-releve"):
        assert mot not in page, mot
    assert "Une décision est attendue" in page
    decision = lecteur.get(f"/dsn/depots/{depot.pk}/").content.decode()
    assert "Cette déclaration attend une décision" in decision
    assert "Redéposer" not in decision
    assert "Abandonner" not in decision
    assert lecteur.post(f"/dsn/envois/{depot.envoi_id}/rafraichir/").status_code == 403


def test_les_requetes_d_une_personne_limitee_ne_croissent_pas(
    monde: Monde, client_lecteur: "Client", portefeuille: "Portefeuille"
) -> None:
    _, mienne = _envoi_mixte(monde)
    portefeuille.entreprises.add(mienne)
    avant = len(requetes_de(client_lecteur, "/dsn/"))
    for _ in range(8):
        suivant = monde.envoi()
        monde.flux(monde.depot(suivant))
        monde.flux(monde.depot(suivant, "00082"))
    assert len(requetes_de(client_lecteur, "/dsn/")) == avant
