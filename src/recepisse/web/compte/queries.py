"""The sessions of a person and what she may see, for her own page and for the administrators."""

from collections.abc import Sequence
from typing import Final

from django.db.models import QuerySet

from recepisse.gestion.gestes.acces.sessions import sessions_vivantes
from recepisse.gestion.models import Affectation, SessionOuverte, Utilisateur

SESSIONS_MAX: Final = 50

ROLES: Final = {
    Utilisateur.Role.ADMINISTRATEUR: "Voit tout, fait tout, et tient les comptes, les identifiants et les "
    "portefeuilles.",
    Utilisateur.Role.GESTIONNAIRE: "Envoie, relève, marque les retours et décide, pour les entreprises "
    "dont il répond.",
    Utilisateur.Role.LECTEUR: "Lit tout ce que voit le cabinet, sans rien changer.",
    Utilisateur.Role.CLIENT: "Lit les déclarations et les retours de ses seules entreprises ; ne voit ni la "
    "santé des relevés ni les autres clients.",
}
"""What each role may do, in one sentence."""


def sessions_de(utilisateur: Utilisateur) -> Sequence[SessionOuverte]:
    """Return the open sessions of a person, the last seen first."""
    return list(sessions_vivantes().filter(utilisateur=utilisateur).order_by("-vue_le", "-pk")[:SESSIONS_MAX])


def affectations_de(utilisateur: Utilisateur) -> QuerySet[Affectation]:
    """Return the portfolios that a person follows."""
    return utilisateur.affectations.select_related("portefeuille").order_by("portefeuille__nom")


def voit_tout(utilisateur: Utilisateur) -> bool:
    """Return True when no portfolio limits what the person sees."""
    return utilisateur.est_administrateur or not (utilisateur.limite or utilisateur.est_client)
