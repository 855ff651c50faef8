"""The DSN as sent (features B5, B7): its blocks, its persons, a search, what changed since the one before."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from recepisse.dsn.document import Document
from recepisse.dsn.recherche import chercher, chercher_personnes, parse_recherche
from recepisse.erreurs import ErreurArchive, ErreurFichier
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.envois.ouvrir_contenu import ouvrir_contenu
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Depot
from recepisse.web.commun import as_entier, contexte
from recepisse.web.contenu import forms, queries, sommaire
from recepisse.web.contenu.ecarts import comparer_documents
from recepisse.web.contenu.lignes import Anomalies
from recepisse.web.contenu.pages import (
    Demande,
    lire_vue_blocs,
    lire_vue_personne,
    situer,
    versements,
)
from recepisse.web.contenu.trouvailles import presenter_trouvailles
from recepisse.web.droits import perimetre, perimetre_lu, qui

LIGNES: Final = 500
"""Lines shown of a search."""
PERSONNES: Final = 100
"""Persons shown of a search."""


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the table of contents and what is asked for: a line, a person, some blocks, or the whole."""
    depot = queries.lire_depot(perimetre(request), pk)
    demande = _demander(request)
    try:
        with ouvrir_contenu(depot.somme, contexte()) as document:
            if demande.ligne and not (demande.salarie or demande.bloc):
                return _mener(request, depot, document, demande.ligne)
            return render(request, "contenu/page.html", _page(perimetre(request), depot, document, demande))
    except (ErreurArchive, ErreurFichier) as erreur:
        return _illisible(request, depot, erreur)


@require_POST
def recherche(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the persons and the lines that hold what is looked for; the address says nothing of it."""
    visible = perimetre_lu(request)
    depot = queries.lire_depot(visible, pk)
    formulaire = forms.Recherche(request.POST)
    try:
        with ouvrir_contenu(depot.somme, contexte()) as document:
            commun = _page(visible, depot, document, Demande())
            if formulaire.is_valid():
                quoi = formulaire.cleaned_data["quoi"]
                cherchee = parse_recherche(quoi)
                par_nom = bool(cherchee.texte) and not cherchee.code
                personnes, plus = chercher_personnes(document, quoi, PERSONNES) if par_nom else ((), False)
                resultat = chercher(document, cherchee, LIGNES)
                commun |= {
                    "personnes": personnes,
                    "plus_personnes": plus,
                    "trouvees": presenter_trouvailles(document, resultat.lignes),
                    "tronque": resultat.tronque,
                }
            return render(
                request, "contenu/recherche.html", commun | {"formulaire": formulaire, "max_lignes": LIGNES}
            )
    except (ErreurArchive, ErreurFichier) as erreur:
        return _illisible(request, depot, erreur)


@require_POST
def demasquer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the numbers of one person, once: the act is kept in the journal (feature D8)."""
    visible = perimetre_lu(request)
    depot = queries.lire_depot(visible, pk)
    demande = Demande(
        salarie=as_entier(request.POST.get("salarie")) or 0,
        rubriques=request.POST.get("vue") == "rubriques",
        demasque=True,
    )
    try:
        with ouvrir_contenu(depot.somme, contexte()) as document:
            valeurs = _page(visible, depot, document, demande)
            if not valeurs["personne"]:
                raise Http404
            journaliser("demasquer", f"depot:{depot.pk}", contexte(), qui(request), salarie=demande.salarie)
            return render(request, "contenu/page.html", valeurs)
    except (ErreurArchive, ErreurFichier) as erreur:
        return _illisible(request, depot, erreur)


@require_GET
def differences(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what changed since the previous month, or since the declaration that this one replaces."""
    visible = perimetre(request)
    depot = queries.lire_depot(visible, pk)
    possibles = queries.precedentes(visible, depot)
    avec, avant = possibles.choisir(request.GET.get("avec", ""))
    valeurs = _tete(depot) | {"possibles": possibles, "avec": avec, "avant": avant}
    try:
        if avant is not None:
            debut = max(as_entier(request.GET.get("depuis")) or 1, 1)
            with (
                ouvrir_contenu(avant.somme, contexte()) as ancien,
                ouvrir_contenu(depot.somme, contexte()) as nouveau,
            ):
                valeurs["comparaison"] = comparer_documents(
                    ancien, nouveau, (avant.somme, depot.somme), debut
                )
        return render(request, "contenu/differences.html", valeurs)
    except (ErreurArchive, ErreurFichier) as erreur:
        return _illisible(request, depot, erreur)


def _demander(request: HttpRequest) -> Demande:
    """Return what the address asks for."""

    def nombre(nom: str) -> int:
        return as_entier(request.GET.get(nom)) or 0

    return Demande(
        ligne=nombre("ligne"),
        salarie=nombre("salarie"),
        bloc=request.GET.get("bloc", ""),
        depuis=nombre("depuis"),
        rubriques=request.GET.get("vue") == "rubriques",
    )


def _mener(request: HttpRequest, depot: Depot, document: Document, ligne: int) -> HttpResponse:
    """Lead to the line, where the browser puts the focus; a line that is not there is said."""
    lieu = situer(document, ligne)
    if lieu is None:
        valeurs = _page(perimetre(request), depot, document, Demande())
        return render(request, "contenu/page.html", valeurs | {"ligne_absente": ligne})
    ou = f"salarie={lieu.salarie}&vue=rubriques" if lieu.salarie else f"bloc={lieu.bloc}&depuis={lieu.depuis}"
    return redirect(f"{reverse('contenu', args=(depot.pk,))}?{ou}&ligne={ligne}#l{ligne}")


def _page(visible: Perimetre, depot: Depot, document: Document, demande: Demande) -> dict[str, Any]:
    """Return what the page shows; Http404 for a person or a block that the file does not have."""
    par_ligne = queries.anomalies(visible, depot)
    par_personne = sommaire.par_personne(document.index, queries.compter(par_ligne))
    debut = sommaire.debut_page(demande.salarie) if demande.salarie else demande.depuis
    return (
        _tete(depot)
        | _droite(document, demande, par_ligne)
        | {
            "index": document.index,
            "parties": sommaire.parties(document),
            "liste": sommaire.page_personnes(document, 1 if demande.bloc else debut, par_personne),
            "anomalies": queries.a_plat(par_ligne),
            "possibles": queries.precedentes(visible, depot),
            "formulaire": forms.Recherche(),
            "demande": demande,
        }
    )


def _droite(document: Document, demande: Demande, par_ligne: Anomalies) -> dict[str, Any]:
    try:
        return {
            "personne": lire_vue_personne(document, demande, par_ligne) if demande.salarie else None,
            "blocs": lire_vue_blocs(document, demande, par_ligne)
            if demande.bloc and not demande.salarie
            else None,
        }
    except IndexError:
        raise Http404 from None


def _tete(depot: Depot) -> dict[str, Any]:
    nombre, total = versements(depot)
    return {
        "depot": depot,
        "declaration": depot.declaration,
        "etablissement": depot.declaration.etablissement,
        "nb_versements": nombre,
        "total_versements": total,
    }


def _illisible(request: HttpRequest, depot: Depot, erreur: ErreurArchive | ErreurFichier) -> HttpResponse:
    """Say why the bytes cannot be read, and what can be done."""
    return render(request, "contenu/illisible.html", _tete(depot) | {"erreur": erreur})
