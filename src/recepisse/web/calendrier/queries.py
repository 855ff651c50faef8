"""What the calendar shows: a page of declarations and their cells, or of establishments, and the counts.

The number of queries is the same whatever the number of rows. Rows follow the name of the company; a page
starts after the last row of the one before, found by its key.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from django.db.models import Count, Model, OuterRef, Q, QuerySet, Subquery

from recepisse.echanges.cycle import Etat
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.retours.attendus import LigneAttendue, situer
from recepisse.gestion.gestes.retours.echeances import MENSUELLE, dernier_flux
from recepisse.gestion.models import Declaration, Depot, Etablissement, Flux
from recepisse.web.calendrier.cellules import Cellule, Colonne, cellules, colonnes
from recepisse.web.calendrier.forms import Choix
from recepisse.web.calendrier.mois import Mois
from recepisse.web.calendrier.selection import declarations
from recepisse.web.curseur import Page
from recepisse.web.mots import Mention, mention_declaration

M = TypeVar("M", bound=Model)

PAR_PAGE: Final = 25
COMPTE_MAX: Final = 1000
"""Beyond this, « plus de 1 000 »."""


@dataclass(frozen=True, slots=True)
class Rangee:
    """A declaration, its last flux, and what each group of issuers owes it."""

    declaration: Declaration
    flux: Flux | None
    depot: Depot | None
    mention: Mention | None
    cellules: Sequence[Cellule]

    @property
    def depose_le(self) -> datetime | None:
        """Return when the last flux was deposited, else seen."""
        return (self.flux.depose_le or self.flux.vu_le) if self.flux else None


@dataclass(frozen=True, slots=True)
class Grille:
    """The table: its columns and a page of its rows."""

    colonnes: Sequence[Colonne]
    page: Page[Rangee]


@dataclass(frozen=True, slots=True)
class LigneEtablissement:
    """An establishment that is to declare: its due day, and the last month that it declared."""

    etablissement: Etablissement
    jour: int
    derniere: Declaration | None


def compter(visibles: Perimetre, mois: Mois, choix: Choix, ctx: Contexte) -> int:
    """Count the declarations selected, up to one more than ``COMPTE_MAX``."""
    lignes = declarations(visibles, mois, choix, ctx)
    return lignes.order_by().values("pk")[: COMPTE_MAX + 1].count()


def grille(visibles: Perimetre, lignes: QuerySet[Declaration], apres: int, ctx: Contexte) -> Grille:
    """Return the page of the declarations that follows the declaration ``apres``."""
    cles, suite = _page_de_cles(
        lignes, visibles.declarations().filter(pk=apres), "etablissement__entreprise", "etablissement__nic"
    )
    montrees = (
        visibles.declarations()
        .select_related("etablissement__entreprise")
        .annotate(dernier_flux=dernier_flux(), dernier_depot=_dernier_depot())
        .in_bulk(cles)
    )
    dans_l_ordre = [montrees[cle] for cle in cles if cle in montrees]
    prevues = colonnes(declaration.nature for declaration in dans_l_ordre)
    return Grille(prevues, Page(_rangees(visibles, dans_l_ordre, prevues, ctx), suite))


def _dernier_depot() -> Subquery:
    return Subquery(Depot.objects.filter(declaration=OuterRef("pk")).order_by("-pk").values("pk")[:1])


def _rangees(
    visibles: Perimetre, montrees: Sequence[Declaration], prevues: Sequence[Colonne], ctx: Contexte
) -> list[Rangee]:
    flux = visibles.flux().in_bulk(_cles(montrees, "dernier_flux"))
    depots = visibles.depots().in_bulk(_cles(montrees, "dernier_depot"))
    attendus = _attendus(visibles, flux, ctx)
    ko: dict[int, int] = dict(
        visibles.retours()
        .filter(flux__in=flux, statut="KO")
        .order_by()
        .values_list("flux")
        .annotate(Count("pk"))
    )
    non_lues = set(
        visibles.retours()
        .filter(declaration__in=[d.pk for d in montrees], lu=False)
        .order_by()
        .values_list("declaration", flat=True)
        .distinct()
    )
    rangees = []
    for declaration in montrees:
        du_flux = flux.get(getattr(declaration, "dernier_flux", None) or 0)
        depot = depots.get(getattr(declaration, "dernier_depot", None) or 0)
        numero = du_flux.pk if du_flux else 0
        rangees.append(
            Rangee(
                declaration,
                du_flux,
                depot,
                _mention(du_flux, depot, ko.get(numero, 0), non_lus=declaration.pk in non_lues),
                cellules(attendus.get(numero, []), prevues),
            )
        )
    return rangees


def _cles(lignes: Iterable[Declaration], champ: str) -> list[int]:
    return [cle for ligne in lignes if (cle := getattr(ligne, champ, None))]


def _attendus(visibles: Perimetre, flux: Iterable[int], ctx: Contexte) -> Mapping[int, list[LigneAttendue]]:
    """Return the timetable of each of these flux."""
    par_flux: dict[int, list[LigneAttendue]] = {}
    lignes = visibles.attendus().filter(flux__in=list(flux)).select_related("retour").order_by("flux", "pk")
    for ligne in situer(lignes, ctx.horloge()):
        par_flux.setdefault(ligne.attendu.flux_id, []).append(ligne)
    return par_flux


def _mention(flux: Flux | None, depot: Depot | None, ko: int, *, non_lus: bool) -> Mention | None:
    if depot is None and flux is None:
        return None
    return mention_declaration(depot.etat if depot else Etat.DEPOSE, ko=ko, non_lus=non_lus)


def page_etablissements(
    visibles: Perimetre, lignes: QuerySet[Etablissement], apres: int
) -> Page[LigneEtablissement]:
    """Return the page of the establishments that follows the establishment ``apres``."""
    cles, suite = _page_de_cles(
        lignes, visibles.filtrer(Etablissement.objects.filter(pk=apres)), "entreprise", "nic"
    )
    mensuelles = Declaration.objects.filter(nature=MENSUELLE, essai=False, etablissement=OuterRef("pk"))
    trouves = (
        lignes.filter(pk__in=cles)
        .select_related("entreprise")
        .annotate(derniere=Subquery(mensuelles.order_by("-mois", "-pk").values("pk")[:1]))
    )
    par_cle = {etablissement.pk: etablissement for etablissement in trouves}
    dernieres = visibles.declarations().in_bulk(
        [cle for e in par_cle.values() if (cle := getattr(e, "derniere", None))]
    )
    return Page(
        [
            LigneEtablissement(e, getattr(e, "jour", 0), dernieres.get(getattr(e, "derniere", None) or 0))
            for e in (par_cle[cle] for cle in cles if cle in par_cle)
        ],
        suite,
    )


def _page_de_cles(
    lignes: QuerySet[M], apres: QuerySet[M], entreprise: str, nic: str
) -> tuple[list[int], str]:
    """Return the keys of a page by company and establishment, and where the next one starts.

    ``apres`` holds the last row of the page before, wherever it now stands; nothing when this is the first.
    """
    ordre = (f"{entreprise}__nom", f"{entreprise}__pk", nic, "pk")
    borne = apres.values_list(*ordre).first()
    if borne is not None:
        lignes = lignes.filter(_apres(ordre, borne))
    cles = list(lignes.order_by(*ordre).values_list("pk", flat=True)[: PAR_PAGE + 1])
    return cles[:PAR_PAGE], str(cles[PAR_PAGE - 1]) if len(cles) > PAR_PAGE else ""


def _apres(ordre: Sequence[str], borne: Sequence[object]) -> Q:
    """Return the condition of what comes after ``borne`` in this order."""
    condition = Q()
    egaux: dict[str, object] = {}
    for champ, valeur in zip(ordre, borne, strict=True):
        condition |= Q(**egaux, **{f"{champ}__gt": valeur})
        egaux[champ] = valeur
    return condition
