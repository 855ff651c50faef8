"""Live pages: one stream of events for each open page, one look at the database for all of them.

A stream says only *that* something changed (``bandeau``: the status bar; ``retours``: declarations or
returns); the page then asks again for the pieces it shows. So nothing of a person's data travels here, and
what a page shows is always made by its own view, with its own rights.

Each process looks once a second at a handful of highest row numbers (:class:`Version`) while at least one
page listens, in a thread of its own with one connection; a page that listens holds neither thread nor
connection. A page says when it was asked for (``depuis``): what changed between its making and the opening
of its stream is told at once, so nothing falls between the two. Streams are closed after :data:`VIE_FLUX`:
the page comes back by itself and its session is checked again.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from functools import partial
from time import time
from typing import Final, TypeVar

from django.db import Error, connection
from django.db.models import Max, Model
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from recepisse.gestion.gestes.releves.cadence import ecran_toujours_ouvert
from recepisse.gestion.gestes.releves.sante import MOTEUR_MUET
from recepisse.gestion.models import (
    Cadence,
    Envoi,
    Flux,
    Identifiant,
    Journal,
    Releve,
    TransitionDepot,
    VersionRetour,
)
from recepisse.web.commun import as_entier, contexte

T = TypeVar("T")

PERIODE: Final = 1.0
"""Seconds between two looks."""

BATTEMENT: Final = 20.0
"""Seconds of silence after which a comment keeps the connection open, and a screen is said open again."""

VIE_FLUX: Final = timedelta(minutes=15)

_FIL = ThreadPoolExecutor(max_workers=1, thread_name_prefix="flux")
"""The only thread of this process that reads rows for the streams."""

_FIL_SIGNES = ThreadPoolExecutor(max_workers=1, thread_name_prefix="flux-signes")
"""The thread that writes that a screen is open: it may wait for the write lock, the news do not."""


@dataclass(frozen=True, slots=True)
class Version:
    """What the pages depend on, in a few numbers."""

    depots: tuple[int, ...] = ()
    retours: tuple[int, ...] = ()
    bandeau: tuple[object, ...] = ()

    def evenements(self, avant: "Version") -> list[str]:
        """Return the names of what changed since ``avant``."""
        change = {f.name for f in fields(self) if getattr(self, f.name) != getattr(avant, f.name)}
        noms = ["retours"] if change & {"depots", "retours"} else []
        return [*noms, "bandeau"] if "bandeau" in change else noms


def lire_version() -> Version:
    """Read the numbers: highest keys and one row, whatever the size of the tables."""
    cadence = Cadence.objects.filter(pk=1).first()
    muet = True
    if cadence and cadence.moteur_vu_le:
        muet = contexte().horloge() - cadence.moteur_vu_le > MOTEUR_MUET
    echecs = Identifiant.objects.filter(
        actif=True, etat__in=[Identifiant.Etat.BLOQUE, Identifiant.Etat.EN_DIFFICULTE]
    )
    instants: tuple[datetime | None, ...] = (
        (cadence.prochain_releve_le, cadence.suspendu_le) if cadence else ()
    )
    return Version(
        depots=(_dernier(TransitionDepot), _dernier(Envoi)),
        retours=(_dernier(VersionRetour), _dernier(Flux), _dernier(Journal)),
        bandeau=(_dernier(Releve), muet, echecs.count(), *instants),
    )


def _dernier(modele: type[Model]) -> int:
    """Return the highest key of a table (read at the end of its primary key)."""
    return int(modele._default_manager.aggregate(dernier=Max("pk"))["dernier"] or 0)  # noqa: SLF001 # any model


@dataclass(eq=False)
class Veille:
    """The shared look of one event loop, and the pages that wait for its result."""

    version: Version = field(default_factory=Version)
    changements: dict[str, float] = field(default_factory=dict)
    """When each event last had a reason to be told (seconds since 1970)."""
    _condition: asyncio.Condition = field(default_factory=asyncio.Condition)
    _tache: "asyncio.Task[None] | None" = None
    _pages: int = 0

    async def suivre(self) -> AsyncGenerator[Version]:
        """Yield the present version, then each new one; after a long silence, the same one."""
        self._pages += 1
        try:
            if self._tache is None or self._tache.done():
                self._retenir(await dans_le_fil(lire_version))
                self._tache = asyncio.create_task(self._regarder())
            connue = self.version
            yield connue
            while True:
                async with self._condition:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(BATTEMENT):
                            await self._condition.wait_for(partial(self._a_change, connue))
                connue = self.version
                yield connue
        finally:
            self._pages -= 1

    def depuis(self, instant: float) -> list[str]:
        """Return the names of the events told at ``instant`` or later."""
        return [nom for nom, quand in self.changements.items() if quand >= instant]

    def _retenir(self, version: Version) -> None:
        maintenant = time()
        for nom in version.evenements(self.version):
            self.changements[nom] = maintenant
        self.version = version

    def _a_change(self, connue: Version) -> bool:
        return self.version != connue

    async def _regarder(self) -> None:
        """Look again and again while somebody listens; a busy database only delays the news."""
        while self._pages:
            await asyncio.sleep(PERIODE)
            try:
                version = await dans_le_fil(lire_version)
            except Error:
                continue
            if version != self.version:
                async with self._condition:
                    self._retenir(version)
                    self._condition.notify_all()
        self._tache = None  # a page that comes from now on starts another look
        await dans_le_fil(_fermer)


_VEILLES: dict[asyncio.AbstractEventLoop, Veille] = {}


def veille() -> Veille:
    """Return the look of the running loop; those of closed loops are forgotten."""
    boucle = asyncio.get_running_loop()
    for ancienne in [b for b in _VEILLES if b.is_closed()]:
        del _VEILLES[ancienne]
    return _VEILLES.setdefault(boucle, Veille())


async def dans_le_fil(fonction: Callable[[], T]) -> T:
    """Run a function that touches rows in the thread of the streams."""
    return await asyncio.get_running_loop().run_in_executor(_FIL, fonction)


@require_GET
async def flux(request: HttpRequest) -> HttpResponseBase:
    """Open the stream of one page. Without a session the answer is 401: the page stops asking so often."""
    if not (await request.auser()).is_authenticated:
        return HttpResponse(status=401)
    ecran_dsn = request.GET.get("ecran") == "dsn"
    reprise = bool(request.headers.get("Last-Event-ID"))
    depuis = as_entier(request.GET.get("depuis"))
    reponse = StreamingHttpResponse(
        _evenements(ecran_dsn=ecran_dsn, depuis=0 if reprise else depuis), content_type="text/event-stream"
    )
    reponse.headers["Cache-Control"] = "no-store"
    reponse.headers["X-Accel-Buffering"] = "no"
    return reponse


async def _evenements(*, ecran_dsn: bool, depuis: int | None) -> AsyncIterator[str]:
    """Yield the events of one page until it goes away, or until its time is over.

    ``depuis``: milliseconds since 1970 when the page was asked for; 0 for a page that comes back after a cut.
    """
    horloge = asyncio.get_running_loop().time
    fin, signe = horloge() + VIE_FLUX.total_seconds(), 0.0
    connue: Version | None = None
    # The number only tells a page that comes back from one that opens: the first missed what happened since.
    yield "retry: 2000\nid: 1\nevent: ouvert\ndata:\n\n"
    async with aclosing(veille().suivre()) as versions:
        async for version in versions:
            if ecran_dsn and horloge() >= signe:
                asyncio.get_running_loop().run_in_executor(_FIL_SIGNES, _dire_ouvert)
                signe = horloge() + BATTEMENT
            noms = version.evenements(connue) if connue else _manques(depuis)
            connue = version
            yield "".join(_evenement(nom) for nom in noms) or ": vie\n\n"
            if horloge() >= fin:
                return


def _manques(depuis: int | None) -> list[str]:
    """Return what a page that has just opened its stream may have missed."""
    if depuis == 0:
        return ["retours", "bandeau"]
    return veille().depuis(depuis / 1000) if depuis else []


def _evenement(nom: str) -> str:
    return f"event: {nom}\ndata:\n\n"


def _fermer() -> None:
    """Close the connection of the thread this runs in (``connection`` is another one in each thread)."""
    connection.close()


def _dire_ouvert() -> None:
    try:
        ecran_toujours_ouvert(contexte())
    except Error:
        pass  # the next sign comes in a few seconds; a screen counts as closed only after a minute
    finally:
        connection.close()


@require_GET
def presence(_request: HttpRequest) -> HttpResponse:
    """Say that a DSN page is open in a tab that nobody looks at: its stream is closed, its rhythm stays."""
    ecran_toujours_ouvert(contexte())
    return HttpResponse(status=204)
