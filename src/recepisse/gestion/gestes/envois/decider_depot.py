"""What a person decides when the list of deposits was not enough, or when a deposit is held.

::

    a_decider ── adopter_candidat ──> depose
    a_decider ── redeposer ─────────> a_redeposer, due at once
    prepare, a_redeposer held ── redeposer ──> due at once
    prepare, a_redeposer, a_decider ── abandonner ──> abandonne

Each act is in the journal with who decided.
"""

from datetime import datetime

from django.db import transaction

from recepisse.echanges.cycle import Etat, Evenement
from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.envois.transiter import poser_idflux, rendre_bail, transiter
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.gestes.retours.prevoir_retours import prevoir_depot
from recepisse.gestion.models import Depot, Utilisateur

_RELANCABLES = (Etat.PREPARE, Etat.A_REDEPOSER)


def adopter_candidat(depot: Depot, idflux: str, ctx: Contexte, par: Utilisateur | None = None) -> Depot:
    """Say that ``idflux``, one of the candidates, is this deposit."""
    with transaction.atomic():
        actuel, maintenant = _verrouiller(depot), ctx.horloge()
        if idflux not in {candidat["idflux"] for candidat in actuel.candidats}:
            raise ErreurSaisie(
                f"Le flux « {idflux} » ne fait pas partie des flux proposés pour ce dépôt.",
                conseil="Rechargez la page et choisissez parmi ceux qui y figurent.",
            )
        if Depot.objects.filter(idflux=idflux).exclude(pk=actuel.pk).exists():
            raise ErreurSaisie(
                f"Le flux « {idflux} » est déjà celui d’un autre dépôt.", conseil="Choisissez-en un autre."
            )
        transiter(actuel, Evenement.DECIDER_ADOPTER, maintenant, idflux)
        transiter(actuel, Evenement.CONFIRMER, maintenant)
        _solder(actuel, None)
        prevoir_depot(actuel, poser_idflux(actuel, idflux, maintenant), ctx)
        actuel.save()
        journaliser("adopter_candidat", f"depot:{actuel.pk}", ctx, par, idflux=idflux)
    return actuel


def redeposer(depot: Depot, ctx: Contexte, par: Utilisateur | None = None) -> Depot:
    """Let the same bytes leave again: the person answers for there being no deposit of them yet."""
    with transaction.atomic():
        actuel, maintenant = _verrouiller(depot), ctx.horloge()
        if actuel.etat not in _RELANCABLES:
            transiter(actuel, Evenement.DECIDER_REDEPOSER, maintenant)
        elif actuel.bail_jusqu_a is not None and actuel.bail_jusqu_a > maintenant:
            raise ErreurSaisie("Ce dépôt est déjà en train de partir.")
        _solder(actuel, maintenant)
        actuel.save()
        journaliser("redeposer", f"depot:{actuel.pk}", ctx, par)
    return actuel


def abandonner(depot: Depot, ctx: Contexte, par: Utilisateur | None = None) -> Depot:
    """Give this deposit up for good; nothing more will be sent for it."""
    with transaction.atomic():
        actuel = _verrouiller(depot)
        transiter(actuel, Evenement.ABANDONNER, ctx.horloge())
        _solder(actuel, None)
        actuel.save()
        journaliser("abandonner", f"depot:{actuel.pk}", ctx, par)
    return actuel


def _verrouiller(depot: Depot) -> Depot:
    return (
        Depot.objects.select_for_update(of=("self",))
        .select_related("envoi__identifiant", "declaration__etablissement__entreprise")
        .get(pk=depot.pk)
    )


def _solder(depot: Depot, prochaine_action_le: datetime | None) -> None:
    depot.essais = 0
    depot.derniere_erreur = ""
    if depot.etat != Etat.A_DECIDER:
        depot.candidats = []
    rendre_bail(depot, prochaine_action_le)
