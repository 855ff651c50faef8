"""Open anomalies by group: never one line each, always a count and the one that speaks for the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, F, Max, Min, Q, QuerySet

from recepisse.gestion.gestes.a_faire.tache import Lien, Regard, Urgence, au_soir, dire_lieu, urgence_de
from recepisse.gestion.models import Anomalie

LUES: Final = 2_000
"""Open anomalies that are read, the most serious first: beyond that, the list is where to look."""

GROUPES: Final = 40


@dataclass(frozen=True, slots=True)
class Groupe:
    """Open anomalies of one company that have the same code, or the same nature."""

    siren: str
    nom: str
    nic: str
    """The establishment, when there is only one."""
    emetteur: str
    commun: str
    """The code, or the nature, that they share."""
    nombre: int
    gravite: int
    limite_le: date | None
    """The nearest last day to act; None when none is known but « as soon as possible »."""
    derniere: int
    """Key of the last one, which speaks for the others."""

    @property
    def lieu(self) -> str:
        """Return where, in words."""
        return dire_lieu(self.nom, self.siren, self.nic)

    def avant(self) -> datetime | None:
        """Return the last instant to act."""
        return au_soir(self.limite_le) if self.limite_le else None

    def urgence(self, regard: Regard, defaut: Urgence) -> Urgence:
        """Return when to see to it: its last day decides; what is only to be corrected never comes first."""
        avant = self.avant()
        urgence = urgence_de(avant, regard.maintenant) if avant else defaut
        return urgence if self.gravite >= _CRITIQUE else max(urgence, Urgence.SEMAINE)

    def lien(self) -> Lien:
        """Return the page of the only one, else the list of them all."""
        if self.nombre == 1:
            return Lien("anomalie", self.derniere)
        return Lien("anomalies", parametres=self.filtre())

    def filtre(self, *, code: bool = True) -> tuple[tuple[str, str], ...]:
        """Return what the list of anomalies is asked for."""
        entreprise = (("entreprise", self.siren),) if self.siren else ()
        emetteur = (("emetteur", self.emetteur),)
        return (*entreprise, *((("code", self.commun),) if code else ()), *emetteur)


_CRITIQUE: Final = 3
"""``Gravite.CRITIQUE.rang``."""


def grouper(anomalies: QuerySet[Anomalie], par: str = "code") -> list[Groupe]:
    """Return the groups of ``anomalies`` by company, issuer and ``par``, the most serious first."""
    # A deadline that had passed when the anomaly was seen means « at once »: it is no date to be late on.
    limite = Min("limite_le", filter=Q(limite_le__gt=F("derniere_vue_le")))
    lignes = (
        anomalies.values_list("entreprise__siren", "entreprise__nom", "emetteur", par)
        .annotate(
            n=Count("pk"),
            g=Max("gravite"),
            limite=limite,
            derniere=Max("pk"),
            nic=Max("etablissement__nic"),
            lieux=Count("etablissement", distinct=True),
        )
        .order_by("-g", F("limite").asc(nulls_last=True), "-n", "derniere")[:GROUPES]
    )
    return [
        Groupe(
            siren=siren or "",
            nom=nom or "",
            nic=nic if lieux == 1 and nic else "",
            emetteur=emetteur,
            commun=commun,
            nombre=nombre,
            gravite=gravite,
            limite_le=limite_le,
            derniere=derniere,
        )
        for siren, nom, emetteur, commun, nombre, gravite, limite_le, derniere, nic, lieux in lignes
    ]


def messages_de(groupes: Sequence[Groupe]) -> dict[int, Anomalie]:
    """Return the anomaly that speaks for each group that may be shown."""
    return Anomalie.objects.in_bulk([groupe.derniere for groupe in groupes])
