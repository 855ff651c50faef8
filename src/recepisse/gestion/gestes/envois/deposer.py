"""Advance the due deposits: attempt, lost outcome, reconciliation (features B3 and the life of a deposit).

**One deposit in the dark per account.** Deposits of different identifiers go in parallel; those of one
identifier go one after the other, and wait while the outcome of one of them is unknown. The window of an
attempt then holds one deposit of ours at most, which keeps the list of deposits readable. The wait is
bounded (setting ``delai_preuve``): a doubt that lasts does not stop the others.

The cap on ``executer`` is the longest conversation: login, deposit, and once more after a refused token. The
lease is longer, so that a row met in ``tentative`` when it is claimed was left by a dead process.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from recepisse.echanges.cycle import Etat, Evenement
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.envois import chercher_depot, reconcilier, tenter
from recepisse.gestion.gestes.envois.transiter import rendre_bail, transiter
from recepisse.gestion.models import Depot, Identifiant, LigneDue

ATTENTE_TOUR = timedelta(seconds=2)
"""How soon the deposits that wait for another one of their account are looked at again."""

ATTENTE_DOUTE = timedelta(seconds=15)
"""The same when the outcome of the other one is unknown, which takes minutes to clear."""

A_DEPOSER = (Etat.PREPARE, Etat.A_REDEPOSER)
A_CHERCHER = (Etat.INCONNU, Etat.A_DECIDER)

Tache = tenter.Tentative | chercher_depot.Recherche
Resultat = tenter.Reponse | chercher_depot.Trouvaille


class TravailDepot:
    """Due deposits."""

    nom = "depot"
    modele: type[LigneDue] = Depot

    def __init__(self, simultanes: int = 4, bail_secondes: int = 600) -> None:
        self.simultanes = simultanes
        self.bail_secondes = bail_secondes

    def commencer(self, ids: Sequence[int], ctx: Contexte) -> list[Tache]:
        """Commit the attempts that are about to be made; put aside what cannot be advanced now."""
        depots = (
            Depot.objects.select_for_update(of=("self",))
            .filter(pk__in=ids)
            .select_related("envoi__identifiant", "declaration")
            .order_by("prochaine_action_le", "pk")
        )
        taches = [_commencer(depot, ctx) for depot in depots]
        return [tache for tache in taches if tache is not None]

    def executer(self, tache: Tache, ctx: Contexte) -> Resultat:
        """Make the call, or read what became of an earlier one."""
        if isinstance(tache, tenter.Tentative):
            return tenter.appeler(tache, ctx)
        return chercher_depot.chercher(tache, ctx)

    def consigner(self, resultats: Sequence[Resultat], ctx: Contexte) -> None:
        """Write the outcomes, then let the next deposit of each account go."""
        for resultat in resultats:
            if isinstance(resultat, tenter.Reponse):
                tenter.noter(resultat, ctx)
                _reveiller_suivant(resultat.tentative.identifiant_id, ctx.horloge())
            else:
                reconcilier.conclure(resultat, ctx)
                _reveiller_suivant(resultat.recherche.identifiant_id, ctx.horloge())


def _commencer(depot: Depot, ctx: Contexte) -> Tache | None:
    """Return the task of one claimed row, or None when it has none now."""
    maintenant, identifiant = ctx.horloge(), depot.envoi.identifiant
    if depot.etat == Etat.TENTATIVE:
        _perdre(depot, maintenant, ctx)
    elif not identifiant.actif or identifiant.etat == Identifiant.Etat.BLOQUE:
        rendre_bail(depot, None)
    elif depot.etat in A_CHERCHER:
        permis = identifiant.depots_pas_avant
        if permis is None or permis <= maintenant:
            return chercher_depot.preparer_recherche(depot, ctx)
        rendre_bail(depot, permis)
    elif depot.etat in A_DEPOSER:
        attente = _attente_du_compte(depot, maintenant, ctx)
        if attente is None:
            return tenter.engager(depot, ctx)
        rendre_bail(depot, maintenant + attente)
        _faire_patienter(identifiant, maintenant, attente)
    else:
        rendre_bail(depot, None)
    depot.save()
    return None


def _perdre(depot: Depot, maintenant: datetime, ctx: Contexte) -> None:
    """Note that the process that made this attempt died: its outcome is unknown."""
    depot.tentative_fin_le = maintenant
    depot.derniere_erreur = "Le programme s’est arrêté pendant le dépôt."
    transiter(depot, Evenement.ISSUE_PERDUE, maintenant, depot.derniere_erreur)
    rendre_bail(depot, maintenant + ctx.reglages.delai_stabilisation)


def _attente_du_compte(depot: Depot, maintenant: datetime, ctx: Contexte) -> timedelta | None:
    """Return how long ``depot`` waits for another one of its account, None when it may leave."""
    autres = Depot.objects.filter(envoi__identifiant=depot.envoi.identifiant).exclude(pk=depot.pk)
    if autres.filter(etat=Etat.TENTATIVE).exists():
        return ATTENTE_TOUR
    limite = maintenant - ctx.reglages.delai_preuve
    if autres.filter(etat=Etat.INCONNU, tentative_fin_le__gt=limite).exists():
        return ATTENTE_DOUTE
    return None


def _faire_patienter(identifiant: Identifiant, maintenant: datetime, attente: timedelta) -> None:
    """Put off together all that is due for this account: thousands of rows are not looked at one by one."""
    libre = Q(bail_jusqu_a__isnull=True) | Q(bail_jusqu_a__lte=maintenant)
    Depot.objects.filter(
        libre, envoi__identifiant=identifiant, etat__in=A_DEPOSER, prochaine_action_le__lte=maintenant
    ).update(prochaine_action_le=maintenant + attente)


def _reveiller_suivant(identifiant_id: int, maintenant: datetime) -> None:
    """Make due now the oldest deposit of this account that only waited for its turn."""
    suivant = (
        Depot.objects.filter(
            envoi__identifiant_id=identifiant_id,
            etat__in=A_DEPOSER,
            essais=0,
            prochaine_action_le__gt=maintenant,
            prochaine_action_le__lte=maintenant + ATTENTE_DOUTE,
        )
        .order_by("pk")
        .values_list("pk", flat=True)
        .first()
    )
    if suivant is not None:
        Depot.objects.filter(pk=suivant).update(prochaine_action_le=maintenant)
