"""The selection as a file, for a spreadsheet or another program (feature D6)."""

from types import MappingProxyType
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.ecrire_tableau import Forme
from recepisse.gestion.gestes.retours.exporter_retours import EXPORT_MAX, exporter_retours
from recepisse.temps import jour_paris
from recepisse.web.commun import contexte, dire_erreur, revenir
from recepisse.web.droits import perimetre_lu, qui
from recepisse.web.retours.filtres import FormulaireFiltres
from recepisse.web.retours.selection import selectionner

_TYPES: Final = MappingProxyType(
    {
        Forme.CSV: "text/csv; charset=utf-8",
        Forme.JSON: "application/json",
        Forme.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)


@require_POST
def exporter(request: HttpRequest) -> HttpResponse:
    """Give the returns of the address that the person sees; the act is kept in the journal."""
    visibles, ctx = perimetre_lu(request), contexte()
    formulaire = FormulaireFiltres(request.GET, visibles)
    demandee = request.POST.get("forme", "")
    if demandee not in list(Forme) or not formulaire.is_valid():
        messages.error(request, "Cette sélection ne peut pas être comprise : rien n’a été exporté.")
        return revenir(request, "retours")
    forme, maintenant = Forme(demandee), ctx.horloge()
    selection = selectionner(formulaire.cleaned_data, visibles, maintenant)
    try:
        cles = [cle.numero for cle in selection.cles(EXPORT_MAX + 1)]
        octets = exporter_retours(cles, forme, ctx, qui(request))
    except Erreur as erreur:
        dire_erreur(request, erreur)
        return revenir(request, "retours")
    nom = f"retours-{jour_paris(maintenant):%Y-%m-%d}.{forme.value}"
    return HttpResponse(
        octets,
        content_type=_TYPES[forme],
        headers={"Content-Disposition": f'attachment; filename="{nom}"'},
    )
