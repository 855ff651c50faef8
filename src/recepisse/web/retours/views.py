"""All the returns by date, every declaration together."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from recepisse.web.commun import contexte
from recepisse.web.curseur import Curseur, Page
from recepisse.web.retours.filtres import FormulaireFiltres, natures_connues, raccourcis
from recepisse.web.retours.queries import COMPTE_MAX, Ligne, compter, page_retours


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """« Voir tous les retours (CRM) »: every declaration together, newest first (feature C12)."""
    formulaire = FormulaireFiltres(request.GET)
    valide = formulaire.is_valid()
    valeurs = formulaire.cleaned_data
    retours: Page[Ligne] = (
        page_retours(valeurs, Curseur.parse(request.GET.get("apres"))) if valide else Page([])
    )
    filtres = {cle: valeur for cle, valeur in request.GET.items() if valeur and cle != "apres"}
    return render(
        request,
        "retours/page.html",
        {
            "formulaire": formulaire,
            "retours": retours,
            "nombre": compter(valeurs) if valide else 0,
            "compte_max": COMPTE_MAX,
            "filtres": urlencode(filtres),
            "filtre": bool(filtres),
            "suivante": bool(request.GET.get("apres")),
            "raccourcis": [
                (r.libelle, urlencode(r.parametres), r.parametres == filtres)
                for r in raccourcis(contexte().horloge())
            ],
            "natures": natures_connues(),
        },
    )
