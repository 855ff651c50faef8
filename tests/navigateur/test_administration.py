"""Administrators keep the accounts, the portfolios, the settings and the journal; nobody else comes in."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from tests.navigateur.regard import Demo, accessible, arbre, capturer

pytestmark = pytest.mark.navigateur

PHRASE = "une phrase toute neuve"
PAGES = {
    "administration": "/administration/",
    "utilisateurs": "/utilisateurs/",
    "utilisateur_nouveau": "/utilisateurs/nouveau/",
    "portefeuilles": "/administration/portefeuilles/",
    "portefeuilles_sans": "/administration/portefeuilles/sans/",
    "reglages": "/administration/reglages/",
    "journal": "/administration/journal/",
    "identifiants": "/identifiants/",
    "identifiant_nouveau": "/identifiants/nouveau/",
}


def _entrer(page: Page, *liens: str) -> None:
    """Go to Administration, then follow these links."""
    page.get_by_role("navigation", name="Principale").get_by_role("link", name="Administration").click()
    for lien in liens:
        page.get_by_role("main").get_by_role("link", name=lien, exact=True).click()


def _titre(page: Page, titre: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(titre)


@pytest.mark.parametrize(("largeur", "sombre"), [(1440, False), (1024, True), (390, False), (390, True)])
def test_chaque_page_se_lit_a_chaque_largeur(demo: Demo, largeur: int, sombre: bool) -> None:
    page = demo.ouvrir("administrateur", largeur, sombre=sombre)
    for nom, adresse in PAGES.items():
        page.goto(adresse)
        capturer(page, f"{nom}_{largeur}{'_sombre' if sombre else ''}")
        accessible(page)


def test_l_arbre_de_chaque_page_est_connu(demo: Demo) -> None:
    page = demo.ouvrir("administrateur")
    for nom in ("administration", "utilisateur_nouveau", "portefeuilles_sans", "identifiant_nouveau"):
        page.goto(PAGES[nom])
        arbre(page, nom)


def test_l_administration_mene_a_chacune_de_ses_salles(demo: Demo) -> None:
    page = demo.ouvrir("administrateur")
    for lien, titre in {
        "Utilisateurs": "Utilisateurs",
        "Portefeuilles": "Portefeuilles",
        "Identifiants et liens": "Identifiants",
        "Réglages": "Réglages",
        "Journal": "Journal",
    }.items():
        _entrer(page, lien)
        _titre(page, titre)


@pytest.mark.parametrize("role", ["gestionnaire", "lecteur", "client"])
def test_les_autres_n_y_entrent_pas(demo: Demo, role: str) -> None:
    page = demo.ouvrir(role)
    expect(page.get_by_role("link", name="Administration")).to_have_count(0)
    reponse = page.request.get("/administration/")
    assert reponse.status == 403
    assert "réservée aux administrateurs" in reponse.text()


def test_une_personne_arrive_recoit_un_portefeuille_et_s_en_va(demo: Demo) -> None:
    """Create, limit, confide, deactivate: what she sees follows at each step."""
    nom = f"essai-{secrets.token_hex(3)}"
    chef = demo.ouvrir("administrateur")
    _entrer(chef, "Portefeuilles")
    chef.get_by_label("Nom", exact=True).fill(nom)
    chef.get_by_role("button", name="Créer").click()
    chef.get_by_label("Une entreprise par ligne").fill("753 573 419\n404833048\n12345")
    chef.get_by_role("button", name="Ajouter", exact=True).click()
    rapport = chef.get_by_role("status", name="Ce qui a été ajouté")
    expect(rapport).to_contain_text("1 ligne : ajoutée")
    expect(rapport).to_contain_text("inconnue de Récépissé")
    expect(rapport).to_contain_text("SIREN incorrect")
    capturer(chef, "portefeuille_rapport")
    accessible(chef)

    _entrer(chef, "Utilisateurs", "Créer un compte…")
    chef.get_by_label("Nom d’utilisateur").fill(nom)
    chef.get_by_label("Mot de passe").fill(PHRASE)
    chef.get_by_label("Ne voit que ses portefeuilles").check()
    chef.get_by_role("button", name="Créer le compte").click()
    expect(chef.get_by_text("ne voit donc aucune entreprise")).to_be_visible()
    fiche = chef.url

    elle = demo.ouvrir("")
    elle.get_by_label("Nom d’utilisateur").fill(nom)
    elle.get_by_label("Mot de passe").fill(PHRASE)
    elle.get_by_role("button", name="Se connecter").click()
    elle.goto("/retours/")
    expect(elle.get_by_role("main")).not_to_contain_text("MENUISERIE GARRIGUE")

    chef.get_by_label("Portefeuille", exact=True).fill(nom)
    chef.get_by_role("button", name="Confier ce portefeuille").click()
    expect(chef.get_by_role("row", name=re.compile("en répond"))).to_be_visible()
    capturer(chef, "utilisateur_fiche")
    accessible(chef)
    elle.goto("/retours/")
    expect(elle.get_by_role("main")).to_contain_text("MENUISERIE GARRIGUE")
    expect(elle.get_by_role("main")).not_to_contain_text("VERGERS")

    chef.goto(fiche)
    chef.get_by_role("button", name="Désactiver ce compte").click()
    expect(chef.get_by_text("Compte désactivé ; ses sessions sont fermées.")).to_be_visible()
    elle.goto("/retours/")
    expect(elle).to_have_url(re.compile("/connexion/"))

    _entrer(chef, "Portefeuilles", nom)
    chef.get_by_label("Ses entreprises restent").check()
    chef.get_by_role("button", name="Supprimer ce portefeuille").click()
    expect(chef.get_by_text("est supprimé")).to_be_visible()

    _entrer(chef, "Journal")
    table = chef.get_by_role("table", name="Actes")
    for mots in ("Portefeuille supprimé", "Compte désactivé", "Portefeuille confié", "Compte créé"):
        expect(table.get_by_text(mots).first).to_be_visible()


def test_le_dernier_administrateur_ne_peut_pas_se_retirer(demo: Demo) -> None:
    page = demo.ouvrir("administrateur")
    _entrer(page, "Utilisateurs", "administrateur")
    expect(page.get_by_role("button", name="Désactiver ce compte")).to_have_count(0)
    page.get_by_label("Rôle", exact=True).select_option("lecteur")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("C’est le dernier administrateur")).to_be_visible()


def test_le_journal_se_choisit_se_verifie_et_s_exporte(demo: Demo) -> None:
    page = demo.ouvrir("administrateur")
    _entrer(page, "Journal")
    page.get_by_label("Acte", exact=True).select_option(label="Envoi enregistré")
    page.get_by_role("button", name="Sélectionner").click()
    expect(page).to_have_url(re.compile("acte=envoyer"))
    page.get_by_role("link", name=re.compile("^Envoi n°")).first.click()
    expect(page).to_have_url(re.compile("envoi"))
    page.go_back()
    with page.expect_download() as descente:
        page.get_by_role("button", name="Exporter en CSV").click()
    assert descente.value.suggested_filename == "journal.csv"
    page.get_by_role("button", name="Vérifier la chaîne").click()
    expect(page.get_by_text("Le journal est entier.")).to_be_visible()
    capturer(page, "journal_verifie")


def test_les_reglages_disent_ou_les_changer(demo: Demo) -> None:
    page = demo.ouvrir("administrateur")
    _entrer(page, "Réglages")
    expect(page.get_by_text("Cette page montre, elle ne change rien.")).to_be_visible()
    ligne = page.get_by_role("row", name=re.compile("^cadence_ouvert "))
    expect(ligne).to_contain_text("1 min")
    expect(ligne).to_contain_text("recepisse.toml")
