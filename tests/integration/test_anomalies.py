"""The memory of anomalies over returns, versions, deposits and months."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recepisse.erreurs import TransitionInterdite
from tests.integration.aide_lectures import (
    AUTRE_NIR,
    NIR,
    Dit,
    Dossier,
    bilan,
    etats,
    photo,
    retour_de,
    seule,
    vie,
)

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Anomalie, Identifiant, Utilisateur

DIT = Dit(nir=NIR, nom="MARTIN", rubrique="S21.G00.30.002", valeur="MARTIN")
NEE = ("vue", "", "nouvelle")


@pytest.fixture
def dossier(ctx: "Contexte", identifiant: "Identifiant") -> Dossier:
    return Dossier(ctx, identifiant)


def traiter(dossier: Dossier, ligne: "Anomalie | None" = None, par: "Utilisateur | None" = None) -> None:
    from recepisse.gestion.gestes.anomalies.marquer_anomalie import traiter_anomalie

    assert traiter_anomalie(ligne or seule(), dossier.ctx, par)


class TestUneLigne:
    def test_une_anomalie_nait_avec_tout_ce_qu_elle_dit(self, dossier: Dossier) -> None:
        flux = dossier.flux()
        version = dossier.recevoir(flux, DIT)
        ligne = seule()
        assert (ligne.etat, ligne.code, ligne.rubrique) == ("nouvelle", "BA-209-09", "S21.G00.30.002")
        assert (ligne.nature, ligne.emetteur, ligne.gravite) == ("61", retour_de(version).emetteur, 2)
        assert ligne.valeur_declaree == "MARTIN"
        assert ligne.message
        assert ligne.action
        assert ligne.premiere_vue_le == ligne.derniere_vue_le == retour_de(version).publie_le
        assert (ligne.retour_id, ligne.declaration_id) == (version.retour_id, flux.declaration_id)
        assert ligne.etablissement == dossier.etablissement()
        assert ligne.salarie is not None
        assert ligne.salarie.nom == "MARTIN"
        assert vie(ligne) == [NEE]
        constat = ligne.constats.get()
        assert (constat.rang, constat.mois, constat.categorie) == (0, "2026-05", "non-bloquant")

    def test_le_mois_suivant_est_la_meme_ligne(self, dossier: Dossier) -> None:
        premiere = dossier.recevoir(dossier.flux("2026-05"), DIT)
        seconde = dossier.recevoir(dossier.flux("2026-06"), DIT)
        ligne = seule()
        assert (ligne.etat, ligne.nb_vues, ligne.retour_id) == ("nouvelle", 2, seconde.retour_id)
        assert ligne.premiere_vue_le == retour_de(premiere).publie_le
        assert ligne.derniere_vue_le == retour_de(seconde).publie_le
        assert [c.mois for c in ligne.constats.order_by("pk")] == ["2026-05", "2026-06"]
        assert vie(ligne) == [NEE], "la revoir n’est pas un événement"

    def test_deux_natures_disent_la_meme(self, dossier: Dossier) -> None:
        flux = dossier.flux()
        dossier.recevoir(flux, DIT, nature="61")
        dossier.recevoir(flux, DIT, nature="62")
        assert (seule().nb_vues, seule().nature) == (2, "62")

    def test_deux_constats_identiques_font_une_ligne(self, dossier: Dossier) -> None:
        pire = Dit(nir=NIR, nom="MARTIN", rubrique="S21.G00.30.002", valeur="MARTIN", categorie="bloquant")
        version = dossier.recevoir(dossier.flux(), DIT, pire, DIT)
        ligne = seule()
        assert (ligne.gravite, ligne.nb_vues, ligne.constats.count()) == (4, 1, 3)
        assert retour_de(version).nb_anomalies == 3

    @pytest.mark.parametrize(
        "autre",
        [
            Dit("BA-210-01", nir=NIR, rubrique="S21.G00.30.002"),
            Dit(nir=AUTRE_NIR, rubrique="S21.G00.30.002"),
            Dit(nir=NIR, rubrique="S21.G00.30.004"),
        ],
    )
    def test_une_autre_est_une_autre_ligne(self, dossier: Dossier, autre: Dit) -> None:
        from recepisse.gestion.models import Anomalie

        dossier.recevoir(dossier.flux(), Dit(nir=NIR, rubrique="S21.G00.30.002"), autre)
        assert Anomalie.objects.count() == 2

    def test_un_autre_etablissement_est_une_autre_ligne(self, dossier: Dossier) -> None:
        from recepisse.gestion.models import Anomalie

        dossier.recevoir(dossier.flux(), DIT)
        dossier.recevoir(dossier.flux(nic="00082"), DIT)
        assert Anomalie.objects.filter(etat="nouvelle").count() == 2

    def test_le_matricule_puis_le_nir_sont_la_meme_personne(self, dossier: Dossier) -> None:
        dossier.recevoir(dossier.flux("2026-05"), Dit(matricule="M1"))
        dossier.recevoir(dossier.flux("2026-06"), Dit(nir=NIR, matricule="M1"))
        assert seule().nb_vues == 2

    def test_une_information_n_entre_pas_en_memoire(self, dossier: Dossier) -> None:
        """No category and everything OK: a fact to know."""
        version = dossier.recevoir(dossier.flux(), Dit(categorie=""), statut="OK")
        assert etats() == {}
        assert (retour_de(version).nb_anomalies, retour_de(version).gravite) == (0, 1)

    @pytest.mark.parametrize(("jour", "limite"), [(5, date(2026, 6, 4)), (None, date(2026, 6, 14))])
    def test_la_limite_suit_l_echeance_de_l_etablissement(
        self, dossier: Dossier, jour: int | None, limite: date
    ) -> None:
        """Nature 61 of May: until the eve of the 5th or of the 15th (the setting) of June."""
        flux = dossier.flux("2026-05")
        type(dossier.etablissement()).objects.update(jour_echeance=jour)
        dossier.recevoir(flux, DIT, statut="ANO")
        assert seule().limite_le == limite


class TestDisparition:
    def test_absente_du_mois_suivant(self, dossier: Dossier) -> None:
        dossier.recevoir(dossier.flux("2026-05"), DIT)
        dossier.recevoir(dossier.flux("2026-06"))
        assert vie(seule()) == [NEE, ("non_revue", "nouvelle", "disparue")]
        assert seule().evenements.get(evenement="non_revue").detail.endswith("2026-06")

    def test_absente_de_la_version_suivante(self, dossier: Dossier) -> None:
        flux = dossier.flux()
        dossier.recevoir(flux, DIT, Dit("X1"))
        dossier.recevoir(flux, Dit("X1"))
        assert etats() == {"BA-209-09": "disparue", "X1": "nouvelle"}

    def test_absente_d_un_annule_et_remplace(self, dossier: Dossier) -> None:
        dossier.recevoir(dossier.flux("2026-05"), DIT)
        dossier.recevoir(dossier.flux("2026-05"))
        assert seule().etat == "disparue"

    def test_un_ok_sans_document_suffit(self, dossier: Dossier) -> None:
        dossier.recevoir(dossier.flux("2026-05"), DIT, nature="20")
        dossier.recevoir(dossier.flux("2026-06"), nature="20", avec=False)
        assert seule().etat == "disparue"

    @pytest.mark.parametrize("statut", ["KO", "ANO", "EN COURS"])
    def test_un_autre_statut_sans_document_ne_dit_rien(self, dossier: Dossier, statut: str) -> None:
        dossier.recevoir(dossier.flux("2026-05"), DIT, nature="20")
        dossier.recevoir(dossier.flux("2026-06"), nature="20", avec=False, statut=statut)
        assert seule().etat == "nouvelle"

    @pytest.mark.parametrize("document", [b"<rapport>", b"<inconnu/>", b"%PDF-1.4", b""])
    def test_un_document_illisible_ne_dit_rien(self, dossier: Dossier, document: bytes) -> None:
        dossier.recevoir(dossier.flux("2026-05"), DIT)
        dossier.recevoir(dossier.flux("2026-06"), document=document, statut="ANO")
        assert seule().etat == "nouvelle"

    def test_ni_une_autre_nature_ni_un_autre_organisme_ni_un_essai(self, dossier: Dossier) -> None:
        dossier.recevoir(dossier.flux("2026-05"), DIT, nature="61", ops="A")
        dossier.recevoir(dossier.flux("2026-06"), nature="62", ops="A")
        dossier.recevoir(dossier.flux("2026-06"), nature="61", ops="B")
        dossier.recevoir(dossier.flux("2026-06", essai=True), nature="61", ops="A")
        dossier.recevoir(dossier.flux("2026-06", fraction="12"), nature="61", ops="A")
        dossier.recevoir(dossier.flux("2026-06", nic="00082"), nature="61", ops="A")
        assert seule().etat == "nouvelle"

    def test_un_vieux_document_qui_arrive_tard_ne_fait_rien_disparaitre(self, dossier: Dossier) -> None:
        mai, juin = dossier.flux("2026-05"), dossier.flux("2026-06")
        dossier.recevoir(juin, DIT)
        dossier.recevoir(mai)
        assert (seule().etat, seule().nb_vues) == ("nouvelle", 1)

    def test_une_vieille_version_lue_tard_ne_fait_rien_disparaitre(self, dossier: Dossier) -> None:
        flux = dossier.flux()
        dossier.recevoir(flux, DIT)
        dossier.recevoir(flux, publie_le=datetime(2026, 6, 1, tzinfo=UTC))
        assert seule().etat == "nouvelle"

    def test_ce_que_seul_un_retour_depasse_dit_nait_disparu(self, dossier: Dossier) -> None:
        mai, juin = dossier.flux("2026-05"), dossier.flux("2026-06")
        dossier.recevoir(juin)
        dossier.recevoir(mai, DIT)
        assert vie(seule()) == [NEE, ("non_revue", "nouvelle", "disparue")]

    def test_une_ancienne_version_lue_apres_la_nouvelle(self, dossier: Dossier) -> None:
        flux = dossier.flux()
        dossier.recevoir(flux)
        dossier.recevoir(flux, DIT, publie_le=datetime(2026, 6, 1, tzinfo=UTC))
        assert seule().etat == "disparue"

    def test_une_vieille_vue_ajoute_a_l_histoire_sans_rien_changer(self, dossier: Dossier) -> None:
        mai, juin = dossier.flux("2026-05"), dossier.flux("2026-06")
        version = dossier.recevoir(juin, DIT)
        traiter(dossier)
        dossier.recevoir(mai, DIT, statut="KO")
        ligne = seule()
        assert (ligne.etat, ligne.nb_vues, ligne.retour_id) == ("traitee", 2, version.retour_id)
        assert [c.mois for c in ligne.constats.order_by("pk")] == ["2026-06", "2026-05"]

    def test_disparue_puis_revenue_est_nouvelle(self, dossier: Dossier) -> None:
        for mois, dits in (("2026-05", [DIT]), ("2026-06", []), ("2026-07", [DIT])):
            dossier.recevoir(dossier.flux(mois), *dits)
        assert vie(seule())[-1] == ("vue", "disparue", "nouvelle")

    def test_traitee_disparue_puis_revenue_est_rouverte(self, dossier: Dossier) -> None:
        dossier.recevoir(dossier.flux("2026-05"), DIT)
        traiter(dossier)
        dossier.recevoir(dossier.flux("2026-06"))
        dossier.recevoir(dossier.flux("2026-07"), DIT)
        assert vie(seule())[1:] == [
            ("traiter", "nouvelle", "traitee"),
            ("non_revue", "traitee", "disparue"),
            ("rouvrir", "disparue", "rouverte"),
        ]

    def test_lues_ensemble_dans_le_desordre(self, dossier: Dossier) -> None:
        """One group of readings: the oldest publication first, whatever the order of the rows."""
        mai, juin = dossier.flux("2026-05"), dossier.flux("2026-06")
        dossier.publier(juin, publie_le=datetime(2026, 7, 6, tzinfo=UTC))
        dossier.publier(mai, DIT, publie_le=datetime(2026, 6, 6, tzinfo=UTC))
        assert dossier.lire() == 2
        assert vie(seule()) == [NEE, ("non_revue", "nouvelle", "disparue")]

    def test_sans_declaration_seul_le_meme_retour_parle(self, dossier: Dossier) -> None:
        flux = dossier.flux(adopte=False)
        dossier.recevoir(flux, DIT)
        dossier.recevoir(dossier.flux(adopte=False))
        assert seule().etat == "nouvelle"
        dossier.recevoir(flux)
        assert seule().etat == "disparue"

    def test_deux_mois_d_un_flux_etranger_sont_la_meme_ligne(self, dossier: Dossier) -> None:
        """The document names its establishment and month: the fingerprint needs no declaration of ours."""
        for mois in ("01052026", "01062026"):
            document = bilan(Dit(nir=NIR), mois=mois)
            dossier.recevoir(dossier.flux(adopte=False), document=document)
        assert seule().nb_vues == 2
        assert {c.mois for c in seule().constats.all()} == {"2026-05", "2026-06"}

    def test_un_flux_etranger_n_ote_pas_la_ligne_a_son_entreprise(self, dossier: Dossier) -> None:
        """Deposited elsewhere and not adopted, for an establishment that its document names."""
        dossier.recevoir(dossier.flux("2026-10"), Dit())
        dossier.recevoir(dossier.flux(adopte=False), Dit())
        assert seule().nb_vues == 2
        assert seule().etablissement == dossier.etablissement()


class TestMarque:
    def test_traitee_en_mai_et_revue_en_juin_est_rouverte(
        self, dossier: Dossier, gestionnaire: "Utilisateur"
    ) -> None:
        dossier.recevoir(dossier.flux("2026-05"), DIT)
        traiter(dossier, par=gestionnaire)
        assert (seule().traitee_par, seule().traitee_le) == (gestionnaire, dossier.ctx.horloge())
        dossier.recevoir(dossier.flux("2026-06"), DIT)
        assert seule().etat == "rouverte"
        assert seule().traitee_le is not None, "on sait qu’elle avait été traitée"
        assert seule().evenements.get(evenement="traiter").par == gestionnaire

    def test_un_retour_ecrase_garde_la_marque(self, dossier: Dossier) -> None:
        flux = dossier.flux()
        dossier.recevoir(flux, DIT)
        traiter(dossier)
        version = dossier.recevoir(flux, DIT)
        assert seule().etat == "traitee"
        assert retour_de(version).traite

    def test_un_autre_retour_du_meme_depot_garde_la_marque(self, dossier: Dossier) -> None:
        flux = dossier.flux()
        dossier.recevoir(flux, DIT, nature="61")
        traiter(dossier)
        version = dossier.recevoir(flux, DIT, nature="62")
        assert seule().etat == "traitee"
        assert retour_de(version).traite, "il ne dit que ce qui est traité"
        assert retour_de(version).traite_le == seule().traitee_le
        autre = dossier.recevoir(flux, DIT, Dit("X1"), nature="80")
        assert not retour_de(autre).traite

    def test_un_annule_et_remplace_qui_la_repete_la_rouvre(self, dossier: Dossier) -> None:
        dossier.recevoir(dossier.flux("2026-05"), DIT)
        traiter(dossier)
        dossier.recevoir(dossier.flux("2026-05"), DIT)
        assert seule().etat == "rouverte"

    def test_reprendre_rend_l_etat_d_avant(self, dossier: Dossier) -> None:
        from recepisse.gestion.gestes.anomalies.marquer_anomalie import reprendre_anomalie

        dossier.recevoir(dossier.flux("2026-05"), DIT)
        traiter(dossier)
        assert reprendre_anomalie(seule(), dossier.ctx)
        assert (seule().etat, seule().traitee_le) == ("nouvelle", None)
        traiter(dossier)
        dossier.recevoir(dossier.flux("2026-06"), DIT)
        traiter(dossier)
        ligne = seule()
        assert reprendre_anomalie(ligne, dossier.ctx)
        assert ligne.etat == "rouverte"
        assert not reprendre_anomalie(ligne, dossier.ctx)

    def test_traiter_deux_fois_ne_change_rien(self, dossier: Dossier) -> None:
        from recepisse.gestion.gestes.anomalies.marquer_anomalie import traiter_anomalie
        from recepisse.gestion.models import Journal

        dossier.recevoir(dossier.flux(), DIT)
        traiter(dossier)
        assert not traiter_anomalie(seule(), dossier.ctx)
        actes = Journal.objects.filter(objet=f"anomalie:{seule().pk}").values_list("acte", flat=True)
        assert list(actes) == ["traiter_anomalie"]

    def test_une_disparue_ne_se_traite_pas(self, dossier: Dossier) -> None:
        from recepisse.gestion.gestes.anomalies.marquer_anomalie import reprendre_anomalie, traiter_anomalie

        dossier.recevoir(dossier.flux("2026-05"), DIT)
        dossier.recevoir(dossier.flux("2026-06"))
        for acte in (traiter_anomalie, reprendre_anomalie):
            with pytest.raises(TransitionInterdite):
                acte(seule(), dossier.ctx)

    def test_traiter_le_retour_traite_ses_lignes(self, dossier: Dossier, gestionnaire: "Utilisateur") -> None:
        from recepisse.gestion.gestes.retours.marquer import marquer_traite

        version = dossier.recevoir(dossier.flux(), DIT, Dit("X1"))
        marquer_traite(retour_de(version), dossier.ctx, gestionnaire)
        assert set(etats().values()) == {"traitee"}
        marquer_traite(retour_de(version), dossier.ctx, gestionnaire, traite=False)
        assert set(etats().values()) == {"nouvelle"}

    def test_traiter_la_derniere_ligne_traite_le_retour(
        self, dossier: Dossier, gestionnaire: "Utilisateur"
    ) -> None:
        from recepisse.gestion.gestes.anomalies.marquer_anomalie import reprendre_anomalie
        from recepisse.gestion.models import Anomalie

        version = dossier.recevoir(dossier.flux(), DIT, Dit("X1"))
        premiere, seconde = Anomalie.objects.order_by("pk")
        traiter(dossier, premiere, gestionnaire)
        assert not retour_de(version).traite
        traiter(dossier, seconde, gestionnaire)
        assert retour_de(version).traite
        assert retour_de(version).traite_par == gestionnaire
        reprendre_anomalie(premiere, dossier.ctx)
        assert not retour_de(version).traite
        assert retour_de(version).traite_le is None

    def test_la_marque_d_un_retour_se_lit_sur_l_autre_qui_dit_pareil(self, dossier: Dossier) -> None:
        from recepisse.gestion.gestes.retours.marquer import marquer_traite

        flux = dossier.flux()
        un = dossier.recevoir(flux, DIT, nature="61")
        deux = dossier.recevoir(flux, DIT, nature="62")
        marquer_traite(retour_de(un), dossier.ctx)
        assert retour_de(deux).traite
        marquer_traite(retour_de(deux), dossier.ctx, traite=False)
        assert not retour_de(un).traite
        assert seule().etat == "nouvelle"

    def test_un_retour_traite_avant_d_etre_lu(self, dossier: Dossier) -> None:
        from recepisse.gestion.gestes.retours.marquer import marquer_traite

        version = dossier.publier(dossier.flux(), DIT, statut="KO")
        marquer_traite(retour_de(version), dossier.ctx)
        dossier.lire()
        assert seule().etat == "traitee"
        assert retour_de(version).traite

    def test_un_retour_traite_puis_remplace_par_pire_n_est_plus_traite(self, dossier: Dossier) -> None:
        from recepisse.gestion.gestes.retours.marquer import marquer_traite

        flux = dossier.flux()
        version = dossier.recevoir(flux, DIT)
        marquer_traite(retour_de(version), dossier.ctx)
        dossier.ctx.horloge.avancer(hours=1)  # type: ignore[attr-defined]
        version = dossier.recevoir(flux, DIT, Dit("X1"))
        assert etats() == {"BA-209-09": "traitee", "X1": "nouvelle"}
        assert not retour_de(version).traite


class TestLecteurs:
    def test_de_nouveaux_lecteurs_gardent_la_ligne_et_sa_marque(
        self, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The same place of the same document, told with a rubric that was not read before."""
        from recepisse.gestion.gestes.retours import lire_retour
        from recepisse.gestion.gestes.retours.demander_lectures import relire_tout
        from recepisse.gestion.models import Anomalie
        from recepisse.retours import lecture

        dossier.recevoir(dossier.flux(), Dit("X0"), DIT)
        avant = Anomalie.objects.get(code="BA-209-09")
        traiter(dossier, avant)
        vrai = lecture.lire_retour

        def mieux(*args: object, **options: object) -> object:
            lu = vrai(*args, **options)  # type: ignore[arg-type]
            lu.contenu.anomalies[1] = lu.contenu.anomalies[1]._replace(rubrique="S21.G00.50.009")
            return lu

        monkeypatch.setattr(lire_retour, "lire_retour", mieux)
        relire_tout(dossier.ctx)
        dossier.lire()
        apres = Anomalie.objects.get(code="BA-209-09")
        assert (apres.pk, apres.etat, apres.rubrique) == (avant.pk, "traitee", "S21.G00.50.009")
        assert apres.empreinte != avant.empreinte
        assert (apres.nb_vues, apres.constats.count()) == (1, 1)
        stable = photo()
        relire_tout(dossier.ctx)
        dossier.lire()
        assert photo() == stable

    def test_ce_que_les_nouveaux_lecteurs_ne_disent_plus_disparait(
        self, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from recepisse.gestion.gestes.retours import lire_retour
        from recepisse.gestion.gestes.retours.demander_lectures import relire_tout
        from recepisse.gestion.models import Anomalie
        from recepisse.retours import lecture

        dossier.recevoir(dossier.flux(), Dit("X0"), DIT)
        vrai = lecture.lire_retour

        def moins(*args: object, **options: object) -> object:
            lu = vrai(*args, **options)  # type: ignore[arg-type]
            del lu.contenu.anomalies[0]
            return lu

        monkeypatch.setattr(lire_retour, "lire_retour", moins)
        relire_tout(dossier.ctx)
        dossier.lire()
        partie = Anomalie.objects.get(code="X0")
        assert (partie.etat, partie.nb_vues, partie.constats.count()) == ("disparue", 0, 0)
        restee = Anomalie.objects.get(code="BA-209-09")
        assert (restee.etat, restee.nb_vues, restee.constats.get().rang) == ("nouvelle", 1, 0)

    def test_relue_illisible_ne_perd_rien(self, dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
        from recepisse.gestion.gestes.retours import lire_retour
        from recepisse.gestion.gestes.retours.demander_lectures import relire_tout

        dossier.recevoir(dossier.flux(), DIT)

        def casser(*_: object, **__: object) -> None:
            raise ValueError

        monkeypatch.setattr(lire_retour, "lire_retour", casser)
        relire_tout(dossier.ctx)
        dossier.lire()
        assert (seule().etat, seule().constats.count()) == ("nouvelle", 1)


def test_cinquante_mille_anomalies_en_peu_de_requetes(dossier: Dossier) -> None:
    """What grows with the number of findings is the number of rows, written by the thousand."""
    from recepisse.gestion.models import Anomalie

    nombre = 5_000
    flux, suivant = dossier.flux("2026-05"), dossier.flux("2026-06")
    dits = [Dit(f"C{i % 50}", nir=f"1{i:012d}", nom=f"N{i}") for i in range(nombre)]
    dossier.publier(flux, *dits)
    with CaptureQueriesContext(connection) as naissance:
        dossier.lire()
    dossier.publier(suivant, *dits[: nombre // 2])
    with CaptureQueriesContext(connection) as apres:
        dossier.lire()
    comptes = {etat: Anomalie.objects.filter(etat=etat).count() for etat in ("nouvelle", "disparue")}
    assert comptes == {"nouvelle": nombre // 2, "disparue": nombre // 2}
    assert len(naissance) < 40 + nombre / 50
    assert len(apres) < 40 + nombre / 50


def test_le_delai_d_un_retour_a_l_autre_ne_compte_pas(dossier: Dossier) -> None:
    """Nothing looks at the clock: a year without returns changes nothing."""
    dossier.recevoir(dossier.flux("2026-05"), DIT)
    dossier.instant += timedelta(days=400)
    dossier.recevoir(dossier.flux("2027-05"), nature="62")
    assert seule().etat == "nouvelle"
