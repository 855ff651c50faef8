"""Move a deposit along the table of its life, with the row that proves each step.

Every function here is called inside the transaction of what caused the step.
"""

from datetime import datetime

from recepisse.echanges.cycle import Etat, Evenement, suivant
from recepisse.gestion.gestes.releves.rafraichir import premiere_relecture
from recepisse.gestion.models import Depot, Flux, Retour, TransitionDepot


def transiter(depot: Depot, evenement: Evenement, maintenant: datetime, detail: str = "") -> Etat:
    """Apply ``evenement`` to ``depot`` (not saved) and write the step; return the state reached."""
    avant = Etat(depot.etat)
    apres = suivant(avant, evenement)
    TransitionDepot.objects.create(
        depot=depot,
        le=maintenant,
        evenement=evenement.value,
        de=avant.value,
        vers=apres.value,
        detail=detail,
    )
    depot.etat = apres.value
    return apres


def rendre_bail(depot: Depot, prochaine_action_le: datetime | None) -> None:
    """Give the lease of ``depot`` back and say what is due next (not saved)."""
    depot.bail_jusqu_a = None
    depot.bail_de = ""
    depot.prochaine_action_le = prochaine_action_le


def poser_idflux(depot: Depot, idflux: str, maintenant: datetime) -> Flux:
    """Bind ``depot`` (not saved) to its flux.

    The polling may have met this flux a moment before its receipt was stored: it is then taken as it
    is, with the returns already announced.
    """
    depot.idflux = idflux
    flux, nouveau = Flux.objects.get_or_create(
        idflux=idflux, defaults={"identifiant": depot.envoi.identifiant, "vu_le": maintenant}
    )
    flux.depot = depot
    flux.declaration = depot.declaration
    flux.depose_le = flux.depose_le or depot.tentative_le
    flux.prochaine_action_le = premiere_relecture(maintenant)
    flux.save(update_fields=["depot", "declaration", "depose_le", "prochaine_action_le"])
    if not nouveau:
        _rattacher_retours(flux, depot)
    return flux


def _rattacher_retours(flux: Flux, depot: Depot) -> None:
    etablissement = depot.declaration.etablissement
    Retour.objects.filter(flux=flux).update(
        declaration=depot.declaration, etablissement=etablissement, entreprise=etablissement.entreprise
    )
