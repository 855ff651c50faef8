"""Adopt a flux deposited elsewhere: the portal, another program (feature B8).

Récépissé proposes the declaration that the flux's own documents name; a person adopts. Until then its
returns are kept, listed and readable like the others.
"""

from dataclasses import dataclass

from django.db import transaction

from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.gestes.retours.demander_lectures import relire_flux
from recepisse.gestion.gestes.retours.prevoir_retours import prevoir_adopte
from recepisse.gestion.models import Declaration, Entreprise, Etablissement, Flux, Retour, Utilisateur

_SIREN, _NIC, _MOIS = 9, 5, 6
NATURE_MENSUELLE = "01"
"""S20.G00.05.001: the only nature that a month, an establishment and a fraction identify alone."""


@dataclass(frozen=True, slots=True)
class FluxAdoptable:
    """A flux without declaration, and the one that its documents name, if it exists."""

    flux: Flux
    proposition: Declaration | None


def flux_a_adopter() -> list[FluxAdoptable]:
    """Return the flux without declaration, latest first."""
    lignes = Flux.objects.filter(declaration__isnull=True).select_related("identifiant").order_by("-pk")
    return [FluxAdoptable(un_flux, proposer(un_flux)) for un_flux in lignes]


def proposer(flux: Flux) -> Declaration | None:
    """Return the only known declaration that the identity of ``flux`` fits, None when none or several."""
    identite = flux.identite
    if not (identite.get("siren") and identite.get("nic") and identite.get("nature")):
        return None
    candidates = Declaration.objects.filter(
        etablissement__entreprise__siren=identite["siren"],
        etablissement__nic=identite["nic"],
        nature=identite["nature"],
        mois=_mois(identite.get("mois", "")),
    )
    if identite.get("fraction"):
        candidates = candidates.filter(fraction=identite["fraction"])
    trouvees = list(candidates[:2])
    return trouvees[0] if len(trouvees) == 1 else None


def adopter_flux(
    flux: Flux, declaration: Declaration | None, ctx: Contexte, par: Utilisateur | None = None
) -> Declaration:
    """Hang ``flux`` on ``declaration``, or on the one its documents describe (made when it is unknown)."""
    with transaction.atomic():
        courant = Flux.objects.select_for_update().get(pk=flux.pk)
        if courant.declaration_id is not None:
            raise ErreurSaisie(
                "Ce flux est déjà rattaché à une déclaration.", conseil="Rechargez la page pour la voir."
            )
        cible = declaration or proposer(courant) or _creer_declaration(courant, ctx)
        _rattacher(courant, cible, ctx, par)
    flux.refresh_from_db()
    return cible


def _rattacher(flux: Flux, declaration: Declaration, ctx: Contexte, par: Utilisateur | None) -> None:
    etablissement = declaration.etablissement
    Flux.objects.filter(pk=flux.pk).update(declaration=declaration, adopte_le=ctx.horloge(), adopte_par=par)
    Retour.objects.filter(flux=flux).update(
        declaration=declaration, etablissement=etablissement, entreprise=etablissement.entreprise
    )
    relire_flux(flux, ctx)
    prevoir_adopte(flux, declaration, ctx)
    journaliser("adopter", f"flux:{flux.pk}", ctx, par, declaration=declaration.pk)


def _creer_declaration(flux: Flux, ctx: Contexte) -> Declaration:
    """Make the monthly declaration that the documents describe; an event needs its person, not known here."""
    identite = flux.identite
    siren, nic, mois = identite.get("siren", ""), identite.get("nic", ""), _mois(identite.get("mois", ""))
    if identite.get("nature") != NATURE_MENSUELLE or len(siren) != _SIREN or len(nic) != _NIC or not mois:
        raise ErreurSaisie(
            "Les documents de ce flux ne suffisent pas à savoir quelle déclaration il concerne.",
            conseil="Choisissez la déclaration dans la liste, ou attendez un retour plus précis.",
        )
    entreprise, _ = Entreprise.objects.get_or_create(siren=siren)
    etablissement, _ = Etablissement.objects.get_or_create(entreprise=entreprise, nic=nic)
    declaration, _ = Declaration.objects.get_or_create(
        etablissement=etablissement,
        nature=NATURE_MENSUELLE,
        mois=mois,
        fraction=identite.get("fraction", ""),
        champ="",
        empreinte_evenement="",
        essai=bool(identite.get("essai", False)),
        defaults={"cree_le": ctx.horloge()},
    )
    return declaration


def _mois(texte: str) -> str:
    """Return ``AAAA-MM`` from the ``AAAAMM`` of a document."""
    return f"{texte[:4]}-{texte[4:6]}" if len(texte) == _MOIS else ""
