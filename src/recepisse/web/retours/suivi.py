"""What became of the anomalies that a return gives: their state, since when, how often, on which line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.models import Anomalie, VersionRetour
from recepisse.retours.suivi.memoire import OUVERTES

MAX: Final = 100
"""Lines shown; a return may give thousands, which « recepisse anomalies » lists whole."""

_TONS: Final = {"nouvelle": "ambre", "rouverte": "rouge"}


@dataclass(frozen=True, slots=True)
class Suivie:
    """One anomaly followed over months."""

    anomalie: Anomalie

    @property
    def etat(self) -> str:
        """Its state in words."""
        return Anomalie.Etat(self.anomalie.etat).label

    @property
    def ton(self) -> str:
        """Colour of the words, which say the same."""
        return _TONS.get(self.anomalie.etat, "neutre")

    @property
    def ouverte(self) -> bool:
        """True when somebody still has to do something about it."""
        return self.anomalie.etat in OUVERTES

    @property
    def traitee(self) -> bool:
        """True when it was marked as treated."""
        return self.anomalie.etat == Anomalie.Etat.TRAITEE

    @property
    def salarie(self) -> str:
        """Last name and first names, "" when it is about nobody."""
        salarie = self.anomalie.salarie
        return f"{salarie.nom} {salarie.prenoms}".strip() if salarie else ""


def suivre(visibles: Perimetre, version: VersionRetour | None) -> Sequence[Suivie]:
    """Return the anomalies that this version gives, the gravest first."""
    if version is None:
        return ()
    lignes = (
        visibles.anomalies()
        .filter(constats__lecture__version=version)
        .select_related("salarie")
        .order_by("-gravite", "pk")
        .distinct()[: MAX + 1]
    )
    return [Suivie(ligne) for ligne in lignes]
