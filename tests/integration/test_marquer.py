"""Lu, non lu, traité: what a hand did, only a hand undoes."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.aide import Horloge
from tests.integration.test_listing_enregistrement import enregistrer
from tests.integration.test_listing_lignes import entree

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant, Retour, Utilisateur


def gestes() -> Any:
    from recepisse.gestion.gestes.retours import marquer

    return marquer


@pytest.fixture
def retour(ctx: "Contexte", identifiant: "Identifiant") -> "Retour":
    from recepisse.gestion.models import Retour

    enregistrer(ctx, identifiant, entree("1"))
    return Retour.objects.get()


def actes() -> list[str]:
    from recepisse.gestion.models import Journal

    return list(Journal.objects.filter(objet__startswith="retour:").values_list("acte", flat=True))


def test_lu_automatiquement_une_seule_fois(
    ctx: "Contexte", retour: "Retour", gestionnaire: "Utilisateur", horloge: Horloge
) -> None:
    assert gestes().marquer_lu(retour, ctx, gestionnaire, automatique=True)
    assert (retour.lu, retour.lu_le, retour.lu_par) == (True, horloge(), gestionnaire)
    assert not gestes().marquer_lu(retour, ctx, gestionnaire, automatique=True)
    assert actes() == ["marquer_lu"]


def test_remis_a_non_lu_a_la_main_jamais_lu_automatiquement(
    ctx: "Contexte", retour: "Retour", gestionnaire: "Utilisateur"
) -> None:
    gestes().marquer_lu(retour, ctx, gestionnaire)
    assert gestes().marquer_non_lu(retour, ctx, gestionnaire)
    assert (retour.lu, retour.non_lu_force, retour.lu_le) == (False, True, None)
    assert not gestes().marquer_lu(retour, ctx, gestionnaire, automatique=True)
    assert not retour.lu
    assert gestes().marquer_lu(retour, ctx, gestionnaire)
    assert (retour.lu, retour.non_lu_force) == (True, False)


def test_un_jamais_lu_peut_etre_retenu_non_lu(ctx: "Contexte", retour: "Retour") -> None:
    assert gestes().marquer_non_lu(retour, ctx)
    assert not gestes().marquer_lu(retour, ctx, automatique=True)


def test_traite_et_retour_en_arriere(
    ctx: "Contexte", retour: "Retour", gestionnaire: "Utilisateur", horloge: Horloge
) -> None:
    assert gestes().marquer_traite(retour, ctx, gestionnaire)
    assert (retour.traite, retour.traite_le, retour.traite_par) == (True, horloge(), gestionnaire)
    assert not gestes().marquer_traite(retour, ctx, gestionnaire)
    assert gestes().marquer_traite(retour, ctx, gestionnaire, traite=False)
    assert (retour.traite, retour.traite_le, retour.traite_par) == (False, None, None)
    assert actes() == ["marquer_traite", "marquer_non_traite"]
