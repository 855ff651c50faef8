"""How long to wait after a failure: doubled each time, capped, spread by chance.

The spread keeps a thousand accounts that failed together (the service was down) from coming back at the
same second.
"""

import secrets
from datetime import timedelta

_DOUBLEMENTS_MAX = 30
_TIRAGE = 1_000_000


def attente(essais: int, initial: timedelta, maximum: timedelta, part: float | None = None) -> timedelta:
    """Return the wait after ``essais`` failures in a row (1 for the first).

    The full wait is ``initial`` doubled at each further failure, at most ``maximum``; what is returned
    lies between half of it and the whole. ``part`` (0 to 1) replaces chance, for tests.
    """
    doublements = min(max(essais, 1) - 1, _DOUBLEMENTS_MAX)
    pleine = min(initial * 2**doublements, maximum)
    facteur = 0.5 + 0.5 * (secrets.randbelow(_TIRAGE) / _TIRAGE if part is None else part)
    return timedelta(seconds=pleine.total_seconds() * facteur)
