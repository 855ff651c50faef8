"""« DSN » in a browser: envois above, declarations below, the status bar; mouse, keys, phone, no script."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.navigateur.regard import Demo, accessible, arbre, capturer

pytestmark = pytest.mark.navigateur

ROUGE = "rgb(168, 32, 26)"
"""The red of the sheet, in light."""


def _ouvrir(demo: Demo, role: str = "gestionnaire", largeur: int = 1440, **options: bool) -> Page:
    page = demo.ouvrir(role, largeur, **options)
    page.goto("/dsn/")
    expect(page.get_by_role("heading", name="DSN", level=1)).to_be_visible()
    return page


def _en_haut(page: Page, selecteur: str) -> float:
    cadre = page.locator(selecteur).first.bounding_box()
    assert cadre
    return cadre["y"]


def test_les_envois_sont_au_dessus_et_les_declarations_de_l_envoi_choisi_dessous(demo: Demo) -> None:
    page = _ouvrir(demo)
    declarations = page.get_by_role("table", name=re.compile("^Déclarations de l’envoi"))
    expect(page.get_by_role("table", name=re.compile("^Envois"))).to_be_visible()
    assert _en_haut(page, "#t-envois") < _en_haut(page, "#t-declarations")
    colonne = declarations.get_by_role("columnheader", name="Statut de la déclaration si envoi par l’API-DSN")
    expect(colonne).to_be_visible()
    expect(page.locator("tr.choisi")).to_have_count(1)
    accessible(page)
    arbre(page, "dsn")
    capturer(page, "dsn-1440")


def test_la_mention_est_rouge_avec_des_mots_et_suivie_d_une_etoile(demo: Demo) -> None:
    page = _ouvrir(demo)
    avec_anomalies = page.get_by_role("row").filter(has=page.get_by_text("avec anomalies")).first
    avec_anomalies.get_by_role("link").first.click()
    mention = page.locator("tr[id^=depot-] .mention.rouge").first
    expect(mention).to_have_text("Envoyée (anomalies rencontrées)")
    expect(mention).to_have_css("color", ROUGE)
    page.goto("/dsn/")
    etoile = page.locator("tr[id^=depot-] .etoile").first
    expect(etoile).to_have_text(re.compile(r"^\* \(au moins un retour non lu\)$"))


def test_voir_tous_les_retours_est_en_bas_a_gauche(demo: Demo) -> None:
    page = _ouvrir(demo)
    bouton = page.get_by_role("link", name="Voir tous les retours (CRM)")
    cadre, contenu = bouton.bounding_box(), page.locator("main").bounding_box()
    assert cadre
    assert contenu
    assert cadre["x"] - contenu["x"] < 60
    assert cadre["y"] > _en_haut(page, "#t-declarations")
    bouton.click()
    expect(page).to_have_url(re.compile("/retours/"))


def test_choisir_un_envoi_garde_le_defilement_de_la_liste(demo: Demo) -> None:
    page = _ouvrir(demo)
    liste = page.locator("#liste-envois")
    liste.evaluate("e => { e.scrollTop = e.scrollHeight }")
    avant = liste.evaluate("e => e.scrollTop")
    assert avant > 0
    ligne = page.locator("#liste-envois tbody tr").last
    numero = ligne.get_attribute("id")
    ligne.get_by_role("link").first.click()
    expect(page.locator("tr.choisi")).to_have_attribute("id", numero or "")
    assert liste.evaluate("e => e.scrollTop") == avant
    expect(page).to_have_url(re.compile(r"envoi=\d+"))


def test_cliquer_le_message_du_compte_a_rebours_propose_de_suspendre_ou_de_relever(demo: Demo) -> None:
    page = _ouvrir(demo)
    message = page.get_by_role("button", name=re.compile("^Prochain relevé dans"))
    cadre = message.bounding_box()
    assert cadre
    assert cadre["x"] > 720, "à droite"
    assert cadre["y"] > 850, "tout en bas"
    message.click()
    expect(page.get_by_role("button", name="Récupérer maintenant")).to_be_visible()
    accessible(page)
    capturer(page, "dsn-compte-a-rebours")
    page.get_by_role("button", name="Désactiver les relevés").click()
    suspendu = page.get_by_role("button", name=re.compile("^Relevés suspendus"))
    expect(suspendu).to_be_visible()
    page.get_by_role("button", name="Réactiver les relevés").click()
    expect(message).to_be_visible()
    page.get_by_role("button", name="Récupérer maintenant").click()
    expect(message).to_be_visible()


def test_le_compte_a_rebours_descend(demo: Demo) -> None:
    page = _ouvrir(demo)
    reste = page.locator("[data-echeance]")
    depart = reste.inner_text()
    expect(reste).not_to_have_text(depart)


def test_au_clavier_on_choisit_un_envoi_et_l_on_suspend(demo: Demo) -> None:
    page = _ouvrir(demo)
    page.locator("#liste-envois tbody tr").nth(2).get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#liste-envois tbody tr").nth(2)).to_have_class(re.compile("choisi"))
    message = page.locator(".compteur")
    message.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Récupérer maintenant")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Récupérer maintenant")).to_be_hidden()


def test_rafraichir_les_retours_de_l_envoi_choisi(demo: Demo) -> None:
    page = _ouvrir(demo)
    page.evaluate("window.temoin = 'jamais rechargée'")
    page.get_by_role("button", name="Rafraîchir les retours (CRM)").click()
    expect(page.get_by_text("Les retours de cet envoi sont redemandés")).to_be_visible()
    assert page.evaluate("window.temoin") == "jamais rechargée"


@pytest.mark.parametrize("role", ["lecteur", "client"])
def test_qui_ne_fait_que_lire_n_a_aucun_bouton_d_acte(demo: Demo, role: str) -> None:
    page = _ouvrir(demo, role)
    for bouton in ("Rafraîchir", "relever maintenant", "suspendre", "Prochain relevé"):
        expect(page.get_by_role("button", name=re.compile(bouton))).to_have_count(0)
    expect(page.get_by_role("link", name="Envoyer une DSN…")).to_have_count(0)
    expect(page.locator("#bandeau")).to_contain_text("Prochain relevé dans")
    accessible(page)
    arbre(page, f"dsn-{role}")
    capturer(page, f"dsn-{role}")


def test_un_client_ne_voit_que_ses_entreprises(demo: Demo) -> None:
    toutes = _ouvrir(demo).locator("#liste-envois tbody tr").count()
    page = _ouvrir(demo, "client")
    assert 0 < page.locator("#liste-envois tbody tr").count() < toutes
    assert "identifiants relevés" not in page.locator("#bandeau").inner_text()


def test_sans_script_on_choisit_et_l_on_suspend_par_formulaires(demo: Demo) -> None:
    page = _ouvrir(demo, scripts=False)
    page.locator("#liste-envois tbody tr").nth(1).get_by_role("link").first.click()
    expect(page.locator("#liste-envois tbody tr").nth(1)).to_have_class(re.compile("choisi"))
    page.locator(".compteur").click()
    page.get_by_role("button", name="Désactiver les relevés").click()
    expect(page.get_by_role("button", name=re.compile("^Relevés suspendus"))).to_be_visible()
    page.get_by_role("button", name="reprendre").click()
    expect(page.get_by_role("button", name=re.compile("^Prochain relevé"))).to_be_visible()


@pytest.mark.parametrize("sombre", [False, True])
@pytest.mark.parametrize("largeur", [1440, 1024, 390])
def test_les_pages_tiennent_a_toutes_les_largeurs(demo: Demo, largeur: int, sombre: bool) -> None:
    page = _ouvrir(demo, largeur=largeur, sombre=sombre)
    teinte = "sombre" if sombre else "clair"
    capturer(page, f"dsn-{largeur}-{teinte}")
    suivre = page.get_by_role("link", name="suivre cet envoi").get_attribute("href")
    for nom, adresse in (("envoi", suivre), ("envoyer", "/dsn/envoyer/"), ("adoption", "/adoption/")):
        page.goto(adresse or "")
        accessible(page)
        capturer(page, f"{nom}-{largeur}-{teinte}")


def test_l_apercu_avant_envoi_et_la_page_d_un_depot(demo: Demo) -> None:
    page = _ouvrir(demo)
    page.get_by_role("link", name="Envoyer une DSN…").click()
    exemple = Path(demo.lieu.environnement["RECEPISSE_DONNEES"]) / "exemples" / "groupe_2x3.dsn"
    page.locator("input[type=file]").set_input_files(exemple)
    expect(page.get_by_role("heading", name="Aperçu avant envoi")).to_be_visible(timeout=15_000)
    accessible(page)
    arbre(page, "apercu")
    capturer(page, "apercu-1440")
    page.get_by_role("button", name="Renoncer et oublier ce fichier").click()
    expect(page.get_by_text("rien n’a été envoyé")).to_be_visible()
    refusee = page.locator("#liste-envois tbody tr", has_text="refusée").first
    for _ in range(6):
        if refusee.count():
            break
        with page.expect_navigation():
            page.get_by_role("link", name="Envois plus anciens").click()
    refusee.get_by_role("link").first.click()
    numero = (page.locator("tr[id^=depot-]").first.get_attribute("id") or "").removeprefix("depot-")
    page.goto(f"/dsn/depots/{numero}/")
    expect(page.get_by_role("heading", name="Étapes")).to_be_visible()
    accessible(page)
    capturer(page, "depot-1440")
