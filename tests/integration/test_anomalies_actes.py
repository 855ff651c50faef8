"""What people do about an anomaly: correct, contest, assign, comment, many at once."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from recepisse.erreurs import ErreurSaisie, TransitionInterdite
from tests.integration.aide import SIREN_2, Horloge
from tests.integration.aide_lectures import NIR, Dit, Dossier, retour_de, seule, vie

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant, Portefeuille, Utilisateur

DIT = Dit(nir=NIR, nom="MARTIN", rubrique="S21.G00.30.002", valeur="MARTIN")


@pytest.fixture
def dossier(ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge) -> Dossier:
    return Dossier(ctx, identifiant, instant=horloge() - timedelta(days=3))


class TestCorriger:
    def test_les_mois_d_avant_ne_rompent_pas_la_promesse(self, dossier: Dossier) -> None:
        from recepisse.gestion.gestes.anomalies.corriger_anomalie import corriger_anomalie

        dossier.recevoir(dossier.flux("2026-09"), DIT)
        assert corriger_anomalie(seule(), "2026-11", dossier.ctx)
        assert not corriger_anomalie(seule(), "2026-11", dossier.ctx), "déjà dit"
        dossier.recevoir(dossier.flux("2026-10"), DIT)
        assert seule().etat == "corrigee"
        dossier.recevoir(dossier.flux("2026-11"), DIT)
        ligne = seule()
        assert (ligne.etat, ligne.mois_correction) == ("rouverte", "2026-11")
        revenue = ligne.evenements.get(evenement="rouvrir")
        assert "malgré la correction déclarée en novembre 2026" in revenue.detail

    def test_disparue_puis_revenue_le_dit_encore(self, dossier: Dossier) -> None:
        from recepisse.gestion.gestes.anomalies.corriger_anomalie import corriger_anomalie

        dossier.recevoir(dossier.flux("2026-09"), DIT)
        corriger_anomalie(seule(), "2026-10", dossier.ctx)
        dossier.recevoir(dossier.flux("2026-10"))
        assert seule().etat == "disparue"
        dossier.recevoir(dossier.flux("2026-11"), DIT)
        assert seule().etat == "rouverte"
        assert "malgré" in seule().evenements.get(evenement="rouvrir").detail

    def test_la_declaration_est_liee_quand_elle_existe(self, dossier: Dossier) -> None:
        from recepisse.gestion.gestes.anomalies.corriger_anomalie import corriger_anomalie

        dossier.recevoir(dossier.flux("2026-09"), DIT)
        corriger_anomalie(seule(), "2026-10", dossier.ctx)
        assert seule().correction is None
        suivante = dossier.flux("2026-10").declaration
        corriger_anomalie(seule(), "2026-11", dossier.ctx)
        corriger_anomalie(seule(), "2026-10", dossier.ctx)
        assert seule().correction == suivante

    @pytest.mark.parametrize("mois", ["", "2026-13", "octobre", "2026-08", "2030-01"])
    def test_un_mois_qui_ne_peut_pas_corriger(self, dossier: Dossier, mois: str) -> None:
        from recepisse.gestion.gestes.anomalies.corriger_anomalie import corriger_anomalie

        dossier.recevoir(dossier.flux("2026-09"), DIT)
        with pytest.raises(ErreurSaisie):
            corriger_anomalie(seule(), mois, dossier.ctx)
        assert seule().etat == "nouvelle"

    def test_reprendre_oublie_le_mois_et_rend_l_etat_d_avant(self, dossier: Dossier) -> None:
        from recepisse.gestion.gestes.anomalies.contester_anomalie import contester_anomalie
        from recepisse.gestion.gestes.anomalies.corriger_anomalie import corriger_anomalie
        from recepisse.gestion.gestes.anomalies.marquer_anomalie import reprendre_anomalie, traiter_anomalie

        dossier.recevoir(dossier.flux("2026-09"), DIT)
        traiter_anomalie(seule(), dossier.ctx)
        dossier.recevoir(dossier.flux("2026-10"), DIT)
        corriger_anomalie(seule(), "2026-11", dossier.ctx)
        contester_anomalie(seule(), date(2026, 11, 1), dossier.ctx)
        assert reprendre_anomalie(seule(), dossier.ctx)
        ligne = seule()
        assert (ligne.etat, ligne.mois_correction, ligne.contestee_le) == ("rouverte", "", None)
        assert vie(ligne)[-1] == ("rouvrir", "contestee", "rouverte")


class TestRetours:
    def test_repondre_a_la_derniere_ouverte_traite_le_retour(self, dossier: Dossier) -> None:
        from recepisse.gestion.gestes.anomalies.corriger_anomalie import corriger_anomalie
        from recepisse.gestion.gestes.anomalies.marquer_anomalie import reprendre_anomalie

        version = dossier.recevoir(dossier.flux("2026-09"), DIT, statut="ANO")
        corriger_anomalie(seule(), "2026-10", dossier.ctx)
        assert retour_de(version).traite
        reprendre_anomalie(seule(), dossier.ctx)
        assert not retour_de(version).traite


class TestContester:
    def test_elle_attend_la_reponse_meme_redite(self, dossier: Dossier) -> None:
        from recepisse.gestion.gestes.anomalies.contester_anomalie import contester_anomalie

        dossier.recevoir(dossier.flux("2026-09"), DIT)
        contester_anomalie(seule(), date(2026, 11, 2), dossier.ctx)
        dossier.recevoir(dossier.flux("2026-10"), DIT)
        assert (seule().etat, seule().nb_vues) == ("contestee", 2)
        with pytest.raises(TransitionInterdite):
            contester_anomalie(seule(), date(2026, 11, 2), dossier.ctx)

    def test_un_jour_a_venir_est_refuse(self, dossier: Dossier, horloge: Horloge) -> None:
        from recepisse.gestion.gestes.anomalies.contester_anomalie import contester_anomalie

        dossier.recevoir(dossier.flux("2026-09"), DIT)
        with pytest.raises(ErreurSaisie, match="à venir"):
            contester_anomalie(seule(), horloge().date() + timedelta(days=2), dossier.ctx)


class TestCommenter:
    @pytest.mark.parametrize(
        ("ecrit", "garde"),
        [
            ("NIR 2850675056012", "NIR 2850675······"),
            ("2 85 06 75 056 012 54", "2 85 06 75 ··· ···"),
            ("2.85.06.75.056.012", "2850675······"),
            ("285067-5056012", "2850675······"),
            ("SIRET 73282932000074", "SIRET 73282932000074"),
            ("732 829 320 00074", "732 829 320 00074"),
            ("12 345,67 € en 2026", "12 345,67 € en 2026"),
        ],
    )
    def test_ce_qui_ressemble_a_un_nir_est_masque(self, ecrit: str, garde: str) -> None:
        from recepisse.gestion.gestes.anomalies.commenter_anomalie import masquer_libre

        assert masquer_libre(ecrit) == garde

    @pytest.mark.parametrize("ecrit", ["", "   ", "x" * 2001])
    def test_vide_ou_trop_long(self, dossier: Dossier, ecrit: str) -> None:
        from recepisse.gestion.gestes.anomalies.commenter_anomalie import commenter_anomalie

        dossier.recevoir(dossier.flux("2026-09"), DIT)
        with pytest.raises(ErreurSaisie):
            commenter_anomalie(seule(), ecrit, dossier.ctx)

    def test_une_disparue_se_commente_encore(self, dossier: Dossier) -> None:
        from recepisse.gestion.gestes.anomalies.commenter_anomalie import commenter_anomalie

        dossier.recevoir(dossier.flux("2026-09"), DIT)
        dossier.recevoir(dossier.flux("2026-10"))
        assert not commenter_anomalie(seule(), "Vu avec l’Urssaf.", dossier.ctx)
        assert vie(seule())[-1] == ("commenter", "disparue", "disparue")


class TestAssigner:
    def test_ce_qui_n_appelle_plus_rien_ne_s_assigne_pas(
        self, dossier: Dossier, gestionnaire: "Utilisateur"
    ) -> None:
        from recepisse.gestion.gestes.anomalies.assigner_anomalie import assigner_anomalie

        dossier.recevoir(dossier.flux("2026-09"), DIT)
        dossier.recevoir(dossier.flux("2026-10"))
        with pytest.raises(TransitionInterdite, match="Disparue"):
            assigner_anomalie(seule(), gestionnaire, dossier.ctx, avant=None)
        assert seule().assignee_a is None

    def test_les_assignables_sont_ceux_que_le_perimetre_laisse_agir(
        self,
        dossier: Dossier,
        administrateur: "Utilisateur",
        gestionnaire: "Utilisateur",
        lecteur_utilisateur: "Utilisateur",
        client_utilisateur: "Utilisateur",
        portefeuille: "Portefeuille",
    ) -> None:
        from recepisse.gestion.gestes.anomalies.assigner_anomalie import assignables, peut_agir
        from recepisse.gestion.models import Affectation, Anomalie, Utilisateur

        dossier.recevoir(dossier.flux("2026-09"), DIT)
        dossier.recevoir(dossier.flux("2026-09", siren=SIREN_2), Dit("AILLEURS"))
        dossier.recevoir(dossier.flux(adopte=False), Dit("ETRANGERE"))
        portefeuille.entreprises.add(dossier.etablissement().entreprise)
        for limite, affectation in ((False, None), (True, None), (True, False), (True, True)):
            Utilisateur.objects.filter(pk=gestionnaire.pk).update(limite=limite)
            Affectation.objects.filter(utilisateur=gestionnaire).delete()
            if affectation is not None:
                Affectation.objects.create(
                    portefeuille=portefeuille, utilisateur=gestionnaire, agit=affectation
                )
            for ligne in Anomalie.objects.all():
                attendus = [u for u in Utilisateur.objects.order_by("username") if peut_agir(u, ligne)]
                assert list(assignables(ligne.entreprise_id)) == attendus, (limite, affectation, ligne.code)


class TestLots:
    def test_une_assignation_groupee_laisse_ce_que_la_personne_ne_voit_pas(
        self, dossier: Dossier, administrateur: "Utilisateur", gestionnaire: "Utilisateur"
    ) -> None:
        from recepisse.gestion.gestes.anomalies.lot_anomalies import annuler_lot, assigner_lot
        from recepisse.gestion.models import Anomalie, Utilisateur

        dossier.recevoir(dossier.flux("2026-09"), DIT, Dit("X1"))
        Utilisateur.objects.filter(pk=gestionnaire.pk).update(limite=True)
        gestionnaire.refresh_from_db()
        refus = assigner_lot(Anomalie.objects.all(), gestionnaire, dossier.ctx, administrateur)
        assert (refus.lot, refus.changes, refus.reserves) == (None, 0, 2)
        fait = assigner_lot(Anomalie.objects.all(), administrateur, dossier.ctx, administrateur)
        assert (fait.changes, fait.reserves) == (2, 0)
        assert fait.lot is not None
        Anomalie.objects.filter(code="X1").update(assignee_a=gestionnaire)
        bilan = annuler_lot(fait.lot, Anomalie.objects.all(), dossier.ctx, administrateur)
        assert (bilan.remis, bilan.laisses) == (1, 1)
        assert Anomalie.objects.get(code="X1").assignee_a == gestionnaire

    def test_trop_d_anomalies_a_la_fois(
        self, dossier: Dossier, administrateur: "Utilisateur", monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from recepisse.gestion.gestes.anomalies import lot_anomalies
        from recepisse.gestion.models import Anomalie

        dossier.recevoir(dossier.flux("2026-09"), DIT, Dit("X1"))
        monkeypatch.setattr(lot_anomalies, "LOT_MAX", 1)
        with pytest.raises(ErreurSaisie, match="Réduisez"):
            lot_anomalies.traiter_lot(Anomalie.objects.all(), dossier.ctx, administrateur)

    def test_au_dela_d_une_heure_on_n_annule_plus(
        self, dossier: Dossier, administrateur: "Utilisateur", horloge: Horloge
    ) -> None:
        from recepisse.gestion.gestes.anomalies.lot_anomalies import annuler_lot, lot_annulable, traiter_lot
        from recepisse.gestion.models import Anomalie

        dossier.recevoir(dossier.flux("2026-09"), DIT)
        lot = traiter_lot(Anomalie.objects.all(), dossier.ctx, administrateur).lot
        assert lot is not None
        assert lot_annulable(administrateur, horloge()) == lot
        horloge.avancer(hours=2)
        assert lot_annulable(administrateur, horloge()) is None
        with pytest.raises(ErreurSaisie, match="ne peut plus"):
            annuler_lot(lot, Anomalie.objects.all(), dossier.ctx, administrateur)
