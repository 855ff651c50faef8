"""When the returns of a declaration come: delays after the deposit or after the due date.

The due date is the 5th of the next month for 50 employees or more, else the 15th (the real rule also
looks at the date of pay, which the simulator does not read). A moment that is already past when the
deposit comes in becomes one hour after the deposit.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from recepisse.simulateur.modele import Depot
from recepisse.temps import PARIS, to_paris

SEUIL_ECHEANCE_5 = 50
HEURE_PUBLICATION = time(6, 30)
"""Paris time at which a return that depends on the due date is published (a choice, not a fact)."""
REPLI = timedelta(hours=1)

_MOIS = re.compile(r"01(0[1-9]|1[0-2])([0-9]{4})", re.ASCII)


def premier_du_mois(depot: Depot) -> date:
    """Return the first day of the declared month, or of the month of the deposit for an event."""
    trouve = _MOIS.fullmatch(depot.declaration.mois)
    if trouve:
        return date(int(trouve[2]), int(trouve[1]), 1)
    return to_paris(depot.recu_le).date().replace(day=1)


def dernier_du_mois(premier: date) -> date:
    """Return the last day of the month that begins on ``premier``."""
    return (premier + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def echeance(depot: Depot) -> date:
    """Return the due date of a monthly declaration."""
    jour = 5 if len(depot.declaration.individus) >= SEUIL_ECHEANCE_5 else 15
    return (premier_du_mois(depot) + timedelta(days=32)).replace(day=jour)


def publication(depot: Depot, delai: Mapping[str, float], facteur: float) -> datetime:
    """Return when a return is published (UTC, whole seconds).

    ``delai`` is ``{"secondes": n}`` after the deposit or ``{"echeance": jours}`` after the due date;
    ``facteur`` stretches (or shortens) the distance from the deposit.
    """
    if "secondes" in delai:
        attente = timedelta(seconds=delai["secondes"])
    else:
        jour = echeance(depot) + timedelta(days=delai["echeance"])
        instant = datetime.combine(jour, HEURE_PUBLICATION, PARIS).astimezone(UTC)
        attente = max(instant - depot.recu_le, REPLI)
    return (depot.recu_le + attente * facteur).replace(microsecond=0)
