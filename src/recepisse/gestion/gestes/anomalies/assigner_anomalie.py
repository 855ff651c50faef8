"""Give an anomaly to somebody who may act on its company, or to nobody."""

from django.db import transaction
from django.db.models import Q, QuerySet

from recepisse.erreurs import ErreurSaisie, TransitionInterdite
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.anomalies.histoire_anomalie import Histoire, numero
from recepisse.gestion.gestes.anomalies.verrouiller_anomalie import CONSEIL, verrouiller
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Anomalie, Utilisateur
from recepisse.retours.suivi.memoire import EvenementVie


def assigner_anomalie(
    anomalie: Anomalie,
    a: Utilisateur | None,
    ctx: Contexte,
    par: Utilisateur | None = None,
    *,
    avant: int | None,
) -> bool:
    """Assign to ``a`` (None: to nobody); return False when it was so already.

    ``avant`` is whom the person saw it assigned to. Raises TransitionInterdite when somebody else took it
    meanwhile or when nothing is left to do, ErreurSaisie when ``a`` may not act on this company.
    """
    with transaction.atomic():
        ligne = verrouiller(anomalie)
        but = numero(a)
        if ligne.assignee_a_id == but:
            anomalie.refresh_from_db()
            return False
        if ligne.assignee_a_id != avant:
            qui = ligne.assignee_a.get_username() if ligne.assignee_a else "personne"
            raise TransitionInterdite(f"Cette anomalie vient d’être assignée à {qui}.", conseil=CONSEIL)
        if a is not None and not peut_agir(a, ligne):
            raise ErreurSaisie(
                f"{a.get_username()} ne peut pas agir sur cette entreprise.",
                conseil="Choisissez une autre personne, ou ajoutez l’entreprise à l’un de ses portefeuilles.",
            )
        assigner_lignes([ligne], a, ctx, par)
        journaliser("assigner_anomalie", f"anomalie:{ligne.pk}", ctx, par, a=but)
    anomalie.refresh_from_db()
    return True


def assigner_lignes(
    lignes: list[Anomalie], a: Utilisateur | None, ctx: Contexte, par: Utilisateur | None
) -> None:
    """Assign lines whose state accepts it, and write it in their history; inside a transaction."""
    histoire = Histoire(ctx)
    detail = a.get_username() if a else ""
    for ligne in lignes:
        histoire.appliquer(ligne, EvenementVie.ASSIGNER, detail, par=numero(par))
    Anomalie.objects.filter(pk__in=[ligne.pk for ligne in lignes]).update(assignee_a=a)
    histoire.ecrire()


def peut_agir(utilisateur: Utilisateur, anomalie: Anomalie) -> bool:
    """Return True when ``utilisateur`` may act on this anomaly."""
    lignes = Perimetre(utilisateur, agir=True).filtrer(Anomalie.objects.filter(pk=anomalie.pk))
    return utilisateur.is_active and utilisateur.agit and lignes.exists()


def assignables(entreprise: int | None = None, *, toutes: bool = False) -> QuerySet[Utilisateur]:
    """Return the people who may act on a company; with ``toutes``, those who may act on at least one.

    The same rule as ``Perimetre``, from the other side: a test holds them together.
    """
    roles = (Utilisateur.Role.ADMINISTRATEUR, Utilisateur.Role.GESTIONNAIRE)
    actifs = Utilisateur.objects.filter(is_active=True, role__in=roles).order_by("username")
    if toutes:
        return actifs
    partout = Q(role=Utilisateur.Role.ADMINISTRATEUR) | Q(limite=False)
    la = Q(affectations__agit=True, affectations__portefeuille__entreprises=entreprise)
    return actifs.filter(partout | la if entreprise is not None else partout).distinct()
