"""What a person sees: every company, or those of her portfolios (feature D3). Every screen starts here.

::

    administrateur                    every company
    gestionnaire, lecteur             every company, unless ``limite``
    gestionnaire, lecteur (limite)    the companies of her portfolios
    client                            the companies of her portfolios, always

A row that belongs to no company yet (a flux deposited elsewhere) is seen only by those who see everything.
To act on a row, the person's role must act, and so must her part in one portfolio of the company.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet

from recepisse.gestion.models import (
    Affectation,
    Anomalie,
    CrmTaux,
    Declaration,
    Depot,
    DocumentClasse,
    Entreprise,
    Envoi,
    Flux,
    Proposition,
    Retour,
    RetourAttendu,
    Utilisateur,
)

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Perimetre:
    """The rows that ``utilisateur`` sees; with ``agir``, those she may act on."""

    utilisateur: Utilisateur
    agir: bool = False

    @property
    def tout(self) -> bool:
        """True when no company is hidden: nothing is filtered then."""
        qui = self.utilisateur
        if self.agir and not qui.agit:
            return False
        return qui.est_administrateur or not (qui.limite or qui.est_client)

    @cached_property
    def cles_entreprises(self) -> QuerySet[Entreprise, int]:
        """The keys of the companies, as a query that others hold as ``__in``."""
        qui = self.utilisateur
        if self.agir and not qui.agit:
            return Entreprise.objects.none().values_list("pk", flat=True)
        if self.tout:
            return Entreprise.objects.values_list("pk", flat=True)
        miennes = Affectation.objects.filter(utilisateur=qui)
        if self.agir:
            miennes = miennes.filter(agit=True)
        portefeuilles = miennes.values("portefeuille")
        return (
            Entreprise.objects.filter(portefeuilles__in=portefeuilles).values_list("pk", flat=True).distinct()
        )

    def filtrer(self, lignes: QuerySet[M], champ: str = "entreprise") -> QuerySet[M]:
        """Keep the rows whose company, at the end of ``champ``, is seen."""
        return lignes if self.tout else lignes.filter(**{f"{champ}__in": self.cles_entreprises})

    def entreprises(self) -> QuerySet[Entreprise]:
        """Return the companies."""
        return self.filtrer(Entreprise.objects.all(), "pk")

    def envois(self) -> QuerySet[Envoi]:
        """Return the envois that hold at least one declaration of a company seen."""
        if self.tout:
            return Envoi.objects.all()
        visibles = self.depots().filter(envoi=OuterRef("pk"))
        return Envoi.objects.filter(Exists(visibles))

    def depots(self) -> QuerySet[Depot]:
        """Return the deposits; of a mixed envoi, only some are seen."""
        return self.filtrer(Depot.objects.all(), "declaration__etablissement__entreprise")

    def declarations(self) -> QuerySet[Declaration]:
        """Return the declarations."""
        return self.filtrer(Declaration.objects.all(), "etablissement__entreprise")

    def flux(self) -> QuerySet[Flux]:
        """Return the flux."""
        return self.filtrer(Flux.objects.all(), "declaration__etablissement__entreprise")

    def retours(self) -> QuerySet[Retour]:
        """Return the returns."""
        return self.filtrer(Retour.objects.all())

    def attendus(self) -> QuerySet[RetourAttendu]:
        """Return the returns that must still come, and those that came."""
        return self.filtrer(RetourAttendu.objects.all(), "flux__declaration__etablissement__entreprise")

    def anomalies(self) -> QuerySet[Anomalie]:
        """Return the anomalies."""
        return self.filtrer(Anomalie.objects.all())

    def crm_taux(self) -> QuerySet[CrmTaux]:
        """Return the returns of rates."""
        return self.filtrer(CrmTaux.objects.all(), "etablissement__entreprise")

    def propositions(self) -> QuerySet[Proposition]:
        """Return the proposals to the payroll."""
        return self.filtrer(Proposition.objects.all())

    def documents(self) -> QuerySet[DocumentClasse]:
        """Return the filed documents."""
        return self.filtrer(DocumentClasse.objects.all(), "retour__entreprise")
