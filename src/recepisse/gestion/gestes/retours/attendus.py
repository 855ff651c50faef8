"""What must still come, read from the timetables: of one declaration, of all of them (feature C17)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from recepisse.gestion.models import Declaration, RetourAttendu
from recepisse.retours.natures import nature
from recepisse.retours.suivi.attendus import EtatAttendu, etat


@dataclass(frozen=True, slots=True)
class LigneAttendue:
    """An expected return and where it stands."""

    attendu: RetourAttendu
    etat: EtatAttendu

    @property
    def libelle(self) -> str:
        """Return the French name of the return."""
        return nature(self.attendu.nature).libelle

    @property
    def facultatif(self) -> bool:
        """True when it may rightly never come."""
        return self.attendu.retard_le is None


def attendus_de_declaration(declaration: Declaration, maintenant: datetime) -> list[LigneAttendue]:
    """Return the timetable of every flux of a declaration, the latest flux first."""
    lignes = RetourAttendu.objects.filter(flux__declaration=declaration).select_related("flux", "retour")
    return situer(lignes.order_by("-flux_id", "pk"), maintenant)


def restants(*, siren: str = "", mois: str = "") -> QuerySet[RetourAttendu]:
    """Return what has not come and is still expected, the most urgent first.

    ``siren`` (9 digits) and ``mois`` (``AAAA-MM``) keep one company, one month.
    """
    lignes = RetourAttendu.objects.filter(retour__isnull=True, sans_objet=False).select_related(
        "flux", "retour", "flux__declaration__etablissement__entreprise"
    )
    if siren:
        lignes = lignes.filter(flux__declaration__etablissement__entreprise__siren=siren)
    if mois:
        lignes = lignes.filter(flux__declaration__mois=mois)
    return lignes.order_by("retard_le", "prevu_le", "pk")


def en_retard(maintenant: datetime, *, siren: str = "", mois: str = "") -> QuerySet[RetourAttendu]:
    """Return what is late at ``maintenant``, the oldest first; counting it reads one small index."""
    return restants(siren=siren, mois=mois).filter(retard_le__lte=maintenant)


def encore_attendus(maintenant: datetime, *, siren: str = "", mois: str = "") -> list[LigneAttendue]:
    """Return what is late, then what is awaited; what may never come is there until its expected instant."""
    utiles = restants(siren=siren, mois=mois).filter(Q(retard_le__isnull=False) | Q(prevu_le__gte=maintenant))
    return sorted(situer(utiles, maintenant), key=lambda ligne: ligne.facultatif)


def situer(lignes: Iterable[RetourAttendu], maintenant: datetime) -> list[LigneAttendue]:
    """Return each row with where it stands at ``maintenant``."""
    return [
        LigneAttendue(
            ligne,
            etat(
                recu=ligne.retour_id is not None,
                sans_objet=ligne.sans_objet,
                prevu_le=ligne.prevu_le,
                retard_le=ligne.retard_le,
                maintenant=maintenant,
            ),
        )
        for ligne in lignes
    ]
