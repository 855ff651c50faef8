"""Make, rename and delete the portfolios of companies, and say who follows each (feature D3)."""

from django.core.exceptions import ValidationError
from django.db import transaction

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.acces.droits import require_administrateur
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Affectation, Portefeuille, Utilisateur


def creer_portefeuille(nom: str, ctx: Contexte, par: Utilisateur | None = None) -> Portefeuille:
    """Create an empty portfolio; two never have the same name."""
    require_administrateur(par)
    with transaction.atomic():
        cree = Portefeuille(nom=_valider(nom))
        cree.save()
        journaliser("creer_portefeuille", f"portefeuille:{cree.pk}", ctx, par)
    return cree


def renommer_portefeuille(
    portefeuille: Portefeuille, nom: str, ctx: Contexte, par: Utilisateur | None = None
) -> None:
    """Give it another name."""
    require_administrateur(par)
    with transaction.atomic():
        portefeuille.nom = _valider(nom, portefeuille.pk)
        portefeuille.save(update_fields=["nom"])
        journaliser("renommer_portefeuille", f"portefeuille:{portefeuille.pk}", ctx, par)


def supprimer_portefeuille(portefeuille: Portefeuille, ctx: Contexte, par: Utilisateur | None = None) -> None:
    """Delete it: its companies stay, those who saw them through it alone no longer do."""
    require_administrateur(par)
    with transaction.atomic():
        journaliser(
            "supprimer_portefeuille",
            f"portefeuille:{portefeuille.pk}",
            ctx,
            par,
            entreprises=portefeuille.entreprises.count(),
        )
        portefeuille.delete()


def affecter(
    portefeuille: Portefeuille,
    utilisateur: Utilisateur,
    ctx: Contexte,
    par: Utilisateur | None = None,
    *,
    agit: bool,
) -> Affectation:
    """Let a person follow the portfolio; ``agit`` False: she reads it, somebody else answers for it."""
    require_administrateur(par)
    if agit and not utilisateur.agit:
        raise ErreurSaisie(
            "Le rôle de cette personne ne lui permet que de lire.",
            conseil="Choisissez « lit », ou changez d’abord son rôle.",
        )
    with transaction.atomic():
        affectation, _ = Affectation.objects.update_or_create(
            portefeuille=portefeuille, utilisateur=utilisateur, defaults={"agit": agit}
        )
        journaliser(
            "affecter", f"portefeuille:{portefeuille.pk}", ctx, par, utilisateur=utilisateur.pk, agit=agit
        )
    return affectation


def desaffecter(affectation: Affectation, ctx: Contexte, par: Utilisateur | None = None) -> None:
    """Take the portfolio away from a person."""
    require_administrateur(par)
    with transaction.atomic():
        journaliser(
            "desaffecter",
            f"portefeuille:{affectation.portefeuille_id}",
            ctx,
            par,
            utilisateur=affectation.utilisateur_id,
        )
        affectation.delete()


def _valider(nom: str, pk: int | None = None) -> str:
    candidat = Portefeuille(pk=pk, nom=" ".join(nom.split()))
    try:
        candidat.clean_fields()
    except ValidationError as erreur:
        raise ErreurSaisie(f"Le nom du portefeuille ne convient pas. {' '.join(erreur.messages)}") from None
    if Portefeuille.objects.filter(nom=candidat.nom).exclude(pk=pk or 0).exists():
        raise ErreurSaisie(f"Un portefeuille s’appelle déjà « {candidat.nom} ».")
    return candidat.nom
