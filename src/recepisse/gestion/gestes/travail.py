"""The shape of every piece of background work: three steps, so that no call is made inside a transaction.

1. ``commencer``: inside one short transaction, right after the rows were claimed. Reads what is needed and
   commits every fact that must be known *before* the call (the attempt of a deposit).
2. ``executer``: the conversation with the services. Touches no row; runs in several threads.
3. ``consigner``: inside one transaction, writes the outcomes of several tasks together with the next
   ``prochaine_action_le`` of each row, and gives the leases back.

A process that dies between two steps leaves rows whose lease runs out: the next claimer meets them in the
state that step 1 committed.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.models import LigneDue


class TacheDue(Protocol):
    """What the engine must know of any task: the row it is about."""

    @property
    def ligne(self) -> int:
        """Primary key of the claimed row: backed off by the engine if the task fails unexpectedly."""
        ...


Tache = TypeVar("Tache", bound=TacheDue)
Resultat = TypeVar("Resultat")


class Travail(Protocol[Tache, Resultat]):
    """One kind of due row and how to advance it."""

    @property
    def nom(self) -> str:
        """Word for logs."""
        ...

    @property
    def modele(self) -> type[LigneDue]:
        """Rows that are claimed."""
        ...

    @property
    def simultanes(self) -> int:
        """How many tasks may be in ``executer`` at once."""
        ...

    @property
    def bail_secondes(self) -> int:
        """How long a claimed row is kept from others; the engine renews the lease while it works."""
        ...

    def commencer(self, ids: Sequence[int], ctx: Contexte) -> list[Tache]:
        """Turn claimed rows into tasks (some may be settled at once and yield none)."""
        ...

    def executer(self, tache: Tache, ctx: Contexte) -> Resultat:
        """Talk to the services; what goes wrong there is part of the result."""
        ...

    def consigner(self, resultats: Sequence[Resultat], ctx: Contexte) -> None:
        """Write the outcomes and what is due next."""
        ...
