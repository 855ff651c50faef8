"""What the pages of a declaration as sent read from the database: deposit, anomalies, forerunners."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404

from recepisse.echanges.cycle import Etat
from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.models import Anomalie, Depot

ANOMALIES = 500
"""Anomalies told beside the lines of one declaration."""

OUVERTES = (Anomalie.Etat.NOUVELLE, Anomalie.Etat.ROUVERTE)
"""States of an anomaly that a person must look at."""

_JAMAIS_PARTIES = (Etat.REFUSE.value, Etat.ABANDONNE.value)


@dataclass(frozen=True, slots=True)
class Precedentes:
    """What a declaration can be compared with: that of an earlier month, the one that it replaces."""

    mois: Depot | None
    remplacee: Depot | None

    def choisir(self, demande: str) -> tuple[str, Depot | None]:
        """Return the comparison asked for when it is possible, else the one that is."""
        if self.remplacee is not None and (demande == "remplacee" or self.mois is None):
            return "remplacee", self.remplacee
        return ("mois", self.mois) if self.mois is not None else ("", None)


def lire_depot(perimetre: Perimetre, pk: int) -> Depot:
    """Return the deposit ``pk``; Http404 outside the perimeter."""
    choisi = (
        perimetre.depots()
        .select_related("envoi__identifiant", "declaration__etablissement__entreprise", "flux")
        .filter(pk=pk)
        .first()
    )
    if choisi is None:
        raise Http404
    return choisi


def anomalies(perimetre: Perimetre, depot: Depot) -> dict[int, list[Anomalie]]:
    """Return the anomalies that speak of a line of ``depot``, by line, the gravest first."""
    par_ligne: dict[int, list[Anomalie]] = {}
    trouvees = (
        perimetre.anomalies()
        .filter(depot=depot, ligne__isnull=False)
        .order_by("-gravite", "ligne", "pk")[:ANOMALIES]
    )
    for anomalie in trouvees:
        par_ligne.setdefault(anomalie.ligne or 0, []).append(anomalie)
    return par_ligne


def precedentes(perimetre: Perimetre, depot: Depot) -> Precedentes:
    """Return the forerunners of ``depot`` that were sent, as far as the person sees them.

    A test is compared with the real declaration of the month before when there is one.
    """
    declaration = depot.declaration
    envoyes = (
        perimetre.depots()
        .exclude(etat__in=_JAMAIS_PARTIES)
        .select_related("envoi", "declaration__etablissement__entreprise")
    )
    remplacee = envoyes.filter(declaration=declaration, pk__lt=depot.pk).order_by("-pk").first()
    if not declaration.mois:
        return Precedentes(None, remplacee)
    mois = (
        envoyes.filter(
            declaration__etablissement=declaration.etablissement_id,
            declaration__nature=declaration.nature,
            declaration__fraction=declaration.fraction,
            declaration__champ=declaration.champ,
            declaration__mois__lt=declaration.mois,
            declaration__mois__gt="",
        )
        .order_by("-declaration__mois", "declaration__essai", "-pk")
        .first()
    )
    return Precedentes(mois, remplacee)


def compter(par_ligne: Mapping[int, Sequence[Anomalie]]) -> dict[int, int]:
    """Return how many anomalies each line has that nobody has settled."""
    return {ligne: sum(a.etat in OUVERTES for a in toutes) for ligne, toutes in par_ligne.items()}


def a_plat(par_ligne: dict[int, list[Anomalie]]) -> Sequence[Anomalie]:
    """Return every anomaly, the gravest first."""
    return sorted(
        (a for toutes in par_ligne.values() for a in toutes), key=lambda a: (-a.gravite, a.ligne or 0)
    )
