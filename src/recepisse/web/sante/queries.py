"""The health of the retrieval: identifiers, what nobody polls, documents that wait, the last attempts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.releves.couverture import (
    etablissements_de,
    identifiants_visibles,
    sans_releve,
    siret_par_identifiant,
)
from recepisse.gestion.gestes.releves.sante import Niveau, Sante, SanteIdentifiant
from recepisse.gestion.models import Etablissement, Identifiant, Releve, VersionRetour
from recepisse.web.curseur import Page
from recepisse.web.mots import Mention

PAR_PAGE: Final = 50
DERNIERS: Final = 30
SIRET_MONTRES: Final = 100
DOCUMENTS_MONTRES: Final = 20
COMPTES: Final = 1_000
"""Where counts stop."""

_TONS: Final = {
    Identifiant.Etat.OK: "",
    Identifiant.Etat.A_EPROUVER: "neutre",
    Identifiant.Etat.EN_DIFFICULTE: "ambre",
    Identifiant.Etat.BLOQUE: "rouge",
}
_NIVEAUX: Final = {Niveau.ATTENTION: "ambre", Niveau.GRAVE: "rouge"}
_RANG: Final = Case(
    When(actif=False, then=Value(3)),
    When(etat=Identifiant.Etat.BLOQUE, then=Value(0)),
    When(etat=Identifiant.Etat.EN_DIFFICULTE, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True)
class LigneSante:
    """One identifier: what is wrong first."""

    identifiant: Identifiant
    mention: Mention
    conseil: str
    prochain_le: datetime | None
    siret: int
    """Establishments that it polls."""
    retard: timedelta
    """How far behind now the last window read ends."""

    @property
    def retard_minutes(self) -> int:
        """The same in whole minutes."""
        return max(0, int(self.retard.total_seconds() // 60))


@dataclass(frozen=True, slots=True)
class Liste:
    """Some establishments, and how many there are; ``plus`` when the count stopped."""

    lignes: Sequence[Etablissement]
    nombre: int
    plus: bool


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents to download, those that failed at least once first."""

    attendent: int
    echecs: int
    lignes: Sequence[VersionRetour]


def mention_identifiant(identifiant: Identifiant) -> Mention:
    """Return the state of an identifier in words."""
    if not identifiant.actif:
        return Mention("Hors service", "neutre")
    return Mention(identifiant.get_etat_display(), _TONS[Identifiant.Etat(identifiant.etat)])


def lignes_sante(
    perimetre: Perimetre, sante: Sante, maintenant: datetime, apres: int | None = None
) -> Page[LigneSante]:
    """Return a page of identifiers, those in trouble first; ``apres`` is the last one of the page before."""
    visibles = identifiants_visibles(perimetre, maintenant).annotate(rang=_RANG)
    dernier = visibles.filter(pk=apres).first() if apres else None
    suivants = visibles.filter(_suivants(dernier)) if dernier else visibles
    trouves = list(suivants.order_by("rang", "libelle", "pk")[: PAR_PAGE + 1])
    connus = {un.pk: un for un in sante.identifiants}
    siret = siret_par_identifiant(perimetre, maintenant)
    lignes = [_ligne(un, connus.get(un.pk), siret.get(un.pk, 0), maintenant) for un in trouves[:PAR_PAGE]]
    return Page(lignes, str(trouves[PAR_PAGE - 1].pk) if len(trouves) > PAR_PAGE else "")


def _suivants(dernier: Identifiant) -> Q:
    rang = getattr(dernier, "rang", 0)
    meme = Q(libelle__gt=dernier.libelle) | Q(libelle=dernier.libelle, pk__gt=dernier.pk)
    return Q(rang__gt=rang) | (Q(rang=rang) & meme)


def _ligne(
    identifiant: Identifiant, connu: SanteIdentifiant | None, siret: int, maintenant: datetime
) -> LigneSante:
    mention = mention_identifiant(identifiant)
    if connu and connu.niveau is not Niveau.BIEN:
        mention = Mention(connu.etat, _NIVEAUX[connu.niveau])
    return LigneSante(
        identifiant=identifiant,
        mention=mention,
        conseil=connu.conseil if connu else "",
        prochain_le=connu.prochain_releve_le if connu else None,
        siret=siret,
        retard=maintenant - identifiant.curseur,
    )


def identifiant_choisi(perimetre: Perimetre, pk: int | None, maintenant: datetime) -> Identifiant | None:
    """Return the identifier named by the address, None when there is none or it is not to be seen."""
    return identifiants_visibles(perimetre, maintenant).filter(pk=pk).first() if pk else None


def choix(perimetre: Perimetre, maintenant: datetime) -> QuerySet[Identifiant]:
    """Return the identifiers that the history may be kept to."""
    return identifiants_visibles(perimetre, maintenant).only("libelle").order_by("libelle", "pk")[:COMPTES]


def siret_de(identifiant: Identifiant, perimetre: Perimetre, maintenant: datetime) -> Liste:
    """Return the establishments that an identifier polls."""
    return _lister(etablissements_de(identifiant.pk, perimetre, maintenant))


def siret_perdus(perimetre: Perimetre, maintenant: datetime) -> Liste:
    """Return the establishments that nobody polls any more."""
    return _lister(sans_releve(perimetre, maintenant))


def _lister(etablissements: QuerySet[Etablissement]) -> Liste:
    lignes = list(etablissements[: SIRET_MONTRES + 1])
    if len(lignes) <= SIRET_MONTRES:
        return Liste(lignes, len(lignes), plus=False)
    nombre = etablissements.order_by()[: COMPTES + 1].count()
    return Liste(lignes[:SIRET_MONTRES], min(nombre, COMPTES), plus=nombre > COMPTES)


def documents(perimetre: Perimetre) -> Documents:
    """Return what must still be downloaded; beyond a thousand they are not counted."""
    # Bounded apart: the index of what is due is read first, whoever looks.
    dus = VersionRetour.objects.filter(prochaine_action_le__isnull=False).order_by("prochaine_action_le")
    bornes = VersionRetour.objects.filter(pk__in=dus.values("pk")[:COMPTES])
    lignes = list(
        perimetre.filtrer(bornes, "retour__entreprise")
        .select_related("retour__etablissement__entreprise")
        .order_by("prochaine_action_le")
    )
    rates = [une for une in lignes if une.essais]
    return Documents(len(lignes), len(rates), rates[:DOCUMENTS_MONTRES])


def derniers_releves(identifiant: int) -> Sequence[Releve]:
    """Return the last attempts of one identifier."""
    return list(Releve.objects.filter(identifiant=identifiant).order_by("-pk")[:DERNIERS])


def page_releves(
    perimetre: Perimetre, identifiant: Identifiant | None, maintenant: datetime, avant: int | None
) -> Page[Releve]:
    """Return a page of attempts, the latest first, of one identifier or of all those seen."""
    releves = Releve.objects.select_related("identifiant")
    if identifiant is not None:
        releves = releves.filter(identifiant=identifiant)
    elif not perimetre.tout:
        releves = releves.filter(identifiant__in=identifiants_visibles(perimetre, maintenant).values("pk"))
    if avant:
        releves = releves.filter(pk__lt=avant)
    trouves = list(releves.order_by("-pk")[: DERNIERS + 1])
    return Page(trouves[:DERNIERS], str(trouves[DERNIERS - 1].pk) if len(trouves) > DERNIERS else "")
