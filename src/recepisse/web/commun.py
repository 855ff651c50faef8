"""What every view does the same way: with which tools, how an error is told, where to go back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.site import demarrage


def contexte() -> Contexte:
    """Return the tools of the use cases, the same for the whole process."""
    return demarrage.contexte()


def is_partielle(request: HttpRequest) -> bool:
    """Return True when htmx asks for a piece of the page."""
    return "HX-Request" in request.headers


def dire_erreur(request: HttpRequest, erreur: Erreur) -> None:
    """Show the French sentence of an error, and what can be done about it, on the next page."""
    messages.error(request, str(erreur))


def revenir(request: HttpRequest, defaut: str) -> HttpResponseRedirect:
    """Go back to the page named by the form (this site only), or to ``defaut``."""
    suite = request.POST.get("suite", "")
    permise = suite.startswith("/") and url_has_allowed_host_and_scheme(
        suite, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(suite if permise else resolve_url(defaut))


def as_entier(texte: str | None) -> int | None:
    """Return the number written in an address, or None: a hand-made address is not an error."""
    if not texte or len(texte) > 18 or not (texte.isascii() and texte.isdigit()):  # noqa: PLR2004 # 64 bits
        return None
    return int(texte)
