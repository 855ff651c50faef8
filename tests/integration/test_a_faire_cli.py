"""``recepisse a-faire``."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from recepisse.cli import a_faire, principal
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.releves.cadence import signe_de_vie
from recepisse.gestion.models import Identifiant
from recepisse.site import demarrage
from tests.integration.aide import Horloge
from tests.integration.ecrans.monde import Monde


@pytest.fixture
def commande(ctx: Contexte, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setattr(demarrage, "preparer", lambda: None)
    monkeypatch.setattr(demarrage, "contexte", lambda: ctx)
    signe_de_vie(ctx)

    def appeler(*options: str) -> Result:
        return CliRunner().invoke(principal, ["a-faire", *options], standalone_mode=False)

    return appeler


@pytest.fixture
def monde(ctx: Contexte, horloge: Horloge, identifiant: Identifiant) -> Monde:
    Identifiant.objects.update(etat="ok", dernier_succes_le=horloge())
    return Monde(ctx, horloge, identifiant)


def test_rien_a_faire_se_dit_et_sort_avec_zero(monde: Monde, commande: Callable[..., Result]) -> None:
    fait = commande()
    assert (fait.return_value, fait.output) == (0, "Rien à faire.\n")


def test_ce_qui_presse_change_le_code_de_sortie(
    monde: Monde, horloge: Horloge, commande: Callable[..., Result]
) -> None:
    monde.retour(monde.flux(monde.depot(monde.envoi(essai=False))), "11", "KO", nb_anomalies=2)
    fait = commande()
    assert fait.return_value == 0, fait.exception
    assert "• Déclaration refusée : DSN mensuelle d’octobre 2026 à redéposer" in fait.output
    assert "→ dans 10 jours, 15/11/2026, 12 h" in fait.output
    horloge.avancer(days=9)
    assert commande().return_value == a_faire.SORTIE_MAINTENANT == 15


def test_les_cles_du_json_sont_documentees(monde: Monde, commande: Callable[..., Result]) -> None:
    retour = monde.retour(monde.flux(monde.depot(monde.envoi(essai=False))), "11", "KO")
    lignes = json.loads(commande("--format", "json").output)
    for cle in lignes[0]:
        assert f"``{cle}``" in (a_faire.__doc__ or "")
    (refusee,) = [ligne for ligne in lignes if ligne["genre"] == "refusee"]
    assert (refusee["ecran"], refusee["ligne"]) == ("declaration", retour.declaration_id)
    assert refusee["avant"] == "2026-11-15T12:00:00+01:00"
    assert (refusee["urgence"], refusee["echue"], refusee["quand"]) == ("semaine", False, "dans 10 jours")


def test_au_dela_de_six_lignes_le_reste_est_compte(monde: Monde, commande: Callable[..., Result]) -> None:
    for numero in range(8):
        monde.depot(monde.envoi(essai=False), f"000{numero}1", "refuse")
    assert "… et 2 autres déclarations refusées." in commande().output
