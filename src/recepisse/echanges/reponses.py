"""What the answers are once read: token, outcome of a deposit, lists, document.

Instants given by the server (``Expires``) are counted from its own ``Date`` when it gives one, so that a
clock that is wrong on either side changes nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus

from recepisse.echanges.accuse import lire_accuse
from recepisse.echanges.depots import DepotListe, parse_depots
from recepisse.echanges.entetes import EXPIRATION, LARGEUR, TYPE, parse_date, parse_largeur
from recepisse.echanges.messages import Reponse
from recepisse.echanges.session import Jeton
from recepisse.erreurs import ReponseInattendue, RequeteRefusee
from recepisse.retours.listing import FluxListe, parse_retours

DUREE_JETON_SUPPOSEE = timedelta(minutes=30)
"""Life of a token whose end is not announced: one and two hours are only hinted at."""

DUREE_JETON_MAX = timedelta(hours=24)
PAUSE_MAX = timedelta(hours=1)
"""Longest pause that a list may ask for by ``Expires``; the kit asks for two minutes."""

_JETON = re.compile(r"""[!#-+\--;=?-~]{1,16384}""", re.ASCII)
"""One word that can stand in a header: no blank, quote, comma nor angle bracket."""


@dataclass(frozen=True, slots=True)
class IssueDepot:
    """The outcome of a deposit that was answered. ``accuse`` holds the bytes of the AEE or ARE."""

    accepte: bool
    idflux: str
    """"" when the answer names none: then an accepted deposit must be looked for in the list."""
    accuse: bytes = field(repr=False)
    type_contenu: str
    recue_le: datetime

    @property
    def certaine(self) -> bool:
        """False when the file may have been taken and its flux is not known: treat as a lost outcome."""
        return bool(self.idflux) or not self.accepte


@dataclass(frozen=True, slots=True)
class ListeDepots:
    """Deposits of a window; width announced and earliest useful repeat, None when not announced."""

    depots: tuple[DepotListe, ...]
    largeur: timedelta | None = None
    pas_avant: datetime | None = None
    corps: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class ListeRetours:
    """Returns of a window or of a flux; width announced and earliest useful repeat likewise."""

    flux: tuple[FluxListe, ...]
    largeur: timedelta | None = None
    pas_avant: datetime | None = None
    corps: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """A downloaded document: its bytes as they are, the type announced, the headers."""

    octets: bytes = field(repr=False)
    type_contenu: str
    recue_le: datetime
    entetes: Mapping[str, str] = field(default_factory=dict)


def _entete(reponse: Reponse, nom: str) -> str:
    return reponse.entetes.get(nom.lower(), "")


def echeance(reponse: Reponse, maximum: timedelta) -> datetime | None:
    """Return when ``Expires`` falls on our clock, at most ``maximum`` away; None when absent or past."""
    expire = parse_date(_entete(reponse, EXPIRATION))
    if expire is None:
        return None
    duree = expire - (parse_date(_entete(reponse, "date")) or reponse.recue_le)
    return reponse.recue_le + min(duree, maximum) if duree > timedelta(0) else None


def lire_jeton(reponse: Reponse) -> Jeton:
    """Return the token of a login. The body is not kept in the exception: it may be a secret."""
    valeur = reponse.corps.decode("ascii", "replace").strip()
    if not _JETON.fullmatch(valeur):
        raise ReponseInattendue(
            "Le service de connexion a répondu sans donner de jeton.",
            conseil="Récépissé réessaiera lentement.",
            statut=reponse.statut,
        )
    fin = echeance(reponse, DUREE_JETON_MAX) or reponse.recue_le + DUREE_JETON_SUPPOSEE
    return Jeton(valeur, fin)


def lire_depot(reponse: Reponse) -> IssueDepot:
    """Return the outcome of a deposit answered by 200 or 422.

    A 200 whose document says ARE is a refusal; a 200 that says nothing is an acceptance without idflux,
    hence not certain. A 422 that carries no receipt is a refused request.
    """
    accuse = lire_accuse(reponse.corps)
    if reponse.statut != HTTPStatus.OK and not (accuse.type or accuse.idflux):
        raise RequeteRefusee(
            "Le service refuse le dépôt sans dire pourquoi.", statut=reponse.statut, corps=reponse.corps
        )
    return IssueDepot(
        accepte=reponse.statut == HTTPStatus.OK and accuse.type != "ARE",
        idflux=accuse.idflux,
        accuse=reponse.corps,
        type_contenu=_entete(reponse, TYPE),
        recue_le=reponse.recue_le,
    )


def lire_depots(reponse: Reponse) -> ListeDepots:
    """Return the list of deposits of an answer."""
    return ListeDepots(parse_depots(reponse.corps), *_cadence(reponse), reponse.corps)


def lire_retours(reponse: Reponse) -> ListeRetours:
    """Return the list of returns of an answer."""
    return ListeRetours(parse_retours(reponse.corps), *_cadence(reponse), reponse.corps)


def _cadence(reponse: Reponse) -> tuple[timedelta | None, datetime | None]:
    return parse_largeur(_entete(reponse, LARGEUR)), echeance(reponse, PAUSE_MAX)


def lire_document(reponse: Reponse) -> Document:
    """Return the document of a download; an empty one is not a document."""
    if not reponse.corps:
        raise ReponseInattendue("Le document téléchargé est vide.", statut=reponse.statut)
    return Document(reponse.corps, _entete(reponse, TYPE), reponse.recue_le, dict(reponse.entetes))
