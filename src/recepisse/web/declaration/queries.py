"""What the returns window reads: the successive flux of a declaration, and the returns of one, by issuer."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.models import Declaration, Flux, Retour
from recepisse.retours.natures import EMETTEURS, emetteur, nature
from recepisse.web.mots import Mention, mention_declaration, mention_retour


@dataclass(frozen=True, slots=True)
class LigneFlux:
    """One of the successive sendings of the declaration."""

    flux: Flux
    non_lu: bool
    dernier: bool


@dataclass(frozen=True, slots=True)
class LigneRetour:
    """One return of the tree on the left."""

    retour: Retour
    libelle: str
    mention: Mention


@dataclass(frozen=True, slots=True)
class Groupe:
    """The returns of one issuer, in the order of their natures."""

    libelle: str
    lignes: Sequence[LigneRetour]


def flux_de(visibles: Perimetre, declaration: Declaration) -> list[LigneFlux]:
    """Return the flux of the declaration, the latest sending first (feature B5)."""
    non_lus = visibles.retours().filter(flux=OuterRef("pk"), lu=False)
    flux: QuerySet[Flux] = (
        visibles.flux()
        .filter(declaration=declaration)
        .select_related("depot__envoi", "identifiant")
        .annotate(non_lu=Exists(non_lus))
    )
    # The sending decides what is the latest; a flux adopted without a date keeps the instant it was seen.
    tries = sorted(flux, key=lambda f: (f.depose_le or f.vu_le, f.pk), reverse=True)
    return [
        LigneFlux(ligne, non_lu=bool(getattr(ligne, "non_lu", False)), dernier=rang == 0)
        for rang, ligne in enumerate(tries)
    ]


def groupes(visibles: Perimetre, flux: Flux) -> list[Groupe]:
    """Return the returns of a flux by issuer; an issuer that has sent nothing is left out."""
    retours = sorted(
        visibles.retours().filter(flux=flux),
        key=lambda r: (_rang_nature(r.nature), r.nature, r.publie_le, r.pk),
    )
    regime = flux.identifiant.regime
    par_code: dict[str, list[LigneRetour]] = {}
    for retour in retours:
        ligne = LigneRetour(retour, nature(retour.nature).libelle_pour(retour.statut), mention_retour(retour))
        par_code.setdefault(emetteur(retour.emetteur).code, []).append(ligne)
    return [
        Groupe({"RG": e.RG, "RA": e.RA}.get(regime) or e.libelle, par_code[e.code])
        for e in EMETTEURS
        if e.code in par_code
    ]


def _rang_nature(code: str) -> int:
    return int(code) if code.isascii() and code.isdigit() and len(code) < 10 else 10**9  # noqa: PLR2004 # codes are short


def mention(
    visibles: Perimetre, declaration: Declaration, flux: Flux | None, lignes: Sequence[Groupe]
) -> Mention | None:
    """Return the status of the declaration for the flux shown."""
    if flux is None:
        return None
    retours = [ligne.retour for groupe in lignes for ligne in groupe.lignes]
    return mention_declaration(
        flux.depot.etat if flux.depot else "depose",
        ko=sum(retour.statut.strip().upper() == "KO" for retour in retours),
        non_lus=visibles.retours().filter(declaration=declaration, lu=False).exists(),
    )
