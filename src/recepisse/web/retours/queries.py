"""A page of all the returns: the same number of queries, and the same time, whatever their number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from recepisse.gestion.models import Declaration, Retour
from recepisse.retours.natures import emetteur, nature
from recepisse.web.curseur import Curseur, Page
from recepisse.web.mots import Mention, mention_retour
from recepisse.web.retours.filtres import filtrer

PAR_PAGE: Final = 50
COMPTE_MAX: Final = 1000
"""Nobody needs to know that there are 873,412: beyond this, « plus de 1 000 »."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """One return of the list."""

    retour: Retour
    emetteur: str
    libelle: str
    mention: Mention
    declaration: Declaration | None


def page_retours(valeurs: Mapping[str, Any], apres: Curseur | None) -> Page[Ligne]:
    """Return a page of the selected returns, newest first.

    The keys are read first, by an index that covers the order; the rows and what they hang on follow.
    """
    retours = filtrer(valeurs)
    if apres:
        retours = apres.apres(retours, "publie_le")
    cles = list(retours.order_by("-publie_le", "-pk").values_list("pk", "publie_le")[: PAR_PAGE + 1])
    suite = ""
    if len(cles) > PAR_PAGE:
        pk, publie_le = cles[PAR_PAGE - 1]
        suite = str(Curseur(publie_le, pk))
    return Page(_lignes([pk for pk, _ in cles[:PAR_PAGE]]), suite)


def _lignes(cles: list[int]) -> list[Ligne]:
    trouves = Retour.objects.select_related(
        "flux", "identifiant", "entreprise", "etablissement", "declaration"
    ).filter(pk__in=cles)
    par_cle = {retour.pk: retour for retour in trouves}
    return [_ligne(par_cle[cle]) for cle in cles if cle in par_cle]


def _ligne(retour: Retour) -> Ligne:
    groupe = emetteur(retour.emetteur)
    regime = retour.identifiant.regime
    return Ligne(
        retour=retour,
        emetteur={"RG": groupe.RG, "RA": groupe.RA}.get(regime) or groupe.libelle,
        libelle=nature(retour.nature).libelle_pour(retour.statut),
        mention=mention_retour(retour),
        declaration=retour.declaration,
    )


def compter(valeurs: Mapping[str, Any]) -> int:
    """Count the selected returns, up to one more than ``COMPTE_MAX``."""
    return filtrer(valeurs).order_by().values("pk")[: COMPTE_MAX + 1].count()
