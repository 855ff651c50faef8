"""The health of the retrieval: each identifier, what nobody polls, the proof of one, the history."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.integration.aide import MOT_DE_PASSE, SIREN
from tests.integration.ecrans.monde import Monde
from tests.integration.ecrans.requetes import requetes_de

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant, Utilisateur


def _page(client: "Client", requete: str = "") -> str:
    reponse = client.get(f"/sante/{requete}")
    assert reponse.status_code == 200
    return str(reponse.content.decode())


def _autre(
    monde: Monde, libelle: str = "ZZ en panne", etat: str = "bloque", **champs: object
) -> "Identifiant":
    from recepisse.gestion.models import Identifiant

    return Identifiant.objects.create(
        libelle=libelle,
        siret="40483304800022",
        nom=f"B{Identifiant.objects.count()}",
        prenom="C",
        cree_le=monde.horloge(),
        curseur=monde.horloge() - timedelta(hours=5),
        etat=etat,
        **champs,
    )


def _deposer(monde: Monde, identifiant: "Identifiant", nic: str = "00074") -> None:
    envoi = monde.envoi()
    envoi.identifiant = identifiant
    envoi.save()
    monde.depot(envoi, nic)


# --- identifiers ------------------------------------------------------------------------------------


def test_la_sante_montre_d_abord_ce_qui_va_mal_et_quoi_faire(monde: Monde, gestion: "Client") -> None:
    _autre(
        monde,
        derniere_erreur="Le mot de passe est refusé.",
        conseil="Saisissez le nouveau mot de passe.",
        echec_depuis=monde.horloge(),
    )
    page = _page(gestion)
    assert page.index('">ZZ en panne</a>') < page.index('">Cabinet</a>')
    for mots in (
        "Accès refusé",
        "depuis le 05/11/2026 10:00",
        "Le mot de passe est refusé.",
        "Saisissez le nouveau mot de passe.",
        "retard de 5 h",
        "arrêté",
    ):
        assert mots in page, mots
    assert "Jamais éprouvé" in page


def test_un_long_silence_est_dit_meme_sans_echec(monde: Monde, gestion: "Client") -> None:
    monde.identifiant.__class__.objects.update(
        etat="ok", dernier_succes_le=monde.horloge() - timedelta(hours=30)
    )
    assert "Aucun relevé réussi depuis plus de 24 heures" in _page(gestion)


def test_les_siret_releves_se_comptent_et_se_listent(monde: Monde, gestion: "Client") -> None:
    for nic in ("00074", "00082", "00074"):
        _deposer(monde, monde.identifiant, nic)
    page = _page(gestion)
    adresse = f"?identifiant={monde.identifiant.pk}#siret"
    assert f'<a href="{adresse}">2<' in page
    liste = _page(gestion, f"?identifiant={monde.identifiant.pk}")
    for nic in ("00074", "00082"):
        assert f'href="/retours/?etablissement={SIREN}{nic}"' in liste


def test_un_depot_ancien_ne_dit_plus_qui_est_releve(monde: Monde, gestion: "Client") -> None:
    _deposer(monde, monde.identifiant)
    monde.avancer(days=63)
    assert "Aucun dépôt avec cet identifiant depuis deux mois" in _page(
        gestion, f"?identifiant={monde.identifiant.pk}"
    )


def test_les_identifiants_se_suivent_par_pages_sans_en_perdre(
    monde: Monde, gestion: "Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    from recepisse.web.sante import queries

    monkeypatch.setattr(queries, "PAR_PAGE", 2)
    for numero in range(3):
        _autre(monde, f"Compte {numero % 2}", "ok" if numero else "bloque")
    vus: list[int] = []
    suite = ""
    while True:
        reponse = gestion.get(f"/sante/?apres={suite}")
        lignes = reponse.context["lignes"]
        vus += [ligne.identifiant.pk for ligne in lignes.lignes]
        suite = lignes.suite
        if not suite:
            break
    assert len(vus) == len(set(vus)) == 4


# --- what nobody polls ------------------------------------------------------------------------------


def test_un_siret_dont_l_identifiant_est_refuse_n_est_releve_par_personne(
    monde: Monde, gestion: "Client"
) -> None:
    perdu = _autre(monde)
    _deposer(monde, perdu, "00074")
    _deposer(monde, monde.identifiant, "00082")
    page = _page(gestion)
    tableau = page.split('id="perdus"')[1].split("</section>")[0]
    assert f'href="/retours/?etablissement={SIREN}00074"' in tableau
    assert f'<a href="?identifiant={perdu.pk}">ZZ en panne</a>' in tableau
    assert "00082" not in tableau
    assert '<a href="#perdus" class="alerte">1</a>' in page


def test_un_identifiant_hors_service_ne_releve_rien(monde: Monde, gestion: "Client") -> None:
    _deposer(monde, _autre(monde, etat="ok", actif=False))
    page = _page(gestion)
    assert "Hors service" in page
    assert f"etablissement={SIREN}00074" in page.split('id="perdus"')[1]


def test_un_autre_identifiant_qui_repond_suffit(monde: Monde, gestion: "Client") -> None:
    _deposer(monde, _autre(monde))
    _deposer(monde, monde.identifiant)
    assert "est relevé par un identifiant qui répond" in _page(gestion)


def test_un_flux_adopte_par_un_identifiant_qui_repond_suffit(monde: Monde, gestion: "Client") -> None:
    _deposer(monde, _autre(monde))
    flux = monde.flux()
    flux.declaration = monde.declaration()
    flux.save()
    assert "est relevé par un identifiant qui répond" in _page(gestion)


# --- engine, suspension, documents ------------------------------------------------------------------


def test_un_moteur_arrete_s_explique(gestion: "Client") -> None:
    assert "Redémarrez « recepisse serveur »" in _page(gestion)


def test_un_moteur_vivant_donne_son_signe_de_vie(ctx: "Contexte", gestion: "Client") -> None:
    from recepisse.gestion.gestes.releves.cadence import signe_de_vie

    signe_de_vie(ctx)
    assert "signe de vie le 05/11/2026 10:00:00" in _page(gestion)


def test_des_releves_suspendus_disent_par_qui_et_se_reprennent(
    ctx: "Contexte", gestion: "Client", lecteur: "Client", administrateur: "Utilisateur"
) -> None:
    from recepisse.gestion.gestes.releves.cadence import suspendre
    from recepisse.gestion.models import Cadence

    suspendre(ctx, administrateur)
    page = _page(gestion)
    assert "par claire" in page
    assert "Reprendre les relevés" in page
    assert "Reprendre les relevés" not in _page(lecteur)
    gestion.post("/releves/reprendre/", {"suite": "/sante/"})
    assert Cadence.objects.get().suspendu_le is None


def test_un_document_qui_ne_vient_pas_se_voit_avec_son_erreur(monde: Monde, gestion: "Client") -> None:
    retour = monde.retour(monde.envoye())
    assert "Tous les documents annoncés sont conservés" in _page(gestion)
    retour.versions.update(
        prochaine_action_le=monde.horloge(), essais=3, derniere_erreur="Le service ne répond pas."
    )
    page = _page(gestion)
    assert "dont 1 en échec" in page
    assert "Le service ne répond pas." in page
    assert f'href="/retours/{retour.pk}/"' in page


# --- the proof --------------------------------------------------------------------------------------


def test_eprouver_dit_comment_cela_s_est_termine_et_reste_sur_la_page(
    monde: Monde, gestion: "Client"
) -> None:
    reponse = gestion.post(f"/sante/{monde.identifiant.pk}/eprouver/", follow=True)
    assert reponse.redirect_chain == [(f"/sante/?identifiant={monde.identifiant.pk}", 302)]
    corps = reponse.content.decode()
    assert "Le service a accepté cet identifiant" in corps
    assert MOT_DE_PASSE not in corps
    monde.identifiant.refresh_from_db()
    assert monde.identifiant.etat == "ok"


def test_un_lecteur_n_eprouve_pas(monde: Monde, lecteur: "Client") -> None:
    assert "Éprouver" not in _page(lecteur)
    assert lecteur.post(f"/sante/{monde.identifiant.pk}/eprouver/").status_code == 403


def test_corriger_un_identifiant_n_est_propose_qu_a_un_administrateur(
    monde: Monde, admin: "Client", gestion: "Client"
) -> None:
    autre = _autre(monde)
    assert f'href="/identifiants/{autre.pk}/"' in _page(admin)
    assert f'href="/identifiants/{autre.pk}/"' not in _page(gestion)


def test_une_personne_limitee_ne_voit_que_les_identifiants_de_ses_entreprises(
    monde: Monde, gestion: "Client", gestionnaire: "Utilisateur"
) -> None:
    from recepisse.gestion.models import Affectation, Portefeuille

    gestionnaire.limite = True
    gestionnaire.save()
    _deposer(monde, monde.identifiant)
    etranger = _autre(monde)
    assert "Cabinet" not in _page(gestion)
    portefeuille = Portefeuille.objects.create(nom="Quai")
    Affectation.objects.create(portefeuille=portefeuille, utilisateur=gestionnaire)
    portefeuille.entreprises.add(monde.declaration().etablissement.entreprise)
    assert "Cabinet" in _page(gestion)
    assert "ZZ en panne" not in _page(gestion)
    assert "ZZ en panne" not in _page(gestion, f"?identifiant={etranger.pk}")
    assert gestion.post(f"/sante/{etranger.pk}/eprouver/").status_code == 404


def test_un_client_n_entre_pas(client_lecteur: "Client") -> None:
    assert client_lecteur.get("/sante/").status_code == 403


# --- history ----------------------------------------------------------------------------------------


def _relever(monde: Monde, identifiant: "Identifiant", message: str = "") -> None:
    from recepisse.gestion.models import Releve

    Releve.objects.create(
        identifiant=identifiant,
        cause="cadence",
        issue="injoignable" if message else "succes",
        message=message,
        debut_le=monde.horloge(),
        fenetre_debut=monde.horloge() - timedelta(hours=1),
        fenetre_fin=monde.horloge(),
    )


def test_l_histoire_se_garde_a_un_identifiant(monde: Monde, gestion: "Client") -> None:
    autre = _autre(monde)
    _relever(monde, monde.identifiant, "Le service ne répond pas.")
    _relever(monde, autre, "Autre chose.")
    page = _page(gestion, f"?identifiant={monde.identifiant.pk}")
    assert "Le service ne répond pas." in page
    assert "05/11/2026 09:00 à 05/11/2026 10:00" in page
    assert "Autre chose." not in page
    assert "Autre chose." in _page(gestion)


def test_l_histoire_se_suit_par_pages(monde: Monde, gestion: "Client") -> None:
    for numero in range(31):
        _relever(monde, monde.identifiant, f"essai numéro {numero}.")
    premiere = gestion.get("/sante/").context["releves"]
    assert len(premiere.lignes) == 30
    suivante = _page(gestion, f"?avant={premiere.suite}")
    assert "essai numéro 0." in suivante
    assert "essai numéro 30." not in suivante


def test_une_adresse_faite_a_la_main_ne_casse_rien(gestion: "Client") -> None:
    for requete in ("?identifiant=x", "?identifiant=999", "?apres=999", "?avant=-1"):
        _page(gestion, requete)


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(monde: Monde, gestion: "Client") -> None:
    def remplir(nic: str) -> None:
        autre = _autre(monde)
        _deposer(monde, autre, nic)
        _relever(monde, autre)
        monde.retour(monde.envoye(nic)).versions.update(prochaine_action_le=monde.horloge(), essais=1)

    remplir("00011")
    combien = len(requetes_de(gestion, "/sante/"))
    for numero in range(20, 26):
        remplir(f"000{numero}")
    assert len(requetes_de(gestion, "/sante/")) == combien


def test_les_portefeuilles_limitent_les_siret_perdus(
    monde: Monde, gestion: "Client", gestionnaire: "Utilisateur"
) -> None:
    _deposer(monde, _autre(monde))
    assert f"etablissement={SIREN}00074" in _page(gestion)
    gestionnaire.limite = True
    gestionnaire.save()
    assert f"etablissement={SIREN}00074" not in _page(gestion)
