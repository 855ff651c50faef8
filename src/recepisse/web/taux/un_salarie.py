"""One person: the rate to apply today, and every rate that a return ever gave."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.gestes.paie.consulter_taux import historique, taux_en_vigueur
from recepisse.gestion.models import Salarie
from recepisse.temps import jour_paris
from recepisse.web.commun import contexte
from recepisse.web.droits import perimetre, perimetre_lu, qui
from recepisse.web.taux.mots import mention_crm, mention_validite, taux_dit
from recepisse.web.taux.personnes import numero_dit

_LIGNES_MAX = 120
"""Ten years of monthly returns."""


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the rates of one person."""
    return _montrer(request, _salarie(perimetre(request), pk))


@require_POST
def demasquer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the number of this person, once: the act is kept in the journal (feature D8)."""
    salarie = _salarie(perimetre_lu(request), pk)
    journaliser("demasquer", f"salarie:{salarie.pk}", contexte(), qui(request))
    return _montrer(request, salarie, demasque=True)


def _salarie(vu: Perimetre, pk: int) -> Salarie:
    return get_object_or_404(vu.filtrer(Salarie.objects.select_related("entreprise")), pk=pk)


def _montrer(request: HttpRequest, salarie: Salarie, *, demasque: bool = False) -> HttpResponse:
    ctx = contexte()
    le = jour_paris(ctx.horloge())
    lignes = list(historique(salarie)[: _LIGNES_MAX + 1])
    actuels = []
    if lignes:
        actuels = taux_en_vigueur(lignes[0].crm.etablissement, le, salarie=salarie)
    return render(
        request,
        "taux/salarie.html",
        {
            "salarie": salarie,
            "numero": numero_dit(salarie, ctx, demasque=demasque),
            "demasque": demasque,
            "actuel": actuels[0] if actuels else None,
            "actuel_dit": taux_dit(actuels[0].taux) if actuels else "",
            "validite": (
                mention_validite(actuels[0].crm.valable_jusqu_au, le, un_seul=True) if actuels else None
            ),
            "anterieur": taux_dit(actuels[0].anterieur) if actuels and actuels[0].anterieur else "",
            "lignes": [
                (ligne, taux_dit(ligne.taux), taux_dit(ligne.taux_futur), mention_crm(ligne.crm))
                for ligne in lignes[:_LIGNES_MAX]
            ],
            "lignes_max": _LIGNES_MAX if len(lignes) > _LIGNES_MAX else 0,
        },
    )
