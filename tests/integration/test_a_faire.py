"""« À faire »: what must be done, before when, by whom it is seen, and never one line too many."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.aide import SIREN, SIREN_2, Horloge
from tests.integration.ecrans.monde import Monde

if TYPE_CHECKING:
    from recepisse.gestion.gestes.a_faire.composer import AFaire
    from recepisse.gestion.gestes.a_faire.tache import Tache
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import (
        Anomalie,
        Depot,
        Etablissement,
        Identifiant,
        Portefeuille,
        Retour,
        Utilisateur,
    )


@pytest.fixture
def monde(ctx: "Contexte", horloge: Horloge, identifiant: "Identifiant") -> Monde:
    """A world where nothing is to be done: the engine lives, the identifier answers."""
    from recepisse.gestion.gestes.releves.cadence import signe_de_vie

    identifiant.etat = "ok"
    identifiant.dernier_succes_le = horloge()
    identifiant.save()
    signe_de_vie(ctx)
    return Monde(ctx, horloge, identifiant)


@pytest.fixture
def qui(administrateur: "Utilisateur") -> "Utilisateur":
    return administrateur


def composer(ctx: "Contexte", qui: "Utilisateur") -> "AFaire":
    from recepisse.gestion.gestes.a_faire.composer import composer
    from recepisse.gestion.gestes.acces.perimetre import Perimetre

    return composer(Perimetre(qui), ctx)


def taches(ctx: "Contexte", qui: "Utilisateur", *genres: str) -> list["Tache"]:
    """Return the tasks shown, of these kinds, the most urgent first."""
    toutes = [tache for section in composer(ctx, qui).sections for tache in section.taches]
    return [tache for tache in toutes if tache.genre.code in genres]


def seule(ctx: "Contexte", qui: "Utilisateur", genre: str) -> "Tache":
    (une,) = taches(ctx, qui, genre)
    return une


def depot(monde: Monde, etat: str = "depose", nic: str = "00074", *, essai: bool = False) -> "Depot":
    return monde.depot(monde.envoi(essai=essai), nic, etat)


def refus(monde: Monde, nic: str = "00074", *, essai: bool = False, **champs: Any) -> "Retour":
    """Return the certificate that refuses a declaration of October."""
    return monde.retour(monde.flux(depot(monde, nic=nic, essai=essai)), "11", "KO", **champs)


def anomalie(retour: "Retour", code: str = "CCH-11", gravite: int = 2, **champs: Any) -> "Anomalie":
    from recepisse.gestion.models import Anomalie

    valeurs: dict[str, Any] = {
        "empreinte": f"{Anomalie.objects.count():064}",
        "entreprise": retour.entreprise,
        "etablissement": retour.etablissement,
        "emetteur": retour.emetteur,
        "code": code,
        "gravite": gravite,
        "nature": retour.nature,
        "message": "Montant différent.",
        "premiere_vue_le": retour.publie_le,
        "derniere_vue_le": retour.publie_le,
        "retour": retour,
        "declaration": retour.declaration,
    }
    return Anomalie.objects.create(**valeurs | champs)


def constat(monde: Monde, nature: str = "61", nic: str = "00074") -> "Retour":
    return monde.retour(monde.flux(depot(monde, nic=nic)), nature, "ANO")


def etablissement_de(siren: str = SIREN_2, nic: str = "00012") -> "Etablissement":
    from recepisse.gestion.models import Entreprise, Etablissement

    entreprise, _ = Entreprise.objects.get_or_create(siren=siren, defaults={"nom": "Scierie Vallier"})
    return Etablissement.objects.get_or_create(entreprise=entreprise, nic=nic)[0]


# --- nothing to do ----------------------------------------------------------------------------------


def test_quand_tout_va_bien_il_n_y_a_rien_et_on_sait_depuis_quand(monde: Monde, qui: "Utilisateur") -> None:
    monde.retour(monde.flux(depot(monde)), "11")
    vue = composer(monde.ctx, qui)
    assert [t.quoi for s in vue.sections for t in s.taches if t.genre.code != "echeance"] == []
    assert vue.bilan.controle_le == monde.identifiant.dernier_succes_le
    assert (vue.bilan.declarations.nombre, vue.bilan.retours.nombre) == (1, 1)


def test_les_comptes_s_arretent_a_un_plafond(
    monde: Monde, qui: "Utilisateur", monkeypatch: pytest.MonkeyPatch
) -> None:
    from recepisse.gestion.gestes.a_faire import composer as module

    monkeypatch.setattr(module, "PLAFOND", 2)
    flux = monde.flux(depot(monde))
    for nature in ("10", "11"):
        monde.retour(flux, nature)
    assert composer(monde.ctx, qui).bilan.retours.plus is False
    monde.retour(flux, "60")
    retours = composer(monde.ctx, qui).bilan.retours
    assert (retours.nombre, retours.plus) == (2, True)


# --- refused declarations ---------------------------------------------------------------------------


def test_un_bilan_d_anomalies_demande_un_nouveau_depot_avant_l_echeance(
    monde: Monde, qui: "Utilisateur"
) -> None:
    retour = refus(monde, nb_anomalies=3)
    tache = seule(monde.ctx, qui, "refusee")
    assert tache.quoi == "Déclaration refusée : DSN mensuelle d’octobre 2026 à redéposer"
    assert tache.ou == "Ateliers du Quai · 00074"
    assert "3 anomalies" in tache.pourquoi
    assert tache.dire_avant(monde.horloge()) == ("dans 10 jours", "15/11/2026, 12 h")
    assert (tache.lien.nom, tache.lien.pk) == ("declaration", retour.declaration_id)
    assert ("retour", str(retour.pk)) in tache.lien.parametres


def test_l_echeance_est_a_midi_heure_de_paris(monde: Monde, qui: "Utilisateur") -> None:
    refus(monde)
    monde.horloge.instant = datetime(2026, 11, 15, 10, 59, tzinfo=UTC)
    tache = seule(monde.ctx, qui, "refusee")
    assert (tache.is_echue(monde.horloge()), tache.urgence) == (False, 0)
    assert tache.dire_avant(monde.horloge())[0] == "aujourd’hui"
    monde.avancer(minutes=2)
    tache = seule(monde.ctx, qui, "refusee")
    assert tache.dire_avant(monde.horloge()) == ("échue le 15/11/2026", "aujourd’hui")


def test_l_etablissement_du_5_a_son_echeance_le_5(monde: Monde, qui: "Utilisateur") -> None:
    refus(monde)
    monde.declaration().etablissement.__class__.objects.update(jour_echeance=5)
    tache = seule(monde.ctx, qui, "refusee")
    assert tache.dire_avant(monde.horloge())[1] == "05/11/2026, 12 h"
    assert tache.urgence == 0


def test_un_annule_et_remplace_refuse_doit_repartir_la_veille(monde: Monde, qui: "Utilisateur") -> None:
    refus(monde)
    monde.declaration(essai=False).depots.update(type="03")
    assert seule(monde.ctx, qui, "refusee").dire_avant(monde.horloge())[1] == "14/11/2026"


@pytest.mark.parametrize(("etat", "reste"), [("depose", 0), ("prepare", 0), ("inconnu", 0), ("abandonne", 1)])
def test_un_nouveau_depot_regle_le_refus_sauf_s_il_est_abandonne(
    monde: Monde, qui: "Utilisateur", etat: str, reste: int
) -> None:
    refus(monde)
    depot(monde, etat)
    assert len(taches(monde.ctx, qui, "refusee")) == reste


def test_marquer_le_retour_comme_traite_dit_qu_il_est_regle_ailleurs(
    monde: Monde, qui: "Utilisateur"
) -> None:
    refus(monde, traite=True)
    assert taches(monde.ctx, qui, "refusee") == []


def test_un_essai_refuse_n_a_pas_d_echeance(monde: Monde, qui: "Utilisateur") -> None:
    refus(monde, essai=True)
    tache = seule(monde.ctx, qui, "refusee")
    assert (tache.avant, tache.urgence) == (None, 2)
    assert tache.quoi.startswith("Essai refusé")


def test_un_avis_de_rejet_mene_au_depot_et_un_nouveau_depot_le_regle(
    monde: Monde, qui: "Utilisateur"
) -> None:
    rejete = depot(monde, "refuse")
    tache = seule(monde.ctx, qui, "refusee")
    assert (tache.lien.nom, tache.lien.pk) == ("depot", rejete.pk)
    assert "Avis de rejet (ARE)" in tache.pourquoi
    depot(monde)
    assert taches(monde.ctx, qui, "refusee") == []


def test_un_avis_de_rejet_est_regle_par_un_depot_fait_ailleurs_apres_lui(
    monde: Monde, qui: "Utilisateur"
) -> None:
    rejete = depot(monde, "refuse")
    rejete.tentative_le = monde.horloge()
    rejete.save()
    monde.avancer(minutes=5)
    flux = monde.flux()
    assert len(taches(monde.ctx, qui, "refusee")) == 1
    flux.declaration = rejete.declaration
    flux.save()
    assert taches(monde.ctx, qui, "refusee") == []


def test_un_depot_a_decider_mene_a_sa_page(monde: Monde, qui: "Utilisateur") -> None:
    indecis = monde.depot(monde.envoi(essai=False), etat="a_decider", candidats=["F1", "F2"])
    tache = seule(monde.ctx, qui, "a_decider")
    assert (tache.lien.nom, tache.lien.pk, tache.urgence) == ("depot", indecis.pk, 0)
    assert "2 flux possibles" in tache.pourquoi


# --- anomalies --------------------------------------------------------------------------------------


def test_les_anomalies_d_un_meme_code_font_une_ligne(monde: Monde, qui: "Utilisateur") -> None:
    for nic in ("00074", "00082", "00090"):
        anomalie(constat(monde, nic=nic), "BA-209-09")
    tache = seule(monde.ctx, qui, "anomalie")
    assert tache.quoi == "3 anomalies à corriger : BA-209-09"
    assert tache.ou == "Ateliers du Quai"
    assert dict(tache.lien.parametres) == {
        "entreprise": SIREN,
        "code": "BA-209-09",
        "emetteur": "urssaf_msa",
    }


def test_une_seule_anomalie_mene_a_sa_page_et_nomme_son_etablissement(
    monde: Monde, qui: "Utilisateur"
) -> None:
    une = anomalie(constat(monde))
    tache = seule(monde.ctx, qui, "anomalie")
    assert (tache.lien.nom, tache.lien.pk, tache.ou) == ("anomalie", une.pk, "Ateliers du Quai · 00074")
    assert "Montant différent" in tache.pourquoi


@pytest.mark.parametrize(
    ("gravite", "limite", "urgence", "avant"),
    [
        (4, None, 0, "dès que possible"),
        (3, None, 1, "dès que possible"),
        (2, None, 2, "dans la DSN suivante"),
        (3, date(2026, 11, 1), 1, "dès que possible"),
        (3, date(2026, 11, 6), 0, "demain"),
        (2, date(2026, 11, 6), 1, "demain"),
        (2, date(2026, 12, 15), 2, "dans 40 jours"),
    ],
    ids=["bloquante", "critique", "a-corriger", "immediate", "critique-demain", "demain", "loin"],
)
def test_l_urgence_d_une_anomalie(
    monde: Monde, qui: "Utilisateur", gravite: int, limite: date | None, urgence: int, avant: str
) -> None:
    """A deadline already past when the anomaly was seen means « at once »; a correction never comes first."""
    anomalie(constat(monde), gravite=gravite, limite_le=limite)
    tache = seule(monde.ctx, qui, "anomalie")
    assert (tache.urgence, tache.dire_avant(monde.horloge())[0]) == (urgence, avant)


def test_les_plus_graves_d_abord_et_le_reste_est_compte(monde: Monde, qui: "Utilisateur") -> None:
    retour = constat(monde)
    for numero in range(9):
        anomalie(retour, f"C{numero}", gravite=2 + (numero == 7))
    montrees = taches(monde.ctx, qui, "anomalie")
    assert len(montrees) == 6
    assert montrees[0].quoi == "Anomalie critique : C7"
    (lot,) = [suite for section in composer(monde.ctx, qui).sections for suite in section.suites]
    assert (lot.autres, lot.genre.code) == (3, "anomalie")
    assert lot.suite is not None
    assert lot.suite.nom == "anomalies"


@pytest.mark.parametrize("etat", ["traitee", "disparue", "ignoree"])
def test_ce_qui_n_est_plus_ouvert_n_est_plus_a_faire(monde: Monde, qui: "Utilisateur", etat: str) -> None:
    anomalie(constat(monde), etat=etat)
    assert taches(monde.ctx, qui, "anomalie") == []


def test_les_anomalies_d_un_refus_sont_dites_par_le_refus(monde: Monde, qui: "Utilisateur") -> None:
    anomalie(refus(monde, nb_anomalies=1), gravite=4)
    assert len(taches(monde.ctx, qui, "refusee", "anomalie")) == 1


def test_un_mandat_a_signer_ne_se_dit_qu_une_fois(monde: Monde, qui: "Utilisateur") -> None:
    retour = constat(monde, "51")
    une = anomalie(retour, "MANDAT", emetteur="oc")
    anomalie(retour, "EVER17", emetteur="oc")
    tache = seule(monde.ctx, qui, "mandat")
    assert (tache.lien.nom, tache.lien.pk) == ("anomalie", une.pk)
    assert taches(monde.ctx, qui, "anomalie") == []


def test_un_rappel_annonce_la_date_de_la_substitution(monde: Monde, qui: "Utilisateur") -> None:
    rappel = constat(monde, "124")
    for code in ("A", "B"):
        anomalie(rappel, code, 3, limite_le=date(2026, 11, 15))
    tache = seule(monde.ctx, qui, "substitution")
    assert tache.quoi == "2 données à corriger ou à contester avant substitution"
    assert tache.dire_avant(monde.horloge()) == ("dans 10 jours", "15/11/2026")
    assert taches(monde.ctx, qui, "anomalie") == []
    anomalie(constat(monde, "132"), "C", 3)
    assert "aligner la paie" in taches(monde.ctx, qui, "substitution")[0].quoi


# --- late returns -----------------------------------------------------------------------------------


def attendre(monde: Monde, nature: str, nic: str = "00074", **champs: Any) -> Any:
    from recepisse.gestion.models import RetourAttendu

    valeurs = {"prevu_le": monde.horloge() - timedelta(days=2), "retard_le": monde.horloge()}
    return RetourAttendu.objects.create(
        flux=champs.pop("flux", None) or monde.flux(depot(monde, nic=nic)), nature=nature, **valeurs | champs
    )


def test_le_meme_retour_en_retard_ailleurs_fait_une_ligne(monde: Monde, qui: "Utilisateur") -> None:
    for nic in ("00074", "00082"):
        attendre(monde, "71", nic)
    tache = seule(monde.ctx, qui, "retard")
    assert tache.quoi == "2 retours en retard : Compte rendu de l’Agirc-Arrco (octobre 2026)"
    assert tache.ou == "2 établissements"
    assert tache.lien.nom == "calendrier"
    assert dict(tache.lien.parametres) == {"mois": "2026-11", "etat": "retard"}


def test_les_retards_d_une_seule_declaration_font_une_ligne(monde: Monde, qui: "Utilisateur") -> None:
    flux = monde.flux(depot(monde))
    for nature in ("60", "70", "71"):
        attendre(monde, nature, flux=flux)
    tache = seule(monde.ctx, qui, "retard")
    assert tache.quoi == "3 retours en retard (octobre 2026)"
    assert (tache.lien.nom, tache.lien.pk, tache.urgence) == ("declaration", flux.declaration_id, 1)


def test_sans_certificat_rien_ne_prouve_la_declaration(monde: Monde, qui: "Utilisateur") -> None:
    attendre(monde, "11")
    assert seule(monde.ctx, qui, "retard").urgence == 0


def test_ce_qui_est_recu_ou_sans_objet_ou_pas_encore_du_n_est_pas_en_retard(
    monde: Monde, qui: "Utilisateur"
) -> None:
    flux = monde.flux(depot(monde))
    attendre(monde, "60", flux=flux, retour=monde.retour(flux, "60"))
    attendre(monde, "70", flux=flux, sans_objet=True)
    attendre(monde, "71", flux=flux, retard_le=monde.horloge() + timedelta(minutes=1))
    attendre(monde, "94", flux=flux, retard_le=None)
    assert taches(monde.ctx, qui, "retard") == []


# --- payroll ----------------------------------------------------------------------------------------


def test_les_taux_en_quarantaine_menent_a_leur_comparaison(monde: Monde, qui: "Utilisateur") -> None:
    from recepisse.gestion.models import CrmTaux

    retour = monde.retour(monde.flux(depot(monde)), "94")
    valeurs: dict[str, Any] = {
        "version": retour.versions.get(),
        "retour": retour,
        "etablissement": retour.etablissement,
        "publie_le": retour.publie_le,
        "valable_jusqu_au": date(2027, 1, 31),
        "etat": "quarantaine",
        "motifs": ["31 des 100 personnes qui avaient un taux n’en ont plus."],
        "nb_salaries": 100,
        "nb_sans_taux": 31,
        "lu_le": retour.publie_le,
    }
    crm = CrmTaux.objects.create(**valeurs)
    tache = seule(monde.ctx, qui, "quarantaine")
    assert (tache.lien.nom, tache.lien.pk, tache.quand) == ("taux-crm", crm.pk, "avant la prochaine paie")
    assert "31 des 100 personnes" in tache.pourquoi
    CrmTaux.objects.update(etat="en_vigueur")
    assert taches(monde.ctx, qui, "quarantaine") == []


def test_une_attestation_est_a_remettre_jusqu_a_ce_qu_elle_le_soit(monde: Monde, qui: "Utilisateur") -> None:
    from recepisse.gestion.models import DocumentClasse

    retour = monde.retour(monde.flux(depot(monde)), "44", document=b"%PDF-1.4")
    DocumentClasse.objects.create(
        version=retour.versions.get(),
        retour=retour,
        genre="aer",
        somme="0" * 64,
        octets=8,
        classe_le=monde.horloge(),
    )
    tache = seule(monde.ctx, qui, "document")
    assert tache.quoi == "Attestation employeur (AER) à remettre au salarié"
    assert (tache.lien.nom, tache.pourquoi) == ("documents", "Reçu le 05/11/2026")
    DocumentClasse.objects.update(remis_le=monde.horloge())
    assert taches(monde.ctx, qui, "document") == []


def test_les_propositions_font_une_seule_ligne(monde: Monde, qui: "Utilisateur") -> None:
    from recepisse.gestion.models import Proposition

    retour = monde.retour(monde.flux(depot(monde)), "20")
    for numero in range(3):
        Proposition.objects.create(
            empreinte=f"{numero:064}",
            empreinte_sujet=f"{numero:064}",
            genre="identite",
            nature="20",
            retour=retour,
            version=retour.versions.get(),
            entreprise=retour.entreprise,
            sujet="Nom de famille",
            cree_le=monde.horloge(),
        )
    tache = seule(monde.ctx, qui, "proposition")
    assert (tache.quoi, tache.urgence) == ("3 propositions à décider", 2)


# --- due dates --------------------------------------------------------------------------------------


def declarer(monde: Monde, mois: str, nic: str = "00074") -> None:
    """Declare ``mois`` for real, and it alone."""
    parti = depot(monde, nic=nic)
    octobre, parti.declaration = parti.declaration, monde.declaration(nic, mois, essai=False)
    monde.flux(parti)
    octobre.delete()


def test_ce_qui_n_est_pas_parti_se_deduit_des_mois_precedents(monde: Monde, qui: "Utilisateur") -> None:
    declarer(monde, "2026-09")
    tache = taches(monde.ctx, qui, "echeance")[0]
    assert tache.quoi == "DSN d’octobre 2026 à envoyer : 1 établissement"
    assert tache.ou == "Ateliers du Quai · 00074"
    assert "d’après les mois précédents" in tache.pourquoi
    assert tache.dire_avant(monde.horloge()) == ("dans 10 jours", "15/11/2026, 12 h")
    assert (tache.lien.nom, tache.urgence) == ("envoyer", 2)
    assert tache.liste is not None
    assert dict(tache.liste.parametres) == {"mois": "2026-11", "echeance": "15", "etat": "a_envoyer"}
    monde.horloge.instant = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
    echues = [t for t in taches(monde.ctx, qui, "echeance") if t.is_echue(monde.horloge())]
    assert [t.quoi for t in echues] == [tache.quoi]


def test_ce_qui_est_parti_n_est_plus_a_envoyer(monde: Monde, qui: "Utilisateur") -> None:
    declarer(monde, "2026-09")
    monde.flux(depot(monde))
    assert [t.quoi for t in taches(monde.ctx, qui, "echeance")] == []


def test_l_entete_donne_les_prochaines_echeances(monde: Monde, qui: "Utilisateur") -> None:
    declarer(monde, "2026-09")
    monde.horloge.instant = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
    (prochaine,) = composer(monde.ctx, qui).bilan.echeances
    assert (prochaine.le, prochaine.total) == (date(2026, 11, 15), 1)


# --- the inner workings -----------------------------------------------------------------------------


def test_un_identifiant_refuse_dit_depuis_quand_et_ce_qui_n_est_plus_releve(
    monde: Monde, qui: "Utilisateur"
) -> None:
    for nic in ("00074", "00082"):
        depot(monde, nic=nic)
    identifiant = monde.identifiant
    identifiant.etat, identifiant.echec_depuis = "bloque", monde.horloge()
    identifiant.derniere_erreur = "Le mot de passe est refusé."
    identifiant.save()
    tache = seule(monde.ctx, qui, "identifiant")
    assert (tache.ou, tache.urgence, tache.lien.nom) == ("Cabinet", 0, "sante")
    assert tache.pourquoi == "Le mot de passe est refusé ; 2 SIRET ne sont plus relevés"
    assert "05/11/2026 10:" in tache.quoi


def test_un_service_injoignable_depuis_peu_ne_presse_pas(monde: Monde, qui: "Utilisateur") -> None:
    identifiant = monde.identifiant
    identifiant.etat, identifiant.echec_depuis = "en_difficulte", monde.horloge()
    identifiant.save()
    assert seule(monde.ctx, qui, "identifiant").urgence == 1
    monde.avancer(hours=25)
    assert taches(monde.ctx, qui, "identifiant")[0].urgence == 0


def test_un_moteur_arrete_et_des_releves_suspendus_passent_devant(monde: Monde, qui: "Utilisateur") -> None:
    from recepisse.gestion.gestes.releves.cadence import suspendre

    refus(monde)
    monde.horloge.instant = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    suspendre(monde.ctx, qui)
    premieres = composer(monde.ctx, qui).sections[0].taches[:2]
    assert [t.genre.code for t in premieres] == ["moteur", "moteur"]
    assert {t.lien.nom for t in premieres} == {"sante"}


def test_les_flux_a_adopter_ne_se_disent_qu_a_qui_peut_les_adopter(
    monde: Monde, qui: "Utilisateur", lecteur_utilisateur: "Utilisateur"
) -> None:
    monde.flux()
    assert seule(monde.ctx, qui, "adoption").quoi == "1 flux déposé ailleurs à adopter"
    assert taches(monde.ctx, lecteur_utilisateur, "adoption") == []


# --- who sees what ----------------------------------------------------------------------------------


def test_un_client_ne_voit_que_son_entreprise_et_rien_des_rouages(
    monde: Monde, client_utilisateur: "Utilisateur", portefeuille: "Portefeuille", qui: "Utilisateur"
) -> None:
    refus(monde)
    anomalie(constat(monde, nic="00082"))
    monde.identifiant.__class__.objects.update(etat="bloque", echec_depuis=monde.horloge())
    monde.avancer(hours=1)
    assert composer(monde.ctx, client_utilisateur).sections == ()
    portefeuille.entreprises.add(monde.declaration().etablissement.entreprise)
    vus = [t.genre.code for s in composer(monde.ctx, client_utilisateur).sections for t in s.taches]
    assert {"refusee", "anomalie"} <= set(vus)
    assert not {"moteur", "identifiant", "adoption"} & set(vus)
    assert {"moteur", "identifiant"} <= {
        t.genre.code for t in taches(monde.ctx, qui, "moteur", "identifiant")
    }


def test_une_personne_limitee_ne_voit_pas_l_identifiant_des_autres(
    monde: Monde, gestionnaire: "Utilisateur"
) -> None:
    from recepisse.gestion.models import Affectation, Portefeuille

    gestionnaire.limite = True
    gestionnaire.save()
    depot(monde)
    monde.identifiant.__class__.objects.update(etat="bloque", echec_depuis=monde.horloge())
    portefeuille = Portefeuille.objects.create(nom="Bois")
    Affectation.objects.create(portefeuille=portefeuille, utilisateur=gestionnaire)
    portefeuille.entreprises.add(etablissement_de().entreprise)
    assert taches(monde.ctx, gestionnaire, "identifiant") == []
    portefeuille.entreprises.add(monde.declaration().etablissement.entreprise)
    assert seule(monde.ctx, gestionnaire, "identifiant").ou == "Cabinet"


def test_un_lecteur_est_mene_ou_il_peut_aller(monde: Monde, lecteur_utilisateur: "Utilisateur") -> None:
    declarer(monde, "2026-09")
    assert taches(monde.ctx, lecteur_utilisateur, "echeance")[0].lien.nom == "calendrier"


def test_le_report_au_jour_ouvre_est_suivi(monde: Monde, qui: "Utilisateur") -> None:
    refus(monde)
    monde.ctx.reglages = replace(monde.ctx.reglages, report_echeance=True)
    assert seule(monde.ctx, qui, "refusee").dire_avant(monde.horloge())[1] == "16/11/2026, 12 h"
