"""``recepisse dsn deposer``."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from recepisse.cli import deposer as module
from recepisse.cli import principal
from recepisse.cli.deposer import SORTIE_ATTENTE, SORTIE_REFUSE
from recepisse.erreurs import ErreurFichier, ErreurSaisie
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.envois.refus_envoi import DejaEnvoye, ReelNonConfirme
from recepisse.gestion.models import Depot, Envoi, Identifiant, Retour
from recepisse.simulateur.controle import Controle
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.options import Options
from recepisse.simulateur.pannes import Moment, Panne
from recepisse.site import demarrage
from tests.integration.aide import SIREN, Declaree, build_dsn

pytestmark = pytest.mark.usefixtures("identifiant")


@pytest.fixture
def administration() -> Administration:
    """The real clock: the command waits for real."""
    return Administration(lambda: datetime.now(UTC), Options(acceleration=1e9))


@pytest.fixture(autouse=True)
def _contexte(ctx: Contexte, transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ctx.horloge = lambda: datetime.now(UTC)
    monkeypatch.setattr(demarrage, "contexte", lambda: ctx)
    monkeypatch.setattr(demarrage, "preparer", lambda: None)


@pytest.fixture
def fichier(tmp_path: Path) -> Path:
    chemin = tmp_path / "paie.dsn"
    chemin.write_bytes(build_dsn([Declaree(nic="00001"), Declaree(nic="00002")]))
    return chemin


def _deposer(fichier: Path, *options: str) -> Result:
    arguments = ["dsn", "deposer", str(fichier), "--identifiant", "Cabinet", *options]
    return CliRunner().invoke(principal, arguments, standalone_mode=False)


def test_deposer_depose_et_dit_les_flux(fichier: Path, administration: Administration) -> None:
    resultat = _deposer(fichier)
    assert resultat.return_value == 0, resultat.exception
    for recu in Controle(administration).depots():
        assert recu["idflux"] in resultat.output
    assert "2 déclaration(s)" in resultat.output
    assert set(Controle(administration).sommes().values()) == {1}


def test_le_json_a_des_cles_stables(fichier: Path) -> None:
    resultat = _deposer(fichier, "--format", "json")
    lu = json.loads(resultat.output)
    assert list(lu) == ["envoi", "essai", "identifiant", "somme", "declarations"]
    assert list(lu["declarations"][0]) == [
        "depot",
        "rang",
        "nature",
        "siret",
        "mois",
        "etat",
        "idflux",
        "message",
        "candidats",
        "prochaine_action_le",
    ]
    assert [d["etat"] for d in lu["declarations"]] == ["depose", "depose"]


def test_attendre_lit_les_premiers_retours(fichier: Path) -> None:
    assert _deposer(fichier, "--attendre").return_value == 0
    assert Retour.objects.filter(nature="11").count() == 2


def test_une_declaration_refusee_a_l_entree_se_voit_au_code(
    fichier: Path, administration: Administration
) -> None:
    Controle(administration).choisir_scenario(SIREN + "00002", "rejet")
    assert _deposer(fichier).return_value == SORTIE_REFUSE
    assert sorted(Depot.objects.values_list("etat", flat=True)) == ["depose", "refuse"]


def test_une_issue_inconnue_se_voit_au_code(tmp_path: Path, administration: Administration) -> None:
    seul = tmp_path / "seul.dsn"
    seul.write_bytes(build_dsn())
    Controle(administration).ajouter_panne(Panne("coupure", "deposer-dsn", Moment.APRES))
    assert _deposer(seul).return_value == SORTIE_ATTENTE
    assert Depot.objects.get().etat == "inconnu"


def test_l_attente_a_une_fin(
    tmp_path: Path, administration: Administration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_DELAI_RETOURS", 0.1)
    seul = tmp_path / "seul.dsn"
    seul.write_bytes(build_dsn())
    Controle(administration).ajouter_panne(Panne("injoignable", "authentifier"))
    assert _deposer(seul, "--attendre", "--delai", "1").return_value == SORTIE_ATTENTE


def test_un_reel_demande_les_deux_mots(tmp_path: Path) -> None:
    reel = tmp_path / "reel.dsn"
    reel.write_bytes(build_dsn(essai=False))
    sans_mot = _deposer(reel).exception
    assert isinstance(sans_mot, ErreurSaisie)
    assert "--reel --je-confirme" in sans_mot.conseil
    assert isinstance(_deposer(reel, "--je-confirme").exception, ErreurSaisie)
    assert isinstance(_deposer(reel, "--reel").exception, ReelNonConfirme)
    assert not Envoi.objects.exists()
    assert _deposer(reel, "--reel", "--je-confirme").return_value == 0
    assert Envoi.objects.get().confirme_reel


def test_un_essai_ne_part_pas_comme_un_reel(fichier: Path) -> None:
    assert isinstance(_deposer(fichier, "--reel", "--je-confirme").exception, ErreurSaisie)
    assert not Envoi.objects.exists()


def test_le_meme_fichier_ne_repart_que_sur_un_mot(fichier: Path, ctx: Contexte) -> None:
    _deposer(fichier)
    refuse = _deposer(fichier)
    assert isinstance(refuse.exception, DejaEnvoye)
    assert "Déjà envoyé" in refuse.output
    assert Envoi.objects.count() == 1
    assert _deposer(fichier, "--renvoyer").return_value == 0
    assert list((ctx.reglages.donnees / "attente").iterdir()) == []


def test_un_fichier_refuse_ne_laisse_rien(tmp_path: Path, ctx: Contexte) -> None:
    casse = tmp_path / "casse.dsn"
    casse.write_bytes(build_dsn()[:-20])
    assert isinstance(_deposer(casse).exception, ErreurFichier)
    assert not Envoi.objects.exists()
    assert list((ctx.reglages.donnees / "attente").iterdir()) == []


def test_un_identifiant_bloque_est_refuse_avant_tout_appel(
    fichier: Path, administration: Administration
) -> None:
    Identifiant.objects.update(etat="bloque", derniere_erreur="Compte bloqué.")
    assert "Compte bloqué." in str(_deposer(fichier).exception)
    assert sum(administration.compteurs.values()) == 0
