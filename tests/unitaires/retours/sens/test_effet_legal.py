"""The line « obligation »: what the returns of a flux prove, and which one proves it."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from recepisse.retours.gravite import Gravite
from recepisse.retours.natures import NATURES
from recepisse.retours.sens.effet_legal import EffetLegal, Obligation, RetourVu, effet_legal

DEBUT = datetime(2026, 10, 3, 7, 15, tzinfo=UTC)
"""09:15 in Paris."""

AEE = RetourVu("10", "OK", Gravite.INFORMATION, DEBUT)
CCO = RetourVu("11", "OK", Gravite.INFORMATION, DEBUT + timedelta(minutes=2))


def apres(
    nature: str, statut: str, gravite: Gravite | None = None, *, heures: int = 4, ops: str = ""
) -> RetourVu:
    return RetourVu(nature, statut, gravite, DEBUT + timedelta(hours=heures), ops)


def verifier(effet: EffetLegal, obligation: Obligation, preuve: RetourVu | None, *mots: str) -> None:
    assert effet.obligation is obligation
    assert effet.preuve == preuve
    for mot in mots:
        assert mot in effet.phrase


def test_les_trois_etats_se_disent_en_francais() -> None:
    assert [etat.libelle for etat in Obligation] == ["remplie", "non remplie", "à surveiller"]


def test_sans_retour_rien_ne_prouve() -> None:
    verifier(effet_legal([]), Obligation.A_SURVEILLER, None, "rien ne prouve encore")


def test_un_accuse_ne_suffit_pas() -> None:
    effet = effet_legal([AEE])
    verifier(effet, Obligation.A_SURVEILLER, AEE, "AEE", "03/10/2026 à 09:15", "ne suffit pas")
    assert effet.source.startswith("https://net-entreprises.fr/")


def test_un_avis_de_rejet_ne_declare_rien() -> None:
    are = RetourVu("10", "KO", Gravite.BLOQUANT, DEBUT)
    verifier(effet_legal([are]), Obligation.NON_REMPLIE, are, "ARE", "rien n’est déclaré")


def test_un_bilan_d_anomalies_refuse() -> None:
    ban = RetourVu("11", "KO", None, DEBUT)
    verifier(effet_legal([AEE, ban]), Obligation.NON_REMPLIE, ban, "BAN", "refusée")


def test_un_certificat_remplit_l_obligation_avec_reserve() -> None:
    effet = effet_legal([CCO, AEE], nature_declaration="01")
    verifier(effet, Obligation.REMPLIE, CCO, "CCO", "03/10/2026 à 09:17", "peut encore répondre")
    assert effet.source.startswith("https://formation-net-entreprises.fr/")


def test_le_compte_rendu_de_l_urssaf_s_ajoute_a_la_preuve() -> None:
    effet = effet_legal([AEE, CCO, apres("61", "OK")], nature_declaration="01")
    verifier(effet, Obligation.REMPLIE, CCO, "Compte rendu de l’Urssaf publié le 03/10/2026 à 13:15")


def test_des_anomalies_non_bloquantes_restent_a_corriger() -> None:
    retours = [AEE, CCO, apres("119", "ANO"), apres("20", "OK", Gravite.A_CORRIGER)]
    effet = effet_legal(retours, nature_declaration="01")
    verifier(effet, Obligation.REMPLIE, CCO, "aux retours 20, 119")
    seule = effet_legal([CCO, apres("94", "ANO")])
    assert "au retour 94" in seule.phrase


@pytest.mark.parametrize("nature", ["61", "93", "51", "31", "999"])
def test_le_refus_d_un_organisme_est_a_surveiller(nature: str) -> None:
    refus = apres(nature, "KO")
    effet = effet_legal([AEE, CCO, refus], nature_declaration="01")
    verifier(effet, Obligation.A_SURVEILLER, refus, "Déclaration acceptée, puis refus", "Lire ce retour")


def test_le_refus_le_plus_recent_est_nomme() -> None:
    ancien, recent = apres("61", "KO", heures=1), apres("93", "KO", heures=30)
    assert effet_legal([CCO, recent, ancien]).preuve == recent
    assert "DGFiP" in effet_legal([CCO, recent, ancien]).phrase


def test_un_refus_suivi_d_une_reponse_favorable_est_leve() -> None:
    refus, leve = apres("61", "KO", heures=1), apres("61", "OK", heures=30)
    assert effet_legal([leve, CCO, refus]).obligation is Obligation.REMPLIE


def test_un_organisme_ne_leve_pas_le_refus_d_un_autre() -> None:
    refus, accord = apres("51", "KO", heures=1, ops="P0001"), apres("51", "OK", heures=30, ops="P0002")
    verifier(effet_legal([CCO, refus, accord]), Obligation.A_SURVEILLER, refus)


@pytest.mark.parametrize("nature", ["124", "125"])
def test_un_rappel_est_a_surveiller(nature: str) -> None:
    rappel = apres(nature, "OK", Gravite.A_CORRIGER)
    verifier(effet_legal([CCO, rappel]), Obligation.A_SURVEILLER, rappel, "Rappel annuel", "correction")


def test_une_prise_en_compte_partielle_est_a_surveiller() -> None:
    partielle = apres("51", "OK", Gravite.CRITIQUE)
    verifier(effet_legal([CCO, partielle]), Obligation.A_SURVEILLER, partielle)


# --- events ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("declaration", ["02", "04", "05", "07", "08"])
def test_un_signalement_a_l_identite_inconnue_est_rejete(declaration: str) -> None:
    bilan = apres("20", "KO", Gravite.BLOQUANT)
    effet = effet_legal([AEE, CCO, bilan], nature_declaration=declaration)
    verifier(effet, Obligation.NON_REMPLIE, bilan, "signalement est rejeté")


@pytest.mark.parametrize("declaration", ["01", "09", ""])
def test_une_identite_refusee_ailleurs_est_a_surveiller(declaration: str) -> None:
    bilan = apres("20", "KO")
    verifier(effet_legal([CCO, bilan], nature_declaration=declaration), Obligation.A_SURVEILLER, bilan)


@pytest.mark.parametrize(
    ("declaration", "nature", "mot"),
    [
        ("07", "21", "la saisir en ligne"),
        ("04", "21", "la saisir en ligne"),
        ("04", "31", "attestation de salaire reste à faire"),
        ("07", "44", "attestation employeur reste à faire"),
    ],
)
def test_une_attestation_manquee_reste_a_faire(declaration: str, nature: str, mot: str) -> None:
    refus = apres(nature, "OK", Gravite.BLOQUANT)
    recent = apres("51", "KO", heures=90)
    effet = effet_legal([CCO, refus, recent], nature_declaration=declaration)
    verifier(effet, Obligation.A_SURVEILLER, refus, mot)


def test_une_fin_de_contrat_attend_son_attestation() -> None:
    effet = effet_legal([AEE, CCO], nature_declaration="07")
    verifier(effet, Obligation.A_SURVEILLER, CCO, "AER", "pas encore reçue")


@pytest.mark.parametrize("nature", ["44", "41"])
def test_une_attestation_recue_reste_a_remettre(nature: str) -> None:
    aer = apres(nature, "OK")
    effet = effet_legal([AEE, CCO, aer], nature_declaration="07")
    verifier(effet, Obligation.A_SURVEILLER, aer, "la dater, la signer et la remettre")
    remise = effet_legal([AEE, CCO, aer], nature_declaration="07", aer_remise=True)
    verifier(remise, Obligation.REMPLIE, aer, "notée remise au salarié")


def test_une_remise_notee_sans_attestation_ne_prouve_rien() -> None:
    effet = effet_legal([CCO], nature_declaration="07", aer_remise=True)
    assert effet.obligation is Obligation.A_SURVEILLER


def test_un_arret_traite_est_rempli() -> None:
    effet = effet_legal([AEE, CCO, apres("30", "OK"), apres("31", "OK")], nature_declaration="04")
    verifier(effet, Obligation.REMPLIE, CCO)


# --- what does not depend on the returns -------------------------------------------------------------------


def test_un_essai_ne_declare_rien() -> None:
    verifier(effet_legal([AEE, CCO], essai=True), Obligation.NON_REMPLIE, None, "Envoi d’essai")


def test_l_ordre_des_retours_ne_change_rien() -> None:
    retours = [AEE, CCO, apres("61", "OK"), apres("93", "KO")]
    assert effet_legal(retours) == effet_legal(reversed(retours))


def test_un_instant_inconnu_ne_se_dit_pas() -> None:
    effet = effet_legal([RetourVu("11", "OK")])
    assert effet.phrase.startswith("Certificat (CCO) : la déclaration est acceptée.")
    assert effet_legal([RetourVu("11", "OK"), RetourVu("93", "KO")]).obligation is Obligation.A_SURVEILLER


def test_un_zero_devant_la_nature_ne_change_rien() -> None:
    assert effet_legal([RetourVu("011", "OK", None, DEBUT)]).obligation is Obligation.REMPLIE


def test_le_mot_conforme_ne_se_dit_jamais() -> None:
    statuts = ("OK", "ANO", "KO", "EN COURS")
    for nature, statut, declaration in product([*NATURES, "999"], statuts, ["01", "04", "07", ""]):
        for retours in (
            [apres(nature, statut)],
            [AEE, apres(nature, statut)],
            [AEE, CCO, apres(nature, statut)],
        ):
            effet = effet_legal(retours, nature_declaration=declaration)
            assert "conforme" not in effet.phrase.lower()
            assert effet.phrase.endswith(".")
            assert "'" not in effet.phrase
            assert effet.preuve is not None or effet.obligation is not Obligation.REMPLIE
