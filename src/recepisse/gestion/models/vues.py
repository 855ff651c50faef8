"""What a person keeps of her own way of working: saved selections, marks that can be taken back."""

from django.db import models

from recepisse.gestion.models.acces import Utilisateur


class VueEnregistree(models.Model):
    """A selection with a name (feature D6): the parameters of the address, without a person in them."""

    class Ecran(models.TextChoices):
        """Which list it selects from."""

        RETOURS = "retours", "Tous les retours"
        ANOMALIES = "anomalies", "Anomalies"

    ecran = models.CharField(max_length=12, choices=Ecran.choices)
    nom = models.CharField(max_length=80)
    parametres = models.CharField(max_length=1000, blank=True, default="")
    utilisateur = models.ForeignKey(Utilisateur, on_delete=models.CASCADE, related_name="vues")
    partagee = models.BooleanField(default=False, help_text="Proposée à tous")
    cree_le = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ecran", "utilisateur", "nom"], name="vue_unique"),
        ]


class LotMarques(models.Model):
    """Several rows marked at once, with what each was before: the act can be taken back (feature D6).

    ``avant`` is a list of ``[key, state before]``; taking back touches only the rows still as the act left
    them, so that nobody's later mark is lost.
    """

    utilisateur = models.ForeignKey(Utilisateur, on_delete=models.CASCADE, related_name="+")
    acte = models.CharField(max_length=30)
    le = models.DateTimeField()
    nombre = models.PositiveIntegerField()
    avant = models.JSONField(default=list)
    annule_le = models.DateTimeField(null=True, blank=True)
