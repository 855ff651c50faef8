"""Calendrier: from a due date to its establishments, from a cell to its return, by each role."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.navigateur.regard import Demo, accessible, arbre, capturer

pytestmark = pytest.mark.navigateur

ADRESSE = "/calendrier/"


def ouvrir(demo: Demo, role: str = "gestionnaire", suite: str = "", **options: bool | int) -> Page:
    """Open the last month whose DSN are sent: this one, or the one before early in a month."""
    page = demo.ouvrir(role, **options)  # type: ignore[arg-type] # the options of the page
    page.goto(ADRESSE)
    if not page.get_by_role("link", name=re.compile("[0-9] envoyé")).count():
        page.get_by_role("navigation", name="Mois").get_by_role("link").first.click()
    if suite:
        mois = re.search("mois=[0-9-]+", page.url)
        page.goto(f"{ADRESSE}?{suite}{'&' + mois[0] if mois else ''}")
    return page


def test_le_mois_dit_ses_echeances_et_ses_retours(demo: Demo) -> None:
    page = ouvrir(demo)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Calendrier, "))
    expect(page.get_by_role("heading", name=re.compile("^Échéance du"))).not_to_have_count(0)
    accessible(page)
    capturer(page, "calendrier-1440")
    page.get_by_role("navigation", name="Mois").get_by_role("link").first.click()
    page.get_by_label("Nature", exact=True).select_option("01")
    page.get_by_role("button", name="Sélectionner").click()
    expect(page).to_have_url(re.compile("nature=01"))
    arbre(page, "calendrier")


def test_d_une_echeance_a_ses_etablissements_puis_a_un_retour(demo: Demo) -> None:
    page = ouvrir(demo)
    lien = page.get_by_role("link", name=re.compile("[0-9] envoyé")).first
    nombre = int(re.sub("[^0-9]", "", lien.inner_text()))
    lien.click()
    expect(page).to_have_url(re.compile("etat=envoyee"))
    rangees = page.locator(".grille-attendus tbody tr")
    expect(rangees).to_have_count(nombre)
    certificat = rangees.first.get_by_role("link", name=re.compile("^11 Certificat"))
    certificat.click()
    expect(page).to_have_url(re.compile("/dsn/declarations/[0-9]+/.*retour="))


def test_le_mois_precedent_garde_la_selection(demo: Demo) -> None:
    page = ouvrir(demo)
    page.get_by_label("Nature", exact=True).select_option("01")
    page.get_by_role("button", name="Sélectionner").click()
    titre = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("navigation", name="Mois").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("nature=01"))
    assert page.get_by_role("heading", level=1).inner_text() != titre
    expect(page.get_by_label("Nature", exact=True)).to_have_value("01")
    page.get_by_role("navigation", name="Mois").get_by_role("link").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(titre)


def test_une_anomalie_est_rouge_et_en_mots(demo: Demo) -> None:
    page = ouvrir(demo, suite="etat=anomalie")
    rouge = page.locator(".grille-attendus a.mention.rouge").first
    expect(rouge).to_have_text(re.compile("KO|anomalie"))
    rouge.click()
    expect(page).to_have_url(re.compile("retour="))


def test_les_tetes_restent_en_vue_quand_la_liste_defile(demo: Demo) -> None:
    page = ouvrir(demo, largeur=1024)
    page.locator(".defile-large").evaluate("e => { e.scrollTop = 400; e.scrollLeft = 300; }")
    entete = page.get_by_role("columnheader", name="Déclaration")
    boite, region = entete.bounding_box(), page.locator(".defile-large").bounding_box()
    assert boite
    assert region
    assert abs(boite["y"] - region["y"]) < 2
    assert abs(boite["x"] - region["x"]) < 2


def test_au_clavier_et_sans_script(demo: Demo) -> None:
    page = ouvrir(demo, scripts=False)
    suivant = page.get_by_role("navigation", name="Mois").get_by_role("link").last
    suivant.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"mois=[0-9]{4}-[0-9]{2}"))
    page.get_by_label("Montrer").select_option("a_envoyer")
    page.get_by_role("button", name="Sélectionner").click()
    expect(page.get_by_role("heading", name=re.compile("^Pas encore envoyées"))).to_be_visible()


def test_un_client_ne_voit_que_son_dossier(demo: Demo) -> None:
    toutes = ouvrir(demo).locator(".grille-attendus tbody tr").count()
    page = ouvrir(demo, "client")
    accessible(page)
    siennes = page.locator(".grille-attendus tbody tr")
    assert 0 < siennes.count() < toutes
    entreprises = {texte.split("\n")[0][:12] for texte in siennes.get_by_role("rowheader").all_inner_texts()}
    assert len(entreprises) == 1


def test_un_lecteur_n_est_pas_invite_a_envoyer(demo: Demo) -> None:
    page = ouvrir(demo, "lecteur", "etat=a_envoyer")
    accessible(page)
    assert page.get_by_role("link", name="Envoyer une DSN…").count() == 0


@pytest.mark.parametrize(("largeur", "sombre"), [(1440, True), (1024, False), (390, False), (390, True)])
def test_a_chaque_largeur_clair_ou_sombre(demo: Demo, largeur: int, sombre: bool) -> None:
    page = ouvrir(demo, largeur=largeur, sombre=sombre)
    accessible(page)
    capturer(page, f"calendrier-{largeur}{'-sombre' if sombre else ''}")
