"""The lexicon on screen."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from recepisse.web.aide.lexique import TERMES


@require_GET
def lexique(request: HttpRequest) -> HttpResponse:
    """Show every word; a bubble leads here, to its own word."""
    return render(request, "aide/lexique.html", {"termes": TERMES.values()})
