"""The health of the retrieval, identifier by identifier, and the last attempts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Case, IntegerField, Value, When

from recepisse.gestion.models import Identifiant, Releve
from recepisse.web.mots import Mention

PAR_PAGE: Final = 50
DERNIERS: Final = 30

_TONS: Final = {
    Identifiant.Etat.OK: "",
    Identifiant.Etat.A_EPROUVER: "neutre",
    Identifiant.Etat.EN_DIFFICULTE: "ambre",
    Identifiant.Etat.BLOQUE: "rouge",
}
_ORDRE: Final = Case(
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
    retard: timedelta
    """How far behind now the last window read ends."""

    @property
    def retard_minutes(self) -> int:
        """The same in whole minutes."""
        return max(0, int(self.retard.total_seconds() // 60))


def mention_identifiant(identifiant: Identifiant) -> Mention:
    """Return the state of an identifier in words."""
    if not identifiant.actif:
        return Mention("Hors service", "neutre")
    return Mention(identifiant.get_etat_display(), _TONS[Identifiant.Etat(identifiant.etat)])


def lignes_sante(maintenant: datetime, apres: int = 0) -> tuple[list[LigneSante], int | None]:
    """Return a page of identifiers, those in trouble first, and where the next page starts."""
    trouves = list(Identifiant.objects.order_by(_ORDRE, "libelle", "pk")[apres : apres + PAR_PAGE + 1])
    lignes = [LigneSante(i, mention_identifiant(i), maintenant - i.curseur) for i in trouves[:PAR_PAGE]]
    return lignes, apres + PAR_PAGE if len(trouves) > PAR_PAGE else None


def derniers_releves(identifiant: int | None = None) -> Sequence[Releve]:
    """Return the last attempts, of one identifier or of all."""
    releves = Releve.objects.select_related("identifiant")
    if identifiant is not None:
        releves = releves.filter(identifiant=identifiant)
    return list(releves.order_by("-pk")[:DERNIERS])
