"""What the page of all the returns does: saved views, marks on many rows, exports."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.integration.ecrans.aide_retours import corps, lien_vers, melanger, numeros
from tests.integration.ecrans.monde import Monde

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.models import Portefeuille, Utilisateur


@pytest.fixture
def melange(monde: Monde) -> dict[str, int]:
    return melanger(monde)


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
    lien = lien_vers(corps(gestion), "Mes Urssaf")
    assert numeros(corps(gestion, lien)) == [melange["urssaf"]]
    assert "Mes Urssaf" not in corps(admin)
    vue = VueEnregistree.objects.get()
    _page_apres(gestion, f"/retours/vues/{vue.pk}/modifier/", nom="Urssaf récents", partagee="on")
    assert lien_vers(corps(admin), "Urssaf récents") == lien
    assert "supprimée" in _page_apres(gestion, f"/retours/vues/{vue.pk}/supprimer/")
    assert not VueEnregistree.objects.exists()


def test_la_vue_d_un_autre_n_existe_pas(gestion: "Client", lecteur: "Client") -> None:
    from recepisse.gestion.models import VueEnregistree

    _page_apres(gestion, "/retours/vues/?non_lus=on", nom="À lire", partagee="on")
    vue = VueEnregistree.objects.get()
    assert lien_vers(corps(lecteur), "À lire") == "?non_lus=on"
    assert lecteur.post(f"/retours/vues/{vue.pk}/supprimer/").status_code == 404
    assert lecteur.post(f"/retours/vues/{vue.pk}/modifier/", {"nom": "X"}).status_code == 404


def test_une_vue_aux_dates_fixes_le_dit(gestion: "Client") -> None:
    assert "gardera ces dates" in corps(gestion, "?du=2026-10-01")
    assert "gardera ces dates" not in corps(gestion, "?depuis=30")


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
    donnees = {"acte": "marquer_lu", "r": choix, "vu_a": _vu_a(corps(gestion))}
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
    page = corps(gestion, "?emetteur=urssaf_msa")
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
    page = corps(gestion)
    assert melange["non_lu"] in numeros(page)
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
