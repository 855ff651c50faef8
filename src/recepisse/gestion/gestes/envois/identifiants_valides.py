"""Which identifiers a person may send an envoi with (feature B1).

An identifier is valid when it is linked to everybody for every company or when, for **each** company of
the envoi, a link names this company (or all of them) and this person (or everybody). ``utilisateur`` is
None on the command line, where whoever holds the data folder stands for everybody.
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from recepisse.gestion.models import Identifiant, Lien, Utilisateur


def identifiants_valides(utilisateur: Utilisateur | None, sirens: Iterable[str]) -> QuerySet[Identifiant]:
    """Return the active identifiers valid for this person and for all these companies, by label."""
    valides = Identifiant.objects.filter(actif=True)
    if utilisateur is None:
        return valides.order_by("libelle", "pk")
    liens = Lien.objects.filter(
        Q(utilisateur__isnull=True) | Q(utilisateur=utilisateur), identifiant=OuterRef("pk")
    )
    sirens = set(sirens)
    if not sirens:
        return valides.filter(Exists(liens)).order_by("libelle", "pk")
    for siren in sirens:
        pour_elle = Q(entreprise__isnull=True) | Q(entreprise__siren=siren)
        valides = valides.filter(Exists(liens.filter(pour_elle)))
    return valides.order_by("libelle", "pk")


def envoi_api_possible(utilisateur: Utilisateur | None, sirens: Iterable[str]) -> bool:
    """Return True when at least one identifier is valid: sending by API is offered only then."""
    return identifiants_valides(utilisateur, sirens).exists()
