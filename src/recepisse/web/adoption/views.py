"""« Flux à adopter » (feature B8): deposited by the portal or another program, kept all the same."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.releves.adopter_flux import adopter_flux
from recepisse.web.adoption.queries import formulaire, page_adoptables
from recepisse.web.commun import as_entier, contexte, dire_erreur
from recepisse.web.droits import perimetre, qui


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """List the flux that belong to no declaration yet."""
    return render(
        request,
        "adoption/page.html",
        {"flux": page_adoptables(perimetre(request), as_entier(request.GET.get("avant")))},
    )


@require_POST
def adopter(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Hang a flux on a declaration."""
    visibles = perimetre(request)
    flux = get_object_or_404(visibles.flux().filter(declaration__isnull=True), pk=pk)
    saisie = formulaire(visibles, flux, request.POST)
    if not saisie.is_valid():
        messages.error(request, "Cette déclaration n’est pas dans la liste.")
        return redirect("adoption")
    try:
        declaration = adopter_flux(flux, saisie.cleaned_data["declaration"], contexte(), qui(request))
    except Erreur as erreur:
        dire_erreur(request, erreur)
        return redirect("adoption")
    messages.success(request, "Ce flux est désormais celui de cette déclaration.")
    return redirect("declaration", declaration.pk)
