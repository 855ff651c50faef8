"""The acts on one anomaly, each a POST; what was seen travels with the form: nothing is overwritten."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from recepisse.erreurs import Erreur, ErreurSaisie
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.anomalies.assigner_anomalie import assigner_anomalie
from recepisse.gestion.gestes.anomalies.commenter_anomalie import commenter_anomalie
from recepisse.gestion.gestes.anomalies.contester_anomalie import contester_anomalie
from recepisse.gestion.gestes.anomalies.corriger_anomalie import corriger_anomalie
from recepisse.gestion.gestes.anomalies.ignorer_controle import ignorer, lever
from recepisse.gestion.gestes.anomalies.marquer_anomalie import reprendre_anomalie, traiter_anomalie
from recepisse.gestion.models import Anomalie, Utilisateur
from recepisse.web.anomalies.controles import leves_par
from recepisse.web.anomalies.forms import FormulaireContester, FormulaireIgnorer
from recepisse.web.commun import as_entier, contexte, dire_erreur, revenir
from recepisse.web.droits import perimetre, qui


def _sur_une(
    geste: Callable[[HttpRequest, Anomalie], str],
) -> Callable[[HttpRequest, int], HttpResponseRedirect]:
    """Make a view of an act on one anomaly: it returns the sentence to show, errors are told."""

    @require_POST
    def vue(request: HttpRequest, pk: int) -> HttpResponseRedirect:
        anomalie = get_object_or_404(perimetre(request).anomalies(), pk=pk)
        try:
            if phrase := geste(request, anomalie):
                messages.success(request, phrase)
        except Erreur as erreur:
            dire_erreur(request, erreur)
        return revenir(request, reverse("anomalie", args=[pk]))

    return vue


def _vu(request: HttpRequest) -> str:
    return request.POST.get("vu", "")


@_sur_une
def marquer(request: HttpRequest, anomalie: Anomalie) -> str:
    """« Marquer comme traitée », and back."""
    if request.POST.get("traite") == "1":
        change = traiter_anomalie(anomalie, contexte(), qui(request), vu=_vu(request))
        return "" if change else "Cette anomalie était déjà traitée."
    change = reprendre_anomalie(anomalie, contexte(), qui(request), vu=_vu(request))
    return "" if change else "Cette anomalie était déjà à traiter."


@_sur_une
def assigner(request: HttpRequest, anomalie: Anomalie) -> str:
    """Give it to oneself in one click, to somebody else, to nobody."""
    a = request.POST.get("a", "")
    moi = qui(request)
    but = moi if a == "moi" else personne(a)
    assigner_anomalie(anomalie, but, contexte(), moi, avant=as_entier(request.POST.get("avant")))
    return ""


@_sur_une
def commenter(request: HttpRequest, anomalie: Anomalie) -> str:
    """Write a comment; a NIR in it is masked, and the person is told."""
    masque = commenter_anomalie(anomalie, request.POST.get("texte", ""), contexte(), qui(request))
    return "Le numéro de sécurité sociale de votre commentaire a été masqué." if masque else ""


@_sur_une
def corriger(request: HttpRequest, anomalie: Anomalie) -> str:
    """« Corrigée dans la DSN de <mois> »."""
    corriger_anomalie(anomalie, request.POST.get("mois", ""), contexte(), qui(request), vu=_vu(request))
    return ""


@_sur_une
def contester(request: HttpRequest, anomalie: Anomalie) -> str:
    """« Contestée auprès de l’organisme le … »."""
    formulaire = FormulaireContester(request.POST)
    if not formulaire.is_valid():
        raise ErreurSaisie("Il faut le jour où vous avez contesté.", conseil="Par exemple : 12/06/2026.")
    contester_anomalie(anomalie, formulaire.cleaned_data["le"], contexte(), qui(request), vu=_vu(request))
    return ""


@_sur_une
def ignorer_ce_controle(request: HttpRequest, anomalie: Anomalie) -> str:
    """« Ignorer ce contrôle », for the company of the anomaly or for all."""
    formulaire = FormulaireIgnorer(request.POST)
    if not formulaire.is_valid():
        raise ErreurSaisie("Il faut dire pourquoi ce contrôle est ignoré, et jusqu’à quelle date.")
    valeurs = formulaire.cleaned_data
    entreprise = None if valeurs["partout"] else anomalie.entreprise
    if entreprise is None and not Perimetre(qui(request), agir=True).tout:
        raise PermissionDenied
    ignorer(
        anomalie.emetteur,
        anomalie.code,
        valeurs["motif"],
        valeurs["jusqu_au"],
        contexte(),
        qui(request),
        entreprise,
    )
    return f"Le contrôle {anomalie.code} est ignoré jusqu’au {valeurs['jusqu_au']:%d/%m/%Y}."


@require_POST
def lever_controle(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Stop ignoring a control."""
    controle = get_object_or_404(leves_par(qui(request)), pk=pk)
    lever(controle, contexte(), qui(request))
    messages.success(request, f"Le contrôle {controle.code} n’est plus ignoré.")
    return revenir(request, reverse("anomalies-controles"))


def personne(texte: str) -> Utilisateur | None:
    """Return the person that a form names by her key, None for nobody; raise for one who does not exist."""
    cle = as_entier(texte)
    if cle is None:
        return None
    trouvee = Utilisateur.objects.filter(pk=cle, is_active=True).first()
    if trouvee is None:
        raise ErreurSaisie("Cette personne n’a plus de compte.")
    return trouvee
