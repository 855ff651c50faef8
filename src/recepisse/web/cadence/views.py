"""Retrieve now, suspend, resume: the buttons at the bottom right of every page (feature C3)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.releves.cadence import relever_maintenant, reprendre, suspendre
from recepisse.gestion.models import Utilisateur
from recepisse.web.commun import contexte, dire_erreur, is_partielle, revenir
from recepisse.web.droits import qui


@require_GET
def bandeau(request: HttpRequest) -> HttpResponse:
    """Show the status bar alone, for the page that already has everything else."""
    return render(request, "gabarit/bandeau.html", {"suite": request.GET.get("suite", "")})


@require_POST
def maintenant(request: HttpRequest) -> HttpResponse:
    """Ask for a retrieval of every identifier at once."""
    return _agir(request, relever_maintenant)


@require_POST
def suspendre_releve(request: HttpRequest) -> HttpResponse:
    """Stop the rhythm until somebody resumes it."""
    return _agir(request, suspendre)


@require_POST
def reprendre_releve(request: HttpRequest) -> HttpResponse:
    """Resume the rhythm."""
    return _agir(request, reprendre)


def _agir(request: HttpRequest, geste: Callable[[Contexte, Utilisateur], object]) -> HttpResponse:
    try:
        geste(contexte(), qui(request))
    except Erreur as erreur:
        dire_erreur(request, erreur)
    if is_partielle(request):
        return render(request, "gabarit/bandeau.html", {"suite": request.POST.get("suite", "")})
    return revenir(request, "dsn")
