"""Identifiers: sealed password, proof by one login, and what each refusal leads to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from recepisse.echanges.messages import Declarant, Service
from recepisse.erreurs import (
    AccesRefuse,
    ErreurEchange,
    ErreurReglages,
    ErreurSaisie,
    Injoignable,
    MotifAcces,
    Patienter,
    ReponseInattendue,
)
from recepisse.gestion.gestes.acces.enregistrer_identifiant import (
    SaisieIdentifiant,
    enregistrer_identifiant,
    modifier_identifiant,
)
from recepisse.gestion.gestes.acces.eprouver_identifiant import eprouver_identifiant
from recepisse.gestion.gestes.acces.etat_identifiant import lendemain, noter_echec, noter_succes
from recepisse.gestion.gestes.contexte import Contexte, contexte_secret
from recepisse.gestion.models import Depot, Identifiant, Journal, Utilisateur
from recepisse.simulateur.comptes import EtatCompte
from recepisse.simulateur.controle import Controle
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.pannes import Panne
from tests.integration.aide import MOT_DE_PASSE, NIC, SIREN, Horloge, build_dsn, envoyer

SAISIE = SaisieIdentifiant("Cabinet", SIREN + NIC, "MARTIN", "Zoé", mot_de_passe=MOT_DE_PASSE)
HUB = replace(
    SAISIE,
    mode="concentrateur",
    declarant_siret=SIREN + NIC,
    declarant_nom="DURAND",
    declarant_prenom="Léa",
)
TITULAIRE = Declarant(SIREN + NIC, "MARTIN", "Zoé")


def _lire(identifiant: Identifiant) -> Identifiant:
    return Identifiant.objects.get(pk=identifiant.pk)


def test_le_mot_de_passe_est_scelle_pour_ce_compte(ctx: Contexte) -> None:
    cree = _lire(enregistrer_identifiant(SAISIE, ctx))
    scelle = bytes(cree.mot_de_passe_scelle)
    assert MOT_DE_PASSE.encode() not in scelle
    assert ctx.coffre.ouvrir(scelle, contexte_secret(cree)) == MOT_DE_PASSE
    assert MOT_DE_PASSE not in repr(SAISIE) + repr(cree) + repr(ctx.session(cree))


def test_le_siret_s_ecrit_avec_des_blancs(ctx: Contexte) -> None:
    assert enregistrer_identifiant(replace(SAISIE, siret="732 829 320 00074"), ctx).siret == SIREN + NIC


def test_le_premier_releve_est_du_et_remonte_d_un_jour(ctx: Contexte, horloge: Horloge) -> None:
    cree = enregistrer_identifiant(SAISIE, ctx)
    assert cree.prochaine_action_le == horloge()
    assert cree.curseur == horloge() - timedelta(days=1)
    assert cree.etat == Identifiant.Etat.A_EPROUVER


@pytest.mark.parametrize(
    ("demande", "obtenu"),
    [
        (datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)),
        (datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 8, 5, 9, tzinfo=UTC)),
        (datetime(2030, 1, 1, tzinfo=UTC), datetime(2026, 11, 5, 9, tzinfo=UTC)),
    ],
)
def test_le_depart_du_releve_est_borne(ctx: Contexte, demande: datetime, obtenu: datetime) -> None:
    assert enregistrer_identifiant(replace(SAISIE, depuis=demande), ctx).curseur == obtenu


def test_un_identifiant_cree_hors_service_n_est_pas_releve(ctx: Contexte) -> None:
    assert enregistrer_identifiant(replace(SAISIE, actif=False), ctx).prochaine_action_le is None


@pytest.mark.parametrize(
    "fautive",
    [
        replace(SAISIE, mot_de_passe=""),
        replace(SAISIE, siret="73282932000075"),
        replace(SAISIE, siret=""),
        replace(SAISIE, nom=""),
        replace(SAISIE, regime="XX"),
        replace(SAISIE, nom="N" * 65),
        replace(SAISIE, declarant_nom="DURAND"),
        replace(SAISIE, identifiant_msa="ABC"),
        replace(HUB, declarant_siret=""),
        replace(HUB, declarant_siret="123"),
    ],
)
def test_une_saisie_fautive_ne_laisse_rien(ctx: Contexte, fautive: SaisieIdentifiant) -> None:
    with pytest.raises(ErreurSaisie):
        enregistrer_identifiant(fautive, ctx)
    assert not Identifiant.objects.exists()
    assert not Journal.objects.exists()


def test_un_concentrateur_a_son_declarant(ctx: Contexte) -> None:
    identite = ctx.session(enregistrer_identifiant(HUB, ctx)).identite
    assert identite.declarant == Declarant(SIREN + NIC, "DURAND", "Léa")


def test_le_meme_compte_n_est_pas_enregistre_deux_fois(ctx: Contexte) -> None:
    enregistrer_identifiant(SAISIE, ctx)
    with pytest.raises(ErreurSaisie, match="existe déjà"):
        enregistrer_identifiant(replace(SAISIE, libelle="Autre"), ctx)
    assert enregistrer_identifiant(replace(SAISIE, environnement="test"), ctx).pk


def test_un_gestionnaire_n_enregistre_ni_ne_modifie(
    ctx: Contexte, identifiant: Identifiant, gestionnaire: Utilisateur
) -> None:
    with pytest.raises(ErreurSaisie):
        enregistrer_identifiant(replace(SAISIE, environnement="test"), ctx, par=gestionnaire)
    with pytest.raises(ErreurSaisie):
        modifier_identifiant(identifiant, SAISIE, ctx, par=gestionnaire)


def test_changer_le_libelle_garde_le_mot_de_passe_et_l_etat(ctx: Contexte, identifiant: Identifiant) -> None:
    Identifiant.objects.update(etat=Identifiant.Etat.OK)
    modifier_identifiant(identifiant, replace(SAISIE, libelle="Paie", mot_de_passe=""), ctx)
    lu = _lire(identifiant)
    assert (lu.libelle, lu.etat) == ("Paie", Identifiant.Etat.OK)
    assert ctx.session(lu).identite.mot_de_passe == MOT_DE_PASSE


def test_une_autre_identite_redemande_le_mot_de_passe(ctx: Contexte, identifiant: Identifiant) -> None:
    with pytest.raises(ErreurSaisie, match="de nouveau"):
        modifier_identifiant(identifiant, replace(SAISIE, prenom="Léa", mot_de_passe=""), ctx)
    modifier_identifiant(identifiant, replace(SAISIE, prenom="Léa"), ctx)
    assert _lire(identifiant).prenom == "Léa"


def test_l_identite_ne_change_plus_apres_un_envoi(ctx: Contexte, identifiant: Identifiant) -> None:
    envoyer(ctx, identifiant, build_dsn())
    with pytest.raises(ErreurSaisie, match="déjà servi"):
        modifier_identifiant(identifiant, replace(SAISIE, prenom="Léa"), ctx)


def test_un_nouveau_mot_de_passe_reveille_tout(
    ctx: Contexte, identifiant: Identifiant, horloge: Horloge
) -> None:
    envoyer(ctx, identifiant, build_dsn())
    Depot.objects.update(prochaine_action_le=None)
    refus = AccesRefuse("Non.", motif=MotifAcces.MOT_DE_PASSE, conseil="Corrigez.")
    noter_echec(identifiant.pk, refus, horloge(), ctx)
    horloge.avancer(minutes=5)
    modifier_identifiant(identifiant, replace(SAISIE, mot_de_passe="Autre-secret-zoé"), ctx)
    lu = _lire(identifiant)
    assert (lu.etat, lu.motif, lu.conseil, lu.echec_depuis) == ("a_eprouver", "", "", None)
    assert lu.prochaine_action_le == horloge()
    assert Depot.objects.get().prochaine_action_le == horloge()
    assert ctx.session(lu).identite.mot_de_passe == "Autre-secret-zoé"


def test_mettre_hors_service_arrete_le_releve_et_remettre_le_reprend(
    ctx: Contexte, identifiant: Identifiant, horloge: Horloge
) -> None:
    sans_secret = replace(SAISIE, mot_de_passe="")
    modifier_identifiant(identifiant, replace(sans_secret, actif=False), ctx)
    assert _lire(identifiant).prochaine_action_le is None
    envoyer_avant = horloge.avancer(hours=1)
    modifier_identifiant(identifiant, sans_secret, ctx)
    assert _lire(identifiant).prochaine_action_le == envoyer_avant


def test_modifier_vers_un_compte_qui_existe_est_refuse(ctx: Contexte, identifiant: Identifiant) -> None:
    autre = enregistrer_identifiant(replace(SAISIE, environnement="test"), ctx)
    with pytest.raises(ErreurSaisie, match="existe déjà"):
        modifier_identifiant(autre, SAISIE, ctx)


# --- the proof --------------------------------------------------------------------------------------


def test_eprouver_un_bon_compte(
    ctx: Contexte, identifiant: Identifiant, administration: Administration
) -> None:
    Controle(administration).decrire_compte(TITULAIRE, MOT_DE_PASSE)
    epreuve = eprouver_identifiant(identifiant, ctx)
    assert epreuve.reussie
    assert epreuve.sortie == 0
    assert _lire(identifiant).etat == Identifiant.Etat.OK
    assert administration.compteurs["authentifier"] == 1


@pytest.mark.parametrize(
    ("mot_de_passe", "etat", "motif"),
    [
        ("un autre", EtatCompte.ACTIF, MotifAcces.MOT_DE_PASSE),
        (MOT_DE_PASSE, EtatCompte.VERROUILLE, MotifAcces.INTERDIT),
        (MOT_DE_PASSE, EtatCompte.NON_INSCRIT, MotifAcces.NON_INSCRIT),
        (MOT_DE_PASSE, EtatCompte.MOT_DE_PASSE_EXPIRE, MotifAcces.MOT_DE_PASSE_EXPIRE),
    ],
)
def test_eprouver_un_mauvais_compte_fait_un_seul_essai(
    ctx: Contexte,
    identifiant: Identifiant,
    administration: Administration,
    mot_de_passe: str,
    etat: EtatCompte,
    motif: str,
) -> None:
    Controle(administration).decrire_compte(TITULAIRE, mot_de_passe, etat)
    epreuve = eprouver_identifiant(identifiant, ctx)
    lu = _lire(identifiant)
    assert not epreuve.reussie
    assert epreuve.sortie == AccesRefuse.sortie
    assert epreuve.message
    assert (lu.etat, lu.motif) == (Identifiant.Etat.BLOQUE, motif)
    assert lu.derniere_erreur == epreuve.message
    assert administration.compteurs["authentifier"] == 1


def test_eprouver_de_nouveau_essaie_vraiment_et_reveille(
    ctx: Contexte, identifiant: Identifiant, administration: Administration, horloge: Horloge
) -> None:
    controle = Controle(administration)
    controle.decrire_compte(TITULAIRE, MOT_DE_PASSE, EtatCompte.VERROUILLE)
    envoyer(ctx, identifiant, build_dsn())
    Depot.objects.update(prochaine_action_le=None)
    eprouver_identifiant(identifiant, ctx)
    bloque = _lire(identifiant)
    ancienne = ctx.session(bloque)

    controle.decrire_compte(TITULAIRE, MOT_DE_PASSE)
    horloge.avancer(minutes=1)
    assert eprouver_identifiant(bloque, ctx).reussie
    lu = _lire(identifiant)
    assert lu.etat == Identifiant.Etat.OK
    assert lu.prochaine_action_le == Depot.objects.get().prochaine_action_le == horloge()
    # another process still holds the old session: the seal tells it to open a new one
    assert ctx.session(lu) is not ancienne
    assert ctx.session(lu).identite.mot_de_passe == MOT_DE_PASSE


def test_eprouver_un_service_absent_ne_bloque_pas(
    ctx: Contexte, identifiant: Identifiant, administration: Administration
) -> None:
    Controle(administration).ajouter_panne(Panne("503", "authentifier"))
    assert not eprouver_identifiant(identifiant, ctx).reussie
    assert _lire(identifiant).etat == Identifiant.Etat.EN_DIFFICULTE


# --- the state machine ------------------------------------------------------------------------------

Erreurs = Callable[[], ErreurEchange]


def test_patienter_obeit_a_l_instant_donne(ctx: Contexte, identifiant: Identifiant, horloge: Horloge) -> None:
    a = horloge() + timedelta(minutes=7)
    assert noter_echec(identifiant.pk, Patienter(reprise_a=a), horloge(), ctx) == a
    lu = _lire(identifiant)
    assert (lu.etat, lu.pas_avant, lu.prochaine_action_le) == ("a_eprouver", a, a)


def test_injoignable_recule_de_plus_en_plus(
    ctx: Contexte, identifiant: Identifiant, horloge: Horloge
) -> None:
    initial, maximum = ctx.reglages.recul_initial, ctx.reglages.recul_max
    debut = horloge()
    for rang in range(12):
        reprise = noter_echec(identifiant.pk, Injoignable(), horloge(), ctx)
        pleine = min(initial * 2**rang, maximum)
        assert reprise is not None
        assert pleine / 2 <= reprise - horloge() <= pleine
        horloge.avancer(hours=2)
    lu = _lire(identifiant)
    assert (lu.etat, lu.essais, lu.echec_depuis) == (Identifiant.Etat.EN_DIFFICULTE, 12, debut)


def test_injoignable_obeit_a_retry_after(ctx: Contexte, identifiant: Identifiant, horloge: Horloge) -> None:
    a = horloge() + timedelta(hours=3)
    assert noter_echec(identifiant.pk, Injoignable(reprise_a=a), horloge(), ctx) == a


def test_une_reponse_inattendue_attend_longtemps(
    ctx: Contexte, identifiant: Identifiant, horloge: Horloge
) -> None:
    reprise = noter_echec(identifiant.pk, ReponseInattendue(), horloge(), ctx)
    assert reprise is not None
    assert reprise - horloge() >= ctx.reglages.recul_max / 2
    assert _lire(identifiant).motif == "reponse_inattendue"


@pytest.mark.parametrize(
    "motif",
    [MotifAcces.MOT_DE_PASSE, MotifAcces.MOT_DE_PASSE_EXPIRE, MotifAcces.INTERDIT, MotifAcces.JETON],
)
def test_un_acces_refuse_attend_une_personne(
    ctx: Contexte, identifiant: Identifiant, horloge: Horloge, motif: str
) -> None:
    assert noter_echec(identifiant.pk, AccesRefuse(motif=motif, conseil="Voyez."), horloge(), ctx) is None
    lu = _lire(identifiant)
    assert (lu.etat, lu.motif, lu.conseil, lu.prochaine_action_le) == ("bloque", motif, "Voyez.", None)


def test_un_compte_non_inscrit_est_redemande_le_lendemain(
    ctx: Contexte, identifiant: Identifiant, horloge: Horloge
) -> None:
    refus = AccesRefuse(motif=MotifAcces.NON_INSCRIT)
    assert noter_echec(identifiant.pk, refus, horloge(), ctx) == lendemain(horloge())
    assert lendemain(datetime(2026, 11, 5, 23, 30, tzinfo=UTC)) == datetime(2026, 11, 7, 5, tzinfo=UTC)


def test_un_compte_hors_service_reste_arrete(
    ctx: Contexte, identifiant: Identifiant, horloge: Horloge
) -> None:
    Identifiant.objects.update(actif=False, prochaine_action_le=None)
    noter_echec(identifiant.pk, Injoignable(), horloge(), ctx)
    assert _lire(identifiant).prochaine_action_le is None
    refus = AccesRefuse(motif=MotifAcces.MOT_DE_PASSE)
    noter_echec(identifiant.pk, refus, horloge(), ctx)
    noter_succes(identifiant.pk, horloge())
    assert _lire(identifiant).prochaine_action_le is None


def test_un_succes_efface_tout_sans_avancer_un_releve_prevu(
    ctx: Contexte, identifiant: Identifiant, horloge: Horloge
) -> None:
    reprise = noter_echec(identifiant.pk, Injoignable("Rien."), horloge(), ctx)
    noter_succes(identifiant.pk, horloge())
    lu = _lire(identifiant)
    assert (lu.etat, lu.motif, lu.derniere_erreur, lu.essais) == ("ok", "", "", 0)
    assert (lu.echec_depuis, lu.dernier_succes_le) == (None, horloge())
    assert lu.prochaine_action_le == reprise


def test_un_succes_ordinaire_ne_reveille_pas_un_depot_retenu_pour_autre_chose(
    ctx: Contexte, identifiant: Identifiant, horloge: Horloge
) -> None:
    envoyer(ctx, identifiant, build_dsn())
    Depot.objects.update(prochaine_action_le=None, derniere_erreur="Requête refusée.")
    noter_succes(identifiant.pk, horloge())
    assert Depot.objects.get().prochaine_action_le is None


def test_l_adresse_de_connexion_des_comptes_msa_vient_du_reglage(
    ctx: Contexte, identifiant: Identifiant
) -> None:
    officielles = replace(ctx.reglages, adresses="")
    with pytest.raises(ErreurReglages, match="RECEPISSE_ADRESSES_AUTHENTIFIER_MSA"):
        replace(ctx, reglages=officielles, _adresses={}).adresses(identifiant).url(Service.AUTHENTIFIER_MSA)
    connue = replace(officielles, adresses_authentifier_msa="https://msa.invalid")
    adresses = replace(ctx, reglages=connue, _adresses={}).adresses(identifiant)
    assert adresses.url(Service.AUTHENTIFIER_MSA).startswith("https://msa.invalid/")
    assert adresses.url(Service.DEPOSER).startswith("https://depot.dsnrg.")
