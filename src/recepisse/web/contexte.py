"""What every template receives besides its own values: the status bar, asked for only when it is shown."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from recepisse.web.securite import RECU_A


def bandeau(request: HttpRequest) -> dict[str, object]:
    """Return the status bar and the menu, asked for only when shown, and when the page was asked for."""
    return {
        "bandeau": SimpleLazyObject(lambda: _bandeau(request)),
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "recu_a": request.META.get(RECU_A, 0),
    }


def _bandeau(request: HttpRequest) -> object:
    from recepisse.web.cadence.queries import lire_bandeau  # noqa: PLC0415 # models load after settings
    from recepisse.web.droits import perimetre_lu  # noqa: PLC0415 # models load after settings

    return lire_bandeau(perimetre_lu(request)) if request.user.is_authenticated else None


def _navigation(request: HttpRequest) -> object:
    from recepisse.web.navigation import menu  # noqa: PLC0415 # models load after settings

    return menu(request)
