"""One proposal: the two values, where they come from, what was proposed before, and the decision."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.gestes.paie.decider_proposition import accepter_proposition, refuser_proposition
from recepisse.gestion.models import Proposition
from recepisse.web.commun import contexte, dire_erreur
from recepisse.web.droits import perimetre, perimetre_lu, qui
from recepisse.web.propositions.queries import ligne, meme_sujet

_LIENS = ("salarie", "entreprise", "etablissement__entreprise", "retour", "declaration", "decide_par")


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one proposal."""
    vu = perimetre(request)
    return _montrer(request, vu, _proposition(vu, pk))


@require_POST
def demasquer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the personal numbers of one proposal, once: the act is kept in the journal (feature D8)."""
    vu = perimetre_lu(request)
    proposition = _proposition(vu, pk)
    journaliser("demasquer", f"proposition:{proposition.pk}", contexte(), qui(request))
    return _montrer(request, vu, proposition, demasque=True)


@require_POST
def decider(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Accept or refuse; refused when the proposal is no longer as it was seen."""
    proposition = _proposition(perimetre(request), pk)
    motif, vu, par = request.POST.get("motif", ""), request.POST.get("vu", ""), qui(request)
    try:
        if request.POST.get("decision") == "refuser":
            refuser_proposition(proposition, motif, contexte(), par, vu=vu)
            messages.success(request, "Proposition refusée : elle ne sera plus faite.")
        else:
            accepter_proposition(proposition, contexte(), par, motif, vu=vu)
            messages.success(request, "Proposition acceptée : reportez la valeur dans le logiciel de paie.")
    except Erreur as erreur:
        dire_erreur(request, erreur)
    return redirect("proposition", proposition.pk)


def _proposition(vu: Perimetre, pk: int) -> Proposition:
    return get_object_or_404(vu.propositions().select_related(*_LIENS), pk=pk)


def _montrer(
    request: HttpRequest, vu: Perimetre, proposition: Proposition, *, demasque: bool = False
) -> HttpResponse:
    return render(
        request,
        "propositions/une.html",
        {
            "ligne": ligne(proposition, contexte(), demasque=demasque),
            "p": proposition,
            "autres": meme_sujet(vu, proposition, contexte()),
            "demasque": demasque,
        },
    )
