"""The declarations of a month and what they still await; its due dates; the substitutions announced."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from recepisse.calendrier import MIDI
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.retours.echeances import Echeance, Issue, echeances_du_mois
from recepisse.temps import jour_paris
from recepisse.web.calendrier import queries
from recepisse.web.calendrier.cellules import legende
from recepisse.web.calendrier.forms import ETATS, Choix, FormulaireCalendrier
from recepisse.web.calendrier.mois import JOURS, Mois, concernees, semaines
from recepisse.web.calendrier.rappels import MONTRES, rappels
from recepisse.web.calendrier.selection import ISSUES, declarations, etablissements
from recepisse.web.commun import as_entier, contexte
from recepisse.web.droits import perimetre

COMPTES = ("", "retard", "anomalie", "attente")
"""The selections whose count is always shown; those of the due dates have theirs above."""


@dataclass(frozen=True, slots=True)
class Compte:
    """A selection in one click, and how many rows it has."""

    libelle: str
    adresse: str
    nombre: int
    ici: bool


@dataclass(frozen=True, slots=True)
class Part:
    """How many establishments of a due date stand somewhere, and the list of them."""

    nombre: int
    mots: str
    ton: str
    adresse: str


@dataclass(frozen=True, slots=True)
class Carte:
    """A due date as shown: its countdown in days, and its establishments."""

    echeance: Echeance
    reste: int
    parts: Sequence[Part]


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show a month; everything selected is in the address."""
    ctx, visibles = contexte(), perimetre(request)
    aujourd_hui = jour_paris(ctx.horloge())
    mois = Mois.parse(request.GET.get("mois"), aujourd_hui)
    formulaire = FormulaireCalendrier(request.GET, visibles)
    choix = formulaire.choix()
    echeances = echeances_du_mois(visibles, mois.premier, ctx)
    annonces = rappels(visibles, ctx)
    garde = {cle: valeur for cle, valeur in request.GET.items() if valeur and cle not in {"apres", "mois"}}
    return render(
        request,
        "calendrier/page.html",
        {
            "mois": mois,
            "ici": str(mois) == f"{aujourd_hui:%Y-%m}",
            "formulaire": formulaire,
            "choix": choix,
            "cartes": [_carte(due, mois, aujourd_hui.toordinal()) for due in concernees(echeances)],
            "midi": MIDI.hour,
            "semaines": semaines(mois, echeances, aujourd_hui, report=ctx.reglages.report_echeance),
            "jours": JOURS,
            "rappels": annonces[:MONTRES],
            "d_autres": sorted({r.nature.code for r in annonces}) if len(annonces) > MONTRES else [],
            "garde": urlencode(garde),
            "filtre": bool(garde),
            "suivante": bool(request.GET.get("apres")),
            "compte_max": queries.COMPTE_MAX,
            **(_liste(request, visibles, mois, choix, ctx) if choix else {}),
        },
    )


def _liste(
    request: HttpRequest, visibles: Perimetre, mois: Mois, choix: Choix, ctx: Contexte
) -> dict[str, object]:
    """Return the list: declarations, or the establishments that have sent nothing."""
    apres = as_entier(request.GET.get("apres")) or 0
    comptes = [_compte(visibles, mois, choix, etat, ctx) for etat in COMPTES]
    if choix.etat == "a_envoyer":
        lignes = etablissements(visibles, mois, choix, ctx)
        return {"comptes": comptes, "manquants": queries.page_etablissements(visibles, lignes, apres)}
    grille = queries.grille(visibles, declarations(visibles, mois, choix, ctx), apres, ctx)
    return {
        "comptes": comptes,
        "grille": grille,
        "legende": legende(grille.colonnes),
        "titre": ETATS[choix.etat],
    }


def _compte(visibles: Perimetre, mois: Mois, choix: Choix, etat: str, ctx: Contexte) -> Compte:
    voulu = replace(choix, etat=etat)
    if choix.etat in ISSUES:
        voulu = replace(voulu, echeance=None)
    return Compte(
        ETATS[etat],
        _adresse(mois, voulu),
        queries.compter(visibles, mois, voulu, ctx),
        choix == voulu,
    )


def _adresse(mois: Mois, choix: Choix) -> str:
    """Return the address of a selection of the month."""
    champs = {
        "mois": str(mois),
        "etat": choix.etat,
        "nature": choix.nature,
        "entreprise": choix.entreprise,
        "portefeuille": choix.portefeuille,
        "echeance": choix.echeance,
        "essais": "on" if choix.essais else "",
    }
    return "?" + urlencode({cle: valeur for cle, valeur in champs.items() if valeur})


_PARTS = (
    ("envoyee", "envoyé", "neutre"),
    ("en_cours", "en cours d’envoi", "neutre"),
    ("refusee", "refusé", "rouge"),
    ("a_envoyer", "pas encore envoyé", "ambre"),
)


def _carte(due: Echeance, mois: Mois, aujourd_hui: int) -> Carte:
    parts = []
    for etat, mot, ton in _PARTS:
        nombre = due.nombres.get(Issue(ISSUES[etat]), 0)
        accord = "s" if nombre > 1 and not mot.startswith("en ") else ""
        if nombre:
            parts.append(Part(nombre, mot + accord, ton, _adresse(mois, Choix(etat, echeance=due.jour))))
    return Carte(due, due.le.toordinal() - aujourd_hui, parts)
