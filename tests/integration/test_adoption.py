"""Flux deposited elsewhere: kept, proposed, adopted by a person."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.aide import NIC, SIREN
from tests.integration.test_listing_enregistrement import creer_declaration, enregistrer
from tests.integration.test_listing_lignes import entree

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Flux, Identifiant, Utilisateur

IDENTITE = {"siren": SIREN, "nic": NIC, "nature": "01", "mois": "202610", "fraction": "11"}


@pytest.fixture
def flux(ctx: "Contexte", identifiant: "Identifiant") -> "Flux":
    from recepisse.gestion.models import Flux

    enregistrer(ctx, identifiant, entree("1"))
    Flux.objects.update(identite=IDENTITE)
    return Flux.objects.get()


def gestes() -> Any:
    from recepisse.gestion.gestes.releves import adopter_flux

    return adopter_flux


def test_la_declaration_connue_est_proposee(ctx: "Contexte", flux: "Flux") -> None:
    (avant,) = gestes().flux_a_adopter()
    assert (avant.flux, avant.proposition) == (flux, None)
    declaration = creer_declaration(ctx)
    creer_declaration(ctx, fraction="12")
    creer_declaration(ctx, mois="2026-09")
    (apres,) = gestes().flux_a_adopter()
    assert apres.proposition == declaration
    flux.refresh_from_db()
    assert flux.declaration is None


def test_entre_deux_declarations_rien_n_est_propose(ctx: "Contexte", flux: "Flux") -> None:
    creer_declaration(ctx)
    creer_declaration(ctx, essai=False)
    assert gestes().proposer(flux) is None


def test_adopter_rattache_les_retours(ctx: "Contexte", flux: "Flux", gestionnaire: "Utilisateur") -> None:
    from recepisse.gestion.models import Journal, Retour

    declaration = creer_declaration(ctx)
    assert gestes().adopter_flux(flux, declaration, ctx, gestionnaire) == declaration
    assert (flux.declaration, flux.adopte_par) == (declaration, gestionnaire)
    retour = Retour.objects.get()
    assert retour.declaration == declaration
    assert retour.entreprise is not None
    assert retour.entreprise.siren == SIREN
    assert gestes().flux_a_adopter() == []
    assert Journal.objects.get(acte="adopter").detail == {"declaration": declaration.pk}


def test_adopter_deux_fois_est_refuse(ctx: "Contexte", flux: "Flux") -> None:
    from recepisse.erreurs import ErreurSaisie

    declaration = creer_declaration(ctx)
    gestes().adopter_flux(flux, declaration, ctx)
    with pytest.raises(ErreurSaisie, match="déjà rattaché"):
        gestes().adopter_flux(flux, declaration, ctx)


def test_sans_choix_la_declaration_mensuelle_est_creee(ctx: "Contexte", flux: "Flux") -> None:
    declaration = gestes().adopter_flux(flux, None, ctx)
    assert (declaration.mois, declaration.fraction, declaration.etablissement.siret) == (
        "2026-10",
        "11",
        SIREN + NIC,
    )


@pytest.mark.parametrize("manque", [{"mois": ""}, {"nature": "04"}, {"siren": ""}, {"nic": "12"}])
def test_sans_assez_de_preuves_une_personne_choisit(
    ctx: "Contexte", flux: "Flux", manque: dict[str, str]
) -> None:
    from recepisse.erreurs import ErreurSaisie
    from recepisse.gestion.models import Declaration, Flux

    Flux.objects.update(identite=IDENTITE | manque)
    with pytest.raises(ErreurSaisie, match="Choisissez la déclaration"):
        gestes().adopter_flux(flux, None, ctx)
    assert not Declaration.objects.exists()
