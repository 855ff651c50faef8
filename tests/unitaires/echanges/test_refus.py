"""The table of refusals, seen from both sides."""

import json
import re
from pathlib import Path

import pytest

from recepisse.echanges.entetes import parse_realm
from recepisse.echanges.messages import Service
from recepisse.echanges.refus import (
    FAMILLES,
    Action,
    Famille,
    Refus,
    load_refus,
    normaliser,
    par_nom,
    reconnaitre,
)
from recepisse.erreurs import MotifAcces

API = Path(__file__).parents[2] / "donnees" / "api"
MOTIFS = {v for k, v in vars(MotifAcces).items() if k.isupper()}
METIER = [f for f in Famille if f is not Famille.AUTHENTIFICATION]


@pytest.mark.parametrize("refus", load_refus(), ids=lambda r: r.nom)
def test_chaque_ligne_se_reconnait_dans_chaque_famille(refus: Refus) -> None:
    assert refus.source
    assert refus.message.endswith(".")
    assert refus.nom.startswith(str(refus.statut))
    assert (refus.motif in MOTIFS) == (refus.action in {Action.ARRETER, Action.LENDEMAIN, Action.RENOUVELER})
    _, realm = parse_realm(refus.entetes.get("WWW-Authenticate", ""))
    assert realm == refus.realm
    for famille in refus.familles:
        reconnu = reconnaitre(famille, refus.statut, realm, avec_corps=bool(refus.corps))
        assert (reconnu.action, reconnu.motif) == (refus.action, refus.motif)
    assert par_nom(refus.nom) is refus


def test_les_noms_sont_uniques() -> None:
    noms = [r.nom for r in load_refus()]
    assert len(set(noms)) == len(noms)
    with pytest.raises(KeyError):
        par_nom("418")


def test_tous_les_statuts_publies_sont_dans_la_table() -> None:
    publies = json.loads((API / "errors.json").read_text(encoding="utf-8"))
    statuts = {r.statut for r in load_refus()}
    assert {e["code"] for e in publies if e["code"] not in {200, None}} == statuts
    realms = {normaliser(parse_realm(e["www"])[1]) for e in publies if "www" in e}
    assert realms <= {normaliser(r.realm) for r in load_refus()}


ACTIONS = {
    ("auth", "401-unknown"): (Action.ARRETER, "mot_de_passe"),
    ("auth", "401-msa"): (Action.ARRETER, "mot_de_passe"),
    ("auth", "401-password-expired"): (Action.ARRETER, "mot_de_passe_expire"),
    ("auth", "401-not-registered"): (Action.LENDEMAIN, "non_inscrit"),
    ("auth", "403-"): (Action.ARRETER, "interdit"),
    ("auth", "406-"): (Action.CORRIGER, ""),
    ("auth", "407-"): (Action.CORRIGER, ""),
    ("auth", "415-"): (Action.CORRIGER, ""),
    ("auth", "422-"): (Action.CORRIGER, ""),
}


@pytest.mark.parametrize("chemin", sorted((API / "auth").glob("response-4*.http")), ids=lambda p: p.name)
def test_les_exemples_de_connexion(chemin: Path) -> None:
    texte = chemin.read_text(encoding="utf-8")
    statut = int(texte.split()[1])
    entete = re.search(r"WWW-Authenticate: (.*)", texte)
    realm = parse_realm(entete[1])[1] if entete else ""
    cle = next(c for c in ACTIONS if chemin.name.startswith(f"response-{c[1]}"))
    reconnu = reconnaitre(Famille.AUTHENTIFICATION, statut, realm)
    assert (reconnu.action, reconnu.motif) == ACTIONS[cle]


def test_un_401_inconnu_arrete_la_connexion_et_renouvelle_le_jeton_ailleurs() -> None:
    for realm in ("", "autre chose"):
        assert reconnaitre(Famille.AUTHENTIFICATION, 401, realm).motif == MotifAcces.MOT_DE_PASSE
        for famille in METIER:
            assert reconnaitre(famille, 401, realm).action is Action.RENOUVELER


@pytest.mark.parametrize(
    "realm", ["Jeton manquant ou invalide", "JETON  MANQUANT OU INVALIDE", "jetón manquant ou invalidé"]
)
def test_les_realms_se_comparent_sans_accent_ni_casse(realm: str) -> None:
    assert reconnaitre(Famille.DEPOT, 401, realm).nom == "401-jeton-invalide"


def test_le_non_inscrit_se_reconnait_partout_quel_que_soit_le_schema() -> None:
    for famille in Famille:
        assert reconnaitre(famille, 401, "Utilisateur non-inscrit au service").action is Action.LENDEMAIN


def test_le_404_depend_de_ce_qui_est_demande() -> None:
    actions = {f: reconnaitre(f, 404).action for f in Famille}
    assert actions == {
        Famille.AUTHENTIFICATION: Action.REPRENDRE,
        Famille.DEPOT: Action.REPRENDRE,
        Famille.FENETRE: Action.REPRENDRE,
        Famille.FLUX: Action.ABSENT,
        Famille.TELECHARGEMENT: Action.ABSENT,
    }


@pytest.mark.parametrize(
    ("statut", "action"),
    [
        (303, Action.REPRENDRE),
        (418, Action.CORRIGER),
        (504, Action.REPRENDRE),
        (204, Action.CONSERVER),
        (999, Action.CONSERVER),
    ],
)
def test_un_statut_inconnu_suit_sa_classe(statut: int, action: Action) -> None:
    reconnu = reconnaitre(Famille.DEPOT, statut)
    assert reconnu.action is action
    assert not reconnu.source
    assert str(statut) in reconnu.message


def test_chaque_service_a_sa_famille() -> None:
    assert FAMILLES.keys() == set(Service)
