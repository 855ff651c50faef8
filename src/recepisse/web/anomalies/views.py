"""The inbox of anomalies: one list for every issuer, by code, by person; one anomaly; exports."""

from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.anomalies.exporter_anomalies import exporter_anomalies
from recepisse.gestion.gestes.ecrire_tableau import Forme
from recepisse.temps import jour_paris
from recepisse.web.anomalies import groupes, queries, une
from recepisse.web.anomalies.filtres import ordonner
from recepisse.web.anomalies.selection import Selection
from recepisse.web.commun import contexte, dire_erreur
from recepisse.web.curseur import Page
from recepisse.web.droits import perimetre, qui

EXPORT_MAX: Final = 20_000
_TYPES: Final = {
    Forme.CSV: "text/csv; charset=utf-8",
    Forme.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the inbox: the gravest first, then the latest found."""
    selection = Selection(request)
    lues: Page[queries.Ligne] = Page([])
    if selection.valide:
        lues = queries.page_anomalies(selection.valeurs, selection.regard, selection.apres)
    return render(request, "anomalies/page.html", {**selection.commun("liste"), "anomalies": lues})


@require_GET
def par_code(request: HttpRequest) -> HttpResponse:
    """Show one line by issuer and code: what one act would settle everywhere."""
    selection = Selection(request)
    lus: list[groupes.GroupeCode] = []
    if selection.valide:
        lus = groupes.par_code(selection.valeurs, selection.choisis, selection.regard)
    trop = len(lus) > groupes.CODES_MAX
    donnees = {"groupes": lus[: groupes.CODES_MAX], "trop": trop, "codes_max": groupes.CODES_MAX}
    return render(request, "anomalies/codes.html", {**selection.commun("codes"), **donnees})


@require_GET
def par_personne(request: HttpRequest) -> HttpResponse:
    """Show one line by person."""
    selection = Selection(request)
    lus: Page[groupes.GroupePersonne] = Page([])
    if selection.valide:
        lus = groupes.par_personne(selection.valeurs, selection.choisis, selection.regard, selection.apres)
    return render(request, "anomalies/personnes.html", {**selection.commun("personnes"), "groupes": lus})


@require_GET
def anomalie(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one anomaly: what to do first, then everything that happened to it."""
    visibles = perimetre(request)
    trouvee = get_object_or_404(
        queries.completes(visibles.anomalies()).select_related(
            "retour",
            "correction",
            "traitee_par",
            "salarie",
            "entreprise",
            "etablissement",
            "declaration",
            "assignee_a",
        ),
        pk=pk,
    )
    return render(
        request,
        "anomalies/anomalie.html",
        {
            "a": trouvee,
            "vue": une.lire(trouvee, visibles, contexte()),
            "ici": reverse("anomalie", args=[pk]),
            "aujourdhui": jour_paris(contexte().horloge()).isoformat(),
        },
    )


@require_POST
def exporter(request: HttpRequest) -> HttpResponse:
    """Give the selection as a file; beyond ``EXPORT_MAX`` lines, ask for a smaller one."""
    selection = Selection(request)
    forme = Forme.XLSX if request.POST.get("forme") == Forme.XLSX else Forme.CSV
    lignes = list(queries.completes(ordonner(selection.lignes()))[: EXPORT_MAX + 1])
    if len(lignes) > EXPORT_MAX:
        dire_erreur(
            request,
            ErreurSaisie(
                "Cette sélection compte plus de 20 000 anomalies.", conseil="Réduisez-la, puis exportez."
            ),
        )
        return HttpResponseRedirect(f"{reverse('anomalies')}?{urlencode(selection.choisis)}")
    octets, _ = exporter_anomalies(lignes, forme, contexte(), qui(request))
    nom = f"anomalies-{selection.regard.aujourdhui:%Y-%m-%d}.{forme.value}"
    return HttpResponse(
        octets,
        content_type=_TYPES[forme],
        headers={"Content-Disposition": f'attachment; filename="{nom}"'},
    )
