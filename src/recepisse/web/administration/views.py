"""The first page of the administration, and the settings."""

import os
import re
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from recepisse.reglages import afficher, reglages_connus
from recepisse.reglages.lecture import fichier_reglages
from recepisse.reglages.modele import DEFAUT, Connu
from recepisse.web.administration.queries import COMPTE_MAX, accueil, ligne_journal
from recepisse.web.commun import contexte
from recepisse.web.utilisateurs.queries import sans_entreprise

_CODE: Final = re.compile(r"`([^`]+)`")


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Lead to each room, with what calls for attention there."""
    nombres = accueil()
    return render(
        request,
        "administration/page.html",
        {
            "a": nombres,
            "compte_max": COMPTE_MAX,
            "aveugles": sans_entreprise(),
            "poses": len(contexte().reglages.origines),
            "dernier": ligne_journal(nombres.dernier) if nombres.dernier else None,
        },
    )


@dataclass(frozen=True, slots=True)
class LigneReglage:
    """One setting as shown; ``phrases`` alternates text and what is written as code."""

    connu: Connu
    valeur: str
    origine: str
    pose: bool
    phrases: tuple[str, ...]


@require_GET
def reglages(request: HttpRequest) -> HttpResponse:
    """Show every setting of the running server: value, origin, what it does. They are changed in a file."""
    lus = contexte().reglages
    lignes = [
        LigneReglage(
            connu=connu,
            valeur=afficher(lus, connu),
            origine=lus.origine(connu.nom),
            pose=lus.origine(connu.nom) != DEFAUT,
            phrases=tuple(_CODE.split(connu.notice.description)),
        )
        for connu in reglages_connus()
    ]
    groupes = [(nom, list(suite)) for nom, suite in groupby(lignes, lambda ligne: ligne.connu.notice.groupe)]
    return render(
        request,
        "administration/reglages.html",
        {"groupes": groupes, "fichier": fichier_reglages(os.environ, lus.donnees)},
    )
