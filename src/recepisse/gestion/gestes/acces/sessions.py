"""The browsers logged in: known one by one, and closed from anywhere.

``SessionOuverte`` follows Django's own session row, by its key. Closing deletes both: the next request of
that browser finds no session and goes to the login. A row whose session has run out is forgotten at the next
login of anybody.
"""

from dataclasses import dataclass
from typing import Final

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.acces.droits import require_administrateur
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import SessionOuverte, Utilisateur

_NAVIGATEUR_MAX: Final = 80
_ADRESSE_MAX: Final = 45


@dataclass(frozen=True, slots=True)
class Appareil:
    """Where a request comes from: network address, browser in words."""

    adresse: str = ""
    navigateur: str = ""


def noter_session(utilisateur: Utilisateur, cle: str, appareil: Appareil, ctx: Contexte) -> None:
    """Write that this browser was seen; the first time, that it logged in."""
    maintenant = ctx.horloge()
    if SessionOuverte.objects.filter(cle=cle).update(vue_le=maintenant):
        return
    with transaction.atomic():
        _oublier_finies()
        SessionOuverte.objects.get_or_create(
            cle=cle,
            defaults={
                "utilisateur": utilisateur,
                "ouverte_le": maintenant,
                "vue_le": maintenant,
                "adresse": appareil.adresse[:_ADRESSE_MAX],
                "navigateur": appareil.navigateur[:_NAVIGATEUR_MAX],
            },
        )


def oublier_session(cle: str) -> None:
    """Forget a browser that logs out by itself."""
    SessionOuverte.objects.filter(cle=cle).delete()


def suivre_session(ancienne: str, nouvelle: str) -> None:
    """Follow a session whose key has just changed."""
    SessionOuverte.objects.filter(cle=ancienne).update(cle=nouvelle)


def sessions_vivantes() -> QuerySet[SessionOuverte]:
    """Return the sessions that still open pages, by Django's clock: it wrote when each runs out."""
    vivante = Session.objects.filter(session_key=OuterRef("cle"), expire_date__gt=timezone.now())
    return SessionOuverte.objects.filter(Exists(vivante))


def fermer_sessions(
    utilisateur: Utilisateur,
    ctx: Contexte,
    par: Utilisateur | None,
    *,
    seule: int | None = None,
    sauf: str = "",
) -> int:
    """Close the sessions of a person, or ``seule`` alone; ``sauf`` is the key of the one to keep.

    One closes one's own; an administrator closes anybody's. Return how many were open.
    """
    if par is None or par.pk != utilisateur.pk:
        require_administrateur(par)
    visees = utilisateur.sessions.exclude(cle=sauf)
    if seule is not None:
        visees = visees.filter(pk=seule)
    with transaction.atomic():
        nombre = effacer_sessions(visees)
        if seule is not None and not nombre:
            raise ErreurSaisie("Cette session est déjà fermée.")
        if nombre:
            journaliser("fermer_sessions", f"utilisateur:{utilisateur.pk}", ctx, par, nombre=nombre)
    return nombre


def effacer_sessions(visees: QuerySet[SessionOuverte]) -> int:
    """Delete these sessions and Django's; return how many. For use cases that journal their own act."""
    cles = list(visees.values_list("cle", flat=True))
    Session.objects.filter(session_key__in=cles).delete()
    SessionOuverte.objects.filter(cle__in=cles).delete()
    return len(cles)


def _oublier_finies() -> None:
    Session.objects.filter(expire_date__lte=timezone.now()).delete()
    SessionOuverte.objects.filter(~Exists(Session.objects.filter(session_key=OuterRef("cle")))).delete()
