"""The inbox of anomalies: found, given to somebody, answered, taken back; two people, each role."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.navigateur.regard import Demo, accessible, arbre, capturer

pytestmark = pytest.mark.navigateur

VISIBLE_CHEZ_L_AUTRE = 6_000
"""Patience of a loaded machine; the stream itself looks once a second."""


def _lignes(page: Page) -> Locator:
    return page.locator("table.anomalies tbody tr")


def _nombre(page: Page) -> int:
    trouve = re.match(r"[0-9]+", page.locator("#t-liste").inner_text())
    assert trouve
    return int(trouve[0])


def _ouvrir_la_derniere(page: Page) -> str:
    """Open the last line of the inbox, the least grave; return its address."""
    page.goto("/anomalies/")
    _lignes(page).last.locator(".dit a").click()
    expect(page.get_by_role("heading", name="Ce qu’il faut faire")).to_be_visible()
    return page.url


@pytest.mark.parametrize(
    ("largeur", "sombre"), [(1440, False), (1440, True), (1024, False), (390, False), (390, True)]
)
def test_les_pages_se_lisent_a_chaque_largeur(demo: Demo, largeur: int, sombre: bool) -> None:
    page = demo.ouvrir("gestionnaire", largeur, sombre=sombre)
    suffixe = f"{largeur}{'-sombre' if sombre else ''}"
    for adresse, nom in (
        ("/anomalies/", "anomalies"),
        ("/anomalies/codes/", "anomalies-par-code"),
        ("/anomalies/personnes/", "anomalies-par-salarie"),
        ("/anomalies/controles/", "controles-ignores"),
    ):
        page.goto(adresse)
        accessible(page)
        capturer(page, f"{nom}-{suffixe}")
    _ouvrir_la_derniere(page)
    for repli in page.locator(".plus summary").all():
        repli.click()
    accessible(page)
    capturer(page, f"anomalie-{suffixe}")


def test_ce_qu_entend_un_lecteur_d_ecran(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    for adresse, nom in (
        ("/anomalies/?code=ECIN07&etat=toutes", "anomalies"),
        ("/anomalies/codes/?code=ECIN07&etat=toutes", "anomalies_par_code"),
        ("/anomalies/controles/", "controles_ignores"),
    ):
        page.goto(adresse)
        arbre(page, nom)


def test_une_anomalie_de_bout_en_bout(demo: Demo) -> None:
    """Taken in one click, commented, corrected in a month, taken back: each act stays in its history."""
    page = demo.ouvrir("gestionnaire")
    _ouvrir_la_derniere(page)
    page.get_by_role("button", name="M’assigner").click()
    expect(page.get_by_text("Elle vous est assignée")).to_be_visible()
    page.get_by_label("Ajouter un commentaire").fill("Fiche corrigée, NIR 2850675056012 vérifié.")
    page.get_by_role("button", name="Commenter").click()
    expect(page.locator(".histoire .commentaire").first).to_contain_text("NIR 2850675······ vérifié")
    page.get_by_text("Dire où elle est corrigée").click()
    page.get_by_label("Corrigée dans la DSN du mois de").select_option(index=2)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".barre .mention")).to_contain_text("Corrigée dans la DSN")
    expect(page.locator(".histoire li").first).to_contain_text("par gestionnaire")
    page.get_by_role("button", name="Remettre à traiter").click()
    expect(page.locator(".barre .mention")).not_to_contain_text("Corrigée")
    page.get_by_role("button", name="Ne plus me l’assigner").click()
    expect(page.get_by_role("button", name="M’assigner")).to_be_visible()


def test_deux_personnes_voient_la_meme_chose(demo: Demo) -> None:
    """What one marks appears at the other's by itself, and what she was typing stays."""
    un, autre = demo.ouvrir("gestionnaire"), demo.ouvrir("administrateur")
    adresse = _ouvrir_la_derniere(un)
    autre.goto(adresse)
    autre.get_by_label("Ajouter un commentaire").fill("à moitié écrit")
    un.get_by_role("button", name="Marquer comme traitée").click()
    expect(autre.locator(".barre .mention")).to_have_text("Traitée", timeout=VISIBLE_CHEZ_L_AUTRE)
    expect(autre.get_by_label("Ajouter un commentaire")).to_have_value("à moitié écrit")
    autre.get_by_role("button", name="Remettre à traiter").click()
    expect(un.locator(".barre .mention")).not_to_have_text("Traitée", timeout=VISIBLE_CHEZ_L_AUTRE)


def test_cocher_traiter_annuler(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto("/anomalies/")
    avant = _nombre(page)
    for ligne in (_lignes(page).last, _lignes(page).nth(-2)):
        ligne.get_by_role("checkbox").check()
    page.get_by_role("button", name="Marquer comme traitées").click()
    expect(page.get_by_text("2 anomalies marquées comme traitées")).to_be_visible()
    assert _nombre(page) == avant - 2
    page.get_by_role("button", name="Annuler cette action").click()
    expect(page.get_by_text("2 anomalies comme avant")).to_be_visible()
    assert _nombre(page) == avant


def test_ce_qui_est_coche_le_reste_quand_la_page_se_rafraichit(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto("/anomalies/")
    _lignes(page).first.get_by_role("checkbox").check()
    with page.expect_response(re.compile(r"/anomalies/$")):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('retours', {bubbles: true}))")
    page.wait_for_timeout(300)
    expect(_lignes(page).first.get_by_role("checkbox")).to_be_checked()


def test_chaque_nombre_mene_a_ce_qu_il_compte(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto("/anomalies/codes/")
    rangee = _lignes(page).first
    nombre = rangee.locator('td[data-l="Anomalies"]').inner_text()
    rangee.locator('td[data-l="Anomalies"] a').click()
    assert _nombre(page) == int(nombre)
    page.goto("/anomalies/")
    pastille = page.get_by_role("list", name="Sélections en un clic").get_by_role("link", name="Revenues")
    nombre = pastille.locator(".compte").inner_text()
    pastille.click()
    assert _nombre(page) == int(nombre)


def test_filtrer_au_clavier_puis_enregistrer_la_vue(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto("/anomalies/")
    page.get_by_text("Filtrer").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Gravité", exact=True).select_option("bloquant")
    page.get_by_label("Gravité", exact=True).press("Tab")
    page.get_by_role("button", name="Sélectionner").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"gravite=bloquant"))
    assert set(page.locator("table.anomalies .gravite").all_inner_texts()) == {"bloquant"}
    page.get_by_label("Enregistrer cette sélection sous le nom").fill("Bloquantes du navigateur")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Bloquantes du navigateur")).to_be_visible()
    page.goto("/anomalies/")
    page.get_by_role("link", name="Bloquantes du navigateur").click()
    expect(page).to_have_url(re.compile(r"gravite=bloquant"))
    assert set(page.locator("table.anomalies .gravite").all_inner_texts()) == {"bloquant"}
    page.get_by_role("button", name="Supprimer cette vue").click()
    expect(page.get_by_role("link", name="Bloquantes du navigateur")).to_have_count(0)


@pytest.mark.parametrize("forme", ["csv", "xlsx"])
def test_exporter_la_selection(demo: Demo, forme: str) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto("/anomalies/")
    with page.expect_download() as attendu:
        page.get_by_role("button", name=forme.upper()).click()
    assert attendu.value.suggested_filename.endswith(f".{forme}")


def test_un_lecteur_voit_tout_et_ne_fait_rien(demo: Demo) -> None:
    page = demo.ouvrir("lecteur")
    page.goto("/anomalies/")
    expect(page.get_by_role("checkbox")).to_have_count(0)
    _ouvrir_la_derniere(page)
    expect(page.get_by_role("button", name="Marquer comme traitée")).to_have_count(0)
    expect(page.get_by_label("Ajouter un commentaire")).to_have_count(0)
    accessible(page)


def test_un_client_ne_voit_que_ses_entreprises(demo: Demo) -> None:
    tous, sien = demo.ouvrir("gestionnaire"), demo.ouvrir("client")
    for page in (tous, sien):
        page.goto("/anomalies/?etat=toutes")
    assert _nombre(sien) < _nombre(tous)
    expect(sien.get_by_role("link", name="Contrôles ignorés")).to_have_count(0)
    expect(sien.get_by_text("assignée à")).to_have_count(0)
    accessible(sien)


def test_sans_script_tout_se_fait_par_formulaires(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire", scripts=False)
    _ouvrir_la_derniere(page)
    page.get_by_role("button", name="Marquer comme traitée").click()
    expect(page.locator(".barre .mention")).to_have_text("Traitée")
    page.get_by_role("button", name="Remettre à traiter").click()
    expect(page.get_by_role("button", name="Marquer comme traitée")).to_be_visible()
    page.goto("/anomalies/codes/")
    _lignes(page).last.get_by_role("checkbox").check()
    page.get_by_role("button", name="Assigner", exact=True).click()
    expect(page.get_by_text("assignée")).not_to_have_count(0)
    page.get_by_role("button", name="Annuler cette action").click()
    expect(page.get_by_text("comme avant")).to_be_visible()
