"""The main screen of the DSN, and the page of one envoi that follows its deposits."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.releves.cadence import ecran_toujours_ouvert, ouvrir_ecran
from recepisse.gestion.gestes.releves.rafraichir import rafraichir_envoi
from recepisse.web.commun import as_entier, contexte, dire_erreur, is_partielle, revenir
from recepisse.web.curseur import Curseur
from recepisse.web.droits import perimetre, qui
from recepisse.web.dsn import queries
from recepisse.web.mots import is_en_cours


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the envois above and the declarations of the selected one below."""
    # Without a script nothing else tells that the window is open: opening the page counts (feature C2).
    (ecran_toujours_ouvert if is_partielle(request) else ouvrir_ecran)(contexte())
    avant = request.GET.get("avant", "")
    visibles = perimetre(request)
    envois = queries.page_envois(visibles, Curseur.parse(avant))
    choisi = queries.envoi_choisi(visibles, as_entier(request.GET.get("envoi")), envois.lignes)
    rang = as_entier(request.GET.get("rang")) or 0
    declarations = queries.declarations(visibles, choisi, rang) if choisi else None
    return render(
        request,
        "dsn/page.html",
        {"envois": envois, "choisi": choisi, "declarations": declarations, "avant": avant},
    )


@require_GET
def envoi(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow the deposits of one envoi, declaration by declaration."""
    visibles = perimetre(request)
    choisi = get_object_or_404(visibles.envois().select_related("identifiant", "utilisateur"), pk=pk)
    declarations = queries.declarations(visibles, choisi, as_entier(request.GET.get("rang")) or 0)
    etats = list(visibles.depots().filter(envoi=choisi).values_list("etat", flat=True))
    finis = sum(not is_en_cours(etat) for etat in etats)
    return render(
        request,
        "dsn/envoi.html",
        {
            "envoi": choisi,
            "partage": pk in queries.envois_partages(visibles, [pk]),
            "declarations": declarations,
            "nombre": len(etats),
            "finis": finis,
        },
    )


@require_POST
def rafraichir(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """« Rafraîchir les retours (CRM) » of one envoi (feature C4)."""
    choisi = get_object_or_404(perimetre(request).envois(), pk=pk)
    try:
        rafraichir_envoi(choisi, contexte(), qui(request))
    except Erreur as erreur:
        dire_erreur(request, erreur)
    else:
        messages.success(
            request, "Les retours de cet envoi sont redemandés ; ils apparaîtront ici dès leur arrivée."
        )
    return revenir(request, f"{reverse('dsn')}?envoi={pk}")
