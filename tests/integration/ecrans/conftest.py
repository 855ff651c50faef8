"""Fixtures of the screens: the simulated tools behind the pages, and two people logged in."""

from typing import TYPE_CHECKING

import pytest

from tests.integration.aide import Horloge
from tests.integration.ecrans.monde import Monde

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant, Utilisateur


@pytest.fixture(autouse=True)
def _outils(ctx: "Contexte", monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the pages the tools of the test, its clock first of all."""
    from django.core.cache import cache

    from recepisse.gestion.gestes.releves.cadence import lire_cadence
    from recepisse.site import demarrage

    monkeypatch.setattr(demarrage, "contexte", lambda: ctx)
    lire_cadence(ctx)
    cache.clear()


@pytest.fixture
def monde(ctx: "Contexte", horloge: Horloge, identifiant: "Identifiant") -> Monde:
    return Monde(ctx, horloge, identifiant)


def _client(utilisateur: "Utilisateur | None") -> "Client":
    from django.test import Client

    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    if utilisateur:
        client.force_login(utilisateur)
    return client


@pytest.fixture
def anonyme() -> "Client":
    return _client(None)


@pytest.fixture
def gestion(gestionnaire: "Utilisateur") -> "Client":
    return _client(gestionnaire)


@pytest.fixture
def admin(administrateur: "Utilisateur") -> "Client":
    return _client(administrateur)


@pytest.fixture
def lecteur(lecteur_utilisateur: "Utilisateur") -> "Client":
    return _client(lecteur_utilisateur)


@pytest.fixture
def client_lecteur(client_utilisateur: "Utilisateur") -> "Client":
    return _client(client_utilisateur)
