"""One return of rates: its persons beside those of the return before, and the decision of a quarantine."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from recepisse.editions.impressions import imprimer_taux
from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.gestes.paie.decider_taux import accepter_taux, refuser_taux
from recepisse.gestion.models import CrmTaux
from recepisse.temps import jour_paris
from recepisse.web.commun import as_entier, contexte, dire_erreur
from recepisse.web.curseur import Page
from recepisse.web.droits import perimetre, perimetre_lu, qui
from recepisse.web.fichiers import reponse_pdf
from recepisse.web.taux.personnes import FILTRES, Choix, Comparaison, LignePersonne
from recepisse.web.taux.queries import ligne_crm

_LIENS = ("etablissement__entreprise", "declaration", "retour__declaration", "version", "decide_par")
_NOM_MAX = 80
_TITRES = {
    "tous": "Toutes",
    "ecarts": "Ce qui diffère",
    "changes": "Taux changés",
    "sauts": "Fortes variations",
    "perdus": "N’ont plus de taux",
    "retrouves": "Ont maintenant un taux",
    "sans": "Sans taux",
    "nouveaux": "Nouvelles",
    "partis": "N’y figurent plus",
    "annonces": "Taux futur annoncé",
}


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the persons of this return; what differs first when somebody must decide."""
    crm = _crm(perimetre(request), pk)
    defaut = "ecarts" if crm.etat == CrmTaux.Etat.QUARANTAINE else "tous"
    filtre = request.GET.get("filtre", defaut)
    return _montrer(request, crm, Choix(filtre, apres=as_entier(request.GET.get("apres"))), vivant=True)


@require_POST
def chercher(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the persons of this name; asked by POST so that no name stands in an address."""
    return _montrer(request, _crm(perimetre_lu(request), pk), _choix(request))


@require_POST
def demasquer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the numbers of the persons of one page, once: the act is kept in the journal (feature D8)."""
    crm = _crm(perimetre_lu(request), pk)
    choix = _choix(request, demasque=True)
    comparaison = Comparaison.de(crm, contexte())
    personnes = comparaison.page(choix, contexte())
    journaliser("demasquer", f"crm_taux:{crm.pk}", contexte(), qui(request), personnes=len(personnes.lignes))
    return _rendre(request, comparaison, choix, personnes)


@require_POST
def decider(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """« Accepter ces taux » or « Garder les précédents »; refused when their state has changed since."""
    crm = _crm(perimetre(request), pk)
    motif, vu = request.POST.get("motif", ""), request.POST.get("vu", "")
    accepte = request.POST.get("decision") == "accepter"
    try:
        (accepter_taux if accepte else refuser_taux)(crm, motif, contexte(), qui(request), vu=vu)
    except Erreur as erreur:
        dire_erreur(request, erreur)
    else:
        dit = "Taux acceptés" if accepte else "Taux écartés : ceux d’avant restent en vigueur"
        messages.success(request, f"{dit}. Le motif est conservé avec le retour.")
    return redirect("taux-crm", crm.pk)


@require_GET
def imprimer(request: HttpRequest, pk: int) -> HttpResponse:
    """Print the rates of this return, numbers masked (feature C10)."""
    crm = _crm(perimetre(request), pk)
    return reponse_pdf(imprimer_taux([crm], contexte()), f"taux-{crm.pk}.pdf")


def _crm(vu: Perimetre, pk: int) -> CrmTaux:
    return get_object_or_404(vu.crm_taux().select_related(*_LIENS), pk=pk)


def _choix(request: HttpRequest, *, demasque: bool = False) -> Choix:
    return Choix(
        filtre=request.POST.get("filtre", "tous"),
        nom=request.POST.get("nom", "").strip()[:_NOM_MAX],
        apres=as_entier(request.POST.get("apres")),
        demasque=demasque,
    )


def _montrer(request: HttpRequest, crm: CrmTaux, choix: Choix, *, vivant: bool = False) -> HttpResponse:
    comparaison = Comparaison.de(crm, contexte())
    personnes = comparaison.page(choix, contexte())
    return _rendre(request, comparaison, choix, personnes, vivant=vivant and not choix.apres)


def _rendre(
    request: HttpRequest,
    comparaison: Comparaison,
    choix: Choix,
    personnes: Page[LignePersonne],
    *,
    vivant: bool = False,
) -> HttpResponse:
    crm, comptes = comparaison.crm, comparaison.compter()
    compare = comparaison.precedent is not None
    toujours = ("tous", "sans", "annonces")
    le = jour_paris(contexte().horloge())
    return render(
        request,
        "taux/crm.html",
        {
            "crm": crm,
            "ligne": ligne_crm(crm, le),
            "precedent": comparaison.precedent,
            "decidable": crm.etat in {CrmTaux.Etat.QUARANTAINE, CrmTaux.Etat.REFUSE},
            "personnes": personnes,
            "choix": choix,
            "filtres": [
                (nom, _TITRES[nom], comptes[nom])
                for nom in FILTRES
                if (compare or nom in toujours) and (comptes[nom] or nom in {"tous", "sans", choix.filtre})
            ],
            "titre_filtre": _TITRES.get(choix.filtre, _TITRES["tous"]),
            "saut": comparaison.saut,
            "vivant": vivant,
        },
    )
