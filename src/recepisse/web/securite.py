"""Headers that every page carries, and what a partial request gets when its session has ended.

Nothing is inline: scripts and styles come from ``static/`` alone, so one policy holds everywhere. A view
that serves a document of the services sets its own, stricter policy before this one is looked at.
"""

from collections.abc import Awaitable, Callable
from time import time
from typing import Final
from urllib.parse import urlencode, urlsplit

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

POLITIQUE: Final = (
    "default-src 'self'; object-src 'self'; frame-src 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'self'"
)
PERMISSIONS: Final = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

RECU_A: Final = "recepisse.recu_a"
"""Key of ``request.META``: when the request came in, milliseconds since 1970."""

Suite = Callable[[HttpRequest], HttpResponseBase] | Callable[[HttpRequest], Awaitable[HttpResponseBase]]


class EntetesSecurite:
    """Middleware, synchronous or asynchronous like what it wraps."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Suite) -> None:
        self._suite = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """Answer the request with the headers set."""
        request.META[RECU_A] = int(time() * 1000)
        suite = self._suite(request)
        return (
            _habiller(request, suite) if isinstance(suite, HttpResponseBase) else _plus_tard(request, suite)
        )


async def _plus_tard(request: HttpRequest, suite: Awaitable[HttpResponseBase]) -> HttpResponseBase:
    return _habiller(request, await suite)


def _habiller(request: HttpRequest, reponse: HttpResponseBase) -> HttpResponseBase:
    """Set the headers that the view has not set; turn a login redirect of a partial request into a page."""
    reponse.headers.setdefault("Content-Security-Policy", POLITIQUE)
    reponse.headers.setdefault("Permissions-Policy", PERMISSIONS)
    # Pages show declarations and returns: a shared computer keeps no copy of them.
    reponse.headers.setdefault("Cache-Control", "no-store")
    if "HX-Request" in request.headers and _mene_a_la_connexion(reponse):
        return _repartir(request)
    return reponse


def _mene_a_la_connexion(reponse: HttpResponseBase) -> bool:
    lieu = urlsplit(reponse.headers.get("Location", "")).path
    return bool(lieu) and lieu == resolve_url(settings.LOGIN_URL)


def _repartir(request: HttpRequest) -> HttpResponse:
    """Return what makes htmx leave the page for the login, with the page itself as the way back."""
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    suite = page.path + (f"?{page.query}" if page.query else "")
    lieu = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': suite or '/'})}"
    return HttpResponse(status=204, headers={"HX-Redirect": lieu})
