"""The documents filed on reception: to hand over, handed over, copied (feature C11)."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.paie.classer_document import remettre_document, reprendre_document
from recepisse.gestion.gestes.paie.copier_document import recopier_document
from recepisse.gestion.gestes.paie.exporter_documents import exporter_documents
from recepisse.gestion.models import DocumentClasse, Utilisateur
from recepisse.temps import jour_paris
from recepisse.web.commun import contexte, dire_erreur, revenir
from recepisse.web.curseur import Page
from recepisse.web.documents import queries
from recepisse.web.documents.forms import ETATS, Choix, FormulaireDocuments
from recepisse.web.droits import perimetre, qui

Geste = Callable[[DocumentClasse, Contexte, Utilisateur], None]


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the documents, those to hand over first; everything selected is in the address."""
    ctx, visibles = contexte(), perimetre(request)
    interne = not qui(request).est_client
    copies = interne and bool(ctx.reglages.dossier_ged)
    formulaire = FormulaireDocuments(request.GET, copies=copies)
    choix = formulaire.choix()
    garde = {cle: valeur for cle, valeur in request.GET.items() if valeur and cle != "apres"}
    autres = {cle: valeur for cle, valeur in garde.items() if cle != "etat"}
    apres = request.GET.get("apres", "")
    return render(
        request,
        "documents/page.html",
        {
            "formulaire": formulaire,
            "choix": choix,
            "documents": queries.page_documents(visibles, choix, apres, ctx.horloge()) if choix else Page([]),
            "comptes": [
                (
                    libelle,
                    urlencode({**autres, "etat": etat} if etat else autres),
                    queries.compter(visibles, _avec(choix, etat)),
                    etat == choix.etat,
                )
                for etat, libelle in ETATS.items()
            ]
            if choix
            else [],
            "en_echec": queries.compter(visibles, Choix(copie="echec")) if copies else 0,
            "compte_max": queries.COMPTE_MAX,
            "interne": interne,
            "copies": copies,
            "dossier": ctx.reglages.dossier_ged,
            "classement": ctx.reglages.classer_aer,
            "garde": urlencode(garde),
            "filtre": bool(garde),
            "suivante": bool(apres),
        },
    )


def _avec(choix: Choix, etat: str) -> Choix:
    return Choix(etat, choix.genre, choix.copie, choix.entreprise, choix.du, choix.au)


@require_GET
def exporter(request: HttpRequest) -> HttpResponse:
    """Give the selection as a CSV."""
    ctx, par = contexte(), qui(request)
    copies = not par.est_client
    choix = FormulaireDocuments(request.GET, copies=copies).choix()
    if choix is None:
        raise Http404
    octets = exporter_documents(queries.a_exporter(perimetre(request), choix), ctx, par, copies=copies)
    nom = f"documents-{jour_paris(ctx.horloge()):%Y%m%d}.csv"
    return HttpResponse(
        octets,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{nom}"'},
    )


@require_POST
def remettre(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """« Remise au salarié »."""
    return _agir(request, pk, remettre_document, "L’attestation est marquée comme remise au salarié.")


@require_POST
def reprendre(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """« Reprendre »: it was not handed over after all."""
    return _agir(request, pk, reprendre_document, "Le document est de nouveau à remettre.")


@require_POST
def recopier(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Try the copy again."""
    return _agir(request, pk, recopier_document, "Le document est copié dans la GED.")


def _agir(request: HttpRequest, pk: int, geste: Geste, fait: str) -> HttpResponseRedirect:
    document = get_object_or_404(
        perimetre(request).documents().select_related("version", "declaration__etablissement__entreprise"),
        pk=pk,
    )
    try:
        geste(document, contexte(), qui(request))
    except Erreur as erreur:
        dire_erreur(request, erreur)
    else:
        messages.success(request, fait)
    return revenir(request, "documents")
