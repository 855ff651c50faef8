"""The page of all returns: criteria of C12, views, pages without OFFSET, counts, indexes, marks, exports."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.ecrans.monde import Monde
from tests.integration.ecrans.requetes import requetes_de

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.models import Portefeuille, Utilisateur


def _corps(client: "Client", requete: str = "") -> str:
    reponse = client.get(f"/retours/{requete}")
    assert reponse.status_code == 200
    return str(reponse.content.decode())


def _numeros(page: str) -> list[int]:
    return [int(n) for n in re.findall(r'<tr id="r([0-9]+)"', page)]


def _lien(page: str, mots: str) -> str:
    """Return where the link that says ``mots`` leads; nothing when there is none."""
    lien = re.search(rf'href="(\?[^"]*)"[^>]*>{mots}', page)
    return lien[1].replace("&amp;", "&") if lien else ""


@pytest.fixture
def melange(monde: Monde) -> dict[str, int]:
    """Returns that differ by one selection at a time."""
    flux, autre = monde.envoye("00074"), monde.envoye("00082")
    crees = {
        "urssaf": monde.retour(flux, "61", lu=True),
        "ko": monde.retour(flux, "11", "KO", lu=True),
        "traite": monde.retour(flux, "94", "ANO", lu=True, traite=True),
        "non_lu": monde.retour(autre, "10"),
        "ailleurs": monde.retour(monde.flux(None), "92", lu=True),
    }
    vieux = monde.retour(autre, "62", lu=True)
    vieux.publie_le = datetime(2026, 3, 1, 12, tzinfo=UTC)
    vieux.save()
    return {nom: retour.pk for nom, retour in crees.items()} | {"vieux": vieux.pk}


@pytest.mark.parametrize(
    ("requete", "attendus"),
    [
        ("", {"urssaf", "ko", "traite", "non_lu", "ailleurs", "vieux"}),
        ("?emetteur=urssaf_msa", {"urssaf", "vieux"}),
        ("?nature=61", {"urssaf"}),
        ("?statut=KO", {"ko"}),
        ("?non_lus=on", {"non_lu"}),
        ("?a_traiter=on", {"ko"}),
        ("?du=2026-10-01", {"urssaf", "ko", "traite", "non_lu", "ailleurs"}),
        ("?au=2026-03-01", {"vieux"}),
        ("?du=2026-03-01&au=2026-03-01", {"vieux"}),
        ("?au=2026-02-28", set()),
        ("?entreprise=732829320", {"urssaf", "ko", "traite", "non_lu", "vieux"}),
        ("?entreprise=732 829 320", {"urssaf", "ko", "traite", "non_lu", "vieux"}),
        ("?entreprise=ateliers", {"urssaf", "ko", "traite", "non_lu", "vieux"}),
        ("?entreprise=inconnue", set()),
        ("?etablissement=73282932000082", {"non_lu", "vieux"}),
        ("?etablissement=732 829 320 00074", {"urssaf", "ko", "traite"}),
        ("?emetteur=urssaf_msa&du=2026-10-01", {"urssaf"}),
        ("?nature=11&statut=OK", set()),
    ],
)
def test_chaque_selection(
    melange: dict[str, int], gestion: "Client", requete: str, attendus: set[str]
) -> None:
    page = _corps(gestion, requete)
    assert set(_numeros(page)) == {melange[nom] for nom in attendus}
    assert (f"{len(attendus)} retour" in page) or not attendus


def test_l_identifiant_se_choisit(melange: dict[str, int], gestion: "Client", monde: Monde) -> None:
    assert len(_numeros(_corps(gestion, f"?identifiant={monde.identifiant.pk}"))) == 6


def test_une_valeur_inconnue_ne_montre_rien_plutot_que_tout(
    melange: dict[str, int], gestion: "Client"
) -> None:
    for requete in ("?emetteur=lune", "?identifiant=9999", "?du=hier"):
        page = _corps(gestion, requete)
        assert not _numeros(page)
        assert 'class="errorlist"' in page


def test_urssaf_trente_derniers_jours_en_deux_clics(melange: dict[str, int], gestion: "Client") -> None:
    premier = gestion.get("/dsn/").content.decode()
    assert 'href="/retours/">Voir tous les retours (CRM)' in premier
    lien = re.search(r'href="(\?[^"]+)">Urssaf, 30 derniers jours', _corps(gestion))
    assert lien
    assert _numeros(_corps(gestion, lien[1].replace("&amp;", "&"))) == [melange["urssaf"]]


def test_la_selection_reste_dans_l_adresse_et_dans_le_formulaire(
    melange: dict[str, int], gestion: "Client"
) -> None:
    page = _corps(gestion, "?emetteur=urssaf_msa&du=2026-10-01&non_lus=on")
    assert '<option value="urssaf_msa" selected>' in page
    assert 'value="2026-10-01"' in page
    assert re.search(r'name="non_lus"[^>]* checked', page)


def test_les_pages_se_suivent_sans_trou_meme_au_meme_instant(monde: Monde, gestion: "Client") -> None:
    from recepisse.gestion.models import Retour

    flux = monde.envoye()
    for rang in range(130):
        monde.retour(flux, str(200 + rang))
    Retour.objects.filter(nature__lt="260").update(publie_le=monde.horloge())
    attendus = list(Retour.objects.order_by("-publie_le", "-pk").values_list("pk", flat=True))
    vus: list[int] = []
    requete = "?statut=OK"
    while requete:
        page = _corps(gestion, requete)
        vus += _numeros(page)
        requete = _lien(page, "Retours plus anciens")
    assert vus == attendus


def test_on_revient_vers_les_plus_recents_par_les_memes_pages(monde: Monde, gestion: "Client") -> None:
    flux = monde.envoye()
    for rang in range(130):
        monde.retour(flux, str(200 + rang))
    pages, requete = [], "?statut=OK"
    while requete:
        pages.append(_numeros(_corps(gestion, requete)))
        derniere, requete = requete, _lien(_corps(gestion, requete), "Retours plus anciens")
    assert [len(page) for page in pages] == [50, 50, 30]
    retour = _lien(_corps(gestion, derniere), "Retours plus récents")
    assert _numeros(_corps(gestion, retour)) == pages[1]
    monde.retour(flux, "400")
    assert _numeros(_corps(gestion, retour)) == pages[1], "une page ne bouge pas quand des retours arrivent"
    debut = _numeros(_corps(gestion, _lien(_corps(gestion, retour), "Retours plus récents")))
    assert debut == pages[0]
    bas = _lien(_corps(gestion, retour), "Les derniers publiés")
    assert len(_numeros(_corps(gestion, bas))) == 50
    assert _numeros(_corps(gestion, bas))[1:] == pages[0][:49]


@pytest.mark.parametrize("apres", ["x", "1-", "99999999999999999-1", "-1-1", "1-1-1", "²-1"])
def test_une_adresse_retouchee_ne_casse_rien(melange: dict[str, int], gestion: "Client", apres: str) -> None:
    assert gestion.get("/retours/", {"apres": apres}).status_code == 200


def test_au_dela_de_mille_le_compte_s_arrete(
    melange: dict[str, int], gestion: "Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    from recepisse.web.retours import queries, views

    monkeypatch.setattr(queries, "COMPTE_MAX", 3)
    monkeypatch.setattr(views, "COMPTE_MAX", 3)
    assert "plus de 3" in _corps(gestion)


def test_le_nombre_de_requetes_est_constant(monde: Monde, gestion: "Client") -> None:
    flux = monde.envoye()
    monde.retour(flux, "300")
    une = requetes_de(gestion, "/retours/?statut=OK")
    for rang in range(1, 60):
        monde.retour(flux, str(300 + rang))
    assert len(requetes_de(gestion, "/retours/?statut=OK")) == len(une) <= 15


def _plan(monde: Monde, qui: "Utilisateur", **valeurs: object) -> str:
    """Return how SQLite reads the keys of a page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from recepisse.gestion.gestes.acces.perimetre import Perimetre
    from recepisse.web.retours.selection import selectionner

    with CaptureQueriesContext(connection) as vues:
        selectionner(valeurs, Perimetre(qui), monde.horloge()).cles(51)
    with connection.cursor() as curseur:
        curseur.execute(f"EXPLAIN QUERY PLAN {vues.captured_queries[-1]['sql']}")
        return "; ".join(str(ligne[3]) for ligne in curseur.fetchall())


def test_chaque_selection_suit_un_index(monde: Monde, gestionnaire: "Utilisateur") -> None:
    """No sort and no whole table read: what makes a million rows as fast as ten thousand."""
    etablissement = monde.declaration().etablissement
    jour = datetime(2026, 10, 1, tzinfo=UTC).date()
    selections: list[tuple[dict[str, Any], str]] = [
        ({}, "retour_par_date"),
        ({"du": jour}, "retour_par_date"),
        ({"depuis": "30"}, "retour_par_date"),
        ({"emetteur": "dgfip"}, "retour_emetteur"),
        ({"nature": "61"}, "retour_nature"),
        ({"statut": "KO"}, "retour_statut"),
        ({"non_lus": True}, "retour_non_lu"),
        ({"a_traiter": True}, "retour_a_traiter"),
        ({"remplaces": True}, "retour_remplace"),
        ({"gravite": "bloquant"}, "retour_gravite"),
        ({"gravite": "information"}, "retour_par_date"),
        ({"entreprise": [etablissement.entreprise_id]}, "retour_entreprise"),
        ({"etablissement": [etablissement.pk]}, "retour_etablissement"),
        ({"identifiant": monde.identifiant.pk}, "retour_identifiant"),
        ({"nature": "61", "emetteur": "urssaf_msa", "depuis": "30"}, "retour_nature"),
        ({"non_lus": True, "emetteur": "dgfip", "statut": "OK"}, "retour_non_lu"),
        ({"remplaces": True, "non_lus": True, "gravite": "bloquant"}, "retour_remplace"),
    ]
    for selection, index in selections:
        plan = _plan(monde, gestionnaire, **selection)
        assert "TEMP B-TREE" not in plan, (selection, plan)
        assert f"INDEX {index} " in f"{plan} ", (selection, plan)


def test_le_plan_suit_la_taille_du_portefeuille(
    monde: Monde, gestionnaire: "Utilisateur", portefeuille: "Portefeuille"
) -> None:
    """Few companies: their returns are read and sorted; many: the newest hold enough of theirs."""
    from recepisse.gestion.models import Affectation, Entreprise

    gestionnaire.limite = True
    gestionnaire.save()
    Affectation.objects.create(portefeuille=portefeuille, utilisateur=gestionnaire)
    creees = Entreprise.objects.bulk_create(Entreprise(siren=f"{n:09}") for n in range(100))
    portefeuille.entreprises.set(creees[:5])
    assert "retour_entreprise" in _plan(monde, gestionnaire)
    portefeuille.entreprises.set(creees[:40])
    plan = _plan(monde, gestionnaire)
    assert "COVERING INDEX retour_par_date" in plan
    assert "TEMP B-TREE" not in plan


def test_un_flux_a_adopter_mene_a_son_retour_seul(melange: dict[str, int], gestion: "Client") -> None:
    page = _corps(gestion)
    assert f'href="/retours/{melange["ailleurs"]}/"' in page
    assert "flux déposé ailleurs" in page


def test_les_dates_sont_celles_de_paris(monde: Monde, gestion: "Client") -> None:
    retour = monde.retour(monde.envoye())
    retour.publie_le = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    retour.save()
    assert "01/07/2026 00:30" in _corps(gestion, "?du=2026-07-01&au=2026-07-01")
    assert not _numeros(_corps(gestion, "?au=2026-06-30"))


def test_une_periode_en_jours_suit_l_horloge(
    melange: dict[str, int], gestion: "Client", monde: Monde
) -> None:
    assert melange["urssaf"] in _numeros(_corps(gestion, "?depuis=30"))
    assert melange["vieux"] not in _numeros(_corps(gestion, "?depuis=30"))
    monde.avancer(days=40)
    assert not _numeros(_corps(gestion, "?depuis=30"))


# --- criteria ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("requete", "phrase"),
    [
        ("?emetteur=lune", "« lune » n’existe pas"),
        ("?du=hier", "Cette date n’existe pas"),
        ("?du=2026-10-02&au=2026-10-01", "La période finit avant d’avoir commencé"),
        ("?nature=6;1", "Une nature s’écrit comme 61"),
        ("?entreprise=999999999", "Aucune entreprise de vos dossiers"),
        ("?etablissement=73282932099999", "Aucun établissement de vos dossiers"),
        ("?depuis=31", "« 31 » n’existe pas"),
        ("?identifiant=9999", "n’est pas de vos dossiers"),
    ],
)
def test_une_valeur_fausse_est_dite_en_une_phrase(
    melange: dict[str, int], gestion: "Client", requete: str, phrase: str
) -> None:
    page = _corps(gestion, requete)
    assert phrase in page
    assert "Sélection à corriger" in page
    assert not _numeros(page)


def test_chaque_critere_en_cours_se_retire_seul(melange: dict[str, int], gestion: "Client") -> None:
    page = _corps(gestion, "?emetteur=urssaf_msa&depuis=30&non_lus=on&inconnu=1")
    puces = dict(re.findall(r'<a href="(\?[^"]*)">([^<]*?) <span aria-hidden="true">×', page))
    assert puces == {
        "?emetteur=urssaf_msa&amp;non_lus=on": "Période : 30 derniers jours",
        "?depuis=30&amp;non_lus=on": "Émetteur : Urssaf/MSA",
        "?depuis=30&amp;emetteur=urssaf_msa": "Non lus",
    }


@pytest.mark.parametrize(
    ("requete", "attendus"),
    [
        ("?gravite=bloquant", {"ko"}),
        ("?gravite=a_corriger", {"traite"}),
        ("?remplaces=on", {"non_lu"}),
        ("?remplaces=on&non_lus=on&gravite=bloquant", set()),
        ("?entreprise=7328", {"urssaf", "ko", "traite", "non_lu", "vieux"}),
        ("?entreprise=ateliers&emetteur=urssaf_msa&depuis=30", {"urssaf"}),
        ("?etablissement=73282932000074&a_traiter=on", {"ko"}),
    ],
)
def test_les_criteres_se_combinent(
    melange: dict[str, int], gestion: "Client", monde: Monde, requete: str, attendus: set[str]
) -> None:
    from recepisse.gestion.models import Retour

    Retour.objects.filter(pk=melange["ko"]).update(gravite=4)
    Retour.objects.filter(pk=melange["traite"]).update(gravite=2)
    Retour.objects.filter(pk=melange["non_lu"]).update(change_le=monde.horloge())
    assert set(_numeros(_corps(gestion, requete))) == {melange[nom] for nom in attendus}


def test_le_portefeuille_se_choisit_quand_on_en_a(
    melange: dict[str, int], gestion: "Client", gestionnaire: "Utilisateur", portefeuille: "Portefeuille"
) -> None:
    from recepisse.gestion.models import Affectation, Entreprise

    assert 'name="portefeuille"' not in _corps(gestion)
    Affectation.objects.create(portefeuille=portefeuille, utilisateur=gestionnaire)
    assert not _numeros(_corps(gestion, f"?portefeuille={portefeuille.pk}"))
    portefeuille.entreprises.add(Entreprise.objects.get())
    trouves = _numeros(_corps(gestion, f"?portefeuille={portefeuille.pk}"))
    assert set(trouves) == set(melange.values()) - {melange["ailleurs"]}


def test_un_client_ne_voit_que_ses_entreprises_et_aucun_identifiant(
    melange: dict[str, int], client_lecteur: "Client", portefeuille: "Portefeuille"
) -> None:
    from recepisse.gestion.models import Entreprise

    assert not _numeros(_corps(client_lecteur))
    portefeuille.entreprises.add(Entreprise.objects.get())
    page = _corps(client_lecteur)
    assert set(_numeros(page)) == set(melange.values()) - {melange["ailleurs"]}
    assert 'name="identifiant"' not in page
    assert "Marquer les retours cochés" not in page
    assert "5 retours" in page


def test_les_comptes_menent_a_leur_liste(melange: dict[str, int], gestion: "Client") -> None:
    page = _corps(gestion, "?depuis=30")
    assert set(_numeros(_corps(gestion, _lien(page, "2 non lus") or _lien(page, "1 non lu")))) == {
        melange["non_lu"]
    }
    assert _numeros(_corps(gestion, _lien(page, "1 anomalie non traitée"))) == [melange["ko"]]


# --- saved views -------------------------------------------------------------------------------------


def _page_apres(client: "Client", adresse: str, **donnees: object) -> str:
    reponse = client.post(adresse, {"suite": "/retours/", **donnees}, follow=True)
    assert reponse.status_code == 200
    return str(reponse.content.decode())


def test_une_vue_s_enregistre_se_renomme_se_partage_et_se_supprime(
    melange: dict[str, int], gestion: "Client", admin: "Client"
) -> None:
    from recepisse.gestion.models import VueEnregistree

    adresse = "/retours/vues/?emetteur=urssaf_msa&depuis=30"
    assert "Vue « Mes Urssaf » enregistrée" in _page_apres(gestion, adresse, nom="Mes Urssaf")
    lien = _lien(_corps(gestion), "Mes Urssaf")
    assert _numeros(_corps(gestion, lien)) == [melange["urssaf"]]
    assert "Mes Urssaf" not in _corps(admin)
    vue = VueEnregistree.objects.get()
    _page_apres(gestion, f"/retours/vues/{vue.pk}/modifier/", nom="Urssaf récents", partagee="on")
    assert _lien(_corps(admin), "Urssaf récents") == lien
    assert "supprimée" in _page_apres(gestion, f"/retours/vues/{vue.pk}/supprimer/")
    assert not VueEnregistree.objects.exists()


def test_la_vue_d_un_autre_n_existe_pas(gestion: "Client", lecteur: "Client") -> None:
    from recepisse.gestion.models import VueEnregistree

    _page_apres(gestion, "/retours/vues/?non_lus=on", nom="À lire", partagee="on")
    vue = VueEnregistree.objects.get()
    assert _lien(_corps(lecteur), "À lire") == "?non_lus=on"
    assert lecteur.post(f"/retours/vues/{vue.pk}/supprimer/").status_code == 404
    assert lecteur.post(f"/retours/vues/{vue.pk}/modifier/", {"nom": "X"}).status_code == 404


def test_une_vue_aux_dates_fixes_le_dit(gestion: "Client") -> None:
    assert "gardera ces dates" in _corps(gestion, "?du=2026-10-01")
    assert "gardera ces dates" not in _corps(gestion, "?depuis=30")


# --- marks on many rows ------------------------------------------------------------------------------


def _vu_a(page: str) -> str:
    vu_a = re.search(r'name="vu_a" value="([^"]+)"', page)
    assert vu_a
    return vu_a[1]


def _lus() -> set[int]:
    from recepisse.gestion.models import Retour

    return set(Retour.objects.filter(lu=True).values_list("pk", flat=True))


def test_marquer_les_coches_puis_annuler(melange: dict[str, int], gestion: "Client") -> None:
    avant = _lus()
    choix = [melange["non_lu"], melange["ko"]]
    donnees = {"acte": "marquer_lu", "r": choix, "vu_a": _vu_a(_corps(gestion))}
    page = _page_apres(gestion, "/retours/marquer/", **donnees)
    assert "1 retour marqué lu" in page
    assert _lus() == {*avant, melange["non_lu"]}
    annuler = re.search(r'action="(/retours/lots/[0-9]+/annuler/)"', page)
    assert annuler
    page = _page_apres(gestion, annuler[1])
    assert "1 retour remis dans l’état d’avant" in page
    assert "1 retour marqué lu" not in page
    assert _lus() == avant


def test_marquer_toute_la_selection_laisse_ce_qui_est_arrive_depuis(
    monde: Monde, gestion: "Client", lecteur: "Client"
) -> None:
    flux = monde.envoye()
    vus = {monde.retour(flux, nature).pk for nature in ("10", "61", "62")}
    page = _corps(gestion, "?emetteur=urssaf_msa")
    monde.avancer(minutes=1)
    monde.retour(flux, "60")
    donnees = {"acte": "marquer_lu", "tout": "1", "vu_a": _vu_a(page)}
    assert "2 retours marqués lus" in _page_apres(gestion, "/retours/marquer/?emetteur=urssaf_msa", **donnees)
    assert len(_lus()) == 2
    assert _lus() < vus
    assert lecteur.post("/retours/marquer/", donnees).status_code == 403


@pytest.mark.parametrize(
    ("donnees", "phrase"),
    [
        ({"acte": "marquer_lu"}, "Aucun retour n’est coché"),
        ({"acte": "effacer", "tout": "1"}, "Choisissez ce qu’il faut marquer"),
        ({"acte": "marquer_lu", "tout": "1", "vu_a": "demain"}, "Cette page est trop ancienne"),
    ],
)
def test_une_demande_incomplete_ne_marque_rien(
    melange: dict[str, int], gestion: "Client", donnees: dict[str, str], phrase: str
) -> None:
    avant = _lus()
    assert phrase in _page_apres(gestion, "/retours/marquer/", **donnees)
    assert _lus() == avant


def test_on_ne_marque_que_la_ou_l_on_agit(
    melange: dict[str, int], gestion: "Client", gestionnaire: "Utilisateur", portefeuille: "Portefeuille"
) -> None:
    from recepisse.gestion.models import Affectation, Entreprise

    gestionnaire.limite = True
    gestionnaire.save()
    portefeuille.entreprises.add(Entreprise.objects.get())
    Affectation.objects.create(portefeuille=portefeuille, utilisateur=gestionnaire, agit=False)
    page = _corps(gestion)
    assert melange["non_lu"] in _numeros(page)
    donnees = {"acte": "marquer_lu", "r": [melange["non_lu"], melange["ailleurs"]], "vu_a": _vu_a(page)}
    assert "2 retours cochés laissés tels" in _page_apres(gestion, "/retours/marquer/", **donnees)
    assert melange["non_lu"] not in _lus()


# --- exports -----------------------------------------------------------------------------------------


def test_exporter_la_selection_en_csv(melange: dict[str, int], lecteur: "Client") -> None:
    from recepisse.gestion.models import Journal, Retour

    Retour.objects.filter(pk=melange["ko"]).update(resume="=1+1", gravite=4)
    reponse = lecteur.post("/retours/exporter/?entreprise=ateliers&depuis=30", {"forme": "csv"})
    assert reponse.headers["Content-Disposition"] == 'attachment; filename="retours-2026-11-05.csv"'
    entete, *lignes = reponse.content.decode().splitlines()
    assert entete.startswith("Publié le;Heure;Émetteur;Nature;Retour;Organisme;Statut;Gravité")
    assert len(lignes) == 4
    ko = next(ligne for ligne in lignes if ";KO;" in ligne)
    assert ";bloquant;" in ko
    assert ko.endswith(";'=1+1"), "un tableur ne doit rien exécuter"
    assert ";732829320;73282932000074;2026-10;DSN mensuelle;oui;" in ko
    acte = Journal.objects.latest("pk")
    assert (acte.acte, acte.detail) == ("exporter_retours", {"retours": 4, "forme": "csv"})


@pytest.mark.parametrize(("forme", "debut"), [("xlsx", b"PK"), ("json", b"[\n")])
def test_les_autres_formes(melange: dict[str, int], gestion: "Client", forme: str, debut: bytes) -> None:
    reponse = gestion.post("/retours/exporter/", {"forme": forme})
    assert reponse.status_code == 200
    assert reponse.content.startswith(debut)


def test_l_export_ne_sort_pas_du_portefeuille(
    melange: dict[str, int], client_lecteur: "Client", portefeuille: "Portefeuille"
) -> None:
    from recepisse.gestion.models import Entreprise

    assert "Aucun retour à exporter" in _page_apres(client_lecteur, "/retours/exporter/", forme="json")
    portefeuille.entreprises.add(Entreprise.objects.get())
    assert len(client_lecteur.post("/retours/exporter/", {"forme": "json"}).json()) == 5


def test_un_export_trop_grand_est_refuse_avec_un_conseil(
    melange: dict[str, int], gestion: "Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    from recepisse.gestion.gestes.retours import exporter_retours
    from recepisse.web.retours import export

    monkeypatch.setattr(exporter_retours, "EXPORT_MAX", 3)
    monkeypatch.setattr(export, "EXPORT_MAX", 3)
    page = _page_apres(gestion, "/retours/exporter/", forme="csv")
    assert "plus de 20 000 retours" in page.replace("\u202f", " ")
