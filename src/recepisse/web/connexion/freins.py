"""Slow down whoever guesses passwords: failures are counted by account and address, and by address alone.

The counters live in the process's cache: a restart forgives, which costs a guesser more than it gives.
"""

import hashlib
from typing import Final

from django.core.cache import cache

DUREE_SECONDES: Final = 15 * 60
"""How long failures are remembered, and so how long a refusal lasts at most."""

ESSAIS_COMPTE: Final = 5
"""Failures for one account from one address before a pause."""

ESSAIS_ADRESSE: Final = 30
"""Failures from one address, all accounts together, before a pause."""


def is_freine(compte: str, adresse: str) -> bool:
    """Return True when no password should even be looked at."""
    comptes = cache.get_many(_cles(compte, adresse))
    par_compte, par_adresse = (comptes.get(cle, 0) for cle in _cles(compte, adresse))
    return bool(par_compte >= ESSAIS_COMPTE or par_adresse >= ESSAIS_ADRESSE)


def noter_echec(compte: str, adresse: str) -> None:
    """Count a wrong password."""
    for cle in _cles(compte, adresse):
        if not cache.add(cle, 1, DUREE_SECONDES):
            try:
                cache.incr(cle)
            except ValueError:  # it ran out between the two calls
                cache.set(cle, 1, DUREE_SECONDES)


def oublier(compte: str, adresse: str) -> None:
    """Forget the failures of an account that has just logged in."""
    cache.delete(_cles(compte, adresse)[0])


def _cles(compte: str, adresse: str) -> tuple[str, str]:
    """Return the keys of both counters; the account is hashed, a cache is not a list of people."""
    empreinte = hashlib.sha256(f"{compte.casefold()}\n{adresse}".encode()).hexdigest()
    return f"connexion:{empreinte}", f"connexion-adresse:{adresse}"
