"""What is declared, for whom: company, establishment, declaration."""

from django.db import models


class Entreprise(models.Model):
    """A company (S21.G00.06), known by its SIREN."""

    siren = models.CharField(max_length=9, unique=True)
    nom = models.CharField(max_length=120, blank=True, default="")


class Etablissement(models.Model):
    """An establishment (S21.G00.11): SIREN of its company and a NIC of five digits."""

    entreprise = models.ForeignKey(Entreprise, on_delete=models.PROTECT, related_name="etablissements")
    nic = models.CharField(max_length=5)
    nom = models.CharField(max_length=120, blank=True, default="")
    jour_echeance = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="5 ou 15 ; vide : le réglage commun"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entreprise", "nic"], name="etablissement_unique"),
        ]

    @property
    def siret(self) -> str:
        """Return the fourteen digits."""
        return f"{self.entreprise.siren}{self.nic}"


class Declaration(models.Model):
    """What must be declared once: all the successive sendings of it hang on this row (feature B5).

    The functional key is nature, SIREN, NIC, main month, fraction and field; an event adds the person
    and the contract, kept as a keyed hash so that no NIR stands in a key.
    """

    etablissement = models.ForeignKey(Etablissement, on_delete=models.PROTECT, related_name="declarations")
    nature = models.CharField(max_length=2, help_text="S20.G00.05.001")
    mois = models.CharField(max_length=7, blank=True, default="", help_text="AAAA-MM ; vide : événement")
    fraction = models.CharField(max_length=2, blank=True, default="", help_text="S20.G00.05.003")
    champ = models.CharField(max_length=2, blank=True, default="", help_text="S20.G00.05.008")
    empreinte_evenement = models.CharField(max_length=64, blank=True, default="")
    essai = models.BooleanField(help_text="S10.G00.00.005 = 01")
    cree_le = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "nature",
                    "etablissement",
                    "mois",
                    "fraction",
                    "champ",
                    "empreinte_evenement",
                    "essai",
                ],
                name="declaration_unique",
            ),
        ]
        indexes = [models.Index(fields=["mois", "cree_le"], name="declaration_par_mois")]
