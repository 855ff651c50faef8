"""One kind of due rows at work: claim, run in threads, write the outcomes by groups.

Only the thread of the engine touches the database; the workers hold conversations. They are daemon
threads: at the end of the process a conversation that drags on is abandoned, and the lease of its row runs
out like that of a dead process.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic
from typing import Any

from django.db import OperationalError, connections, transaction

from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.recul import attente
from recepisse.gestion.gestes.travail import TacheDue, Travail
from recepisse.travaux.file import claim, prolonger, rendre

logger = logging.getLogger(__name__)

GROUPE_MAX = 200
"""Most outcomes written in one transaction."""

GROUPE_ATTENTE = 0.2
"""Longest time, in seconds, that an outcome waits for others to be written with."""

_PERIODE_BAUX = 1.0
"""Seconds between two looks at the leases."""

_PART_BAIL = 3
"""A lease is renewed when this fraction of it has passed."""


@dataclass(frozen=True, slots=True)
class _Issue:
    """What a worker brings back: a result, or the exception that nobody expected."""

    tache: TacheDue
    resultat: Any = None
    exception: Exception | None = None


@dataclass(slots=True)
class Atelier:
    """The claimed rows of one kind. ``lot``: how many may be claimed ahead of the workers."""

    travail: Travail[Any, Any]
    ctx: Contexte
    porteur: str
    reveil: Event
    lot: int
    patient: bool = False
    """True for what lets the others go first."""
    regard: float = 0.0
    """When to look for due rows again (monotonic): at once, unless there were none the last time."""
    en_vol: dict[int, float] = field(default_factory=dict)
    """Claimed rows and when their lease was last taken, on the monotonic clock."""
    _a_faire: SimpleQueue[TacheDue | None] = field(default_factory=SimpleQueue)
    _faites: SimpleQueue[_Issue] = field(default_factory=SimpleQueue)
    _a_ecrire: list[_Issue] = field(default_factory=list)
    _attend_depuis: float | None = None
    _baux_vus: float = float("-inf")
    _ouvriers: list[Thread] = field(default_factory=list)

    def alimenter(self) -> int:
        """Claim due rows as long as there is room, and hand them to the workers; return how many."""
        place = self.lot - len(self.en_vol)
        if place < max(1, self.lot // 2):
            return 0
        duree = timedelta(seconds=self.travail.bail_secondes)
        ids = claim(self.travail.modele, place, self.ctx.horloge(), self.porteur, duree)
        if ids:
            self._demarrer()
            self.en_vol |= dict.fromkeys(ids, monotonic())
            taches = self._commencer(ids)
            prises = {tache.ligne for tache in taches}
            for pk in set(ids) - prises:
                del self.en_vol[pk]
            for tache in taches:
                self._a_faire.put(tache)
        return len(ids)

    def recolter(self, *, tout: bool = False) -> int:
        """Write finished outcomes when they are many or old enough (or ``tout``); return how many."""
        while True:
            try:
                self._a_ecrire.append(self._faites.get_nowait())
            except Empty:
                break
        if not self._a_ecrire:
            return 0
        if self._attend_depuis is None:
            self._attend_depuis = monotonic()
        mur = monotonic() - self._attend_depuis >= GROUPE_ATTENTE
        if not (tout or mur or len(self._a_ecrire) >= min(GROUPE_MAX, len(self.en_vol))):
            return 0
        groupe, self._a_ecrire = self._a_ecrire[:GROUPE_MAX], self._a_ecrire[GROUPE_MAX:]
        self._attend_depuis = monotonic() if self._a_ecrire else None
        self._ecrire(groupe)
        return len(groupe)

    def prolonger_baux(self) -> None:
        """Renew the leases that have run for a third of their time."""
        maintenant = monotonic()
        if maintenant < self._baux_vus + _PERIODE_BAUX:
            return
        self._baux_vus = maintenant
        seuil = maintenant - self.travail.bail_secondes / _PART_BAIL
        anciens = [pk for pk, pris in self.en_vol.items() if pris <= seuil]
        if anciens:
            jusqu_a = self.ctx.horloge() + timedelta(seconds=self.travail.bail_secondes)
            prolonger(self.travail.modele, anciens, self.porteur, jusqu_a)
            self.en_vol |= dict.fromkeys(anciens, maintenant)

    def abandonner_attente(self) -> None:
        """Give back the rows that no worker has started."""
        rendues = []
        while True:
            try:
                tache = self._a_faire.get_nowait()
            except Empty:
                break
            if tache is not None:
                rendues.append(tache.ligne)
                del self.en_vol[tache.ligne]
        if rendues:
            rendre(self.travail.modele, rendues)

    def fermer(self) -> None:
        """Tell the workers to stop after their present task."""
        for _ouvrier in self._ouvriers:
            self._a_faire.put(None)
        self._ouvriers.clear()

    def _demarrer(self) -> None:
        while len(self._ouvriers) < self.travail.simultanes:
            nom = f"{self.travail.nom}-{len(self._ouvriers)}"
            ouvrier = Thread(target=self._travailler, name=nom, daemon=True)
            self._ouvriers.append(ouvrier)
            ouvrier.start()

    def _travailler(self) -> None:
        """Run tasks until told to stop. Whatever happens in one of them, the worker lives on."""
        try:
            while (tache := self._a_faire.get()) is not None:
                try:
                    issue = _Issue(tache, self.travail.executer(tache, self.ctx))
                except Exception as exception:  # noqa: BLE001  # one broken row must not stop the others
                    issue = _Issue(tache, exception=exception)
                self._faites.put(issue)
                if self._a_faire.empty():
                    # Otherwise the engine looks by itself, often enough: waking it each time costs more
                    # than the task.
                    self.reveil.set()
        finally:
            connections.close_all()

    def _commencer(self, ids: Sequence[int]) -> list[TacheDue]:
        """Run step 1; if it breaks on a row, back that row alone off."""
        try:
            with transaction.atomic():
                return list(self.travail.commencer(ids, self.ctx))
        except Exception as exception:  # noqa: BLE001  # as above
            if len(ids) == 1:
                self._reculer(ids[0], exception)
                return []
        return [tache for pk in ids for tache in self._commencer([pk])]

    def _ecrire(self, groupe: Sequence[_Issue]) -> None:
        """Run step 3 on a group; if it breaks, on each outcome alone."""
        bonnes = [issue for issue in groupe if issue.exception is None]
        try:
            for issue in groupe:
                if issue.exception is not None:
                    self._reculer(issue.tache.ligne, issue.exception)
            if bonnes:
                with transaction.atomic():
                    self.travail.consigner([issue.resultat for issue in bonnes], self.ctx)
        except OperationalError:
            # Locked or full: nothing was written, the outcomes are kept and written at the next pass.
            self._a_ecrire = [*bonnes, *self._a_ecrire]
            raise
        except Exception as exception:  # noqa: BLE001  # as above
            if len(bonnes) == 1:
                self._reculer(bonnes[0].tache.ligne, exception)
            else:
                for issue in bonnes:
                    self._ecrire([issue])
        for issue in groupe:
            self.en_vol.pop(issue.tache.ligne, None)

    def _reculer(self, pk: int, exception: Exception) -> None:
        """Back a row off after an exception that nobody expected; only its kind is shown and logged."""
        genre = type(exception).__name__
        logger.error("travail en échec", extra={"travail": self.travail.nom, "ligne": pk, "genre": genre})
        lignes = self.travail.modele._default_manager.filter(pk=pk)  # noqa: SLF001  # Django's documented door
        essais = (lignes.values_list("essais", flat=True).first() or 0) + 1
        reglages = self.ctx.reglages
        lignes.update(
            essais=essais,
            derniere_erreur=f"Erreur inattendue de Récépissé ({genre}). Il réessaiera de lui-même ; "
            "si elle revient, signalez-la.",
            prochaine_action_le=self.ctx.horloge()
            + attente(essais, reglages.recul_initial, reglages.recul_max),
            bail_jusqu_a=None,
            bail_de="",
        )
