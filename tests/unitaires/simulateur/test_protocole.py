"""From a path to a service: unknown paths, wrong methods, counters."""

import pytest

from recepisse.simulateur.appel import Appel
from recepisse.simulateur.controle import Controle
from recepisse.simulateur.etat import Administration
from tests.unitaires.simulateur.aides import FENETRE, ORIGINE, Appelant


@pytest.mark.parametrize(
    "chemin",
    ["/", "", "/deposer-dsn", "/deposer-dsn/3.0/", "/telecharger-retour/2.0/a/b", "x/deposer-dsn/1.0/"],
)
def test_un_chemin_inconnu_est_404(administration: Administration, chemin: str) -> None:
    assert administration.traiter(Appel("GET", ORIGINE, chemin, {})).statut == 404


@pytest.mark.parametrize(
    ("methode", "chemin"),
    [("GET", "/deposer-dsn/1.0/"), ("POST", f"/lister-depots/2.0/{FENETRE}"), ("GET", "/authentifier_dpae")],
)
def test_une_autre_methode_est_405(administration: Administration, methode: str, chemin: str) -> None:
    assert administration.traiter(Appel(methode, ORIGINE, chemin, {})).statut == 405


def test_les_appels_sont_comptes_par_service(appelant: Appelant, controle: Controle) -> None:
    appelant.get(f"/lister-depots/2.0/{FENETRE}")
    appelant.get("/lister-depots/1.0/x")
    appelant.get("/nulle-part")
    assert controle.compteurs() == {"authentifier": 1, "lister-depots": 2}
