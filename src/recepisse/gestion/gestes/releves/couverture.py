"""Which establishments each identifier polls, and those that nobody polls any more (feature C19).

An identifier brings the returns of what was deposited with it. So an establishment is covered by the
identifiers of its recent deposits, ours or adopted; when none of them is in use and let in, nobody polls it.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.models import Depot, Etablissement, Flux, Identifiant, Lien

RECENT: Final = timedelta(days=62)
"""How far back a deposit says that an establishment is still declared: two months."""

HORS_SERVICE: Final = Q(actif=False) | Q(etat=Identifiant.Etat.BLOQUE)
"""Identifiers that poll nothing."""


def identifiants_visibles(perimetre: Perimetre, maintenant: datetime) -> QuerySet[Identifiant]:
    """Return the identifiers that a person may see: all, or those linked to her or that serve her companies.

    A link for every company and everybody says nothing of whose identifier it is: it is not enough.
    """
    if perimetre.tout:
        return Identifiant.objects.all()
    siens = Q(utilisateur=perimetre.utilisateur) | Q(entreprise__in=perimetre.cles_entreprises)
    lies = Lien.objects.filter(siens, identifiant=OuterRef("pk"))
    servent = _depots(perimetre, maintenant).values("envoi__identifiant")
    return Identifiant.objects.filter(Exists(lies) | Q(pk__in=servent))


def siret_par_identifiant(perimetre: Perimetre, maintenant: datetime) -> dict[int, int]:
    """Return how many establishments each identifier deposited for, lately."""
    return dict(
        _depots(perimetre, maintenant)
        .values_list("envoi__identifiant")
        .annotate(n=Count("declaration__etablissement", distinct=True))
        .order_by()
    )


def etablissements_de(
    identifiant: int, perimetre: Perimetre, maintenant: datetime
) -> QuerySet[Etablissement]:
    """Return the establishments that an identifier deposited for, lately."""
    declares = _depots(perimetre, maintenant).filter(envoi__identifiant=identifiant)
    return _ranger(Etablissement.objects.filter(pk__in=declares.values("declaration__etablissement")))


def sans_releve(perimetre: Perimetre, maintenant: datetime) -> QuerySet[Etablissement]:
    """Return the establishments declared lately whose returns nobody polls any more.

    Each has ``identifiant_libelle`` and ``identifiant_pk``: the identifier of its last deposit.
    """
    vivants = Identifiant.objects.exclude(HORS_SERVICE).values("pk")
    siens = _depots(perimetre, maintenant).filter(declaration__etablissement=OuterRef("pk"))
    adoptes = Flux.objects.filter(
        declaration__etablissement=OuterRef("pk"),
        identifiant__in=vivants,
        depose_le__gte=maintenant - RECENT,
    )
    perdus = _depots(perimetre, maintenant).filter(
        envoi__identifiant__in=Identifiant.objects.filter(HORS_SERVICE).values("pk")
    )
    dernier = siens.order_by("-pk")[:1]
    lignes = (
        Etablissement.objects.filter(pk__in=perdus.values("declaration__etablissement"))
        .exclude(Exists(siens.filter(envoi__identifiant__in=vivants)))
        .exclude(Exists(adoptes))
        .annotate(
            identifiant_libelle=Subquery(dernier.values("envoi__identifiant__libelle")),
            identifiant_pk=Subquery(dernier.values("envoi__identifiant")),
        )
    )
    return _ranger(lignes)


def _ranger(lignes: QuerySet[Etablissement]) -> QuerySet[Etablissement]:
    return lignes.select_related("entreprise").order_by("entreprise__nom", "entreprise__siren", "nic")


def _depots(perimetre: Perimetre, maintenant: datetime) -> QuerySet[Depot]:
    return perimetre.depots().filter(envoi__cree_le__gte=maintenant - RECENT)
