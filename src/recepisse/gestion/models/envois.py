"""What the user sends, and each attempt to deposit one of its declarations."""

from django.db import models
from django.db.models import Q

from recepisse.echanges.cycle import Etat
from recepisse.gestion.models.acces import Identifiant, Utilisateur
from recepisse.gestion.models.declarations import Declaration
from recepisse.gestion.models.file import LigneDue, index_du


class Envoi(models.Model):
    """A DSN file that somebody sends: one file, one identifier, N declarations (feature B2).

    ``somme`` is the SHA-256 of the file as given; its bytes are in the archive. ``rang_renvoi`` is 0
    the first time these bytes are sent with this identifier; sending them again is an explicit choice.
    """

    somme = models.CharField(max_length=64)
    nom_fichier = models.CharField(max_length=255)
    octets = models.PositiveBigIntegerField()
    lignes = models.PositiveBigIntegerField()
    norme = models.CharField(max_length=6)
    essai = models.BooleanField()
    point_depot = models.CharField(max_length=2, help_text="S10.G00.00.007")
    emetteur_siret = models.CharField(max_length=14)
    identifiant = models.ForeignKey(Identifiant, on_delete=models.PROTECT, related_name="envois")
    utilisateur = models.ForeignKey(
        Utilisateur, on_delete=models.PROTECT, null=True, blank=True, related_name="envois"
    )
    rang_renvoi = models.PositiveIntegerField(default=0)
    confirme_reel = models.BooleanField(default=False)
    cree_le = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["somme", "identifiant", "rang_renvoi"], name="envoi_jamais_double"
            ),
            models.CheckConstraint(
                condition=Q(essai=True) | Q(confirme_reel=True), name="envoi_reel_confirme"
            ),
        ]
        indexes = [models.Index(fields=["-cree_le", "-id"], name="envoi_par_date")]


class Depot(LigneDue):
    """One declaration to deposit: its exact bytes, its state, its flux.

    The life cycle is the table of ``echanges.cycle``. ``tentative_le`` is committed before the call.
    """

    envoi = models.ForeignKey(Envoi, on_delete=models.PROTECT, related_name="depots")
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="depots")
    rang = models.PositiveIntegerField(help_text="Place de la déclaration dans l’envoi")
    type = models.CharField(max_length=2, help_text="S20.G00.05.002")
    ordre = models.CharField(max_length=15, blank=True, default="", help_text="S20.G00.05.004")
    id_remplace = models.CharField(max_length=23, blank=True, default="", help_text="S20.G00.05.006")
    salaries = models.PositiveIntegerField(default=0)
    lignes = models.PositiveBigIntegerField(default=0)
    somme = models.CharField(max_length=64, help_text="SHA-256 des octets déposés")
    octets = models.PositiveBigIntegerField()
    contenu = models.JSONField(
        default=dict, blank=True, help_text="Ce que la déclaration contient (dsn.contenu), sans personne"
    )

    etat = models.CharField(
        max_length=15, choices=[(e.value, e.value) for e in Etat], default=Etat.PREPARE.value
    )
    idflux = models.CharField(max_length=50, blank=True, default="")
    tentative_le = models.DateTimeField(null=True, blank=True)
    tentative_fin_le = models.DateTimeField(null=True, blank=True)
    nb_tentatives = models.PositiveIntegerField(default=0)
    accuse_somme = models.CharField(max_length=64, blank=True, default="", help_text="AEE ou ARE")
    accuse_le = models.DateTimeField(null=True, blank=True)
    candidats = models.JSONField(default=list, blank=True, help_text="Flux entre lesquels décider")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["envoi", "rang"], name="depot_rang_unique"),
            models.UniqueConstraint(fields=["idflux"], condition=~Q(idflux=""), name="depot_idflux_unique"),
        ]
        indexes = [
            index_du("depot_du"),
            models.Index(fields=["declaration", "-id"], name="depot_decl"),
            models.Index(fields=["etat", "-id"], name="depot_par_etat"),
        ]


class TransitionDepot(models.Model):
    """One step of a deposit's life: event, states, and why, for the proof."""

    depot = models.ForeignKey(Depot, on_delete=models.PROTECT, related_name="transitions")
    le = models.DateTimeField()
    evenement = models.CharField(max_length=25)
    de = models.CharField(max_length=15)
    vers = models.CharField(max_length=15)
    detail = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["depot", "id"], name="transition_par_depot")]
