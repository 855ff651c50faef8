"""A deposit whose answer is lost: what the list shows, and what is decided, whatever the accident."""

from datetime import datetime, timedelta

import pytest

from recepisse.echanges import api
from recepisse.echanges.messages import Mode
from recepisse.echanges.reconciliation import (
    Adopter,
    Attendre,
    Decider,
    Decision,
    DeclarationDeposee,
    Redeposer,
    Tentative,
    reconcilier,
)
from recepisse.erreurs import ErreurEchange
from recepisse.retours.identification import IdentiteDocument, identifier_document
from recepisse.simulateur.pannes import Moment, Panne
from tests.dialogues.scene import AUTRE_MENSUELLE, CAMILLE, MENSUELLE, Scene

DECLARATION = DeclarationDeposee(
    "732829320", "00074", "01", mois="01102026", type="01", fraction="11", ordre="12"
)
DOUTEUX = ["delai", "coupure", "500", "503", "gzip_tronque"]
AUTRE_PROGRAMME = CAMILLE


def _tenter(scene: Scene, session: api.Session) -> Tentative:
    """Deposit, lose the answer, and return the attempt."""
    debut = scene.instant
    with pytest.raises(ErreurEchange) as levee:
        scene.mener(api.deposer(session, MENSUELLE))
    assert levee.value.peut_etre_recu
    return Tentative(debut, scene.instant, CAMILLE.siret)


def _document(scene: Scene, session: api.Session, idflux: str) -> IdentiteDocument | None:
    liste = scene.mener(api.lister_retours_flux(session, idflux))
    for flux in liste.flux:
        for retour in flux.retours:
            if retour.nature == "11" and retour.url:
                return identifier_document(scene.mener(api.telecharger(session, retour.url)).octets)
    return None


def _decider(
    scene: Scene, session: api.Session, tentative: Tentative, connus: tuple[str, ...] = ()
) -> Decision:
    """Read the list of deposits and the certificates, as the product does, and decide."""
    fin = min(scene.instant, tentative.fin + timedelta(minutes=5))
    liste = scene.mener(api.lister_depots(session, tentative.debut - timedelta(minutes=4), fin))
    documents = {d.idflux: _document(scene, session, d.idflux) for d in liste.depots}
    return reconcilier(
        DECLARATION,
        tentative,
        depots=liste.depots,
        connus=connus,
        documents=documents,
        lue_a=scene.instant,
    )


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("genre", DOUTEUX)
def test_enregistre_mais_sans_reponse_le_depot_est_adopte(genre: str, mode: Mode) -> None:
    scene = Scene()
    session = scene.session(mode)
    scene.controle.ajouter_panne(Panne(genre, "deposer-dsn", Moment.APRES))
    tentative = _tenter(scene, session)
    assert isinstance(_decider(scene, session, tentative), Attendre)
    scene.attendre(minutes=3)
    decision = _decider(scene, session, tentative)
    assert decision == Adopter(scene.controle.depots()[0]["idflux"])
    assert len(scene.controle.depots()) == 1


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("genre", [genre for genre in DOUTEUX if genre != "gzip_tronque"])
def test_jamais_recu_le_depot_peut_etre_refait(genre: str, mode: Mode) -> None:
    scene = Scene()
    session = scene.session(mode)
    scene.controle.ajouter_panne(Panne(genre, "deposer-dsn", Moment.AVANT))
    tentative = _tenter(scene, session)
    assert isinstance(_decider(scene, session, tentative), Attendre)
    scene.attendre(minutes=11)
    assert isinstance(_decider(scene, session, tentative), Redeposer)
    scene.mener(api.deposer(session, MENSUELLE))
    assert len(scene.controle.depots()) == 1


def test_le_depot_d_un_autre_programme_n_est_pas_adopte() -> None:
    scene = Scene()
    session = scene.session()
    scene.controle.ajouter_panne(Panne("delai", "deposer-dsn", Moment.AVANT))
    tentative = _tenter(scene, session)
    etranger = scene.controle.deposer(AUTRE_PROGRAMME, AUTRE_MENSUELLE)
    scene.attendre(minutes=11)
    assert _decider(scene, session, tentative) == Redeposer((etranger.idflux,))


def test_le_notre_est_reconnu_a_cote_de_celui_d_un_autre() -> None:
    scene = Scene()
    session = scene.session()
    scene.controle.ajouter_panne(Panne("coupure", "deposer-dsn", Moment.APRES))
    tentative = _tenter(scene, session)
    le_notre = scene.controle.depots()[0]["idflux"]
    etranger = scene.controle.deposer(AUTRE_PROGRAMME, AUTRE_MENSUELLE)
    scene.attendre(minutes=3)
    assert _decider(scene, session, tentative) == Adopter(le_notre, (etranger.idflux,))


def test_deux_depots_de_la_meme_declaration_vont_a_une_personne() -> None:
    scene = Scene()
    session = scene.session()
    scene.controle.ajouter_panne(Panne("coupure", "deposer-dsn", Moment.APRES))
    tentative = _tenter(scene, session)
    scene.controle.deposer(AUTRE_PROGRAMME, MENSUELLE)
    scene.attendre(minutes=3)
    decision = _decider(scene, session, tentative)
    assert isinstance(decision, Decider)
    assert len(decision.candidats) == 2


def test_un_flux_deja_connu_n_est_pas_candidat() -> None:
    scene = Scene()
    session = scene.session()
    ancien = scene.mener(api.deposer(session, MENSUELLE)).idflux
    scene.controle.ajouter_panne(Panne("503", "deposer-dsn", Moment.AVANT))
    tentative = _tenter(scene, session)
    scene.attendre(minutes=11)
    assert isinstance(_decider(scene, session, tentative, (ancien,)), Redeposer)


def test_un_accuse_sans_idflux_laisse_un_doute_que_la_liste_leve() -> None:
    scene = Scene()
    session = scene.session()
    scene.controle.ajouter_panne(Panne("sans_idflux", "deposer-dsn"))
    debut: datetime = scene.instant
    issue = scene.mener(api.deposer(session, MENSUELLE))
    assert (issue.accepte, issue.certaine, issue.idflux) == (True, False, "")
    scene.attendre(minutes=3)
    tentative = Tentative(debut, debut, CAMILLE.siret)
    assert _decider(scene, session, tentative) == Adopter(scene.controle.depots()[0]["idflux"])


@pytest.mark.parametrize("moment", Moment)
def test_une_connexion_impossible_ne_laisse_aucun_doute_avant(moment: Moment) -> None:
    scene = Scene()
    scene.controle.ajouter_panne(Panne("injoignable", "deposer-dsn", moment))
    with pytest.raises(ErreurEchange) as levee:
        scene.mener(api.deposer(scene.session(), MENSUELLE))
    assert not levee.value.peut_etre_recu
