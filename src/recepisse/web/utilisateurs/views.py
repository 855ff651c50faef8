"""The accounts of the people who log in, for administrators only."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.acces.creer_utilisateur import creer_utilisateur
from recepisse.gestion.models import Utilisateur
from recepisse.web.commun import contexte
from recepisse.web.droits import qui
from recepisse.web.utilisateurs.forms import FormulaireUtilisateur


@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """List the accounts, and create one."""
    formulaire = FormulaireUtilisateur(request.POST or None)
    if request.method == "POST" and formulaire.is_valid():
        valeurs = formulaire.cleaned_data
        try:
            creer_utilisateur(
                valeurs["nom"], valeurs["mot_de_passe"], valeurs["role"], contexte(), par=qui(request)
            )
        except Erreur as erreur:
            formulaire.add_error(None, str(erreur))
        else:
            messages.success(request, "Compte créé.")
            return redirect("utilisateurs")
    utilisateurs = Utilisateur.objects.order_by("username")[:500]
    return render(request, "utilisateurs/page.html", {"utilisateurs": utilisateurs, "formulaire": formulaire})
