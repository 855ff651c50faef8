"""Send a DSN in plain steps: the file, what it holds, the identifier, the confirmation.

The waiting file belongs to the session that brought it: its token alone opens nothing.
"""

from collections.abc import Sequence
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.envois.enregistrer_envoi import enregistrer_envoi
from recepisse.gestion.gestes.envois.preparer_envoi import (
    Preparation,
    abandonner_preparation,
    preparer_envoi,
    reprendre_preparation,
)
from recepisse.gestion.models import Envoi, Identifiant
from recepisse.web.commun import contexte, dire_erreur
from recepisse.web.droits import perimetre_lu, qui
from recepisse.web.envoyer.forms import FormulaireEnvoi, FormulaireFichier
from recepisse.web.envoyer.queries import (
    Choix,
    choix_identifiants,
    envois_precedents,
    hors_portefeuilles,
    noms_entreprises,
    raison_sans_identifiant,
)

DECLARATIONS_MONTREES: Final = 300

_EN_ATTENTE = "envois_en_attente"
_EN_ATTENTE_MAX = 20


@require_http_methods(["GET", "POST"])
def choisir(request: HttpRequest) -> HttpResponse:
    """Choose or drop the file; what cannot be read at all is refused here, with the reason."""
    envoye = request.method == "POST"
    formulaire = FormulaireFichier(request.POST, request.FILES) if envoye else FormulaireFichier()
    if envoye and formulaire.is_valid():
        fichier = formulaire.cleaned_data["fichier"]
        try:
            preparation = preparer_envoi(fichier.file, fichier.name, contexte())
        except Erreur as erreur:
            ligne = getattr(erreur, "ligne", None)
            formulaire.add_error("fichier", f"Ligne {ligne} : {erreur}" if ligne else str(erreur))
        else:
            _retenir(request, preparation.jeton)
            return redirect("apercu", preparation.jeton)
    return render(request, "envoyer/choisir.html", {"formulaire": formulaire})


@require_http_methods(["GET", "POST"])
def apercu(request: HttpRequest, jeton: str) -> HttpResponse:
    """Show what the file holds, and send it when everything is said."""
    try:
        preparation = _reprendre(request, jeton)
    except Erreur as erreur:
        dire_erreur(request, erreur)
        return redirect("envoyer")
    hors = hors_portefeuilles(qui(request), preparation)
    choix: list[Choix] = [] if hors else choix_identifiants(preparation, qui(request))
    saisi = request.POST if request.method == "POST" else None
    formulaire = FormulaireEnvoi(saisi, preparation=preparation, choix=choix)
    if saisi is not None and formulaire.is_valid():
        envoi = _envoyer(request, preparation, formulaire)
        if envoi:
            _oublier(request, jeton)
            return redirect("envoi", envoi.pk)
    return render(request, "envoyer/apercu.html", _page(request, preparation, choix, formulaire, hors))


@require_POST
def renoncer(request: HttpRequest, jeton: str) -> HttpResponseRedirect:
    """Forget the waiting file."""
    if jeton in request.session.get(_EN_ATTENTE, []):
        abandonner_preparation(jeton, contexte())
        _oublier(request, jeton)
        messages.info(request, "Le fichier a été oublié : rien n’a été envoyé.")
    return redirect("dsn")


def _page(
    request: HttpRequest,
    preparation: Preparation,
    choix: Sequence[Choix],
    formulaire: FormulaireEnvoi,
    hors: Sequence[str],
) -> dict[str, object]:
    visibles = perimetre_lu(request)
    noms = noms_entreprises(visibles, preparation)
    il_y_en_a = bool(choix) or Identifiant.objects.filter(actif=True).exists()
    return {
        "preparation": preparation,
        "apercu": preparation.apercu,
        "precedents": envois_precedents(visibles, preparation),
        "declarations": [
            (declaration, noms.get(declaration.siren, ""))
            for declaration in preparation.apercu.declarations[:DECLARATIONS_MONTREES]
        ],
        "choix": choix,
        "possible": any(not c.empechement for c in choix),
        "raison": "" if choix else raison_sans_identifiant(hors, il_y_en_a=il_y_en_a),
        "formulaire": formulaire,
    }


def _envoyer(request: HttpRequest, preparation: Preparation, formulaire: FormulaireEnvoi) -> Envoi | None:
    valeurs = formulaire.cleaned_data
    identifiant = Identifiant.objects.get(pk=valeurs["identifiant"])
    try:
        return enregistrer_envoi(
            preparation,
            identifiant,
            contexte(),
            utilisateur=qui(request),
            essai_demande=not formulaire.confirme_reel,
            confirme_reel=formulaire.confirme_reel,
            renvoyer=valeurs["renvoyer"],
        )
    except Erreur as erreur:
        formulaire.add_error(None, str(erreur))
        return None


def _reprendre(request: HttpRequest, jeton: str) -> Preparation:
    if jeton not in request.session.get(_EN_ATTENTE, []):
        raise Http404
    return reprendre_preparation(jeton, contexte())


def _retenir(request: HttpRequest, jeton: str) -> None:
    request.session[_EN_ATTENTE] = [*request.session.get(_EN_ATTENTE, []), jeton][-_EN_ATTENTE_MAX:]


def _oublier(request: HttpRequest, jeton: str) -> None:
    request.session[_EN_ATTENTE] = [j for j in request.session.get(_EN_ATTENTE, []) if j != jeton]
