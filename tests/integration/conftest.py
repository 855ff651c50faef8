"""Fixtures of the integration tests: the use cases' tools on a simulated administration.

``ctx`` talks to ``administration`` in the same process; both read ``horloge``, which only moves when a
test tells it to.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.integration.aide import MOT_DE_PASSE, NIC, SIREN, Horloge

if TYPE_CHECKING:
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant, Portefeuille, Utilisateur
    from recepisse.simulateur.etat import Administration


@pytest.fixture
def horloge() -> Horloge:
    return Horloge()


@pytest.fixture
def administration(horloge: Horloge) -> "Administration":
    from recepisse.simulateur.etat import Administration
    from recepisse.simulateur.options import Options

    return Administration(horloge, Options())


@pytest.fixture
def ctx(tmp_path: Path, db: None, horloge: Horloge, administration: "Administration") -> "Contexte":
    from recepisse.archive import Archive
    from recepisse.coffre import Coffre
    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.reglages import Reglages
    from recepisse.simulateur.double import TransportSimule

    return Contexte(
        reglages=Reglages(donnees=tmp_path, adresses="http://127.0.0.1:9"),
        archive=Archive(tmp_path / "archive"),
        coffre=Coffre(bytes(range(32))),
        transport=TransportSimule(administration),
        horloge=horloge,
    )


@pytest.fixture
def identifiant(ctx: "Contexte") -> "Identifiant":
    """An account of the general scheme that everybody may use for every company."""
    from recepisse.gestion.gestes.acces.enregistrer_identifiant import (
        SaisieIdentifiant,
        enregistrer_identifiant,
    )
    from recepisse.gestion.gestes.acces.lier import lier

    cree = enregistrer_identifiant(
        SaisieIdentifiant("Cabinet", SIREN + NIC, "MARTIN", "Zoé", mot_de_passe=MOT_DE_PASSE), ctx
    )
    lier(cree, None, None, ctx)
    return cree


@pytest.fixture
def administrateur(ctx: "Contexte") -> "Utilisateur":
    from recepisse.gestion.gestes.acces.creer_utilisateur import creer_utilisateur

    return creer_utilisateur("claire", "une phrase assez longue", "administrateur", ctx)


@pytest.fixture
def gestionnaire(ctx: "Contexte") -> "Utilisateur":
    from recepisse.gestion.gestes.acces.creer_utilisateur import creer_utilisateur

    return creer_utilisateur("hugo", "une autre phrase longue", "gestionnaire", ctx)


@pytest.fixture
def lecteur_utilisateur(ctx: "Contexte") -> "Utilisateur":
    from recepisse.gestion.gestes.acces.creer_utilisateur import creer_utilisateur

    return creer_utilisateur("ines", "encore une phrase longue", "lecteur", ctx)


@pytest.fixture
def client_utilisateur(ctx: "Contexte") -> "Utilisateur":
    """A reader from outside the firm: she sees the companies of her portfolio, none to begin with."""
    from recepisse.gestion.gestes.acces.creer_utilisateur import creer_utilisateur

    return creer_utilisateur("malo", "une phrase de client longue", "client", ctx)


@pytest.fixture
def portefeuille(client_utilisateur: "Utilisateur") -> "Portefeuille":
    """The portfolio of the client reader: tests put companies in it."""
    from recepisse.gestion.models import Affectation, Portefeuille

    portefeuille = Portefeuille.objects.create(nom="Dossiers de Malo")
    Affectation.objects.create(portefeuille=portefeuille, utilisateur=client_utilisateur, agit=False)
    return portefeuille
