"""« Santé des relevés » (features C18 and C19): a failed retrieval is never silent, and is repaired here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from recepisse.gestion.gestes.acces.eprouver_identifiant import eprouver_identifiant
from recepisse.gestion.gestes.releves.couverture import identifiants_visibles
from recepisse.gestion.gestes.releves.sante import sante
from recepisse.gestion.models import Cadence
from recepisse.web.commun import as_entier, contexte
from recepisse.web.droits import perimetre, perimetre_lu, qui
from recepisse.web.sante import queries


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show every identifier, those in trouble first, what nobody polls, and the last attempts."""
    ctx, visibles = contexte(), perimetre(request)
    maintenant, etat = ctx.horloge(), sante(ctx)
    choisi = queries.identifiant_choisi(visibles, as_entier(request.GET.get("identifiant")), maintenant)
    return render(
        request,
        "sante/page.html",
        {
            "sante": etat,
            "cadence": Cadence.objects.select_related("suspendu_par").filter(pk=1).first(),
            "lignes": queries.lignes_sante(visibles, etat, maintenant, as_entier(request.GET.get("apres"))),
            "perdus": queries.siret_perdus(visibles, maintenant),
            "documents": queries.documents(visibles),
            "choisi": choisi,
            "choix": queries.choix(visibles, maintenant),
            "siret": queries.siret_de(choisi, visibles, maintenant) if choisi else None,
            "releves": queries.page_releves(
                visibles, choisi, maintenant, as_entier(request.GET.get("avant"))
            ),
            "tout": visibles.tout,
        },
    )


@require_POST
def eprouver(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Log in once with an identifier, and say how it ended."""
    visibles = identifiants_visibles(perimetre_lu(request), contexte().horloge())
    epreuve = eprouver_identifiant(get_object_or_404(visibles, pk=pk), contexte(), qui(request))
    phrase = f"{epreuve.message} {epreuve.conseil}".strip()
    (messages.success if epreuve.reussie else messages.error)(request, phrase)
    return HttpResponseRedirect(f"{reverse('sante')}?identifiant={pk}")
