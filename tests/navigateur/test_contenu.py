"""A declaration as it was sent, as people read it: from a list, an anomaly, by keyboard, without script."""

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.navigateur.regard import Demo, accessible, arbre, capturer

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.navigateur

Rendu = tuple[int, bool]
RENDUS = [(largeur, sombre) for largeur in (1440, 1024, 390) for sombre in (False, True)]
NIR = re.compile(r"(?<![0-9])[12][0-9]{12}(?![0-9])")


def _nommer(rendu: Rendu) -> str:
    return f"{rendu[0]}-{'sombre' if rendu[1] else 'clair'}"


def _mise_en_cause(page: Page) -> str:
    """Return the address of a declaration of October one line of which is blamed by a return."""
    for numero in range(1, 60):
        reponse = page.request.get(f"/dsn/depots/{numero}/contenu/")
        if reponse.ok and "octobre 2026" in reponse.text() and "?ligne=" in reponse.text():
            return f"/dsn/depots/{numero}/contenu/"
    raise AssertionError("aucune anomalie de la démonstration ne désigne une ligne")


def _chercher(page: Page, quoi: str) -> None:
    page.get_by_role("searchbox", name="Rubrique, personne ou montant").fill(quoi)
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("heading", name="Recherche dans la déclaration", level=1)).to_be_visible()


def test_de_la_liste_des_dsn_a_une_personne(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto("/dsn/")
    page.locator("main a[href*='/contenu/']").first.click()
    expect(page.get_by_role("heading", name="Déclaration envoyée", level=1)).to_be_visible()
    sommaire = page.get_by_role("navigation", name="Sommaire de la déclaration")
    sommaire.get_by_role("link", name=re.compile("Entreprise")).click()
    expect(page.get_by_role("heading", name="Entreprise S21.G00.06")).to_be_visible()
    expect(page.get_by_text("S21.G00.06.001")).to_be_visible()
    sommaire.locator("a[href*='salarie=1']").first.click()
    for titre in ("Identité", "Rémunérations, primes et autres revenus", "Bases et cotisations"):
        expect(page.get_by_role("heading", name=titre).first).to_be_visible()
    page.get_by_role("link", name=re.compile("Toutes les rubriques")).first.click()
    expect(page.get_by_text("S21.G00.30.002")).to_be_visible()
    assert not NIR.search(page.locator("main").inner_text())


def test_d_une_anomalie_a_la_ligne_mise_en_cause(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto(_mise_en_cause(page))
    lien = page.get_by_role("link", name=re.compile(r"^[0-9]+, ligne du fichier$")).first
    ligne = (lien.get_attribute("href") or "").partition("=")[2]
    lien.click()
    rangee = page.locator(f"#l{ligne}")
    expect(rangee).to_be_focused()
    expect(rangee).to_be_in_viewport()
    expect(rangee).to_contain_text("ligne demandée")
    expect(page.locator(f"#l{ligne} + tr.anomalie")).to_contain_text("Anomalie")
    page.get_by_role("link", name="Voir le retour").first.click()
    expect(page.locator("#panneau")).to_be_visible()


def test_tout_au_clavier(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto(_mise_en_cause(page))
    champ = page.get_by_role("searchbox", name="Rubrique, personne ou montant")
    for _ in range(60):
        page.keyboard.press("Tab")
        if champ.evaluate("c => c === document.activeElement"):
            break
    page.keyboard.type("S21.G00.30.002")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile(r"^[0-9]+ lignes?$"))).to_be_visible()
    renvoi = page.locator("main table .renvoi").first
    renvoi.focus()
    page.keyboard.press("Enter")
    expect(page.locator("tr.choisi")).to_be_focused()


def test_chercher_et_demasquer_sans_script(demo: Demo) -> None:
    page = demo.ouvrir("lecteur", scripts=False)
    page.goto(_mise_en_cause(page))
    nom = page.locator("nav.sommaire a[href*='salarie=1'] .quoi").first.inner_text().split("\n")[0]
    _chercher(page, nom.lower())
    assert nom.split()[0].upper() not in page.url.upper()
    page.get_by_role("table", name="Personnes trouvées").get_by_role("link", name=nom).click()
    assert not NIR.search(page.locator("main").inner_text())
    page.get_by_role("button", name="Démasquer").click()
    expect(page.get_by_text("Cet affichage est inscrit au journal.")).to_be_visible()
    assert NIR.search(page.locator("main").inner_text())
    page.get_by_role("link", name="Contenu", exact=True).click()
    page.locator("nav.sommaire a[href*='salarie=1']").first.click()
    assert not NIR.search(page.locator("main").inner_text())


def test_ce_qui_a_change_depuis_le_mois_precedent(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto(_mise_en_cause(page))
    page.get_by_role("link", name="Ce qui a changé").click()
    expect(page.get_by_text("Comparée à")).to_be_visible()
    replie = page.get_by_text(re.compile("dans les bases et cotisations")).first
    replie.click()
    expect(page.get_by_text("Montant de cotisation").first).to_be_visible()


def test_le_client_ne_lit_que_ses_declarations(demo: Demo) -> None:
    page, toutes = demo.ouvrir("client"), demo.ouvrir("gestionnaire")
    adresses = [f"/dsn/depots/{numero}/contenu/" for numero in range(1, 31)]
    existent = [a for a in adresses if toutes.request.get(a).ok]
    siennes = [a for a in existent if page.request.get(a).ok]
    assert siennes
    assert len(siennes) < len(existent)
    assert {page.request.get(a).status for a in existent if a not in siennes} == {404}
    page.goto(siennes[0])
    expect(page.get_by_role("heading", name="Déclaration envoyée", level=1)).to_be_visible()
    accessible(page)


@pytest.mark.parametrize("rendu", RENDUS, ids=_nommer)
def test_chaque_vue_se_lit_a_toutes_les_tailles(demo: Demo, rendu: Rendu) -> None:
    largeur, sombre = rendu
    page = demo.ouvrir("gestionnaire", largeur, sombre=sombre)
    adresse = _mise_en_cause(page)
    vues: dict[str, Callable[[], object]] = {
        "contenu": lambda: page.goto(adresse),
        "contenu-bloc": lambda: page.goto(f"{adresse}?bloc=S21.G00.22"),
        "contenu-personne": lambda: page.goto(f"{adresse}?salarie=1"),
        "contenu-rubriques": lambda: page.goto(f"{adresse}?salarie=1&vue=rubriques"),
        "contenu-recherche": lambda: _chercher(page, "S21.G00.50.002"),
        "contenu-differences": lambda: page.goto(f"{adresse}differences/"),
    }
    for nom, ouvrir in vues.items():
        ouvrir()
        capturer(page, f"{_nommer(rendu)}-{nom}")
        accessible(page)
        if rendu == (1440, False):
            arbre(page, nom)
