"""Threads that share an account: logins one at a time, and never one after a refused one."""

import threading
from datetime import UTC, datetime

import pytest

from recepisse.echanges.adresses import Adresses
from recepisse.echanges.api import Agent, Session, conduire, lister_retours_flux
from recepisse.echanges.messages import Identite, Reponse, Requete, Service
from recepisse.erreurs import AccesRefuse

MIDI = datetime(2026, 11, 22, 12, tzinfo=UTC)
FILS = 6


class Portail:
    """A service that refuses or accepts every login, and lets several threads ask before it answers."""

    def __init__(self, *, accepte: bool) -> None:
        self.accepte = accepte
        self.connexions = 0
        self.demandes = 0
        self._verrou = threading.Lock()

    def envoyer(self, requete: Requete) -> Reponse:
        if requete.service is Service.AUTHENTIFIER:
            with self._verrou:
                self.connexions += 1
            threading.Event().wait(0.02)
            if self.accepte:
                return Reponse(200, MIDI, {}, b"amV0b24=")
            return Reponse(401, MIDI, {"www-authenticate": 'Basic realm="net-entreprises.fr"'})
        with self._verrou:
            self.demandes += 1
        return Reponse(200, MIDI, {"content-type": "application/json"}, b'{"retours":{}}')


@pytest.fixture
def session() -> Session:
    return Session(
        identite=Identite("00000345900021", "LEROUX", "Camille", "Secret-d-essai-1"),
        adresses=Adresses.substituees("http://127.0.0.1:1"),
        agent=Agent("Essai", "1", "Essai"),
        horloge=lambda: MIDI,
        connexion=threading.Lock(),
    )


def ensemble(session: Session, portail: Portail) -> list[AccesRefuse | None]:
    issues: list[AccesRefuse | None] = []
    depart = threading.Barrier(FILS)

    def demander() -> None:
        depart.wait()
        try:
            conduire(lister_retours_flux(session, "F1essai"), portail, session)
        except AccesRefuse as refus:
            issues.append(refus)
        else:
            issues.append(None)

    fils = [threading.Thread(target=demander) for _ in range(FILS)]
    for f in fils:
        f.start()
    for f in fils:
        f.join()
    return issues


def test_a_refused_login_is_made_once_whatever_the_number_of_threads(session: Session) -> None:
    portail = Portail(accepte=False)
    issues = ensemble(session, portail)
    assert [type(i) for i in issues] == [AccesRefuse] * FILS
    assert (portail.connexions, portail.demandes) == (1, 0)


def test_every_thread_gets_its_answer_when_the_login_is_accepted(session: Session) -> None:
    portail = Portail(accepte=True)
    assert ensemble(session, portail) == [None] * FILS
    assert portail.demandes == FILS
