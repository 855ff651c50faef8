"""What the returns give to the payroll: rates of tax at source, proposals, documents to hand over."""

from django.db import models
from django.db.models import Q

from recepisse.gestion.models.acces import Utilisateur
from recepisse.gestion.models.declarations import Declaration, Entreprise, Etablissement
from recepisse.gestion.models.retours import Retour, VersionRetour
from recepisse.gestion.models.salaries import Salarie


class CrmTaux(models.Model):
    """One version of a return 94: the PAS rates of an establishment (feature C13).

    Rates of a suspect return wait in quarantine (feature C14): the previous ones stay in force until somebody
    decides. ``valable_jusqu_au`` is the last day of the second month after the publication.
    """

    class Etat(models.TextChoices):
        """What is done with it."""

        EN_VIGUEUR = "en_vigueur", "En vigueur"
        QUARANTAINE = "quarantaine", "En quarantaine"
        REFUSE = "refuse", "Écarté"
        REMPLACE = "remplace", "Remplacé"

    version = models.OneToOneField(VersionRetour, on_delete=models.PROTECT, related_name="crm_taux")
    retour = models.ForeignKey(Retour, on_delete=models.PROTECT, related_name="+")
    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    etablissement = models.ForeignKey(Etablissement, on_delete=models.PROTECT, related_name="crm_taux")
    numero = models.CharField(max_length=60, blank=True, default="", help_text="S21.G00.50.008")
    mois = models.CharField(max_length=7, blank=True, default="", help_text="Mois déclaré, AAAA-MM")
    publie_le = models.DateTimeField()
    valable_jusqu_au = models.DateField()
    etat = models.CharField(max_length=12, choices=Etat.choices)
    motifs = models.JSONField(default=list, blank=True, help_text="Pourquoi la quarantaine")
    nb_salaries = models.PositiveIntegerField()
    nb_sans_taux = models.PositiveIntegerField()
    nb_sans_personne = models.PositiveIntegerField(
        default=0, help_text="Lignes qui ne nomment personne : elles ne servent à rien"
    )
    lu_le = models.DateTimeField()
    decide_le = models.DateTimeField(null=True, blank=True)
    decide_par = models.ForeignKey(
        Utilisateur, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decision = models.TextField(blank=True, default="", help_text="Motif de la décision")

    class Meta:
        indexes = [
            models.Index(fields=["etablissement", "-publie_le"], name="crm_taux_par_etab"),
            models.Index(fields=["-publie_le"], condition=Q(etat="quarantaine"), name="crm_taux_quarantaine"),
            models.Index(
                fields=["etablissement", "valable_jusqu_au", "nb_sans_taux"],
                condition=Q(etat="en_vigueur"),
                name="crm_taux_en_vigueur",
            ),
        ]


class TauxPas(models.Model):
    """The rate of one person in one return 94. ``taux`` null: no rate was given; 0.00 is a rate of zero."""

    crm = models.ForeignKey(CrmTaux, on_delete=models.PROTECT, related_name="taux")
    salarie = models.ForeignKey(Salarie, on_delete=models.PROTECT, related_name="taux")
    taux = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True, help_text="Pour cent")
    taux_futur = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    futur_le = models.DateField(null=True, blank=True)
    futur_annonce = models.BooleanField(default=False, help_text="Une évolution est annoncée")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["crm", "salarie"], name="taux_unique"),
        ]
        indexes = [
            models.Index(fields=["salarie", "-crm"], name="taux_par_salarie"),
            models.Index(fields=["crm"], condition=Q(taux__isnull=True), name="taux_absent"),
            models.Index(fields=["crm"], condition=Q(futur_annonce=True), name="taux_annonce"),
        ]


class Proposition(models.Model):
    """A value that a return proposes to the payroll (feature C22). Nothing is applied without a person.

    Values are sealed: some are NIR, names, amounts of a person. ``empreinte`` (what it is the value of, and
    the value) makes reading the same return again change nothing; ``empreinte_sujet`` (the first alone) finds
    what a newer return replaces. Both are keyed.
    """

    class Genre(models.TextChoices):
        """What it is about."""

        IDENTITE = "identite", "Identité d’un salarié"
        TAUX_ATMP = "taux_atmp", "Taux d’accident du travail"
        BONUS_MALUS = "bonus_malus", "Bonus-malus"
        EFFECTIF = "effectif", "Effectif"
        COTISATIONS = "cotisations", "Montants Urssaf"
        ORGANISME = "organisme", "Valeur corrigée par l’organisme"
        VALEUR = "valeur", "Valeur attendue"

    class Etat(models.TextChoices):
        """What was decided."""

        PROPOSEE = "proposee", "À décider"
        ACCEPTEE = "acceptee", "Acceptée"
        REFUSEE = "refusee", "Refusée"
        REMPLACEE = "remplacee", "Remplacée par une plus récente"

    empreinte = models.CharField(max_length=64, unique=True)
    empreinte_sujet = models.CharField(max_length=64)
    genre = models.CharField(max_length=12, choices=Genre.choices)
    etat = models.CharField(max_length=10, choices=Etat.choices, default=Etat.PROPOSEE)
    nature = models.CharField(max_length=10)
    retour = models.ForeignKey(Retour, on_delete=models.PROTECT, related_name="propositions")
    version = models.ForeignKey(VersionRetour, on_delete=models.PROTECT, related_name="+")
    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entreprise = models.ForeignKey(
        Entreprise, on_delete=models.PROTECT, null=True, blank=True, related_name="propositions"
    )
    etablissement = models.ForeignKey(
        Etablissement, on_delete=models.PROTECT, null=True, blank=True, related_name="propositions"
    )
    salarie = models.ForeignKey(
        Salarie, on_delete=models.PROTECT, null=True, blank=True, related_name="propositions"
    )
    sujet = models.CharField(max_length=120, help_text="Ce dont c’est la valeur : « Nom de famille »")
    cle = models.CharField(max_length=120, blank=True, default="", help_text="Section, contrat, paramètre…")
    rubrique = models.CharField(max_length=30, blank=True, default="")
    rubrique_changement = models.CharField(
        max_length=30, blank=True, default="", help_text="S21.G00.31 : où déclarer l’ancienne valeur"
    )
    ancienne_scellee = models.BinaryField(default=bytes, blank=True)
    nouvelle_scellee = models.BinaryField(default=bytes, blank=True)
    complements_scelles = models.BinaryField(default=bytes, blank=True, help_text="Liste JSON nom, valeur")
    date_effet = models.DateField(null=True, blank=True)
    periode = models.CharField(max_length=40, blank=True, default="")
    cree_le = models.DateTimeField()
    decide_le = models.DateTimeField(null=True, blank=True)
    decide_par = models.ForeignKey(
        Utilisateur, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    motif = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["etat", "genre", "-id"], name="proposition_par_etat"),
            models.Index(fields=["entreprise", "etat", "genre", "-id"], name="proposition_entreprise"),
            models.Index(fields=["genre", "-id"], name="proposition_par_genre"),
            models.Index(fields=["empreinte_sujet"], name="proposition_sujet"),
            models.Index(fields=["retour"], name="proposition_par_retour"),
        ]


class DocumentClasse(models.Model):
    """A document filed on reception (feature C11): the AER that must be handed over to the employee.

    The bytes are those of the archive, never changed. ``salarie`` is set when the declaration is about one
    person. ``copie_nom`` is the name of the copy made in the folder of the setting ``dossier_ged``; when it
    could not be made, ``copie_echec`` says why.
    """

    class Genre(models.TextChoices):
        """What it is."""

        AER = "aer", "Attestation employeur (AER)"
        AUTRE = "autre", "Autre document"

    version = models.OneToOneField(VersionRetour, on_delete=models.PROTECT, related_name="classement")
    retour = models.ForeignKey(Retour, on_delete=models.PROTECT, related_name="+")
    genre = models.CharField(max_length=10, choices=Genre.choices)
    somme = models.CharField(max_length=64)
    octets = models.PositiveBigIntegerField()
    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    salarie = models.ForeignKey(
        Salarie, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    classe_le = models.DateTimeField()
    a_remettre = models.BooleanField(default=True)
    remis_le = models.DateTimeField(null=True, blank=True)
    remis_par = models.ForeignKey(
        Utilisateur, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    copie_nom = models.CharField(max_length=120, blank=True, default="")
    copie_le = models.DateTimeField(null=True, blank=True)
    copie_echec = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["classe_le"],
                condition=Q(a_remettre=True, remis_le__isnull=True),
                name="document_a_remettre",
            ),
            models.Index(fields=["-classe_le", "-id"], name="document_par_date"),
        ]
