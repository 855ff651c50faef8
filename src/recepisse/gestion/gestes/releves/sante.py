"""Is everything well? One answer for the banner of every screen, the health page and ``recepisse etat``.

An account that fails, or an engine that gives no sign of life, is never silent (feature C18). The exit
codes are documented with those of the command line.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from recepisse.echanges.cycle import Etat
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.releves.cadence import lire_cadence
from recepisse.gestion.models import Depot, Flux, Identifiant, VersionRetour

MOTEUR_MUET = timedelta(minutes=3)
"""Without a sign of life for this long, the engine is held for dead (it gives one every 15 seconds)."""

SILENCE = timedelta(hours=24)
"""An account in use without a successful poll for this long is told, whatever the reason."""

SORTIE_BIEN, SORTIE_IDENTIFIANT, SORTIE_MOTEUR = 0, 10, 11


class Niveau(StrEnum):
    """How bad it is."""

    BIEN = "bien"
    ATTENTION = "attention"
    GRAVE = "grave"


@dataclass(frozen=True, slots=True)
class SanteIdentifiant:
    """One account, in words."""

    pk: int
    libelle: str
    niveau: Niveau
    etat: str
    """Word for a person."""
    dernier_succes_le: datetime | None
    prochain_releve_le: datetime | None
    lu_jusqu_a: datetime
    """Everything published up to then was read."""
    echec_depuis: datetime | None
    erreur: str
    conseil: str


@dataclass(frozen=True, slots=True)
class Sante:
    """The whole program."""

    identifiants: tuple[SanteIdentifiant, ...]
    moteur_vu_le: datetime | None
    moteur_vivant: bool
    suspendu_le: datetime | None
    prochain_releve_le: datetime | None
    depots_a_decider: int
    documents_en_attente: int
    documents_en_echec: int
    """Those that waited and were refused or missed at least once."""
    flux_a_adopter: int

    @property
    def en_defaut(self) -> tuple[SanteIdentifiant, ...]:
        """Return the accounts a person must look at."""
        return tuple(i for i in self.identifiants if i.niveau is not Niveau.BIEN)

    @property
    def niveau(self) -> Niveau:
        """Return the worst of all."""
        if not self.moteur_vivant or any(i.niveau is Niveau.GRAVE for i in self.identifiants):
            return Niveau.GRAVE
        if self.en_defaut or self.depots_a_decider or self.suspendu_le:
            return Niveau.ATTENTION
        return Niveau.BIEN

    @property
    def sortie(self) -> int:
        """Return the exit code: 0 all well, 10 an account fails, 11 the engine is dead."""
        if not self.moteur_vivant:
            return SORTIE_MOTEUR
        return SORTIE_IDENTIFIANT if self.en_defaut else SORTIE_BIEN


def sante(ctx: Contexte) -> Sante:
    """Return the present state, read from the rows."""
    maintenant, cadence = ctx.horloge(), lire_cadence(ctx)
    vu_le = cadence.moteur_vu_le
    en_attente = VersionRetour.objects.filter(prochaine_action_le__isnull=False)
    suspendu = cadence.suspendu_le is not None
    return Sante(
        identifiants=tuple(
            _identifiant(i, maintenant, None if suspendu else cadence.prochain_releve_le)
            for i in Identifiant.objects.filter(actif=True).order_by("libelle", "pk")
        ),
        moteur_vu_le=vu_le,
        moteur_vivant=vu_le is not None and maintenant - vu_le <= MOTEUR_MUET,
        suspendu_le=cadence.suspendu_le,
        prochain_releve_le=None if suspendu else cadence.prochain_releve_le,
        depots_a_decider=Depot.objects.filter(etat=Etat.A_DECIDER.value).count(),
        documents_en_attente=en_attente.count(),
        documents_en_echec=en_attente.filter(essais__gt=0).count(),
        flux_a_adopter=Flux.objects.filter(declaration__isnull=True).count(),
    )


def _identifiant(
    identifiant: Identifiant, maintenant: datetime, general: datetime | None
) -> SanteIdentifiant:
    niveau, etat, conseil = _juger(identifiant, maintenant)
    bloque = identifiant.etat == Identifiant.Etat.BLOQUE
    return SanteIdentifiant(
        pk=identifiant.pk,
        libelle=identifiant.libelle,
        niveau=niveau,
        etat=etat,
        dernier_succes_le=identifiant.dernier_succes_le,
        prochain_releve_le=identifiant.prochaine_action_le or (None if bloque else general),
        lu_jusqu_a=identifiant.curseur,
        echec_depuis=identifiant.echec_depuis,
        erreur=identifiant.derniere_erreur,
        conseil=identifiant.conseil or conseil,
    )


def _juger(identifiant: Identifiant, maintenant: datetime) -> tuple[Niveau, str, str]:
    """Return how bad, in which words, and what to do if nothing more precise is known."""
    match identifiant.etat:
        case Identifiant.Etat.BLOQUE:
            return Niveau.GRAVE, "Accès refusé", "Corrigez l’identifiant ou éprouvez-le de nouveau."
        case Identifiant.Etat.EN_DIFFICULTE:
            return Niveau.ATTENTION, "Service injoignable", "Récépissé réessaie de lui-même."
    if identifiant.essais and identifiant.derniere_erreur:
        return Niveau.ATTENTION, "Erreur de Récépissé", "Si elle persiste, signalez-la."
    depuis = identifiant.dernier_succes_le or identifiant.cree_le
    if maintenant - depuis > SILENCE:
        return (
            Niveau.ATTENTION,
            "Aucun relevé réussi depuis plus de 24 heures",
            "Vérifiez que le relevé n’est pas suspendu et que le moteur de travaux tourne.",
        )
    if identifiant.etat == Identifiant.Etat.A_EPROUVER:
        return Niveau.BIEN, "Pas encore éprouvé", "Éprouvez-le pour vérifier que le service l’accepte."
    return Niveau.BIEN, "En service", ""
