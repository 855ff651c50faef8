"""« Retours d’une déclaration » in a browser: flux, issuers, the return shown, its marks, its versions."""

import re
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.navigateur.regard import Demo, accessible, arbre, capturer

pytestmark = pytest.mark.navigateur

ROUGE = "rgb(168, 32, 26)"
EMETTEURS = ["SI-DSN", "DGFiP", "Urssaf", "MSA", "AGIRC-ARRCO", "OC", "France Travail", "CNAM", "CNAM/MSA"]


def _trouver(demo: Demo, requete: str) -> int:
    """Read one number in the data of the demonstration: which row shows what the test is about."""
    base = Path(demo.lieu.environnement["RECEPISSE_DONNEES"]) / "recepisse.sqlite3"
    with sqlite3.connect(f"file:{base}?mode=ro", uri=True) as connexion:
        ligne = connexion.execute(requete).fetchone()
    assert ligne, requete
    return int(ligne[0])


def _retour(demo: Demo, condition: str, rang: int = 0) -> int:
    return _trouver(
        demo,
        f"select id from gestion_retour where declaration_id is not null and {condition} "
        f"order by id limit 1 offset {rang}",
    )


def _montrer(page: Page, retour: int) -> Locator:
    page.goto(f"/retours/{retour}/")
    panneau = page.locator("#panneau")
    expect(panneau).to_be_visible()
    return panneau


def _lu(page: Page) -> Locator:
    return page.get_by_role("button", name="Lu", exact=True)


def test_les_flux_successifs_sont_dans_une_liste_le_dernier_d_abord(demo: Demo) -> None:
    declaration = _trouver(
        demo,
        "select declaration_id from gestion_flux where declaration_id is not null "
        "group by declaration_id having count(*) > 1 limit 1",
    )
    page = demo.ouvrir()
    page.goto(f"/dsn/declarations/{declaration}/")
    liste = page.get_by_role("combobox", name="Flux")
    options = liste.locator("option").all_inner_texts()
    assert len(options) > 1
    assert "(le dernier)" in options[0]
    expect(liste.locator("option").first).to_have_attribute("selected", "")
    premier = liste.input_value()
    cadre, contenu = liste.bounding_box(), page.locator(".deux").bounding_box()
    assert cadre
    assert contenu
    assert cadre["y"] < contenu["y"], "en haut de la fenêtre"
    accessible(page)
    capturer(page, "retours-flux-successifs")
    liste.select_option(index=1)
    expect(page).to_have_url(re.compile(r"flux=\d+"))
    assert liste.input_value() != premier


def test_les_retours_sont_classes_par_emetteur_les_anomalies_en_rouge(demo: Demo) -> None:
    retour = _retour(demo, "nature = '61' and statut = 'ANO' and not traite")
    page = demo.ouvrir()
    _montrer(page, retour)
    groupes = (
        page.get_by_role("navigation", name="Retours par émetteur").get_by_role("heading").all_inner_texts()
    )
    rangs = [EMETTEURS.index(groupe) for groupe in groupes if groupe in EMETTEURS]
    assert rangs == sorted(rangs)
    assert len(rangs) > 2
    anomalie = page.locator(".arbre a.ano").first
    expect(anomalie.locator(".quoi")).to_have_css("color", ROUGE)
    expect(anomalie).to_contain_text(re.compile("Anomalie|KO"))
    gauche, droite = page.locator(".arbre").bounding_box(), page.locator("#panneau").bounding_box()
    assert gauche
    assert droite
    assert gauche["x"] + gauche["width"] <= droite["x"]
    accessible(page)
    capturer(page, "retours-declaration-1440")


@pytest.mark.parametrize("role", ["gestionnaire", "lecteur"])
def test_ce_que_la_fenetre_dit_a_un_lecteur_d_ecran(demo: Demo, role: str) -> None:
    page = demo.ouvrir(role)
    _montrer(page, _retour(demo, "nature = '44'"))
    # Which returns are read or treated changes with whoever works: the frame is what is compared.
    page.locator(".arbre small").evaluate_all("petits => petits.forEach(petit => petit.remove())")
    arbre(page, f"retour-{role}")


def test_lu_au_bout_de_trois_secondes_puis_non_lu_pour_toujours(demo: Demo) -> None:
    retour = _retour(demo, "not lu and nature = '20'")
    page = demo.ouvrir()
    _montrer(page, retour)
    interrupteur, panneau = page.locator(".bascule").bounding_box(), page.locator("#panneau").bounding_box()
    assert interrupteur
    assert panneau
    assert interrupteur["y"] - panneau["y"] < 20, "en haut"
    assert panneau["x"] + panneau["width"] - interrupteur["x"] - interrupteur["width"] < 40, "à droite"
    expect(_lu(page)).to_have_attribute("aria-pressed", "false")
    page.wait_for_timeout(1_500)
    expect(_lu(page)).to_have_attribute("aria-pressed", "false")
    expect(_lu(page)).to_have_attribute("aria-pressed", "true", timeout=10_000)

    page.get_by_role("button", name="Non lu").click()
    expect(page.get_by_text("Remis à « Non lu » à la main")).to_be_visible()
    page.wait_for_timeout(4_500)
    page.reload()
    expect(_lu(page)).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".barre .etoile")).to_have_count(1)
    _lu(page).click()
    expect(_lu(page)).to_have_attribute("aria-pressed", "true")


def test_marquer_l_anomalie_comme_traitee_puis_revenir(demo: Demo) -> None:
    retour = _retour(demo, "statut = 'ANO' and not traite and nature = '119'")
    page = demo.ouvrir()
    panneau = _montrer(page, retour)
    ligne = page.locator(f"#r{retour}")
    expect(ligne).to_have_class(re.compile(r"\bano\b"))
    bouton = page.get_by_role("button", name="Marquer l’anomalie comme traitée")
    cadre, bas = bouton.bounding_box(), panneau.bounding_box()
    assert cadre
    assert bas
    assert bas["y"] + bas["height"] - cadre["y"] < 140, "au bas de la partie droite"
    bouton.click()
    traitee = page.get_by_role("button", name="Anomalie traitée", exact=True)
    expect(traitee).to_have_attribute("aria-pressed", "true")
    expect(ligne).not_to_have_class(re.compile(r"\bano\b"))
    expect(ligne).to_contain_text("traitée")
    traitee.click()
    expect(ligne).to_have_class(re.compile(r"\bano\b"))


def test_une_marque_posee_par_l_un_apparait_chez_l_autre(demo: Demo) -> None:
    retour = _retour(demo, "lu and not non_lu_force and nature = '10'")
    ici, la_bas = demo.ouvrir("gestionnaire"), demo.ouvrir("administrateur")
    for page in (ici, la_bas):
        _montrer(page, retour)
        page.evaluate("window.temoin = 'jamais rechargée'")
    expect(_lu(la_bas)).to_have_attribute("aria-pressed", "true")
    la_bas.wait_for_timeout(1_500)  # its stream is open
    ici.get_by_role("button", name="Non lu").click()
    # Each process looks once a second; the rest is slack for a busy machine.
    expect(_lu(la_bas)).to_have_attribute("aria-pressed", "false", timeout=4_000)
    assert la_bas.evaluate("window.temoin") == "jamais rechargée"
    _lu(ici).click()
    expect(_lu(la_bas)).to_have_attribute("aria-pressed", "true", timeout=4_000)


def test_une_arrivee_garde_le_retour_choisi_le_volet_et_le_defilement(demo: Demo) -> None:
    retour = _retour(demo, "lu and nature = '61'")
    page, autre = demo.ouvrir("gestionnaire"), demo.ouvrir("administrateur")
    _montrer(page, retour)
    page.get_by_role("link", name=re.compile("Document d’origine, tel que reçu")).click()
    expect(page.locator("pre.brut")).to_be_visible()
    page.evaluate("window.scrollTo(0, 200); window.temoin = 'jamais rechargée'")
    avant = page.evaluate("window.scrollY")
    ailleurs = _retour(demo, f"lu and nature = '60' and id <> {retour}")
    _montrer(autre, ailleurs)
    with page.expect_response(lambda r: "partie=brut" in r.url):
        autre.get_by_role("button", name="Non lu").click()
    expect(page.locator("pre.brut")).to_be_visible()
    expect(page.locator(f"#r{retour}")).to_have_attribute("aria-current", "true")
    assert page.evaluate("window.scrollY") == avant
    assert page.evaluate("window.temoin") == "jamais rechargée"
    _lu(autre).click()


def test_imprimer_ce_retour_tous_les_retours_et_ouvrir_le_pdf(demo: Demo) -> None:
    page = demo.ouvrir()
    _montrer(page, _retour(demo, "nature = '44'"))
    for nom in ("Imprimer ce retour", "Imprimer tous les retours", "Ouvrir le PDF"):
        bouton = page.get_by_role("link", name=nom, exact=True)
        expect(bouton).to_be_visible()
        reponse = page.request.get(bouton.get_attribute("href") or "")
        assert reponse.headers["content-type"] == "application/pdf", nom
        assert reponse.body().startswith(b"%PDF-"), nom
    expect(page.locator("object.pdf")).to_be_visible()


@pytest.mark.parametrize(
    ("famille", "condition", "attendu"),
    [
        ("identite", "nature = '121' and statut = 'ANO'", "Déclaré Référence Constat"),
        ("taux-pas", "nature = '94' and statut <> 'OK'", "Taux à venir"),
        ("urssaf", "nature = '61' and statut = 'ANO'", "Montant déclaré"),
        ("oc", "nature = '51' and statut = 'ANO'", "Contact"),
        ("neores", "nature = '119' and statut = 'ANO'", "Ce qu’il faut faire"),
        ("agirc-arrco", "nature = '71' and statut = 'ANO'", "Montant calculé"),
        ("aer", "nature = '44'", "Attestation employeur"),
    ],
)
def test_chaque_famille_a_sa_presentation(demo: Demo, famille: str, condition: str, attendu: str) -> None:
    retour = _retour(demo, condition)
    for largeur, sombre in ((1440, False), (390, True)):
        page = demo.ouvrir("lecteur", largeur, sombre=sombre)
        panneau = _montrer(page, retour)
        lu = " ".join(panneau.inner_text().split())
        assert attendu in lu, lu
        capturer(page, f"retour-{famille}-{largeur}")
        if famille != "aer":  # the viewer of the browser is not ours
            accessible(page)


def test_l_action_vient_d_abord_dans_une_carte(demo: Demo) -> None:
    page = demo.ouvrir()
    panneau = _montrer(page, _retour(demo, "nature = '119' and statut = 'ANO'"))
    texte = panneau.inner_text()
    assert texte.index("Ce qu’il faut faire") < texte.index("Anomalies et informations")


def test_deux_versions_d_un_retour_remplace_se_comparent(demo: Demo) -> None:
    retour = _trouver(
        demo, "select retour_id from gestion_versionretour where numero = 2 and document = 'conserve' limit 1"
    )
    page = demo.ouvrir()
    _montrer(page, retour)
    expect(page.get_by_text("L’organisme a remplacé ce retour")).to_be_visible()
    page.get_by_role("link", name="comparer à la version 1").click()
    expect(page.get_by_role("heading", name="De la version 1 à la version 2")).to_be_visible()
    expect(page.get_by_role("table", name="Ce qui a changé d’une version à l’autre")).to_be_visible()
    accessible(page)
    capturer(page, "retour-versions-comparees")


@pytest.mark.parametrize("role", ["lecteur", "client"])
def test_lire_ne_change_rien_pour_qui_ne_fait_que_lire(demo: Demo, role: str) -> None:
    menuiserie = "entreprise_id in (select entreprise_id from gestion_portefeuille_entreprises)"
    retour = _retour(demo, f"not lu and {menuiserie}")
    page = demo.ouvrir(role)
    panneau = _montrer(page, retour)
    page.wait_for_timeout(4_500)
    page.reload()
    expect(panneau.locator(".titre")).to_contain_text("Non lu")
    expect(page.locator(".bascule")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("anomalie"))).to_have_count(0)
    expect(page.get_by_role("link", name="Imprimer ce retour")).to_be_visible()
    accessible(page)
    capturer(page, f"retour-{role}")


def test_un_client_ne_trouve_pas_le_retour_d_une_autre_entreprise(demo: Demo) -> None:
    ailleurs = "entreprise_id not in (select entreprise_id from gestion_portefeuille_entreprises)"
    retour = _retour(demo, ailleurs)
    page = demo.ouvrir("client")
    assert page.request.get(f"/retours/{retour}/").status == 404


def test_au_clavier_on_lit_un_retour_et_l_on_ouvre_son_document(demo: Demo) -> None:
    retour = _retour(demo, "nature = '61' and lu")
    page = demo.ouvrir()
    _montrer(page, retour)
    page.locator(".arbre a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".arbre a").first).to_have_attribute("aria-current", "true")
    volet = page.get_by_role("link", name=re.compile("Document d’origine, tel que reçu"))
    volet.focus()
    page.keyboard.press("Enter")
    expect(page.locator("pre.brut")).to_be_visible()
    expect(volet).to_have_attribute("aria-current", "true")
    page.keyboard.press("Enter")
    expect(page.locator("pre.brut")).to_have_count(0)


def test_sans_script_tout_se_lit_et_se_marque(demo: Demo) -> None:
    retour = _retour(demo, "nature = '92' and lu and not non_lu_force", 1)
    page = demo.ouvrir(scripts=False)
    _montrer(page, retour)
    page.get_by_role("button", name="Non lu").click()
    expect(_lu(page)).to_have_attribute("aria-pressed", "false")
    _lu(page).click()
    expect(_lu(page)).to_have_attribute("aria-pressed", "true")
    _montrer(page, _retour(demo, "nature = '61' and lu"))
    page.get_by_role("link", name=re.compile("Document d’origine, tel que reçu")).click()
    expect(page.locator("pre.brut")).to_be_visible()
