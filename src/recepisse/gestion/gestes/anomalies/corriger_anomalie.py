"""« Corrigée dans la DSN de <mois> »: say where an anomaly is corrected, and link the declaration once known.

Nothing is proved yet: the returns about that month will tell. If one of them says the anomaly again, it
re-opens by itself (see ``retours.suivi.memoire``).
"""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from recepisse.calendrier import mois_suivant, parse_mois
from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.anomalies.marquer_anomalie import appliquer
from recepisse.gestion.gestes.anomalies.verrouiller_anomalie import verrouiller
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Anomalie, Declaration, Utilisateur
from recepisse.retours.suivi.memoire import EtatAnomalie, EvenementVie, suivant
from recepisse.temps import NOMS_MOIS, jour_paris

MOIS_A_VENIR = 12
"""A correction is promised for the coming year at most."""


def corriger_anomalie(
    anomalie: Anomalie, mois: str, ctx: Contexte, par: Utilisateur | None = None, *, vu: str = ""
) -> bool:
    """Say that the DSN of ``mois`` (``AAAA-MM``) corrects the anomaly; False when it was said already.

    Raises ErreurSaisie for a month that cannot hold the correction, TransitionInterdite for an anomaly that
    has nothing to correct any more, or that is no longer as the person saw it (``vu``).
    """
    with transaction.atomic():
        ligne = verrouiller(anomalie, vu)
        suivant(EtatAnomalie(ligne.etat), EvenementVie.CORRIGER)
        _verifier(ligne, mois, ctx)
        change = (ligne.etat, ligne.mois_correction) != (EtatAnomalie.CORRIGEE, mois)
        if change:
            correction = declarations_du_mois(ligne, mois).first()
            ligne.mois_correction, ligne.correction = mois, correction
            ligne.contestee_le = None
            appliquer([ligne], EvenementVie.CORRIGER, ctx, par, f"DSN {de_mois(mois)}")
            journaliser("corriger_anomalie", f"anomalie:{ligne.pk}", ctx, par, mois=mois)
    anomalie.refresh_from_db()
    return change


def declarations_du_mois(anomalie: Anomalie, mois: str) -> QuerySet[Declaration]:
    """Return the real declarations of the establishment for ``mois``, of the kind of the anomaly's first."""
    if anomalie.etablissement_id is None:
        return Declaration.objects.none()
    memes = Declaration.objects.filter(etablissement_id=anomalie.etablissement_id, mois=mois, essai=False)
    if anomalie.declaration is not None:
        fraction = anomalie.declaration.fraction
        memes = memes.filter(fraction=fraction, nature=anomalie.declaration.nature)
    return memes.order_by("pk")


def nommer_mois(mois: str) -> str:
    """Return ``juillet 2026`` for ``2026-07``."""
    annee, _, numero = mois.partition("-")
    return f"{NOMS_MOIS[int(numero) - 1]} {annee}"


def de_mois(mois: str) -> str:
    """Return ``de juillet 2026``, ``d’octobre 2026``."""
    nomme = nommer_mois(mois)
    return f"d’{nomme}" if nomme[0] in "ao" else f"de {nomme}"


def _verifier(ligne: Anomalie, mois: str, ctx: Contexte) -> None:
    jour = parse_mois(mois)
    if jour is None:
        raise ErreurSaisie("Il faut le mois de la DSN qui corrige.", conseil="Par exemple : 2026-07.")
    dit = ligne.declaration.mois if ligne.declaration else ""
    if dit and mois < dit:
        raise ErreurSaisie(
            f"La DSN {de_mois(mois)} ne peut pas la corriger : celle {de_mois(dit)} la porte encore.",
            conseil=f"Choisissez {nommer_mois(dit)} (annule et remplace) ou un mois suivant.",
        )
    if jour > _dernier(jour_paris(ctx.horloge())):
        raise ErreurSaisie("Ce mois est trop lointain.", conseil="Choisissez un mois de l’année qui vient.")


def _dernier(aujourdhui: date) -> date:
    return mois_suivant(aujourdhui, MOIS_A_VENIR)
