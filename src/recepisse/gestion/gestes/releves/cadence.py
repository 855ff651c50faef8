"""When the next general retrieval takes place (features C2 and C3).

One row, read and moved by every process and every screen::

    a DSN screen opens        → within ``cadence_ouverture`` (15 s)
    a DSN screen is open      → every ``cadence_ouvert`` (5 min)
    none is                   → every ``cadence_ferme`` (1 h)
    suspended by a person     → never, but what a person asks for

A screen says that it is open at least once every :data:`VIE_ECRAN`. When the instant comes,
:func:`battre` makes the accounts due; only the process whose conditional update moved the row does it.

An account is left alone while it is inactive, refused (a login is never repeated by itself), backing off
after a failure, or before the instant that the service gave (``pas_avant``).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Cadence, Identifiant, Utilisateur

VIE_ECRAN = timedelta(seconds=60)
"""Without news for this long, a screen is closed."""

NOMBREUX = 50
"""Above this many accounts, they are not all made due at the same instant."""

TRANCHES = 20
ETALEMENT = timedelta(seconds=60)
"""Over how long many accounts are spread, in :data:`TRANCHES` equal slices."""


@dataclass(frozen=True, slots=True)
class EtatCadence:
    """What the countdown at the bottom right shows."""

    maintenant: datetime
    prochain_releve_le: datetime | None
    """None while suspended."""
    suspendu_le: datetime | None
    suspendu_par: str
    ecran_ouvert: bool
    en_cours: bool
    """True while a retrieval is due or under way for some account."""

    @property
    def suspendu(self) -> bool:
        """True when a person stopped the clock."""
        return self.suspendu_le is not None

    @property
    def secondes(self) -> int | None:
        """Seconds to the next retrieval, never negative; None while suspended."""
        if self.prochain_releve_le is None:
            return None
        return max(0, round((self.prochain_releve_le - self.maintenant).total_seconds()))


def lire_cadence(ctx: Contexte) -> Cadence:
    """Return the single row, made at first use: the first retrieval is at once."""
    cadence, _creee = Cadence.objects.get_or_create(pk=1, defaults={"prochain_releve_le": ctx.horloge()})
    return cadence


def etat_cadence(ctx: Contexte) -> EtatCadence:
    """Return what the countdown shows."""
    maintenant, cadence = ctx.horloge(), lire_cadence(ctx)
    return EtatCadence(
        maintenant=maintenant,
        prochain_releve_le=None if cadence.suspendu_le else cadence.prochain_releve_le,
        suspendu_le=cadence.suspendu_le,
        suspendu_par=cadence.suspendu_par.get_username() if cadence.suspendu_par else "",
        ecran_ouvert=_ecran_ouvert(cadence, maintenant),
        en_cours=Identifiant.objects.filter(
            Q(prochaine_action_le__lte=maintenant) | Q(bail_jusqu_a__gt=maintenant), actif=True
        ).exists(),
    )


def ouvrir_ecran(ctx: Contexte) -> None:
    """A DSN screen opens: bring the next retrieval within 15 seconds, unless one was already open."""
    maintenant, cadence = ctx.horloge(), lire_cadence(ctx)
    deja = _ecran_ouvert(cadence, maintenant)
    Cadence.objects.filter(pk=1).update(
        ecran_vu_le=maintenant, ecran_ouvert_le=cadence.ecran_ouvert_le if deja else maintenant
    )
    if not deja:
        _avancer(maintenant + ctx.reglages.cadence_ouverture)


def ecran_toujours_ouvert(ctx: Contexte) -> None:
    """A DSN screen is still there; one that was silent for long counts as opening again."""
    ouvrir_ecran(ctx)


def suspendre(ctx: Contexte, par: Utilisateur | None = None) -> None:
    """Stop the clock: nothing is retrieved any more but what a person asks for."""
    with transaction.atomic():
        lire_cadence(ctx)
        if Cadence.objects.filter(pk=1, suspendu_le__isnull=True).update(
            suspendu_le=ctx.horloge(), suspendu_par=par
        ):
            journaliser("suspendre", "cadence", ctx, par)


def reprendre(ctx: Contexte, par: Utilisateur | None = None) -> None:
    """Start the clock again: what was missed is retrieved at once."""
    with transaction.atomic():
        lire_cadence(ctx)
        if Cadence.objects.filter(pk=1, suspendu_le__isnull=False).update(
            suspendu_le=None, suspendu_par=None, prochain_releve_le=ctx.horloge()
        ):
            journaliser("reprendre", "cadence", ctx, par)


def relever_maintenant(
    ctx: Contexte, par: Utilisateur | None = None, identifiant: Identifiant | None = None
) -> int:
    """Make every usable account due now (or ``identifiant`` alone), even suspended; return how many.

    A refused account is not asked again: only new credentials or a test by hand wake it. The instant
    given by a service is still obeyed.
    """
    maintenant, cadence = ctx.horloge(), lire_cadence(ctx)
    comptes = _relevables()
    if identifiant is not None:
        comptes = comptes.filter(pk=identifiant.pk)
    with transaction.atomic():
        nombre = comptes.update(demande_le=maintenant)
        _rendre_dus(comptes, maintenant)
        if identifiant is None:
            Cadence.objects.filter(pk=1).update(
                prochain_releve_le=maintenant + _intervalle(ctx, cadence, maintenant)
            )
        journaliser("relever", f"identifiant:{identifiant.pk}" if identifiant else "identifiants", ctx, par)
    return nombre


def battre(ctx: Contexte) -> int:
    """When the instant has come, make the accounts due; return how many. Called again and again."""
    maintenant, cadence = ctx.horloge(), lire_cadence(ctx)
    suivant = maintenant + _intervalle(ctx, cadence, maintenant)
    if cadence.suspendu_le:
        return 0
    if cadence.prochain_releve_le > maintenant:
        return 0
    with transaction.atomic():
        a_moi = Cadence.objects.filter(
            pk=1, suspendu_le__isnull=True, prochain_releve_le=cadence.prochain_releve_le
        ).update(prochain_releve_le=suivant)
        return _reveiller(maintenant) if a_moi else 0


def signe_de_vie(ctx: Contexte) -> None:
    """Record that an engine of due rows is alive."""
    Cadence.objects.filter(pk=lire_cadence(ctx).pk).update(moteur_vu_le=ctx.horloge())


def est_suspendue(ctx: Contexte) -> bool:
    """Return True when a person stopped the clock."""
    return lire_cadence(ctx).suspendu_le is not None


def _ecran_ouvert(cadence: Cadence, maintenant: datetime) -> bool:
    return cadence.ecran_vu_le is not None and maintenant - cadence.ecran_vu_le <= VIE_ECRAN


def _intervalle(ctx: Contexte, cadence: Cadence, maintenant: datetime) -> timedelta:
    ouvert = _ecran_ouvert(cadence, maintenant)
    return ctx.reglages.cadence_ouvert if ouvert else ctx.reglages.cadence_ferme


def _avancer(instant: datetime) -> None:
    """Bring the next retrieval to ``instant`` if it was later."""
    Cadence.objects.filter(pk=1, prochain_releve_le__gt=instant).update(prochain_releve_le=instant)


def _relevables() -> QuerySet[Identifiant]:
    """Return the accounts that may be asked: in use, and not refused."""
    return Identifiant.objects.filter(actif=True).exclude(etat=Identifiant.Etat.BLOQUE)


def _reveiller(maintenant: datetime) -> int:
    """Make due the accounts that wait for nothing else; many of them are spread over a minute."""
    ids = list(_relevables().filter(prochaine_action_le__isnull=True).values_list("pk", flat=True))
    tranches = TRANCHES if len(ids) > NOMBREUX else 1
    for rang in range(tranches):
        _rendre_dus(
            Identifiant.objects.filter(pk__in=ids[rang::tranches]), maintenant + ETALEMENT * rang / tranches
        )
    return len(ids)


def _rendre_dus(comptes: QuerySet[Identifiant], instant: datetime) -> None:
    """Make ``comptes`` due at ``instant``, or when their service allows it."""
    attendre = Q(pas_avant__gt=instant)
    comptes.filter(attendre).update(prochaine_action_le=F("pas_avant"))
    comptes.exclude(attendre).update(prochaine_action_le=instant)
