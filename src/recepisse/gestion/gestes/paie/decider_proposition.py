"""What a person decides of a proposal: accept it, or refuse it and say why. Both are in the journal.

Accepting applies nothing: the payroll software does. A decision can be taken again the other way round, until
a newer return makes another proposal.

``vu`` is the state that the person had before her eyes ("": she looked at none): when it is no longer so,
somebody else decided first, and nothing is decided over it.
"""

from django.db import transaction

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Proposition, Utilisateur

Etat = Proposition.Etat


def accepter_proposition(
    proposition: Proposition,
    ctx: Contexte,
    par: Utilisateur | None = None,
    motif: str = "",
    *,
    vu: str = "",
) -> Proposition:
    """Say that the payroll takes the new value."""
    return _decider(proposition, Etat.ACCEPTEE, motif, ctx, par, vu)


def refuser_proposition(
    proposition: Proposition,
    motif: str,
    ctx: Contexte,
    par: Utilisateur | None = None,
    *,
    vu: str = "",
) -> Proposition:
    """Say that the payroll keeps its value; this one will not be proposed again."""
    require_motif(motif)
    return _decider(proposition, Etat.REFUSEE, motif, ctx, par, vu)


def require_motif(motif: str) -> None:
    """Refuse a refusal that does not say why."""
    if not motif.strip():
        raise ErreurSaisie(
            "Un refus s’explique.", conseil="Donnez le motif : il sera montré à qui relira la proposition."
        )


def _decider(
    proposition: Proposition,
    etat: Proposition.Etat,
    motif: str,
    ctx: Contexte,
    par: Utilisateur | None,
    vu: str,
) -> Proposition:
    with transaction.atomic():
        actuelle = Proposition.objects.select_for_update(of=("self",)).get(pk=proposition.pk)
        if actuelle.etat == Etat.REMPLACEE:
            raise ErreurSaisie(
                "Un retour plus récent a remplacé cette proposition.",
                conseil="Décidez de celle qui l’a remplacée.",
            )
        if vu and actuelle.etat != vu:
            raise ErreurSaisie(
                "Cette proposition a changé d’état pendant que vous la lisiez : elle est maintenant "
                f"{actuelle.get_etat_display().lower()}.",
                conseil="Rien n’a été écrit. Relisez-la, puis décidez.",
            )
        if actuelle.etat == etat:
            raise ErreurSaisie(f"Cette proposition est déjà {actuelle.get_etat_display().lower()}.")
        avant = actuelle.etat
        actuelle.etat, actuelle.motif = etat, motif.strip()
        actuelle.decide_le, actuelle.decide_par = ctx.horloge(), par
        actuelle.save(update_fields=["etat", "motif", "decide_le", "decide_par"])
        acte = "accepter_proposition" if etat == Etat.ACCEPTEE else "refuser_proposition"
        journaliser(acte, f"proposition:{actuelle.pk}", ctx, par, avant=avant)
    return actuelle
