"""Read, unread, treated: what people say of a return (features C8 and C9).

The rule that no screen may break: a return put back to « Non lu » by hand is never marked read
automatically again. Only a person's hand undoes what a person's hand did.
"""

from django.db import transaction

from recepisse.gestion.gestes.anomalies.marquer_anomalie import marquer_lignes
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Retour, Utilisateur


def marquer_lu(
    retour: Retour, ctx: Contexte, par: Utilisateur | None = None, automatique: bool = False
) -> bool:
    """Mark as read; return True when something changed. ``automatique``: after the three seconds."""
    lignes = Retour.objects.filter(pk=retour.pk, lu=False)
    if automatique:
        lignes = lignes.filter(non_lu_force=False)
    with transaction.atomic():
        change = lignes.update(lu=True, lu_le=ctx.horloge(), lu_par=par, non_lu_force=False)
        if change:
            journaliser("marquer_lu", f"retour:{retour.pk}", ctx, par, automatique=automatique)
    retour.refresh_from_db()
    return bool(change)


def marquer_non_lu(retour: Retour, ctx: Contexte, par: Utilisateur | None = None) -> bool:
    """Put back to « Non lu » by hand: no automatic mark any more. Return True when something changed."""
    with transaction.atomic():
        change = Retour.objects.filter(pk=retour.pk, non_lu_force=False).update(
            lu=False, lu_le=None, lu_par=None, non_lu_force=True
        )
        if change:
            journaliser("marquer_non_lu", f"retour:{retour.pk}", ctx, par)
    retour.refresh_from_db()
    return bool(change)


def marquer_traite(
    retour: Retour, ctx: Contexte, par: Utilisateur | None = None, traite: bool = True
) -> bool:
    """Mark a return as treated with every anomaly that it gives, or take the mark back.

    Return True when something changed.
    """
    with transaction.atomic():
        change = Retour.objects.filter(pk=retour.pk, traite=not traite).update(
            traite=traite, traite_le=ctx.horloge() if traite else None, traite_par=par if traite else None
        )
        if change:
            marquer_lignes(retour, traite, ctx, par)
            journaliser("marquer_traite" if traite else "marquer_non_traite", f"retour:{retour.pk}", ctx, par)
    retour.refresh_from_db()
    return bool(change)
