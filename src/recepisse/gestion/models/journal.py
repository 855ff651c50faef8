"""Who did what, when: a chain of hashes that shows any later change."""

from django.db import models
from django.db.models import F

from recepisse.gestion.models.acces import Utilisateur


class Journal(models.Model):
    """One act. ``empreinte`` covers the act and the previous row's ``empreinte``.

    ``objet`` is an opaque reference such as ``envoi:12``; no name, no NIR.
    """

    le = models.DateTimeField()
    utilisateur = models.ForeignKey(
        Utilisateur, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    acte = models.CharField(max_length=40)
    objet = models.CharField(max_length=80, blank=True, default="")
    detail = models.JSONField(default=dict, blank=True)
    precedente = models.CharField(max_length=64)
    empreinte = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            models.Index(F("le").desc(), F("id").desc(), name="journal_par_date"),
            models.Index("utilisateur", F("le").desc(), F("id").desc(), name="journal_personne"),
            models.Index("acte", F("le").desc(), F("id").desc(), name="journal_acte"),
            models.Index("objet", F("le").desc(), F("id").desc(), name="journal_objet"),
        ]
