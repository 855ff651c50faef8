"""Decide of several proposals at once, and take the act back (feature C22).

Only proposals that still wait are decided this way: somebody else's decision, or a newer return, is never
written over. Taking back touches only what the act left as it is: each proposal waits again, unless a newer
return proposed another value meanwhile.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.gestes.paie.decider_proposition import require_motif
from recepisse.gestion.gestes.retours.marquer_lot import ANNULABLE, BilanAnnulation
from recepisse.gestion.models import LotMarques, Proposition, Utilisateur

Etat = Proposition.Etat
ACTES = {Etat.ACCEPTEE: "accepter_propositions", Etat.REFUSEE: "refuser_propositions"}
"""What the act is called in the journal and in its lot, by the state it gives."""


@dataclass(frozen=True, slots=True)
class LotDecide:
    """What was done: ``lot`` takes it back; ``depassees`` no longer waited for a decision."""

    lot: LotMarques
    depassees: int


def decider_lot(
    propositions: QuerySet[Proposition],
    cles: Collection[int],
    etat: Proposition.Etat,
    motif: str,
    ctx: Contexte,
    par: Utilisateur,
) -> LotDecide:
    """Give ``etat`` (accepted or refused) to those of ``cles`` among ``propositions`` that still wait."""
    if not cles:
        raise ErreurSaisie("Aucune proposition n’est cochée.", conseil="Cochez celles dont vous décidez.")
    if etat == Etat.REFUSEE:
        require_motif(motif)
    with transaction.atomic():
        en_attente = propositions.filter(pk__in=cles, etat=Etat.PROPOSEE)
        faites = sorted(en_attente.select_for_update(of=("self",)).values_list("pk", flat=True))
        if not faites:
            raise ErreurSaisie(
                "Plus aucune de ces propositions n’attend de décision.",
                conseil="Quelqu’un a décidé avant vous, ou un retour plus récent les a remplacées.",
            )
        maintenant = ctx.horloge()
        Proposition.objects.filter(pk__in=faites).update(
            etat=etat, motif=motif.strip(), decide_le=maintenant, decide_par=par
        )
        lot = LotMarques.objects.create(
            utilisateur=par,
            acte=ACTES[etat],
            le=maintenant,
            nombre=len(faites),
            avant=[[pk, Etat.PROPOSEE] for pk in faites],
        )
        journaliser(ACTES[etat], f"lot:{lot.pk}", ctx, par, nombre=len(faites))
    return LotDecide(lot, len(set(cles)) - len(faites))


def lot_annulable(par: Utilisateur, maintenant: datetime) -> LotMarques | None:
    """Return the last act of this person on several proposals, if she may still take it back."""
    siens = LotMarques.objects.filter(utilisateur=par, acte__in=list(ACTES.values()), annule_le=None)
    return siens.filter(le__gte=maintenant - ANNULABLE).defer("avant").order_by("-pk").first()


def annuler_lot(
    lot: LotMarques, visibles: QuerySet[Proposition], ctx: Contexte, par: Utilisateur
) -> BilanAnnulation:
    """Let the proposals of ``lot`` that nobody changed since, among ``visibles``, wait again.

    Raises :class:`~recepisse.erreurs.ErreurSaisie` when the act is another person's, too old, or taken back.
    """
    maintenant = ctx.horloge()
    with transaction.atomic():
        siens = LotMarques.objects.filter(pk=lot.pk, utilisateur=par, acte__in=list(ACTES.values()))
        if not siens.filter(annule_le=None, le__gte=maintenant - ANNULABLE).update(annule_le=maintenant):
            raise ErreurSaisie("Cette action ne peut plus être annulée.")
        intactes = visibles.filter(
            pk__in=[pk for pk, _etat in lot.avant], decide_le=lot.le, decide_par=par
        ).exclude(etat=Etat.REMPLACEE)
        sujets = dict(intactes.values_list("pk", "empreinte_sujet"))
        plus_recentes = Proposition.objects.filter(
            empreinte_sujet__in=set(sujets.values()), etat=Etat.PROPOSEE
        )
        depasses = set(plus_recentes.values_list("empreinte_sujet", flat=True))
        for etat, cles in (
            (Etat.PROPOSEE, [pk for pk, sujet in sujets.items() if sujet not in depasses]),
            (Etat.REMPLACEE, [pk for pk, sujet in sujets.items() if sujet in depasses]),
        ):
            Proposition.objects.filter(pk__in=cles).update(
                etat=etat, motif="", decide_le=None, decide_par=None
            )
        journaliser("annuler_propositions", f"lot:{lot.pk}", ctx, par, nombre=len(sujets))
    return BilanAnnulation(len(sujets), lot.nombre - len(sujets))
