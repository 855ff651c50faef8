"""Who owes a monthly DSN at each due date of a month, and where it stands: sent, refused, not sent yet.

The monthly DSN of a month is due on the 5th or the 15th of the next one (Code de la sécurité sociale, article
R243-6). An establishment is expected to send one when it has declared a real one for that month or for one of
the three before it: a new one is not known yet, and a closed one is forgotten after three months.

Where an establishment stands is the worst of its declarations of the month (fractions, fields). A trial
declares nothing, and neither does a declaration whose last accepted sending cancels it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import Final

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from recepisse.calendrier import JOURS_ECHEANCE, echeance, mois_suivant
from recepisse.echanges.cycle import Etat
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.models import Declaration, Depot, Etablissement, Flux, Retour

MENSUELLE: Final = "01"
"""S20.G00.05.001."""
_ANNULATION: Final = "04"
"""S20.G00.05.002."""
_MOIS_MEMOIRE: Final = 3
_EN_COURS: Final = (Etat.PREPARE, Etat.TENTATIVE, Etat.A_REDEPOSER, Etat.INCONNU, Etat.A_DECIDER)
_ACCEPTE: Final = (Etat.DEPOSE, Etat.RETROUVE)
_POINT_DEPOT: Final = ("10", "11")
"""Natures of return that refuse a declaration when their status is KO."""
_DERNIER: Final = (Coalesce("depose_le", "vu_le").desc(), "-pk")
"""The last flux of a declaration first: the sending decides, not when it was seen or adopted."""


class Issue(IntEnum):
    """Where the monthly declaration of an establishment stands, the worst last."""

    NON_ENVOYEE = 0
    ENVOYEE = 1
    EN_COURS = 2
    REFUSEE = 3


@dataclass(frozen=True, slots=True)
class Echeance:
    """One due date, and how many establishments stand where."""

    jour: int
    """5 or 15: the day that the rule gives."""
    le: date
    """The day itself: the same, or the next working day when the setting postpones it."""
    mois: str
    """The month declared, ``AAAA-MM``."""
    nombres: Mapping[Issue, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return the number of establishments that are to declare."""
        return sum(self.nombres.values())

    @property
    def reste(self) -> int:
        """Return the number of those whose declaration is not taken yet, whatever the reason."""
        return self.total - self.nombres.get(Issue.ENVOYEE, 0)


def mois_declare(mois: date) -> str:
    """Return ``AAAA-MM`` of the DSN that is due during the calendar month of ``mois``."""
    return f"{mois_suivant(mois, -1):%Y-%m}"


def echeances_du_mois(visibles: Perimetre, mois: date, ctx: Contexte) -> list[Echeance]:
    """Return the two due dates of the calendar month of ``mois``, with their counts, in one query."""
    comptes: dict[int, dict[Issue, int]] = {jour: {} for jour in JOURS_ECHEANCE}
    lignes = etablissements_attendus(visibles, mois, ctx).values_list(F("jour"), F("issue")).order_by()
    for jour, issue, nombre in lignes.annotate(Count("pk")):
        comptes.setdefault(jour, {})[Issue(issue)] = nombre
    declare = mois_suivant(mois, -1)
    report = ctx.reglages.report_echeance
    return [
        Echeance(jour, echeance(declare, jour, report=report), f"{declare:%Y-%m}", nombres)
        for jour, nombres in sorted(comptes.items())
    ]


def etablissements_attendus(visibles: Perimetre, mois: date, ctx: Contexte) -> QuerySet[Etablissement]:
    """Return the establishments that are to declare during the calendar month of ``mois``.

    Each has ``jour`` (5 or 15: its own, else the common setting) and ``issue`` (an :class:`Issue`).
    """
    depuis = f"{mois_suivant(mois, -1 - _MOIS_MEMOIRE):%Y-%m}"
    return visibles.filtrer(_attendus(mois_declare(mois), depuis, ctx.reglages.jour_echeance))


@lru_cache(maxsize=16)
def _attendus(declare: str, depuis: str, jour: int) -> QuerySet[Etablissement]:
    """Return the query of the establishments of every company, kept because it takes long to compose."""
    mensuelles = Declaration.objects.filter(nature=MENSUELLE, essai=False, etablissement=OuterRef("pk"))
    du_mois = (
        avec_issue(mensuelles.filter(mois=declare))
        .order_by()
        .values("etablissement")
        .annotate(pire=Max(F("issue")))
        .values("pire")
    )
    return Etablissement.objects.filter(
        Exists(mensuelles.filter(mois__gte=depuis, mois__lte=declare))
    ).annotate(
        jour=Coalesce("jour_echeance", Value(jour), output_field=IntegerField()),
        issue=Coalesce(Subquery(du_mois), Value(int(Issue.NON_ENVOYEE)), output_field=IntegerField()),
    )


def avec_issue(declarations: QuerySet[Declaration]) -> QuerySet[Declaration]:
    """Return ``declarations`` with ``issue``: what their last deposit, else their last flux, says.

    A refusal of the service counts until a flux is seen after it (a declaration corrected on the portal).
    """
    plus_recent = Flux.objects.filter(declaration=OuterRef("declaration"), vu_le__gt=OuterRef("tentative_le"))
    depot = (
        Depot.objects.filter(declaration=OuterRef("pk"))
        .annotate(
            suite=Case(
                When(etat__in=_EN_COURS, then=int(Issue.EN_COURS)),
                When(Q(etat=Etat.REFUSE) & ~Exists(plus_recent), then=int(Issue.REFUSEE)),
                When(etat__in=_ACCEPTE, type=_ANNULATION, then=int(Issue.NON_ENVOYEE)),
                default=None,
                output_field=IntegerField(),
            )
        )
        .order_by("-pk")
        .values("suite")[:1]
    )
    refus = Retour.objects.filter(flux=OuterRef("pk"), nature__in=_POINT_DEPOT, statut="KO")
    flux = (
        Flux.objects.filter(declaration=OuterRef("pk"))
        .annotate(suite=Case(When(Exists(refus), then=int(Issue.REFUSEE)), default=int(Issue.ENVOYEE)))
        .order_by(*_DERNIER)
        .values("suite")[:1]
    )
    rien = Value(int(Issue.NON_ENVOYEE))
    return declarations.annotate(
        issue=Coalesce(Subquery(depot), Subquery(flux), rien, output_field=IntegerField())
    )


def dernier_flux() -> Subquery:
    """Return the key of the last flux of a declaration, as a column of a query of declarations."""
    return Subquery(Flux.objects.filter(declaration=OuterRef("pk")).order_by(*_DERNIER).values("pk")[:1])
