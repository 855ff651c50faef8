"""The inbox of anomalies: what each role sees, what each act leaves, what it refuses."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.aide import NIC, SIREN, SIREN_2, Horloge
from tests.integration.aide_lectures import AUTRE_NIR, NIR, Dit, Dossier, vie
from tests.integration.ecrans.requetes import requetes_de

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Anomalie, Identifiant, Portefeuille, Utilisateur

CODE = "BA-209-09"
DIT = Dit(CODE, nir=NIR, nom="MARTIN", matricule="M1", rubrique="S21.G00.30.002", valeur="MARTIN")


@pytest.fixture
def dossier(ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge) -> Dossier:
    """Two companies, three anomalies: GRAVE, AILLEURS (at the other company), and CODE of a person."""
    cree = Dossier(ctx, identifiant, instant=horloge() - timedelta(days=3))
    cree.recevoir(cree.flux("2026-10"), DIT, Dit("GRAVE", categorie="bloquant"), statut="ANO")
    cree.recevoir(cree.flux("2026-10", siren=SIREN_2), Dit("AILLEURS"), statut="ANO")
    from recepisse.gestion.models import Entreprise

    Entreprise.objects.filter(siren=SIREN).update(nom="Ateliers du Quai")
    Entreprise.objects.filter(siren=SIREN_2).update(nom="Vergers")
    return cree


def anomalie(code: str = CODE) -> "Anomalie":
    from recepisse.gestion.models import Anomalie

    return Anomalie.objects.get(code=code)


def texte(client: "Client", adresse: str) -> str:
    reponse = client.get(adresse)
    assert reponse.status_code == 200, reponse.status_code
    return str(reponse.content.decode())


def codes(client: "Client", selection: str = "") -> list[str]:
    reponse: Any = client.get(f"/anomalies/{selection}")
    assert reponse.status_code == 200
    return [ligne.anomalie.code for ligne in reponse.context["anomalies"].lignes]


def faire(client: "Client", adresse: str, **champs: object) -> str:
    """Post and return the page that follows."""
    reponse = client.post(adresse, champs, follow=True)
    assert reponse.status_code == 200, reponse.status_code
    return str(reponse.content.decode())


class TestListe:
    def test_le_plus_grave_d_abord_l_action_avant_tout(self, dossier: Dossier, gestion: "Client") -> None:
        assert codes(gestion) == ["GRAVE", "AILLEURS", CODE]
        page = texte(gestion, "/anomalies/")
        for morceau in ("bloquant", "à corriger", "MARTIN", "Ateliers du Quai", "octobre 2026", "vue le"):
            assert morceau in page
        assert anomalie().action in page.replace("&#x27;", "'")
        assert NIR not in page

    def test_une_anomalie_traitee_quitte_la_liste_par_defaut(
        self, dossier: Dossier, gestion: "Client"
    ) -> None:
        faire(gestion, f"/anomalies/{anomalie().pk}/marque/", traite="1", vu="nouvelle")
        assert codes(gestion) == ["GRAVE", "AILLEURS"]
        assert codes(gestion, "?etat=traitee") == [CODE]
        assert len(codes(gestion, "?etat=toutes")) == 3

    @pytest.mark.parametrize(
        ("selection", "attendus"),
        [
            ("?gravite=bloquant", ["GRAVE"]),
            ("?emetteur=urssaf_msa&code=GRAVE", ["GRAVE"]),
            ("?emetteur=dgfip", []),
            ("?rubrique=S21.G00.30.002", [CODE]),
            (f"?entreprise={SIREN_2}", ["AILLEURS"]),
            ("?entreprise=quai", ["GRAVE", CODE]),
            (f"?etablissement={SIREN_2}{NIC}", ["AILLEURS"]),
            ("?assignee=personne&entreprise=vergers", ["AILLEURS"]),
            ("?assignee=moi", []),
            ("?au=2020-01-01", []),
            ("?du=2020-01-01&gravite=bloquant", ["GRAVE"]),
            ("?gravite=nimporte", []),
            ("?salarie=999999", []),
        ],
    )
    def test_les_filtres_se_combinent(
        self, dossier: Dossier, gestion: "Client", selection: str, attendus: list[str]
    ) -> None:
        assert codes(gestion, selection) == attendus

    def test_le_salarie_est_une_cle_jamais_un_nom(self, dossier: Dossier, gestion: "Client") -> None:
        cle = anomalie().salarie_id
        assert codes(gestion, f"?salarie={cle}") == [CODE]
        page = texte(gestion, f"/anomalies/?salarie={cle}")
        assert "Salarié : <b>MARTIN</b>" in page
        assert "salarie=MARTIN" not in page

    def test_l_echeance_en_jours(self, dossier: Dossier, gestion: "Client", horloge: Horloge) -> None:
        from recepisse.gestion.models import Anomalie
        from recepisse.temps import jour_paris

        aujourdhui = jour_paris(horloge())
        jours = {"GRAVE": -2, "AILLEURS": 3, CODE: 1}
        for code, nombre in jours.items():
            Anomalie.objects.filter(code=code).update(limite_le=aujourdhui + timedelta(days=nombre))
        page = texte(gestion, "/anomalies/")
        for mots in ("dépassée de 2 jours", "dans 3 jours", "demain"):
            assert mots in page
        assert codes(gestion, "?echeance=depassee") == ["GRAVE"]
        assert codes(gestion, "?echeance=7") == ["AILLEURS", CODE]
        assert codes(gestion, "?echeance=30&gravite=bloquant") == []

    def test_on_pagine_par_la_derniere_ligne_montree(
        self, dossier: Dossier, gestion: "Client", monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from recepisse.web.anomalies import queries

        monkeypatch.setattr(queries, "PAR_PAGE", 2)
        reponse: Any = gestion.get("/anomalies/")
        suite = reponse.context["anomalies"].suite
        assert [li.anomalie.code for li in reponse.context["anomalies"].lignes] == ["GRAVE", "AILLEURS"]
        assert codes(gestion, f"?apres={suite}") == [CODE]
        assert codes(gestion, "?apres=nimporte") == ["GRAVE", "AILLEURS"]

    def test_les_comptes_menent_a_ce_qu_ils_comptent(self, dossier: Dossier, gestion: "Client") -> None:
        reponse: Any = gestion.get("/anomalies/")
        comptes = {c.libelle: c for c in reponse.context["comptes"]}
        assert comptes["À traiter"].nombre == 3
        for compte in comptes.values():
            assert len(codes(gestion, f"?{compte.parametres}")) == compte.nombre, compte.libelle

    def test_le_meme_nombre_de_requetes_pour_une_et_pour_beaucoup(
        self, dossier: Dossier, gestion: "Client"
    ) -> None:
        adresses = ("/anomalies/", "/anomalies/codes/", "/anomalies/personnes/", "/anomalies/controles/")
        avant = [len(requetes_de(gestion, adresse)) for adresse in adresses]
        dits = [Dit(f"N{i}", nir=f"2{i + 10}0675056012", nom=f"NOM{i}") for i in range(30)]
        dossier.recevoir(dossier.flux("2026-10", nic="00082"), *dits, statut="ANO")
        assert [len(requetes_de(gestion, adresse)) for adresse in adresses] == avant
        assert max(avant) < 30


class TestPerimetre:
    def test_un_client_voit_ses_entreprises_et_rien_du_travail_interne(
        self,
        dossier: Dossier,
        gestion: "Client",
        client_lecteur: "Client",
        portefeuille: "Portefeuille",
        gestionnaire: "Utilisateur",
    ) -> None:
        from recepisse.gestion.models import Entreprise

        assert codes(client_lecteur) == []
        portefeuille.entreprises.add(Entreprise.objects.get(siren=SIREN))
        sienne, autre = anomalie(), anomalie("AILLEURS")
        faire(gestion, f"/anomalies/{sienne.pk}/assignation/", a="moi", avant="")
        faire(gestion, f"/anomalies/{sienne.pk}/commentaire/", texte="Le client a oublié sa fiche.")
        assert codes(client_lecteur) == ["GRAVE", CODE]
        assert codes(client_lecteur, f"?entreprise={SIREN_2}") == []
        assert client_lecteur.get(f"/anomalies/{autre.pk}/").status_code == 404
        assert client_lecteur.get("/anomalies/controles/").status_code == 403
        for page in (texte(client_lecteur, "/anomalies/"), texte(client_lecteur, f"/anomalies/{sienne.pk}/")):
            assert gestionnaire.username not in page
            assert "oublié" not in page
            assert "Marquer" not in page
        assert codes(client_lecteur, f"?assignee={gestionnaire.pk}") == ["GRAVE", CODE], "filtre inconnu"
        export = client_lecteur.post("/anomalies/export/", {"forme": "csv"}).content.decode()
        assert "AILLEURS" not in export
        assert "Assignée à" not in export

    def test_un_lecteur_voit_sans_agir(self, dossier: Dossier, lecteur: "Client") -> None:
        pk = anomalie().pk
        page = texte(lecteur, f"/anomalies/{pk}/")
        for bouton in ("Marquer comme traitée", "M’assigner", "Commenter", "Ignorer ce contrôle"):
            assert bouton not in page
        assert 'type="checkbox" name="anomalie"' not in texte(lecteur, "/anomalies/")
        for adresse in ("marque", "assignation", "commentaire", "correction", "contestation", "controle"):
            assert lecteur.post(f"/anomalies/{pk}/{adresse}/").status_code == 403
        assert lecteur.post("/anomalies/lot/", {"acte": "traiter", "tout": "1"}).status_code == 403
        assert anomalie().etat == "nouvelle"

    def test_une_affectation_en_lecture_ne_permet_aucun_acte(
        self, dossier: Dossier, gestion: "Client", gestionnaire: "Utilisateur", portefeuille: "Portefeuille"
    ) -> None:
        from recepisse.gestion.models import Affectation, Entreprise, Utilisateur

        Utilisateur.objects.filter(pk=gestionnaire.pk).update(limite=True)
        portefeuille.entreprises.add(Entreprise.objects.get(siren=SIREN))
        Affectation.objects.create(portefeuille=portefeuille, utilisateur=gestionnaire, agit=False)
        pk = anomalie().pk
        assert "Marquer comme traitée" not in texte(gestion, f"/anomalies/{pk}/")
        assert gestion.post(f"/anomalies/{pk}/marque/", {"traite": "1"}).status_code == 404
        faire(gestion, "/anomalies/lot/", acte="traiter", tout="1")
        assert anomalie().etat == "nouvelle"


class TestGroupes:
    def test_une_ligne_par_code_mene_a_ses_anomalies(self, dossier: Dossier, gestion: "Client") -> None:
        dossier.recevoir(
            dossier.flux("2026-10", siren=SIREN_2), Dit(CODE, nir=AUTRE_NIR, nom="NGUYEN"), nature="62"
        )
        reponse: Any = gestion.get("/anomalies/codes/")
        groupes = {g.code: g for g in reponse.context["groupes"]}
        assert next(iter(groupes)) == "GRAVE"
        un = groupes[CODE]
        assert (un.nombre, un.entreprises, un.personnes) == (2, 2, 2)
        assert un.action == anomalie_de(SIREN_2, CODE).action
        assert codes(gestion, f"?{un.parametres}") == [CODE, CODE]

    def test_une_ligne_par_salarie(self, dossier: Dossier, gestion: "Client") -> None:
        dossier.recevoir(
            dossier.flux("2026-10", nic="00082"),
            Dit("X1", nir=NIR, nom="MARTIN", categorie="bloquant"),
            Dit("X2", nir=AUTRE_NIR, nom="NGUYEN"),
        )
        reponse: Any = gestion.get("/anomalies/personnes/")
        lus = [(g.nom, g.nombre, g.codes) for g in reponse.context["groupes"].lignes]
        assert lus == [("MARTIN", 2, 2), ("NGUYEN", 1, 1)]

    def test_les_salaries_se_paginent(
        self, dossier: Dossier, gestion: "Client", monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from recepisse.web.anomalies import groupes

        dossier.recevoir(dossier.flux("2026-10", nic="00082"), Dit("X2", nir=AUTRE_NIR, nom="NGUYEN"))
        monkeypatch.setattr(groupes, "PAR_PAGE", 1)
        vus: list[str] = []
        suite = ""
        for _ in range(2):
            reponse: Any = gestion.get(f"/anomalies/personnes/?apres={suite}")
            vus += [g.nom for g in reponse.context["groupes"].lignes]
            suite = reponse.context["groupes"].suite
        assert sorted(vus) == ["MARTIN", "NGUYEN"]
        assert suite == ""


def anomalie_de(siren: str, code: str) -> "Anomalie":
    from recepisse.gestion.models import Anomalie

    return Anomalie.objects.get(entreprise__siren=siren, code=code)


class TestUneAnomalie:
    def test_tout_ce_qu_elle_dit(self, dossier: Dossier, gestion: "Client") -> None:
        dossier.recevoir(dossier.flux("2026-11"), DIT, statut="ANO")
        ligne = anomalie()
        page = texte(gestion, f"/anomalies/{ligne.pk}/")
        for morceau in (
            "Ce qu’il faut faire",
            "S21.G00.30.002",
            "matricule M1",
            "NIR 2850675······",
            "dans la DSN d’octobre 2026",
            "dans la DSN de novembre 2026",
            "2 fois, du",
        ):
            assert morceau in page, morceau
        assert NIR not in page
        assert f"retour={ligne.retour_id}" in page, "le document est à un clic"

    def test_les_autres_de_la_personne_et_le_meme_code_ailleurs(
        self, dossier: Dossier, gestion: "Client"
    ) -> None:
        dossier.recevoir(
            dossier.flux("2026-10", nic="00082"), Dit("X1", nir=NIR, nom="MARTIN"), Dit(CODE, nom="")
        )
        from recepisse.gestion.models import Anomalie

        une = Anomalie.objects.filter(code=CODE, salarie__isnull=False).get()
        reponse: Any = gestion.get(f"/anomalies/{une.pk}/")
        vue = reponse.context["vue"]
        assert [li.anomalie.code for li in vue.personne.lignes] == ["X1"]
        assert [li.anomalie.code for li in vue.ailleurs.lignes] == [CODE]
        assert (vue.personne.nombre, vue.ailleurs.nombre) == (1, 1)

    def test_la_ligne_du_fichier_mene_a_la_declaration(
        self, dossier: Dossier, gestion: "Client", monde: Any
    ) -> None:
        from recepisse.gestion.models import Anomalie

        depot = monde.envoye().depot
        Anomalie.objects.filter(code=CODE).update(depot=depot, ligne=12)
        page = texte(gestion, f"/anomalies/{anomalie().pk}/")
        assert "ligne 12" in page


class TestActes:
    def test_m_assigner_en_un_clic_puis_la_rendre(
        self, dossier: Dossier, gestion: "Client", gestionnaire: "Utilisateur"
    ) -> None:
        pk = anomalie().pk
        page = faire(gestion, f"/anomalies/{pk}/assignation/", a="moi", avant="")
        assert "Elle vous est assignée" in page
        assert f"Assignée à {gestionnaire.username}" in page
        assert codes(gestion, "?assignee=moi") == [CODE]
        page = faire(gestion, f"/anomalies/{pk}/assignation/", a="", avant=str(gestionnaire.pk))
        assert "N’est plus assignée à personne" in page

    def test_prise_par_un_autre_entre_temps_elle_ne_change_pas_de_mains(
        self, dossier: Dossier, gestion: "Client", admin: "Client", administrateur: "Utilisateur"
    ) -> None:
        pk = anomalie().pk
        faire(admin, f"/anomalies/{pk}/assignation/", a="moi", avant="")
        page = faire(gestion, f"/anomalies/{pk}/assignation/", a="moi", avant="")
        assert f"vient d’être assignée à {administrateur.username}" in page
        assert anomalie().assignee_a == administrateur

    def test_on_n_assigne_qu_a_qui_peut_agir_sur_l_entreprise(
        self, dossier: Dossier, gestion: "Client", client_utilisateur: "Utilisateur"
    ) -> None:
        pk = anomalie().pk
        page = faire(gestion, f"/anomalies/{pk}/assignation/", a=str(client_utilisateur.pk), avant="")
        assert "ne peut pas agir sur cette entreprise" in page
        assert anomalie().assignee_a is None

    def test_une_page_perimee_est_refusee_en_disant_pourquoi(
        self, dossier: Dossier, gestion: "Client", admin: "Client", administrateur: "Utilisateur"
    ) -> None:
        pk = anomalie().pk
        faire(admin, f"/anomalies/{pk}/contestation/", le="2026-11-01", vu="nouvelle")
        page = faire(gestion, f"/anomalies/{pk}/correction/", mois="2026-11", vu="nouvelle")
        assert "est maintenant « Contestée »" in page
        assert f"{administrateur.username} l’a changée" in page
        assert anomalie().etat == "contestee"

    def test_un_nir_ecrit_dans_un_commentaire_est_masque(self, dossier: Dossier, gestion: "Client") -> None:
        pk = anomalie().pk
        page = faire(
            gestion, f"/anomalies/{pk}/commentaire/", texte=f"Vu avec 2 85.06 75-056.012, {AUTRE_NIR}"
        )
        assert "a été masqué" in page
        assert "2850675······, 1920678······" in page
        assert "012" not in anomalie().evenements.get(evenement="commenter").detail

    def test_corriger_dans_une_dsn_puis_la_revoir(self, dossier: Dossier, gestion: "Client") -> None:
        """November still says it; December was to hold the correction, and says it again."""
        pk = anomalie().pk
        page = faire(gestion, f"/anomalies/{pk}/correction/", mois="2026-12", vu="nouvelle")
        assert "Corrigée dans la DSN de décembre 2026, à confirmer" in page
        assert "pas encore envoyée" in page
        dossier.recevoir(dossier.flux("2026-11"), DIT, statut="ANO")
        assert anomalie().etat == "corrigee"
        dossier.recevoir(dossier.flux("2026-12"), DIT, statut="ANO")
        page = texte(gestion, f"/anomalies/{pk}/")
        assert "Revenue malgré la correction déclarée en décembre 2026" in page
        assert vie(anomalie())[-1] == ("rouvrir", "corrigee", "rouverte")
        assert codes(gestion, "?etat=rouverte") == [CODE]

    def test_ignorer_puis_lever(self, dossier: Dossier, gestion: "Client") -> None:
        pk = anomalie().pk
        page = faire(gestion, f"/anomalies/{pk}/controle/", motif="Écart connu", jusqu_au="2027-01-31")
        assert "est ignoré jusqu’au 31/01/2027" in page
        page = texte(gestion, "/anomalies/controles/")
        assert "Écart connu" in page
        assert "Ateliers du Quai" in page
        from recepisse.gestion.models import ControleIgnore

        faire(gestion, f"/anomalies/controles/{ControleIgnore.objects.get().pk}/lever/")
        assert anomalie().etat == "nouvelle"

    def test_ignorer_partout_demande_de_voir_toutes_les_entreprises(
        self, dossier: Dossier, gestion: "Client", gestionnaire: "Utilisateur", portefeuille: "Portefeuille"
    ) -> None:
        from recepisse.gestion.models import Affectation, ControleIgnore, Entreprise, Utilisateur

        Utilisateur.objects.filter(pk=gestionnaire.pk).update(limite=True)
        portefeuille.entreprises.add(Entreprise.objects.get(siren=SIREN))
        Affectation.objects.create(portefeuille=portefeuille, utilisateur=gestionnaire)
        champs = {"motif": "Connu", "jusqu_au": "2027-01-31"}
        partout = gestion.post(f"/anomalies/{anomalie().pk}/controle/", {**champs, "partout": "on"})
        assert partout.status_code == 403
        assert not ControleIgnore.objects.exists()
        faire(gestion, f"/anomalies/{anomalie().pk}/controle/", **champs)
        assert ControleIgnore.objects.get().entreprise is not None


class TestLots:
    def test_traiter_les_cochees_puis_annuler(self, dossier: Dossier, gestion: "Client") -> None:
        from recepisse.gestion.models import LotMarques

        cochees = [anomalie("GRAVE").pk, anomalie("AILLEURS").pk]
        page = faire(gestion, "/anomalies/lot/", acte="traiter", anomalie=cochees)
        assert "2 anomalies marquées comme traitées" in page
        assert codes(gestion) == [CODE]
        lot = LotMarques.objects.get()
        page = faire(gestion, f"/anomalies/lot/{lot.pk}/annuler/")
        assert "2 anomalies comme avant" in page
        assert len(codes(gestion)) == 3
        assert "ne peut plus être annulée" in faire(gestion, f"/anomalies/lot/{lot.pk}/annuler/")

    def test_annuler_laisse_ce_qu_un_autre_a_fait_depuis(
        self, dossier: Dossier, gestion: "Client", admin: "Client"
    ) -> None:
        from recepisse.gestion.models import LotMarques

        faire(gestion, "/anomalies/lot/", acte="traiter", tout="1")
        faire(admin, f"/anomalies/{anomalie().pk}/contestation/", le="2026-11-01", vu="traitee")
        page = faire(gestion, f"/anomalies/lot/{LotMarques.objects.get().pk}/annuler/")
        assert "1 anomalie a changé depuis" in page
        assert anomalie().etat == "contestee"

    def test_un_groupe_entier_s_assigne(
        self, dossier: Dossier, gestion: "Client", gestionnaire: "Utilisateur"
    ) -> None:
        faire(gestion, "/anomalies/lot/", acte="assigner", a="moi", groupe=["urssaf_msa:GRAVE"])
        assert anomalie("GRAVE").assignee_a == gestionnaire
        assert anomalie("AILLEURS").assignee_a is None

    def test_toutes_celles_d_une_personne(self, dossier: Dossier, gestion: "Client") -> None:
        faire(gestion, "/anomalies/lot/", acte="traiter", personne=[anomalie().salarie_id])
        assert codes(gestion) == ["GRAVE", "AILLEURS"]

    def test_sans_rien_cocher_on_le_dit(self, dossier: Dossier, gestion: "Client") -> None:
        assert "Aucune anomalie n’est cochée" in faire(gestion, "/anomalies/lot/", acte="traiter")
        assert "Choisissez ce qu’il faut faire" in faire(gestion, "/anomalies/lot/", tout="1")

    def test_le_lot_d_une_autre_personne_n_existe_pas(
        self, dossier: Dossier, gestion: "Client", admin: "Client"
    ) -> None:
        from recepisse.gestion.models import LotMarques

        faire(gestion, "/anomalies/lot/", acte="traiter", tout="1")
        assert admin.post(f"/anomalies/lot/{LotMarques.objects.get().pk}/annuler/").status_code == 404


class TestSorties:
    @pytest.mark.parametrize("forme", ["csv", "xlsx"])
    def test_l_export_est_celui_de_la_selection(
        self, dossier: Dossier, gestion: "Client", forme: str
    ) -> None:
        from recepisse.gestion.models import Journal

        reponse = gestion.post(f"/anomalies/export/?entreprise={SIREN}", {"forme": forme})
        assert reponse.status_code == 200
        assert f".{forme}" in reponse.headers["Content-Disposition"]
        octets = reponse.content
        assert NIR.encode() not in octets
        if forme == "csv":
            lu = octets.decode("utf-8-sig")
            assert lu.count("\r\n") == 3
            assert "MARTIN" in lu
            assert "AILLEURS" not in lu
        acte = Journal.objects.get(acte="exporter_anomalies")
        assert acte.detail == {"nombre": 2, "forme": forme}

    def test_une_vue_enregistree_rouvre_la_selection(self, dossier: Dossier, gestion: "Client") -> None:
        from recepisse.gestion.models import VueEnregistree

        page = faire(gestion, "/anomalies/vues/", nom="Les bloquantes", gravite="bloquant")
        assert "Vue « Les bloquantes » enregistrée" in page
        vue = VueEnregistree.objects.get()
        assert codes(gestion, f"?{vue.parametres}") == ["GRAVE"]
        assert "Supprimer cette vue" in texte(gestion, f"/anomalies/?{vue.parametres}")
        faire(gestion, f"/anomalies/vues/{vue.pk}/supprimer/")
        assert not VueEnregistree.objects.exists()

    def test_la_vue_d_une_autre_personne_ne_se_supprime_pas(
        self, dossier: Dossier, gestion: "Client", lecteur: "Client"
    ) -> None:
        from recepisse.gestion.models import VueEnregistree

        faire(gestion, "/anomalies/vues/", nom="À moi", gravite="bloquant")
        assert (
            lecteur.post(f"/anomalies/vues/{VueEnregistree.objects.get().pk}/supprimer/").status_code == 404
        )
