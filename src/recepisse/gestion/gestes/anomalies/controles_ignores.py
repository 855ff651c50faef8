"""Which controls somebody chose not to see, today."""

from datetime import datetime

from django.db.models import Q, QuerySet

from recepisse.gestion.models import ControleIgnore
from recepisse.temps import jour_paris


def controles_actifs(maintenant: datetime) -> QuerySet[ControleIgnore]:
    """Return the choices in force: not lifted, and whose last day has not passed."""
    return ControleIgnore.objects.filter(leve_le__isnull=True, jusqu_au__gte=jour_paris(maintenant))


def codes_ignores(emetteur: str, entreprise_id: int | None, maintenant: datetime) -> frozenset[str]:
    """Return the codes of ``emetteur`` that are ignored for a company (for all when it is unknown)."""
    concernees = Q(entreprise__isnull=True) | Q(entreprise_id=entreprise_id)
    actifs = controles_actifs(maintenant).filter(concernees, emetteur=emetteur)
    return frozenset(actifs.values_list("code", flat=True))
