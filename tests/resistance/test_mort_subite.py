"""Sudden death: the process is killed at every boundary of a deposit's life, then at random.

The services are simulated in this process, over real HTTP; the process that dies runs the real engine on a
real SQLite file. What is asserted is the services' own count: each declaration exactly once, each idflux
known.
"""

import random
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recepisse.simulateur.etat import Administration
from recepisse.simulateur.options import Options
from recepisse.simulateur.pannes import Moment, Panne
from recepisse.simulateur.serveur import ServeurSimule
from tests.integration.aide import NIC, SIREN
from tests.resistance.banc import Ouvrier

pytestmark = pytest.mark.resistance

MORTS = 100
GRAINE = 20261105


@pytest.fixture
def services() -> Iterator[ServeurSimule]:
    """The State's side: returns come at once, lists may be asked again after a second."""
    administration = Administration(
        lambda: datetime.now(UTC), Options(pas=timedelta(seconds=1), acceleration=1e9)
    )
    with ServeurSimule(administration) as serveur:
        yield serveur


@pytest.fixture
def ouvrier(tmp_path: Path, services: ServeurSimule) -> Iterator[Ouvrier]:
    with Ouvrier(tmp_path / "donnees", services.adresse) as pret:
        yield pret


def _comptes(ouvrier: Ouvrier, nombre: int) -> list[int]:
    comptes: list[int] = ouvrier.faire(
        "preparer", comptes=[(SIREN + NIC, f"COMPTE{chr(65 + i)}") for i in range(nombre)]
    )
    return comptes


def _verifier(ouvrier: Ouvrier, services: ServeurSimule, attendus: int) -> dict[str, int]:
    """Check both sides against each other; return how often each path was taken."""
    etat = ouvrier.faire("lire")
    depots = etat["depots"]
    assert [d for d in depots if d["etat"] != "depose"] == []
    assert len(depots) == attendus
    recus = services.controle.sommes()
    assert {somme: n for somme, n in recus.items() if n != 1} == {}, "déclaration déposée deux fois"
    assert set(recus) == {d["somme"] for d in depots}
    flux = {d["somme"]: d["idflux"] for d in services.controle.depots()}
    assert {d["somme"]: d["idflux"] for d in depots} == flux
    return {cle: etat[cle] for cle in ("perdues", "retrouvees", "absentes")}


LENTE = Panne("corps_lent", "deposer-dsn", Moment.APRES, 1, duree=2.0)
MUETTE_APRES = Panne("delai", "deposer-dsn", Moment.APRES, 1, duree=2.0)
MUETTE_AVANT = Panne("delai", "deposer-dsn", Moment.AVANT, 1, duree=2.0)
COUPEE = Panne("coupure", "deposer-dsn", Moment.APRES, 1)
COUPEE_AVANT = Panne("coupure", "deposer-dsn", Moment.AVANT, 1)
CONNEXION_LENTE = Panne("corps_lent", "authentifier", Moment.APRES, 1, duree=2.0)
LISTE_LENTE = Panne("corps_lent", "lister-depots", Moment.APRES, 1, duree=2.0)

FRONTIERES = [
    ("avant_la_tentative", (), 0),
    ("tentative_avant_commit", (), 0),
    ("tentative_apres_commit", (), 1),
    ("pendant_la_connexion", (CONNEXION_LENTE,), 1),
    ("pendant_l_appel", (LENTE,), 1),
    ("pendant_l_appel", (MUETTE_APRES,), 1),
    ("pendant_l_appel", (MUETTE_AVANT,), 1),
    ("apres_la_reponse", (), 1),
    ("avant_le_commit", (), 1),
    ("apres_le_commit", (), 0),
    ("pendant_la_recherche", (COUPEE, LISTE_LENTE), 1),
    ("apres_la_recherche", (COUPEE,), 1),
    ("apres_la_recherche", (COUPEE_AVANT,), 1),
    ("conclusion_avant_commit", (COUPEE,), 1),
    ("conclusion_apres_commit", (COUPEE,), 1),
]


@pytest.mark.parametrize(("mort", "pannes", "perdues"), FRONTIERES)
def test_tue_a_une_frontiere(
    ouvrier: Ouvrier, services: ServeurSimule, mort: str, pannes: tuple[Panne, ...], perdues: int
) -> None:
    (compte,) = _comptes(ouvrier, 1)
    ouvrier.envoyer([compte], 2)
    for panne in pannes:
        services.controle.ajouter_panne(
            Panne(panne.genre, panne.service, panne.moment, panne.nombre, panne.duree)
        )
    ouvrier.lancer("travailler", mort=mort)
    assert ouvrier.attendre().code == -signal.SIGKILL
    services.controle.vider_pannes()

    assert ouvrier.faire("finir", secondes=60) == 0

    assert _verifier(ouvrier, services, 2)["perdues"] == perdues


def test_tue_cent_fois_au_hasard(ouvrier: Ouvrier, services: ServeurSimule) -> None:
    hasard = random.Random(GRAINE)
    comptes = _comptes(ouvrier, 24)
    envoyes = 0
    for tour in range(MORTS):
        if tour % 3 == 0:
            ouvrier.envoyer(comptes[tour // 3 % 6 :: 6], 2)
            envoyes += 8
        panne = hasard.choice([LENTE, LENTE, LENTE, COUPEE, COUPEE_AVANT])
        services.controle.ajouter_panne(
            Panne(panne.genre, panne.service, panne.moment, 2, hasard.uniform(0.1, 0.6))
        )
        pid = ouvrier.lancer("travailler")
        time.sleep(hasard.uniform(0.05, 0.6))
        assert ouvrier.tuer(pid).code == -signal.SIGKILL
    services.controle.vider_pannes()

    assert ouvrier.faire("finir", secondes=120) == 0

    chemins = _verifier(ouvrier, services, envoyes)
    assert chemins["perdues"] > 20, "les morts sont tombées à côté des dépôts"
    assert chemins["retrouvees"] > 0
    assert chemins["absentes"] > 0
