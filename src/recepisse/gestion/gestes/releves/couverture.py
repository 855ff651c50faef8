"""Which establishments each identifier polls, and those that nobody polls any more (feature C19).

An identifier brings the returns of what was deposited with it. So an establishment is covered by the
identifiers of its recent deposits; when none of them is in use and let in, nobody polls it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.models import Depot, Etablissement, Flux, Identifiant

RECENT: Final = timedelta(days=62)
"""How far back a deposit says that an establishment is still declared: two months."""

HORS_SERVICE: Final = Q(actif=False) | Q(etat=Identifiant.Etat.BLOQUE)
"""Identifiers that poll nothing."""


def siret_par_identifiant(maintenant: datetime) -> dict[int, int]:
    """Return how many establishments each identifier deposited for, lately."""
    return dict(
        _depots(maintenant)
        .values_list("envoi__identifiant")
        .annotate(n=Count("declaration__etablissement", distinct=True))
        .order_by()
    )


def etablissements_de(identifiants: Iterable[int], maintenant: datetime) -> QuerySet[Etablissement]:
    """Return the establishments that these identifiers deposited for, lately."""
    declares = _depots(maintenant).filter(envoi__identifiant__in=list(identifiants))
    return Etablissement.objects.filter(pk__in=declares.values("declaration__etablissement"))


def sans_releve(maintenant: datetime, perimetre: Perimetre) -> QuerySet[Etablissement]:
    """Return the establishments declared lately whose returns nobody polls any more."""
    hors_service = Identifiant.objects.filter(HORS_SERVICE).values("pk")
    perdus = _depots(maintenant).filter(envoi__identifiant__in=hors_service)
    vivants = Identifiant.objects.exclude(HORS_SERVICE).values("pk")
    ailleurs = _depots(maintenant).filter(
        declaration__etablissement=OuterRef("pk"), envoi__identifiant__in=vivants
    )
    adoptes = Flux.objects.filter(
        declaration__etablissement=OuterRef("pk"),
        identifiant__in=vivants,
        depose_le__gte=maintenant - RECENT,
    )
    etablissements = Etablissement.objects.filter(pk__in=perdus.values("declaration__etablissement"))
    return (
        perimetre.filtrer(etablissements)
        .exclude(Exists(ailleurs))
        .exclude(Exists(adoptes))
        .select_related("entreprise")
        .order_by("entreprise__nom", "entreprise__siren", "nic")
    )


def _depots(maintenant: datetime) -> QuerySet[Depot]:
    return Depot.objects.filter(envoi__cree_le__gte=maintenant - RECENT)
