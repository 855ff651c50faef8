"""All the returns by date, every declaration together: « Voir tous les retours (CRM) » (feature C12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from recepisse.gestion.gestes.acces.enregistrer_vue import est_modifiable, vues_offertes
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.retours.marquer_lot import lot_annulable
from recepisse.gestion.models import VueEnregistree
from recepisse.web.commun import contexte
from recepisse.web.curseur import Curseur, Page
from recepisse.web.droits import perimetre, qui
from recepisse.web.retours.filtres import RACCOURCIS, FormulaireFiltres, criteres, natures_connues
from recepisse.web.retours.marques import ACTES, dire_lot
from recepisse.web.retours.queries import COMPTE_MAX, Compte, Ligne, comptes, page_retours
from recepisse.web.retours.selection import selectionner


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the selected returns, newest first, with what can be said of them at once."""
    visibles, maintenant = perimetre(request), contexte().horloge()
    formulaire = FormulaireFiltres(request.GET, visibles)
    retours, nombres = _lire(request, formulaire, visibles, maintenant)
    parametres = formulaire.parametres
    par = qui(request)
    lot = lot_annulable(par, maintenant) if par.agit else None
    vues = vues_offertes(VueEnregistree.Ecran.RETOURS, visibles)
    return render(
        request,
        "retours/page.html",
        {
            "formulaire": formulaire,
            "criteres": criteres(formulaire),
            "retours": retours,
            "comptes": nombres,
            "compte_max": COMPTE_MAX,
            "filtres": urlencode(parametres),
            "ici": _adresse(request, parametres),
            "liens": _liens(vues, urlencode(parametres)),
            "a_gerer": [vue for vue in vues if est_modifiable(vue, par)],
            "natures": natures_connues(),
            "actes": ACTES,
            "lot": dire_lot(lot) if lot else None,
            "vu_a": maintenant.isoformat(),
            "dates_fixes": "du" in parametres or "au" in parametres,
        },
    )


def _lire(
    request: HttpRequest, formulaire: FormulaireFiltres, visibles: Perimetre, maintenant: datetime
) -> tuple[Page[Ligne], list[Compte]]:
    """Return the page and its counts; nothing when a criterion cannot be understood."""
    if not formulaire.is_valid():
        return Page([]), []
    valeurs = formulaire.cleaned_data
    selection = selectionner(valeurs, visibles, maintenant)
    apres, avant = (Curseur.parse(request.GET.get(sens)) for sens in ("apres", "avant"))
    return (
        page_retours(selection, apres, avant),
        comptes(selection, valeurs, formulaire.parametres, visibles, maintenant),
    )


def _adresse(request: HttpRequest, parametres: dict[str, str]) -> str:
    """Return where an act comes back to: the same selection, at the same place."""
    place = {sens: request.GET[sens] for sens in ("apres", "avant") if Curseur.parse(request.GET.get(sens))}
    return f"{reverse('retours')}?{urlencode({**parametres, **place})}"


@dataclass(frozen=True, slots=True)
class Lien:
    """A selection in one click: ready-made, or saved by somebody."""

    nom: str
    parametres: str
    ici: bool
    a_moi: bool = False
    """True when nobody else is offered it."""


def _liens(vues: Sequence[VueEnregistree], actuels: str) -> list[Lien]:
    pretes = [(r.libelle, urlencode(r.parametres), False) for r in RACCOURCIS]
    gardees = [(vue.nom, vue.parametres, not vue.partagee) for vue in vues]
    return [Lien(nom, texte, texte == actuels, a_moi) for nom, texte, a_moi in pretes + gardees]
