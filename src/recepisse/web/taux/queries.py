"""The establishments and the rates in force in each: what is suspect first, then what will expire."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When, Window
from django.db.models.functions import RowNumber

from recepisse.dsn.modele import NATURES_MENSUELLES
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.models import CrmTaux, Etablissement
from recepisse.web.curseur import Curseur, Page
from recepisse.web.mots import Mention
from recepisse.web.taux.mots import ABANDON, BIENTOT, mention_crm, mention_validite

PAR_PAGE: Final = 50
QUARANTAINES_MAX: Final = 20
PAR_ETABLISSEMENT: Final = 3
"""Returns shown for one establishment, which has one for each fraction; its own page has them all."""

Etat = CrmTaux.Etat
_DERNIER: Final = (F("publie_le").desc(), F("pk").desc())
_LIENS: Final = ("etablissement__entreprise", "declaration", "retour__flux")
MENSUEL: Final = Q(declaration=None) | Q(declaration__nature__in=NATURES_MENSUELLES)
"""A monthly declaration, or one not known yet; the return of an event names one person only."""


@dataclass(frozen=True, slots=True)
class LigneCrm:
    """One return of rates, in words."""

    crm: CrmTaux
    etat: Mention
    validite: Mention
    mensuel: bool


@dataclass(slots=True)
class LigneEtablissement:
    """What is in force in one establishment: its monthly returns (one a fraction), and recent arrivals."""

    etablissement: Etablissement
    crms: list[LigneCrm] = field(default_factory=list)
    """The last published, up to ``PAR_ETABLISSEMENT``."""
    autres: int = 0
    """How many monthly returns there are beyond them."""
    arrivees: int = 0
    """How many returns of events name rates that are still valid."""


@dataclass(frozen=True, slots=True)
class Tenu:
    """A return in quarantine, and the one in force until somebody decides (None: there is none)."""

    ligne: LigneCrm
    en_vigueur: LigneCrm | None


@dataclass(frozen=True, slots=True)
class Comptes:
    """The figures above the list; each leads to what it counts."""

    etablissements: int
    quarantaines: int
    bientot: int
    perimes: int
    avec_sans_taux: int
    personnes: int
    sans_taux: int


def vues(le: date) -> dict[str, Q]:
    """Return the conditions, on the returns in force, of each selection of the page."""
    return {
        "bientot": Q(valable_jusqu_au__gte=le, valable_jusqu_au__lte=le + timedelta(days=BIENTOT)),
        "perimes": Q(valable_jusqu_au__lt=le, valable_jusqu_au__gte=le - timedelta(days=ABANDON)),
        "sans": Q(nb_sans_taux__gt=0, valable_jusqu_au__gte=le),
    }


def compter(perimetre: Perimetre, le: date) -> Comptes:
    """Return the figures, of the monthly returns in force."""
    conditions = vues(le)
    en_vigueur = perimetre.crm_taux().filter(MENSUEL, etat=Etat.EN_VIGUEUR)
    encore = Q(valable_jusqu_au__gte=le)
    trouves = en_vigueur.aggregate(
        etablissements=Count("etablissement", distinct=True),
        bientot=Count("etablissement", filter=conditions["bientot"], distinct=True),
        perimes=Count("etablissement", filter=conditions["perimes"], distinct=True),
        avec_sans_taux=Count("etablissement", filter=conditions["sans"], distinct=True),
        personnes=Sum("nb_salaries", filter=encore, default=0),
        sans_taux=Sum("nb_sans_taux", filter=encore, default=0),
    )
    return Comptes(quarantaines=perimetre.crm_taux().filter(etat=Etat.QUARANTAINE).count(), **trouves)


def page_etablissements(
    perimetre: Perimetre, le: date, vue: str, entreprise: str, apres: int | None
) -> Page[LigneEtablissement]:
    """Return a page of the establishments that have rates, by company; ``apres`` is the last one shown."""
    en_vigueur = CrmTaux.objects.filter(etat=Etat.EN_VIGUEUR, etablissement=OuterRef("pk"))
    condition = vues(le).get(vue)
    if condition is not None:
        en_vigueur = en_vigueur.filter(MENSUEL, condition)
    lignes = perimetre.filtrer(Etablissement.objects.filter(Exists(en_vigueur)), "entreprise")
    if entreprise:
        lignes = lignes.filter(_nomme(entreprise))
    lignes = _suite(lignes, apres).select_related("entreprise")
    trouves = list(lignes.order_by("entreprise__nom", "entreprise__siren", "nic")[: PAR_PAGE + 1])
    page = trouves[:PAR_PAGE]
    suite = str(page[-1].pk) if len(trouves) > PAR_PAGE else ""
    return Page(_garnir(perimetre, page, le), suite)


def _nomme(entreprise: str) -> Q:
    """Return the companies of this SIREN or SIRET, or whose name holds the text."""
    compact = "".join(entreprise.split())
    if compact.isdigit():
        siren = Q(entreprise__siren__startswith=compact[:9])
        return siren & Q(nic__startswith=compact[9:]) if len(compact) > 9 else siren  # noqa: PLR2004 # a SIREN
    return Q(entreprise__nom__icontains=entreprise.strip())


def _suite(lignes: QuerySet[Etablissement], apres: int | None) -> QuerySet[Etablissement]:
    if apres is None:
        return lignes
    dernier = lignes.model.objects.select_related("entreprise").filter(pk=apres).first()
    if dernier is None:
        return lignes
    nom, siren = dernier.entreprise.nom, dernier.entreprise.siren
    return lignes.filter(
        Q(entreprise__nom__gt=nom)
        | Q(entreprise__nom=nom, entreprise__siren__gt=siren)
        | Q(entreprise__nom=nom, entreprise__siren=siren, nic__gt=dernier.nic)
    )


def _garnir(perimetre: Perimetre, page: Sequence[Etablissement], le: date) -> list[LigneEtablissement]:
    """Return the establishments with what is in force: the last few monthly returns, and counts."""
    lignes = {etablissement.pk: LigneEtablissement(etablissement) for etablissement in page}
    parties = ("etablissement", "mensuel")
    trouves = (
        en_vigueur_de(perimetre, lignes)
        .filter(MENSUEL | Q(valable_jusqu_au__gte=le))
        .annotate(mensuel=Case(When(MENSUEL, then=Value(1)), default=Value(0)))
        .annotate(
            rang=Window(RowNumber(), partition_by=parties, order_by=_DERNIER),
            nombre=Window(Count("pk"), partition_by=parties),
        )
        .filter(Q(mensuel=1, rang__lte=PAR_ETABLISSEMENT) | Q(rang=1))
        .values_list("pk", "etablissement", "mensuel", "nombre")
    )
    cles = list[int]()
    for pk, hote, mensuel, nombre in trouves:
        if mensuel:
            lignes[hote].autres = max(0, nombre - PAR_ETABLISSEMENT)
            cles.append(pk)
        else:
            lignes[hote].arrivees = nombre
    crms = perimetre.crm_taux().filter(pk__in=cles).select_related(*_LIENS)
    for crm in crms.order_by(*_DERNIER):
        lignes[crm.etablissement_id].crms.append(ligne_crm(crm, le))
    return list(lignes.values())


def en_vigueur_de(perimetre: Perimetre, etablissements: Iterable[int]) -> QuerySet[CrmTaux]:
    """Return what is in force in these establishments."""
    return perimetre.crm_taux().filter(etat=Etat.EN_VIGUEUR, etablissement__in=list(etablissements))


def quarantaines(perimetre: Perimetre, le: date) -> list[Tenu]:
    """Return the returns that wait for a decision, the last published first, up to ``QUARANTAINES_MAX``."""
    tenus = perimetre.crm_taux().filter(etat=Etat.QUARANTAINE).select_related(*_LIENS)
    crms = list(tenus.order_by(*_DERNIER)[:QUARANTAINES_MAX])
    # Hundreds of returns of events may be in force in an establishment: only their own can matter.
    utiles = en_vigueur_de(perimetre, {crm.etablissement_id for crm in crms}).filter(
        MENSUEL | Q(retour__in=[crm.retour_id for crm in crms])
    )
    servent: dict[tuple[object, ...], LigneCrm] = {}
    for crm in utiles.select_related(*_LIENS).order_by(*_DERNIER):
        servent.setdefault(_serie(crm), ligne_crm(crm, le))
    return [Tenu(ligne_crm(crm, le), servent.get(_serie(crm))) for crm in crms]


def _serie(crm: CrmTaux) -> tuple[object, ...]:
    """Return what the returns that follow one another share; see ``retenir_taux.serie``."""
    declaration = crm.declaration
    if declaration is None:
        return (crm.etablissement_id, None)
    if declaration.nature not in NATURES_MENSUELLES:
        return (crm.etablissement_id, "evenement", crm.retour_id)
    return (crm.etablissement_id, declaration.fraction, declaration.essai)


def page_historique(
    perimetre: Perimetre, etablissement: Etablissement, le: date, apres: Curseur | None
) -> Page[LigneCrm]:
    """Return a page of every return of rates of one establishment, the last published first."""
    crms = perimetre.crm_taux().filter(etablissement=etablissement).select_related(*_LIENS)
    if apres:
        crms = apres.apres(crms, "publie_le")
    trouves = list(crms.order_by("-publie_le", "-pk")[: PAR_PAGE + 1])
    page = trouves[:PAR_PAGE]
    suite = str(Curseur(page[-1].publie_le, page[-1].pk)) if len(trouves) > PAR_PAGE else ""
    return Page([ligne_crm(crm, le) for crm in page], suite)


def ligne_crm(crm: CrmTaux, le: date) -> LigneCrm:
    """Return a return of rates in words."""
    declaration = crm.declaration
    return LigneCrm(
        crm=crm,
        etat=mention_crm(crm),
        validite=mention_validite(crm.valable_jusqu_au, le),
        mensuel=declaration is None or declaration.nature in NATURES_MENSUELLES,
    )
