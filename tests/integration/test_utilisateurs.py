"""Accounts: roles, deactivation, sessions closed at once; one administrator always remains."""

import pytest

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.acces.changer_mot_de_passe import changer_le_sien, changer_mot_de_passe
from recepisse.gestion.gestes.acces.creer_utilisateur import creer_utilisateur
from recepisse.gestion.gestes.acces.modifier_utilisateur import (
    desactiver_utilisateur,
    modifier_utilisateur,
    reactiver_utilisateur,
)
from recepisse.gestion.gestes.acces.sessions import (
    Appareil,
    fermer_sessions,
    noter_session,
    sessions_vivantes,
)
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.models import Journal, SessionOuverte, Utilisateur

PHRASE = "une phrase toute neuve"


def _ouvrir(utilisateur: Utilisateur, ctx: Contexte) -> SessionOuverte:
    """Open a session of Django and follow it."""
    from django.contrib.sessions.backends.db import SessionStore

    magasin = SessionStore()
    magasin.create()
    assert magasin.session_key
    noter_session(utilisateur, magasin.session_key, Appareil("127.0.0.1", "Firefox sous Linux"), ctx)
    return SessionOuverte.objects.get(cle=magasin.session_key)


def test_les_quatre_roles_se_creent_avec_leur_perimetre(ctx: Contexte) -> None:
    for role in Utilisateur.Role.values:
        cree = creer_utilisateur(f"compte-{role}", PHRASE, role, ctx, limite=True)
        assert (cree.role, cree.limite) == (role, True)


def test_le_role_et_le_perimetre_changent_ensemble(
    ctx: Contexte, gestionnaire: Utilisateur, administrateur: Utilisateur
) -> None:
    modifier_utilisateur(gestionnaire, "lecteur", ctx, administrateur, limite=True)
    gestionnaire.refresh_from_db()
    assert (gestionnaire.role, gestionnaire.limite) == ("lecteur", True)
    acte = Journal.objects.get(acte="modifier_utilisateur")
    assert (acte.utilisateur, acte.objet) == (administrateur, f"utilisateur:{gestionnaire.pk}")
    assert acte.detail == {"role": "lecteur", "limite": True}
    modifier_utilisateur(gestionnaire, "lecteur", ctx, administrateur, limite=True)
    assert Journal.objects.filter(acte="modifier_utilisateur").count() == 1


def test_un_role_inconnu_est_refuse(ctx: Contexte, gestionnaire: Utilisateur) -> None:
    with pytest.raises(ErreurSaisie, match="empereur"):
        modifier_utilisateur(gestionnaire, "empereur", ctx, limite=False)


def test_le_dernier_administrateur_le_reste(ctx: Contexte, administrateur: Utilisateur) -> None:
    for refus in (
        lambda: modifier_utilisateur(administrateur, "lecteur", ctx, limite=False),
        lambda: desactiver_utilisateur(administrateur, ctx),
    ):
        with pytest.raises(ErreurSaisie, match="dernier administrateur"):
            refus()
    autre = creer_utilisateur("noé", PHRASE, "administrateur", ctx)
    modifier_utilisateur(administrateur, "lecteur", ctx, autre, limite=False)
    with pytest.raises(ErreurSaisie, match="dernier administrateur"):
        modifier_utilisateur(autre, "gestionnaire", ctx, autre, limite=False)


def test_un_administrateur_desactive_ne_compte_plus(ctx: Contexte, administrateur: Utilisateur) -> None:
    autre = creer_utilisateur("noé", PHRASE, "administrateur", ctx)
    desactiver_utilisateur(autre, ctx, administrateur)
    with pytest.raises(ErreurSaisie, match="dernier administrateur"):
        modifier_utilisateur(administrateur, "lecteur", ctx, limite=False)


def test_personne_ne_desactive_son_propre_compte(ctx: Contexte, administrateur: Utilisateur) -> None:
    creer_utilisateur("noé", PHRASE, "administrateur", ctx)
    with pytest.raises(ErreurSaisie, match="votre propre compte"):
        desactiver_utilisateur(administrateur, ctx, administrateur)


def test_desactiver_ferme_les_sessions_et_reactiver_rouvre_le_compte(
    ctx: Contexte, gestionnaire: Utilisateur, administrateur: Utilisateur
) -> None:
    from django.contrib.sessions.models import Session

    _ouvrir(gestionnaire, ctx)
    desactiver_utilisateur(gestionnaire, ctx, administrateur)
    gestionnaire.refresh_from_db()
    assert not gestionnaire.is_active
    assert not SessionOuverte.objects.exists()
    assert not Session.objects.exists()
    assert Journal.objects.get(acte="desactiver_utilisateur").detail == {"sessions": 1}
    reactiver_utilisateur(gestionnaire, ctx, administrateur)
    reactiver_utilisateur(gestionnaire, ctx, administrateur)
    gestionnaire.refresh_from_db()
    assert gestionnaire.is_active
    assert Journal.objects.filter(acte="reactiver_utilisateur").count() == 1


def test_un_nouveau_mot_de_passe_ferme_les_sessions_sauf_celle_qui_le_change(
    ctx: Contexte, gestionnaire: Utilisateur, administrateur: Utilisateur
) -> None:
    ici, _ailleurs = _ouvrir(gestionnaire, ctx), _ouvrir(gestionnaire, ctx)
    changer_le_sien(gestionnaire, "une autre phrase longue", PHRASE, ctx, garder=ici.cle)
    assert list(sessions_vivantes()) == [ici]
    changer_mot_de_passe(gestionnaire, "et encore une phrase", ctx, administrateur)
    assert not sessions_vivantes().exists()


def test_changer_le_sien_demande_l_actuel(ctx: Contexte, gestionnaire: Utilisateur) -> None:
    with pytest.raises(ErreurSaisie, match="actuel"):
        changer_le_sien(gestionnaire, "faux", PHRASE, ctx)
    with pytest.raises(ErreurSaisie, match="même"):
        changer_le_sien(gestionnaire, "une autre phrase longue", "une autre phrase longue", ctx)
    with pytest.raises(ErreurSaisie):
        changer_le_sien(gestionnaire, "une autre phrase longue", "court", ctx)


def test_chacun_ferme_les_siennes_un_administrateur_celles_de_tous(
    ctx: Contexte, gestionnaire: Utilisateur, lecteur_utilisateur: Utilisateur, administrateur: Utilisateur
) -> None:
    une, deux = _ouvrir(gestionnaire, ctx), _ouvrir(gestionnaire, ctx)
    _ouvrir(lecteur_utilisateur, ctx)
    with pytest.raises(ErreurSaisie, match="administrateur"):
        fermer_sessions(gestionnaire, ctx, lecteur_utilisateur)
    assert fermer_sessions(gestionnaire, ctx, gestionnaire, seule=une.pk) == 1
    with pytest.raises(ErreurSaisie, match="déjà fermée"):
        fermer_sessions(gestionnaire, ctx, gestionnaire, seule=une.pk)
    assert fermer_sessions(gestionnaire, ctx, gestionnaire, sauf=deux.cle) == 0
    assert fermer_sessions(gestionnaire, ctx, administrateur) == 1
    assert sessions_vivantes().get().utilisateur == lecteur_utilisateur
    assert Journal.objects.filter(acte="fermer_sessions").count() == 2


def test_la_session_d_un_autre_ne_se_ferme_pas_par_son_numero(
    ctx: Contexte, gestionnaire: Utilisateur, lecteur_utilisateur: Utilisateur
) -> None:
    autre = _ouvrir(lecteur_utilisateur, ctx)
    with pytest.raises(ErreurSaisie):
        fermer_sessions(gestionnaire, ctx, gestionnaire, seule=autre.pk)
    assert sessions_vivantes().count() == 1


def test_la_cle_d_une_session_n_est_jamais_au_journal(ctx: Contexte, gestionnaire: Utilisateur) -> None:
    ouverte = _ouvrir(gestionnaire, ctx)
    fermer_sessions(gestionnaire, ctx, gestionnaire)
    assert ouverte.cle not in str(list(Journal.objects.values()))
