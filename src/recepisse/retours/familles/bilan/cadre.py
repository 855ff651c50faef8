"""Where an anomaly stands: in which declaration, in what state, in a return of which nature."""

from functools import lru_cache
from typing import NamedTuple

from recepisse.retours.gravite import Gravite, gravite_du_mot, pire


class Cadre(NamedTuple):
    """What the anomalies of one declaration, or of the envoi, have in common."""

    nature: str
    """Code of the listing, "" when unknown."""
    sujet: str
    """Nature that decides how sentences are understood: that of the listing, else what the document is."""
    etats: tuple[str, str, str]
    """State of the declaration, state of the envoi, status of the listing; "" for what is not known."""
    rang: int | None
    """Rank of the declaration, None for the envoi."""

    def gravite(self, categorie: str) -> Gravite:
        """Return the gravity of an anomaly of this category."""
        return gravite_de(categorie, *self.etats)


class Circonstances(NamedTuple):
    """What all the anomalies of a document have in common."""

    nature: str
    sujet: str
    etat_envoi: str
    statut: str

    def cadre(self, etat: str, rang: int | None) -> Cadre:
        """Return the frame of the anomalies of a declaration in this state."""
        return Cadre(self.nature, self.sujet, (etat, self.etat_envoi, self.statut), rang)


@lru_cache(maxsize=256)
def gravite_de(categorie: str, etat: str, etat_envoi: str, statut: str) -> Gravite:
    """Return the gravity of an anomaly: by its category, else by the states around it.

    The word of the organisation decides alone: ``bloquant`` is blocking even in a declaration that is ``ANO``
    or ``OK``, because what the anomaly speaks of (an attestation not rebuilt, nature 23) was not taken, as
    ``gravite`` defines it; ``non-bloquant`` is to be corrected even in a declaration that is ``KO`` for
    another reason. No publication crosses the two scales: this is our reading.

    Without category (natures 10 KO, 31, 36, 38): the worst of the states of the declaration and of the
    envoi; without any, the status of the listing; without it either, something to correct, since something
    was found.
    """
    mots = gravite_du_mot(categorie), gravite_du_mot(statut)
    etats = [g for g in map(gravite_du_mot, (etat, etat_envoi)) if g is not None]
    return mots[0] or (pire(etats) if etats else mots[1]) or Gravite.A_CORRIGER
