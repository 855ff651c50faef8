"""The stream of a page: one look for all, events when something changes, nothing left behind."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

from tests.integration.aide import Horloge
from tests.integration.ecrans.monde import Monde

if TYPE_CHECKING:
    from django.test import AsyncClient, Client

    from recepisse.gestion.models import Utilisateur

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _vite(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    from recepisse.web import flux

    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["testserver", "localhost"])

    monkeypatch.setattr(flux, "PERIODE", 0.02)
    monkeypatch.setattr(flux, "BATTEMENT", 0.3)


def _client(utilisateur: "Utilisateur | None") -> "AsyncClient":
    from django.test import AsyncClient

    client = AsyncClient()
    if utilisateur:
        client.force_login(utilisateur)
    return client


async def _lire(flux: AsyncIterator[bytes], jusqu_a: str, secondes: float = 5) -> str:
    """Read until a word comes, the rest of the stream staying open."""
    recu = ""
    async with asyncio.timeout(secondes):
        while jusqu_a not in recu:
            recu += (await anext(flux)).decode()
    return recu


@asynccontextmanager
async def _ecouter(
    client: "AsyncClient", entetes: dict[str, str] | None = None
) -> AsyncIterator[AsyncIterator[bytes]]:
    """Open the stream of one page, and end it as the server does when the page goes away."""
    reponse = await client.get("/flux/?ecran=dsn", headers=entetes or {})
    assert isinstance(reponse, StreamingHttpResponse)
    try:
        yield aiter(reponse)
    finally:
        await reponse._iterator.aclose()


def _derouler(scenario: object) -> None:
    """Run a scenario, then let the look of this loop end by itself."""

    async def tout() -> None:
        from recepisse.web.flux import veille

        await scenario  # type: ignore[misc] # a coroutine
        regard = veille()._tache
        if regard:
            async with asyncio.timeout(5):
                await regard

    asyncio.run(tout())


def test_sans_session_la_reponse_est_401_et_le_flux_se_ferme(anonyme: "Client") -> None:
    assert anonyme.get("/flux/").status_code == 401


def test_un_retour_nouveau_se_dit_a_toutes_les_pages(gestionnaire: "Utilisateur", monde: Monde) -> None:
    premier, second = _client(gestionnaire), _client(gestionnaire)

    async def scenario() -> None:
        from recepisse.web.flux import veille

        async with _ecouter(premier) as un, _ecouter(second) as deux:
            await _lire(un, "vie")
            await _lire(deux, "vie")
            assert veille()._pages == 2
            await sync_to_async(lambda: monde.retour(monde.envoye()))()
            assert "event: retours" in await _lire(un, "retours")
            assert "event: retours" in await _lire(deux, "retours")
        # The generators are chained: each one ends when the one that read it is gone.
        async with asyncio.timeout(5):
            while veille()._pages:  # noqa: ASYNC110 # nothing tells that a generator was collected
                await asyncio.sleep(0.01)

    _derouler(scenario())


def test_la_cadence_qui_change_se_dit_au_bandeau_seul(gestionnaire: "Utilisateur", monde: Monde) -> None:
    from recepisse.gestion.models import Cadence

    client = _client(gestionnaire)

    def avancer() -> None:
        Cadence.objects.update(prochain_releve_le=monde.horloge() + timedelta(hours=3))

    async def scenario() -> None:
        async with _ecouter(client) as flux:
            await _lire(flux, "vie")
            await sync_to_async(avancer)()
            recu = await _lire(flux, "bandeau")
        assert "retours" not in recu

    _derouler(scenario())


def test_une_page_qui_revient_se_met_a_jour_aussitot(gestionnaire: "Utilisateur", monde: Monde) -> None:
    client = _client(gestionnaire)

    async def scenario() -> None:
        async with _ecouter(client, {"last-event-id": "1"}) as flux:
            recu = await _lire(flux, "event: bandeau")
        assert "event: retours" in recu

    _derouler(scenario())


def test_un_ecran_dsn_dit_qu_il_est_ouvert_tant_qu_il_l_est(
    gestionnaire: "Utilisateur", monde: Monde, horloge: Horloge
) -> None:
    from recepisse.gestion.models import Cadence

    client = _client(gestionnaire)

    async def vu_a(instant: object) -> None:
        """Wait for the sign: it is written beside the stream, which does not wait for it."""
        async with asyncio.timeout(5):
            while (await Cadence.objects.aget()).ecran_vu_le != instant:  # noqa: ASYNC110 # nothing tells
                await asyncio.sleep(0.01)

    async def scenario() -> None:
        async with _ecouter(client) as flux:
            await _lire(flux, "vie")
            await vu_a(horloge())
            horloge.avancer(seconds=20)
            await _lire(flux, "vie")
            await _lire(flux, "vie")
            await vu_a(horloge())

    _derouler(scenario())


def test_un_flux_finit_et_la_page_le_rouvre(
    gestionnaire: "Utilisateur", monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    from recepisse.web import flux as module

    monkeypatch.setattr(module, "VIE_FLUX", timedelta(seconds=0.5))
    client = _client(gestionnaire)

    async def scenario() -> None:
        async with _ecouter(client) as flux, asyncio.timeout(5):
            recu = [morceau async for morceau in flux]
        assert recu[0].startswith(b"retry: ")

    _derouler(scenario())


def test_la_presence_d_un_onglet_cache_garde_le_rythme(
    gestion: "Client", monde: Monde, horloge: Horloge
) -> None:
    from recepisse.gestion.models import Cadence

    assert gestion.get("/flux/presence/").status_code == 204
    assert Cadence.objects.get().ecran_vu_le == horloge()
