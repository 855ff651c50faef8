"""What the returns of a flux amount to: the duty to declare, and what must still come (features C17, C20)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.retours.attendus import LigneAttendue, situer
from recepisse.gestion.models import Declaration, DocumentClasse, Flux, Retour
from recepisse.retours.gravite import gravite_du_rang
from recepisse.retours.sens.effet_legal import EffetLegal, Obligation, RetourVu, effet_legal
from recepisse.retours.suivi.attendus import EtatAttendu

_TONS: Final = {
    Obligation.REMPLIE: "vert",
    Obligation.NON_REMPLIE: "rouge",
    Obligation.A_SURVEILLER: "ambre",
}


@dataclass(frozen=True, slots=True)
class Bilan:
    """The two lines under the title of the returns window."""

    effet: EffetLegal
    retard: Sequence[LigneAttendue]
    attente: Sequence[LigneAttendue]

    @property
    def ton(self) -> str:
        """Colour of the duty's words, which say the same."""
        return _TONS[self.effet.obligation]


def dresser(
    visibles: Perimetre,
    declaration: Declaration,
    flux: Flux,
    retours: Iterable[Retour],
    maintenant: datetime,
) -> Bilan:
    """Return what ``retours``, all those of ``flux``, amount to at ``maintenant``."""
    vus = [RetourVu(r.nature, r.statut, gravite_du_rang(r.gravite), r.publie_le, r.ops) for r in retours]
    remise = (
        visibles.documents()
        .filter(retour__flux=flux, genre=DocumentClasse.Genre.AER, remis_le__isnull=False)
        .exists()
    )
    effet = effet_legal(
        vus, nature_declaration=declaration.nature, essai=declaration.essai, aer_remise=remise
    )
    lignes = situer(
        visibles.attendus().filter(flux=flux, retour__isnull=True).order_by("prevu_le"), maintenant
    )
    fermes = [ligne for ligne in lignes if not ligne.facultatif]
    return Bilan(
        effet,
        [ligne for ligne in fermes if ligne.etat is EtatAttendu.EN_RETARD],
        [ligne for ligne in fermes if ligne.etat is EtatAttendu.ATTENDU],
    )
