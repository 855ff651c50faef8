"""One return: its panel, its marks (lu, traité), its versions and its documents."""

from dataclasses import replace
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from recepisse.editions.impressions import imprimer_flux, imprimer_retour
from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.anomalies.marquer_anomalie import reprendre_anomalie, traiter_anomalie
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.gestes.retours.marquer import marquer_lu, marquer_non_lu, marquer_traite
from recepisse.gestion.models import Retour, VersionRetour
from recepisse.retours.familles.joints import extraire_pdf
from recepisse.web.commun import as_entier, contexte, dire_erreur, revenir
from recepisse.web.droits import perimetre, perimetre_lu, qui
from recepisse.web.retours.brut import is_pdf
from recepisse.web.retours.demande import Demande
from recepisse.web.retours.lecture import Lecture, adresse_retour, lire

CHERCHE_MAX: Final = 80

_CSP_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@require_GET
def retour(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one return; when it belongs to a declaration, inside the window of this declaration."""
    visibles, demande = perimetre(request), Demande.parse(request.GET)
    choisi = _retour(visibles, pk)
    if choisi.declaration_id is not None:
        return redirect(f"{adresse_retour(choisi)}&{demande}".removesuffix("&"))
    return _montrer(request, choisi, lire(visibles, choisi, demande))


@require_POST
def lu(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as read or unread; ``auto`` is the page itself, after three seconds (feature C8)."""
    choisi, ctx, par = _retour(perimetre(request), pk), contexte(), qui(request)
    automatique = request.POST.get("auto") == "1"
    try:
        if request.POST.get("lu") == "1":
            marquer_lu(choisi, ctx, par, automatique=automatique)
        else:
            marquer_non_lu(choisi, ctx, par)
    except Erreur as erreur:
        dire_erreur(request, erreur)
    return HttpResponse(status=204) if automatique else revenir(request, adresse_retour(choisi))


@require_POST
def traite(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """« Marquer l’anomalie comme traitée », and back (feature C9)."""
    choisi = _retour(perimetre(request), pk)
    try:
        marquer_traite(choisi, contexte(), qui(request), traite=request.POST.get("traite") == "1")
    except Erreur as erreur:
        dire_erreur(request, erreur)
    return revenir(request, adresse_retour(choisi))


@require_POST
def traite_anomalie(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Mark one anomaly as treated, or take the mark back."""
    anomalie = get_object_or_404(perimetre(request).anomalies().select_related("retour"), pk=pk)
    try:
        geste = traiter_anomalie if request.POST.get("traite") == "1" else reprendre_anomalie
        geste(anomalie, contexte(), qui(request))
    except Erreur as erreur:
        dire_erreur(request, erreur)
    return revenir(request, adresse_retour(anomalie.retour))


@require_POST
def demasquer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the personal numbers of one document, once: the act is kept in the journal (feature D8)."""
    visibles, demande = perimetre_lu(request), Demande.parse(request.POST)
    choisi = _retour(visibles, pk)
    journaliser("demasquer", f"retour:{choisi.pk}", contexte(), qui(request), version=demande.version)
    demande = replace(demande, comparer=None, partie=demande.partie or "brut")
    return _montrer(request, choisi, lire(visibles, choisi, demande, demasque=True))


@require_POST
def chercher(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for a person, a code or an amount in one return. By a form: a name never stands in an address."""
    visibles, demande = perimetre_lu(request), Demande.parse(request.POST)
    choisi = _retour(visibles, pk)
    cherche = request.POST.get("cherche", "").strip()[:CHERCHE_MAX]
    if not cherche:
        return redirect(f"{adresse_retour(choisi)}&{demande}".removesuffix("&"))
    demande = replace(demande, comparer=None, partie="", page="")
    return _montrer(request, choisi, lire(visibles, choisi, demande, cherche=cherche))


@require_GET
def pdf(request: HttpRequest, pk: int, numero: int) -> HttpResponse:
    """Serve the PDF that a return is, or holds. Nothing else is ever displayed as the services sent it."""
    version = _version(perimetre(request), pk, numero)
    octets = extraire_pdf(contexte().archive.lire(version.somme))
    if octets is None:
        raise Http404
    return HttpResponse(
        octets,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{_nom(version, "pdf")}"',
            "Content-Security-Policy": _CSP_PDF,
        },
    )


@require_GET
def original(request: HttpRequest, pk: int, numero: int) -> HttpResponse:
    """Give the bytes exactly as the services sent them, as a file to keep."""
    version = _version(perimetre(request), pk, numero)
    octets = contexte().archive.lire(version.somme)
    suffixe = "pdf" if is_pdf(octets) else "xml" if octets.lstrip()[:1] == b"<" else "bin"
    return HttpResponse(
        octets,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{_nom(version, suffixe)}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


@require_GET
def imprimer(request: HttpRequest, pk: int) -> HttpResponse:
    """« Imprimer ce retour »: a PDF of what it says, its numbers masked (feature C10)."""
    choisi = _retour(perimetre(request), pk)
    octets = imprimer_retour(choisi, contexte(), numero=as_entier(request.GET.get("version")))
    return _pdf(octets, f"retour-{choisi.pk}.pdf")


@require_GET
def imprimer_tous(request: HttpRequest, pk: int) -> HttpResponse:
    """« Imprimer tous les retours » of a flux."""
    flux = get_object_or_404(perimetre(request).flux().select_related("declaration", "identifiant"), pk=pk)
    return _pdf(imprimer_flux(flux, contexte()), f"retours-flux-{flux.pk}.pdf")


def _pdf(octets: bytes, nom: str) -> HttpResponse:
    return HttpResponse(
        octets,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{nom}"', "Content-Security-Policy": _CSP_PDF},
    )


def _montrer(request: HttpRequest, choisi: Retour, lecture: Lecture) -> HttpResponse:
    adresse = adresse_retour(choisi)
    return render(
        request,
        "retours/retour.html",
        {
            "retour": choisi,
            "lecture": lecture,
            "retour_adresse": adresse,
            "suite": adresse,
            "lien": "?",
            "vivant": f"{reverse('retour', args=[choisi.pk])}?{lecture.question}",
        },
    )


def _retour(visibles: Perimetre, pk: int) -> Retour:
    return get_object_or_404(
        visibles.retours().select_related("flux__identifiant", "entreprise", "etablissement__entreprise"),
        pk=pk,
    )


def _version(visibles: Perimetre, pk: int, numero: int) -> VersionRetour:
    return get_object_or_404(
        VersionRetour,
        retour=_retour(visibles, pk),
        numero=numero,
        document=VersionRetour.Document.CONSERVE,
    )


def _nom(version: VersionRetour, suffixe: str) -> str:
    """Return a file name without a company nor a person."""
    return f"retour-{version.retour_id}-version-{version.numero}.{suffixe}"
