"""When the next general retrieval takes place (features C2 and C3)."""

from django.db import models


class Cadence(models.Model):
    """The single row (``pk`` = 1) that every process and every screen reads.

    ``ecran_vu_le`` is refreshed by open DSN screens: it makes the difference between the five-minute
    and the hourly rhythm.
    """

    prochain_releve_le = models.DateTimeField()
    ecran_ouvert_le = models.DateTimeField(null=True, blank=True)
    ecran_vu_le = models.DateTimeField(null=True, blank=True)
    suspendu_le = models.DateTimeField(null=True, blank=True)
    suspendu_par = models.ForeignKey(
        "gestion.Utilisateur", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    moteur_vu_le = models.DateTimeField(
        null=True, blank=True, help_text="Dernier signe de vie du moteur de travaux"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="cadence_unique")]
