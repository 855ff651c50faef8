"""From a refusal of the table to the exception that stops the conversation.

Only two refusals are not exceptions: an ARE, which is a result, and a token to renew, which the
conversation mends once by itself.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from http import HTTPStatus
from types import MappingProxyType

from recepisse.echanges.entetes import (
    DEMANDE_ACCES,
    LARGEUR,
    REPRISE,
    parse_largeur,
    parse_realm,
    parse_reprise,
)
from recepisse.echanges.messages import Reponse, Requete
from recepisse.echanges.refus import FAMILLES, Action, Famille, Refus, reconnaitre
from recepisse.echanges.reponses import echeance
from recepisse.erreurs import (
    AccesRefuse,
    ErreurEchange,
    Injoignable,
    Introuvable,
    Patienter,
    ReponseInattendue,
    RequeteRefusee,
)
from recepisse.temps import PARIS, jour_paris

PAUSE = timedelta(minutes=2)
"""Pause after a 429 that names no instant: the one that the kit announces on its lists."""

PAUSE_MAX = timedelta(hours=24)

MATIN = time(7, 0)
"""When a registration made the day before is tried (Paris): the guide says "the next day" only."""


def refus_de(requete: Requete, reponse: Reponse) -> Refus | None:
    """Return the refusal that ``reponse`` is, None when it is an answer to be read (200)."""
    if reponse.statut == HTTPStatus.OK:
        return None
    _, realm = parse_realm(reponse.entetes.get(DEMANDE_ACCES.lower(), ""))
    avec_corps = bool(reponse.corps.strip())
    return reconnaitre(FAMILLES[requete.service], reponse.statut, realm, avec_corps=avec_corps)


def exception(refus: Refus, requete: Requete, reponse: Reponse) -> ErreurEchange:
    """Return the exception that ``refus`` leads to."""
    return _FABRIQUES[refus.action](refus, requete, reponse)


def lendemain(maintenant: datetime) -> datetime:
    """Return the next morning in Paris."""
    return datetime.combine(jour_paris(maintenant) + timedelta(days=1), MATIN, PARIS).astimezone(
        maintenant.tzinfo
    )


def _peut_etre_recu(refus: Refus, requete: Requete) -> bool:
    """Return True for a deposit that an answer leaves in doubt: 5xx, or a status that nothing describes."""
    return FAMILLES[requete.service] is Famille.DEPOT and (
        refus.statut >= HTTPStatus.INTERNAL_SERVER_ERROR or not refus.source
    )


def _acces(refus: Refus, _requete: Requete, reponse: Reponse) -> ErreurEchange:
    reprise = lendemain(reponse.recue_le) if refus.action is Action.LENDEMAIN else None
    return AccesRefuse(
        refus.message, motif=refus.motif, conseil=refus.conseil, statut=reponse.statut, reprise_a=reprise
    )


def _corriger(refus: Refus, requete: Requete, reponse: Reponse) -> ErreurEchange:
    return RequeteRefusee(
        refus.message,
        conseil=refus.conseil,
        statut=reponse.statut,
        peut_etre_recu=_peut_etre_recu(refus, requete),
        corps=reponse.corps,
    )


def _attendre(refus: Refus, _requete: Requete, reponse: Reponse) -> ErreurEchange:
    demande = parse_reprise(reponse.entetes.get(REPRISE.lower(), ""), reponse.recue_le)
    reprise = demande or echeance(reponse, PAUSE_MAX) or reponse.recue_le + PAUSE
    borne = min(max(reprise, reponse.recue_le), reponse.recue_le + PAUSE_MAX)
    return Patienter(
        refus.message,
        conseil=refus.conseil,
        statut=reponse.statut,
        reprise_a=borne,
        largeur=parse_largeur(reponse.entetes.get(LARGEUR.lower(), "")),
    )


def _reprendre(refus: Refus, requete: Requete, reponse: Reponse) -> ErreurEchange:
    return Injoignable(
        refus.message,
        conseil=refus.conseil,
        statut=reponse.statut,
        reprise_a=parse_reprise(reponse.entetes.get(REPRISE.lower(), ""), reponse.recue_le),
        peut_etre_recu=_peut_etre_recu(refus, requete),
    )


def _absent(refus: Refus, _requete: Requete, reponse: Reponse) -> ErreurEchange:
    return Introuvable(refus.message, conseil=refus.conseil, statut=reponse.statut)


def _conserver(refus: Refus, requete: Requete, reponse: Reponse) -> ErreurEchange:
    return ReponseInattendue(
        refus.message,
        statut=reponse.statut,
        peut_etre_recu=_peut_etre_recu(refus, requete),
        corps=b"" if FAMILLES[requete.service] is Famille.AUTHENTIFICATION else reponse.corps,
    )


_FABRIQUES: Mapping[Action, Callable[[Refus, Requete, Reponse], ErreurEchange]] = MappingProxyType(
    {
        Action.ARRETER: _acces,
        Action.LENDEMAIN: _acces,
        Action.RENOUVELER: _acces,
        Action.CORRIGER: _corriger,
        Action.ATTENDRE: _attendre,
        Action.REPRENDRE: _reprendre,
        Action.ABSENT: _absent,
        Action.LIRE_ARE: _corriger,
        Action.CONSERVER: _conserver,
    }
)
