"""The control door over HTTP: every address, and what a wrong request says."""

import base64
import json
from typing import Any

import pytest

from recepisse.simulateur.etat import Administration
from recepisse.simulateur.porte import Porte
from tests.unitaires.simulateur.aides import CAMILLE, Horloge, lire

QUI = {"siret": CAMILLE.siret, "nom": CAMILLE.nom, "prenom": CAMILLE.prenom}
FICHIER = base64.b64encode(lire("mensuelle.dsn")).decode()


@pytest.fixture
def porte(administration: Administration) -> Porte:
    return Porte(administration)


def _appeler(porte: Porte, methode: str, nom: str, corps: object = None) -> tuple[int, Any]:
    envoye = b"" if corps is None else json.dumps(corps).encode()
    statut, reponse = porte.repondre(methode, f"/_simulateur/{nom}", envoye)
    return statut, json.loads(reponse)


def _deposer(porte: Porte, **champs: str) -> str:
    statut, reponse = _appeler(porte, "POST", "depots", {**QUI, "fichier": FICHIER, **champs})
    assert statut == 200
    return str(reponse["idflux"])


def test_l_etat_dit_l_heure_et_les_nombres(porte: Porte) -> None:
    _deposer(porte)
    assert _appeler(porte, "GET", "etat") == (
        200,
        {
            "maintenant": "2026-11-05T09:00:00+00:00",
            "scenario": "ordinaire",
            "graine": 1,
            "depots": 1,
            "retours": 17,
        },
    )


def test_les_depots_se_comptent_et_s_ajoutent(porte: Porte) -> None:
    idflux = _deposer(porte, concentrateur="00000777300013")
    _appeler(porte, "POST", "depots", {"siret": CAMILLE.siret, "regime": "RA"})
    statut, reponse = _appeler(porte, "GET", "depots")
    assert (statut, reponse["nombre"]) == (200, 2)
    assert reponse["depots"][0]["idflux"] == idflux
    assert reponse["depots"][0]["concentrateur"] == "00000777300013"


def test_une_dpae_se_depose_aussi(porte: Porte) -> None:
    dpae = base64.b64encode(lire("dpae.xml")).decode()
    _deposer(porte, service="dpae", fichier=dpae)
    assert _appeler(porte, "GET", "depots")[1]["depots"][0]["service"] == "dpae"


def test_publier_ecraser_et_purger(porte: Porte) -> None:
    idflux = _deposer(porte)
    document = base64.b64encode(b"%PDF-1.4").decode()
    publie = {"idflux": idflux, "nature": "44", "document": document, "type_contenu": "application/pdf"}
    statut, premier = _appeler(porte, "POST", "retours", publie)
    assert statut == 200
    _, second = _appeler(porte, "POST", "ecraser", {"idflux": idflux, "nature": "44", "statut": "KO"})
    _, vus = _appeler(porte, "GET", f"retours/{idflux}")
    visibles = {r["numero"]: r["visible"] for r in vus["retours"] if r["nature"] == "44"}
    assert visibles == {premier["numero"]: False, second["numero"]: True}
    assert _appeler(porte, "POST", "purger", {"numero": second["numero"]}) == (200, {"purges": 1})
    assert _appeler(porte, "POST", "purger", {"idflux": idflux})[1]["purges"] == len(vus["retours"])


def test_les_pannes_se_demandent_se_lisent_et_s_oublient(porte: Porte) -> None:
    demande = {"genre": "503", "service": "deposer-dsn", "moment": "apres", "nombre": 2}
    assert _appeler(porte, "POST", "pannes", demande) == (200, {"fait": True})
    assert _appeler(porte, "GET", "pannes") == (200, {"pannes": [{**demande, "duree": 60.0}]})
    assert _appeler(porte, "DELETE", "pannes")[0] == 200
    assert _appeler(porte, "GET", "pannes") == (200, {"pannes": []})


def test_l_horloge_avance_se_fixe_et_rapproche(porte: Porte, horloge: Horloge) -> None:
    idflux = _deposer(porte)
    assert _appeler(porte, "POST", "horloge", {"rapprocher": 60, "idflux": idflux}) == (200, {"parus": 1})
    assert _appeler(porte, "POST", "horloge", {"avancer": 3600})[1] == {
        "maintenant": "2026-11-05T10:00:00+00:00"
    }
    assert _appeler(porte, "POST", "horloge", {"fixer": "2026-01-01T01:00:00+01:00"})[1] == {
        "maintenant": "2026-01-01T00:00:00+00:00"
    }


def test_comptes_scenarios_jetons_et_compteurs(porte: Porte, administration: Administration) -> None:
    assert _appeler(porte, "POST", "comptes", {**QUI, "mot_de_passe": "x", "etat": "verrouille"})[0] == 200
    assert administration.comptes.refus_connexion(CAMILLE, "x") == "403-compte-bloque"
    assert _appeler(porte, "POST", "scenarios", {"siret": CAMILLE.siret, "scenario": "refus"})[0] == 200
    assert administration.scenarios_par_siret == {CAMILLE.siret: "refus"}
    assert _appeler(porte, "POST", "jetons")[0] == 200
    assert _appeler(porte, "GET", "compteurs") == (200, {"compteurs": {}})


@pytest.mark.parametrize(
    ("methode", "nom", "corps", "statut", "message"),
    [
        ("GET", "cuisine", None, 404, "Rien à cette adresse"),
        ("DELETE", "depots", None, 404, "Rien à cette adresse"),
        ("GET", "retours/F1inconnu", None, 400, "n’existe pas"),
        ("POST", "retours", {"idflux": "F1", "nature": "51"}, 400, "n’existe pas"),
        ("POST", "retours", {"nature": "51"}, 400, "mal formée"),
        ("POST", "pannes", {"genre": "incendie"}, 400, "Pannes possibles"),
        ("POST", "pannes", {"genre": "500", "couleur": "rouge"}, 400, "mal formée"),
        ("POST", "depots", {}, 400, "siret"),
        ("POST", "depots", {"siret": "1", "fichier": "***"}, 400, "mal formée"),
        ("POST", "depots", [1], 400, "objet JSON"),
        ("POST", "purger", {}, 400, "idflux"),
        ("POST", "horloge", {}, 400, "avancer"),
        ("POST", "horloge", {"fixer": "2026-01-01T00:00:00"}, 400, "fuseau"),
        ("POST", "horloge", {"fixer": "hier"}, 400, "mal formée"),
        ("POST", "comptes", {**QUI, "etat": "parti"}, 400, "parti"),
        ("POST", "scenarios", {"siret": "1", "scenario": "chaos"}, 400, "ordinaire"),
    ],
)
def test_une_demande_fausse_le_dit_en_francais(
    porte: Porte, methode: str, nom: str, corps: object, statut: int, message: str
) -> None:
    recu, reponse = _appeler(porte, methode, nom, corps)
    assert recu == statut
    assert message in reponse["erreur"]


def test_un_corps_illisible_le_dit(porte: Porte) -> None:
    statut, reponse = porte.repondre("POST", "/_simulateur/pannes", b"{")
    assert (statut, b"mal form" in reponse) == (400, True)
