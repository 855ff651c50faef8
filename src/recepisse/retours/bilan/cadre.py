"""Where an anomaly stands: in which declaration, in what state, in a return of which nature."""

from dataclasses import dataclass

from recepisse.retours.bilan.blocs import Reste
from recepisse.retours.gravite import Gravite, gravite_du_mot, pire


@dataclass(frozen=True, slots=True)
class Cadre:
    """What the anomalies of one declaration (or of the envoi) have in common."""

    reste: Reste
    nature: str
    """Code of the listing, "" when unknown."""
    sujet: str
    """Nature that decides how sentences are understood: that of the listing, else what the document is."""
    defaut: Gravite
    """Gravity of an anomaly that gives no category."""
    rang: int | None = None

    def gravite(self, categorie: str) -> Gravite:
        """Return the gravity of an anomaly of this category.

        The word of the organisation decides alone: ``bloquant`` is blocking even in a declaration that is
        ``ANO`` or ``OK``, because what the anomaly speaks of (an attestation not rebuilt, nature 23) was not
        taken, as ``gravite`` defines it; ``non-bloquant`` is to be corrected even in a declaration that is
        ``KO`` for another reason. No publication crosses the two scales: this is our reading.
        """
        return gravite_du_mot(categorie) or self.defaut


def gravite_sans_categorie(etats: tuple[str, ...], statut: str) -> Gravite:
    """Return the gravity of the anomalies that have no category (natures 10 KO, 31, 36, 38).

    The worst of the states of their declaration and of the envoi; without any, the status of the listing;
    without it either, something to correct, since something was found.
    """
    connus = [g for g in map(gravite_du_mot, etats) if g is not None]
    return pire(connus) if connus else gravite_du_mot(statut) or Gravite.A_CORRIGER
