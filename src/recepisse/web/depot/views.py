"""Decide what became of a deposit that the services cannot settle: adopt, deposit again, give up."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from recepisse.echanges.cycle import Etat, Evenement, possibles
from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.envois.decider_depot import abandonner, adopter_candidat, redeposer
from recepisse.gestion.models import Depot
from recepisse.web.commun import contexte, dire_erreur
from recepisse.web.depot.queries import candidats, etapes
from recepisse.web.droits import perimetre, qui
from recepisse.web.mots import mention_declaration

CONFIRMATION = "oui"


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is known, and the three decisions when one is due."""
    depot = _depot(perimetre(request), pk)
    return render(
        request,
        "depot/page.html",
        {
            "depot": depot,
            "mention": mention_declaration(depot.etat, ko=0, non_lus=False),
            "candidats": candidats(depot),
            "a_decider": depot.etat == Etat.A_DECIDER,
            "decisions": depot.etat == Etat.A_DECIDER and qui(request).agit,
            "abandonnable": qui(request).agit and Evenement.ABANDONNER in possibles(Etat(depot.etat)),
            "etapes": etapes(depot),
        },
    )


@require_POST
def adopter(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Say that the declaration is the flux chosen among the candidates."""
    depot, idflux = _depot(perimetre(request), pk), request.POST.get("idflux", "")
    if idflux not in {candidat.idflux for candidat in candidats(depot)}:
        messages.error(request, "Choisissez l’un des flux de la liste.")
        return redirect("depot", pk)
    return _decider(
        request,
        depot,
        lambda: adopter_candidat(depot, idflux, contexte(), qui(request)),
        "Ce flux est désormais celui de la déclaration.",
    )


@require_POST
def refaire(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Deposit again: none of the candidates is this declaration."""
    depot = _depot(perimetre(request), pk)
    return _decider(
        request,
        depot,
        lambda: redeposer(depot, contexte(), qui(request)),
        "La déclaration va être déposée de nouveau.",
    )


@require_POST
def laisser(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Give up: nothing more is sent for this deposit."""
    depot = _depot(perimetre(request), pk)
    return _decider(
        request,
        depot,
        lambda: abandonner(depot, contexte(), qui(request)),
        "Ce dépôt est abandonné : rien ne sera plus envoyé pour lui.",
    )


def _decider(
    request: HttpRequest, depot: Depot, geste: Callable[[], object], suite: str
) -> HttpResponseRedirect:
    """Take a decision that was confirmed; it cannot be taken back."""
    if request.POST.get("confirme") != CONFIRMATION:
        messages.error(request, "Cochez la case de confirmation : cette décision ne se reprend pas.")
        return redirect("depot", depot.pk)
    try:
        geste()
    except Erreur as erreur:
        dire_erreur(request, erreur)
        return redirect("depot", depot.pk)
    messages.success(request, suite)
    return redirect("envoi", depot.envoi_id)


def _depot(visibles: Perimetre, pk: int) -> Depot:
    return get_object_or_404(
        visibles.depots().select_related("envoi__identifiant", "declaration__etablissement__entreprise"),
        pk=pk,
    )
