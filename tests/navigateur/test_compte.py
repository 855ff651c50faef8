"""« Mon compte »: everybody's password and open sessions; a closed session is dead at its next request."""

import re

import pytest
from playwright.sync_api import expect

from tests.navigateur.regard import Demo, accessible, arbre, capturer

pytestmark = pytest.mark.navigateur


@pytest.mark.parametrize(
    ("role", "largeur", "sombre"),
    [("gestionnaire", 1440, False), ("lecteur", 1024, True), ("client", 390, False)],
)
def test_la_page_se_lit_pour_chaque_role(demo: Demo, role: str, largeur: int, sombre: bool) -> None:
    page = demo.ouvrir(role, largeur, sombre=sombre)
    page.goto("/compte/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")
    expect(page.get_by_role("row", name=re.compile("cette session"))).to_contain_text("Chrome sous")
    capturer(page, f"compte_{role}_{largeur}")
    accessible(page)


def test_un_client_y_voit_son_portefeuille(demo: Demo) -> None:
    page = demo.ouvrir("client")
    page.goto("/compte/")
    expect(page.get_by_role("table", name="Mes portefeuilles")).to_contain_text("Dossier du client")
    expect(page.get_by_role("table", name="Mes portefeuilles")).to_contain_text("je le lis")


def test_l_arbre_de_la_page_est_connu(demo: Demo) -> None:
    page = demo.ouvrir("lecteur")
    page.goto("/compte/")
    fermer = page.get_by_role("button", name="Fermer toutes les autres")
    if fermer.count():  # other journeys of this role
        fermer.click()
    page.goto("/compte/")
    arbre(page, "compte")


@pytest.mark.parametrize("scripts", [True, False])
def test_une_session_fermee_d_ailleurs_est_morte(demo: Demo, scripts: bool) -> None:
    ici, ailleurs = demo.ouvrir("lecteur", scripts=scripts), demo.ouvrir("lecteur", scripts=scripts)
    ici.goto("/compte/")
    ici.get_by_role("button", name="Fermer toutes les autres").click()
    expect(ici.get_by_text(re.compile("sessions? fermées?"))).to_be_visible()
    expect(ici.get_by_role("table", name="Sessions ouvertes").get_by_role("row")).to_have_count(2)
    ailleurs.goto("/retours/")
    expect(ailleurs).to_have_url(re.compile(r"/connexion/\?next=/retours/"))


def test_un_mot_de_passe_refuse_est_explique_sans_rien_perdre(demo: Demo) -> None:
    page = demo.ouvrir("client")
    page.goto("/compte/")
    page.get_by_label("Mot de passe actuel").fill("faux")
    page.get_by_label("Nouveau mot de passe").fill("une phrase toute neuve")
    page.get_by_label("Le nouveau, encore une fois").fill("une phrase toute neuve")
    page.get_by_role("button", name="Changer le mot de passe").click()
    expect(page.get_by_role("alert")).to_contain_text("n’est pas le bon")
    expect(page.get_by_label("Nouveau mot de passe")).to_have_value("")
    accessible(page)
