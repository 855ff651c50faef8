"""What an administrator does to one account; each act is journaled by its use case."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.acces.changer_mot_de_passe import changer_mot_de_passe
from recepisse.gestion.gestes.acces.modifier_utilisateur import (
    desactiver_utilisateur,
    modifier_utilisateur,
    reactiver_utilisateur,
)
from recepisse.gestion.gestes.acces.sessions import fermer_sessions
from recepisse.gestion.gestes.acces.tenir_portefeuille import affecter
from recepisse.gestion.models import Utilisateur
from recepisse.web.commun import as_entier, contexte, dire_erreur
from recepisse.web.droits import qui
from recepisse.web.utilisateurs.forms import FormulaireDroits, FormulairePortefeuille, FormulaireSecret
from recepisse.web.utilisateurs.views import montrer


@require_POST
def droits(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the role, and what is seen."""
    utilisateur, formulaire = get_object_or_404(Utilisateur, pk=pk), FormulaireDroits(request.POST)
    if not formulaire.is_valid():
        return montrer(request, pk, droits=formulaire)
    valeurs = formulaire.cleaned_data
    return _faire(
        request,
        pk,
        lambda: modifier_utilisateur(
            utilisateur, valeurs["role"], contexte(), qui(request), limite=valeurs["limite"]
        ),
        "Droits enregistrés : ils valent dès la prochaine page ouverte par cette personne.",
    )


@require_POST
def secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a new password; the person is logged out everywhere."""
    utilisateur, formulaire = get_object_or_404(Utilisateur, pk=pk), FormulaireSecret(request.POST)
    if not formulaire.is_valid():
        return montrer(request, pk, secret=formulaire)
    try:
        changer_mot_de_passe(utilisateur, formulaire.cleaned_data["mot_de_passe"], contexte(), qui(request))
    except Erreur as erreur:
        formulaire.add_error("mot_de_passe", str(erreur))
        return montrer(request, pk, secret=formulaire)
    messages.success(request, "Mot de passe changé ; ses sessions sont fermées. Remettez-le en main propre.")
    return redirect("utilisateur", pk)


@require_POST
def activite(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the account or open it again, as the form asks."""
    utilisateur = get_object_or_404(Utilisateur, pk=pk)
    if request.POST.get("actif") == "oui":
        return _faire(
            request,
            pk,
            lambda: reactiver_utilisateur(utilisateur, contexte(), qui(request)),
            "Compte réactivé.",
        )
    return _faire(
        request,
        pk,
        lambda: desactiver_utilisateur(utilisateur, contexte(), qui(request)),
        "Compte désactivé ; ses sessions sont fermées.",
    )


@require_POST
def confier(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one more portfolio to the person, or change her part in it."""
    utilisateur, formulaire = get_object_or_404(Utilisateur, pk=pk), FormulairePortefeuille(request.POST)
    if not formulaire.is_valid():
        return montrer(request, pk, portefeuille=formulaire)
    valeurs = formulaire.cleaned_data
    return _faire(
        request,
        pk,
        lambda: affecter(
            valeurs["portefeuille"], utilisateur, contexte(), qui(request), agit=valeurs["agit"] == "oui"
        ),
        "Portefeuille confié.",
    )


@require_POST
def fermer(request: HttpRequest, pk: int) -> HttpResponse:
    """Close one session of the person, or all of them."""
    utilisateur = get_object_or_404(Utilisateur, pk=pk)
    seule = as_entier(request.POST.get("session"))
    ici = request.session.session_key or ""
    return _faire(
        request,
        pk,
        lambda: fermer_sessions(utilisateur, contexte(), qui(request), seule=seule, sauf=ici),
        "Session fermée." if seule else "Sessions fermées.",
    )


def _faire(request: HttpRequest, pk: int, acte: Callable[[], object], phrase: str) -> HttpResponseRedirect:
    """Do it, say how it went, and come back to the account."""
    try:
        acte()
    except Erreur as erreur:
        dire_erreur(request, erreur)
    else:
        messages.success(request, phrase)
    return redirect("utilisateur", pk)
