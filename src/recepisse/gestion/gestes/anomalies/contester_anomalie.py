"""« Contestée auprès de l’organisme le … »: its answer is awaited, the anomaly is not to be corrected."""

from datetime import date, datetime, time

from django.db import transaction

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.anomalies.marquer_anomalie import appliquer
from recepisse.gestion.gestes.anomalies.verrouiller_anomalie import verrouiller
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Anomalie, Utilisateur
from recepisse.retours.suivi.memoire import EtatAnomalie, EvenementVie, suivant
from recepisse.temps import PARIS, jour_paris

_MIDI = time(12)


def contester_anomalie(
    anomalie: Anomalie, le: date, ctx: Contexte, par: Utilisateur | None = None, *, vu: str = ""
) -> None:
    """Say that the anomaly was contested on ``le``, a day of Paris.

    Raises ErreurSaisie for a day to come, TransitionInterdite for an anomaly that is already contested, gone
    or ignored, or that is no longer as the person saw it (``vu``).
    """
    if le > jour_paris(ctx.horloge()):
        raise ErreurSaisie("Cette date est à venir.", conseil="Donnez le jour où vous avez contesté.")
    with transaction.atomic():
        ligne = verrouiller(anomalie, vu)
        suivant(EtatAnomalie(ligne.etat), EvenementVie.CONTESTER)
        ligne.mois_correction, ligne.correction = "", None
        ligne.contestee_le = datetime.combine(le, _MIDI, PARIS)
        appliquer([ligne], EvenementVie.CONTESTER, ctx, par, f"le {le:%d/%m/%Y}")
        journaliser("contester_anomalie", f"anomalie:{ligne.pk}", ctx, par)
    anomalie.refresh_from_db()
