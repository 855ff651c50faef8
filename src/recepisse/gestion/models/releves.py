"""One row per attempt to retrieve returns: a failed poll is never silent (feature C18)."""

from django.db import models

from recepisse.gestion.models.acces import Identifiant


class Releve(models.Model):
    """An attempt: which identifier, which window or flux, what came of it."""

    class Cause(models.TextChoices):
        """Why the retrieval took place."""

        CADENCE = "cadence", "Cadence"
        ENVOI = "envoi", "Après un envoi"
        DEMANDE = "demande", "À la demande"
        FLUX = "flux", "Rafraîchissement d’un envoi"
        RATTRAPAGE = "rattrapage", "Rattrapage"

    class Issue(models.TextChoices):
        """How it ended."""

        SUCCES = "succes", "Réussi"
        PATIENTER = "patienter", "À reprendre plus tard"
        ACCES_REFUSE = "acces_refuse", "Accès refusé"
        INJOIGNABLE = "injoignable", "Service injoignable"
        REPONSE_INATTENDUE = "reponse_inattendue", "Réponse inattendue"
        ERREUR = "erreur", "Erreur de Récépissé"

    identifiant = models.ForeignKey(Identifiant, on_delete=models.CASCADE, related_name="releves")
    cause = models.CharField(max_length=12, choices=Cause.choices)
    idflux = models.CharField(max_length=50, blank=True, default="")
    fenetre_debut = models.DateTimeField(null=True, blank=True)
    fenetre_fin = models.DateTimeField(null=True, blank=True)
    debut_le = models.DateTimeField()
    duree_ms = models.PositiveIntegerField(default=0)
    issue = models.CharField(max_length=20, choices=Issue.choices)
    statut_http = models.PositiveIntegerField(null=True, blank=True)
    message = models.TextField(blank=True, default="")
    reponse_somme = models.CharField(
        max_length=64, blank=True, default="", help_text="Octets d’une réponse inattendue, conservés"
    )
    nb_flux = models.PositiveIntegerField(default=0)
    nb_retours = models.PositiveIntegerField(default=0)
    nb_nouveaux = models.PositiveIntegerField(default=0)
    nb_changes = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["identifiant", "-id"], name="releve_par_identifiant")]
