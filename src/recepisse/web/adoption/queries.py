"""The flux deposited elsewhere: what is known of each, and the declaration proposed."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.releves.adopter_flux import proposer
from recepisse.gestion.models import Declaration, Flux
from recepisse.web.adoption.forms import FormulaireAdoption
from recepisse.web.curseur import Page

PAR_PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class LigneAdoptable:
    """One flux without a declaration."""

    flux: Flux
    retours: int
    non_lus: int
    proposition: Declaration | None
    formulaire: FormulaireAdoption


def page_adoptables(visibles: Perimetre, avant: int | None) -> Page[LigneAdoptable]:
    """Return a page of the flux without a declaration, latest first."""
    flux = visibles.flux().filter(declaration__isnull=True).select_related("identifiant")
    if avant:
        flux = flux.filter(pk__lt=avant)
    trouves = list(
        flux.annotate(
            nb_retours=Count("retours"), nb_non_lus=Count("retours", Q(retours__lu=False))
        ).order_by("-pk")[: PAR_PAGE + 1]
    )
    suite = str(trouves[PAR_PAGE - 1].pk) if len(trouves) > PAR_PAGE else ""
    return Page([_ligne(visibles, un) for un in trouves[:PAR_PAGE]], suite)


def formulaire(visibles: Perimetre, flux: Flux, donnees: object = None) -> FormulaireAdoption:
    """Return the form of one flux, limited to the declarations of the establishment it names."""
    return FormulaireAdoption(
        donnees,
        visibles=visibles,
        siren=str(flux.identite.get("siren") or ""),
        nic=str(flux.identite.get("nic") or ""),
        auto_id=f"adoption-{flux.pk}-%s",
    )


def _ligne(visibles: Perimetre, flux: Flux) -> LigneAdoptable:
    return LigneAdoptable(
        flux=flux,
        retours=int(getattr(flux, "nb_retours", 0)),
        non_lus=int(getattr(flux, "nb_non_lus", 0)),
        proposition=proposer(flux) if visibles.tout else None,
        formulaire=formulaire(visibles, flux),
    )
