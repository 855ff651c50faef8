"""What was understood of each version of a return, and what must be understood again."""

from django.db import models

from recepisse.gestion.models.file import LigneDue, index_du
from recepisse.gestion.models.retours import VersionRetour


class LectureRetour(LigneDue):
    """The reading of one version: due as soon as its document is kept, due again when the readers change.

    Only what lists and filters need is written here; a screen that shows the whole return reads its bytes
    again. ``resume`` is without personal data.
    """

    class Etat(models.TextChoices):
        """Where the reading stands."""

        A_LIRE = "a_lire", "À lire"
        LUE = "lue", "Lue"
        ILLISIBLE = "illisible", "Illisible"
        SANS_DOCUMENT = "sans_document", "Sans document"

    version = models.OneToOneField(VersionRetour, on_delete=models.PROTECT, related_name="lecture")
    etat = models.CharField(max_length=15, choices=Etat.choices, default=Etat.A_LIRE)
    lecteurs = models.PositiveIntegerField(default=0, help_text="Version des lecteurs")
    famille = models.CharField(max_length=20, blank=True, default="")
    gravite = models.PositiveSmallIntegerField(default=0, help_text="0 : inconnue ; 1 à 4, voir gravite.py")
    resume = models.TextField(blank=True, default="")
    nb_anomalies = models.PositiveIntegerField(default=0)
    lue_le = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [index_du("lecture_due")]
