"""Follow the open sessions: one row from login to logout, with its last sign of life."""

import hashlib
from typing import Any, Final

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

from recepisse.gestion.gestes.acces.sessions import noter_session, oublier_session
from recepisse.gestion.models import Utilisateur
from recepisse.web.commun import contexte
from recepisse.web.connexion.appareil import appareil

PERIODE: Final = 5 * 60
"""Seconds between two signs of life written for one session by one process."""


class SuiviSessions(MiddlewareMixin):
    """Middleware: writes, once in a while, that a session was seen; the other requests ask nothing."""

    def process_request(self, request: HttpRequest) -> None:
        """Look at the key alone first: a page without a session costs no query."""
        cle = request.session.session_key
        if cle and not cache.get(_marque(cle)) and isinstance(request.user, Utilisateur):
            _noter(request, request.user)


def brancher() -> None:
    """Listen to the logins and to the logouts."""
    user_logged_in.connect(_connectee, dispatch_uid="recepisse.sessions")
    user_logged_out.connect(_deconnectee, dispatch_uid="recepisse.sessions")


def _connectee(request: HttpRequest, user: Utilisateur, **_: Any) -> None:  # noqa: ANN401 # a signal's own
    _noter(request, user)


def _deconnectee(request: HttpRequest, **_: Any) -> None:  # noqa: ANN401 # a signal's own
    oublier_session(request.session.session_key or "")


def _noter(request: HttpRequest, utilisateur: Utilisateur) -> None:
    cle = request.session.session_key or ""
    noter_session(utilisateur, cle, appareil(request), contexte())
    cache.set(_marque(cle), 1, PERIODE)


def _marque(cle: str) -> str:
    return f"session-vue:{hashlib.sha256(cle.encode()).hexdigest()}"
