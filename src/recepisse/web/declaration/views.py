"""The returns window of a declaration (feature C7): flux, returns by issuer, the selected return."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.models import Declaration, Flux, Retour
from recepisse.web.commun import as_entier, contexte
from recepisse.web.declaration import queries
from recepisse.web.declaration.bilan import Bilan, dresser
from recepisse.web.droits import perimetre
from recepisse.web.retours.demande import Demande
from recepisse.web.retours.lecture import adresse_retour, lire


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the latest flux by default, and its first return that needs a look."""
    visibles = perimetre(request)
    declaration = get_object_or_404(
        visibles.declarations().select_related("etablissement__entreprise"), pk=pk
    )
    tous = queries.flux_de(visibles, declaration)
    numero = as_entier(request.GET.get("flux"))
    flux = next((ligne.flux for ligne in tous if ligne.flux.pk == numero), tous[0].flux if tous else None)
    groupes = queries.groupes(visibles, flux) if flux else []
    demande = Demande.parse(request.GET)
    choisi = _choisir(as_entier(request.GET.get("retour")), groupes)
    lecture = lire(visibles, choisi, demande) if choisi else None
    ici = _question(flux, choisi)
    return render(
        request,
        "declaration/page.html",
        {
            "declaration": declaration,
            "etablissement": declaration.etablissement,
            "tous": tous,
            "flux": flux,
            "groupes": groupes,
            "bilan": _dresser(visibles, declaration, flux, groupes),
            "mention": queries.mention(visibles, declaration, flux, groupes),
            "lecture": lecture,
            "retour_adresse": adresse_retour(choisi) if choisi else "",
            "lien": f"?{ici}&",
            "vivant": f"{request.path}?{ici}&{lecture.question}" if lecture else f"{request.path}?{ici}",
        },
    )


def _dresser(
    visibles: Perimetre, declaration: Declaration, flux: Flux | None, groupes: Sequence[queries.Groupe]
) -> Bilan | None:
    retours = [ligne.retour for groupe in groupes for ligne in groupe.lignes]
    return dresser(visibles, declaration, flux, retours, contexte().horloge()) if flux else None


def _choisir(numero: int | None, groupes: Sequence[queries.Groupe]) -> Retour | None:
    """Return the return asked for, else None: opening the window reads nothing by itself."""
    retours = (ligne.retour for groupe in groupes for ligne in groupe.lignes)
    return next((retour for retour in retours if retour.pk == numero), None)


def _question(flux: Flux | None, retour: Retour | None) -> str:
    """Return the query that shows the same flux and the same return again, whatever came since."""
    dites = {"flux": flux.pk if flux else None, "retour": retour.pk if retour else None}
    return urlencode({nom: valeur for nom, valeur in dites.items() if valeur})
