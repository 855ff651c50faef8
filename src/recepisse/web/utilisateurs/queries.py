"""The list of the people who log in: the same number of queries for three as for three thousand."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from recepisse.gestion.gestes.acces.sessions import sessions_vivantes
from recepisse.gestion.models import Affectation, Utilisateur
from recepisse.web.curseur import Page, page_alphabetique

PAR_PAGE: Final = 50
COMPTE_MAX: Final = 1000


def page_utilisateurs(valeurs: Mapping[str, Any], apres: int | None) -> Page[Utilisateur]:
    """Return a page of the selected people, with the number of their portfolios and open sessions."""
    sessions = sessions_vivantes().filter(utilisateur=OuterRef("pk"))
    affectations = Affectation.objects.filter(utilisateur=OuterRef("pk"))
    lignes = selection(valeurs).annotate(
        nb_sessions=_nombre(sessions), nb_portefeuilles=_nombre(affectations)
    )
    return page_alphabetique(lignes, "username", apres, PAR_PAGE)


def selection(valeurs: Mapping[str, Any]) -> QuerySet[Utilisateur]:
    """Return the people selected by the cleaned values of the form."""
    lignes = Utilisateur.objects.all()
    if valeurs.get("nom"):
        lignes = lignes.filter(username__icontains=valeurs["nom"])
    if valeurs.get("role"):
        lignes = lignes.filter(role=valeurs["role"])
    if valeurs.get("etat"):
        lignes = lignes.filter(is_active=valeurs["etat"] == "actif")
    return lignes


def compter(valeurs: Mapping[str, Any]) -> int:
    """Count the selected people, up to one more than ``COMPTE_MAX``."""
    return selection(valeurs).order_by().values("pk")[: COMPTE_MAX + 1].count()


def sans_entreprise() -> int:
    """Count the active people who see nothing: limited to their portfolios, and without any."""
    limites = Utilisateur.objects.filter(
        ~Q(role=Utilisateur.Role.ADMINISTRATEUR), Q(limite=True) | Q(role=Utilisateur.Role.CLIENT)
    )
    suivi = Affectation.objects.filter(utilisateur=OuterRef("pk"))
    return limites.filter(~Exists(suivi), is_active=True).count()


def _nombre(lignes: QuerySet[Any]) -> Coalesce:
    compte = lignes.order_by().values("utilisateur").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(compte), 0)
