"""Who would be paid without a valid rate on one day: the rule of ``consulter_taux``, asked of the database.

Two lists: the establishments whose rates are expired by that day (everybody there), and, in the others, the
persons whose last return gives no rate for that day. Both read only the returns in force.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.models import CrmTaux, TauxPas
from recepisse.web.curseur import Page
from recepisse.web.taux.mots import ABANDON
from recepisse.web.taux.queries import MENSUEL, LigneCrm, ligne_crm

PAR_PAGE: Final = 100
COMPTE_MAX: Final = 1000
_PERIMES_MAX: Final = 50

Etat = CrmTaux.Etat
_ORDRE: Final = (
    "crm__etablissement__entreprise__nom",
    "crm__etablissement__entreprise__siren",
    "crm__etablissement__nic",
    "salarie__nom",
    "salarie__prenoms",
    "pk",
)


@dataclass(frozen=True, slots=True)
class Perimes:
    """The establishments whose rates are expired by the day: a first few, and how many there are."""

    lignes: list[LigneCrm]
    nombre: int


def perimes(perimetre: Perimetre, le: date, aujourd_hui: date) -> Perimes:
    """Return the monthly returns in force that are no longer valid on ``le``."""
    crms = _reels(perimetre).filter(
        MENSUEL, valable_jusqu_au__lt=le, valable_jusqu_au__gte=date.fromordinal(le.toordinal() - ABANDON)
    )
    lignes = crms.select_related("etablissement__entreprise", "declaration", "retour__flux")
    premiers = lignes.order_by("valable_jusqu_au", "pk")[:_PERIMES_MAX]
    return Perimes([ligne_crm(crm, aujourd_hui) for crm in premiers], crms.count())


def page_sans_taux(perimetre: Perimetre, le: date, apres: int | None) -> Page[TauxPas]:
    """Return a page of the persons whose last return gives no rate for ``le``, by company and name."""
    lignes = _suite(_sans_taux(perimetre, le), apres)
    trouves = list(lignes.order_by(*_ORDRE).values_list("pk", flat=True)[: PAR_PAGE + 1])
    cles = trouves[:PAR_PAGE]
    garnis = TauxPas.objects.select_related("salarie", "crm__etablissement__entreprise").in_bulk(cles)
    return Page([garnis[cle] for cle in cles], str(cles[-1]) if len(trouves) > PAR_PAGE else "")


def compter_sans_taux(perimetre: Perimetre, le: date) -> int:
    """Return how many persons the list holds, up to one more than ``COMPTE_MAX``."""
    return _sans_taux(perimetre, le).order_by().values("pk")[: COMPTE_MAX + 1].count()


def _reels(perimetre: Perimetre) -> QuerySet[CrmTaux]:
    """Return what is in force; test declarations only where there is nothing else."""
    reel = CrmTaux.objects.filter(
        Q(declaration=None) | Q(declaration__essai=False),
        etablissement=OuterRef("etablissement"),
        etat__in=(Etat.EN_VIGUEUR, Etat.REMPLACE),
    )
    en_vigueur = perimetre.crm_taux().filter(etat=Etat.EN_VIGUEUR)
    return en_vigueur.filter(Q(declaration=None) | Q(declaration__essai=False) | ~Exists(reel))


def _sans_taux(perimetre: Perimetre, le: date) -> QuerySet[TauxPas]:
    """Return the lines that give no rate for ``le`` and that no later return in force speaks over."""
    encore = _reels(perimetre).filter(valable_jusqu_au__gte=le).values("pk")
    absents = TauxPas.objects.filter(taux__isnull=True, crm__in=encore).exclude(
        futur_annonce=True, taux_futur__isnull=False, futur_le__lte=le
    )
    cesses = TauxPas.objects.filter(
        futur_annonce=True, taux__isnull=False, taux_futur__isnull=True, futur_le__lte=le, crm__in=encore
    )
    plus_recent = TauxPas.objects.filter(
        salarie=OuterRef("salarie"),
        crm__etat=Etat.EN_VIGUEUR,
        crm__etablissement=OuterRef("crm__etablissement"),
        crm__publie_le__gt=OuterRef("crm__publie_le"),
    )
    lignes = TauxPas.objects.filter(Q(pk__in=absents.values("pk")) | Q(pk__in=cesses.values("pk")))
    return lignes.filter(~Exists(plus_recent))


def _suite(lignes: QuerySet[TauxPas], apres: int | None) -> QuerySet[TauxPas]:
    if apres is None:
        return lignes
    dernier = TauxPas.objects.filter(pk=apres).values_list(*_ORDRE).first()
    if dernier is None:
        return lignes
    suite, avant = Q(), Q()
    for champ, valeur in zip(_ORDRE, dernier, strict=True):
        suite |= avant & Q(**{f"{champ}__gt": valeur})
        avant &= Q(**{champ: valeur})
    return lignes.filter(suite)
