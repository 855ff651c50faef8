"""What must still come (feature C17)."""

from django.db import models
from django.db.models import Q

from recepisse.gestion.models.retours import Flux, Retour


class RetourAttendu(models.Model):
    """A return that a flux should bring, worked out from what its declaration really contains.

    Received when ``retour`` is set; late when it is not and ``retard_le`` has passed; otherwise awaited.
    ``retard_le`` is null for a return that may rightly never come. ``sans_objet`` says that it is no longer
    awaited, and ``motif`` why. The rules are those of ``retours.suivi.attendus``.
    """

    flux = models.ForeignKey(Flux, on_delete=models.PROTECT, related_name="attendus")
    nature = models.CharField(max_length=10)
    ops = models.CharField(max_length=30, blank=True, default="", help_text="Code de l’OC, vide ailleurs")
    delegataire = models.CharField(
        max_length=30, blank=True, default="", help_text="Code du délégataire de l’OC"
    )
    prevu_le = models.DateTimeField()
    retard_le = models.DateTimeField(
        null=True, blank=True, help_text="Instant à partir duquel il est en retard ; vide : jamais"
    )
    motif = models.TextField(blank=True, default="", help_text="Pourquoi il est attendu, ou ne l’est plus")
    # No index of its own: nothing is found by it, and the planner would walk every row that has none.
    retour = models.ForeignKey(
        Retour, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    sans_objet = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["flux", "nature", "ops", "delegataire"], name="attendu_unique"),
        ]
        indexes = [
            models.Index(
                fields=["retard_le"],
                condition=Q(retour__isnull=True, sans_objet=False),
                name="attendu_non_recu",
            )
        ]
