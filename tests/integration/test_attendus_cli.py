"""``recepisse retours attendus``."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from recepisse.cli import principal, retours_attendus
from recepisse.erreurs import ErreurSaisie
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.models import Identifiant
from recepisse.site import demarrage
from tests.integration.aide import NIC, SIREN, Horloge
from tests.integration.test_attendus import deposer, dsn
from tests.integration.test_listing_enregistrement import enregistrer
from tests.integration.test_listing_lignes import entree


@pytest.fixture
def commande(ctx: Contexte, horloge: Horloge, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setattr(demarrage, "preparer", lambda: None)
    monkeypatch.setattr(retours_attendus, "maintenant", horloge)

    def appeler(*options: str) -> Result:
        return CliRunner().invoke(principal, ["retours", "attendus", *options], standalone_mode=False)

    return appeler


def test_the_command_says_what_is_expected(
    ctx: Contexte, identifiant: Identifiant, horloge: Horloge, commande: Callable[..., Result]
) -> None:
    assert "Aucun retour n’est attendu." in commande().output
    deposer(ctx, identifiant, dsn())
    fait = commande()
    assert fait.return_value == 0, fait.exception
    assert "Taux de prélèvement à la source" in fait.output
    assert "AUMGM1 DZ2114" in fait.output
    assert "(facultatif)" in fait.output
    assert "Aucun retour n’est en retard." in commande("--retard").output
    horloge.avancer(hours=5)
    tard = commande("--retard")
    assert tard.return_value == retours_attendus.SORTIE_RETARD == 14
    assert "en retard" in tard.output
    assert "Taux" not in tard.output


def test_the_command_writes_stable_keys(
    ctx: Contexte, identifiant: Identifiant, commande: Callable[..., Result]
) -> None:
    deposer(ctx, identifiant, dsn())
    enregistrer(ctx, identifiant, entree("1", nature="10"), idflux="F1SANSDECLARATION")
    lignes = json.loads(commande("--format", "json", "--mois", "202610", "--siren", SIREN).output)
    for cle in lignes[0]:
        assert f"``{cle}``" in (retours_attendus.__doc__ or "")
    (dgfip,) = [ligne for ligne in lignes if ligne["nature"] == "94"]
    assert (dgfip["siren"], dgfip["nic"], dgfip["mois"], dgfip["declaration"]) == (
        SIREN,
        NIC,
        "2026-10",
        "01",
    )
    assert (dgfip["etat"], dgfip["facultatif"], dgfip["ops"]) == ("attendu", False, "")
    assert dgfip["prevu_le"] == "2026-11-23T22:59:00+00:00"
    assert json.loads(commande("--format", "json", "--mois", "2026-09").output) == []


def test_the_command_refuses_what_is_no_month(commande: Callable[..., Result]) -> None:
    fait = commande("--mois", "octobre")
    assert isinstance(fait.exception, ErreurSaisie)
