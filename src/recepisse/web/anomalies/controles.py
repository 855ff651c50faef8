"""The controls that somebody chose not to see: which, for whom, why, by whom, until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.anomalies.controles_ignores import controles_actifs
from recepisse.gestion.models import ControleIgnore, Utilisateur
from recepisse.retours.natures import emetteur
from recepisse.temps import jour_paris
from recepisse.web.anomalies.mots import mention_limite
from recepisse.web.commun import contexte
from recepisse.web.droits import perimetre, qui
from recepisse.web.mots import Mention

MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Choix:
    """One control ignored, as the page shows it."""

    controle: ControleIgnore
    emetteur: str
    fin: Mention | None
    levable: bool


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """List what is ignored today, what ends soonest first."""
    maintenant = contexte().horloge()
    visibles, aujourdhui = perimetre(request), jour_paris(maintenant)
    lus = list(
        _visibles(visibles, controles_actifs(maintenant))
        .select_related("entreprise", "cree_par")
        .order_by("jusqu_au", "pk")[: MAX + 1]
    )
    levables = set(leves_par(qui(request)).filter(pk__in=[c.pk for c in lus]).values_list("pk", flat=True))
    choix = [_choix(controle, aujourdhui, levables) for controle in lus[:MAX]]
    return render(request, "anomalies/controles.html", {"choix": choix, "reste": len(lus) > MAX})


def leves_par(utilisateur: Utilisateur) -> QuerySet[ControleIgnore]:
    """Return the choices that a person may lift: those of her companies; those of all, if she acts on all."""
    permises = Perimetre(utilisateur, agir=True)
    tous = ControleIgnore.objects.all()
    return tous if permises.tout else tous.filter(entreprise__in=permises.cles_entreprises)


def _visibles(visibles: Perimetre, controles: QuerySet[ControleIgnore]) -> QuerySet[ControleIgnore]:
    """Return what touches a company seen: a choice made for all companies touches every one."""
    if visibles.tout:
        return controles
    return controles.filter(Q(entreprise__isnull=True) | Q(entreprise__in=visibles.cles_entreprises))


def _choix(controle: ControleIgnore, aujourdhui: date, levables: Sequence[int] | set[int]) -> Choix:
    return Choix(
        controle,
        emetteur(controle.emetteur).libelle,
        mention_limite(controle.jusqu_au, aujourdhui),
        controle.pk in levables,
    )
