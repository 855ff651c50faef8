"""Prove an identifier: one login, and what it says in plain words."""

from dataclasses import dataclass

from django.db import transaction

from recepisse.echanges.api import authentifier, conduire
from recepisse.erreurs import ErreurEchange
from recepisse.gestion.gestes.acces.enregistrer_identifiant import sceller
from recepisse.gestion.gestes.acces.etat_identifiant import noter_echec, noter_succes
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Identifiant, Utilisateur


@dataclass(frozen=True, slots=True)
class Epreuve:
    """How the proof ended, for a person to read."""

    reussie: bool
    message: str
    conseil: str = ""
    sortie: int = 0
    """Exit code that a command ends with."""


def eprouver_identifiant(identifiant: Identifiant, ctx: Contexte, par: Utilisateur | None = None) -> Epreuve:
    """Log in once, whatever is known so far. A success wakes the polling and deposits that were held.

    The call is made outside any transaction. After a refusal the password is sealed anew: the sealed bytes
    are what a session is known by, so every other process forgets the refusal that it remembers.
    """
    session = ctx.session(identifiant)
    session.oublier_refus()
    try:
        conduire(authentifier(session), ctx.transport, session)
    except ErreurEchange as erreur:
        with transaction.atomic():
            noter_echec(identifiant.pk, erreur, ctx.horloge(), ctx)
            journaliser(
                "eprouver", f"identifiant:{identifiant.pk}", ctx, par, reussie=False, code=erreur.code
            )
        return Epreuve(reussie=False, message=erreur.message, conseil=erreur.conseil, sortie=erreur.sortie)
    with transaction.atomic():
        if identifiant.etat == Identifiant.Etat.BLOQUE:
            sceller(identifiant, session.identite.mot_de_passe, ctx)
            identifiant.save(update_fields=["mot_de_passe_scelle"])
        noter_succes(identifiant.pk, ctx.horloge())
        journaliser("eprouver", f"identifiant:{identifiant.pk}", ctx, par, reussie=True)
    return Epreuve(reussie=True, message="Le service a accepté cet identifiant.")
