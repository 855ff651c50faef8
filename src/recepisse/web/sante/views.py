"""« Santé des relevés » (feature C18): a failed retrieval is never silent."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from recepisse.gestion.models import Cadence
from recepisse.web.commun import as_entier, contexte
from recepisse.web.sante.queries import derniers_releves, lignes_sante


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show every identifier, those in trouble first, and the last attempts."""
    choisi = as_entier(request.GET.get("identifiant"))
    lignes, suite = lignes_sante(contexte().horloge(), as_entier(request.GET.get("apres")) or 0)
    cadence = Cadence.objects.filter(pk=1).first()
    return render(
        request,
        "sante/page.html",
        {
            "lignes": lignes,
            "suite": suite,
            "choisi": choisi,
            "releves": derniers_releves(choisi),
            "moteur_vu_le": cadence.moteur_vu_le if cadence else None,
        },
    )
