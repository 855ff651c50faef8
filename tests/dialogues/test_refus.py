"""Every row of the table of refusals, on every service, in both modes: the client does what it names."""

from datetime import timedelta

import pytest

from recepisse.echanges import api
from recepisse.echanges.messages import Declarant, Mode, Service
from recepisse.echanges.refus import FAMILLES, Action, Refus, load_refus, par_nom
from recepisse.erreurs import (
    AccesRefuse,
    ErreurEchange,
    Injoignable,
    Introuvable,
    MotifAcces,
    Patienter,
    RequeteRefusee,
)
from recepisse.simulateur.comptes import EtatCompte
from recepisse.simulateur.pannes import REFUS, Moment, Panne
from tests.dialogues.scene import MENSUELLE, Conversation, Scene

GENRES = {refus: genre for genre, refus in REFUS.items()}

ERREURS: dict[Action, type[ErreurEchange]] = {
    Action.ARRETER: AccesRefuse,
    Action.LENDEMAIN: AccesRefuse,
    Action.RENOUVELER: AccesRefuse,
    Action.CORRIGER: RequeteRefusee,
    Action.ATTENDRE: Patienter,
    Action.REPRENDRE: Injoignable,
    Action.ABSENT: Introuvable,
}

FENETRE = timedelta(minutes=10)


def _telecharger(scene: Scene, session: api.Session) -> "api.Conversation[api.Document]":
    depot = scene.controle.deposer(session.identite.declarant or _qui(session), concentrateur=_hub(session))
    retour = scene.controle.publier(depot.idflux, "61")
    return api.telecharger(session, session.url(Service.TELECHARGER, depot.idflux, retour.numero))


def _lister_flux(scene: Scene, session: api.Session) -> "api.Conversation[api.ListeRetours]":
    depot = scene.controle.deposer(session.identite.declarant or _qui(session), concentrateur=_hub(session))
    return api.lister_retours_flux(session, depot.idflux)


def _qui(session: api.Session) -> Declarant:
    identite = session.identite
    return Declarant(identite.siret, identite.nom, identite.prenom)


def _hub(session: api.Session) -> str:
    return session.identite.siret if session.concentrateur else ""


CONVERSATIONS: dict[tuple[Service, Mode], Conversation] = {
    **{(Service.AUTHENTIFIER, mode): lambda _, session: api.authentifier(session) for mode in Mode},
    **{(Service.DEPOSER, mode): lambda _, session: api.deposer(session, MENSUELLE) for mode in Mode},
    **{
        (Service.LISTER_DEPOTS, mode): lambda scene, session: api.lister_depots(
            session, scene.instant - FENETRE, scene.instant
        )
        for mode in Mode
    },
    (Service.LISTER_RETOURS_DECLARANT, Mode.LOGICIEL): lambda scene, session: api.lister_retours(
        session, scene.instant - FENETRE, scene.instant
    ),
    (Service.LISTER_RETOURS_CONCENTRATEUR, Mode.CONCENTRATEUR): lambda scene, session: api.lister_retours(
        session, scene.instant - FENETRE, scene.instant
    ),
    **{(Service.LISTER_RETOURS_FLUX, mode): _lister_flux for mode in Mode},
    **{(Service.TELECHARGER, mode): _telecharger for mode in Mode},
}

CAS = [
    pytest.param(refus, service, mode, id=f"{refus.nom}-{service.value}-{mode.value}")
    for (service, mode) in CONVERSATIONS
    for refus in load_refus()
    if refus.nom in GENRES and FAMILLES[service] in refus.familles
]


def test_chaque_ligne_de_la_table_est_jouee() -> None:
    joues = set(GENRES) | {
        "403-autre-deposant",
        "404-flux-inconnu",
        "404-retour-purge",
        "422-are",
        "422-forme",
    }
    assert {refus.nom for refus in load_refus()} == joues


@pytest.mark.parametrize(("refus", "service", "mode"), CAS)
def test_chaque_refus_mene_a_son_action(refus: Refus, service: Service, mode: Mode) -> None:
    scene = Scene()
    session = scene.session(mode)
    conversation = CONVERSATIONS[service, mode](scene, session)
    scene.controle.ajouter_panne(Panne(GENRES[refus.nom], service.value, nombre=2))
    with pytest.raises(ERREURS[refus.action]) as levee:
        scene.mener(conversation)
    assert levee.value.statut == refus.statut
    assert levee.value.message == refus.message
    if isinstance(levee.value, AccesRefuse):
        assert levee.value.motif == refus.motif
    renouvele = refus.action is Action.RENOUVELER
    assert scene.appels(service) == (2 if renouvele else 1)
    connexions = 1 + renouvele
    assert scene.appels(Service.AUTHENTIFIER) == connexions


@pytest.mark.parametrize(
    ("service", "mode"), [cle for cle in CONVERSATIONS if cle[0] is not Service.AUTHENTIFIER]
)
@pytest.mark.parametrize("genre", ["jeton_invalide", "jeton_expire"])
def test_un_jeton_refuse_une_fois_est_renouvele_une_fois(service: Service, mode: Mode, genre: str) -> None:
    scene = Scene()
    session = scene.session(mode)
    conversation = CONVERSATIONS[service, mode](scene, session)
    scene.controle.ajouter_panne(Panne(genre, service.value))
    scene.mener(conversation)
    assert (scene.appels(service), scene.appels(Service.AUTHENTIFIER)) == (2, 2)


@pytest.mark.parametrize("mode", Mode)
def test_un_jeton_oublie_par_le_service_est_renouvele(mode: Mode) -> None:
    scene = Scene()
    session = scene.session(mode)
    scene.mener(api.deposer(session, MENSUELLE))
    scene.controle.oublier_jetons()
    scene.mener(api.deposer(session, MENSUELLE))
    assert scene.appels(Service.AUTHENTIFIER) == 2
    assert len(scene.controle.depots()) == 2


def test_un_jeton_qui_finit_est_renouvele_sans_essuyer_de_refus() -> None:
    scene = Scene()
    session = scene.session()
    scene.mener(api.authentifier(session))
    scene.attendre(hours=2)
    scene.mener(api.deposer(session, MENSUELLE))
    assert (scene.appels(Service.DEPOSER), scene.appels(Service.AUTHENTIFIER)) == (1, 2)


@pytest.mark.parametrize(
    ("etat", "motif"),
    [
        (EtatCompte.VERROUILLE, MotifAcces.INTERDIT),
        (EtatCompte.NON_INSCRIT, MotifAcces.NON_INSCRIT),
        (EtatCompte.MOT_DE_PASSE_EXPIRE, MotifAcces.MOT_DE_PASSE_EXPIRE),
    ],
)
def test_une_connexion_refusee_n_est_jamais_repetee(etat: EtatCompte, motif: str) -> None:
    scene = Scene()
    session = scene.session()
    scene.controle.decrire_compte(_qui(session), session.identite.mot_de_passe, etat)
    for _ in range(3):
        with pytest.raises(AccesRefuse) as levee:
            scene.mener(api.deposer(session, MENSUELLE))
        assert levee.value.motif == motif
    assert (scene.appels(Service.AUTHENTIFIER), scene.appels(Service.DEPOSER)) == (1, 0)


def test_un_mauvais_mot_de_passe_ne_verrouille_pas_le_compte_a_lui_seul() -> None:
    scene = Scene()
    session = scene.session(mot_de_passe="faux")
    scene.controle.decrire_compte(_qui(session), "bon")
    for _ in range(5):
        with pytest.raises(AccesRefuse) as levee:
            scene.mener(api.lister_retours(session, scene.instant - FENETRE, scene.instant))
        assert levee.value.motif == MotifAcces.MOT_DE_PASSE
    assert scene.appels(Service.AUTHENTIFIER) == 1


def test_un_renouvellement_refuse_s_arrete_la() -> None:
    scene = Scene()
    session = scene.session()
    scene.mener(api.authentifier(session))
    scene.controle.decrire_compte(_qui(session), "nouveau", EtatCompte.ACTIF)
    scene.controle.oublier_jetons()
    with pytest.raises(AccesRefuse) as levee:
        scene.mener(api.deposer(session, MENSUELLE))
    assert levee.value.motif == MotifAcces.MOT_DE_PASSE
    assert (scene.appels(Service.AUTHENTIFIER), scene.appels(Service.DEPOSER)) == (2, 1)


@pytest.mark.parametrize("mode", Mode)
def test_les_refus_naturels_du_flux_et_du_telechargement(mode: Mode) -> None:
    scene = Scene()
    session = scene.session(mode)
    with pytest.raises(Introuvable) as levee:
        scene.mener(api.lister_retours_flux(session, "F1inconnu"))
    assert levee.value.message == par_nom("404-flux-inconnu").message
    etranger = scene.controle.deposer(Declarant("00000000000000", "AUTRE", "X"))
    retour = scene.controle.publier(etranger.idflux, "61")
    for conversation in (
        api.lister_retours_flux(session, etranger.idflux),
        api.telecharger(session, session.url(Service.TELECHARGER, etranger.idflux, retour.numero)),
    ):
        with pytest.raises(AccesRefuse) as refuse:
            scene.mener(conversation)
        assert refuse.value.message == par_nom("403-autre-deposant").message


@pytest.mark.parametrize("mode", Mode)
def test_un_retour_purge_ou_ecrase_est_introuvable(mode: Mode) -> None:
    scene = Scene()
    session = scene.session(mode)
    idflux = scene.mener(api.deposer(session, MENSUELLE)).idflux
    ancien = scene.controle.publier(idflux, "51", "ANO", ops="P0012")
    scene.attendre(hours=1)
    nouveau = scene.controle.ecraser(idflux, "51", ops="P0012")
    scene.controle.purger(numero=nouveau.numero)
    for numero in (ancien.numero, nouveau.numero):
        with pytest.raises(Introuvable) as levee:
            scene.mener(api.telecharger(session, session.url(Service.TELECHARGER, idflux, numero)))
        assert levee.value.message == par_nom("404-retour-purge").message


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("moment", Moment)
def test_une_panne_du_depot_dit_s_il_a_pu_etre_recu(mode: Mode, moment: Moment) -> None:
    for genre, attendu in (("500", True), ("503", True), ("415", False), ("429", False)):
        scene = Scene()
        scene.controle.ajouter_panne(Panne(genre, "deposer-dsn", moment))
        with pytest.raises(ErreurEchange) as levee:
            scene.mener(api.deposer(scene.session(mode), MENSUELLE))
        assert levee.value.peut_etre_recu is attendu
        assert len(scene.controle.depots()) == (moment is Moment.APRES)
