"""The conversations with the services, as generators without any input or output.

A conversation yields a :class:`Requete`, is sent the :class:`Reponse` (or thrown the exception of a
transport that has none), and returns what the answer says. Each logs in when needed. On a 401 of a business
service it logs in again **once** and repeats the request **once** (guide §2.3.1); a 401 of the login itself
ends it. ``conduire`` carries any of them over a transport::

    issue = conduire(deposer(session, octets), transport)
"""

from collections.abc import Callable, Generator
from datetime import datetime
from typing import TypeAlias, TypeVar

from recepisse.echanges import requetes
from recepisse.echanges.jugement import exception, refus_de
from recepisse.echanges.messages import Declarant, Reponse, Requete, Service, Transport
from recepisse.echanges.refus import Action
from recepisse.echanges.reponses import (
    Document,
    IssueDepot,
    ListeDepots,
    ListeRetours,
    lire_depot,
    lire_depots,
    lire_document,
    lire_jeton,
    lire_retours,
)
from recepisse.echanges.session import Agent, Jeton, Session
from recepisse.erreurs import AccesRefuse, ErreurEchange

__all__ = [
    "Agent",
    "Conversation",
    "Document",
    "IssueDepot",
    "Jeton",
    "ListeDepots",
    "ListeRetours",
    "Session",
    "authentifier",
    "conduire",
    "deposer",
    "lister_depots",
    "lister_retours",
    "lister_retours_flux",
    "telecharger",
]

T = TypeVar("T")

Conversation: TypeAlias = Generator[Requete, Reponse, T]

CONNEXIONS = (Service.AUTHENTIFIER, Service.AUTHENTIFIER_MSA)


def conduire(conversation: Conversation[T], transport: Transport, session: Session | None = None) -> T:
    """Carry ``conversation`` over ``transport`` to its end and return its result.

    Give ``session`` when several threads share it: their logins are then made one at a time, and none is
    made after another one was refused, because repeated failures lock the account at the State.
    """
    try:
        requete = next(conversation)
        while True:
            if session is not None and requete.service in CONNEXIONS:
                with session.connexion:
                    requete = _avancer(conversation, requete, transport, session.verifier_acces)
            else:
                requete = _avancer(conversation, requete, transport)
    except StopIteration as fin:
        resultat: T = fin.value
        return resultat


def _avancer(
    conversation: Conversation[T],
    requete: Requete,
    transport: Transport,
    verifier: Callable[[], None] | None = None,
) -> Requete:
    """Send ``requete``, tell the conversation what came of it, and return what it asks next."""
    try:
        if verifier is not None:
            verifier()
        reponse = transport.envoyer(requete)
    except ErreurEchange as erreur:
        return conversation.throw(erreur)
    return conversation.send(reponse)


def authentifier(session: Session) -> Conversation[Jeton]:
    """Log in and keep the token. A login refused once is not tried again (``session.oublier_refus``)."""
    session.verifier_acces()
    requete = requetes.requete_connexion(session)
    reponse = yield from _envoyer(requete)
    refus = refus_de(requete, reponse)
    if refus is None:
        jeton = lire_jeton(reponse)
        session.garder_jeton(jeton)
        return jeton
    erreur = exception(refus, requete, reponse)
    if isinstance(erreur, AccesRefuse):
        session.garder_refus(erreur)
    raise erreur


def deposer(
    session: Session, octets: bytes, *, declarant: Declarant | None = None
) -> Conversation[IssueDepot]:
    """Deposit one declaration file, byte for byte.

    An exception whose ``peut_etre_recu`` is true, like an outcome that is not ``certaine``, leaves the
    deposit in doubt: the list of deposits must be read before anything is sent again.
    """
    requetes.declarant_nomme(session, declarant)
    compresse = requetes.compresser(octets)
    reponse = yield from _demander(
        session, lambda jeton: requetes.requete_depot(session, jeton, compresse, declarant)
    )
    return lire_depot(reponse)


def lister_depots(
    session: Session, debut: datetime, fin: datetime, *, declarant: Declarant | None = None
) -> Conversation[ListeDepots]:
    """List the deposits of the declarant between two instants (aware)."""
    reponse = yield from _demander(
        session, lambda jeton: requetes.requete_depots(session, jeton, debut, fin, declarant)
    )
    return lire_depots(reponse)


def lister_retours(session: Session, debut: datetime, fin: datetime) -> Conversation[ListeRetours]:
    """List the returns published between two instants: ``lister_retours(session, *fenetre.bornes)``.

    Payroll software reads those of its declarant; a hub those of everyone it deposited for.
    """
    reponse = yield from _demander(
        session, lambda jeton: requetes.requete_retours(session, jeton, debut, fin)
    )
    return lire_retours(reponse)


def lister_retours_flux(session: Session, idflux: str) -> Conversation[ListeRetours]:
    """List every return of one deposit; ``Introuvable`` when the service does not know it (yet)."""
    reponse = yield from _demander(
        session, lambda jeton: requetes.requete_retours_flux(session, jeton, idflux)
    )
    return lire_retours(reponse)


def telecharger(session: Session, url: str) -> Conversation[Document]:
    """Download a document from the address that a list gave; ``Introuvable`` when purged or replaced."""
    reponse = yield from _demander(session, lambda jeton: requetes.requete_document(session, jeton, url))
    return lire_document(reponse)


def _demander(session: Session, construire: Callable[[Jeton], Requete]) -> Conversation[Reponse]:
    """Send a business request, logging in before if needed, and once more if the token is refused."""
    jeton = session.jeton_valable() or (yield from authentifier(session))
    requete = construire(jeton)
    reponse = yield from _envoyer(requete)
    refus = refus_de(requete, reponse)
    if refus and refus.action is Action.RENOUVELER:
        session.oublier_jeton(jeton)
        jeton = session.jeton_valable() or (yield from authentifier(session))
        requete = construire(jeton)
        reponse = yield from _envoyer(requete)
        refus = refus_de(requete, reponse)
    if refus is None or refus.action is Action.LIRE_ARE:
        return reponse
    if refus.action is Action.RENOUVELER:
        session.oublier_jeton(jeton)
    raise exception(refus, requete, reponse)


def _envoyer(requete: Requete) -> Conversation[Reponse]:
    """Send ``requete``; only a deposit can have been taken by a service that did not answer."""
    try:
        return (yield requete)
    except ErreurEchange as erreur:
        erreur.peut_etre_recu = erreur.peut_etre_recu and requete.service is Service.DEPOSER
        raise
