"""« Voir tous les retours (CRM) »: found in two clicks, kept in a view, marked many at once, exported."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.navigateur.regard import Demo, accessible, arbre, capturer

pytestmark = pytest.mark.navigateur

SELECTION = "/retours/?depuis=90&emetteur=urssaf_msa"


def _nombre(page: Page) -> int:
    """Return how many returns the page says that it selects."""
    trouve = re.match(r"[0-9]+", page.locator("#t-liste").inner_text())
    assert trouve
    return int(trouve[0])


def test_les_retours_urssaf_des_30_derniers_jours_en_deux_clics(demo: Demo) -> None:
    """« visualiser en quelques clics tous les comptes-rendus URSSAF reçus dans les 30 derniers jours »."""
    page = demo.ouvrir("gestionnaire")
    page.goto("/dsn/")
    page.get_by_role("link", name="Voir tous les retours (CRM)").click()
    page.get_by_role("link", name="Urssaf, 30 derniers jours").click()
    expect(page).to_have_url(re.compile(r"/retours/\?depuis=30&emetteur=urssaf_msa$"))
    emetteurs = set(page.locator('table.retours td[data-l="Émetteur"]').all_inner_texts())
    assert emetteurs <= {"Urssaf", "MSA"}
    assert emetteurs
    arbre(page, "tous_les_retours")


@pytest.mark.parametrize(
    ("largeur", "sombre"), [(1440, False), (1440, True), (1024, False), (390, False), (390, True)]
)
def test_la_page_se_lit_a_chaque_largeur(demo: Demo, largeur: int, sombre: bool) -> None:
    page = demo.ouvrir("gestionnaire", largeur, sombre=sombre)
    page.goto(SELECTION)
    accessible(page)
    page.get_by_text("Autres critères").click()
    page.get_by_text("Enregistrer cette vue").click()
    accessible(page)
    capturer(page, f"tous-les-retours-{largeur}{'-sombre' if sombre else ''}")


def test_les_criteres_se_combinent_et_se_retirent_au_clavier(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto("/retours/")
    page.get_by_label("Période").select_option("90 derniers jours")
    page.get_by_label("Statut").select_option("OK")
    page.get_by_label("Statut").press("Tab")
    page.keyboard.press("Enter")
    criteres = page.get_by_role("list", name="Critères")
    expect(criteres.get_by_role("listitem")).to_have_count(2)
    assert page.get_by_label("Statut").input_value() == "OK"
    criteres.get_by_role("link", name="Statut : OK").focus()
    page.keyboard.press("Enter")
    expect(criteres.get_by_role("listitem")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?depuis=90$"))


def test_cocher_marquer_annuler(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto(SELECTION + "&non_lus=on")
    avant = _nombre(page)
    for rang in (0, 1):
        page.locator("table.retours input[type=checkbox]").nth(rang).check()
    page.get_by_role("button", name="Lu", exact=True).click()
    action = page.get_by_role("group", name="Dernière action")
    expect(action).to_contain_text("2 retours marqués lus")
    assert _nombre(page) == avant - 2
    accessible(page)
    action.get_by_role("button", name="Annuler").click()
    expect(page.locator("#messages")).to_contain_text("2 retours remis dans l’état d’avant")
    assert _nombre(page) == avant


def test_les_coches_tiennent_quand_des_retours_arrivent(demo: Demo) -> None:
    """Another person's mark refreshes the list within two seconds; what is ticked stays ticked."""
    page, autre = demo.ouvrir("gestionnaire"), demo.ouvrir("administrateur")
    page.goto(SELECTION)
    coche = page.locator("table.retours input[type=checkbox]").nth(2)
    coche.check()
    page.mouse.wheel(0, 300)
    autre.goto(SELECTION + "&non_lus=on")
    autre.locator("table.retours input[type=checkbox]").first.check()
    autre.get_by_role("button", name="Lu", exact=True).click()
    pk = autre.evaluate("1") and page.locator("table.retours tr.nl").count()
    expect(page.locator("table.retours tr.nl")).to_have_count(pk - 1, timeout=8000)
    expect(coche).to_be_checked()
    assert page.evaluate("window.scrollY") > 0
    autre.get_by_role("group", name="Dernière action").get_by_role("button", name="Annuler").click()
    expect(page.locator("table.retours tr.nl")).to_have_count(pk, timeout=8000)


def test_une_vue_se_garde_et_se_supprime_sans_script(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire", scripts=False)
    page.goto(SELECTION)
    page.get_by_text("Enregistrer cette vue").click()
    page.get_by_label("Nom de la vue").fill("Urssaf du trimestre")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_role("link", name="Tout montrer").click()
    page.get_by_role("navigation", name="Vues").get_by_role("link", name="Urssaf du trimestre").click()
    expect(page).to_have_url(re.compile(r"depuis=90&emetteur=urssaf_msa$"))
    page.get_by_text("Gérer mes vues").click()
    page.get_by_role("button", name="Supprimer la vue Urssaf du trimestre").click()
    expect(page.locator("#messages")).to_contain_text("supprimée")


def test_sans_script_on_marque_toute_la_selection_et_on_annule(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire", scripts=False)
    page.goto("/retours/?depuis=30&emetteur=dgfip&non_lus=on")
    avant = _nombre(page)
    assert avant
    page.get_by_label("Toute la sélection").check()
    page.get_by_role("button", name="Lu", exact=True).click()
    expect(page.get_by_role("group", name="Dernière action")).to_contain_text("Annuler")
    expect(page.locator("#vivant")).to_contain_text("Aucun retour pour cette sélection")
    page.get_by_role("button", name="Annuler").click()
    assert _nombre(page) == avant


def test_on_remonte_comme_on_est_descendu(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto("/retours/")
    premier = page.locator("table.retours tbody tr").first.get_attribute("id")
    page.get_by_role("link", name="Retours plus anciens").click()
    assert page.locator(f"#{premier}").count() == 0
    page.get_by_role("link", name="Retours plus récents").click()
    expect(page.locator("table.retours tbody tr").first).to_be_visible()
    page.get_by_role("link", name="Retours plus anciens").click()
    page.get_by_role("link", name="Les derniers publiés").click()
    expect(page.locator(f"#{premier}")).to_be_visible()


def test_exporter_la_selection(demo: Demo) -> None:
    page = demo.ouvrir("lecteur")
    page.goto(SELECTION)
    nombre = _nombre(page)
    with page.expect_download() as attendu:
        page.get_by_role("button", name="CSV").click()
    assert re.fullmatch(r"retours-[0-9-]{10}\.csv", attendu.value.suggested_filename)
    lignes = attendu.value.path().read_text(encoding="utf-8").splitlines()
    assert len(lignes) == nombre + 1


@pytest.mark.parametrize("role", ["lecteur", "client"])
def test_qui_ne_fait_que_lire_ne_marque_rien(demo: Demo, role: str) -> None:
    page = demo.ouvrir(role)
    page.goto("/retours/")
    expect(page.locator("table.retours")).to_be_visible()
    assert page.locator("table.retours input").count() == 0
    assert page.get_by_role("group", name="Marquer les retours cochés").count() == 0
    assert (page.get_by_label("Identifiant").count() == 0) is (role == "client")
    accessible(page)
