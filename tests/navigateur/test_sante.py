"""The health of the retrieval in a browser, by role: what fails, why, what to do, and the proof."""

import re

import pytest
from playwright.sync_api import expect

from tests.navigateur.regard import Demo, accessible, arbre, capturer

pytestmark = pytest.mark.navigateur


def test_le_gestionnaire_voit_ce_qui_echoue_et_l_eprouve(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto("/sante/")
    identifiants = page.get_by_role("table", name=re.compile("^Identifiants"))
    premiere = identifiants.locator("tbody tr").first
    expect(premiere).to_contain_text("Accès refusé")
    expect(premiere).to_contain_text("À faire :")
    accessible(page)
    arbre(page, "sante")
    capturer(page, "sante-1440")

    # Proving one that works leaves everything as it was, and says so.
    ligne = identifiants.get_by_role("row", name=re.compile("En service")).first
    libelle = ligne.get_by_role("link").first.inner_text()
    ligne.get_by_role("button", name=re.compile("Éprouver")).click()
    expect(page.get_by_text("Le service a accepté cet identifiant.")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("heading", name=f"SIRET relevés par {libelle}")).to_be_visible()


def test_les_nombres_menent_a_ce_qu_ils_comptent(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto("/sante/")
    page.locator("td.num a[href*='#siret']").last.click()
    expect(page.locator("ul.siret li").first).to_be_visible()
    page.locator("ul.siret a").first.click()
    expect(page).to_have_url(re.compile(r"/retours/\?etablissement=\d{14}"))
    page.goto("/sante/")
    page.locator(".jauges a[href='#perdus']").click()
    expect(page.get_by_role("table", name=re.compile("^SIRET que personne ne relève"))).to_be_visible()


def test_l_histoire_se_filtre_par_identifiant(demo: Demo) -> None:
    page = demo.ouvrir("lecteur")
    page.goto("/sante/")
    choix = page.get_by_label("Identifiant", exact=True)
    libelle = choix.locator("option").nth(1).inner_text()
    choix.select_option(index=1)
    page.get_by_role("button", name="Voir").click()
    expect(page.get_by_role("heading", name=re.compile("Derniers relevés"))).to_contain_text(libelle)
    noms = page.get_by_role("table", name="Relevés").locator("td[data-l='Identifiant']").all_inner_texts()
    assert set(noms) == {libelle}


def test_le_lecteur_n_eprouve_pas(demo: Demo) -> None:
    page = demo.ouvrir("lecteur")
    page.goto("/sante/")
    expect(page.get_by_role("button", name=re.compile("Éprouver"))).to_have_count(0)
    accessible(page)


def test_l_administrateur_est_mene_a_l_identifiant_a_corriger(demo: Demo) -> None:
    page = demo.ouvrir("administrateur")
    page.goto("/sante/")
    accessible(page)
    page.get_by_role("link", name="Corriger l’identifiant").first.click()
    expect(page).to_have_url(re.compile(r"/identifiants/\d+/"))


def test_le_client_n_entre_pas(demo: Demo) -> None:
    page = demo.ouvrir("client")
    assert page.request.get("/sante/").status == 403


@pytest.mark.parametrize("largeur", [1024, 390])
@pytest.mark.parametrize("sombre", [False, True], ids=["clair", "sombre"])
def test_la_page_tient_dans_chaque_largeur(demo: Demo, largeur: int, *, sombre: bool) -> None:
    page = demo.ouvrir("gestionnaire", largeur, 844, sombre=sombre)
    page.goto("/sante/")
    accessible(page)
    capturer(page, f"sante-{largeur}-{'sombre' if sombre else 'clair'}")
