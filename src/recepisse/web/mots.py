"""The words of the screens for states and statuses: each sign has its sentence, never a colour alone.

A declaration is never called « conforme »: a later return may always contradict the earlier ones
(feature C6).
"""

from dataclasses import dataclass
from typing import Final

from recepisse.echanges.cycle import Etat
from recepisse.gestion.models import Retour

ANOMALIES: Final = ("KO", "ANO")
"""Statuses of a return that a person must look at."""

ENVOYEE: Final = "Envoyée"
ANOMALIES_RENCONTREES: Final = "Envoyée (anomalies rencontrées)"

_AVANT_DEPOT: Final = {
    Etat.PREPARE: ("En cours d’envoi", "neutre"),
    Etat.TENTATIVE: ("En cours d’envoi", "neutre"),
    Etat.A_REDEPOSER: ("En cours d’envoi (nouvel essai)", "neutre"),
    Etat.INCONNU: ("Issue inconnue, vérification en cours", "ambre"),
    Etat.REFUSE: ("Refusée (ARE)", "rouge"),
    Etat.A_DECIDER: ("À décider", "ambre"),
    Etat.ABANDONNE: ("Abandonnée", "neutre"),
}

_EN_COURS: Final = frozenset({Etat.PREPARE, Etat.TENTATIVE, Etat.A_REDEPOSER, Etat.INCONNU})


@dataclass(frozen=True, slots=True)
class Mention:
    """What a cell says: words, tone ("", "neutre", "ambre", "rouge"), and the star of unread returns."""

    mots: str
    ton: str = ""
    etoile: bool = False

    @property
    def rouge(self) -> bool:
        """True when the words are shown in red."""
        return self.ton == "rouge"


def is_en_cours(etat: str) -> bool:
    """Return True while Récépissé itself has still something to do for this deposit."""
    return etat in _EN_COURS


def mention_declaration(etat: str, *, ko: int, non_lus: bool) -> Mention:
    """Return the mention of « Statut de la déclaration si envoi par l’API-DSN ».

    ``ko`` counts the returns of the flux whose status is KO. Marking them as treated changes how each is
    shown in its list, never what was met.
    """
    avant = _AVANT_DEPOT.get(Etat(etat))
    if avant:
        return Mention(*avant, etoile=non_lus)
    if ko:
        return Mention(ANOMALIES_RENCONTREES, "rouge", non_lus)
    return Mention(ENVOYEE, "", non_lus)


def is_anomalie(statut: str) -> bool:
    """Return True when the status of a return is KO or ANO."""
    return statut.strip().upper() in ANOMALIES


def mention_retour(retour: Retour) -> Mention:
    """Return the mention of a return: its status, and whether its anomaly was marked as treated."""
    if not is_anomalie(retour.statut):
        return Mention(retour.statut or "Sans statut", "neutre", not retour.lu)
    mot = "KO" if retour.statut.strip().upper() == "KO" else "Anomalie"
    if retour.traite:
        return Mention(f"{mot}, traitée", "neutre", not retour.lu)
    return Mention(mot, "rouge", not retour.lu)
