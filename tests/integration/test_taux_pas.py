"""The rates of the returns 94: kept, held when they are suspect, and which of them applies to whom."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.test.utils import CaptureQueriesContext

from recepisse.erreurs import ErreurSaisie
from tests.integration.aide import NIC, SIREN, Horloge, avancer_depots, build_dsn, envoyer
from tests.integration.aide_lectures import Dossier
from tests.integration.aide_paie import Ligne, crm94, exemple, nir, personnes

if TYPE_CHECKING:
    import sqlite3

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.gestes.paie.consulter_taux import TauxPersonne
    from recepisse.gestion.models import CrmTaux, Identifiant, Utilisateur
    from recepisse.simulateur.etat import Administration

JUIN = date(2026, 6, 30)
ALICE, BRUNO, CHLOE = nir(1), nir(2), nir(3)


@pytest.fixture
def dossier(ctx: "Contexte", identifiant: "Identifiant") -> Dossier:
    return Dossier(ctx, identifiant)


def recevoir(dossier: Dossier, lignes: Sequence[Ligne], **options: Any) -> "CrmTaux":
    """Receive a return 94 in a flux of its own, unless one is given; return its row."""
    from recepisse.gestion.models import CrmTaux

    flux = options.pop("flux", None) or dossier.flux(**options.pop("declaration", {}))
    version = dossier.recevoir(flux, nature="94", document=crm94(lignes), **options)
    return CrmTaux.objects.get(version=version)


def en_vigueur(dossier: Dossier, le: date = JUIN, **options: Any) -> "dict[str, TauxPersonne]":
    """Return what applies to each person, by NIR."""
    from recepisse.gestion.gestes.paie.consulter_taux import taux_en_vigueur
    from recepisse.gestion.gestes.retours.retrouver_salaries import nir_de

    trouves = taux_en_vigueur(dossier.etablissement(), le, **options)
    return {nir_de(t.salarie, dossier.ctx): t for t in trouves}


def vus(dossier: Dossier, le: date = JUIN, **options: Any) -> dict[str, tuple[str, Decimal | None]]:
    return {qui: (t.etat.value, t.taux) for qui, t in en_vigueur(dossier, le, **options).items()}


def etats(dossier: Dossier) -> list[str]:
    from recepisse.gestion.models import CrmTaux

    del dossier
    return list(CrmTaux.objects.order_by("pk").values_list("etat", flat=True))


# --- what is kept -------------------------------------------------------------------------------


def test_chaque_personne_a_ce_que_dit_le_document(dossier: Dossier) -> None:
    from recepisse.gestion.models import TauxPas

    version = dossier.recevoir(dossier.flux(), nature="94", document=exemple("94_DGFIP_nominatif.xml"))
    crm = version.crm_taux
    assert (crm.numero, crm.mois, crm.etat) == ("902026100000000001", "2026-05", "en_vigueur")
    assert (crm.nb_salaries, crm.nb_sans_taux, crm.motifs) == (4, 2, [])
    assert crm.valable_jusqu_au == date(2026, 8, 31)
    assert crm.lu_le == dossier.ctx.horloge()
    lignes = {t.salarie.matricule: t for t in TauxPas.objects.select_related("salarie")}
    assert lignes["000012"].taux == Decimal("7.30")
    assert (lignes["000018"].taux, lignes["000018"].taux_futur) == (Decimal(0), Decimal("3.10"))
    assert lignes["000018"].futur_le == date(2027, 1, 1)
    assert lignes["000021"].taux is None
    assert (lignes["000031"].taux, lignes["000031"].salarie.ntt) == (None, "19012003450007")


def test_zero_et_pas_de_taux_restent_deux_choses(dossier: Dossier) -> None:
    recevoir(dossier, [Ligne(ALICE, "0.00"), Ligne(BRUNO)])
    assert vus(dossier) == {ALICE: ("valide", Decimal(0)), BRUNO: ("sans_taux", None)}
    assert en_vigueur(dossier)[ALICE].a_appliquer == 0
    assert en_vigueur(dossier)[BRUNO].a_appliquer is None


def test_la_validite_suit_la_publication(dossier: Dossier) -> None:
    crm = recevoir(
        dossier,
        [Ligne(ALICE, "5.00")],
        publie_le=datetime(2026, 2, 13, 8, tzinfo=UTC),
    )
    assert crm.valable_jusqu_au == date(2026, 4, 30)
    assert vus(dossier, date(2026, 4, 30)) == {ALICE: ("valide", Decimal(5))}
    assert vus(dossier, date(2026, 5, 1)) == {ALICE: ("expire", Decimal(5))}
    assert vus(dossier, date(2026, 2, 12)) == {}
    assert en_vigueur(dossier, date(2026, 5, 1))[ALICE].a_appliquer is None


def test_la_publication_se_lit_a_l_heure_de_paris(dossier: Dossier) -> None:
    """Published on the last day of January in UTC, already in February in Paris."""
    crm = recevoir(dossier, [Ligne(ALICE, "5.00")], publie_le=datetime(2026, 1, 31, 23, 30, tzinfo=UTC))
    assert crm.valable_jusqu_au == date(2026, 4, 30)


def test_relire_ne_change_rien(dossier: Dossier) -> None:
    from recepisse.gestion.gestes.retours.demander_lectures import relire_tout
    from recepisse.gestion.models import CrmTaux, TauxPas

    recevoir(dossier, personnes(4))
    avant = (list(CrmTaux.objects.values()), list(TauxPas.objects.values()))
    dossier.ctx.horloge.avancer(hours=1)  # type: ignore[attr-defined]
    relire_tout(dossier.ctx)
    assert dossier.lire() == 1
    assert (list(CrmTaux.objects.values()), list(TauxPas.objects.values())) == avant


def test_de_meilleurs_lecteurs_corrigent_les_taux(dossier: Dossier) -> None:
    from recepisse.gestion.gestes.retours.demander_lectures import relire_tout
    from recepisse.gestion.models import TauxPas

    crm = recevoir(dossier, personnes(4))
    TauxPas.objects.filter(crm=crm).update(taux=None)
    relire_tout(dossier.ctx)
    dossier.lire()
    assert set(TauxPas.objects.values_list("taux", flat=True)) == {Decimal(5)}


def test_un_autre_retour_ne_donne_pas_de_taux(dossier: Dossier) -> None:
    from recepisse.gestion.models import CrmTaux

    flux = dossier.flux()
    dossier.recevoir(flux, nature="95", document=exemple("95_DGFIP_taux_sur_taux.xml"))
    dossier.recevoir(flux, nature="94", document=b"<rapport><envoi>")
    dossier.recevoir(flux, nature="94", avec=False)
    assert not CrmTaux.objects.exists()


def test_une_personne_nommee_deux_fois_garde_son_taux(dossier: Dossier) -> None:
    crm = recevoir(dossier, [Ligne(ALICE, "5.00"), Ligne(ALICE), Ligne(BRUNO), Ligne(BRUNO, "3.00")])
    assert (crm.nb_salaries, crm.etat) == (2, "en_vigueur")
    assert vus(dossier) == {ALICE: ("valide", Decimal(5)), BRUNO: ("valide", Decimal(3))}


def test_une_ligne_qui_ne_nomme_personne_n_est_a_personne(dossier: Dossier) -> None:
    crm = recevoir(dossier, [Ligne("", "5.00"), Ligne(BRUNO, "7.00")])
    assert (crm.nb_salaries, crm.nb_sans_personne, crm.etat) == (1, 1, "en_vigueur")


def test_une_relecture_compte_les_lignes_sans_personne(dossier: Dossier) -> None:
    """Rows written before the count was kept learn it when their return is read again."""
    from recepisse.gestion.gestes.retours.demander_lectures import relire_tout

    crm = recevoir(dossier, [Ligne("", "5.00"), Ligne(BRUNO, "7.00")])
    type(crm).objects.update(nb_sans_personne=0)
    relire_tout(dossier.ctx)
    dossier.lire()
    crm.refresh_from_db()
    assert (crm.nb_sans_personne, crm.etat) == (1, "en_vigueur")


def test_deux_taux_differents_attendent_une_personne(dossier: Dossier) -> None:
    crm = recevoir(dossier, [Ligne(ALICE, "5.00"), Ligne(ALICE, "6.00")])
    assert (crm.etat, crm.motifs) == ("quarantaine", ["1 personne a ici deux taux différents."])


def test_un_taux_illisible_attend_une_personne(dossier: Dossier) -> None:
    crm = recevoir(dossier, [Ligne(ALICE, "cinq"), Ligne(BRUNO, "5.00")])
    assert crm.etat == "quarantaine"
    assert "n’est pas un nombre" in crm.motifs[0]


# --- which one counts ---------------------------------------------------------------------------


def test_le_dernier_publie_est_en_vigueur(dossier: Dossier) -> None:
    recevoir(dossier, [Ligne(ALICE, "5.00")])
    recevoir(dossier, [Ligne(ALICE, "6.00")], declaration={"mois": "2026-06"})
    assert etats(dossier) == ["remplace", "en_vigueur"]
    assert vus(dossier) == {ALICE: ("valide", Decimal(6))}


def test_une_publication_ancienne_arrivee_tard_ne_remplace_rien(dossier: Dossier) -> None:
    recevoir(dossier, [Ligne(ALICE, "6.00")])
    tard = datetime(2026, 5, 10, 8, tzinfo=UTC)
    recevoir(dossier, [Ligne(ALICE, "5.00")], declaration={"mois": "2026-04"}, publie_le=tard)
    assert etats(dossier) == ["en_vigueur", "remplace"]
    assert vus(dossier) == {ALICE: ("valide", Decimal(6))}


def test_un_retour_ecrase_remplace_ses_taux(dossier: Dossier) -> None:
    """Bruno is no longer in the new version: his former rate no longer counts."""
    flux = dossier.flux()
    recevoir(dossier, [Ligne(ALICE, "5.00"), Ligne(BRUNO, "7.00")], flux=flux)
    recevoir(dossier, [Ligne(ALICE, "6.00")], flux=flux)
    assert etats(dossier) == ["remplace", "en_vigueur"]
    assert vus(dossier) == {ALICE: ("valide", Decimal(6))}


def test_un_ancien_taux_valide_vaut_mieux_que_rien(dossier: Dossier) -> None:
    """Bruno is not in the last return at all: his older rate still serves."""
    recevoir(dossier, [Ligne(ALICE, "5.00"), Ligne(BRUNO, "7.00")])
    recevoir(dossier, [Ligne(ALICE, "6.00")], declaration={"mois": "2026-06"})
    trouves = en_vigueur(dossier)
    assert trouves[BRUNO].a_appliquer == 7
    assert (trouves[ALICE].suivi, trouves[BRUNO].suivi) == (True, False)


def test_un_silence_plus_recent_vaut_grille_par_defaut(dossier: Dossier) -> None:
    """The last return names Alice without a rate: the older rate is shown, not applied."""
    recevoir(dossier, [Ligne(ALICE, "5.00")])
    recevoir(dossier, [Ligne(ALICE)], declaration={"mois": "2026-06"})
    trouve = en_vigueur(dossier)[ALICE]
    assert (trouve.etat.value, trouve.a_appliquer, trouve.anterieur) == ("sans_taux", None, Decimal(5))
    assert en_vigueur(dossier, date(2026, 9, 30))[ALICE].anterieur is None, "il n’est plus valide"


def test_le_taux_futur_prend_effet_a_sa_date(dossier: Dossier) -> None:
    recevoir(
        dossier,
        [
            Ligne(ALICE, "5.00", futur="3.10", futur_le="2026-07-01"),
            Ligne(BRUNO, "5.00", futur_le="2026-07-01"),
        ],
    )
    avant = en_vigueur(dossier)
    assert (avant[ALICE].taux, avant[ALICE].taux_futur, avant[ALICE].futur_le) == (
        Decimal(5),
        Decimal("3.10"),
        date(2026, 7, 1),
    )
    assert (avant[BRUNO].futur_annonce, avant[BRUNO].taux_futur) == (True, None)
    apres = en_vigueur(dossier, date(2026, 7, 1))
    assert (apres[ALICE].a_appliquer, apres[ALICE].futur_venu, apres[ALICE].futur_annonce) == (
        Decimal("3.10"),
        True,
        False,
    )
    assert apres[BRUNO].etat.value == "sans_taux"


def test_les_fractions_ne_se_remplacent_pas(dossier: Dossier) -> None:
    recevoir(dossier, personnes(10)[:6], declaration={"fraction": "12"})
    recevoir(dossier, personnes(10)[6:], declaration={"fraction": "22"})
    assert etats(dossier) == ["en_vigueur", "en_vigueur"]
    assert len(vus(dossier)) == 10


def test_un_nouvel_arrivant_ne_remplace_personne(dossier: Dossier) -> None:
    """A S-ADV (nature 08) brings a return of one person: no fall of the headcount, nothing replaced."""
    recevoir(dossier, personnes(10))
    arrivant = {"nature": "08", "mois": "", "empreinte_evenement": "e" * 64}
    crm = recevoir(dossier, [Ligne(nir(50), "9.00")], declaration=arrivant)
    assert (crm.etat, crm.motifs) == ("en_vigueur", [])
    assert etats(dossier) == ["en_vigueur", "en_vigueur"]
    assert len(vus(dossier)) == 11
    suivante = recevoir(dossier, personnes(10), declaration={"mois": "2026-06"})
    assert suivante.etat == "en_vigueur"


def test_les_essais_ne_se_melent_pas_au_reel(dossier: Dossier) -> None:
    recevoir(dossier, [Ligne(ALICE, "1.00")], declaration={"essai": True})
    assert vus(dossier) == {ALICE: ("valide", Decimal(1))}, "faute de réel, l’essai se montre"
    recevoir(dossier, [Ligne(ALICE, "5.00")])
    assert etats(dossier) == ["en_vigueur", "en_vigueur"]
    assert vus(dossier) == {ALICE: ("valide", Decimal(5))}
    recevoir(dossier, [Ligne(ALICE, "2.00")], declaration={"essai": True, "mois": "2026-06"})
    assert vus(dossier) == {ALICE: ("valide", Decimal(5))}, "un essai plus récent n’y change rien"
    assert vus(dossier, essai=True) == {ALICE: ("valide", Decimal(2))}


def test_un_seul_mois_peut_etre_demande(dossier: Dossier) -> None:
    recevoir(dossier, [Ligne(ALICE, "5.00")])
    recevoir(dossier, [Ligne(ALICE, "6.00")], declaration={"mois": "2026-06"})
    assert vus(dossier, mois="2026-05") == {ALICE: ("valide", Decimal(5))}


def test_l_etablissement_du_document_est_connu_sans_adoption(dossier: Dossier) -> None:
    from recepisse.gestion.models import CrmTaux

    dossier.recevoir(
        dossier.flux(adopte=False), nature="94", document=crm94([Ligne(ALICE, "5.00")], siren="111111118")
    )
    assert not CrmTaux.objects.exists(), "une entreprise inconnue attend l’adoption"
    dossier.etablissement()
    recevoir(dossier, [Ligne(ALICE, "5.00")], declaration={"adopte": False})
    assert vus(dossier) == {ALICE: ("valide", Decimal(5))}


def test_l_adoption_donne_le_mois_et_la_serie(dossier: Dossier) -> None:
    from recepisse.gestion.gestes.releves.adopter_flux import adopter_flux

    recevoir(dossier, [Ligne(ALICE, "4.00")])
    flux = dossier.flux(adopte=False)
    crm = recevoir(dossier, [Ligne(ALICE, "5.00")], flux=flux)
    assert (crm.mois, crm.declaration) == ("", None)
    declaration = dossier.flux(mois="2026-06").declaration
    adopter_flux(flux, declaration, dossier.ctx)
    dossier.lire()
    crm.refresh_from_db()
    assert (crm.mois, crm.declaration) == ("2026-06", declaration)
    assert etats(dossier) == ["remplace", "en_vigueur"]


# --- quarantine ---------------------------------------------------------------------------------


@pytest.fixture
def incident(dossier: Dossier) -> "CrmTaux":
    """Four persons with a rate, then a return that gives none to anybody."""
    recevoir(dossier, personnes(4))
    return recevoir(dossier, personnes(4, None), declaration={"mois": "2026-06"})


def test_l_incident_laisse_les_taux_d_avant(dossier: Dossier, incident: "CrmTaux") -> None:
    assert incident.etat == "quarantaine"
    assert incident.motifs == ["4 des 4 personnes qui avaient un taux n’en ont plus (100 %, seuil 20 %)."]
    assert etats(dossier) == ["en_vigueur", "quarantaine"]
    assert {t for _etat, t in vus(dossier).values()} == {Decimal(5)}


def test_l_exemple_de_l_incident_attend_meme_sans_precedent(dossier: Dossier) -> None:
    document = exemple("94_DGFIP_nominatif_incident_aucun_taux.xml")
    version = dossier.recevoir(dossier.flux(), nature="94", document=document)
    assert version.crm_taux.etat == "quarantaine"
    assert version.crm_taux.motifs[0].startswith("Aucune des 4 personnes")
    assert vus(dossier) == {}


def test_accepter_malgre_la_quarantaine(
    dossier: Dossier, incident: "CrmTaux", gestionnaire: "Utilisateur"
) -> None:
    from recepisse.gestion.gestes.paie.decider_taux import accepter_taux
    from recepisse.gestion.models import Journal

    decide = accepter_taux(incident, " Confirmé par la DGFiP. ", dossier.ctx, gestionnaire)
    assert (decide.etat, decide.decision, decide.decide_par) == (
        "en_vigueur",
        "Confirmé par la DGFiP.",
        gestionnaire,
    )
    assert decide.decide_le == dossier.ctx.horloge()
    assert etats(dossier) == ["remplace", "en_vigueur"]
    assert {etat for etat, _t in vus(dossier).values()} == {"sans_taux"}
    acte = Journal.objects.get(acte="accepter_taux")
    assert (acte.objet, acte.utilisateur) == (f"crm_taux:{incident.pk}", gestionnaire)
    with pytest.raises(ErreurSaisie, match="déjà acceptés"):
        accepter_taux(incident, "Encore.", dossier.ctx)


def test_ecarter_puis_revenir(dossier: Dossier, incident: "CrmTaux") -> None:
    from recepisse.gestion.gestes.paie.decider_taux import accepter_taux, refuser_taux

    refuser_taux(incident, "Incident connu.", dossier.ctx)
    assert etats(dossier) == ["en_vigueur", "refuse"]
    with pytest.raises(ErreurSaisie, match="déjà écartés"):
        refuser_taux(incident, "Encore.", dossier.ctx)
    accepter_taux(incident, "Finalement juste.", dossier.ctx)
    assert etats(dossier) == ["remplace", "en_vigueur"]
    refuser_taux(incident, "Non.", dossier.ctx)
    assert etats(dossier) == ["en_vigueur", "refuse"], "l’avant-dernier revient en vigueur"


def test_une_decision_s_explique(dossier: Dossier, incident: "CrmTaux") -> None:
    from recepisse.gestion.gestes.paie.decider_taux import accepter_taux, refuser_taux

    for decider in (accepter_taux, refuser_taux):
        with pytest.raises(ErreurSaisie, match="s’explique"):
            decider(incident, "  ", dossier.ctx)
    assert etats(dossier) == ["en_vigueur", "quarantaine"]


def test_relire_ne_defait_pas_une_decision(dossier: Dossier, incident: "CrmTaux") -> None:
    from recepisse.gestion.gestes.paie.decider_taux import accepter_taux
    from recepisse.gestion.gestes.retours.demander_lectures import relire_tout
    from recepisse.gestion.models import TauxPas

    accepter_taux(incident, "Confirmé.", dossier.ctx)
    TauxPas.objects.filter(crm=incident).update(futur_annonce=True)
    relire_tout(dossier.ctx)
    dossier.lire()
    assert etats(dossier) == ["remplace", "en_vigueur"]
    assert not TauxPas.objects.filter(futur_annonce=True).exists()


def test_la_version_corrigee_leve_la_quarantaine(dossier: Dossier) -> None:
    recevoir(dossier, personnes(4))
    flux = dossier.flux(mois="2026-06")
    suspecte = recevoir(dossier, personnes(4, None), flux=flux)
    corrigee = recevoir(dossier, personnes(4, "6.00"), flux=flux)
    suspecte.refresh_from_db()
    assert (suspecte.etat, corrigee.etat) == ("refuse", "en_vigueur")
    assert "Remplacé par la DGFiP" in suspecte.decision
    assert {t for _etat, t in vus(dossier).values()} == {Decimal(6)}


def test_une_version_suspecte_laisse_la_version_d_avant(dossier: Dossier) -> None:
    flux = dossier.flux()
    recevoir(dossier, personnes(4), flux=flux)
    recevoir(dossier, personnes(4, None), flux=flux)
    assert etats(dossier) == ["en_vigueur", "quarantaine"]
    assert {t for _etat, t in vus(dossier).values()} == {Decimal(5)}


def test_les_seuils_sont_des_reglages(dossier: Dossier) -> None:
    from dataclasses import replace

    dossier.ctx.reglages = replace(dossier.ctx.reglages, quarantaine_sans_taux=100)
    recevoir(dossier, personnes(4))
    crm = recevoir(dossier, personnes(4, None), declaration={"mois": "2026-06"})
    assert crm.etat == "en_vigueur"


def test_la_comparaison_montre_qui_change(dossier: Dossier) -> None:
    from recepisse.gestion.gestes.paie.comparer_taux import comparer_taux

    recevoir(dossier, [Ligne(ALICE, "5.00"), Ligne(BRUNO, "6.00"), Ligne(nir(9), "1.00")])
    crm = recevoir(
        dossier, [Ligne(ALICE, "5.00"), Ligne(BRUNO), Ligne(CHLOE, "2.00")], declaration={"mois": "2026-06"}
    )
    vue = comparer_taux(crm, dossier.ctx.reglages)
    assert vue.precedent is not None
    assert (vue.ecarts.perdus, vue.ecarts.partis, vue.ecarts.arrives) == (1, 1, 1)
    lignes = {(e.avant, e.apres, e.nomme_avant, e.nomme_apres) for e in vue.personnes}
    assert lignes == {
        (Decimal(6), None, True, True),
        (Decimal(1), None, True, False),
        (None, Decimal(2), False, True),
    }
    premier = comparer_taux(vue.precedent, dossier.ctx.reglages)
    assert (premier.precedent, len(premier.personnes)) == (None, 3)


# --- lists --------------------------------------------------------------------------------------


def test_qui_serait_paye_sans_taux(dossier: Dossier) -> None:
    from recepisse.gestion.gestes.paie.consulter_taux import fin_du_mois, sans_taux_valide

    recevoir(dossier, [Ligne(ALICE, "5.00"), Ligne(BRUNO, "7.00"), Ligne(CHLOE), Ligne(nir(4))])
    recevoir(dossier, [Ligne(ALICE, "5.00"), Ligne(CHLOE)], declaration={"mois": "2026-06"})
    assert fin_du_mois(date(2026, 6, 10)) == JUIN
    assert fin_du_mois(date(2026, 12, 31)) == date(2026, 12, 31)

    def qui(le: date) -> list[str]:
        from recepisse.gestion.gestes.retours.retrouver_salaries import nir_de

        return sorted(nir_de(t.salarie, dossier.ctx) for t in sans_taux_valide(le))

    assert qui(JUIN) == [CHLOE], "David, sans taux lui aussi, n’est plus déclaré"
    assert qui(date(2026, 9, 30)) == sorted([ALICE, CHLOE]), "Bruno n’est plus déclaré"


def test_l_historique_dit_tout_de_chacun(dossier: Dossier) -> None:
    from recepisse.gestion.gestes.paie.consulter_taux import historique

    recevoir(dossier, [Ligne(ALICE, "5.00")])
    recevoir(dossier, [Ligne(ALICE)], declaration={"mois": "2026-06"})
    salarie = en_vigueur(dossier)[ALICE].salarie
    lignes = [(t.crm.mois, t.taux) for t in historique(salarie)]
    assert lignes == [("2026-06", None), ("2026-05", Decimal(5))]


def test_les_etablissements_suivis_se_choisissent(dossier: Dossier) -> None:
    from recepisse.gestion.gestes.paie.consulter_taux import etablissements_suivis

    recevoir(dossier, [Ligne(ALICE, "5.00")])
    dossier.etablissement("00099")
    assert [e.siret for e in etablissements_suivis()] == [SIREN + NIC]
    assert not etablissements_suivis(siren="111111118")
    assert [e.siret for e in etablissements_suivis(siret=SIREN + NIC)] == [SIREN + NIC]
    assert not etablissements_suivis(siret=f"{SIREN}00099")


# --- all that, at scale and in the dark -----------------------------------------------------------


def test_les_requetes_sont_bornees(dossier: Dossier) -> None:
    from django.db import connection

    from recepisse.gestion.gestes.paie.consulter_taux import taux_en_vigueur

    def compter(nombre: int, mois: str) -> tuple[int, int]:
        version = dossier.publier(dossier.flux(mois=mois), nature="94", document=crm94(personnes(nombre)))
        with CaptureQueriesContext(connection) as ecrites:
            dossier.lire()
        assert version.crm_taux.nb_salaries == nombre
        with CaptureQueriesContext(connection) as lues:
            taux_en_vigueur(dossier.etablissement(), JUIN)
        return len(ecrites), len(lues)

    petit = compter(10, "2026-04")
    grand = compter(2000, "2026-05")
    assert grand[0] - petit[0] < 40, "quelques requêtes par tranche de 500 personnes"
    assert grand[1] - petit[1] <= 4


def test_aucun_nir_n_est_en_clair_dans_la_base(dossier: Dossier, transactional_db: None) -> None:
    from django.db import connection

    recevoir(dossier, [Ligne(ALICE, "5.00"), Ligne(BRUNO)])
    recevoir(dossier, [Ligne(ALICE), Ligne(BRUNO)], declaration={"mois": "2026-06"})
    assert connection.vendor == "sqlite"
    brute: sqlite3.Connection = connection.connection
    ecrit = "\n".join(brute.iterdump())
    assert "gestion_tauxpas" in ecrit
    for numero in (ALICE, BRUNO):
        assert numero not in ecrit
        assert numero.encode().hex().upper() not in ecrit


def test_la_boucle_entiere_avec_le_simulateur(
    ctx: "Contexte", identifiant: "Identifiant", administration: "Administration", horloge: Horloge
) -> None:
    """A declaration is deposited, its rates come back some days later, the engine reads them."""
    from recepisse.gestion.gestes.releves.cadence import relever_maintenant
    from recepisse.gestion.models import CrmTaux, Etablissement
    from recepisse.travaux.moteurs.interne import Moteur

    envoyer(ctx, identifiant, build_dsn())
    avancer_depots(ctx)
    moteur = Moteur(ctx)
    try:
        for _jour in range(24):
            horloge.avancer(days=1)
            relever_maintenant(ctx)
            while moteur.tour():
                pass
            if CrmTaux.objects.exists():
                break
    finally:
        moteur.fermer()
    crm = CrmTaux.objects.select_related("etablissement__entreprise").get()
    assert (crm.etablissement.siret, crm.mois, crm.nb_salaries) == (SIREN + NIC, "2026-10", 1)
    assert crm.numero
    assert crm.etat == "en_vigueur"
    assert Etablissement.objects.get().crm_taux.get() == crm
