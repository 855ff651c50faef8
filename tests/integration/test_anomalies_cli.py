"""``recepisse anomalies …`` and ``recepisse retours relire``."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from recepisse.cli import principal
from recepisse.erreurs import ErreurSaisie, TransitionInterdite
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.models import Anomalie, ControleIgnore, Identifiant, LectureRetour, Utilisateur
from recepisse.site import demarrage
from tests.integration.aide import NIC, SIREN, SIREN_2
from tests.integration.aide_lectures import NIR, Dit, Dossier, etats

CODE = "BA-209-09"


@pytest.fixture(autouse=True)
def _contexte(ctx: Contexte, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demarrage, "contexte", lambda: ctx)
    monkeypatch.setattr(demarrage, "preparer", lambda: None)


@pytest.fixture
def dossier(ctx: Contexte, identifiant: Identifiant) -> Dossier:
    """Two establishments, three codes; the first line has everything."""
    cree = Dossier(ctx, identifiant)
    dit = Dit(nir=NIR, nom="MARTIN", matricule="M1", rubrique="S21.G00.30.002", valeur="MARTIN")
    cree.recevoir(cree.flux("2026-05"), dit, Dit("GRAVE", categorie="bloquant"), statut="ANO")
    cree.recevoir(cree.flux("2026-05", siren=SIREN_2), Dit("AILLEURS"), nature="93", statut="ANO")
    return cree


def _lancer(*arguments: str) -> Result:
    return CliRunner().invoke(principal, list(arguments), standalone_mode=False)


def _reussir(*arguments: object) -> str:
    resultat = _lancer(*map(str, arguments))
    assert resultat.exception is None, resultat.exception
    return resultat.output


def _json(*arguments: object) -> Any:
    return json.loads(_reussir(*arguments, "--format", "json"))


def numero(code: str = CODE) -> int:
    return Anomalie.objects.get(code=code).pk


def test_lister_montre_ce_qui_est_ouvert_le_plus_grave_d_abord(dossier: Dossier) -> None:
    assert [a["code"] for a in _json("anomalies", "lister")] == ["GRAVE", "AILLEURS", CODE]
    _reussir("anomalies", "traiter", numero())
    assert [a["code"] for a in _json("anomalies", "lister")] == ["GRAVE", "AILLEURS"]
    assert len(_json("anomalies", "lister", "--toutes")) == 3
    assert [a["code"] for a in _json("anomalies", "lister", "--etat", "traitee")] == [CODE]


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (["--emetteur", "DGFIP"], ["AILLEURS"]),
        (["--code", "GRAVE"], ["GRAVE"]),
        (["--siren", SIREN], ["GRAVE", CODE]),
        (["--siret", SIREN_2 + NIC], ["AILLEURS"]),
        (["--limite", "1"], ["GRAVE"]),
    ],
)
def test_lister_filtre(dossier: Dossier, options: list[str], codes: list[str]) -> None:
    assert [a["code"] for a in _json("anomalies", "lister", *options)] == codes


def test_lister_un_retour(dossier: Dossier) -> None:
    ligne = Anomalie.objects.get(code="AILLEURS")
    assert [a["id"] for a in _json("anomalies", "lister", "--retour", ligne.retour_id)] == [ligne.pk]


def test_lister_en_texte(dossier: Dossier) -> None:
    sortie = _reussir("anomalies", "lister")
    assert "bloquant" in sortie
    assert "MARTIN" in sortie
    assert SIREN + NIC in sortie
    assert NIR not in sortie
    assert "--limite" in _reussir("anomalies", "lister", "--limite", "2")
    assert _reussir("anomalies", "lister", "--code", "rien") == "Aucune anomalie ne correspond.\n"


def test_les_cles_du_json(dossier: Dossier) -> None:
    anomalie = _json("anomalies", "montrer", numero())
    assert list(anomalie) == [
        "id",
        "etat",
        "gravite",
        "emetteur",
        "nature",
        "code",
        "rubrique",
        "message",
        "valeur_declaree",
        "valeur_attendue",
        "montant",
        "contrat",
        "periode",
        "salarie",
        "siren",
        "nic",
        "mois",
        "action",
        "aide",
        "limite_le",
        "premiere_vue_le",
        "derniere_vue_le",
        "nb_vues",
        "retour",
        "depot",
        "ligne",
        "assignee_a",
        "mois_correction",
        "contestee_le",
        "constats",
        "evenements",
    ]
    assert anomalie["salarie"] == {
        "id": Anomalie.objects.get(code=CODE).salarie_id,
        "nom": "MARTIN",
        "prenoms": "",
        "matricule": "M1",
    }
    assert (anomalie["gravite"], anomalie["mois"]) == ("a_corriger", "2026-05")
    assert anomalie["evenements"][0]["vers"] == "nouvelle"
    assert anomalie["constats"][0]["valeur_declaree"] == "MARTIN"
    assert _json("anomalies", "montrer", numero("GRAVE"))["salarie"] is None


def test_montrer_dit_tout_en_francais(dossier: Dossier) -> None:
    _reussir("anomalies", "traiter", numero())
    dossier.recevoir(
        dossier.flux("2026-06"), Dit(nir=NIR, rubrique="S21.G00.30.002", valeur="MARTIN"), statut="ANO"
    )
    Anomalie.objects.filter(code=CODE).update(depot=None, ligne=12)
    sortie = _reussir("anomalies", "montrer", numero())
    for morceau in (
        "revenue après traitement",
        "S21.G00.30.002",
        "À faire",
        "ligne 12",
        "Vue dans 2 retours",
        "vous la marquez comme traitée",
    ):
        assert morceau in sortie
    assert NIR not in sortie


def test_traiter_puis_reprendre(dossier: Dossier) -> None:
    un, deux = numero(), numero("GRAVE")
    sortie = _reussir("anomalies", "traiter", un, deux)
    assert sortie == f"Anomalie n° {un} : traitée.\nAnomalie n° {deux} : traitée.\n"
    assert "déjà traitée" in _reussir("anomalies", "traiter", un)
    assert "à traiter de nouveau" in _reussir("anomalies", "reprendre", un)
    assert "n’était pas traitée" in _reussir("anomalies", "reprendre", un)
    assert etats()[CODE] == "nouvelle"


def test_assigner_puis_lister_les_siennes(dossier: Dossier, gestionnaire: Utilisateur) -> None:
    nom = gestionnaire.username
    assert "assignée à hugo" in _reussir("anomalies", "assigner", numero(), "--a", nom)
    assert [a["code"] for a in _json("anomalies", "lister", "--assignee", nom)] == [CODE]
    assert "assignée à personne" in _reussir("anomalies", "assigner", numero())
    assert isinstance(_lancer("anomalies", "assigner", str(numero()), "--a", "x").exception, ErreurSaisie)


def test_corriger_contester_commenter(dossier: Dossier) -> None:
    assert "DSN de juin 2026" in _reussir("anomalies", "corriger", numero(), "--mois", "2026-06")
    assert _json("anomalies", "montrer", numero())["mois_correction"] == "2026-06"
    assert "contestée le 02/06/2026" in _reussir("anomalies", "contester", numero(), "--le", "02/06/2026")
    sortie = _reussir("anomalies", "commenter", numero(), f"Vu : {NIR}")
    assert "masqué" in sortie
    detail = _reussir("anomalies", "montrer", numero())
    assert "Contestée     02/06/2026" in detail
    assert NIR not in detail
    assert "contestée le" in _reussir("anomalies", "contester", numero("GRAVE"))


def test_ignorer_partout_en_texte(dossier: Dossier) -> None:
    sortie = _reussir("anomalies", "ignorer", "oc", "EADH01", "--motif", "Connu", "--jusqu-au", "2026-12-31")
    assert "toutes" in sortie
    assert ControleIgnore.objects.get().entreprise is None


def test_une_limite_inconnue_n_est_pas_montree(dossier: Dossier) -> None:
    Anomalie.objects.update(limite_le=None)
    assert "Avant le" not in _reussir("anomalies", "montrer", numero())


def test_une_anomalie_disparue_ne_se_traite_pas(dossier: Dossier) -> None:
    dossier.recevoir(dossier.flux("2026-06"))
    assert isinstance(_lancer("anomalies", "traiter", str(numero())).exception, TransitionInterdite)


def test_ignorer_lister_lever(dossier: Dossier) -> None:
    options = ["--motif", "Faux positif", "--jusqu-au", "31/12/2026"]
    sortie = _reussir("anomalies", "ignorer", "urssaf_msa", CODE, *options, "--siren", SIREN)
    assert "Faux positif" in sortie
    assert "31/12/2026" in sortie
    assert etats()[CODE] == "ignoree"
    (controle,) = _json("anomalies", "ignorer")
    assert controle == {
        "id": ControleIgnore.objects.get().pk,
        "emetteur": "urssaf_msa",
        "code": CODE,
        "siren": SIREN,
        "motif": "Faux positif",
        "jusqu_au": "2026-12-31",
    }
    assert "n’est plus ignoré" in _reussir("anomalies", "lever", controle["id"])
    assert "n’était plus ignoré" in _reussir("anomalies", "lever", controle["id"])
    assert etats()[CODE] == "nouvelle"
    assert _reussir("anomalies", "ignorer") == "Aucun contrôle n’est ignoré.\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["montrer", "999"],
        ["lever", "999"],
        ["ignorer", "urssaf_msa"],
        ["ignorer", "urssaf_msa", CODE, "--motif", "x"],
        ["ignorer", "urssaf_msa", CODE, "--motif", "x", "--jusqu-au", "2026-12-31", "--siren", "1"],
    ],
)
def test_ce_qui_manque_est_dit(dossier: Dossier, arguments: list[str]) -> None:
    assert isinstance(_lancer("anomalies", *arguments).exception, ErreurSaisie)
    assert not ControleIgnore.objects.exists()


def test_relire_attend_la_fin(dossier: Dossier) -> None:
    dossier.recevoir(dossier.flux(), nature="62", document=b"<rapport>")
    LectureRetour.objects.update(resume="")
    assert _reussir("retours", "relire") == "3 documents relus, dont 1 illisible.\n"
    assert not LectureRetour.objects.filter(resume="").exists()


def test_relire_sans_attendre(dossier: Dossier) -> None:
    assert _reussir("retours", "relire", "--sans-attendre") == "2 documents à relire.\n"
    assert LectureRetour.objects.filter(prochaine_action_le__isnull=False).count() == 2
