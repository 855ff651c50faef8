"""The words of the inbox: state, deadline, person. Each has its sentence, never a colour alone."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from recepisse.calendrier import parse_mois
from recepisse.gestion.gestes.anomalies.corriger_anomalie import de_mois, nommer_mois
from recepisse.gestion.models import Anomalie, Salarie
from recepisse.retours.natures import emetteur
from recepisse.retours.suivi.memoire import LIBELLES, EtatAnomalie
from recepisse.temps import jour_paris
from recepisse.web.mots import Mention

BIENTOT = 7
"""Days under which a deadline is near."""

_TONS: Mapping[EtatAnomalie, str] = MappingProxyType(
    {EtatAnomalie.NOUVELLE: "ambre", EtatAnomalie.ROUVERTE: "rouge"}
)


def mention_etat(anomalie: Anomalie) -> Mention:
    """Return where the anomaly stands, with its month or day when it has one."""
    etat = EtatAnomalie(anomalie.etat)
    mots = LIBELLES[etat]
    if etat is EtatAnomalie.CORRIGEE:
        mots = f"Corrigée dans la DSN {de_mois(anomalie.mois_correction)}, à confirmer"
    elif etat is EtatAnomalie.ROUVERTE and anomalie.mois_correction:
        mots = f"Revenue malgré la correction déclarée en {nommer_mois(anomalie.mois_correction)}"
    elif etat is EtatAnomalie.CONTESTEE and anomalie.contestee_le:
        mots = f"Contestée le {jour_paris(anomalie.contestee_le):%d/%m/%Y}"
    return Mention(mots, _TONS.get(etat, "neutre"))


def mention_limite(limite: date | None, aujourdhui: date) -> Mention | None:
    """Return how many days are left to act, None when no deadline is known."""
    if limite is None:
        return None
    jours = (limite - aujourdhui).days
    match jours:
        case 0:
            return Mention("aujourd’hui", "rouge")
        case 1:
            return Mention("demain", "rouge")
        case _ if jours < 0:
            return Mention(f"dépassée de {-jours} jour{'s' if jours < -1 else ''}", "rouge")
        case _:
            return Mention(f"dans {jours} jours", "ambre" if jours <= BIENTOT else "neutre")


def dsn_de(mois: str) -> str:
    """Return ``DSN d’octobre 2026``, "" for an event."""
    return f"DSN {de_mois(mois)}" if parse_mois(mois) else ""


def nom_salarie(salarie: Salarie | None) -> str:
    """Return last name and first names, else the matricule, "" for nobody."""
    if salarie is None:
        return ""
    return f"{salarie.nom} {salarie.prenoms}".strip() or salarie.matricule or "salarié sans nom"


def nom_emetteur(anomalie: Anomalie) -> str:
    """Return the name of the group of issuers."""
    return emetteur(anomalie.emetteur).libelle
