"""Seeded choices: the same seed and the same keys always give the same result, whatever came before.

Nothing keeps the state of a generator, so a simulator started again on its state file goes on as if it
had never stopped.
"""

import hashlib
import random

from recepisse.echanges.messages import Regime

ALPHABET_IDFLUX = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-"
"""Characters seen in the identifiers of flux; they can end with a dot."""

PREFIXES = {Regime.RG: "F1", Regime.RA: "G1"}
"""First two characters seen for each deposit point (not specified anywhere)."""

LONGUEUR_IDFLUX = 23
TOUR_FINAL_POINT = 7
"""One identifier in this many ends with a dot."""
TOUR_24 = 11
"""One identifier in this many has 24 characters, as one published sample has."""


def build_alea(graine: int, *cles: object) -> random.Random:
    """Return a generator for these keys."""
    brin = "|".join(str(cle) for cle in (graine, *cles))
    return random.Random(int.from_bytes(hashlib.sha256(brin.encode()).digest()[:8]))  # noqa: S311 -- no secret


def build_idflux(graine: int, ordinal: int, regime: Regime) -> str:
    """Return the identifier of the ``ordinal``-th deposit of a simulator started with ``graine``."""
    alea = build_alea(graine, "idflux", ordinal)
    milieu = "".join(alea.choices(ALPHABET_IDFLUX, k=LONGUEUR_IDFLUX - 2))
    idflux = PREFIXES[regime] + milieu
    if ordinal % TOUR_24 == 0:
        return idflux + "."
    return idflux[:-1] + "." if ordinal % TOUR_FINAL_POINT == 0 else idflux
