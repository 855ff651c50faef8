"""A call as the services see it, and what they decide to do with it.

``Appel`` is what both doors (the in-process double and the HTTP server) hand over; ``Resultat`` is what
they must play back, network accident included.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from recepisse.echanges.messages import Requete


class Appel(NamedTuple):
    """One request: header names in lower case, body as it travelled (still gzipped)."""

    methode: str
    origine: str
    """``http://127.0.0.1:8470``: what the download addresses are built on."""
    chemin: str
    """Path without the query."""
    entetes: Mapping[str, str]
    corps: bytes = b""
    parametres: str = ""
    """The query, without its question mark."""


class Incident(StrEnum):
    """What the network does instead of carrying a whole answer."""

    DELAI = "delai"
    COUPURE = "coupure"
    INJOIGNABLE = "injoignable"
    CORPS_LENT = "corps_lent"
    GZIP_TRONQUE = "gzip_tronque"


@dataclass(frozen=True, slots=True)
class Resultat:
    """One answer: header names in lower case, body not yet compressed."""

    statut: int
    entetes: Mapping[str, str] = field(default_factory=dict)
    corps: bytes = b""
    incident: Incident | None = None
    duree: float = 0.0
    """Seconds that a slow or missing answer takes."""
    comprime: bool = True
    """Whether the body travels gzipped; a token does not."""


def build_appel(requete: Requete) -> Appel:
    """Return ``requete`` as the services see it."""
    parties = urlsplit(requete.url)
    return Appel(
        requete.methode,
        f"{parties.scheme}://{parties.netloc}",
        parties.path,
        {nom.lower(): valeur for nom, valeur in requete.entetes.items()},
        requete.corps,
        parties.query,
    )
