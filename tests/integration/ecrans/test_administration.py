"""« Administration »: where it leads, portfolios, settings, journal."""

import ast
import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.integration.aide import SIREN, SIREN_2
from tests.integration.ecrans.requetes import requetes_de

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Entreprise, Identifiant, Portefeuille, Utilisateur
    from tests.integration.aide import Horloge


@pytest.fixture
def entreprise(db: None) -> "Entreprise":
    from recepisse.gestion.models import Entreprise

    return Entreprise.objects.create(siren=SIREN, nom="Ateliers du Quai")


def _corps(client: "Client", adresse: str) -> str:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return reponse.content.decode()


def _poster(client: "Client", adresse: str, **champs: object) -> str:
    return client.post(adresse, champs, follow=True).content.decode()


def test_l_accueil_mene_partout_et_dit_ce_qui_appelle(
    admin: "Client", entreprise: "Entreprise", client_utilisateur: "Utilisateur", identifiant: "Identifiant"
) -> None:
    page = _corps(admin, "/administration/")
    for adresse in (
        "/utilisateurs/",
        "/administration/portefeuilles/",
        "/identifiants/",
        "/administration/reglages/",
        "/administration/journal/",
    ):
        assert f'href="{adresse}"' in page, adresse
        assert admin.get(adresse).status_code == 200
    assert "1 entreprise sans portefeuille" in page
    assert "1 personne ne voit aucune entreprise" in page
    assert "1 identifiant en service" in page
    identifiant.etat = "bloque"
    identifiant.save()
    assert "1 accès refusé" in _corps(admin, "/administration/")


# --- portfolios --------------------------------------------------------------------------------------


def test_un_portefeuille_se_cree_se_renomme_et_se_supprime(admin: "Client") -> None:
    from recepisse.gestion.models import Portefeuille

    page = _poster(admin, "/administration/portefeuilles/creer/", nom="Quai")
    assert "Portefeuille créé." in page
    quai = Portefeuille.objects.get()
    adresse = f"/administration/portefeuilles/{quai.pk}/"
    assert "s’appelle déjà" in _poster(admin, "/administration/portefeuilles/creer/", nom="Quai")
    assert "<h1>Rade</h1>" in _poster(admin, f"{adresse}renommer/", nom="Rade")
    assert "Cochez la case" in _poster(admin, f"{adresse}supprimer/")
    assert "est supprimé" in _poster(admin, f"{adresse}supprimer/", confirme="oui")
    assert not Portefeuille.objects.exists()


def test_une_liste_collee_a_son_rapport_ligne_par_ligne(
    admin: "Client", portefeuille: "Portefeuille", entreprise: "Entreprise"
) -> None:
    adresse = f"/administration/portefeuilles/{portefeuille.pk}/ajouter/"
    page = _poster(admin, adresse, liste=f"732 829 320 ; Ateliers\r\n{SIREN_2}\r\n12345\r\n")
    for mots in ("3 lignes lues", "1 ligne : ajoutée", "inconnue de Récépissé", "SIREN incorrect", "12345"):
        assert mots in page, mots
    assert list(portefeuille.entreprises.all()) == [entreprise]
    page = _poster(admin, adresse, liste=f"{SIREN_2} ; Filature du Large", creer="on")
    assert "1 ligne : créée et ajoutée" in page
    assert "Filature du Large" in page


def test_les_entreprises_cochees_sont_retirees(
    admin: "Client", portefeuille: "Portefeuille", entreprise: "Entreprise"
) -> None:
    portefeuille.entreprises.add(entreprise)
    adresse = f"/administration/portefeuilles/{portefeuille.pk}/retirer/"
    assert "rien n’a changé" in _poster(admin, adresse)
    assert "1 entreprise retirée." in _poster(admin, adresse, siren=[SIREN])
    assert not portefeuille.entreprises.exists()


def test_un_portefeuille_se_confie_a_une_personne(
    admin: "Client", portefeuille: "Portefeuille", gestionnaire: "Utilisateur"
) -> None:
    adresse = f"/administration/portefeuilles/{portefeuille.pk}/affecter/"
    assert "Aucun compte en activité" in _poster(admin, adresse, personne="personne", agit="non")
    assert "en répond (agit)" in _poster(admin, adresse, personne="hugo", agit="oui")
    page = _poster(admin, adresse, personne="hugo", agit="non")
    assert "en répond (agit)</td>" not in page
    assert gestionnaire.affectations.get().agit is False


def test_les_entreprises_sans_portefeuille_se_rangent(
    admin: "Client", portefeuille: "Portefeuille", entreprise: "Entreprise"
) -> None:
    page = _corps(admin, "/administration/portefeuilles/sans/")
    assert "Ateliers du Quai" in page
    page = _poster(
        admin, "/administration/portefeuilles/ranger/", portefeuille=str(portefeuille.pk), siren=[SIREN]
    )
    assert "1 entreprise ajoutée." in page
    assert "Chaque entreprise est dans au moins un portefeuille" in page
    assert "Choisissez un portefeuille" in _poster(admin, "/administration/portefeuilles/ranger/")


def test_la_recherche_trouve_par_siren_et_par_nom(
    admin: "Client", portefeuille: "Portefeuille", entreprise: "Entreprise"
) -> None:
    from recepisse.gestion.models import Entreprise

    portefeuille.entreprises.add(entreprise, Entreprise.objects.create(siren=SIREN_2, nom="Filature"))
    adresse = f"/administration/portefeuilles/{portefeuille.pk}/"
    for texte in ("732 829", "quai"):
        page = _corps(admin, f"{adresse}?q={texte}")
        assert "Ateliers du Quai" in page
        assert "Filature" not in page


def test_trois_mille_entreprises_se_suivent_sans_une_requete_de_plus(
    admin: "Client", portefeuille: "Portefeuille", entreprise: "Entreprise"
) -> None:
    from recepisse.gestion.models import Entreprise

    portefeuille.entreprises.add(entreprise)
    Entreprise.objects.create(siren=SIREN_2, nom="Sans")
    adresses = (
        f"/administration/portefeuilles/{portefeuille.pk}/",
        "/administration/portefeuilles/",
        "/administration/portefeuilles/sans/",
        "/administration/",
    )
    avant = [len(requetes_de(admin, adresse)) for adresse in adresses]
    toutes = Entreprise.objects.bulk_create(
        Entreprise(siren=f"{n:09}", nom=f"Société {n:04}") for n in range(3000)
    )
    portefeuille.entreprises.add(*toutes[:1500])
    assert [len(requetes_de(admin, adresse)) for adresse in adresses] == avant
    page = _corps(admin, adresses[0])
    assert "plus de 1\u202f000" in page
    derniere = toutes[48].pk
    assert f"apres={derniere}" in page
    page = _corps(admin, f"{adresses[0]}?apres={derniere}")
    assert "Société 0049" in page
    assert "Société 0048" not in page


# --- settings ----------------------------------------------------------------------------------------


def test_chaque_reglage_est_montre_avec_son_origine_et_les_secrets_masques(
    admin: "Client", ctx: "Contexte", monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from recepisse.reglages import reglages_connus
    from recepisse.site import demarrage

    secret = "ab" * 32
    poses = replace(
        ctx.reglages, cle_coffre=secret, origines={"cle_coffre": "fichier désigné par RECEPISSE_X_FILE"}
    )
    monkeypatch.setattr(demarrage, "contexte", lambda: replace(ctx, reglages=poses))
    page = _corps(admin, "/administration/reglages/")
    for connu in reglages_connus():
        assert f"<code>{connu.nom}</code>" in page, connu.nom
    assert "elle ne change rien" in page
    assert "recepisse.toml" in page
    assert "fichier désigné par RECEPISSE_X_FILE" in page
    assert "••••••••" in page
    assert secret not in page


# --- journal -----------------------------------------------------------------------------------------


@pytest.fixture
def actes(ctx: "Contexte", horloge: "Horloge", gestionnaire: "Utilisateur") -> list[int]:
    from recepisse.gestion.gestes.journaliser import journaliser

    numeros = [journaliser("envoyer", "envoi:12", ctx, gestionnaire, declarations=3).pk]
    horloge.avancer(days=1)
    numeros.append(journaliser("marquer_traite", "retour:125", ctx, gestionnaire).pk)
    horloge.avancer(days=1)
    numeros.append(journaliser("relever", "", ctx).pk)
    return numeros


def test_le_journal_dit_les_actes_en_francais_et_mene_a_leur_objet(admin: "Client", actes: list[int]) -> None:
    page = _corps(admin, "/administration/journal/")
    assert page.index("<td>Relevé demandé") < page.index("<td>Anomalie marquée comme traitée")
    for mots in ("Envoi enregistré", 'href="/dsn/envois/12/"', 'href="/retours/125/"', "déclarations : 3"):
        assert mots in page, mots
    assert "commande ou moteur" in page


@pytest.mark.parametrize(
    ("filtre", "attendus"),
    [
        ("acte=envoyer", {0}),
        ("objet=retour+125", {1}),
        ("objet=Envoi%20n%C2%B0%2012", {0}),
        ("objet=envoi:12", {0}),
        ("du=2026-11-06&au=2026-11-06", {1}),
        ("personne=commande&acte=relever", {2}),
        ("acte=relever&objet=envoi:12", set()),
    ],
)
def test_le_journal_se_restreint_et_l_adresse_le_garde(
    admin: "Client", actes: list[int], filtre: str, attendus: set[int]
) -> None:
    page = _corps(admin, f"/administration/journal/?{filtre}")
    mots = ("Envoi enregistré</td>", "Anomalie marquée comme traitée</td>", "Relevé demandé</td>")
    trouves = {rang for rang, mot in enumerate(mots) if mot in page.replace('<span class="sec', "</td>")}
    assert trouves == attendus


def test_la_personne_se_choisit_par_son_numero(
    admin: "Client", actes: list[int], gestionnaire: "Utilisateur", client_utilisateur: "Utilisateur"
) -> None:
    page = _corps(admin, f"/administration/journal/?personne={gestionnaire.pk}")
    assert "Relevé demandé</td>" not in page
    assert 'href="/dsn/envois/12/"' in page
    page = _corps(admin, f"/administration/journal/?personne={client_utilisateur.pk}")
    assert "Aucun acte pour cette sélection" in page
    assert "malo" in page


def test_un_objet_mal_ecrit_est_explique(admin: "Client", actes: list[int]) -> None:
    assert "puis son numéro" in _corps(admin, "/administration/journal/?objet=truc")


def test_le_journal_se_suit_par_pages(admin: "Client", ctx: "Contexte") -> None:
    from recepisse.gestion.gestes.journaliser import journaliser

    premier = len(requetes_de(admin, "/administration/journal/"))
    for rang in range(60):
        journaliser("envoyer", f"envoi:{rang}", ctx)
    page = _corps(admin, "/administration/journal/")
    assert len(requetes_de(admin, "/administration/journal/")) == premier
    assert "envois/59/" in page
    suite = page.rpartition("apres=")[2].partition('"')[0]
    page = _corps(admin, f"/administration/journal/?apres={suite}")
    assert "envois/9/" in page
    assert "envois/59/" not in page


def test_la_chaine_se_verifie_et_une_retouche_se_voit(admin: "Client", actes: list[int]) -> None:
    from recepisse.gestion.models import Journal

    page = _poster(admin, "/administration/journal/verifier/")
    assert "Le journal est entier." in page
    derniere = Journal.objects.order_by("-pk").first()
    assert derniere is not None
    assert derniere.empreinte in page
    Journal.objects.filter(pk=actes[1]).update(acte="marquer_lu")
    page = _poster(admin, "/administration/journal/verifier/")
    assert "La chaîne est rompue : 1 anomalie" in page
    assert f"Acte n° {actes[1]}" in page


def test_une_longue_chaine_se_verifie_par_tranches(
    admin: "Client", actes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from recepisse.gestion.models import Journal
    from recepisse.web.administration import journal

    monkeypatch.setattr(journal, "TRANCHE", 2)
    Journal.objects.filter(pk=actes[-1]).update(acte="marquer_lu")
    page = _poster(admin, "/administration/journal/verifier/")
    assert "Rien d’anormal jusqu’ici." in page
    assert "2 actes contrôlés" in page
    total = Journal.objects.count()
    deja, apres = 2, page.partition('name="apres" value="')[2].partition('"')[0]
    while deja < total and "rompue" not in page:
        page = _poster(admin, "/administration/journal/verifier/", apres=apres, controlees=str(deja))
        deja, apres = deja + 2, page.partition('name="apres" value="')[2].partition('"')[0]
    assert f"Acte n° {actes[-1]}" in page


def test_le_journal_s_exporte_tel_que_choisi(admin: "Client", actes: list[int]) -> None:
    from recepisse.gestion.models import Journal

    reponse = admin.post("/administration/journal/exporter/", {"acte": "envoyer"})
    assert reponse.headers["Content-Disposition"] == 'attachment; filename="journal.csv"'
    lignes = list(csv.DictReader(io.StringIO(reponse.content.decode("utf-8-sig")), delimiter=";"))
    assert [(ligne["Acte"], ligne["Objet"], ligne["Personne"]) for ligne in lignes] == [
        ("Envoi enregistré", "envoi:12", "hugo")
    ]
    assert len(lignes[0]["Empreinte"]) == 64
    assert Journal.objects.get(acte="exporter_journal").detail == {"lignes": 1}


def test_un_export_trop_long_demande_des_dates(
    admin: "Client", actes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from recepisse.web.administration import journal

    monkeypatch.setattr(journal, "LIGNES_MAX", 2)
    page = admin.post("/administration/journal/exporter/", {}).content.decode()
    assert "choisissez des dates plus proches" in page


def _ecrits() -> tuple[set[str], set[str]]:
    """Return the acts and the kinds of objects that the sources give to ``journaliser`` as they are."""
    import recepisse

    actes: set[str] = set()
    objets: set[str] = set()
    for source in Path(str(recepisse.__file__)).parent.rglob("*.py"):
        for appel in ast.walk(ast.parse(source.read_text("utf-8"))):
            if not (isinstance(appel, ast.Call) and getattr(appel.func, "id", "") == "journaliser"):
                continue
            acte, objet = appel.args[:2]
            for noeud in [] if isinstance(acte, ast.JoinedStr) else ast.walk(acte):
                if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str):
                    actes.add(noeud.value)
            if isinstance(objet, ast.JoinedStr) and isinstance(objet.values[0], ast.Constant):
                objets.add(str(objet.values[0].value).rstrip(":"))
    return actes, objets


def test_chaque_acte_que_le_produit_ecrit_a_ses_mots() -> None:
    """A new use case names its act in ``web/administration/mots.py``."""
    from recepisse.gestion.gestes.anomalies.lot_anomalies import ActeLotAnomalies
    from recepisse.gestion.gestes.paie.decider_lot import ACTES as DECIDER_LOT
    from recepisse.gestion.gestes.retours.marquer_lot import ActeLot
    from recepisse.web.administration.mots import ACTES, OBJETS

    actes, objets = _ecrits()
    assert len(actes) > 30
    composes = {f"{acte.value}_lot" for acte in ActeLot} | {acte.value for acte in ActeLotAnomalies}
    actes |= composes | {*DECIDER_LOT.values(), "traiter_anomalie", "reprendre_anomalie", "exporter_taux"}
    assert actes <= set(ACTES), actes - set(ACTES)
    assert objets <= set(OBJETS), objets - set(OBJETS)
