"""« À faire », the home page: what must be done now, and before when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from recepisse.gestion.gestes.a_faire.composer import composer
from recepisse.web.a_faire import queries
from recepisse.web.commun import contexte
from recepisse.web.droits import perimetre


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show what the person must do, by urgency, and what is up to date."""
    a_faire = composer(perimetre(request), contexte())
    bilan, maintenant = a_faire.bilan, a_faire.maintenant
    controle = queries.il_y_a(bilan.controle_le, maintenant) if bilan.controle_le else ""
    return render(
        request,
        "a_faire/page.html",
        {
            "aujourd_hui": queries.date_en_toutes_lettres(maintenant),
            "nombre": a_faire.nombre,
            "parties": queries.parties(a_faire),
            "prochaines": queries.prochaines(a_faire),
            "controle_le": bilan.controle_le,
            "controle": controle,
            "declarations": queries.dire_compte(bilan.declarations, "déclaration"),
            "retours": queries.dire_compte(bilan.retours, "retour reçu"),
        },
    )
