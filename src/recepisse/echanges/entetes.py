"""The headers of the protocol, written and read: the client and the simulator share these functions.

``Authorization: DSNLogin jeton=…`` (payroll software), ``DSNLogin concentrateur=…,declarant=…`` (hub for a
declarant), ``DSNLogin concentrateur=…`` (hub for itself); ``Accept-Ranges: minutes=0-60`` announces the
width of a window (guide §8.3.2); ``Expires`` tells the end of a token or the earliest useful repeat.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from recepisse.echanges.messages import Declarant

AUTORISATION = "Authorization"
TYPE = "Content-Type"
ENCODAGE = "Content-Encoding"
ENCODAGE_ACCEPTE = "Accept-Encoding"
AGENT = "User-Agent"
LARGEUR = "Accept-Ranges"
EXPIRATION = "Expires"
REPRISE = "Retry-After"
DEMANDE_ACCES = "WWW-Authenticate"

TYPE_XML = "application/xml"
TYPE_TEXTE = "text/plain"
TYPE_JSON = "application/json"
GZIP = "gzip"

SCHEMA = "DSNLogin"

_LARGEUR = re.compile(r"\s*minutes\s*=\s*0*\s*-\s*([0-9]{1,6})\s*", re.ASCII | re.IGNORECASE)
_CLES = re.compile(r"([A-Za-z]+)\s*=\s*([^,\s]*)", re.ASCII)
_REALM = re.compile(r'([A-Za-z]+)\s+realm\s*=\s*"?([^"]*)"?', re.IGNORECASE)
_SECONDES = re.compile(r"[0-9]{1,7}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Autorisation:
    """What an ``Authorization`` header holds. Empty strings for what is absent."""

    jeton: str = field(default="", repr=False)
    concentrateur: str = field(default="", repr=False)
    declarant: str = field(default="", repr=False)


def build_declarant(declarant: Declarant) -> str:
    """Return the Base64 of ``siret;nom;prenom``. The charset is published nowhere: UTF-8."""
    triplet = f"{declarant.siret};{declarant.nom};{declarant.prenom}"
    return base64.b64encode(triplet.encode()).decode("ascii")


def parse_declarant(texte: str) -> Declarant | None:
    """Return the declarant named by a header, or None when the Base64 or the triplet is wrong."""
    try:
        triplet = base64.b64decode(texte, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    siret, _, reste = triplet.partition(";")
    nom, separateur, prenom = reste.partition(";")
    return Declarant(siret, nom, prenom) if separateur and ";" not in prenom else None


def build_autorisation(jeton: str, *, concentrateur: bool = False, declarant: Declarant | None = None) -> str:
    """Return the value of the ``Authorization`` header of a business call."""
    if not concentrateur:
        return f"{SCHEMA} jeton={jeton}"
    suite = f",declarant={build_declarant(declarant)}" if declarant else ""
    return f"{SCHEMA} concentrateur={jeton}{suite}"


def parse_autorisation(texte: str) -> Autorisation | None:
    """Return what a business ``Authorization`` header holds, or None when it is not one."""
    schema, _, reste = texte.strip().partition(" ")
    if schema.lower() != SCHEMA.lower():
        return None
    cles = {nom.lower(): valeur for nom, valeur in _CLES.findall(reste)}
    lue = Autorisation(cles.get("jeton", ""), cles.get("concentrateur", ""), cles.get("declarant", ""))
    return lue if lue.jeton or lue.concentrateur else None


def build_largeur(largeur: timedelta) -> str:
    """Return the ``Accept-Ranges`` value that announces ``largeur``."""
    return f"minutes=0-{int(largeur.total_seconds()) // 60}"


def parse_largeur(texte: str) -> timedelta | None:
    """Return the width that ``Accept-Ranges`` announces, or None when it announces none."""
    trouve = _LARGEUR.fullmatch(texte)
    minutes = int(trouve[1]) if trouve else 0
    return timedelta(minutes=minutes) if minutes else None


def build_date(instant: datetime) -> str:
    """Return the aware ``instant`` as an HTTP date."""
    return format_datetime(instant.astimezone(UTC).replace(microsecond=0), usegmt=True)


def parse_date(texte: str) -> datetime | None:
    """Return the UTC instant of an HTTP date, or None (``Expires: 0`` and the like are not dates)."""
    try:
        lue = parsedate_to_datetime(texte)
        return (lue if lue.tzinfo else lue.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def parse_reprise(texte: str, maintenant: datetime) -> datetime | None:
    """Return when ``Retry-After`` (seconds, or an HTTP date) allows a new call, or None."""
    nu = texte.strip()
    if _SECONDES.fullmatch(nu):
        return maintenant + timedelta(seconds=int(nu))
    return parse_date(nu) if nu else None


def build_realm(schema: str, realm: str) -> str:
    """Return the ``WWW-Authenticate`` value of a 401."""
    return f'{schema} realm="{realm}"'


def parse_realm(texte: str) -> tuple[str, str]:
    """Return (scheme, realm) of a ``WWW-Authenticate`` value, empty strings when it is not one."""
    trouve = _REALM.search(texte)
    return (trouve[1], trouve[2].strip()) if trouve else ("", "")
