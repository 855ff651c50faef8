"""The page of all returns: criteria of C12, pages without OFFSET, counts, indexes, partition."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.ecrans.aide_retours import corps, lien_vers, melanger, numeros
from tests.integration.ecrans.monde import Monde
from tests.integration.ecrans.requetes import requetes_de

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.models import Portefeuille, Utilisateur


@pytest.fixture
def melange(monde: Monde) -> dict[str, int]:
    return melanger(monde)


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
    page = corps(gestion, requete)
    assert set(numeros(page)) == {melange[nom] for nom in attendus}
    assert (f"{len(attendus)} retour" in page) or not attendus


def test_l_identifiant_se_choisit(melange: dict[str, int], gestion: "Client", monde: Monde) -> None:
    assert len(numeros(corps(gestion, f"?identifiant={monde.identifiant.pk}"))) == 6


def test_une_valeur_inconnue_ne_montre_rien_plutot_que_tout(
    melange: dict[str, int], gestion: "Client"
) -> None:
    for requete in ("?emetteur=lune", "?identifiant=9999", "?du=hier"):
        page = corps(gestion, requete)
        assert not numeros(page)
        assert 'class="errorlist"' in page


def test_urssaf_trente_derniers_jours_en_deux_clics(melange: dict[str, int], gestion: "Client") -> None:
    premier = gestion.get("/dsn/").content.decode()
    assert 'href="/retours/">Voir tous les retours (CRM)' in premier
    lien = re.search(r'href="(\?[^"]+)">Urssaf, 30 derniers jours', corps(gestion))
    assert lien
    assert numeros(corps(gestion, lien[1].replace("&amp;", "&"))) == [melange["urssaf"]]


def test_la_selection_reste_dans_l_adresse_et_dans_le_formulaire(
    melange: dict[str, int], gestion: "Client"
) -> None:
    page = corps(gestion, "?emetteur=urssaf_msa&du=2026-10-01&non_lus=on")
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
        page = corps(gestion, requete)
        vus += numeros(page)
        requete = lien_vers(page, "Retours plus anciens")
    assert vus == attendus


def test_on_revient_vers_les_plus_recents_par_les_memes_pages(monde: Monde, gestion: "Client") -> None:
    flux = monde.envoye()
    for rang in range(130):
        monde.retour(flux, str(200 + rang))
    pages, requete = [], "?statut=OK"
    while requete:
        pages.append(numeros(corps(gestion, requete)))
        derniere, requete = requete, lien_vers(corps(gestion, requete), "Retours plus anciens")
    assert [len(page) for page in pages] == [50, 50, 30]
    retour = lien_vers(corps(gestion, derniere), "Retours plus récents")
    assert numeros(corps(gestion, retour)) == pages[1]
    monde.retour(flux, "400")
    assert numeros(corps(gestion, retour)) == pages[1], "une page ne bouge pas quand des retours arrivent"
    debut = numeros(corps(gestion, lien_vers(corps(gestion, retour), "Retours plus récents")))
    assert debut == pages[0]
    bas = lien_vers(corps(gestion, retour), "Les derniers publiés")
    assert len(numeros(corps(gestion, bas))) == 50
    assert numeros(corps(gestion, bas))[1:] == pages[0][:49]


@pytest.mark.parametrize("apres", ["x", "1-", "99999999999999999-1", "-1-1", "1-1-1", "²-1"])
def test_une_adresse_retouchee_ne_casse_rien(melange: dict[str, int], gestion: "Client", apres: str) -> None:
    assert gestion.get("/retours/", {"apres": apres}).status_code == 200


def test_au_dela_de_mille_le_compte_s_arrete(
    melange: dict[str, int], gestion: "Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    from recepisse.web.retours import queries, views

    monkeypatch.setattr(queries, "COMPTE_MAX", 3)
    monkeypatch.setattr(views, "COMPTE_MAX", 3)
    assert "plus de 3" in corps(gestion)


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
    page = corps(gestion)
    assert f'href="/retours/{melange["ailleurs"]}/"' in page
    assert "flux déposé ailleurs" in page


def test_les_dates_sont_celles_de_paris(monde: Monde, gestion: "Client") -> None:
    retour = monde.retour(monde.envoye())
    retour.publie_le = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    retour.save()
    assert "01/07/2026 00:30" in corps(gestion, "?du=2026-07-01&au=2026-07-01")
    assert not numeros(corps(gestion, "?au=2026-06-30"))


def test_une_periode_en_jours_suit_l_horloge(
    melange: dict[str, int], gestion: "Client", monde: Monde
) -> None:
    assert melange["urssaf"] in numeros(corps(gestion, "?depuis=30"))
    assert melange["vieux"] not in numeros(corps(gestion, "?depuis=30"))
    monde.avancer(days=40)
    assert not numeros(corps(gestion, "?depuis=30"))


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
    page = corps(gestion, requete)
    assert phrase in page
    assert "Sélection à corriger" in page
    assert not numeros(page)


def test_chaque_critere_en_cours_se_retire_seul(melange: dict[str, int], gestion: "Client") -> None:
    page = corps(gestion, "?emetteur=urssaf_msa&depuis=30&non_lus=on&inconnu=1")
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
    assert set(numeros(corps(gestion, requete))) == {melange[nom] for nom in attendus}


def test_le_portefeuille_se_choisit_quand_on_en_a(
    melange: dict[str, int], gestion: "Client", gestionnaire: "Utilisateur", portefeuille: "Portefeuille"
) -> None:
    from recepisse.gestion.models import Affectation, Entreprise

    assert 'name="portefeuille"' not in corps(gestion)
    Affectation.objects.create(portefeuille=portefeuille, utilisateur=gestionnaire)
    assert not numeros(corps(gestion, f"?portefeuille={portefeuille.pk}"))
    portefeuille.entreprises.add(Entreprise.objects.get())
    trouves = numeros(corps(gestion, f"?portefeuille={portefeuille.pk}"))
    assert set(trouves) == set(melange.values()) - {melange["ailleurs"]}


def test_un_client_ne_voit_que_ses_entreprises_et_aucun_identifiant(
    melange: dict[str, int], client_lecteur: "Client", portefeuille: "Portefeuille"
) -> None:
    from recepisse.gestion.models import Entreprise

    assert not numeros(corps(client_lecteur))
    portefeuille.entreprises.add(Entreprise.objects.get())
    page = corps(client_lecteur)
    assert set(numeros(page)) == set(melange.values()) - {melange["ailleurs"]}
    assert 'name="identifiant"' not in page
    assert "Marquer les retours cochés" not in page
    assert "5 retours" in page


def test_les_comptes_menent_a_leur_liste(melange: dict[str, int], gestion: "Client") -> None:
    page = corps(gestion, "?depuis=30")
    assert set(numeros(corps(gestion, lien_vers(page, "2 non lus") or lien_vers(page, "1 non lu")))) == {
        melange["non_lu"]
    }
    assert numeros(corps(gestion, lien_vers(page, "1 anomalie non traitée"))) == [melange["ko"]]
