"""What the status bar says, in four queries whatever the number of identifiers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.db.models import Count, Q

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.releves.sante import MOTEUR_MUET
from recepisse.gestion.models import Cadence, Identifiant, Releve
from recepisse.web.commun import contexte

_TOUR: Final = timedelta(minutes=1)
_DERNIERS: Final = 200


@dataclass(frozen=True, slots=True)
class Bandeau:
    """The status bar: the last retrieval, the identifiers polled, what comes next.

    ``complet`` is False for a person who does not see every company: counts over all of them are not told.
    """

    maintenant: datetime
    complet: bool
    dernier_releve_le: datetime | None
    nouveaux: int
    identifiants: int
    en_echec: int
    prochain_le: datetime | None
    suspendu_le: datetime | None
    moteur_arrete: bool
    a_adopter: bool
    substitut: str
    """Host that stands in for the services, when it is not the State; empty in production."""

    @property
    def secondes(self) -> int:
        """Seconds to the next retrieval, never negative."""
        return max(0, int((self.prochain_le - self.maintenant).total_seconds())) if self.prochain_le else 0

    @property
    def attente(self) -> str:
        """The countdown as the page is made: « 4 min 12 s »."""
        minutes, secondes = divmod(self.secondes, 60)
        return f"{minutes} min {secondes:02} s" if minutes else f"{secondes} s"


def lire_bandeau(visibles: Perimetre) -> Bandeau:
    """Read the status bar as the person of ``visibles`` is shown it."""
    ctx = contexte()
    maintenant = ctx.horloge()
    cadence = Cadence.objects.filter(pk=1).first()
    dernier, nouveaux = _dernier_releve()
    comptes = Identifiant.objects.filter(actif=True).aggregate(
        tous=Count("pk"),
        en_echec=Count("pk", Q(etat__in=[Identifiant.Etat.BLOQUE, Identifiant.Etat.EN_DIFFICULTE])),
    )
    vu_le = cadence.moteur_vu_le if cadence else None
    return Bandeau(
        maintenant=maintenant,
        complet=visibles.tout,
        dernier_releve_le=dernier,
        nouveaux=nouveaux,
        identifiants=comptes["tous"],
        en_echec=comptes["en_echec"],
        prochain_le=cadence.prochain_releve_le if cadence else None,
        suspendu_le=cadence.suspendu_le if cadence else None,
        moteur_arrete=vu_le is None or maintenant - vu_le > MOTEUR_MUET,
        a_adopter=visibles.flux().filter(declaration__isnull=True, adopte_le__isnull=True).exists(),
        substitut=urlsplit(ctx.reglages.adresses).netloc,
    )


def _dernier_releve() -> tuple[datetime | None, int]:
    """Return when the last attempt began, and how many new returns its round brought."""
    derniers = list(Releve.objects.order_by("-pk").values_list("debut_le", "nb_nouveaux")[:_DERNIERS])
    if not derniers:
        return None, 0
    debut = derniers[0][0]
    return debut, sum(nouveaux for le, nouveaux in derniers if le > debut - _TOUR)
