"""The deposit service: check order, receipts, what is recorded."""

import gzip
import hashlib
import json

import pytest

from recepisse.echanges.accuse import lire_accuse
from recepisse.echanges.messages import Regime
from recepisse.simulateur.controle import Controle
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.options import Options
from tests.unitaires.simulateur.aides import AUTRE, CAMILLE, Appelant, Horloge, lire

MENSUELLE = lire("mensuelle.dsn")


def test_un_depot_enregistre_les_octets_recus(appelant: Appelant, controle: Controle) -> None:
    resultat = appelant.deposer(MENSUELLE)
    accuse = lire_accuse(resultat.corps)
    assert (resultat.statut, resultat.entetes["content-type"], accuse.type) == (200, "application/xml", "AEE")
    (depot,) = controle.depots()
    assert depot["idflux"] == accuse.idflux
    assert depot["somme"] == hashlib.sha256(MENSUELLE).hexdigest()
    assert depot["taille"] == len(MENSUELLE)
    assert depot["declarant"] == CAMILLE.siret
    assert depot["declarations"] == [
        {
            "siret": "73282932000074",
            "nature": "01",
            "type": "01",
            "mois": "01102026",
            "fraction": "11",
            "ordre": "12",
            "salaries": 3,
        }
    ]


@pytest.mark.parametrize(
    ("entetes", "corps", "statut"),
    [
        ({"content_encoding": "", "accept_encoding": "identity"}, b"", 415),
        ({"content_encoding": "deflate"}, None, 415),
        ({"content_type": "application/xml"}, None, 415),
        ({"content_type": ""}, None, 415),
        ({"accept_encoding": "identity"}, b"", 406),
        ({"authorization": ""}, b"", 400),
        ({"authorization": ""}, gzip.compress(b"", mtime=0), 422),
        ({"authorization": ""}, b"pas du gzip", 422),
        ({"authorization": ""}, gzip.compress(b"x" * 99, mtime=0)[:-9], 422),
        ({"authorization": ""}, gzip.compress(b"illisible", mtime=0), 401),
        ({"authorization": "Basic abc"}, None, 401),
    ],
)
def test_l_ordre_des_controles(
    appelant: Appelant, controle: Controle, entetes: dict[str, str], corps: bytes | None, statut: int
) -> None:
    resultat = appelant.deposer(MENSUELLE, "1.0", corps=corps, **entetes)
    assert (resultat.statut, resultat.corps) == (statut, b"")
    assert controle.depots() == []


def test_sans_accept_encoding_le_depot_passe(appelant: Appelant) -> None:
    assert appelant.deposer(MENSUELLE, "1.0", accept_encoding="").statut == 200


def test_ce_qui_ne_commence_pas_par_s10_recoit_un_are(appelant: Appelant, controle: Controle) -> None:
    resultat = appelant.deposer(b"Bonjour")
    accuse = lire_accuse(resultat.corps)
    assert (resultat.statut, accuse.type) == (422, "ARE")
    assert b"B1-105-15" in resultat.corps
    assert [depot["statut"] for depot in controle.depots()] == ["KO"]


def test_un_fichier_qui_ne_contient_que_s10_est_enregistre(appelant: Appelant, controle: Controle) -> None:
    assert appelant.deposer(b"S10 et puis rien").statut == 200
    assert controle.depots()[0]["declarations"] == []


def test_la_version_2_envoie_du_xml_sous_un_type_json(appelant: Appelant) -> None:
    resultat = appelant.deposer(MENSUELLE, "2.0")
    assert resultat.entetes["content-type"] == "application/json"
    assert resultat.corps.startswith(b"<?xml")


@pytest.mark.parametrize(("octets", "statut", "type_"), [(MENSUELLE, 200, "AEE"), (b"non", 422, "ARE")])
def test_l_accuse_peut_etre_en_json(horloge: Horloge, octets: bytes, statut: int, type_: str) -> None:
    appelant = Appelant(Administration(horloge, Options(accuse_json=True)))
    appelant.connecter()
    resultat = appelant.deposer(octets, "2.0")
    assert resultat.statut == statut
    assert json.loads(resultat.corps)["rapport"]["type"] == type_
    assert lire_accuse(resultat.corps).idflux
    assert appelant.deposer(octets, "1.0").corps.startswith(b"<?xml")


def test_le_point_de_depot_du_fichier_fait_le_regime(appelant: Appelant, controle: Controle) -> None:
    appelant.deposer(lire("agricole.dsn"))
    (depot,) = controle.depots()
    assert depot["regime"] == Regime.RA
    assert depot["idflux"].startswith("G1")


def test_un_concentrateur_depose_pour_un_declarant(
    administration: Administration, controle: Controle
) -> None:
    hub = Appelant(administration, AUTRE, declarant=CAMILLE)
    hub.connecter("98")
    assert hub.deposer(MENSUELLE).statut == 200
    (depot,) = controle.depots()
    assert (depot["declarant"], depot["concentrateur"]) == (CAMILLE.siret, AUTRE.siret)


def test_un_concentrateur_qui_ne_nomme_personne_est_refuse(administration: Administration) -> None:
    hub = Appelant(administration, AUTRE)
    hub.connecter("98")
    resultat = hub.deposer(MENSUELLE)
    assert "Jeton manquant ou invalide" in resultat.entetes["www-authenticate"]


@pytest.mark.parametrize("declarant", ["pas-du-base64!", "c2Fucw=="])
def test_un_declarant_illisible_est_refuse(administration: Administration, declarant: str) -> None:
    hub = Appelant(administration, AUTRE)
    hub.connecter("98")
    autorisation = f"DSNLogin concentrateur={hub.jeton},declarant={declarant}"
    assert hub.deposer(MENSUELLE, "1.0", authorization=autorisation).statut == 401


def test_la_dpae_passe_par_le_meme_chemin(administration: Administration, controle: Controle) -> None:
    programme = Appelant(administration)
    programme.connecter(chemin="/authentifier_dpae")
    resultat = programme.deposer(lire("dpae.xml"), "1.0", content_type="application/xml")
    assert resultat.statut == 200
    assert b'profil="DPAE"' in resultat.corps
    assert lire_accuse(resultat.corps).idflux
    (depot,) = controle.depots()
    assert (depot["service"], depot["essai_reel"]) == ("dpae", "01")
    assert depot["declarations"][0]["siret"] == "90123456700013"


def test_la_dpae_accepte_aussi_le_type_texte_et_refuse_une_dsn(administration: Administration) -> None:
    programme = Appelant(administration)
    programme.connecter(chemin="/authentifier_dpae")
    assert programme.deposer(lire("dpae.xml")).statut == 200
    refus = programme.deposer(MENSUELLE)
    assert (refus.statut, b'type="ARE" profil="DPAE"' in refus.corps) == (422, True)
