"""From the login to a return marked as read, as a person does it: mouse, keyboard, phone, no script."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.navigateur.conftest import MOT_DE_PASSE, Ouvrir
from tests.navigateur.regard import capturer

pytestmark = pytest.mark.navigateur

LARGEURS = [1440, 390]


def _entrer(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Nom d’utilisateur").fill("claire")
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", name="À faire", exact=True)).to_be_visible()
    page.goto("/dsn/")
    expect(page.get_by_role("heading", name="DSN", exact=True)).to_be_visible()


def _envoyer(page: Page, fichier: Path, capture: str = "", *, scripts: bool = True) -> None:
    page.get_by_role("link", name="Envoyer une DSN…").click()
    page.locator("input[type=file]").set_input_files(fichier)
    if not scripts:
        page.get_by_role("button", name="Lire le fichier").click()
    expect(page.get_by_role("heading", name="Aperçu avant envoi")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("6 déclarations").first).to_be_visible()
    if capture:
        capturer(page, f"{capture}-apercu")
    page.get_by_role("radio", name="Cabinet Loire").check()
    page.get_by_role("button", name="Envoyer 6 déclarations en essai").click()
    expect(page.get_by_role("heading", name=re.compile("^Envoi du"))).to_be_visible()


def _recharger_jusqu_a(page: Page, attendu: Locator) -> None:
    """Reload as a person without a script does, until what is expected is there."""
    for _ in range(120):
        if attendu.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(attendu.first).to_be_visible()


@pytest.mark.parametrize("largeur", LARGEURS)
def test_de_la_connexion_au_retour_lu(ouvrir: Ouvrir, six_declarations: Path, largeur: int) -> None:
    page = ouvrir(largeur, 900 if largeur > 800 else 844)
    page.goto("/")
    capturer(page, f"{largeur}-connexion")
    _entrer(page)
    _envoyer(page, six_declarations, str(largeur))

    # The page follows by itself: six deposits, each with its own flux.
    expect(page.get_by_text("6 sur 6")).to_be_visible(timeout=60_000)
    flux = page.locator("td .idflux")
    expect(flux).to_have_count(6)
    assert len(set(flux.all_inner_texts())) == 6
    capturer(page, f"{largeur}-envoi")

    # Returns arrive without a reload: the star says that nobody has read them.
    page.get_by_role("navigation", name="Principale").get_by_role("link", name="DSN").click()
    mention = page.locator("tr[id^=depot-] a", has_text="Envoyée").first
    expect(mention).to_contain_text("*", timeout=60_000)
    capturer(page, f"{largeur}-dsn")
    mention.click()

    # The window of returns: grouped by issuer; the one shown is read after three seconds.
    accuse = page.get_by_role("link", name=re.compile("Accusé d’enregistrement"))
    # The star may come from an earlier sending: this page too follows by itself.
    expect(accuse).to_have_class(re.compile(r"\bnl\b"), timeout=60_000)
    capturer(page, f"{largeur}-retours-declaration")
    accuse.click()
    lu = page.get_by_role("button", name="Lu", exact=True)
    # What it says comes first, laid out; the document itself is one click away.
    expect(page.locator(".fiche .resume")).to_contain_text("Accusé d’enregistrement du")
    page.get_by_text("Document d’origine, tel que reçu").click()
    expect(page.locator("pre.brut")).to_contain_text("<envoi_etat>")
    expect(lu).to_have_attribute("aria-pressed", "false")
    expect(lu).to_have_attribute("aria-pressed", "true", timeout=10_000)
    # The page refreshed itself: what was opened stays open.
    expect(page.locator("pre.brut")).to_be_visible()
    capturer(page, f"{largeur}-retour-lu")

    # Put back by hand, it stays unread however long it is shown.
    page.get_by_role("button", name="Non lu").click()
    expect(page.get_by_text("Remis à « Non lu » à la main")).to_be_visible()
    page.wait_for_timeout(4_000)
    page.reload()
    expect(lu).to_have_attribute("aria-pressed", "false")

    # « Les retours de l’Urssaf des 30 derniers jours » in two clicks.
    page.get_by_role("link", name="Tous les retours", exact=True).click()
    page.get_by_role("link", name="Urssaf, 30 derniers jours").click()
    expect(page.locator("tbody tr").first).to_contain_text("Urssaf")
    capturer(page, f"{largeur}-tous-les-retours")


@pytest.mark.parametrize("largeur", LARGEURS)
def test_les_ecrans_sombres_et_de_tenue_tiennent_dans_la_page(ouvrir: Ouvrir, largeur: int) -> None:
    page = ouvrir(largeur, 844, sombre=True)
    _entrer(page)
    for nom in ("sante", "identifiants", "utilisateurs", "adoption", "dsn/envoyer", "retours", "dsn"):
        page.goto(f"/{nom}/")
        capturer(page, f"{largeur}-sombre-{nom.replace('/', '-')}")


def test_un_envoi_d_ailleurs_apparait_sans_perdre_la_selection(
    ouvrir: Ouvrir, six_declarations: Path
) -> None:
    autre = ouvrir()
    _entrer(autre)
    _envoyer(autre, six_declarations)
    autre.goto("/dsn/")
    six_declarations.write_bytes(six_declarations.read_bytes().replace(b"'ESSAI ", b"'SUITE "))
    temoin = ouvrir()
    _entrer(temoin)
    lignes = temoin.locator("section[aria-labelledby=t-envois] tbody tr")
    avant, choisi = lignes.count(), temoin.locator("tr.choisi").get_attribute("id")
    temoin.evaluate("window.temoin = 'jamais rechargée'")
    _envoyer(autre, six_declarations)
    expect(lignes).to_have_count(avant + 1, timeout=60_000)
    assert temoin.locator("tr.choisi").get_attribute("id") == choisi
    assert temoin.evaluate("window.temoin") == "jamais rechargée"


def test_le_compte_a_rebours_descend_et_se_suspend(ouvrir: Ouvrir) -> None:
    page = ouvrir()
    _entrer(page)
    reste = page.locator("[data-echeance]")
    depart = reste.inner_text()
    expect(reste).not_to_have_text(depart)
    page.get_by_role("button", name="suspendre").click()
    expect(page.get_by_text("Relevés suspendus")).to_be_visible()
    page.get_by_role("button", name="reprendre").click()
    expect(page.get_by_text("Prochain relevé dans")).to_be_visible()


def _tabuler(page: Page, jusqu_a: str, maximum: int = 60) -> None:
    """Press Tab until the focused element says ``jusqu_a``; it must show that it has the focus."""
    for _ in range(maximum):
        page.keyboard.press("Tab")
        texte = page.evaluate("document.activeElement.innerText || document.activeElement.id || ''")
        if jusqu_a in texte:
            contour = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert contour != "none", jusqu_a
            return
    pytest.fail(f"« {jusqu_a} » n’est pas atteint au clavier")


def test_au_clavier_seul(ouvrir: Ouvrir, six_declarations: Path) -> None:
    autre = ouvrir()
    _entrer(autre)
    _envoyer(autre, six_declarations)
    autre.locator("tr[id^=depot-] a", has_text="Envoyée").first.click(timeout=60_000)
    expect(autre.get_by_role("link", name=re.compile("Certificat"))).to_be_visible(timeout=60_000)
    page = ouvrir()
    page.goto("/connexion/")
    expect(page.get_by_label("Nom d’utilisateur")).to_be_focused()
    page.keyboard.type("claire")
    page.keyboard.press("Tab")
    page.keyboard.type(MOT_DE_PASSE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="À faire", exact=True)).to_be_visible()
    _tabuler(page, "DSN")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="DSN", exact=True)).to_be_visible()
    _tabuler(page, "Aller au contenu", 2)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    _tabuler(page, "Envoyée")
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Retours par émetteur")).to_be_visible()
    _tabuler(page, "Certificat de conformité")
    page.keyboard.press("Enter")
    expect(page.locator(".fiche .resume")).to_be_visible()
    _tabuler(page, "Non lu")
    page.keyboard.press("Space")
    expect(page.get_by_text("Remis à « Non lu » à la main")).to_be_visible()


def test_sans_script_tout_se_fait_par_formulaires(ouvrir: Ouvrir, six_declarations: Path) -> None:
    page = ouvrir(scripts=False)
    _entrer(page)
    _envoyer(page, six_declarations, scripts=False)
    _recharger_jusqu_a(page, page.get_by_text("6 sur 6"))
    page.locator("tr[id^=depot-] a", has_text="Envoyée").first.click()
    accuse = page.get_by_role("link", name=re.compile("Accusé d’enregistrement"))
    _recharger_jusqu_a(page, accuse)
    accuse.click()
    page.get_by_role("button", name="Lu", exact=True).click()
    expect(page.get_by_role("button", name="Lu", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="relever maintenant").click()
    expect(page.get_by_role("button", name="Lu", exact=True)).to_be_visible()
