"""« Mon compte »: what everybody may change for herself, whatever her role."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.acces.changer_mot_de_passe import changer_le_sien
from recepisse.gestion.gestes.acces.sessions import fermer_sessions, suivre_session
from recepisse.web.commun import as_entier, contexte, dire_erreur
from recepisse.web.compte.forms import FormulaireMotDePasse
from recepisse.web.compte.queries import ROLES, affectations_de, sessions_de, voit_tout
from recepisse.web.droits import qui
from recepisse.web.templatetags.francais import pluriel


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show who one is, what one sees, and where one is logged in."""
    return _page(request, FormulaireMotDePasse())


@require_POST
def mot_de_passe(request: HttpRequest) -> HttpResponse:
    """Change one's own password; this browser stays, the others must log in again."""
    formulaire = FormulaireMotDePasse(request.POST)
    if formulaire.is_valid():
        utilisateur, valeurs = qui(request), formulaire.cleaned_data
        cle = request.session.session_key or ""
        try:
            changer_le_sien(utilisateur, valeurs["ancien"], valeurs["nouveau"], contexte(), garder=cle)
        except Erreur as erreur:
            formulaire.add_error(None, str(erreur))
        else:
            update_session_auth_hash(request, utilisateur)
            suivre_session(cle, request.session.session_key or "")
            messages.success(request, "Mot de passe changé. Vos autres sessions sont fermées.")
            return redirect("compte")
    return _page(request, formulaire)


@require_POST
def fermer(request: HttpRequest) -> HttpResponseRedirect:
    """Close one of one's sessions, or all the others."""
    seule = as_entier(request.POST.get("session"))
    try:
        nombre = fermer_sessions(
            qui(request), contexte(), qui(request), seule=seule, sauf=request.session.session_key or ""
        )
    except Erreur as erreur:
        dire_erreur(request, erreur)
    else:
        messages.success(
            request, f"{pluriel(nombre, 'session fermée,sessions fermées')}." if nombre else "Rien à fermer."
        )
    return redirect("compte")


def _page(request: HttpRequest, formulaire: FormulaireMotDePasse) -> HttpResponse:
    utilisateur = qui(request)
    return render(
        request,
        "compte/page.html",
        {
            "formulaire": formulaire,
            "role": ROLES[utilisateur.Role(utilisateur.role)],
            "voit_tout": voit_tout(utilisateur),
            "affectations": affectations_de(utilisateur),
            "sessions": sessions_de(utilisateur),
            "ici": request.session.session_key,
        },
    )
