"""What every template receives besides its own values: the status bar, asked for only when it is shown."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject


def bandeau(request: HttpRequest) -> dict[str, object]:
    """Return the status bar and the scope of the program (lazy: a page without them asks nothing)."""
    return {"bandeau": SimpleLazyObject(lambda: _bandeau(request))}


def _bandeau(request: HttpRequest) -> object:
    from recepisse.web.cadence.queries import lire_bandeau  # noqa: PLC0415 # models load after settings

    return lire_bandeau() if request.user.is_authenticated else None
