"""``recepisse identifiant …`` and ``recepisse utilisateur creer``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from recepisse.cli import principal
from recepisse.echanges.messages import Declarant
from recepisse.erreurs import AccesRefuse, ErreurSaisie
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.models import Identifiant, Lien, Utilisateur
from recepisse.simulateur.controle import Controle
from recepisse.simulateur.etat import Administration
from recepisse.site import demarrage
from tests.integration.aide import MOT_DE_PASSE, NIC, SIREN

AJOUTER = ["identifiant", "ajouter", "--siret", SIREN + NIC, "--nom", "MARTIN", "--prenom", "Zoé"]
PHRASE = "une phrase assez longue"


@pytest.fixture(autouse=True)
def _contexte(ctx: Contexte, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demarrage, "contexte", lambda: ctx)
    monkeypatch.setattr(demarrage, "preparer", lambda: None)


def _lancer(*arguments: str, entree: str = "") -> Result:
    return CliRunner().invoke(principal, list(arguments), input=entree, standalone_mode=False)


def _reussir(*arguments: str, entree: str = "") -> str:
    resultat = _lancer(*arguments, entree=entree)
    assert resultat.exception is None, resultat.exception
    return resultat.output


def test_ajouter_lit_le_mot_de_passe_sur_l_entree(ctx: Contexte) -> None:
    sortie = _reussir(*AJOUTER, "--libelle", "Cabinet", entree=f"{MOT_DE_PASSE}\n")
    cree = Identifiant.objects.get()
    assert ctx.session(cree).identite.mot_de_passe == MOT_DE_PASSE
    assert MOT_DE_PASSE not in sortie
    assert f"eprouver {cree.pk}" in sortie
    assert not Lien.objects.exists()


def test_ajouter_lit_le_mot_de_passe_dans_un_fichier(ctx: Contexte, tmp_path: Path) -> None:
    fichier = tmp_path / "secret"
    fichier.write_text(f"{MOT_DE_PASSE}\r\nune autre ligne\n", "utf-8")
    _reussir(*AJOUTER, "--pour-tous", "--depuis", "2026-11-01", "--mot-de-passe-fichier", str(fichier))
    cree = Identifiant.objects.get()
    assert ctx.session(cree).identite.mot_de_passe == MOT_DE_PASSE
    assert cree.libelle == f"{SIREN}{NIC} MARTIN"
    assert cree.curseur.isoformat() == "2026-10-31T23:00:00+00:00"
    assert Lien.objects.filter(utilisateur=None, entreprise=None).count() == 1


@pytest.mark.parametrize("contenu", [b"", b"\n", b"\xff\xfe", None])
def test_un_fichier_de_mot_de_passe_inutilisable_est_dit(tmp_path: Path, contenu: bytes | None) -> None:
    fichier = tmp_path / "secret"
    if contenu is not None:
        fichier.write_bytes(contenu)
    resultat = _lancer(*AJOUTER, "--mot-de-passe-fichier", str(fichier))
    assert isinstance(resultat.exception, ErreurSaisie)
    assert not Identifiant.objects.exists()


def test_ajouter_sans_les_valeurs_obligatoires_est_refuse() -> None:
    resultat = _lancer("identifiant", "ajouter", "--nom", "MARTIN", entree="x\n")
    assert isinstance(resultat.exception, ErreurSaisie)
    assert "--siret" in str(resultat.exception)


def test_un_mot_de_passe_ne_peut_pas_etre_un_argument() -> None:
    assert _lancer(*AJOUTER, "--mot-de-passe", MOT_DE_PASSE).exception is not None
    assert not Identifiant.objects.exists()


def test_modifier_ne_change_que_ce_qui_est_donne(ctx: Contexte, identifiant: Identifiant) -> None:
    _reussir("identifiant", "modifier", "Cabinet", "--libelle", "Paie", "--inactif")
    lu = Identifiant.objects.get()
    assert (lu.libelle, lu.actif, lu.nom) == ("Paie", False, "MARTIN")
    assert ctx.session(lu).identite.mot_de_passe == MOT_DE_PASSE


def test_modifier_le_mot_de_passe(ctx: Contexte, identifiant: Identifiant) -> None:
    _reussir("identifiant", "modifier", str(identifiant.pk), "--mot-de-passe", entree="Nouveau-zoé\n")
    assert ctx.session(Identifiant.objects.get()).identite.mot_de_passe == "Nouveau-zoé"


@pytest.mark.parametrize("reference", ["99", "Inconnu", "²"])
def test_un_identifiant_inconnu_est_dit(identifiant: Identifiant, reference: str) -> None:
    resultat = _lancer("identifiant", "eprouver", reference)
    assert isinstance(resultat.exception, ErreurSaisie)
    assert "Aucun" in str(resultat.exception)


def test_un_libelle_porte_par_deux_identifiants_est_dit(identifiant: Identifiant) -> None:
    _reussir(*AJOUTER, "--libelle", "Cabinet", "--environnement", "test", entree="x\n")
    resultat = _lancer("identifiant", "eprouver", "Cabinet")
    assert "Plusieurs" in str(resultat.exception)


def test_eprouver_dit_et_sort_comme_il_faut(identifiant: Identifiant, administration: Administration) -> None:
    resultat = _lancer("identifiant", "eprouver", "Cabinet", "--format", "json")
    assert resultat.return_value == 0
    assert json.loads(resultat.output) == {
        "id": identifiant.pk,
        "reussie": True,
        "message": "Le service a accepté cet identifiant.",
        "conseil": "",
    }
    Controle(administration).decrire_compte(Declarant(SIREN + NIC, "MARTIN", "Zoé"), "un autre")
    resultat = _lancer("identifiant", "eprouver", "Cabinet")
    assert resultat.return_value == AccesRefuse.sortie
    assert resultat.output.strip()


def test_lister_donne_des_cles_stables(identifiant: Identifiant) -> None:
    (ligne,) = json.loads(_reussir("identifiant", "lister", "--format", "json"))
    assert list(ligne) == [
        "id",
        "libelle",
        "siret",
        "regime",
        "environnement",
        "mode",
        "declarant_siret",
        "actif",
        "etat",
        "motif",
        "message",
        "conseil",
        "dernier_succes_le",
        "echec_depuis",
        "releve_jusqu_a",
    ]
    assert (ligne["libelle"], ligne["etat"]) == ("Cabinet", "a_eprouver")


def test_lister_en_texte(identifiant: Identifiant) -> None:
    Identifiant.objects.update(etat="bloque", derniere_erreur="Mot de passe refusé.")
    assert "Accès refusé : Mot de passe refusé." in _reussir("identifiant", "lister")
    Identifiant.objects.update(actif=False)
    assert "Hors service" in _reussir("identifiant", "lister")
    Identifiant.objects.all().delete()
    assert "Aucun identifiant" in _reussir("identifiant", "lister")


def test_creer_un_utilisateur() -> None:
    sortie = _reussir("utilisateur", "creer", "zoé", "--role", "administrateur", entree=f"{PHRASE}\n")
    cree = Utilisateur.objects.get()
    assert cree.est_administrateur
    assert cree.check_password(PHRASE)
    assert PHRASE not in sortie
    assert "zoé" in sortie


def test_creer_un_utilisateur_sans_mot_de_passe_est_refuse() -> None:
    assert isinstance(_lancer("utilisateur", "creer", "zoé", entree="").exception, ErreurSaisie)
    assert not Utilisateur.objects.exists()
