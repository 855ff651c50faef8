"""Accounts, roles and links: who may use which identifier (feature B1)."""

import pytest

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.acces.changer_mot_de_passe import changer_mot_de_passe
from recepisse.gestion.gestes.acces.creer_utilisateur import creer_utilisateur
from recepisse.gestion.gestes.acces.enregistrer_identifiant import SaisieIdentifiant, enregistrer_identifiant
from recepisse.gestion.gestes.acces.lier import delier, lier
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.envois.identifiants_valides import envoi_api_possible, identifiants_valides
from recepisse.gestion.models import Entreprise, Identifiant, Journal, Lien, Utilisateur
from tests.integration.aide import MOT_DE_PASSE, NIC, SIREN, SIREN_2

PHRASE = "une phrase assez longue"


def test_un_compte_est_cree_avec_son_role(ctx: Contexte) -> None:
    cree = creer_utilisateur("zoé", PHRASE, "administrateur", ctx)
    assert cree.est_administrateur
    assert cree.check_password(PHRASE)
    assert not creer_utilisateur("léo", PHRASE, "gestionnaire", ctx).est_administrateur


def test_le_mot_de_passe_n_est_ni_en_clair_ni_au_journal(ctx: Contexte) -> None:
    cree = creer_utilisateur("zoé", PHRASE, "gestionnaire", ctx)
    assert PHRASE not in cree.password
    assert PHRASE not in str(list(Journal.objects.values()))


@pytest.mark.parametrize("faible", ["court", "aaaaaaaa", "passwordpassword"[:8], ""])
def test_un_mot_de_passe_faible_est_refuse(ctx: Contexte, faible: str) -> None:
    with pytest.raises(ErreurSaisie):
        creer_utilisateur("zoé", faible, "gestionnaire", ctx)
    assert not Utilisateur.objects.exists()


def test_un_nom_deja_pris_est_refuse(ctx: Contexte) -> None:
    creer_utilisateur("zoé", PHRASE, "gestionnaire", ctx)
    with pytest.raises(ErreurSaisie):
        creer_utilisateur("zoé", PHRASE, "gestionnaire", ctx)


def test_un_role_inconnu_est_refuse(ctx: Contexte) -> None:
    with pytest.raises(ErreurSaisie):
        creer_utilisateur("zoé", PHRASE, "empereur", ctx)


def test_un_gestionnaire_ne_cree_pas_de_compte(ctx: Contexte, gestionnaire: Utilisateur) -> None:
    with pytest.raises(ErreurSaisie, match="administrateur"):
        creer_utilisateur("zoé", PHRASE, "gestionnaire", ctx, par=gestionnaire)


def test_un_administrateur_desactive_ne_peut_plus_rien(ctx: Contexte, administrateur: Utilisateur) -> None:
    administrateur.is_active = False
    with pytest.raises(ErreurSaisie):
        creer_utilisateur("zoé", PHRASE, "gestionnaire", ctx, par=administrateur)


def test_chacun_change_son_mot_de_passe(
    ctx: Contexte, gestionnaire: Utilisateur, administrateur: Utilisateur
) -> None:
    changer_mot_de_passe(gestionnaire, "encore une phrase", ctx, par=gestionnaire)
    assert Utilisateur.objects.get(pk=gestionnaire.pk).check_password("encore une phrase")
    with pytest.raises(ErreurSaisie):
        changer_mot_de_passe(administrateur, "encore une phrase", ctx, par=gestionnaire)
    changer_mot_de_passe(gestionnaire, PHRASE, ctx, par=administrateur)
    assert Utilisateur.objects.get(pk=gestionnaire.pk).check_password(PHRASE)


def test_lier_deux_fois_donne_un_seul_lien(ctx: Contexte, identifiant: Identifiant) -> None:
    premier = lier(identifiant, None, None, ctx)
    assert lier(identifiant, None, None, ctx) == premier
    assert Lien.objects.count() == 1
    assert Journal.objects.filter(acte="lier").count() == 1


def test_un_gestionnaire_ne_lie_ni_ne_delie(
    ctx: Contexte, identifiant: Identifiant, gestionnaire: Utilisateur
) -> None:
    with pytest.raises(ErreurSaisie):
        lier(identifiant, gestionnaire, None, ctx, par=gestionnaire)
    with pytest.raises(ErreurSaisie):
        delier(Lien.objects.get(), ctx, par=gestionnaire)
    assert Lien.objects.count() == 1


def test_delier_retire_le_droit(
    ctx: Contexte, identifiant: Identifiant, gestionnaire: Utilisateur, administrateur: Utilisateur
) -> None:
    assert envoi_api_possible(gestionnaire, [SIREN])
    delier(Lien.objects.get(), ctx, par=administrateur)
    assert not envoi_api_possible(gestionnaire, [SIREN])
    assert Journal.objects.filter(acte="delier", utilisateur=administrateur).count() == 1


MOI, AUTRUI, TOUS = "moi", "autrui", None
LIENS = [
    # links (person, company), companies of the file, valid?
    ([], [SIREN], False),
    ([(TOUS, None)], [SIREN, SIREN_2], True),
    ([(MOI, None)], [SIREN, SIREN_2], True),
    ([(AUTRUI, None)], [SIREN], False),
    ([(MOI, SIREN)], [SIREN], True),
    ([(TOUS, SIREN)], [SIREN], True),
    ([(MOI, SIREN)], [SIREN, SIREN_2], False),
    ([(MOI, SIREN), (TOUS, SIREN_2)], [SIREN, SIREN_2], True),
    ([(MOI, SIREN), (AUTRUI, SIREN_2)], [SIREN, SIREN_2], False),
    ([(MOI, SIREN_2)], [SIREN], False),
    ([(MOI, SIREN)], [], True),
    ([(AUTRUI, SIREN)], [], False),
]


@pytest.mark.parametrize(("liens", "sirens", "valide"), LIENS)
def test_la_regle_de_validite(
    ctx: Contexte,
    gestionnaire: Utilisateur,
    administrateur: Utilisateur,
    liens: list[tuple[str | None, str | None]],
    sirens: list[str],
    *,
    valide: bool,
) -> None:
    saisie = SaisieIdentifiant("Cabinet", SIREN + NIC, "MARTIN", "Zoé", mot_de_passe=MOT_DE_PASSE)
    compte = enregistrer_identifiant(saisie, ctx)
    personnes = {MOI: gestionnaire, AUTRUI: administrateur, TOUS: None}
    for personne, siren in liens:
        entreprise = Entreprise.objects.get_or_create(siren=siren)[0] if siren else None
        lier(compte, personnes[personne], entreprise, ctx)
    assert list(identifiants_valides(gestionnaire, sirens)) == ([compte] if valide else [])
    assert envoi_api_possible(gestionnaire, sirens) is valide


def test_un_identifiant_hors_service_ne_vaut_pour_personne(
    ctx: Contexte, identifiant: Identifiant, gestionnaire: Utilisateur
) -> None:
    Identifiant.objects.update(actif=False)
    assert not envoi_api_possible(gestionnaire, [SIREN])
    assert not envoi_api_possible(None, [SIREN])


def test_la_ligne_de_commande_vaut_pour_tous(ctx: Contexte, identifiant: Identifiant) -> None:
    Lien.objects.all().delete()
    assert list(identifiants_valides(None, [SIREN])) == [identifiant]
