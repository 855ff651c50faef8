"""What is known of a deposit: the candidate flux it may have become, and the steps it went through."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from recepisse.echanges.cycle import LIBELLES, LIBELLES_EVENEMENTS, Etat, Evenement
from recepisse.gestion.models import Depot
from recepisse.temps import parse_horodatage


@dataclass(frozen=True, slots=True)
class Candidat:
    """A flux of the list of deposits that may be this one."""

    idflux: str
    depose_le: datetime | None
    statut: str
    siret: str
    indices: str


@dataclass(frozen=True, slots=True)
class Etape:
    """One step of the deposit's life, in words."""

    le: datetime
    evenement: str
    vers: str
    detail: str


def etapes(depot: Depot) -> list[Etape]:
    """Return the steps, oldest first."""
    return [
        Etape(
            le=transition.le,
            evenement=LIBELLES_EVENEMENTS[Evenement(transition.evenement)],
            vers=LIBELLES[Etat(transition.vers)],
            detail=transition.detail,
        )
        for transition in depot.transitions.order_by("pk")
    ]


def candidats(depot: Depot) -> list[Candidat]:
    """Return the candidates kept with the deposit; rows written in another shape are left out."""
    return [_candidat(brut) for brut in depot.candidats if isinstance(brut, Mapping) and brut.get("idflux")]


def _candidat(brut: Mapping[str, object]) -> Candidat:
    return Candidat(
        idflux=str(brut["idflux"]),
        depose_le=_instant(str(brut.get("date") or "")),
        statut=str(brut.get("statut") or ""),
        siret=str(brut.get("siret") or ""),
        indices=str(brut.get("motif") or ""),
    )


def _instant(texte: str) -> datetime | None:
    try:
        lu = datetime.fromisoformat(texte)
    except ValueError:
        return parse_horodatage(texte)
    return lu if lu.tzinfo else None
