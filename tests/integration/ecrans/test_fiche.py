"""The right pane: what a return says, laid out, for each family; printing; nothing personal in clear."""

import re
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from tests.integration.ecrans.monde import Monde

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.models import Retour

EXEMPLES = Path(__file__).parents[2] / "donnees" / "retours"


def _retour(monde: Monde, nom: str, statut: str = "ANO") -> "Retour":
    nature = nom.partition("_")[0].partition("-")[0]
    return monde.retour(monde.envoye(), nature, statut, (EXEMPLES / nom).read_bytes())


def _page(client: "Client", retour: "Retour") -> str:
    reponse = client.get(f"/retours/{retour.pk}/", follow=True)
    assert reponse.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", reponse.content.decode())).split())


def test_l_action_attendue_vient_avant_les_anomalies(monde: Monde, admin: "Client") -> None:
    page = _page(admin, _retour(monde, "119_URSSAF_ANO.xml"))
    assert page.index("Ce qu’il faut faire") < page.index("UR_EXEMPLE_01") < page.index("Document d’origine")
    assert "PETIT Nora" in page
    assert "S21.G00.78.001" in page


def test_un_taux_nul_n_est_pas_une_absence_de_taux(monde: Monde, admin: "Client") -> None:
    page = _page(admin, _retour(monde, "94_DGFIP_nominatif.xml"))
    assert "0,00\u00a0%" in page or "0,00 %" in page
    assert page.count("aucun taux : barème par défaut") == 2
    assert "902026100000000001" in page


def test_une_identite_montre_deux_colonnes(monde: Monde, admin: "Client") -> None:
    page = _page(admin, _retour(monde, "121_identite_ANO.xml"))
    assert "Déclaré Référence Constat" in page
    assert "différent" in page


def test_les_numeros_sont_masques_puis_montres_a_la_demande(monde: Monde, admin: "Client") -> None:
    retour = _retour(monde, "94_DGFIP_nominatif.xml")
    assert "2850675056012" not in _page(admin, retour)
    reponse = admin.post(f"/retours/{retour.pk}/demasquer/", {"version": "1"})
    assert "2850675056012" in reponse.content.decode()


@pytest.mark.parametrize(
    "exemple", [e for e in sorted(EXEMPLES.iterdir()) if not e.name.startswith("api_")], ids=lambda e: e.name
)
def test_chaque_exemple_a_sa_fiche(monde: Monde, admin: "Client", exemple: Path) -> None:
    page = _page(admin, _retour(monde, exemple.name))
    assert "Contenu du document" in page or exemple.suffix == ".pdf" or "Autres informations" in page


def test_un_document_illisible_se_dit_et_se_telecharge(monde: Monde, admin: "Client") -> None:
    retour = monde.retour(monde.envoye(), "119", "ANO", b"<GIPMDS><RO>")
    page = _page(admin, retour)
    assert "tronqué ou mal formé" in page
    assert admin.get(f"/retours/{retour.pk}/versions/1/original/").content == b"<GIPMDS><RO>"


def test_un_retour_sans_document_garde_sa_gravite(monde: Monde, admin: "Client") -> None:
    assert "bloquant" in _page(admin, monde.retour(monde.envoye(), "30", "KO"))


def test_imprimer_un_retour_et_tous_ceux_du_flux(monde: Monde, admin: "Client") -> None:
    retour = _retour(monde, "119_URSSAF_ANO.xml")
    monde.retour(retour.flux, "60", "OK")
    un = admin.get(f"/retours/{retour.pk}/imprimer/")
    tous = admin.get(f"/retours/flux/{retour.flux_id}/imprimer/")
    assert un["Content-Type"] == tous["Content-Type"] == "application/pdf"
    lu = " ".join(p.extract_text() for p in PdfReader(BytesIO(tous.content)).pages)
    assert "Accusé de réception de l’Urssaf" in lu
    assert retour.flux.idflux in lu.replace("\u200b", "")
    assert "2790913055034" not in lu


def test_une_adresse_d_aide_hostile_n_est_pas_un_lien(monde: Monde, admin: "Client") -> None:
    octets = (EXEMPLES / "119_URSSAF_ANO.xml").read_bytes()
    piege = octets.replace(b"https://exemple.fr/aide", b"javascript:alert(1)")
    retour = monde.retour(monde.envoye(), "119", "ANO", piege)
    corps = admin.get(f"/retours/{retour.pk}/", follow=True).content.decode()
    assert 'href="javascript' not in corps
    assert "javascript:alert(1)" in corps
