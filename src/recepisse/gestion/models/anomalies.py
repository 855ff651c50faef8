"""The anomalies, over months: one line each, with its history (feature C16).

No NIR stands in these rows: texts that hold one are kept masked, the document itself has them whole.
"""

from django.db import models
from django.db.models import F, Q

from recepisse.gestion.models.acces import Utilisateur
from recepisse.gestion.models.declarations import Declaration, Entreprise, Etablissement
from recepisse.gestion.models.envois import Depot
from recepisse.gestion.models.lectures import LectureRetour
from recepisse.gestion.models.retours import Retour
from recepisse.gestion.models.salaries import Salarie


class Anomalie(models.Model):
    """One anomaly, whatever the number of returns that repeat it.

    ``empreinte`` is the keyed fingerprint of establishment, issuer, code, rubric, person, contract and period
    (see ``retours.suivi.memoire``). Columns describe the last sighting.
    """

    class Etat(models.TextChoices):
        """Where it stands; the transitions are the table of ``retours.suivi.memoire``."""

        NOUVELLE = "nouvelle", "Nouvelle"
        TRAITEE = "traitee", "Traitée"
        ROUVERTE = "rouverte", "Revenue après traitement"
        DISPARUE = "disparue", "Disparue"
        IGNOREE = "ignoree", "Contrôle ignoré"
        CORRIGEE = "corrigee", "Corrigée, à confirmer"
        CONTESTEE = "contestee", "Contestée"

    empreinte = models.CharField(max_length=64, unique=True)
    entreprise = models.ForeignKey(
        Entreprise, on_delete=models.PROTECT, null=True, blank=True, related_name="anomalies"
    )
    etablissement = models.ForeignKey(
        Etablissement, on_delete=models.PROTECT, null=True, blank=True, related_name="anomalies"
    )
    salarie = models.ForeignKey(
        Salarie, on_delete=models.PROTECT, null=True, blank=True, related_name="anomalies"
    )
    emetteur = models.CharField(max_length=20, help_text="Groupe d’émetteurs, voir retours.natures")
    code = models.CharField(max_length=60)
    rubrique = models.CharField(max_length=30, blank=True, default="")
    contrat = models.CharField(max_length=60, blank=True, default="")
    periode = models.CharField(max_length=40, blank=True, default="")

    etat = models.CharField(max_length=10, choices=Etat.choices, default=Etat.NOUVELLE)
    gravite = models.PositiveSmallIntegerField(help_text="1 à 4, voir gravite.py")
    nature = models.CharField(max_length=10, help_text="Du dernier retour qui la dit")
    message = models.TextField(blank=True, default="")
    valeur_declaree = models.TextField(blank=True, default="")
    valeur_attendue = models.TextField(blank=True, default="")
    montant = models.CharField(max_length=30, blank=True, default="")
    action = models.TextField(blank=True, default="")
    aide = models.TextField(blank=True, default="")
    limite_le = models.DateField(null=True, blank=True, help_text="Dernier jour pour agir, s’il est connu")

    premiere_vue_le = models.DateTimeField()
    derniere_vue_le = models.DateTimeField()
    nb_vues = models.PositiveIntegerField(default=1)
    traitee_le = models.DateTimeField(null=True, blank=True)
    traitee_par = models.ForeignKey(
        Utilisateur, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    retour = models.ForeignKey(Retour, on_delete=models.PROTECT, related_name="+", help_text="Le dernier")
    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, null=True, blank=True, related_name="anomalies"
    )
    depot = models.ForeignKey(
        Depot, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Où est la ligne"
    )
    ligne = models.PositiveBigIntegerField(null=True, blank=True, help_text="Ligne du fichier déposé")

    assignee_a = models.ForeignKey(
        Utilisateur, on_delete=models.SET_NULL, null=True, blank=True, related_name="anomalies_assignees"
    )
    mois_correction = models.CharField(
        max_length=7, blank=True, default="", help_text="AAAA-MM : la DSN où elle est corrigée"
    )
    correction = models.ForeignKey(
        Declaration,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="anomalies_corrigees",
        help_text="La déclaration qui corrige, si elle existe déjà",
    )
    contestee_le = models.DateTimeField(null=True, blank=True, help_text="Contestée auprès de l’organisme")

    class Meta:
        indexes = [
            models.Index(F("gravite").desc(), F("id").desc(), name="anomalie_par_gravite"),
            # The inbox in its order, with every column that it filters on: a selection that finds little
            # reads this index to its end, never the rows.
            models.Index(
                F("gravite").desc(),
                F("id").desc(),
                F("etat"),
                F("entreprise"),
                F("etablissement"),
                F("assignee_a"),
                F("limite_le"),
                F("emetteur"),
                F("code"),
                F("rubrique"),
                F("derniere_vue_le"),
                condition=Q(etat__in=["nouvelle", "rouverte"]),
                name="anomalie_ouverte",
            ),
            models.Index(
                F("etat"),
                F("gravite").desc(),
                F("id").desc(),
                F("entreprise"),
                condition=Q(etat__in=["traitee", "disparue", "ignoree", "corrigee", "contestee"]),
                name="anomalie_fermee",
            ),
            models.Index(fields=["emetteur", "code"], name="anomalie_par_code"),
            models.Index(fields=["retour"], name="anomalie_par_retour"),
            models.Index(
                F("entreprise"),
                F("gravite").desc(),
                F("id").desc(),
                condition=Q(etat__in=["nouvelle", "rouverte"]),
                name="anomalie_ouverte_ent",
            ),
            models.Index(fields=["assignee_a", "etat"], name="anomalie_assignee"),
            models.Index(
                fields=["emetteur", "code", "entreprise", "salarie", "gravite", "limite_le"],
                condition=Q(etat__in=["nouvelle", "rouverte"]),
                name="anomalie_groupe_code",
            ),
            models.Index(
                fields=["salarie", "code", "entreprise", "gravite", "limite_le"],
                condition=Q(etat__in=["nouvelle", "rouverte"], salarie__isnull=False),
                name="anomalie_groupe_pers",
            ),
        ]


class ConstatAnomalie(models.Model):
    """One sighting: this reading says this anomaly. The history of the line."""

    anomalie = models.ForeignKey(Anomalie, on_delete=models.PROTECT, related_name="constats")
    lecture = models.ForeignKey(LectureRetour, on_delete=models.PROTECT, related_name="constats")
    rang = models.PositiveIntegerField(help_text="Place dans le document")
    vu_le = models.DateTimeField()
    gravite = models.PositiveSmallIntegerField()
    categorie = models.CharField(max_length=60, blank=True, default="", help_text="Mot de l’organisme")
    mois = models.CharField(max_length=7, blank=True, default="")
    valeur_declaree = models.TextField(blank=True, default="")
    valeur_attendue = models.TextField(blank=True, default="")
    montant = models.CharField(max_length=30, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lecture", "rang"], name="constat_unique"),
        ]


class EvenementAnomalie(models.Model):
    """One step of an anomaly's life, and who made it (nobody: the returns did)."""

    anomalie = models.ForeignKey(Anomalie, on_delete=models.PROTECT, related_name="evenements")
    le = models.DateTimeField()
    evenement = models.CharField(max_length=20)
    de = models.CharField(max_length=10, blank=True, default="")
    vers = models.CharField(max_length=10)
    par = models.ForeignKey(Utilisateur, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    detail = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["anomalie", "id"], name="evenement_par_anomalie")]


class ControleIgnore(models.Model):
    """« Ignore this control »: a code that somebody decided not to see, why, and until when."""

    emetteur = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    entreprise = models.ForeignKey(
        Entreprise,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Vide : toutes",
    )
    motif = models.TextField()
    jusqu_au = models.DateField(help_text="Dernier jour")
    cree_le = models.DateTimeField()
    cree_par = models.ForeignKey(
        Utilisateur, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    leve_le = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["emetteur", "code"], name="ignore_par_code")]
