"""What comes back: flux, returns, and every version of each return."""

from django.db import models
from django.db.models import F, Q

from recepisse.gestion.models.acces import Identifiant, Utilisateur
from recepisse.gestion.models.declarations import Declaration, Entreprise, Etablissement
from recepisse.gestion.models.envois import Depot
from recepisse.gestion.models.file import LigneDue, index_du


class Flux(LigneDue):
    """A flux of the State's side, known by its opaque idflux.

    Ours when ``depot`` is set; otherwise it was deposited elsewhere (portal, other program): it is kept
    and can be adopted (feature B8). ``prochaine_action_le`` asks for a re-reading of this flux alone.
    """

    idflux = models.CharField(max_length=50)
    identifiant = models.ForeignKey(Identifiant, on_delete=models.PROTECT, related_name="flux")
    depot = models.OneToOneField(Depot, on_delete=models.PROTECT, null=True, blank=True, related_name="flux")
    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, null=True, blank=True, related_name="flux"
    )
    vu_le = models.DateTimeField(help_text="Première fois que Récépissé l’a vu")
    depose_le = models.DateTimeField(null=True, blank=True)
    adopte_le = models.DateTimeField(null=True, blank=True)
    adopte_par = models.ForeignKey(
        Utilisateur, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    identite = models.JSONField(
        default=dict, blank=True, help_text="Ce que ses retours disent de la déclaration, sans personne"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idflux"], name="flux_idflux_unique"),
        ]
        indexes = [
            index_du("flux_du"),
            models.Index(fields=["declaration", "-id"], name="flux_par_declaration"),
            models.Index(fields=["-id"], condition=Q(declaration__isnull=True), name="flux_a_adopter"),
        ]


def _par_date(nom: str, *colonnes: str, condition: Q | None = None) -> models.Index:
    """Return an index that gives the newest first, and knows the company without opening the row."""
    return models.Index(
        *colonnes, F("publie_le").desc(), F("id").desc(), F("entreprise"), name=nom, condition=condition
    )


class Retour(models.Model):
    """A return of a flux: the key of the services is idflux + nature + ops + delegataire (guide §5.1).

    ``discriminant`` is empty but when one answer announces two returns with the same key at once: it
    then holds the id, so that both live. Columns from ``identifiant`` to ``etablissement`` repeat what
    the flux knows: they are what the page of all returns filters on, among millions. An index below begins
    with each of these keys: one of its own would only be written for nothing. ``flux`` keeps its own: without
    statistics, SQLite would rather follow the status than the long key of ``retour_unique``.
    """

    flux = models.ForeignKey(Flux, on_delete=models.PROTECT, related_name="retours")
    nature = models.CharField(max_length=10)
    ops = models.CharField(max_length=30, blank=True, default="")
    delegataire = models.CharField(max_length=30, blank=True, default="")
    discriminant = models.CharField(max_length=50, blank=True, default="")

    emetteur = models.CharField(max_length=20, help_text="Groupe d’émetteurs, voir retours.natures")
    statut = models.CharField(max_length=20, help_text="Mot du service : OK, ANO, KO, EN COURS…")
    publication = models.CharField(max_length=14, help_text="Horodatage du service, 14 chiffres")
    publie_le = models.DateTimeField()
    vu_le = models.DateTimeField()
    nb_versions = models.PositiveIntegerField(default=1)
    change_le = models.DateTimeField(
        null=True, blank=True, help_text="L’organisme a remplacé ce retour après sa première lecture"
    )

    gravite = models.PositiveSmallIntegerField(
        default=0, help_text="De la version courante : 0 inconnue, 1 à 4 (retours.gravite)"
    )
    nb_anomalies = models.PositiveIntegerField(default=0, help_text="De la version courante")
    resume = models.TextField(blank=True, default="", help_text="Une phrase, sans donnée personnelle")

    lu = models.BooleanField(default=False)
    lu_le = models.DateTimeField(null=True, blank=True)
    lu_par = models.ForeignKey(
        Utilisateur, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    non_lu_force = models.BooleanField(default=False, help_text="Remis à « Non lu » à la main")

    traite = models.BooleanField(default=False, help_text="Anomalie marquée comme traitée")
    traite_le = models.DateTimeField(null=True, blank=True)
    traite_par = models.ForeignKey(
        Utilisateur, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    identifiant = models.ForeignKey(Identifiant, on_delete=models.PROTECT, related_name="+", db_index=False)
    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, null=True, blank=True, related_name="retours", db_index=False
    )
    entreprise = models.ForeignKey(
        Entreprise, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    etablissement = models.ForeignKey(
        Etablissement, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["flux", "nature", "ops", "delegataire", "discriminant"], name="retour_unique"
            ),
        ]
        indexes = [
            _par_date("retour_par_date"),
            _par_date("retour_emetteur", "emetteur"),
            _par_date("retour_nature", "nature"),
            _par_date("retour_statut", "statut"),
            _par_date("retour_identifiant", "identifiant"),
            models.Index("entreprise", F("publie_le").desc(), F("id").desc(), name="retour_entreprise"),
            models.Index("etablissement", F("publie_le").desc(), F("id").desc(), name="retour_etablissement"),
            _par_date("retour_gravite", "gravite", condition=Q(gravite__gt=1)),
            _par_date("retour_non_lu", "lu", condition=Q(lu=False)),
            _par_date("retour_a_traiter", "traite", condition=Q(statut__in=["KO", "ANO"], traite=False)),
            _par_date("retour_remplace", condition=Q(change_le__isnull=False)),
            models.Index(fields=["declaration", "lu"], name="retour_declaration"),
        ]


class VersionRetour(LigneDue):
    """One version of a return as announced by the services, with the bytes it had (feature C15).

    ``prochaine_action_le`` is the next try of its download. An issuer's overwriting makes a new version;
    an older one is never changed nor deleted. ``courante`` is the one to show: the last published, which is
    not always the last seen.
    """

    class Document(models.TextChoices):
        """What is known of the bytes."""

        SANS = "sans", "Sans document"
        A_TELECHARGER = "a_telecharger", "À télécharger"
        CONSERVE = "conserve", "Conservé"
        PERDU = "perdu", "N’était plus disponible"
        REFUSE = "refuse", "Téléchargement refusé"

    retour = models.ForeignKey(Retour, on_delete=models.PROTECT, related_name="versions")
    numero = models.PositiveIntegerField(help_text="1 pour la première vue")
    courante = models.BooleanField(default=True)
    statut = models.CharField(max_length=20)
    publication = models.CharField(max_length=14)
    production = models.CharField(max_length=14, blank=True, default="")
    id_retour = models.CharField(max_length=50, blank=True, default="")
    url = models.TextField(blank=True, default="")
    autres = models.JSONField(default=dict, blank=True, help_text="Clés inconnues de la liste")
    vu_le = models.DateTimeField()

    document = models.CharField(max_length=15, choices=Document.choices, default=Document.SANS)
    somme = models.CharField(max_length=64, blank=True, default="")
    octets = models.PositiveBigIntegerField(default=0)
    type_contenu = models.CharField(max_length=100, blank=True, default="")
    telecharge_le = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["retour", "numero"], name="version_numero_unique"),
            models.UniqueConstraint(
                fields=["retour"], condition=Q(courante=True), name="version_courante_unique"
            ),
        ]
        indexes = [index_du("version_due")]
