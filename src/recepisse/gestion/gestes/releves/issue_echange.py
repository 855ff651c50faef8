"""How a conversation that failed is told: word of the retrieval row, bytes kept, one family of exceptions."""

from recepisse.erreurs import (
    AccesRefuse,
    Erreur,
    ErreurEchange,
    Injoignable,
    MotifAcces,
    Patienter,
    ReponseInattendue,
)
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.models import Releve

_ISSUES: tuple[tuple[type[ErreurEchange], Releve.Issue], ...] = (
    (Patienter, Releve.Issue.PATIENTER),
    (AccesRefuse, Releve.Issue.ACCES_REFUSE),
    (Injoignable, Releve.Issue.INJOIGNABLE),
    (ReponseInattendue, Releve.Issue.REPONSE_INATTENDUE),
)


def issue_de(erreur: ErreurEchange) -> Releve.Issue:
    """Return the word under which the failure is filed."""
    return next((issue for genre, issue in _ISSUES if isinstance(erreur, genre)), Releve.Issue.ERREUR)


def en_erreur_echange(erreur: Erreur) -> ErreurEchange:
    """Return ``erreur`` as a failure of the exchange: a vault that does not open also prevents it."""
    if isinstance(erreur, ErreurEchange):
        return erreur
    return ErreurEchange(erreur.message, conseil=erreur.conseil)


def conserver_reponse(erreur: Erreur, ctx: Contexte) -> str:
    """Keep the bytes of an answer that broke the contract; return their sum, or "" when there are none."""
    if isinstance(erreur, ReponseInattendue) and erreur.corps:
        return ctx.archive.deposer(erreur.corps)
    return ""


def vise_le_compte(erreur: ErreurEchange) -> bool:
    """Return True when the refusal is about the account itself, and not about one flux or document.

    A 403 on one document may only mean that it is somebody else's (guide §9): it does not condemn the
    account, whose own polling will tell.
    """
    return isinstance(erreur, AccesRefuse) and erreur.motif != MotifAcces.INTERDIT
