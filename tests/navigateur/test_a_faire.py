"""« À faire » in a browser, by role: what cannot wait comes first, each line leads where it is settled."""

import re

import pytest
from playwright.sync_api import expect

from tests.navigateur.regard import Demo, accessible, arbre, capturer

pytestmark = pytest.mark.navigateur


def test_le_gestionnaire_arrive_sur_a_faire_et_suit_une_ligne(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto("/")
    expect(page.get_by_role("heading", name="À faire", level=1)).to_be_visible()
    expect(page.get_by_text("Prochaine échéance DSN")).to_be_visible()
    maintenant = page.get_by_role("table", name=re.compile("^Maintenant"))
    expect(maintenant.locator(".quoi").first).to_contain_text("Identifiant sans réponse")
    accessible(page)
    arbre(page, "a-faire")
    capturer(page, "a-faire-1440")

    # A refused declaration leads to its window, its return already chosen.
    page.get_by_role("row", name=re.compile("Déclaration refusée")).first.get_by_role("link").last.click()
    expect(page.get_by_role("navigation", name="Retours par émetteur")).to_be_visible()
    expect(page.locator(".arbre a[aria-current]")).to_have_count(1)
    page.go_back()

    # What is not shown is counted, and the count leads to the list.
    page.get_by_role("link", name=re.compile("autres groupes d’anomalies")).click()
    expect(page).to_have_url(re.compile("/anomalies/"))


@pytest.mark.parametrize(
    ("genre", "adresse"),
    [
        ("identifiant", r"/sante/\?identifiant=\d+"),
        ("anomalie", r"/anomalies/"),
        ("echeance", r"/dsn/envoyer/"),
        ("adoption", r"/adoption/"),
        ("proposition", r"/paie/propositions/"),
        ("document", r"/paie/documents/"),
        ("quarantaine", r"/paie/taux/\d+/"),
    ],
)
def test_chaque_genre_mene_la_ou_il_se_regle(demo: Demo, genre: str, adresse: str) -> None:
    page = demo.ouvrir("gestionnaire")
    page.goto("/")
    page.locator(f"tr.{genre} a.bouton").first.click()
    expect(page).to_have_url(re.compile(adresse))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_l_administrateur_voit_la_meme_page(demo: Demo) -> None:
    page = demo.ouvrir("administrateur")
    page.goto("/")
    expect(page.locator("tr.identifiant").first).to_be_visible()
    accessible(page)


def test_le_lecteur_lit_sans_agir(demo: Demo) -> None:
    page = demo.ouvrir("lecteur")
    page.goto("/")
    expect(page.locator("tr.refusee").first).to_be_visible()
    expect(page.locator("tr.adoption")).to_have_count(0)
    expect(page.locator("tr.echeance a.bouton").first).to_have_text(re.compile("Voir les établissements"))
    accessible(page)


def test_le_client_ne_voit_que_son_entreprise(demo: Demo) -> None:
    page = demo.ouvrir("client")
    page.goto("/")
    expect(page.get_by_role("heading", name="À faire", level=1)).to_be_visible()
    for rouage in ("identifiant", "moteur", "adoption"):
        expect(page.locator(f"tr.{rouage}")).to_have_count(0)
    expect(page.locator("main a[href^='/sante']")).to_have_count(0)
    accessible(page)
    arbre(page, "a-faire-client")
    capturer(page, "a-faire-client-1440")


@pytest.mark.parametrize("largeur", [1024, 390])
@pytest.mark.parametrize("sombre", [False, True], ids=["clair", "sombre"])
def test_la_page_tient_dans_chaque_largeur(demo: Demo, largeur: int, *, sombre: bool) -> None:
    page = demo.ouvrir("gestionnaire", largeur, 844, sombre=sombre)
    page.goto("/")
    accessible(page)
    capturer(page, f"a-faire-{largeur}-{'sombre' if sombre else 'clair'}")


def test_sans_script_les_lignes_menent_au_meme_endroit(demo: Demo) -> None:
    page = demo.ouvrir("gestionnaire", scripts=False)
    page.goto("/")
    page.locator("tr.identifiant a.bouton").first.click()
    expect(page.get_by_role("heading", name="Santé des relevés")).to_be_visible()


def test_ce_qu_un_autre_fait_apparait_sans_recharger(demo: Demo) -> None:
    page, autre = demo.ouvrir("gestionnaire"), demo.ouvrir("administrateur")
    page.goto("/")
    page.evaluate("window.temoin = 'jamais rechargée'")
    autre.goto("/dsn/")
    autre.get_by_role("button", name="suspendre").click()
    try:
        expect(page.locator("tr.moteur")).to_contain_text("Les relevés sont suspendus", timeout=10_000)
        assert page.evaluate("window.temoin") == "jamais rechargée"
    finally:
        autre.get_by_role("button", name="reprendre").click()
        expect(autre.get_by_role("button", name="suspendre")).to_be_visible()
