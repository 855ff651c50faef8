"""Identifiers and links, accounts, health, adoption, decisions: what keeps the house in order."""

from typing import TYPE_CHECKING

import pytest

from tests.integration.aide import MOT_DE_PASSE, NIC, SIREN
from tests.integration.ecrans.monde import Monde

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Depot

SAISIE = {
    "libelle": "Groupe Quai",
    "siret": "732 829 320 00074",
    "nom": "DURAND",
    "prenom": "Paul",
    "regime": "RG",
    "environnement": "test",
    "mode": "logiciel",
    "mot_de_passe": MOT_DE_PASSE,
    "actif": "on",
}


def _corps(client: "Client", adresse: str) -> str:
    reponse = client.get(adresse, follow=True)
    assert reponse.status_code == 200
    return str(reponse.content.decode())


# --- identifiers ------------------------------------------------------------------------------------


def test_ajouter_un_identifiant_scelle_son_mot_de_passe(admin: "Client", ctx: "Contexte") -> None:
    from recepisse.gestion.models import Identifiant

    reponse = admin.post("/identifiants/nouveau/", SAISIE)
    cree = Identifiant.objects.get()
    assert reponse.headers["Location"] == f"/identifiants/{cree.pk}/"
    assert cree.siret == SIREN + NIC
    assert MOT_DE_PASSE.encode() not in bytes(cree.mot_de_passe_scelle)
    assert MOT_DE_PASSE not in _corps(admin, f"/identifiants/{cree.pk}/")


def test_un_mot_de_passe_refuse_n_est_pas_recopie_dans_la_page(admin: "Client") -> None:
    reponse = admin.post("/identifiants/nouveau/", SAISIE | {"siret": "123"})
    corps = reponse.content.decode()
    assert "Ce SIRET n’est pas valable" in corps
    assert MOT_DE_PASSE not in corps


def test_modifier_sans_mot_de_passe_garde_celui_qui_est_en_place(monde: Monde, admin: "Client") -> None:
    identifiant = monde.identifiant
    avant = bytes(identifiant.mot_de_passe_scelle)
    donnees = SAISIE | {"nom": "MARTIN", "prenom": "Zoé", "environnement": "production", "mot_de_passe": ""}
    reponse = admin.post(f"/identifiants/{identifiant.pk}/", donnees)
    assert reponse.status_code == 302, reponse.content.decode()
    identifiant.refresh_from_db()
    assert identifiant.libelle == "Groupe Quai"
    assert bytes(identifiant.mot_de_passe_scelle) == avant


def test_une_modification_refusee_ne_change_pas_le_titre(monde: Monde, admin: "Client") -> None:
    reponse = admin.post(f"/identifiants/{monde.identifiant.pk}/", SAISIE | {"mot_de_passe": ""})
    corps = reponse.content.decode()
    assert "mot de passe doit être saisi de nouveau" in corps
    assert "<h1>Cabinet</h1>" in corps


def test_lier_a_tous_a_une_personne_a_une_entreprise_puis_delier(monde: Monde, admin: "Client") -> None:
    from recepisse.gestion.models import Lien

    monde.declaration()
    adresse = f"/identifiants/{monde.identifiant.pk}/lier/"
    admin.post(adresse, {"siren": "732 829 320"})
    assert Lien.objects.filter(entreprise__siren=SIREN, utilisateur=None).exists()
    assert "ne connaît pas encore cette entreprise" in admin.post(adresse, {"siren": "1"}).content.decode()
    for lien in Lien.objects.all():
        admin.post(f"/identifiants/liens/{lien.pk}/delier/")
    assert not Lien.objects.exists()
    assert "personne ne peut envoyer avec lui" in _corps(admin, f"/identifiants/{monde.identifiant.pk}/")


def test_eprouver_dit_comment_cela_s_est_termine(monde: Monde, admin: "Client") -> None:
    corps = admin.post(f"/identifiants/{monde.identifiant.pk}/eprouver/", follow=True).content.decode()
    assert "Le service a accepté cet identifiant" in corps
    assert "En service" in corps


# --- adoption ---------------------------------------------------------------------------------------


def test_un_flux_inconnu_se_rattache_a_la_declaration_proposee(monde: Monde, gestion: "Client") -> None:
    declaration = monde.declaration()
    flux = monde.flux(None, siren=SIREN, nic="00074", nature="01", mois="202610")
    monde.retour(flux, "11")
    page = _corps(gestion, "/adoption/")
    assert flux.idflux in page
    assert "Récépissé propose" in page
    reponse = gestion.post(f"/adoption/{flux.pk}/", {"declaration": declaration.pk})
    assert reponse.headers["Location"] == f"/dsn/declarations/{declaration.pk}/"
    assert "Aucun flux inconnu" in _corps(gestion, "/adoption/")
    assert flux.retours.get().declaration == declaration


def test_sans_rien_savoir_la_page_demande_de_choisir(monde: Monde, gestion: "Client") -> None:
    flux = monde.flux(None)
    reponse = gestion.post(f"/adoption/{flux.pk}/", {"declaration": ""}, follow=True)
    assert "Choisissez la déclaration dans la liste" in reponse.content.decode()
    reponse = gestion.post(f"/adoption/{flux.pk}/", {"declaration": "999"}, follow=True)
    assert "n’est pas dans la liste" in reponse.content.decode()


def test_les_flux_a_adopter_se_suivent_par_pages(monde: Monde, gestion: "Client") -> None:
    numeros = [monde.flux(None).pk for _ in range(21)]
    page = _corps(gestion, "/adoption/")
    assert f'id="f{numeros[-1]}"' in page
    assert f'id="f{numeros[0]}"' not in page
    assert f'id="f{numeros[0]}"' in _corps(gestion, f"/adoption/?avant={numeros[1]}")


# --- decisions --------------------------------------------------------------------------------------


@pytest.fixture
def indecis(monde: Monde) -> "Depot":
    return monde.depot(
        monde.envoi(),
        etat="a_decider",
        candidats=[
            {"idflux": "FCANDIDAT1", "date": "2026-11-05T09:00:30+00:00", "statut": "OK"},
            {"idflux": "FCANDIDAT2", "date": "", "statut": ""},
        ],
    )


def test_la_page_montre_les_candidats_et_les_trois_decisions(indecis: "Depot", gestion: "Client") -> None:
    page = _corps(gestion, f"/dsn/depots/{indecis.pk}/")
    for mots in (
        "FCANDIDAT1",
        "05/11/2026 10:00:30",
        "FCANDIDAT2",
        "Adopter ce flux",
        "Redéposer",
        "Abandonner",
    ):
        assert mots in page, mots


def test_rien_ne_se_decide_sans_confirmation(indecis: "Depot", gestion: "Client") -> None:
    for acte in ("adopter", "redeposer", "abandonner"):
        reponse = gestion.post(f"/dsn/depots/{indecis.pk}/{acte}/", {"idflux": "FCANDIDAT1"}, follow=True)
        assert "Cochez la case de confirmation" in reponse.content.decode()
    indecis.refresh_from_db()
    assert indecis.etat == "a_decider"


@pytest.mark.parametrize(
    ("acte", "etats"),
    [("adopter", {"depose", "retrouve"}), ("redeposer", {"a_redeposer"}), ("abandonner", {"abandonne"})],
)
def test_chaque_decision_est_suivie_d_effet(
    indecis: "Depot", gestion: "Client", acte: str, etats: set[str]
) -> None:
    gestion.post(f"/dsn/depots/{indecis.pk}/{acte}/", {"idflux": "FCANDIDAT1", "confirme": "oui"})
    indecis.refresh_from_db()
    assert indecis.etat in etats


def test_un_flux_hors_de_la_liste_ne_s_adopte_pas(indecis: "Depot", gestion: "Client") -> None:
    reponse = gestion.post(
        f"/dsn/depots/{indecis.pk}/adopter/", {"idflux": "FAUTRE", "confirme": "oui"}, follow=True
    )
    assert "Choisissez l’un des flux de la liste" in reponse.content.decode()


def test_un_depot_termine_ne_s_abandonne_plus(monde: Monde, gestion: "Client") -> None:
    depot = monde.envoye().depot
    assert depot is not None
    page = _corps(gestion, f"/dsn/depots/{depot.pk}/")
    assert "Abandonner ce dépôt" not in page
    reponse = gestion.post(f"/dsn/depots/{depot.pk}/abandonner/", {"confirme": "oui"}, follow=True)
    assert 'class="message error"' in reponse.content.decode()
