"""Where a request comes from, in words: « Firefox sous Windows »."""

from typing import Final

from django.http import HttpRequest

from recepisse.gestion.gestes.acces.sessions import Appareil

# The order matters: Edge says that it is Chrome, Chrome that it is Safari, Android that it is Linux.
_NAVIGATEURS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMES: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def appareil(request: HttpRequest) -> Appareil:
    """Return the address and the browser of a request."""
    return Appareil(
        str(request.META.get("REMOTE_ADDR", "")),
        nommer_navigateur(str(request.META.get("HTTP_USER_AGENT", ""))),
    )


def nommer_navigateur(agent: str) -> str:
    """Return what a person calls her browser; its version and its other claims are not kept."""
    navigateur = next((nom for signe, nom in _NAVIGATEURS if signe in agent), "Navigateur inconnu")
    systeme = next((nom for signe, nom in _SYSTEMES if signe in agent), "")
    return f"{navigateur} sous {systeme}" if systeme else navigateur
