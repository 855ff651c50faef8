"""The portfolios of companies, and who follows them (feature D3)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.acces.tenir_portefeuille import (
    affecter,
    creer_portefeuille,
    desaffecter,
    renommer_portefeuille,
    supprimer_portefeuille,
)
from recepisse.gestion.models import Affectation, Portefeuille, Utilisateur
from recepisse.web.administration.forms import (
    FormulaireAffectation,
    FormulaireEntreprises,
    FormulaireNomPortefeuille,
)
from recepisse.web.administration.queries import (
    COMPTE_MAX,
    chercher,
    compter,
    compter_sans,
    page_entreprises,
    page_portefeuilles,
)
from recepisse.web.commun import as_entier, contexte, dire_erreur, revenir
from recepisse.web.droits import qui
from recepisse.web.utilisateurs.views import SUGGESTIONS


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """List the portfolios."""
    return _page(request, FormulaireNomPortefeuille())


@require_POST
def creer(request: HttpRequest) -> HttpResponse:
    """Create a portfolio, then show it: its companies come next."""
    formulaire = FormulaireNomPortefeuille(request.POST)
    if formulaire.is_valid():
        try:
            cree = creer_portefeuille(formulaire.cleaned_data["nom"], contexte(), qui(request))
        except Erreur as erreur:
            formulaire.add_error("nom", str(erreur))
        else:
            messages.success(request, "Portefeuille créé.")
            return redirect("portefeuille", cree.pk)
    return _page(request, formulaire)


@require_GET
def fiche(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one portfolio: its companies, its people."""
    return montrer(request, pk)


@require_POST
def renommer(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Give it another name."""
    portefeuille = get_object_or_404(Portefeuille, pk=pk)
    nom = request.POST.get("nom", "")
    return _faire(
        request, pk, lambda: renommer_portefeuille(portefeuille, nom, contexte(), qui(request)), "Renommé."
    )


@require_POST
def supprimer(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Delete it, once the box is ticked."""
    portefeuille = get_object_or_404(Portefeuille, pk=pk)
    if request.POST.get("confirme") != "oui":
        messages.error(request, "Cochez la case de confirmation : rien n’a été supprimé.")
        return redirect("portefeuille", pk)
    supprimer_portefeuille(portefeuille, contexte(), qui(request))
    messages.success(
        request, f"Le portefeuille « {portefeuille.nom} » est supprimé. Ses entreprises restent."
    )
    return redirect("portefeuilles")


@require_POST
def confier(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it to a person, or change her part in it."""
    portefeuille, formulaire = get_object_or_404(Portefeuille, pk=pk), FormulaireAffectation(request.POST)
    if not formulaire.is_valid():
        return montrer(request, pk, affectation=formulaire)
    valeurs = formulaire.cleaned_data
    return _faire(
        request,
        pk,
        lambda: affecter(
            portefeuille, valeurs["personne"], contexte(), qui(request), agit=valeurs["agit"] == "oui"
        ),
        "Portefeuille confié.",
    )


@require_POST
def reprendre(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Take a portfolio away from a person."""
    affectation = get_object_or_404(Affectation, pk=pk)
    desaffecter(affectation, contexte(), qui(request))
    messages.success(request, "Portefeuille repris.")
    return revenir(request, "portefeuilles")


def montrer(
    request: HttpRequest,
    pk: int,
    *,
    affectation: FormulaireAffectation | None = None,
    entreprises: FormulaireEntreprises | None = None,
    rapport: object = None,
) -> HttpResponse:
    """Show one portfolio; ``rapport`` tells what became of each line of the list just added."""
    portefeuille = get_object_or_404(Portefeuille, pk=pk)
    texte = request.GET.get("q", "")[:120]
    choisies = chercher(portefeuille.entreprises.all(), texte)
    return render(
        request,
        "administration/portefeuille.html",
        {
            "portefeuille": portefeuille,
            "q": texte,
            "nombre": compter(choisies),
            "compte_max": COMPTE_MAX,
            "entreprises": page_entreprises(choisies, as_entier(request.GET.get("apres"))),
            "affectations": portefeuille.affectations.select_related("utilisateur").order_by(
                "-agit", "utilisateur__username"
            )[: SUGGESTIONS + 1],
            "affectation": affectation or FormulaireAffectation(),
            "ajout": entreprises or FormulaireEntreprises(),
            "rapport": rapport,
            "noms": Utilisateur.objects.filter(is_active=True)
            .order_by("username")
            .values_list("username", flat=True)[:SUGGESTIONS],
        },
    )


def _page(request: HttpRequest, formulaire: FormulaireNomPortefeuille) -> HttpResponse:
    return render(
        request,
        "administration/portefeuilles.html",
        {
            "portefeuilles": page_portefeuilles(as_entier(request.GET.get("apres"))),
            "sans": compter_sans(),
            "compte_max": COMPTE_MAX,
            "formulaire": formulaire,
        },
    )


def _faire(request: HttpRequest, pk: int, acte: Callable[[], object], phrase: str) -> HttpResponseRedirect:
    """Do it, say how it went, and come back to the portfolio."""
    try:
        acte()
    except Erreur as erreur:
        dire_erreur(request, erreur)
    else:
        messages.success(request, phrase)
    return redirect("portefeuille", pk)
