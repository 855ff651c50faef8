"""« Propositions à la paie » in a browser: tick, decide together, take back; readers only read."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.navigateur.regard import Demo, accessible, arbre, capturer

pytestmark = pytest.mark.navigateur

ADRESSE = "/paie/propositions/"


def _effectifs(page: Page) -> None:
    """Open the kind that these journeys decide of, and take back: the other journeys find it as it was."""
    page.goto(f"{ADRESSE}?genre=effectif")
    expect(page.get_by_role("heading", name="Propositions à la paie")).to_be_visible()


def _a_decider(page: Page) -> int:
    texte = page.get_by_role("link", name=re.compile("^À décider")).inner_text()
    return int(re.sub(r"\D", "", texte))


def _annuler(page: Page, attendu: int) -> None:
    page.get_by_role("button", name="Annuler", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("de nouveau à décider")
    assert _a_decider(page) == attendu


def test_le_gestionnaire_decide_de_plusieurs_puis_annule(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto(ADRESSE)
    # What must be decided, by kind; each count leads to its list.
    expect(page.get_by_role("heading", name=re.compile("^Identité d’un salarié"))).to_be_visible()
    accessible(page)
    arbre(page, "propositions")
    capturer(page, "propositions-1440")
    page.get_by_role("link", name=re.compile("^Voir les .* : Effectif")).click()
    expect(page).to_have_url(re.compile("genre=effectif"))
    avant = _a_decider(page)

    # Two are ticked with the keyboard; an act elsewhere refreshes the page and keeps the ticks.
    for rang in (0, 1):
        page.get_by_role("checkbox", name=re.compile("^Choisir")).nth(rang).press("Space")
    page.get_by_label(re.compile("^Motif")).fill("Effectif vérifié")
    autre = demo.ouvrir("administrateur")
    _effectifs(autre)
    autre.get_by_role("button", name=re.compile("^Accepter : ")).last.click()
    expect(autre.locator("#messages")).to_contain_text("1 proposition acceptée.")
    expect(page.get_by_role("link", name=re.compile(rf"^À décider {avant - 1}$"))).to_be_visible(
        timeout=5_000
    )
    expect(page.get_by_role("checkbox", name=re.compile("^Choisir"), checked=True)).to_have_count(2)
    expect(page.get_by_label(re.compile("^Motif"))).to_have_value("Effectif vérifié")

    page.get_by_role("button", name="Accepter les cochées").click()
    expect(page.locator("#messages")).to_contain_text("2 propositions acceptées.")
    expect(page.get_by_text("Vous avez accepté 2 propositions")).to_be_visible()
    _annuler(page, avant - 1)
    _annuler(autre, avant)


def test_un_refus_sans_motif_est_rappele(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    _effectifs(page)
    avant = _a_decider(page)
    page.get_by_role("checkbox", name=re.compile("^Choisir")).first.check()
    # Enter in the reason sends nothing: one never accepts by accident.
    page.get_by_label(re.compile("^Motif")).press("Enter")
    page.get_by_role("button", name="Refuser les cochées").click()
    expect(page.locator("#messages")).to_contain_text("Un refus s’explique.")
    assert _a_decider(page) == avant


def test_une_identite_se_lit_se_demasque_et_mene_a_la_personne(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto(f"{ADRESSE}?genre=identite")
    page.get_by_role("link", name="NIR", exact=True).first.click()
    expect(page.get_by_text("se vérifie auprès du salarié")).to_be_visible()
    accessible(page)
    arbre(page, "proposition")
    capturer(page, "proposition-1440")
    masque = page.locator(".passage dd").last
    expect(masque).to_contain_text("······")
    page.get_by_role("button", name="Montrer les numéros").click()
    expect(masque).not_to_contain_text("·")
    expect(page.get_by_text("c’est écrit au journal")).to_be_visible()
    page.get_by_role("definition").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Tous les taux reçus")).to_be_visible()


@pytest.mark.parametrize("role", ["lecteur", "client"])
def test_qui_lit_voit_les_valeurs_et_ne_decide_pas(demo: Demo, role: str) -> None:
    page = demo.ouvrir(role)
    page.goto(ADRESSE)
    expect(page.get_by_role("heading", name="Propositions à la paie")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    expect(page.get_by_text("Exporter cette sélection")).to_have_count(0)
    accessible(page)
    arbre(page, f"propositions-{role}")


def test_sans_script_on_decide_aussi(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire", scripts=False)
    _effectifs(page)
    avant = _a_decider(page)
    page.get_by_role("checkbox", name=re.compile("^Choisir")).first.check()
    page.get_by_role("button", name="Accepter les cochées").click()
    expect(page.get_by_text("1 proposition acceptée.")).to_be_visible()
    _annuler(page, avant)


@pytest.mark.parametrize(("largeur", "sombre"), [(1440, True), (1024, False), (390, False), (390, True)])
def test_la_liste_tient_dans_chaque_largeur(demo: Demo, largeur: int, sombre: bool) -> None:
    page = demo.ouvrir("gestionnaire", largeur=largeur, sombre=sombre)
    teinte = "sombre" if sombre else "clair"
    page.goto(ADRESSE)
    accessible(page)
    capturer(page, f"propositions-{largeur}-{teinte}")
    page.get_by_role("link", name="NIR", exact=True).first.click()
    expect(page.get_by_role("heading", name="NIR", level=1)).to_be_visible()
    capturer(page, f"proposition-{largeur}-{teinte}")
