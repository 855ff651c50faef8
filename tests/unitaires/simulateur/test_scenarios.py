"""Scenarios: every line is sound, and each one shows what it says."""

import json
from importlib.resources import files
from typing import Any

import pytest

from recepisse.erreurs import ErreurSaisie
from recepisse.retours.natures import NATURES
from recepisse.simulateur import scenarios
from recepisse.simulateur.controle import Controle
from recepisse.simulateur.documents.aiguillage import AUTEURS
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.modele import Retour
from recepisse.simulateur.options import Options
from tests.unitaires.simulateur.aides import CAMILLE, Horloge, lire

MSA_SEULES = {"38", "80", "125", "130", "134", "136"}
URSSAF_SEULES = {"36", "60", "61", "62", "119", "120", "124", "132"}


def _table(nom: str) -> dict[str, Any]:
    lue: dict[str, Any] = json.loads(files("recepisse.simulateur").joinpath(nom).read_text("utf-8"))
    return lue


def _jouer(horloge: Horloge, nom: str, fichier: str = "mensuelle.dsn", **options: float) -> list[Retour]:
    administration = Administration(horloge, Options(scenario=nom, **options))  # type: ignore[arg-type]
    depot = Controle(administration).deposer(CAMILLE, lire(fichier))
    return sorted(administration.fonds.tous_les_retours(depot.idflux), key=lambda r: r.publication)


def _natures(retours: list[Retour]) -> set[str]:
    return {retour.nature for retour in retours}


def test_chaque_ligne_de_scenario_a_sa_nature_son_statut_et_son_delai() -> None:
    plan = _table("plan.json")["natures"]
    assert set(plan) <= set(NATURES)
    for scenario in _table("scenarios.json")["scenarios"].values():
        for ligne in scenario.get("retours", []):
            assert ligne["nature"] in plan
            for etape in ligne.get("etapes", [ligne]):
                assert etape["statut"] in {"OK", "ANO", "KO", "EN COURS"}


def test_chaque_nature_avec_document_a_un_auteur_ou_une_forme_inconnue() -> None:
    sans_forme = {"30", "40", "41", "42", "45", "60", "90", "92"}
    assert set(_table("plan.json")["natures"]) - set(AUTEURS) == sans_forme


@pytest.mark.parametrize("nom", scenarios.noms())
def test_chaque_scenario_se_joue(horloge: Horloge, nom: str) -> None:
    assert scenarios.libelle(nom)
    for fichier in ("mensuelle.dsn", "agricole.dsn", "arret.dsn", "fin_de_contrat.dsn", "amorcage.dsn"):
        for retour in _jouer(horloge, nom, fichier):
            assert retour.publication > horloge.instant


def test_un_scenario_inconnu_nomme_ceux_qui_existent() -> None:
    with pytest.raises(ErreurSaisie, match="ordinaire"):
        scenarios.libelle("chaos")


def test_l_ordinaire_suit_les_delais_connus(horloge: Horloge) -> None:
    retours = {r.nature: r for r in _jouer(horloge, "ordinaire")}
    attente = {n: (r.publication - horloge.instant).total_seconds() for n, r in retours.items()}
    assert attente["10"] < 60
    assert attente["11"] < 600
    assert attente["119"] == 4 * 3600
    assert retours["120"].publication.date().isoformat() == "2026-11-20"
    assert retours["94"].publication.date().isoformat() == "2026-11-23"
    assert not retours["20"].avec_document
    assert all(r.statut in ("OK", "EN COURS") for r in retours.values())


def test_chaque_organisme_declare_a_ses_retours(horloge: Horloge) -> None:
    organismes = [(r.ops, r.delegataire) for r in _jouer(horloge, "ordinaire") if r.nature == "51"]
    assert sorted(organismes) == [("P0012", "D00099"), ("P0942", "")]


def test_le_regime_separe_urssaf_et_msa(horloge: Horloge) -> None:
    general, agricole = _natures(_jouer(horloge, "tout")), _natures(_jouer(horloge, "tout", "agricole.dsn"))
    assert general & MSA_SEULES == set()
    assert agricole & URSSAF_SEULES == set()
    assert agricole >= MSA_SEULES
    assert general >= URSSAF_SEULES


def test_tout_montre_toutes_les_natures(horloge: Horloge) -> None:
    fichiers = ("mensuelle.dsn", "agricole.dsn", "arret.dsn", "fin_de_contrat.dsn", "amorcage.dsn")
    vues = {n for fichier in fichiers for n in _natures(_jouer(horloge, "tout", fichier))}
    assert vues == set(NATURES) - {"41"}


def test_un_evenement_ne_recoit_que_ce_qui_le_concerne(horloge: Horloge) -> None:
    assert _natures(_jouer(horloge, "ordinaire", "arret.dsn")) == {"10", "11", "20", "30", "31", "121"}
    assert "44" in _natures(_jouer(horloge, "ordinaire", "fin_de_contrat.dsn"))
    assert "114" in _natures(_jouer(horloge, "ordinaire", "amorcage.dsn"))


def test_refus_et_silence(horloge: Horloge) -> None:
    assert [(r.nature, r.statut) for r in _jouer(horloge, "refus")] == [("10", "OK"), ("11", "KO")]
    assert [(r.nature, r.statut) for r in _jouer(horloge, "rejet")] == [("10", "KO")]
    assert _jouer(horloge, "silence") == []


def test_les_retards_multiplient_les_delais(horloge: Horloge) -> None:
    ordinaire = {r.nature: r.publication - horloge.instant for r in _jouer(horloge, "ordinaire")}
    retards = {r.nature: r.publication - horloge.instant for r in _jouer(horloge, "retards")}
    assert {n: retards[n] / ordinaire[n] for n in ("10", "119", "120")} == {"10": 6, "119": 6, "120": 6}


def test_l_acceleration_divise_les_delais(horloge: Horloge) -> None:
    retours = {r.nature: r for r in _jouer(horloge, "ordinaire", acceleration=240.0)}
    assert (retours["119"].publication - horloge.instant).total_seconds() == 60


def test_l_ecrasement_passe_par_trois_etats_de_la_meme_serie(horloge: Horloge) -> None:
    etapes = [r for r in _jouer(horloge, "ecrasement") if (r.nature, r.ops) == ("51", "P0012")]
    assert [(r.statut, r.avec_document) for r in etapes] == [("EN COURS", False), ("ANO", True), ("OK", True)]
    assert len({r.serie for r in etapes}) == 1


def test_les_doublons_sont_cote_a_cote(horloge: Horloge) -> None:
    copies = [r for r in _jouer(horloge, "doublons") if r.nature == "94"]
    assert len({r.serie for r in copies}) == len({r.publication for r in copies}) == 2


def test_une_dpae_ne_recoit_que_dix_et_onze(horloge: Horloge) -> None:
    administration = Administration(horloge, Options(scenario="tout"))
    depot = Controle(administration).deposer(CAMILLE, lire("dpae.xml"), service="dpae")
    retours = administration.fonds.tous_les_retours(depot.idflux)
    assert [r.nature for r in retours] == ["10", "11"]
