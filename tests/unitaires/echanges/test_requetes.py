"""Every request, as the services expect it."""

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from recepisse.echanges import requetes
from recepisse.echanges.adresses import Adresses
from recepisse.echanges.entetes import build_declarant
from recepisse.echanges.messages import Declarant, Environnement, Identite, Mode, Regime, Service
from recepisse.echanges.session import Agent, Jeton, Session
from recepisse.erreurs import ErreurReglages, ErreurSaisie, ReponseInattendue

API = Path(__file__).parents[2] / "donnees" / "api"
MIDI = datetime(2026, 10, 5, 9, tzinfo=UTC)
JETON = Jeton("abc=", MIDI + timedelta(hours=1))
CAMILLE = Declarant("00000345900021", "LEROUX", "Camille")


def build_session(**champs: object) -> Session:
    valeurs: dict[str, object] = {
        "siret": "00000345900021",
        "nom": "LEROUX",
        "prenom": "Camille",
        "mot_de_passe": "Demo-Only-42",
        **champs,
    }
    identite = Identite(**valeurs)  # type: ignore[arg-type]
    return Session(
        identite=identite,
        adresses=Adresses.officielles(identite.regime, identite.environnement),
        agent=Agent("PaieDemo", "4.2.0", "Atelier Demo"),
        horloge=lambda: MIDI,
    )


HUB = {
    "mode": Mode.CONCENTRATEUR,
    "siret": "00000777300013",
    "nom": "CTRDEMO",
    "prenom": "concentrateur",
    "mot_de_passe": "Demo-Only-43",
}


def elements(corps: bytes) -> list[tuple[str, str]]:
    racine = etree.fromstring(corps)
    assert racine.tag == "identifiants"
    return [(str(e.tag), e.text or "") for e in racine]


@pytest.mark.parametrize(
    ("exemple", "champs"),
    [
        ("request-declarant-net-entreprises.xml", {}),
        ("request-declarant-agricole-via-net-entreprises.xml", {"regime": Regime.RA}),
        ("request-concentrateur.xml", HUB),
    ],
)
def test_la_connexion_a_les_cinq_elements_des_exemples(exemple: str, champs: dict[str, object]) -> None:
    requete = requetes.requete_connexion(build_session(**champs))
    assert elements(requete.corps) == elements((API / "auth" / exemple).read_bytes())
    assert requete.corps.startswith(b"<identifiants><siret>")
    assert (requete.service, requete.methode) == (Service.AUTHENTIFIER, "POST")
    assert requete.url == "https://services.net-entreprises.fr/authentifier/1.0/"
    assert requete.entetes == {
        "User-Agent": "Client-DSN (PaieDemo/4.2.0; Atelier Demo)",
        "Content-Type": "application/xml",
        "Accept-Encoding": "gzip",
    }


def test_en_essai_le_code_de_service_change() -> None:
    requete = requetes.requete_connexion(build_session(environnement=Environnement.TEST))
    assert elements(requete.corps)[-1] == ("service", "97")
    assert requete.url.startswith("https://test-services.")


def test_la_connexion_msa_a_deux_elements() -> None:
    session = build_session(identifiant_msa="cleroux01", mot_de_passe="Demo-Only-44", regime=Regime.RA)
    with pytest.raises(ErreurReglages):
        requetes.requete_connexion(session)
    session.adresses = session.adresses.remplacer({Service.AUTHENTIFIER_MSA: "https://msa.exemple.fr"})
    requete = requetes.requete_connexion(session)
    assert elements(requete.corps) == elements((API / "auth" / "request-msa.xml").read_bytes())
    assert requete.url == "https://msa.exemple.fr/authentifier/2.0"


def test_les_caracteres_du_xml_sont_proteges() -> None:
    session = build_session(nom="D’ÉGLISE & Cie <x>", mot_de_passe="a&b<c>d]]>'\"")
    corps = requetes.requete_connexion(session).corps
    assert dict(elements(corps))["nom"] == "D’ÉGLISE & Cie <x>"
    assert dict(elements(corps))["motdepasse"] == "a&b<c>d]]>'\""


@pytest.mark.parametrize(
    "champs",
    [
        {"siret": "0000034590002"},
        {"siret": "000003459000211"},
        {"siret": "0000034590002²"},
        {"siret": ""},
        {"nom": ""},
        {"nom": "x" * 65},
        {"prenom": " "},
        {"prenom": "x" * 40},
        {"mot_de_passe": "Secret" * 6},
        {"mot_de_passe": ""},
        {"mot_de_passe": "Secret\x00"},
        {"nom": "a\nb"},
        {"nom": "\ud800"},
        {"identifiant_msa": "x" * 31},
    ],
    ids=lambda c: str(min(c.items()))[:30].encode("ascii", "replace").decode(),
)
def test_ce_que_le_service_refuserait_n_est_pas_envoye(champs: dict[str, object]) -> None:
    session = build_session(**champs)
    session.adresses = session.adresses.remplacer({Service.AUTHENTIFIER_MSA: "https://msa.exemple.fr"})
    with pytest.raises(ErreurSaisie) as levee:
        requetes.requete_connexion(session)
    assert "Secret" not in str(levee.value)


def test_les_longueurs_extremes_passent() -> None:
    requetes.requete_connexion(build_session(nom="x" * 64, prenom="y" * 39, mot_de_passe="z" * 30))


def test_le_depot_est_le_fichier_octet_pour_octet() -> None:
    octets = (API / "deposit" / "body.NOT-A-VALID-DSN.dsn").read_bytes()
    requete = requetes.requete_depot(build_session(), JETON, requetes.compresser(octets))
    assert gzip.decompress(requete.corps) == octets
    assert requete.url == "https://depot.dsnrg.net-entreprises.fr/deposer-dsn/1.0/"
    assert requete.entetes == {
        "User-Agent": "Client-DSN (PaieDemo/4.2.0; Atelier Demo)",
        "Authorization": "DSNLogin jeton=abc=",
        "Content-Type": "text/plain",
        "Content-Encoding": "gzip",
        "Accept-Encoding": "gzip",
    }
    assert requetes.compresser(octets) == requetes.compresser(octets)


def test_un_gros_depot_a_plus_de_temps() -> None:
    petit = requetes.requete_depot(build_session(), JETON, b"x")
    gros = requetes.requete_depot(build_session(), JETON, b"x" * 10 * requetes.MEGA)
    assert gros.delai - petit.delai == pytest.approx(40, abs=0.1)


def test_le_concentrateur_nomme_le_declarant() -> None:
    session = build_session(**HUB)
    attendu = f"DSNLogin concentrateur=abc=,declarant={build_declarant(CAMILLE)}"
    for requete in (
        requetes.requete_depot(session, JETON, b"x", CAMILLE),
        requetes.requete_depots(session, JETON, MIDI, MIDI, CAMILLE),
    ):
        assert requete.entetes["Authorization"] == attendu
    with pytest.raises(ErreurSaisie, match="concentrateur"):
        requetes.requete_depot(session, JETON, b"x")
    assert requetes.declarant_nomme(build_session(**HUB, declarant=CAMILLE)) == CAMILLE
    assert requetes.declarant_nomme(build_session(), CAMILLE) is None


def test_les_listes_portent_l_heure_de_paris() -> None:
    fin = MIDI + timedelta(hours=1)
    depots = requetes.requete_depots(build_session(), JETON, MIDI, fin)
    assert depots.url.endswith("/lister-depots/2.0/20261005110000/20261005120000")
    retours = requetes.requete_retours(build_session(), JETON, MIDI, fin)
    assert retours.url.endswith("/lister-retours-declarant/2.0/20261005110000/20261005120000")
    assert retours.entetes["Authorization"] == "DSNLogin jeton=abc="
    hub = requetes.requete_retours(build_session(**HUB, declarant=CAMILLE), JETON, MIDI, fin)
    assert hub.url.endswith("/lister-retours-concentrateur/2.0/20261005110000/20261005120000")
    assert hub.entetes["Authorization"] == "DSNLogin concentrateur=abc="
    assert {depots.methode, retours.methode, hub.methode} == {"GET"}


def test_la_version_un_se_choisit() -> None:
    session = build_session()
    session.versions = {Service.LISTER_RETOURS_FLUX: "1.0"}
    assert requetes.requete_retours_flux(session, JETON, "F1").url.endswith("/lister-retours-flux/1.0/F1")


def test_le_flux_est_opaque_mais_borne() -> None:
    for idflux in ("F1aaaaaaaaaaaaaaaaaaaaaa.", "x" * 50, "A" * 29):
        assert requetes.requete_retours_flux(build_session(), JETON, idflux).url.endswith("/" + idflux)
    for idflux in ("", "x" * 51):
        with pytest.raises(ErreurSaisie, match="flux"):
            requetes.requete_retours_flux(build_session(), JETON, idflux)


def test_le_document_ne_se_demande_qu_a_l_etat() -> None:
    url = "https://telechargement.dsnrg.net-entreprises.fr/telecharger-retour/1.0/F1./4410000001"
    requete = requetes.requete_document(build_session(), JETON, url)
    assert (requete.url, requete.methode, requete.service) == (url, "GET", Service.TELECHARGER)
    assert requete.corps_max > requetes.TAILLES[Service.LISTER_RETOURS_CONCENTRATEUR]
    with pytest.raises(ReponseInattendue):
        requetes.requete_document(build_session(), JETON, "https://exemple.fr/x")


def test_chaque_service_a_ses_bornes() -> None:
    assert requetes.DELAIS.keys() == requetes.TAILLES.keys() == set(Service)


def test_rien_de_secret_dans_la_representation() -> None:
    session = build_session()
    requete = requetes.requete_connexion(session)
    assert "Demo-Only-42" not in repr(requete)
    assert "abc=" not in repr(requetes.requete_depots(session, JETON, MIDI, MIDI))
