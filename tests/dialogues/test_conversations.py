"""The whole loop, from a file to its documents, in every mode, scheme, version and shape."""

from dataclasses import replace
from datetime import timedelta

import pytest

from recepisse.echanges import api
from recepisse.echanges.messages import Environnement, Mode, Regime, Service
from recepisse.erreurs import AccesRefuse, MotifAcces
from recepisse.retours.identification import identifier_document
from recepisse.simulateur.options import FormeJson, Options
from tests.dialogues.scene import AUTRE_MENSUELLE, CAMILLE, DONNEES, MENSUELLE, Scene

VERSIONNES = (
    Service.LISTER_DEPOTS,
    Service.LISTER_RETOURS_DECLARANT,
    Service.LISTER_RETOURS_CONCENTRATEUR,
    Service.LISTER_RETOURS_FLUX,
    Service.DEPOSER,
)


def _boucler(scene: Scene, session: api.Session, octets: bytes = MENSUELLE) -> None:
    """Deposit, find the deposit and its returns by every list, download and recognise them."""
    largeur = timedelta(minutes=10)
    issue = scene.mener(api.deposer(session, octets))
    assert issue.accepte
    assert issue.certaine
    scene.attendre(minutes=6)
    depots = scene.mener(api.lister_depots(session, scene.instant - largeur, scene.instant))
    assert [(d.idflux, d.statut) for d in depots.depots] == [(issue.idflux, "OK")]
    par_fenetre = scene.mener(api.lister_retours(session, scene.instant - largeur, scene.instant))
    par_flux = scene.mener(api.lister_retours_flux(session, issue.idflux))
    assert par_fenetre.flux == par_flux.flux
    assert par_fenetre.pas_avant == scene.instant + timedelta(minutes=2)
    (flux,) = par_flux.flux
    assert flux.idflux == issue.idflux
    natures = [retour.nature for retour in flux.retours]
    assert natures[:2] == ["10", "11"]
    certificat = scene.mener(api.telecharger(session, flux.retours[1].url))
    identite = identifier_document(certificat.octets)
    assert identite is not None
    assert (identite.idflux, identite.siren, identite.nic) == (issue.idflux, "732829320", "00074")


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("forme", FormeJson)
@pytest.mark.parametrize("mode", Mode)
def test_la_boucle_dans_chaque_mode_forme_et_version(mode: Mode, forme: FormeJson, version: str) -> None:
    for accuse_json in (False, True):
        scene = Scene(Options(forme_json=forme, accuse_json=accuse_json))
        _boucler(scene, scene.session(mode, versions=dict.fromkeys(VERSIONNES, version)))


@pytest.mark.parametrize("environnement", Environnement)
@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("regime", Regime)
def test_la_boucle_aux_adresses_officielles(regime: Regime, mode: Mode, environnement: Environnement) -> None:
    scene = Scene()
    session = scene.session(mode, regime, officielles=True, environnement=environnement)
    _boucler(
        scene, session, (DONNEES / ("agricole.dsn" if regime is Regime.RA else "mensuelle.dsn")).read_bytes()
    )
    (depot,) = scene.controle.depots()
    assert depot["regime"] == regime


def test_un_fichier_de_deux_entreprises_donne_deux_flux() -> None:
    scene = Scene()
    session = scene.session()
    issues = [scene.mener(api.deposer(session, octets)) for octets in (MENSUELLE, AUTRE_MENSUELLE)]
    assert len({issue.idflux for issue in issues}) == 2
    assert scene.controle.sommes().most_common(1)[0][1] == 1


def test_un_are_est_un_resultat() -> None:
    for accuse_json, version in ((False, "1.0"), (False, "2.0"), (True, "2.0")):
        scene = Scene(Options(accuse_json=accuse_json))
        session = scene.session(versions={Service.DEPOSER: version})
        issue = scene.mener(api.deposer(session, b"Ceci n'est pas une DSN"))
        assert (issue.accepte, issue.certaine) == (False, True)
        assert b"B1-105-15" in issue.accuse
        flux = scene.mener(api.lister_depots(session, scene.instant, scene.instant)).depots
        assert [d.statut for d in flux] == ["KO"]


def test_un_compte_de_la_msa_se_connecte_a_deux_champs() -> None:
    scene = Scene()
    session = scene.session(regime=Regime.RA)
    session.identite = replace(session.identite, identifiant_msa="cleroux01")
    scene.mener(api.deposer(session, MENSUELLE))
    assert scene.appels(Service.AUTHENTIFIER_MSA) == 1
    scene.controle.decrire_compte(replace(CAMILLE, siret="cleroux01", nom="", prenom=""), "autre")
    session.oublier_jeton(session.jeton_valable() or pytest.fail("sans jeton"))
    with pytest.raises(AccesRefuse) as levee:
        scene.mener(api.deposer(session, MENSUELLE))
    assert levee.value.motif == MotifAcces.MOT_DE_PASSE


def test_un_concentrateur_lit_d_un_coup_tous_ses_declarants() -> None:
    scene = Scene()
    session = scene.session(Mode.CONCENTRATEUR)
    autre = replace(CAMILLE, siret="00000555500017", nom="AUTRE")
    flux = {scene.mener(api.deposer(session, MENSUELLE, declarant=qui)).idflux for qui in (CAMILLE, autre)}
    scene.attendre(minutes=1)
    liste = scene.mener(api.lister_retours(session, scene.instant - timedelta(minutes=5), scene.instant))
    assert {un.idflux for un in liste.flux} == flux
    assert liste.largeur == timedelta(minutes=10)
    siens = scene.mener(
        api.lister_depots(session, scene.instant - timedelta(minutes=5), scene.instant, declarant=autre)
    )
    assert len(siens.depots) == 1


def test_un_retour_passe_d_en_cours_a_anomalie_puis_a_ok() -> None:
    scene = Scene(Options(scenario="ecrasement"))
    session = scene.session()
    idflux = scene.mener(api.deposer(session, MENSUELLE)).idflux
    vus = []
    for heures in (3, 12, 40):
        scene.attendre(hours=heures)
        (flux,) = scene.mener(api.lister_retours_flux(session, idflux)).flux
        retour = next(r for r in flux.retours if (r.nature, r.ops) == ("51", "P0012"))
        vus.append((retour.statut, bool(retour.url)))
        if retour.url:
            assert b"<Fichier" in scene.mener(api.telecharger(session, retour.url)).octets
    assert vus == [("EN COURS", False), ("ANO", True), ("OK", True)]
