"""Companies whose rows all have one key: an address is filled without knowing what its number stands for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.integration.aide import Declaree, build_dsn
from tests.integration.aide_paie import PDF

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Entreprise, Identifiant
    from recepisse.web.droits import Droit

CLE_A, CLE_B = 7_000_001, 8_000_001
"""The key of every row of the company that is seen, and of the one that is not."""


@dataclass(frozen=True, slots=True)
class Route:
    """One address of the site: its name, the right it asks for, its parameters and the rooms' own words."""

    nom: str
    droit: "Droit | None"
    parametres: tuple[str, ...]
    """Names of its parameters, the converter before each: ``int:pk``."""

    def adresse(self, cle: int = CLE_A) -> str:
        """Return the address filled with ``cle`` wherever a number stands, 1 for the number of a version."""
        from django.urls import reverse

        valeurs: dict[str, object] = {}
        for parametre in self.parametres:
            genre, _, nom = parametre.partition(":")
            valeurs[nom] = (1 if nom == "numero" else cle) if genre == "int" else "inconnu"
        return reverse(self.nom, kwargs=valeurs)

    @property
    def porte_une_cle(self) -> bool:
        return any(p.startswith("int:") for p in self.parametres)


def routes() -> list[Route]:
    """Every address of the site."""
    from django.urls import get_resolver

    return list(_parcourir(get_resolver().url_patterns))


def _parcourir(motifs: "list[URLPattern | URLResolver]", avant: tuple[str, ...] = ()) -> Iterator[Route]:
    from django.urls import URLPattern

    for motif in motifs:
        parametres = (*avant, *(f"{_genre(c)}:{nom}" for nom, c in motif.pattern.converters.items()))
        if isinstance(motif, URLPattern):
            yield Route(motif.name or "", getattr(motif.callback, "droit", None), parametres)
        else:
            yield from _parcourir(motif.url_patterns, parametres)


def _genre(convertisseur: object) -> str:
    from django.urls.converters import IntConverter

    return "int" if isinstance(convertisseur, IntConverter) else "str"


def peupler(ctx: "Contexte", identifiant: "Identifiant", cle: int, siren: str, nom: str) -> "Entreprise":
    """Make one row of each kind for one company, all with the key ``cle``."""
    from recepisse.gestion.models import (
        Anomalie,
        CrmTaux,
        Declaration,
        Depot,
        DocumentClasse,
        Entreprise,
        Envoi,
        Etablissement,
        Flux,
        LectureRetour,
        Proposition,
        Retour,
        RetourAttendu,
        Salarie,
        TauxPas,
        VersionRetour,
    )

    le = ctx.horloge()
    entreprise = Entreprise.objects.create(pk=cle, siren=siren, nom=nom)
    etablissement = Etablissement.objects.create(
        pk=cle, entreprise=entreprise, nic="00074", nom=f"{nom} usine"
    )
    salarie = Salarie.objects.create(
        pk=cle, entreprise=entreprise, cle=f"{cle:064}", nom="ESSAI", prenoms=nom
    )
    declaration = Declaration.objects.create(
        pk=cle, etablissement=etablissement, nature="01", mois="2026-10", fraction="11", champ="01",
        essai=True, cree_le=le,
    )  # fmt: skip
    envoi = Envoi.objects.create(
        pk=cle, somme=f"{cle:064}", nom_fichier=f"{nom}.dsn", octets=5200, lignes=202, norme="P26V01",
        essai=True, point_depot="01", emetteur_siret=f"{siren}00074", identifiant=identifiant, cree_le=le,
    )  # fmt: skip
    octets = build_dsn([Declaree(siren=siren)])
    idflux = f"F{cle:022}."
    depot = Depot.objects.create(
        pk=cle, envoi=envoi, declaration=declaration, rang=1, type="01", salaries=42, lignes=31,
        somme=ctx.archive.deposer(octets), octets=len(octets), etat="depose", idflux=idflux,
    )  # fmt: skip
    flux = Flux.objects.create(
        pk=cle, idflux=idflux, identifiant=identifiant, depot=depot, declaration=declaration, vu_le=le,
        depose_le=le,
    )  # fmt: skip
    retour = Retour.objects.create(
        pk=cle, flux=flux, nature="92", emetteur="autre", statut="KO", publication="20261105100000",
        publie_le=le, vu_le=le, identifiant=identifiant, declaration=declaration,
        etablissement=etablissement, entreprise=entreprise, gravite=3, nb_anomalies=1,
    )  # fmt: skip
    somme = ctx.archive.deposer(PDF)
    version = VersionRetour.objects.create(
        pk=cle, retour=retour, numero=1, statut="KO", publication="20261105100000", vu_le=le,
        document="conserve", somme=somme, octets=len(PDF), type_contenu="application/pdf",
    )  # fmt: skip
    LectureRetour.objects.create(pk=cle, version=version, etat="lue", famille="document", lue_le=le)
    RetourAttendu.objects.create(
        pk=cle, flux=flux, nature="20", prevu_le=le, retard_le=le + timedelta(days=1)
    )
    Anomalie.objects.create(
        pk=cle, empreinte=f"{cle:064}", entreprise=entreprise, etablissement=etablissement, salarie=salarie,
        emetteur="autre", code="E1", gravite=3, nature="92", message=f"Reproche à {nom}", premiere_vue_le=le,
        derniere_vue_le=le, retour=retour, declaration=declaration, depot=depot, ligne=12,
    )  # fmt: skip
    crm = CrmTaux.objects.create(
        pk=cle, version=version, retour=retour, declaration=declaration, etablissement=etablissement,
        mois="2026-10", publie_le=le, valable_jusqu_au=(le + timedelta(days=60)).date(), etat="quarantaine",
        motifs=[], nb_salaries=1, nb_sans_taux=0, lu_le=le,
    )  # fmt: skip
    TauxPas.objects.create(pk=cle, crm=crm, salarie=salarie, taux="5.00")
    Proposition.objects.create(
        pk=cle, empreinte=f"{cle:064}", empreinte_sujet=f"{cle:064}", genre="effectif", nature="118",
        retour=retour, version=version, declaration=declaration, entreprise=entreprise,
        etablissement=etablissement, sujet=f"Effectif de {nom}", cree_le=le,
    )  # fmt: skip
    DocumentClasse.objects.create(
        pk=cle, version=version, retour=retour, genre="aer", somme=somme, octets=len(PDF),
        declaration=declaration, salarie=salarie, classe_le=le,
    )  # fmt: skip
    return entreprise
