"""Say who may use an identifier, and for which companies (feature B1)."""

from django.db import transaction

from recepisse.gestion.gestes.acces.droits import require_administrateur
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Entreprise, Identifiant, Lien, Utilisateur


def lier(
    identifiant: Identifiant,
    utilisateur: Utilisateur | None,
    entreprise: Entreprise | None,
    ctx: Contexte,
    par: Utilisateur | None = None,
) -> Lien:
    """Let ``utilisateur`` (None: everybody) use ``identifiant`` for ``entreprise`` (None: every company).

    Asking twice for the same link gives the same row.
    """
    require_administrateur(par)
    with transaction.atomic():
        lien, nouveau = Lien.objects.get_or_create(
            identifiant=identifiant, utilisateur=utilisateur, entreprise=entreprise
        )
        if nouveau:
            journaliser("lier", f"identifiant:{identifiant.pk}", ctx, par, **_detail(lien))
    return lien


def delier(lien: Lien, ctx: Contexte, par: Utilisateur | None = None) -> None:
    """Take a link away; what was sent under it stays."""
    require_administrateur(par)
    with transaction.atomic():
        journaliser("delier", f"identifiant:{lien.identifiant_id}", ctx, par, **_detail(lien))
        lien.delete()


def _detail(lien: Lien) -> dict[str, int | None]:
    return {"utilisateur": lien.utilisateur_id, "entreprise": lien.entreprise_id}
