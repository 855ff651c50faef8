"""Create the account of a person who logs in."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.acces.droits import require_administrateur
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Utilisateur


def creer_utilisateur(
    nom: str,
    mot_de_passe: str,
    role: str,
    ctx: Contexte,
    par: Utilisateur | None = None,
    *,
    limite: bool = False,
) -> Utilisateur:
    """Create the account ``nom`` with its role; the password is only kept as a scrypt hash.

    ``limite``: the person sees the companies of her portfolios alone (always true of a client).
    """
    require_administrateur(par)
    utilisateur = Utilisateur(username=Utilisateur.normalize_username(nom.strip()), role=role, limite=limite)
    utilisateur.date_joined = ctx.horloge()
    require_mot_de_passe(mot_de_passe, utilisateur)
    utilisateur.set_password(mot_de_passe)
    try:
        utilisateur.full_clean(exclude=["password"])
    except ValidationError as erreur:
        raise ErreurSaisie(" ".join(erreur.messages)) from None
    with transaction.atomic():
        utilisateur.save()
        journaliser("creer_utilisateur", f"utilisateur:{utilisateur.pk}", ctx, par, role=role, limite=limite)
    return utilisateur


def require_mot_de_passe(mot_de_passe: str, utilisateur: Utilisateur) -> None:
    """Refuse a password that is too short or too common."""
    try:
        validate_password(mot_de_passe, utilisateur)
    except ValidationError as erreur:
        raise ErreurSaisie(
            " ".join(erreur.messages), conseil="Choisissez une phrase d’au moins 12 caractères."
        ) from None
