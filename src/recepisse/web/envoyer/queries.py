"""Which identifiers a person may choose for a file, and why some cannot serve."""

from dataclasses import dataclass

from recepisse.gestion.gestes.envois.identifiants_valides import identifiants_valides
from recepisse.gestion.gestes.envois.preparer_envoi import Preparation
from recepisse.gestion.gestes.envois.refus_envoi import REGIMES
from recepisse.gestion.models import Entreprise, Identifiant, Utilisateur


@dataclass(frozen=True, slots=True)
class Choix:
    """A valid identifier, and what prevents it from serving for this file (empty: nothing)."""

    identifiant: Identifiant
    empechement: str = ""


def choix_identifiants(preparation: Preparation, utilisateur: Utilisateur) -> list[Choix]:
    """Return the identifiers valid for this person and every company of the file (feature B1)."""
    sirens = {declaration.siren for declaration in preparation.apercu.declarations}
    regime = REGIMES.get(preparation.apercu.point_depot)
    return [
        Choix(identifiant, _empechement(identifiant, regime))
        for identifiant in identifiants_valides(utilisateur, sirens)
    ]


def _empechement(identifiant: Identifiant, regime: str | None) -> str:
    if identifiant.etat == Identifiant.Etat.BLOQUE:
        return f"accès refusé par le service. {identifiant.conseil}".strip()
    if regime != identifiant.regime:
        return "l’autre régime : le point de dépôt du fichier ne correspond pas"
    return ""


def raison_sans_identifiant(*, il_y_en_a: bool) -> str:
    """Return why sending by API is not offered."""
    if il_y_en_a:
        return (
            "Aucun identifiant ne vaut à la fois pour vous et pour toutes les entreprises de ce fichier : "
            "l’envoi par l’API-DSN n’est pas proposé."
        )
    return "Aucun identifiant n’est enregistré : il en faut un pour envoyer par l’API-DSN."


def noms_entreprises(preparation: Preparation) -> dict[str, str]:
    """Return the names already known of the companies of the file."""
    sirens = {declaration.siren for declaration in preparation.apercu.declarations}
    return dict(Entreprise.objects.filter(siren__in=sirens).exclude(nom="").values_list("siren", "nom"))
