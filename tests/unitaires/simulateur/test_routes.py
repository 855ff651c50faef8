"""Every path of the client's table leads to its service."""

import pytest

from recepisse.echanges.adresses import chemin, versions
from recepisse.echanges.messages import Service
from recepisse.simulateur.routes import trouver


@pytest.mark.parametrize("service", Service)
def test_chaque_chemin_officiel_mene_a_son_service(service: Service) -> None:
    for version in versions(service):
        route = trouver(chemin(service, version))
        assert route is not None
        assert (route.service, route.version, route.segments) == (service, version, ())


def test_les_segments_sont_decodes_et_le_point_final_garde() -> None:
    route = trouver("/lister-retours-flux/1.0/F1%2Eab_c-.")
    assert route is not None
    assert route.segments == ("F1.ab_c-.",)


def test_la_connexion_dpae_est_la_seule_adresse_hors_table() -> None:
    route = trouver("/authentifier_dpae")
    assert route is not None
    assert (route.service, route.dpae) == (Service.AUTHENTIFIER, True)
