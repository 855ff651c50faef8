"""Give a new password to an account; whoever was logged in with the old one no longer is."""

from django.db import transaction

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.acces.creer_utilisateur import require_mot_de_passe
from recepisse.gestion.gestes.acces.droits import require_administrateur
from recepisse.gestion.gestes.acces.sessions import effacer_sessions
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Utilisateur


def changer_mot_de_passe(
    utilisateur: Utilisateur,
    mot_de_passe: str,
    ctx: Contexte,
    par: Utilisateur | None = None,
    *,
    garder: str = "",
) -> None:
    """Change it: its owner may, an administrator may. Every session is closed but ``garder`` (its key)."""
    if par is None or par.pk != utilisateur.pk:
        require_administrateur(par)
    require_mot_de_passe(mot_de_passe, utilisateur)
    utilisateur.set_password(mot_de_passe)
    with transaction.atomic():
        utilisateur.save(update_fields=["password"])
        effacer_sessions(utilisateur.sessions.exclude(cle=garder))
        journaliser("changer_mot_de_passe", f"utilisateur:{utilisateur.pk}", ctx, par)


def changer_le_sien(
    utilisateur: Utilisateur, ancien: str, nouveau: str, ctx: Contexte, *, garder: str = ""
) -> None:
    """Change one's own password; the present one proves that it is not somebody passing by."""
    if not utilisateur.check_password(ancien):
        raise ErreurSaisie("Le mot de passe actuel n’est pas le bon.")
    if nouveau == ancien:
        raise ErreurSaisie("Le nouveau mot de passe est le même que l’ancien.")
    changer_mot_de_passe(utilisateur, nouveau, ctx, utilisateur, garder=garder)
