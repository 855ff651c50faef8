"""Paris time, and the 14-digit stamps of the services.

The services write and read instants as ``AAAAMMJJHHMMSS`` with no zone. The official material does not
name the zone; its examples carry ``+01:00`` and ``+02:00``, hence Europe/Paris. Everything inside the
program is an aware UTC ``datetime``: this module is the only door between the two. The present time is
always a parameter (``maintenant``), never read here.
"""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

NOMS_MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

_HORODATAGE = re.compile(r"[0-9]{14}", re.ASCII)


def to_paris(instant: datetime) -> datetime:
    """Return the aware ``instant`` as Paris time."""
    return instant.astimezone(PARIS)


def to_horodatage(instant: datetime) -> str:
    """Return the aware ``instant`` as the 14 digits that the services read (Paris clock)."""
    return instant.astimezone(PARIS).strftime("%Y%m%d%H%M%S")


def parse_horodatage(texte: str, *, fold: int = 0) -> datetime | None:
    """Return the UTC instant of 14 digits of Paris clock, or None when ``texte`` is not one.

    ``fold`` chooses between the two passages of the hour that exists twice in October. An hour that
    does not exist (March) is read as the clock would have shown it before the change.
    """
    if not _HORODATAGE.fullmatch(texte):
        return None
    try:
        local = datetime.strptime(texte, "%Y%m%d%H%M%S").replace(tzinfo=PARIS, fold=fold)
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def is_heure_double(instant: datetime) -> bool:
    """Return True when the Paris clock shows this hour twice (last Sunday of October, 2 h to 3 h)."""
    local = instant.astimezone(PARIS).replace(tzinfo=None)
    first = local.replace(tzinfo=PARIS, fold=0).astimezone(UTC)
    second = local.replace(tzinfo=PARIS, fold=1).astimezone(UTC)
    return second > first


def prochain_changement_heure(instant: datetime, limite: datetime) -> datetime | None:
    """Return the first change of the Paris clock in ``]instant, limite]``, or None.

    Changes happen on whole hours of UTC, so whole hours are what is looked at.
    """
    heure = instant.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    avant = heure.astimezone(PARIS).utcoffset()
    while heure < limite:
        heure += timedelta(hours=1)
        apres = heure.astimezone(PARIS).utcoffset()
        if apres != avant and instant < heure <= limite:
            return heure
        avant = apres
    return None


def jour_paris(instant: datetime) -> date:
    """Return the calendar day in Paris of the aware ``instant``."""
    return instant.astimezone(PARIS).date()
