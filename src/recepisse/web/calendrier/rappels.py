"""The yearly reminders and what follows them: until when to correct or to contest (feature C21).

A reminder (natures 124 and 125) is answered, corrected or contested before the second due date that follows
it (net-entreprises, « CRM de rappel et DSN de substitution »); after it the organisation may substitute the
data, and says so (natures 132 and 134): the payroll is then to be aligned.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from recepisse.calendrier import limite
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.models import Retour
from recepisse.retours.natures import Nature, nature
from recepisse.temps import jour_paris

RAPPELS: Final = ("124", "125")
SUBSTITUEES: Final = ("132", "134")
_MEMOIRE: Final = timedelta(days=120)
"""The second due date comes at most ten weeks after a reminder; what is older has been settled elsewhere."""
MONTRES: Final = 6
"""Lines of the card; one more is read, to know that there are others."""


@dataclass(frozen=True, slots=True)
class Rappel:
    """A return that announces a substitution, or tells that it was made."""

    retour: Retour
    nature: Nature
    limite_le: date | None
    reste: int
    """Days left; below 0 when the last day has passed."""

    @property
    def jours_passes(self) -> int:
        """Return for how many days the last day has passed."""
        return max(-self.reste, 0)

    @property
    def annonce(self) -> bool:
        """True before the substitution, False once it is made."""
        return self.retour.nature in RAPPELS


def rappels(visibles: Perimetre, ctx: Contexte) -> list[Rappel]:
    """Return some reminders and substitutions nobody marked as treated, the most urgent first.

    At most one more than ``MONTRES``: the reminders of a year come together, and the list of all the returns
    holds them all.
    """
    maintenant = ctx.horloge()
    lignes = (
        visibles.retours()
        .filter(nature__in=(*RAPPELS, *SUBSTITUEES), publie_le__gte=maintenant - _MEMOIRE, traite=False)
        .select_related("declaration", "etablissement__entreprise", "entreprise")
        .order_by("nature", "-publie_le", "-pk")[: MONTRES + 1]  # the order of the index by nature
    )
    trouves = [_rappel(retour, jour_paris(maintenant), ctx) for retour in lignes]
    return sorted(trouves, key=lambda rappel: (rappel.limite_le or date.max, rappel.retour.pk))


def _rappel(retour: Retour, aujourd_hui: date, ctx: Contexte) -> Rappel:
    connue = nature(retour.nature)
    etablissement = retour.etablissement
    le = limite(
        connue.echeance,
        mois=retour.declaration.mois if retour.declaration else "",
        jour=(etablissement.jour_echeance if etablissement else None) or ctx.reglages.jour_echeance,
        publie_le=jour_paris(retour.publie_le),
        report=ctx.reglages.report_echeance,
    )
    return Rappel(retour, connue, le, (le - aujourd_hui).days if le else 0)
