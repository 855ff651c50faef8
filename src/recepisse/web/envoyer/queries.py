"""Which identifiers a person may choose for a file, and why some cannot serve."""

from collections.abc import Sequence
from dataclasses import dataclass

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.gestes.envois.identifiants_valides import identifiants_valides
from recepisse.gestion.gestes.envois.preparer_envoi import Preparation
from recepisse.gestion.gestes.envois.refus_envoi import REGIMES
from recepisse.gestion.models import Envoi, Identifiant, Utilisateur
from recepisse.web.templatetags.francais import pluriel, siret


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


def raison_sans_identifiant(hors: Sequence[str], *, il_y_en_a: bool) -> str:
    """Return why sending by API is not offered."""
    if hors:
        return (
            f"Ce fichier déclare pour {_lister(hors)}, hors de vos portefeuilles : "
            "vous ne pouvez pas l’envoyer."
        )
    if il_y_en_a:
        return (
            "Aucun identifiant ne vaut à la fois pour vous et pour toutes les entreprises de ce fichier : "
            "l’envoi par l’API-DSN n’est pas proposé."
        )
    return "Aucun identifiant n’est enregistré : il en faut un pour envoyer par l’API-DSN."


def _lister(sirens: Sequence[str]) -> str:
    premiers = ", ".join(siret(siren) for siren in sirens[:3])
    reste = len(sirens) - 3
    return f"{premiers} et {pluriel(reste, 'autre entreprise,autres entreprises')}" if reste > 0 else premiers


def hors_portefeuilles(qui: Utilisateur, preparation: Preparation) -> list[str]:
    """Return the SIREN of the file for which this person may not act; none for who acts on every company."""
    miennes = Perimetre(qui, agir=True)
    sirens = {declaration.siren for declaration in preparation.apercu.declarations}
    if miennes.tout:
        return []
    return sorted(
        sirens - set(miennes.entreprises().filter(siren__in=sirens).values_list("siren", flat=True))
    )


def envois_precedents(visibles: Perimetre, preparation: Preparation) -> list[Envoi]:
    """Return the earlier envois of these bytes that the person sees."""
    cles = [envoi.pk for envoi in preparation.envois_precedents]
    return list(
        visibles.envois().filter(pk__in=cles).select_related("identifiant", "utilisateur").order_by("-pk")
    )


def noms_entreprises(visibles: Perimetre, preparation: Preparation) -> dict[str, str]:
    """Return the names known of the companies of the file, by SIREN."""
    sirens = {declaration.siren for declaration in preparation.apercu.declarations}
    connues = visibles.entreprises().filter(siren__in=sirens).exclude(nom="")
    return dict(connues.values_list("siren", "nom"))
