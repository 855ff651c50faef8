"""The accounts of the people who log in, for administrators only: the list, a new one, one of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.acces.creer_utilisateur import creer_utilisateur
from recepisse.gestion.models import Portefeuille, Utilisateur
from recepisse.web.commun import as_entier, contexte
from recepisse.web.compte.queries import ROLES, affectations_de, sessions_de, voit_tout
from recepisse.web.droits import qui
from recepisse.web.utilisateurs.forms import (
    FormulaireDroits,
    FormulaireNom,
    FormulairePortefeuille,
    FormulaireRecherche,
    FormulaireSecret,
    FormulaireUtilisateur,
)
from recepisse.web.utilisateurs.queries import COMPTE_MAX, compter, page_utilisateurs

SUGGESTIONS = 200
"""Names offered while typing; the others are typed whole."""


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """List the accounts, by name."""
    formulaire = FormulaireRecherche(request.GET)
    return _liste(request, formulaire, FormulaireNom())


@require_POST
def chercher(request: HttpRequest) -> HttpResponse:
    """List the first accounts whose name holds a text."""
    return _liste(request, FormulaireRecherche(), FormulaireNom(request.POST))


def _liste(request: HttpRequest, formulaire: FormulaireRecherche, nom: FormulaireNom) -> HttpResponse:
    rempli = nom if nom.is_bound else formulaire
    valeurs = rempli.cleaned_data if rempli.is_valid() else {}
    filtres = request.GET.copy()
    filtres.pop("apres", None)
    return render(
        request,
        "utilisateurs/page.html",
        {
            "utilisateurs": page_utilisateurs(valeurs, as_entier(request.GET.get("apres"))),
            "nombre": compter(valeurs),
            "compte_max": COMPTE_MAX,
            "formulaire": formulaire,
            "nom": nom,
            "filtre": any(valeurs.values()),
            "filtres": filtres.urlencode(),
        },
    )


@require_http_methods(["GET", "POST"])
def nouveau(request: HttpRequest) -> HttpResponse:
    """Create an account, then show it: its portfolios come next."""
    formulaire = FormulaireUtilisateur(request.POST or None)
    if request.method == "POST" and formulaire.is_valid():
        valeurs = formulaire.cleaned_data
        try:
            cree = creer_utilisateur(
                valeurs["nom"],
                valeurs["mot_de_passe"],
                valeurs["role"],
                contexte(),
                par=qui(request),
                limite=valeurs["limite"],
            )
        except Erreur as erreur:
            formulaire.add_error(None, str(erreur))
        else:
            messages.success(request, "Compte créé.")
            return redirect("utilisateur", cree.pk)
    return render(request, "utilisateurs/nouveau.html", {"formulaire": formulaire, "roles": _roles()})


@require_GET
def fiche(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one account."""
    return montrer(request, pk)


def montrer(
    request: HttpRequest,
    pk: int,
    *,
    droits: FormulaireDroits | None = None,
    secret: FormulaireSecret | None = None,
    portefeuille: FormulairePortefeuille | None = None,
) -> HttpResponse:
    """Show one account; a form that was refused is shown again as it was filled."""
    utilisateur = get_object_or_404(Utilisateur, pk=pk)
    actuels = {"role": utilisateur.role, "limite": utilisateur.limite}
    return render(
        request,
        "utilisateurs/fiche.html",
        {
            "utilisateur": utilisateur,
            "voit_tout": voit_tout(utilisateur),
            "affectations": affectations_de(utilisateur),
            "sessions": sessions_de(utilisateur),
            "ici": request.session.session_key,
            "soi": utilisateur.pk == qui(request).pk,
            "droits": droits or FormulaireDroits(initial=actuels),
            "secret": secret or FormulaireSecret(),
            "portefeuille": portefeuille
            or FormulairePortefeuille(initial={"agit": "oui" if utilisateur.agit else "non"}),
            "noms": Portefeuille.objects.order_by("nom").values_list("nom", flat=True)[:SUGGESTIONS],
            "roles": _roles(),
        },
    )


def _roles() -> list[tuple[str, str]]:
    return [(role.label, phrase) for role, phrase in ROLES.items()]
