"""Rows are the queue: claim those that are due by one conditional update, keep or give back their leases.

The update alone decides: it changes only rows whose lease is free at the moment it runs, so that two
processes never hold the same row, on SQLite (one writer at a time) as on PostgreSQL (the condition is
evaluated again after waiting for the other's commit). A process that died gives nothing back: its leases
run out.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from recepisse.gestion.models import LigneDue

PORTEUR_MAX = 31
"""Most characters of a holder's name: the column has 40, a claim adds nine."""


def claim(
    modele: type[LigneDue], limite: int, maintenant: datetime, bail_de: str, duree: timedelta
) -> list[int]:
    """Take at most ``limite`` rows due at ``maintenant`` for ``duree``; return their ids, oldest due first.

    ``bail_de`` names the holder (a process). Each claim signs its rows with a mark of its own, so that
    what was really taken can be told from what another process took in between.
    """
    lignes = modele._default_manager  # noqa: SLF001  # Django's documented door to an unknown model's rows
    libre = Q(bail_jusqu_a__isnull=True) | Q(bail_jusqu_a__lte=maintenant)
    ids = list(
        lignes.filter(libre, prochaine_action_le__lte=maintenant)
        .order_by("prochaine_action_le", "pk")
        .values_list("pk", flat=True)[:limite]
    )
    if not ids:
        return []
    marque = f"{bail_de[:PORTEUR_MAX]}/{secrets.token_hex(4)}"
    pris = lignes.filter(libre, pk__in=ids, prochaine_action_le__lte=maintenant).update(
        bail_jusqu_a=maintenant + duree, bail_de=marque
    )
    if pris == len(ids):
        return ids
    tenus = set(lignes.filter(pk__in=ids, bail_de=marque).values_list("pk", flat=True))
    return [pk for pk in ids if pk in tenus]


def prolonger(modele: type[LigneDue], ids: Sequence[int], bail_de: str, jusqu_a: datetime) -> int:
    """Push the leases that ``bail_de`` still holds on ``ids`` to ``jusqu_a``; return how many it holds."""
    lignes = modele._default_manager  # noqa: SLF001  # as above
    return lignes.filter(
        pk__in=ids, bail_de__startswith=f"{bail_de[:PORTEUR_MAX]}/", bail_jusqu_a__isnull=False
    ).update(bail_jusqu_a=jusqu_a)


def rendre(modele: type[LigneDue], ids: Sequence[int]) -> None:
    """Give the leases on ``ids`` back without changing what is due."""
    lignes = modele._default_manager  # noqa: SLF001  # as above
    lignes.filter(pk__in=ids).update(bail_jusqu_a=None, bail_de="")
