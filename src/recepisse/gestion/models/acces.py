"""Who uses the program, with which accounts of the services, for which companies."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models

from recepisse.gestion.models.file import LigneDue, index_du


class Utilisateur(AbstractUser):
    """A person who logs in. Only an administrator defines identifiers and links (feature B1).

    What a person sees is decided by ``gestes.acces.perimetre``: every company, or those of her portfolios.
    """

    class Role(models.TextChoices):
        """What a person may do (feature D3)."""

        ADMINISTRATEUR = "administrateur", "Administrateur"
        GESTIONNAIRE = "gestionnaire", "Gestionnaire"
        LECTEUR = "lecteur", "Lecteur"
        CLIENT = "client", "Client (lecture de ses entreprises)"

    role = models.CharField(max_length=20, choices=Role.choices, default=Role.GESTIONNAIRE)
    limite = models.BooleanField(
        default=False, help_text="Ne voit que les entreprises de ses portefeuilles (toujours vrai : client)"
    )

    REQUIRED_FIELDS: ClassVar[list[str]] = []

    @property
    def est_administrateur(self) -> bool:
        """Return True when the person may define identifiers, links and accounts."""
        return self.role == self.Role.ADMINISTRATEUR

    @property
    def agit(self) -> bool:
        """Return True when the person may send, mark and decide; the others only read."""
        return self.role in {self.Role.ADMINISTRATEUR, self.Role.GESTIONNAIRE}

    @property
    def est_client(self) -> bool:
        """Return True for a reader from outside the firm, who sees nothing of its inner workings."""
        return self.role == self.Role.CLIENT


class SessionOuverte(models.Model):
    """A browser logged in, so that it can be listed and closed from elsewhere.

    ``cle`` is the key of Django's session row; it is never shown.
    """

    cle = models.CharField(max_length=40, unique=True)
    utilisateur = models.ForeignKey(Utilisateur, on_delete=models.CASCADE, related_name="sessions")
    ouverte_le = models.DateTimeField()
    vue_le = models.DateTimeField(help_text="À quelques minutes près")
    adresse = models.CharField(max_length=45, blank=True, default="", help_text="Adresse réseau")
    navigateur = models.CharField(max_length=80, blank=True, default="")


class EchecConnexion(models.Model):
    """Wrong passwords counted against one account or one address, whatever process answered.

    ``cle`` is a hash: this table is not a list of people.
    """

    cle = models.CharField(max_length=64, unique=True)
    nombre = models.PositiveIntegerField(default=0)
    jusqu_a = models.DateTimeField(help_text="Après cet instant, oublié")


class Identifiant(LigneDue):
    """An account of the State's services: the four fields of the portal login, and its polling.

    ``prochaine_action_le`` is the next poll. ``curseur`` is the end of the last window really read: it
    moves over nothing else. The password is sealed by the vault (AES-GCM) and never leaves it but for a
    login.
    """

    class Regime(models.TextChoices):
        """Deposit point of the declarant (S10.G00.00.007)."""

        RG = "RG", "Régime général (net-entreprises)"
        RA = "RA", "Régime agricole (MSA)"

    class Environnement(models.TextChoices):
        """Which hosts are called."""

        PRODUCTION = "production", "Production"
        TEST = "test", "Plateforme de test des éditeurs"

    class Mode(models.TextChoices):
        """Who logs in."""

        LOGICIEL = "logiciel", "Déclarant (logiciel de paie)"
        CONCENTRATEUR = "concentrateur", "Concentrateur"

    class Etat(models.TextChoices):
        """What is known of the account."""

        A_EPROUVER = "a_eprouver", "Jamais éprouvé"
        OK = "ok", "En service"
        EN_DIFFICULTE = "en_difficulte", "Service injoignable"
        BLOQUE = "bloque", "Accès refusé"

    libelle = models.CharField(max_length=100)
    regime = models.CharField(max_length=2, choices=Regime.choices, default=Regime.RG)
    environnement = models.CharField(
        max_length=10, choices=Environnement.choices, default=Environnement.PRODUCTION
    )
    mode = models.CharField(max_length=13, choices=Mode.choices, default=Mode.LOGICIEL)
    siret = models.CharField(max_length=14)
    nom = models.CharField(max_length=64)
    prenom = models.CharField(max_length=39)
    identifiant_msa = models.CharField(max_length=30, blank=True, default="")
    mot_de_passe_scelle = models.BinaryField(default=b"")
    declarant_siret = models.CharField(max_length=14, blank=True, default="")
    declarant_nom = models.CharField(max_length=64, blank=True, default="")
    declarant_prenom = models.CharField(max_length=39, blank=True, default="")
    actif = models.BooleanField(default=True)
    cree_le = models.DateTimeField()

    etat = models.CharField(max_length=15, choices=Etat.choices, default=Etat.A_EPROUVER)
    motif = models.CharField(max_length=30, blank=True, default="")
    conseil = models.TextField(blank=True, default="", help_text="Ce que la personne peut faire")
    echec_depuis = models.DateTimeField(null=True, blank=True)
    dernier_succes_le = models.DateTimeField(null=True, blank=True)

    curseur = models.DateTimeField(help_text="Fin de la dernière fenêtre réellement lue")
    largeur_minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text="Largeur de fenêtre annoncée par le service"
    )
    largeur_depots_minutes = models.PositiveIntegerField(null=True, blank=True)
    pas_avant = models.DateTimeField(null=True, blank=True, help_text="Expires de la dernière liste")
    depots_pas_avant = models.DateTimeField(null=True, blank=True)
    demande_le = models.DateTimeField(
        null=True, blank=True, help_text="Quelqu’un a demandé un relevé, pas encore fait"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "siret",
                    "nom",
                    "prenom",
                    "identifiant_msa",
                    "regime",
                    "environnement",
                    "mode",
                    "declarant_siret",
                ],
                name="identifiant_unique",
            ),
        ]
        indexes = [index_du("identifiant_du")]


class Lien(models.Model):
    """« This person may use this identifier for this company » (feature B1).

    An empty ``utilisateur`` stands for all users, an empty ``entreprise`` for all companies.
    """

    identifiant = models.ForeignKey(Identifiant, on_delete=models.CASCADE, related_name="liens")
    utilisateur = models.ForeignKey(
        Utilisateur, on_delete=models.CASCADE, null=True, blank=True, related_name="liens"
    )
    entreprise = models.ForeignKey(
        "gestion.Entreprise", on_delete=models.CASCADE, null=True, blank=True, related_name="liens"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identifiant", "utilisateur", "entreprise"],
                name="lien_unique",
                nulls_distinct=False,
            ),
        ]


class Portefeuille(models.Model):
    """Some companies that the same people follow: the client files of a clerk (feature D3)."""

    nom = models.CharField(max_length=100, unique=True)
    entreprises = models.ManyToManyField("gestion.Entreprise", blank=True, related_name="portefeuilles")


class Affectation(models.Model):
    """Who follows a portfolio. ``agit`` False: she reads it, somebody else answers for it."""

    portefeuille = models.ForeignKey(Portefeuille, on_delete=models.CASCADE, related_name="affectations")
    utilisateur = models.ForeignKey(Utilisateur, on_delete=models.CASCADE, related_name="affectations")
    agit = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["portefeuille", "utilisateur"], name="affectation_unique"),
        ]
