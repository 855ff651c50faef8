"""Many anomalies at once: treat them, assign them, take the act back."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from recepisse.erreurs import Erreur, ErreurSaisie
from recepisse.gestion.gestes.anomalies.lot_anomalies import LOT_MAX, annuler_lot, assigner_lot, traiter_lot
from recepisse.gestion.models import LotMarques
from recepisse.temps import jour_paris
from recepisse.web.anomalies.actes import personne
from recepisse.web.anomalies.filtres import FormulaireFiltres, Regard, filtrer
from recepisse.web.anomalies.groupes import CODES_MAX
from recepisse.web.commun import as_entier, contexte, dire_erreur, revenir
from recepisse.web.droits import perimetre, qui

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from recepisse.gestion.gestes.retours.marquer_lot import BilanLot
    from recepisse.gestion.models import Anomalie


@require_POST
def faire(request: HttpRequest) -> HttpResponseRedirect:
    """Treat or assign the lines ticked, or the whole selection that the form carries."""
    actes: dict[str, Callable[[], BilanLot]] = {
        "traiter": lambda: traiter_lot(_choisies(request), contexte(), qui(request)),
        "assigner": lambda: assigner_lot(
            _choisies(request),
            qui(request) if request.POST.get("a") == "moi" else personne(request.POST.get("a", "")),
            contexte(),
            qui(request),
        ),
    }
    acte = request.POST.get("acte", "")
    try:
        if acte not in actes:
            raise ErreurSaisie("Choisissez ce qu’il faut faire de ces anomalies.")
        _dire_bilan(request, acte, actes[acte]())
    except Erreur as erreur:
        dire_erreur(request, erreur)
    return revenir(request, reverse("anomalies"))


@require_POST
def annuler(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Take back what was done to many lines."""
    fait = get_object_or_404(LotMarques, pk=pk, utilisateur=qui(request))
    try:
        bilan = annuler_lot(fait, perimetre(request).anomalies(), contexte(), qui(request))
        phrase = f"Annulé : {_anomalies(bilan.remis)} comme avant."
        if bilan.laisses:
            phrase += f" {_anomalies(bilan.laisses)} a changé depuis : laissée telle quelle."
        messages.success(request, phrase)
    except Erreur as erreur:
        dire_erreur(request, erreur)
    return revenir(request, reverse("anomalies"))


def _choisies(request: HttpRequest) -> "QuerySet[Anomalie]":
    """Return the lines ticked, those of the groups ticked, or the whole selection, within the perimeter."""
    permises = perimetre(request)
    cochees = _numeros(request, "anomalie")
    groupes, personnes = request.POST.getlist("groupe"), _numeros(request, "personne")
    tout = request.POST.get("tout") == "1"
    if not (tout or cochees or groupes or personnes):
        raise ErreurSaisie("Aucune anomalie n’est cochée.")
    if cochees and not tout:
        return permises.anomalies().filter(pk__in=cochees)
    formulaire = FormulaireFiltres(request.POST, qui(request))
    if not formulaire.is_valid():
        raise ErreurSaisie("Cette sélection n’est pas comprise.", conseil="Rechargez la page.")
    lignes = filtrer(formulaire.cleaned_data, Regard(permises, jour_paris(contexte().horloge())))
    if groupes and not tout:
        codes = (groupe.partition(":") for groupe in groupes[:CODES_MAX])
        lignes = lignes.filter(reduce(or_, (Q(emetteur=e, code=code) for e, _, code in codes)))
    return lignes.filter(salarie__in=personnes) if personnes and not tout else lignes


def _numeros(request: HttpRequest, champ: str) -> list[int]:
    lus = (as_entier(texte) for texte in request.POST.getlist(champ)[:LOT_MAX])
    return [numero for numero in lus if numero is not None]


def _dire_bilan(request: HttpRequest, acte: str, bilan: "BilanLot") -> None:
    fait = {"traiter": "marquée comme traitée", "assigner": "assignée"}[acte]
    pluriel = fait.replace("ée", "ées") if bilan.changes > 1 else fait
    phrase = f"{_anomalies(bilan.changes)} {pluriel}." if bilan.changes else "Rien n’a changé."
    if bilan.reserves:
        phrase += (
            f" Cette personne ne peut pas agir sur {_anomalies(bilan.reserves)} : laissées telles quelles."
        )
    messages.success(request, phrase)


def _anomalies(nombre: int) -> str:
    return f"{nombre} anomalie{'s' if nombre > 1 else ''}"
