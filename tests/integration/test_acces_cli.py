"""``recepisse utilisateur …`` and ``recepisse portefeuille …``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from recepisse.cli import principal
from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.models import Entreprise, Portefeuille, Utilisateur
from recepisse.site import demarrage
from tests.integration.aide import SIREN, SIREN_2

PHRASE = "une phrase assez longue"


@pytest.fixture(autouse=True)
def _contexte(ctx: Contexte, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demarrage, "contexte", lambda: ctx)
    monkeypatch.setattr(demarrage, "preparer", lambda: None)


def _reussir(*arguments: str, entree: str = "") -> str:
    resultat = CliRunner().invoke(principal, list(arguments), input=entree, standalone_mode=False)
    assert resultat.exception is None, resultat.exception
    return resultat.output


def _refuser(*arguments: str) -> str:
    resultat = CliRunner().invoke(principal, list(arguments), standalone_mode=False)
    assert isinstance(resultat.exception, ErreurSaisie)
    return str(resultat.exception)


# --- accounts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["administrateur", "gestionnaire", "lecteur", "client"])
def test_creer_prend_les_quatre_roles(role: str) -> None:
    _reussir("utilisateur", "creer", "noé", "--role", role, "--limite", entree=f"{PHRASE}\n")
    cree = Utilisateur.objects.get()
    assert (cree.role, cree.limite) == (role, True)
    assert cree.check_password(PHRASE)


def test_lister_dit_ce_que_chacun_voit(administrateur: Utilisateur, client_utilisateur: Utilisateur) -> None:
    texte = _reussir("utilisateur", "lister")
    assert "ses portefeuilles" in texte
    lignes = json.loads(_reussir("utilisateur", "lister", "--format", "json"))
    assert [(ligne["nom"], ligne["limite"], ligne["sessions"]) for ligne in lignes] == [
        ("claire", False, 0),
        ("malo", True, 0),
    ]


def test_modifier_ne_change_que_ce_qui_est_donne(
    administrateur: Utilisateur, gestionnaire: Utilisateur
) -> None:
    _reussir("utilisateur", "modifier", "hugo", "--limite")
    gestionnaire.refresh_from_db()
    assert (gestionnaire.role, gestionnaire.limite) == ("gestionnaire", True)
    _reussir("utilisateur", "modifier", "hugo", "--role", "lecteur")
    gestionnaire.refresh_from_db()
    assert (gestionnaire.role, gestionnaire.limite) == ("lecteur", True)
    assert "dernier administrateur" in _refuser("utilisateur", "modifier", "claire", "--role", "lecteur")


def test_desactiver_puis_reactiver(administrateur: Utilisateur, gestionnaire: Utilisateur) -> None:
    _reussir("utilisateur", "desactiver", "hugo")
    assert not Utilisateur.objects.get(username="hugo").is_active
    assert '"actif": false' in _reussir("utilisateur", "lister", "--format", "json")
    _reussir("utilisateur", "reactiver", "hugo")
    assert Utilisateur.objects.get(username="hugo").is_active


def test_redonner_un_mot_de_passe_et_fermer_les_sessions(gestionnaire: Utilisateur) -> None:
    from django.test import Client

    client = Client()
    client.force_login(gestionnaire)
    assert "fermées : 1" in _reussir("utilisateur", "fermer-sessions", "hugo")
    assert client.get("/aide/").status_code == 302
    _reussir("utilisateur", "mot-de-passe", "hugo", entree="encore une phrase neuve\n")
    assert Utilisateur.objects.get().check_password("encore une phrase neuve")


def test_un_compte_inconnu_est_dit() -> None:
    for commande in ("modifier", "desactiver", "reactiver", "mot-de-passe", "fermer-sessions"):
        assert "Aucun compte" in _refuser("utilisateur", commande, "personne")


# --- portfolios --------------------------------------------------------------------------------------


def test_un_portefeuille_se_cree_se_remplit_et_se_confie(
    gestionnaire: Utilisateur, client_utilisateur: Utilisateur
) -> None:
    Entreprise.objects.create(siren=SIREN, nom="Ateliers du Quai")
    assert json.loads(_reussir("portefeuille", "creer", "Quai", "--format", "json"))["nom"] == "Quai"
    assert "ajoutée" in _reussir("portefeuille", "ajouter", "Quai", SIREN)
    assert "pour agir, par « hugo »" in _reussir("portefeuille", "affecter", "Quai", "hugo")
    assert "est lu par « malo »" in _reussir("portefeuille", "affecter", "Quai", "malo")
    quai = Portefeuille.objects.get()
    assert json.loads(_reussir("portefeuille", "lister", "--format", "json")) == [
        {"id": quai.pk, "nom": "Quai", "entreprises": 1, "agissent": ["hugo"], "lisent": ["malo"]}
    ]
    assert "hugo" in _reussir("portefeuille", "lister")
    _reussir("portefeuille", "affecter", str(quai.pk), "hugo", "--retirer")
    assert not gestionnaire.affectations.exists()
    assert "retirées : 1" in _reussir("portefeuille", "retirer", "Quai", SIREN)
    assert not quai.entreprises.exists()


def test_une_liste_dans_un_fichier_a_une_reponse_par_ligne(tmp_path: Path) -> None:
    Entreprise.objects.create(siren=SIREN)
    _reussir("portefeuille", "creer", "Quai")
    liste = tmp_path / "entreprises.csv"
    liste.write_text(f"{SIREN};Ateliers\n{SIREN_2};Filature\n12\n", "utf-8")
    arguments = ["portefeuille", "ajouter", "Quai", "--fichier", str(liste), "--format", "json"]
    resultat = CliRunner().invoke(principal, arguments, standalone_mode=False)
    assert resultat.return_value == 1
    issues = [(ligne["ligne"], ligne["issue"]) for ligne in json.loads(resultat.output)]
    assert issues == [(1, "ajoutée"), (2, "inconnue de Récépissé"), (3, "SIREN incorrect")]
    lignes = json.loads(_reussir(*arguments, "--creer"))
    assert [ligne["issue"] for ligne in lignes][:2] == ["déjà dans ce portefeuille", "créée et ajoutée"]
    assert Entreprise.objects.get(siren=SIREN_2).nom == "Filature"


def test_ce_qui_ne_se_peut_pas_est_dit(gestionnaire: Utilisateur) -> None:
    assert "Aucun portefeuille" in _refuser("portefeuille", "ajouter", "Quai", SIREN)
    _reussir("portefeuille", "creer", "Quai")
    assert "Aucune entreprise" in _refuser("portefeuille", "ajouter", "Quai")
    assert "SIREN" in _refuser("portefeuille", "retirer", "Quai", "12")
    assert "ne suit pas" in _refuser("portefeuille", "affecter", "Quai", "hugo", "--retirer")
    assert "Aucun compte" in _refuser("portefeuille", "affecter", "Quai", "personne")


def test_sans_portefeuille_la_liste_dit_comment_en_creer_un() -> None:
    assert "recepisse portefeuille creer" in _reussir("portefeuille", "lister")
