"""Make readings due: documents just kept, returns without any, readers that know more than before."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from recepisse.gestion.gestes.anomalies.places import lots
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.ecrire_lot import inserer
from recepisse.gestion.models import Flux, LectureRetour, VersionRetour
from recepisse.retours.lecture import VERSION_LECTEURS
from recepisse.retours.natures import nature

if TYPE_CHECKING:
    from django.db.models import QuerySet

_COLONNES = ("version_id", "prochaine_action_le")


def demander_lectures(versions: Iterable[int], maintenant: datetime) -> None:
    """Make the reading of these versions due; one that is already asked for or done is left alone."""
    inserer(LectureRetour, _COLONNES, [(pk, maintenant) for pk in versions], deja=True)


def demander_sans_document(retours: Collection[int], maintenant: datetime) -> None:
    """Make due the readings of the versions of ``retours`` that have no document: that too says something."""
    for lot in lots(retours):
        versions = VersionRetour.objects.filter(retour_id__in=lot, document=VersionRetour.Document.SANS)
        demander_lectures(versions.values_list("pk", flat=True), maintenant)


def documente(code: str) -> bool:
    """Return True when a return of this nature may come with a document; a plain receipt never does."""
    return nature(code).document != "non"


def rattraper_lectures(ctx: Contexte) -> int:
    """Ask for what was never read, or was by readers that knew less; return how many readings are due.

    Called when the engine starts: the program may have been replaced by a newer one.
    """
    maintenant = ctx.horloge()
    with transaction.atomic():
        jamais = VersionRetour.objects.filter(
            document=VersionRetour.Document.CONSERVE, lecture__isnull=True
        ).values_list("pk", flat=True)
        nouvelles = list(jamais)
        demander_lectures(nouvelles, maintenant)
        anciennes = LectureRetour.objects.filter(
            lecteurs__lt=VERSION_LECTEURS, prochaine_action_le__isnull=True
        )
        return len(nouvelles) + _relire(anciennes, maintenant)


def relire_tout(ctx: Contexte) -> int:
    """Ask for every kept return to be read again; return how many."""
    with transaction.atomic():
        return rattraper_lectures(ctx) + _relire(
            LectureRetour.objects.filter(prochaine_action_le__isnull=True), ctx.horloge()
        )


def relire_flux(flux: Flux, ctx: Contexte) -> int:
    """Ask for the returns of one flux to be read again: its declaration has just become known."""
    return _relire(LectureRetour.objects.filter(version__retour__flux=flux), ctx.horloge())


def _relire(lectures: "QuerySet[LectureRetour]", maintenant: datetime) -> int:
    return lectures.update(prochaine_action_le=maintenant, essais=0)
