"""The login services: forms, refusals in the measured order, tokens."""

import base64
from datetime import timedelta

import pytest

from recepisse.echanges.entetes import parse_date
from recepisse.echanges.messages import Declarant, Regime
from recepisse.simulateur.comptes import EtatCompte
from recepisse.simulateur.controle import Controle
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.options import Options
from tests.unitaires.simulateur.aides import CAMILLE, Appelant, Horloge


@pytest.fixture
def appelant(administration: Administration) -> Appelant:
    return Appelant(administration)


def test_le_jeton_est_le_corps_en_base64_et_expires_dit_sa_fin(appelant: Appelant, horloge: Horloge) -> None:
    resultat = appelant.connecter()
    assert resultat.statut == 200
    assert resultat.entetes["content-type"] == "application/octet-stream"
    assert not resultat.comprime
    assert b"<siret>00000345900021</siret>" in base64.b64decode(resultat.corps, validate=True)
    assert parse_date(resultat.entetes["expires"]) == horloge.instant + timedelta(hours=2)


def test_la_vie_du_jeton_est_un_reglage(horloge: Horloge) -> None:
    admin = Administration(horloge, Options(duree_jeton=timedelta(minutes=5)))
    resultat = Appelant(admin).connecter()
    assert parse_date(resultat.entetes["expires"]) == horloge.instant + timedelta(minutes=5)


@pytest.mark.parametrize("type_", ["", "text/xml", "application/json"])
def test_un_autre_type_que_xml_est_415(appelant: Appelant, type_: str) -> None:
    assert appelant.connecter(content_type=type_, accept_encoding="identity", corps=b"").statut == 415


def test_accept_encoding_sans_gzip_est_406_avant_la_forme(appelant: Appelant) -> None:
    assert appelant.connecter(accept_encoding="identity", corps=b"").statut == 406


def test_le_type_peut_dire_son_jeu_de_caracteres(appelant: Appelant) -> None:
    assert appelant.connecter(content_type="application/xml; charset=UTF-8").statut == 200


@pytest.mark.parametrize(
    "corps",
    [
        b"",
        b"pas du xml",
        b"<identifiants/>",
        b"<identifiants><siret>00000345900021</siret></identifiants>",
        b"<autre><siret>1</siret></autre>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><identifiants><siret>&a;</siret></identifiants>',
    ],
)
def test_une_forme_inconnue_est_422(appelant: Appelant, corps: bytes) -> None:
    assert appelant.connecter(corps=corps).statut == 422


@pytest.mark.parametrize(
    ("personne", "mot_de_passe", "service"),
    [
        (Declarant("0000034590002", "LEROUX", "Camille"), "secret", "25"),
        (Declarant("00000345900021", "X" * 65, "Camille"), "secret", "25"),
        (Declarant("00000345900021", "LEROUX", "X" * 40), "secret", "25"),
        (Declarant("00000345900021", "LEROUX", "Camille"), "x" * 31, "25"),
        (Declarant("00000345900021", "LEROUX", "Camille"), "", "25"),
        (Declarant("00000345900021", "LEROUX", "Camille"), "secret", "250"),
    ],
)
def test_une_longueur_hors_limite_est_422(
    administration: Administration, personne: Declarant, mot_de_passe: str, service: str
) -> None:
    appelant = Appelant(administration, personne)
    assert appelant.connecter(service, mot_de_passe=mot_de_passe).statut == 422


@pytest.mark.parametrize(
    ("etat", "statut", "realm"),
    [
        (EtatCompte.VERROUILLE, 403, None),
        (EtatCompte.NON_INSCRIT, 401, 'DSNLogin realm="Utilisateur non-inscrit au service"'),
        (EtatCompte.MOT_DE_PASSE_EXPIRE, 401, 'Basic realm="Expiration du mot de passe"'),
    ],
)
def test_chaque_etat_de_compte_a_son_refus(
    appelant: Appelant, controle: Controle, etat: EtatCompte, statut: int, realm: str | None
) -> None:
    controle.decrire_compte(CAMILLE, "secret", etat)
    resultat = appelant.connecter()
    assert (resultat.statut, resultat.entetes.get("www-authenticate")) == (statut, realm)
    assert resultat.corps == b""


def test_un_mauvais_mot_de_passe_est_401_meme_sur_un_compte_verrouille(
    appelant: Appelant, controle: Controle
) -> None:
    controle.decrire_compte(CAMILLE, "secret", EtatCompte.VERROUILLE)
    resultat = appelant.connecter(mot_de_passe="faux")
    assert resultat.statut == 401
    assert resultat.entetes["www-authenticate"] == 'Basic realm="net-entreprises.fr"'


def test_un_code_de_service_inconnu_est_non_inscrit(appelant: Appelant) -> None:
    assert "non-inscrit" in appelant.connecter("42").entetes["www-authenticate"]


@pytest.mark.parametrize(
    ("service", "regime", "concentrateur"),
    [
        ("25", Regime.RG, False),
        ("97", Regime.RG, False),
        ("26", Regime.RA, False),
        ("94", Regime.RA, False),
        ("98", Regime.RG, True),
    ],
)
def test_le_code_de_service_dit_le_regime_et_le_mode(
    appelant: Appelant, administration: Administration, service: str, regime: Regime, concentrateur: bool
) -> None:
    appelant.connecter(service)
    jeton = administration.comptes.lire_jeton(appelant.jeton)
    assert jeton is not None
    assert (jeton.regime, jeton.concentrateur, jeton.service) == (regime, concentrateur, "dsn")


def _msa(identifiant: str, mot_de_passe: str) -> bytes:
    return (
        f"<identifiants><identifiant>{identifiant}</identifiant>"
        f"<motdepasse>{mot_de_passe}</motdepasse></identifiants>"
    ).encode()


def test_la_msa_a_deux_champs_et_son_propre_realm(appelant: Appelant, controle: Controle) -> None:
    assert appelant.connecter(chemin="/authentifier/2.0", corps=_msa("cleroux01", "x")).statut == 200
    controle.decrire_compte(Declarant("cleroux01", "", ""), "secret")
    refus = appelant.connecter(chemin="/authentifier/2.0", corps=_msa("cleroux01", "faux"))
    assert refus.entetes["www-authenticate"] == 'Basic realm="msa.fr"'
    controle.decrire_compte(Declarant("cleroux01", "", ""), "secret", EtatCompte.VERROUILLE)
    assert appelant.connecter(chemin="/authentifier/2.0", corps=_msa("cleroux01", "secret")).statut == 403


@pytest.mark.parametrize("corps", [_msa("", "x"), _msa("x" * 31, "x"), _msa("x", "x" * 31), b"<a/>"])
def test_la_msa_limite_ses_champs(appelant: Appelant, corps: bytes) -> None:
    assert appelant.connecter(chemin="/authentifier/2.0", corps=corps).statut == 422


def test_la_connexion_dpae_donne_un_jeton_dpae(appelant: Appelant, administration: Administration) -> None:
    assert appelant.connecter(chemin="/authentifier_dpae").statut == 200
    jeton = administration.comptes.lire_jeton(appelant.jeton)
    assert jeton is not None
    assert jeton.service == "dpae"
