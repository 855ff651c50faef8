"""Rows are the queue: what must happen next is a column, committed with the fact that causes it."""

from django.db import models


class LigneDue(models.Model):
    """A row that something must be done about, at a known instant.

    An engine claims the row by a conditional update (``bail_jusqu_a`` in the past or null), works, then
    writes the outcome and the next ``prochaine_action_le`` in the same transaction. A dead engine's
    lease runs out and another one takes the row: nothing is remembered outside the database.
    """

    prochaine_action_le = models.DateTimeField(
        null=True, blank=True, help_text="Instant dû ; vide : plus rien à faire"
    )
    bail_jusqu_a = models.DateTimeField(null=True, blank=True)
    bail_de = models.CharField(max_length=40, blank=True, default="")
    essais = models.PositiveIntegerField(default=0, help_text="Échecs de suite")
    derniere_erreur = models.TextField(blank=True, default="", help_text="Phrase pour la personne")

    class Meta:
        abstract = True


def index_du(nom: str) -> models.Index:
    """Return the partial index that makes « what is due? » cheap among millions of settled rows."""
    return models.Index(
        fields=["prochaine_action_le"],
        name=nom,
        condition=models.Q(prochaine_action_le__isnull=False),
    )
