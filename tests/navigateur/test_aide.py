"""Shortcuts listed by « ? », bubbles without a script, the lexicon."""

import pytest
from playwright.sync_api import expect

from tests.navigateur.regard import Demo, accessible, arbre, capturer

pytestmark = pytest.mark.navigateur


def test_le_point_d_interrogation_liste_les_raccourcis_et_ils_menent_ou_ils_disent(demo: Demo) -> None:
    page = demo.ouvrir("administrateur")
    page.goto("/dsn/")
    page.keyboard.press("?")
    liste = page.get_by_role("dialog", name="Raccourcis de cet écran")
    expect(liste).to_contain_text("Tous les retours")
    accessible(page)
    capturer(page, "1440-raccourcis")
    page.keyboard.press("Escape")
    expect(liste).to_have_count(0)
    page.keyboard.press("g")
    page.keyboard.press("r")
    expect(page.get_by_role("heading", name="Tous les retours", level=1)).to_be_visible()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "INPUT"
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_timeout(300)
    assert "/retours/" in page.url, "dans un champ, une lettre est une lettre"


def test_j_et_k_parcourent_les_lignes(demo: Demo) -> None:
    page = demo.ouvrir()
    page.goto("/retours/")
    lignes = page.locator("main tbody tr")
    for touche, rang in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(touche)
        assert lignes.nth(rang).evaluate("l => l.contains(document.activeElement)")


def test_les_raccourcis_se_coupent(demo: Demo) -> None:
    page = demo.ouvrir()
    page.goto("/dsn/")
    page.keyboard.press("?")
    page.get_by_role("button", name="Couper les raccourcis").click()
    page.get_by_role("button", name="Fermer").click()
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_timeout(500)
    assert "/dsn/" in page.url


@pytest.mark.parametrize("largeur", [1440, 1024, 390])
@pytest.mark.parametrize("sombre", [False, True], ids=["clair", "sombre"])
def test_le_lexique(demo: Demo, largeur: int, sombre: bool) -> None:
    page = demo.ouvrir("client", largeur, sombre=sombre)
    page.goto("/aide/#crm")
    capturer(page, f"{largeur}-{'sombre' if sombre else 'clair'}-aide")
    accessible(page)
    if largeur == 1440 and not sombre:
        arbre(page, "aide")
