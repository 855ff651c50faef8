"""The anomalies of a return, followed over months, inside its pane."""

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.integration.aide_lectures import NIR, Dit, Dossier, seule

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant, VersionRetour

DIT = Dit(nir=NIR, nom="MARTIN", rubrique="S21.G00.30.002", valeur="MARTIN")


@pytest.fixture
def dossier(ctx: "Contexte", identifiant: "Identifiant") -> Dossier:
    return Dossier(ctx, identifiant)


def _suivi(client: "Client", version: "VersionRetour") -> str:
    page = client.get(f"/retours/{version.retour_id}/", follow=True).content.decode()
    trouve = re.search(r'<section class="suivi".*?</section>', page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", trouve[0])).split()) if trouve else ""


def test_une_anomalie_traitee_qui_revient_se_voit(dossier: Dossier, admin: "Client") -> None:
    mai = dossier.recevoir(dossier.flux("2026-05"), DIT)
    assert "Nouvelle" in _suivi(admin, mai)
    admin.post(f"/anomalies/{seule().pk}/traite/", {"traite": "1"})
    assert "Traitée" in _suivi(admin, mai)
    juin = dossier.recevoir(dossier.flux("2026-06"), DIT)
    suivi = _suivi(admin, juin)
    assert "Revenue après traitement" in suivi
    assert "2 fois depuis le" in suivi


def test_reprendre_remet_l_anomalie_a_traiter(dossier: Dossier, gestion: "Client") -> None:
    version = dossier.recevoir(dossier.flux("2026-05"), DIT)
    gestion.post(f"/anomalies/{seule().pk}/traite/", {"traite": "1"})
    gestion.post(f"/anomalies/{seule().pk}/traite/", {"traite": "0"})
    assert "Nouvelle" in _suivi(gestion, version)


def test_un_retour_sans_anomalie_n_a_pas_de_suivi(dossier: Dossier, admin: "Client") -> None:
    assert _suivi(admin, dossier.recevoir(dossier.flux("2026-05"))) == ""


def test_marquer_ce_qui_a_disparu_est_refuse_en_clair(dossier: Dossier, admin: "Client") -> None:
    dossier.recevoir(dossier.flux("2026-05"), DIT)
    suivante = dossier.recevoir(dossier.flux("2026-06"))
    assert seule().etat == "disparue"
    reponse = admin.post(f"/anomalies/{seule().pk}/traite/", {"traite": "1"}, follow=True)
    assert reponse.status_code == 200
    assert seule().etat == "disparue"
    assert suivante.pk
