"""« Taux PAS » in a browser: compare what is suspect, decide and come back, find a person, take a file."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.navigateur.regard import Demo, accessible, arbre, capturer

pytestmark = pytest.mark.navigateur

ADRESSE = "/paie/taux/"


def _en_vigueur(page: Page) -> None:
    """Open a return in force; journeys that set it aside accept it again."""
    page.goto(ADRESSE)
    page.get_by_role("table", name=re.compile("^Taux en vigueur")).get_by_role(
        "link", name="septembre 2026"
    ).first.click()
    expect(page.get_by_role("heading", name="En vigueur")).to_be_visible()


def _decider(page: Page, bouton: str, motif: str) -> None:
    page.get_by_label("Motif").fill(motif)
    page.get_by_role("button", name=bouton).click()


def test_le_gestionnaire_voit_la_quarantaine_d_abord_et_compare(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto(ADRESSE)
    tenus = page.get_by_role("table", name=re.compile("^En quarantaine"))
    expect(tenus).to_contain_text("n’en ont plus")
    expect(tenus).to_contain_text(re.compile("restent en vigueur ; ils péri"))
    expect(page.get_by_text(re.compile("périment dans [0-9]+ jours")).first).to_be_visible()
    accessible(page)
    arbre(page, "taux")
    capturer(page, "taux-1440")

    tenus.get_by_role("link", name=re.compile("^Comparer et décider")).click()
    expect(page.get_by_role("heading", name="En quarantaine")).to_be_visible()
    personnes = page.get_by_role("table", name=re.compile("^Personnes"))
    expect(personnes.get_by_text("N’a plus de taux").first).to_be_visible()
    expect(page.get_by_role("button", name="Accepter ces taux")).to_be_visible()
    expect(page.get_by_role("button", name="Garder les précédents")).to_be_visible()
    accessible(page)
    arbre(page, "taux-crm")
    capturer(page, "taux-crm-1440")

    # The numbers are hidden until asked for, once.
    expect(personnes.get_by_text(re.compile("······")).first).to_be_visible()
    page.get_by_role("button", name="Montrer les NIR de cette page").click()
    expect(personnes.get_by_text(re.compile("^[12][0-9]{12}$")).first).to_be_visible()
    page.get_by_role("link", name=re.compile("^Ce qui diffère")).click()
    expect(personnes.get_by_text(re.compile("^[12][0-9]{12}$"))).to_have_count(0)


def test_une_decision_se_reprend_et_ne_s_ecrit_pas_sur_une_autre(demo: Demo) -> None:
    page, autre = demo.ouvrir("gestionnaire"), demo.ouvrir("administrateur")
    _en_vigueur(page)
    autre.goto(page.url)
    _decider(page, "Écarter ces taux", "Essai de la démonstration")
    expect(page.locator("#messages")).to_contain_text("Taux écartés")
    # The other page says so by itself, and refuses what was asked of the former state.
    expect(autre.get_by_role("heading", name="Écarté")).to_be_visible(timeout=5_000)
    _decider(autre, "Écarter ces taux", "Trop tard")
    expect(autre.locator("#messages")).to_contain_text("pendant que vous les lisiez")
    _decider(page, "Accepter ces taux", "Fin de l’essai")
    expect(page.locator("#messages")).to_contain_text("Taux acceptés")
    expect(page.get_by_role("heading", name="En vigueur")).to_be_visible()


def test_une_personne_se_cherche_sans_laisser_son_nom_dans_l_adresse(demo: Demo) -> None:
    page = demo.ouvrir("lecteur")
    page.goto(f"{ADRESSE}?vue=sans")
    page.get_by_role("table", name=re.compile("^Taux en vigueur")).get_by_role("link").nth(1).click()
    personnes = page.get_by_role("table", name=re.compile("^Personnes"))
    expect(personnes).to_be_visible()
    page.get_by_label("Nom, matricule ou NIR").fill("M00001")
    page.keyboard.press("Enter")
    expect(personnes.locator("tbody tr")).to_have_count(1)
    assert "M00001" not in page.url
    personnes.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Aujourd’hui")).to_be_visible()
    expect(page.get_by_role("button", name="Écarter ces taux")).to_have_count(0)
    accessible(page)
    arbre(page, "taux-salarie")
    capturer(page, "taux-salarie-1440")


def test_qui_serait_paye_sans_taux(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto(ADRESSE)
    page.get_by_role("link", name="Sans taux valable à la fin du mois").click()
    expect(page.get_by_role("heading", name=re.compile("^Personnes sans taux"))).to_be_visible()
    accessible(page)
    arbre(page, "taux-sans")
    page.get_by_role("textbox", name="Jour de la paie").fill("2027-02-15")
    page.get_by_role("button", name="Voir").click()
    expect(page.get_by_role("heading", name=re.compile("^Taux périmés ce jour-là"))).to_be_visible()
    capturer(page, "taux-sans-1440")


def test_l_export_donne_un_fichier(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto(ADRESSE)
    page.get_by_text("Exporter pour la paie").click()
    page.get_by_label("Forme du fichier").select_option("csv")
    page.get_by_label("Masquer les NIR").check()
    with page.expect_download() as attendu:
        page.get_by_role("button", name="Exporter").click()
    assert re.fullmatch(r"taux-pas-\d{8}\.csv", attendu.value.suggested_filename)
    assert "Numéro du CRM" in attendu.value.path().read_text("utf-8-sig")


def test_le_client_ne_voit_que_ses_entreprises_et_ne_decide_pas(demo: Demo) -> None:
    entier, page = demo.ouvrir("gestionnaire"), demo.ouvrir("client")
    for fenetre in (entier, page):
        fenetre.goto(ADRESSE)
    lignes = "section[aria-labelledby=t-vigueur] tbody tr"
    assert 0 < page.locator(lignes).count() < entier.locator(lignes).count()
    expect(page.get_by_text("Exporter pour la paie")).to_have_count(0)
    accessible(page)
    arbre(page, "taux-client")


def test_sans_script_tout_se_lit_et_se_cherche(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire", scripts=False)
    _en_vigueur(page)
    page.get_by_label("Nom, matricule ou NIR").fill("M00001")
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator("section[aria-labelledby=t-personnes] tbody tr")).to_have_count(1)


@pytest.mark.parametrize(("largeur", "sombre"), [(1440, True), (1024, False), (390, False), (390, True)])
def test_les_ecrans_tiennent_dans_chaque_largeur(demo: Demo, largeur: int, sombre: bool) -> None:
    page = demo.ouvrir("gestionnaire", largeur=largeur, sombre=sombre)
    teinte = "sombre" if sombre else "clair"
    page.goto(ADRESSE)
    accessible(page)
    capturer(page, f"taux-{largeur}-{teinte}")
    page.get_by_role("link", name=re.compile("^Comparer et décider")).first.click()
    expect(page.get_by_role("heading", name="En quarantaine")).to_be_visible()
    accessible(page)
    capturer(page, f"taux-crm-{largeur}-{teinte}")
