"""Prove an identifier: one login, and what it says in plain words."""

from dataclasses import dataclass

from django.db import transaction

from recepisse.echanges.api import authentifier, conduire
from recepisse.erreurs import ErreurEchange
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.etat_identifiant import noter_echec, noter_succes
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Identifiant, Utilisateur


@dataclass(frozen=True, slots=True)
class Epreuve:
    """How the proof ended, for a person to read."""

    reussie: bool
    message: str
    conseil: str = ""


def eprouver_identifiant(identifiant: Identifiant, ctx: Contexte, par: Utilisateur | None = None) -> Epreuve:
    """Log in once, whatever is known so far. A success wakes the polling and deposits that were held.

    A login already open does not count: the session is closed first, so that the password is really
    tried. The call is made outside any transaction.
    """
    ctx.oublier_session(identifiant)
    try:
        conduire(authentifier(ctx.session(identifiant)), ctx.transport)
    except ErreurEchange as erreur:
        with transaction.atomic():
            noter_echec(identifiant.pk, erreur, ctx.horloge(), ctx)
            journaliser(
                "eprouver", f"identifiant:{identifiant.pk}", ctx, par, reussie=False, code=erreur.code
            )
        return Epreuve(reussie=False, message=erreur.message, conseil=erreur.conseil)
    with transaction.atomic():
        noter_succes(identifiant.pk, ctx.horloge())
        journaliser("eprouver", f"identifiant:{identifiant.pk}", ctx, par, reussie=True)
    return Epreuve(reussie=True, message="Le service a accepté cet identifiant.")
