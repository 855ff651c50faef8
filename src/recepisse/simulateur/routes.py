"""Which service a path leads to: the client's own table of paths, seen from the other side."""

from functools import cache
from typing import NamedTuple
from urllib.parse import unquote

from recepisse.echanges.adresses import chemin, versions
from recepisse.echanges.messages import Service

CHEMIN_DPAE = "/authentifier_dpae"
"""Login of the sister API of Urssaf for hiring declarations; its other paths are those of the DSN."""

METHODES = {
    Service.AUTHENTIFIER: "POST",
    Service.AUTHENTIFIER_MSA: "POST",
    Service.DEPOSER: "POST",
}
"""Everything else is a GET."""


class Route(NamedTuple):
    """Where a path leads."""

    service: Service
    version: str
    segments: tuple[str, ...]
    """What follows the version: window, idflux, return."""
    methode: str
    dpae: bool = False


@cache
def _table() -> dict[str, tuple[Service, str]]:
    """Return ``/service/version`` → service and version."""
    return {
        chemin(service, version).rstrip("/"): (service, version)
        for service in Service
        for version in versions(service)
    }


def trouver(chemin_demande: str) -> Route | None:
    """Return where a path leads, or None when no service lives there."""
    if chemin_demande == CHEMIN_DPAE:
        return Route(Service.AUTHENTIFIER, "1.0", (), "POST", dpae=True)
    morceaux = chemin_demande.split("/", 3)
    if len(morceaux) < len(("", "service", "version")) or morceaux[0]:
        return None
    trouve = _table().get(f"/{morceaux[1]}/{morceaux[2]}")
    if trouve is None:
        return None
    service, version = trouve
    reste = morceaux[3] if len(morceaux) > len(("", "service", "version")) else ""
    segments = tuple(unquote(s) for s in reste.split("/") if s)
    return Route(service, version, segments, METHODES.get(service, "GET"))
