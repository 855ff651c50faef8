"""Documents: an attestation is opened, handed over, and taken back; others only read."""

import re

import pytest
from playwright.sync_api import expect

from tests.navigateur.regard import Demo, accessible, arbre, capturer

pytestmark = pytest.mark.navigateur

ADRESSE = "/paie/documents/"


def test_un_gestionnaire_remet_l_attestation_et_revient_en_arriere(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto(ADRESSE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Documents")
    accessible(page)
    arbre(page, "documents")
    capturer(page, "documents-1440")
    ligne = page.get_by_role("row").filter(has_text="À remettre").first
    numero = ligne.get_attribute("id")
    suivie = page.locator(f"#{numero}")
    suivie.get_by_role("button", name="Remise au salarié").click()
    expect(page.get_by_role("status").first).to_contain_text("remise au salarié")
    expect(suivie).to_contain_text("par gestionnaire")
    suivie.get_by_role("button", name="Reprendre").click()
    expect(suivie).to_contain_text("À remettre")


def test_ouvrir_le_pdf_montre_celui_de_france_travail(demo: Demo) -> None:
    page = demo.ouvrir("lecteur")
    page.goto(ADRESSE)
    lien = page.get_by_role("link", name="Ouvrir le PDF").first
    adresse = lien.get_attribute("href")
    assert adresse
    reponse = page.request.get(adresse)
    assert reponse.headers["content-type"] == "application/pdf"
    assert reponse.body().startswith(b"%PDF")


def test_au_clavier_seul(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto(f"{ADRESSE}?etat=a_remettre")
    bouton = page.get_by_role("button", name="Remise au salarié").first
    bouton.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("remise au salarié")
    page.goto(f"{ADRESSE}?etat=remis")
    page.get_by_role("button", name="Reprendre").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("de nouveau à remettre")


def test_sans_script_la_selection_et_la_remise_marchent(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire", scripts=False)
    page.goto(ADRESSE)
    page.get_by_label("Montrer").select_option("a_remettre")
    page.get_by_role("button", name="Sélectionner").click()
    expect(page).to_have_url(re.compile("etat=a_remettre"))
    page.get_by_role("button", name="Remise au salarié").first.click()
    expect(page).to_have_url(re.compile("etat=a_remettre"))
    page.get_by_role("link", name=re.compile("^Remis ")).click()
    page.get_by_role("button", name="Reprendre").first.click()
    expect(page.get_by_role("status").first).to_contain_text("de nouveau à remettre")


@pytest.mark.parametrize("role", ["lecteur", "client"])
def test_qui_se_contente_de_lire_n_a_pas_de_bouton(demo: Demo, role: str) -> None:
    page = demo.ouvrir(role)
    page.goto(ADRESSE)
    accessible(page)
    assert page.get_by_role("button", name="Remise au salarié").count() == 0
    assert page.get_by_role("heading", name="Classement et copie").count() == (role == "lecteur")


@pytest.mark.parametrize(("largeur", "sombre"), [(1440, True), (1024, False), (390, False), (390, True)])
def test_a_chaque_largeur_clair_ou_sombre(demo: Demo, largeur: int, sombre: bool) -> None:
    page = demo.ouvrir("gestionnaire", largeur=largeur, sombre=sombre)
    page.goto(ADRESSE)
    accessible(page)
    capturer(page, f"documents-{largeur}{'-sombre' if sombre else ''}")
