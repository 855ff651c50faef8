"""What is known of an account of the services, from how the last conversation with it ended.

::

    any success           → ok, what was held is due again
    AccesRefuse           → bloque, nothing is asked any more until a person acts: a login is never
                            repeated, because repeated failures lock the account (guide §3.1)
      … non inscrit       → bloque, asked again the next day (a registration takes effect the next day)
    Patienter             → unchanged, nothing before the instant that the service gave
    Injoignable           → en_difficulte, asked again after a growing wait
    anything else         → en_difficulte, asked again after the longest wait

Polling and deposits share this: whichever meets the refusal first stops the other.
"""

from datetime import datetime, time, timedelta

from django.db import transaction

from recepisse.echanges.cycle import Etat
from recepisse.erreurs import AccesRefuse, ErreurEchange, Injoignable, MotifAcces, Patienter
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.recul import attente
from recepisse.gestion.models import Depot, Identifiant
from recepisse.temps import PARIS, jour_paris

HEURE_LENDEMAIN = time(6, 0)
"""Paris time of the next day at which a registration is asked again."""

ETATS_RETENUS = (Etat.PREPARE, Etat.A_REDEPOSER, Etat.INCONNU)
"""States of a deposit that wait for an access again when nothing is due."""

_CHAMPS_ETAT = (
    "etat",
    "motif",
    "conseil",
    "derniere_erreur",
    "echec_depuis",
    "dernier_succes_le",
    "essais",
    "pas_avant",
    "prochaine_action_le",
)


def noter_succes(identifiant_id: int, maintenant: datetime) -> None:
    """Record that the service let this account in; wake its poll and its deposits when they were held."""
    with transaction.atomic():
        identifiant = Identifiant.objects.select_for_update().get(pk=identifiant_id)
        bloque = identifiant.etat == Identifiant.Etat.BLOQUE
        identifiant.etat = Identifiant.Etat.OK
        identifiant.motif = identifiant.conseil = identifiant.derniere_erreur = ""
        identifiant.echec_depuis = None
        identifiant.essais = 0
        identifiant.dernier_succes_le = maintenant
        if bloque and identifiant.actif:
            identifiant.prochaine_action_le = maintenant
        identifiant.save(update_fields=_CHAMPS_ETAT)
        if bloque:
            rearmer_depots(identifiant_id, maintenant)


def noter_echec(
    identifiant_id: int, erreur: ErreurEchange, maintenant: datetime, ctx: Contexte
) -> datetime | None:
    """Record why the account could not be used; return when to ask again (None: when a person has acted)."""
    with transaction.atomic():
        identifiant = Identifiant.objects.select_for_update().get(pk=identifiant_id)
        reprise: datetime | None
        if isinstance(erreur, Patienter):
            reprise = _patienter(identifiant, erreur, maintenant, ctx)
        elif isinstance(erreur, AccesRefuse):
            reprise = _bloquer(identifiant, erreur, maintenant)
        else:
            reprise = _en_difficulte(identifiant, erreur, maintenant, ctx)
        identifiant.prochaine_action_le = reprise if identifiant.actif else None
        identifiant.save(update_fields=_CHAMPS_ETAT)
    return reprise


def rearmer_depots(identifiant_id: int, maintenant: datetime) -> int:
    """Make due the deposits of this account that were held until it is let in again; return how many."""
    return Depot.objects.filter(
        envoi__identifiant_id=identifiant_id, etat__in=ETATS_RETENUS, prochaine_action_le__isnull=True
    ).update(prochaine_action_le=maintenant, essais=0)


def lendemain(maintenant: datetime) -> datetime:
    """Return the next morning in Paris."""
    jour = jour_paris(maintenant) + timedelta(days=1)
    return datetime.combine(jour, HEURE_LENDEMAIN, PARIS)


def _patienter(identifiant: Identifiant, erreur: Patienter, maintenant: datetime, ctx: Contexte) -> datetime:
    reprise = erreur.reprise_a or maintenant + ctx.reglages.recul_initial
    identifiant.pas_avant = max(reprise, maintenant)
    return identifiant.pas_avant


def _bloquer(identifiant: Identifiant, erreur: AccesRefuse, maintenant: datetime) -> datetime | None:
    identifiant.etat = Identifiant.Etat.BLOQUE
    _decrire(identifiant, erreur, erreur.motif, maintenant)
    if erreur.motif == MotifAcces.NON_INSCRIT:
        return max(erreur.reprise_a or maintenant, lendemain(maintenant))
    return None


def _en_difficulte(
    identifiant: Identifiant, erreur: ErreurEchange, maintenant: datetime, ctx: Contexte
) -> datetime:
    identifiant.etat = Identifiant.Etat.EN_DIFFICULTE
    _decrire(identifiant, erreur, erreur.code, maintenant)
    reglages = ctx.reglages
    if isinstance(erreur, Injoignable):
        delai = attente(identifiant.essais, reglages.recul_initial, reglages.recul_max)
    else:
        delai = attente(1, reglages.recul_max, reglages.recul_max)
    return max(erreur.reprise_a or maintenant, maintenant + delai)


def _decrire(identifiant: Identifiant, erreur: ErreurEchange, motif: str, maintenant: datetime) -> None:
    identifiant.motif = motif
    identifiant.derniere_erreur = erreur.message
    identifiant.conseil = erreur.conseil
    identifiant.echec_depuis = identifiant.echec_depuis or maintenant
    identifiant.essais += 1
