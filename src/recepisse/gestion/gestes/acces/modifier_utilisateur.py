"""Change what a person may do, close her account or open it again; one administrator always remains."""

from django.db import transaction

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.acces.droits import require_administrateur
from recepisse.gestion.gestes.acces.sessions import effacer_sessions
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Utilisateur


def modifier_utilisateur(
    utilisateur: Utilisateur, role: str, ctx: Contexte, par: Utilisateur | None = None, *, limite: bool
) -> Utilisateur:
    """Give a role, and say whether the person sees her portfolios alone; it counts from her next page."""
    require_administrateur(par)
    if role not in Utilisateur.Role.values:
        raise ErreurSaisie(f"« {role} » n’est pas un rôle.")
    with transaction.atomic():
        actuel = _relire(utilisateur)
        if role != Utilisateur.Role.ADMINISTRATEUR:
            _require_autre_administrateur(actuel)
        if (actuel.role, actuel.limite) != (role, limite):
            actuel.role, actuel.limite = role, limite
            actuel.save(update_fields=["role", "limite"])
            journaliser(
                "modifier_utilisateur", f"utilisateur:{actuel.pk}", ctx, par, role=role, limite=limite
            )
    return actuel


def desactiver_utilisateur(utilisateur: Utilisateur, ctx: Contexte, par: Utilisateur | None = None) -> None:
    """Close the account and every session of it at once; what the person did stays under her name."""
    require_administrateur(par)
    if par is not None and par.pk == utilisateur.pk:
        raise ErreurSaisie(
            "Vous ne pouvez pas désactiver votre propre compte.",
            conseil="Demandez-le à un autre administrateur.",
        )
    with transaction.atomic():
        actuel = _relire(utilisateur)
        _require_autre_administrateur(actuel)
        if actuel.is_active:
            actuel.is_active = False
            actuel.save(update_fields=["is_active"])
            fermees = effacer_sessions(actuel.sessions.all())
            journaliser("desactiver_utilisateur", f"utilisateur:{actuel.pk}", ctx, par, sessions=fermees)


def reactiver_utilisateur(utilisateur: Utilisateur, ctx: Contexte, par: Utilisateur | None = None) -> None:
    """Open the account again, with the password and the role that it had."""
    require_administrateur(par)
    with transaction.atomic():
        if Utilisateur.objects.filter(pk=utilisateur.pk, is_active=False).update(is_active=True):
            journaliser("reactiver_utilisateur", f"utilisateur:{utilisateur.pk}", ctx, par)


def _relire(utilisateur: Utilisateur) -> Utilisateur:
    return Utilisateur.objects.select_for_update().get(pk=utilisateur.pk)


def _require_autre_administrateur(utilisateur: Utilisateur) -> None:
    """Refuse to take away the last active administrator: nobody could give the right back on screen."""
    if not (utilisateur.is_active and utilisateur.est_administrateur):
        return
    autres = Utilisateur.objects.select_for_update().filter(
        role=Utilisateur.Role.ADMINISTRATEUR, is_active=True
    )
    if len(autres) == 1:
        raise ErreurSaisie(
            "C’est le dernier administrateur en activité : il en faut au moins un.",
            conseil="Donnez d’abord ce rôle à quelqu’un d’autre.",
        )
