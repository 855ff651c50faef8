"""The persons that returns speak of."""

from django.db import models

from recepisse.gestion.models.declarations import Entreprise


class Salarie(models.Model):
    """A person of a company, as the returns name them.

    ``cle`` is a keyed fingerprint of what identifies the person best: the NIR (13 characters), else the NTT,
    else the matricule, else name, first names and birth date. The NIR itself is sealed by the vault: it lies
    in no clear column. The other fields are the last ones read.
    """

    entreprise = models.ForeignKey(Entreprise, on_delete=models.PROTECT, related_name="salaries")
    cle = models.CharField(max_length=64)
    nir_scelle = models.BinaryField(default=bytes, blank=True, help_text="Vide : NIR inconnu")
    ntt = models.CharField(max_length=40, blank=True, default="")
    nom = models.CharField(max_length=120, blank=True, default="")
    prenoms = models.CharField(max_length=120, blank=True, default="")
    matricule = models.CharField(max_length=40, blank=True, default="")
    naissance = models.CharField(max_length=10, blank=True, default="", help_text="Comme écrite")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entreprise", "cle"], name="salarie_unique"),
        ]
        indexes = [models.Index(fields=["entreprise", "matricule"], name="salarie_matricule")]

    @property
    def designation(self) -> str:
        """Return how a list names the person: names, else the matricule, else the number of the row."""
        return " ".join(filter(None, (self.nom, self.prenoms))) or self.matricule or f"n° {self.pk}"
