"""The returns window of a declaration, and one return: groups, versions, marks, documents, masks."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.integration.ecrans.monde import Monde

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from recepisse.gestion.models import Retour

NIR = "1850578006048"
XML = f'<?xml version="1.0" encoding="ISO-8859-1"?><r><nir>{NIR}</nir><t>été</t></r>'.encode("latin-1")
PDF = b"%PDF-1.4\n%essai\n"


def _corps(client: "Client", adresse: str) -> str:
    reponse = client.get(adresse, follow=True)
    assert reponse.status_code == 200
    return str(reponse.content.decode())


def _page(client: "Client", retour: "Retour", suite: str = "") -> str:
    return _corps(
        client, f"/dsn/declarations/{retour.declaration_id}/?flux={retour.flux_id}&retour={retour.pk}{suite}"
    )


def test_les_retours_sont_groupes_par_emetteur_dans_l_ordre(monde: Monde, gestion: "Client") -> None:
    flux = monde.envoye()
    for nature in ("51", "71", "61", "94", "11", "10", "999"):
        monde.retour(flux, nature)
    page = _corps(gestion, f"/dsn/declarations/{flux.declaration_id}/")
    assert re.findall(r"<h2>([^<]+)</h2>", page) == [
        "SI-DSN",
        "DGFiP",
        "Urssaf",
        "AGIRC-ARRCO",
        "OC",
        "Autres",
    ]
    assert page.index('<span class="gris">10</span>') < page.index('<span class="gris">11</span>')
    assert "Retour de nature 999" in page


def test_le_dernier_flux_est_montre_et_les_autres_restent_a_portee(monde: Monde, gestion: "Client") -> None:
    premier = monde.envoye()
    monde.retour(premier, "11", "KO")
    second = monde.envoye()
    monde.retour(second, "10", lu=True)
    page = _corps(gestion, f"/dsn/declarations/{second.declaration_id}/")
    assert f'<option value="{second.pk}" selected>' in page
    assert re.search(rf'<option value="{premier.pk}">[^<]*\*</option>', page)
    assert "Bilan d’anomalies" not in page
    ancienne = _corps(gestion, f"/dsn/declarations/{second.declaration_id}/?flux={premier.pk}")
    assert "Bilan d’anomalies" in ancienne


def test_une_anomalie_se_lit_en_rouge_et_en_mots(monde: Monde, gestion: "Client") -> None:
    flux = monde.envoye()
    ko, ano = monde.retour(flux, "11", "KO"), monde.retour(flux, "20", "ANO")
    page = _corps(gestion, f"/dsn/declarations/{flux.declaration_id}/")
    for retour, mot in ((ko, "KO · non lu"), (ano, "Anomalie · non lu")):
        ligne = page.split(f'id="r{retour.pk}"')[1].split("</a>")[0]
        assert "ano nl" in ligne
        assert mot in ligne


def test_ouvrir_la_fenetre_ne_choisit_ni_ne_lit_rien(monde: Monde, gestion: "Client") -> None:
    retour = monde.retour(monde.envoye(), document=XML)
    page = _corps(gestion, f"/dsn/declarations/{retour.declaration_id}/")
    assert "data-lu-auto" not in page
    assert "Choisissez un retour" in page


def test_le_texte_est_mis_en_page_decode_et_masque(monde: Monde, gestion: "Client") -> None:
    retour = monde.retour(monde.envoye(), document=XML)
    assert "<pre" not in _page(gestion, retour)
    page = _page(gestion, retour, "&partie=brut")
    assert "été" in page
    assert NIR not in page
    assert "1850578······" in page
    assert "&lt;nir&gt;" in page
    assert "Démasquer les numéros" in page


def test_demasquer_montre_une_fois_et_s_inscrit_au_journal(monde: Monde, gestion: "Client") -> None:
    from recepisse.gestion.models import Journal

    retour = monde.retour(monde.envoye(), document=XML)
    reponse = gestion.post(f"/retours/{retour.pk}/demasquer/", {"version": "1"})
    assert NIR in reponse.content.decode()
    acte = Journal.objects.get(acte="demasquer")
    assert (acte.objet, acte.utilisateur and acte.utilisateur.get_username()) == (
        f"retour:{retour.pk}",
        "hugo",
    )
    assert NIR not in _page(gestion, retour)
    assert gestion.get(f"/retours/{retour.pk}/demasquer/").status_code == 405


def test_les_octets_d_origine_sont_rendus_intacts_en_piece_jointe(monde: Monde, gestion: "Client") -> None:
    retour = monde.retour(monde.envoye(), document=XML)
    reponse = gestion.get(f"/retours/{retour.pk}/versions/1/original/")
    assert reponse.content == XML
    assert reponse.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in reponse.headers["Content-Security-Policy"]


def test_un_pdf_s_affiche_et_s_ouvre(monde: Monde, gestion: "Client") -> None:
    retour = monde.retour(monde.envoye(), "44", document=PDF)
    page = _page(gestion, retour)
    assert f'data="/retours/{retour.pk}/versions/1/pdf/"' in page
    assert "Ouvrir le PDF" in page
    reponse = gestion.get(f"/retours/{retour.pk}/versions/1/pdf/")
    assert reponse.headers["Content-Type"] == "application/pdf"
    assert reponse.content == PDF


def test_seul_un_pdf_est_servi_pour_etre_affiche(monde: Monde, gestion: "Client") -> None:
    retour = monde.retour(monde.envoye(), document=b"<html><script>alert(1)</script></html>")
    assert gestion.get(f"/retours/{retour.pk}/versions/1/pdf/").status_code == 404
    page = _page(gestion, retour)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_un_retour_sans_document_le_dit(monde: Monde, gestion: "Client") -> None:
    retour = monde.retour(monde.envoye(), "60")
    assert "il n’a pas de document" in _page(gestion, retour)
    assert gestion.get(f"/retours/{retour.pk}/versions/1/original/").status_code == 404


def test_un_document_perdu_ou_altere_ne_casse_pas_la_page(
    monde: Monde, gestion: "Client", tmp_path: object
) -> None:
    from recepisse.gestion.models import VersionRetour

    retour = monde.retour(monde.envoye(), document=XML)
    chemin = monde.ctx.archive.chemin(VersionRetour.objects.get().somme)
    chemin.chmod(0o600)
    chemin.unlink()
    page = _page(gestion, retour)
    assert 'class="brut"' not in page
    assert "Conseil" not in page


def test_un_retour_remplace_garde_ses_versions_et_se_dit_modifie(monde: Monde, gestion: "Client") -> None:
    from recepisse.gestion.models import Retour

    retour = monde.retour(monde.envoye(), "11", "OK", document=b"<v>premiere</v>")
    monde.version(retour, b"<v>seconde</v>", numero=2, statut="KO")
    Retour.objects.update(statut="KO", change_le=monde.horloge())
    page = _page(gestion, retour)
    assert "modifié le" in page
    assert "seconde" in page
    ancienne = _page(gestion, retour, "&version=1")
    assert "premiere" in ancienne
    assert "Certificat de conformité" in ancienne.split('id="t-retour">')[1][:40]
    for numero in (1, 2):
        assert f"/retours/{retour.pk}/versions/{numero}/original/" in page


def test_lu_apres_trois_secondes_puis_non_lu_pour_toujours(monde: Monde, gestion: "Client") -> None:
    retour = monde.retour(monde.envoye(), document=XML)
    adresse = f"/retours/{retour.pk}/lu/"
    assert f'data-lu-auto="{adresse}"' in _page(gestion, retour)
    assert gestion.post(adresse, {"lu": "1", "auto": "1"}).status_code == 204
    retour.refresh_from_db()
    assert retour.lu
    gestion.post(adresse, {"lu": "0"})
    page = _page(gestion, retour)
    assert "data-lu-auto" not in page
    assert "Remis à « Non lu » à la main" in page
    gestion.post(adresse, {"lu": "1", "auto": "1"})
    retour.refresh_from_db()
    assert not retour.lu
    gestion.post(adresse, {"lu": "1"})
    retour.refresh_from_db()
    assert retour.lu


def test_traiter_une_anomalie_et_revenir(monde: Monde, gestion: "Client") -> None:
    retour = monde.retour(monde.envoye(), "11", "KO")
    adresse = f"/retours/{retour.pk}/traite/"
    assert "Marquer l’anomalie comme traitée" in _page(gestion, retour)
    reponse = gestion.post(adresse, {"traite": "1"})
    assert reponse.headers["Location"].startswith(f"/dsn/declarations/{retour.declaration_id}/")
    page = _page(gestion, retour)
    assert ">Anomalie traitée<" in page
    assert "KO, traitée" in page
    gestion.post(adresse, {"traite": "0"})
    assert "Marquer l’anomalie comme traitée" in _page(gestion, retour)


def test_un_retour_sans_anomalie_n_a_pas_ce_bouton(monde: Monde, gestion: "Client") -> None:
    assert "Marquer l’anomalie" not in _page(gestion, monde.retour(monde.envoye(), "10", "OK"))


def test_un_retour_d_un_flux_a_adopter_se_lit_aussi(monde: Monde, gestion: "Client") -> None:
    retour = monde.retour(monde.flux(None), "11", document=XML)
    page = _corps(gestion, f"/retours/{retour.pk}/")
    assert "n’appartient encore à aucune déclaration" in page
    assert "1850578······" in page


def test_l_adresse_d_un_retour_mene_a_sa_declaration(monde: Monde, gestion: "Client") -> None:
    retour = monde.retour(monde.envoye(), document=XML)
    reponse = gestion.get(f"/retours/{retour.pk}/?version=1")
    assert reponse.headers["Location"].endswith(f"&retour={retour.pk}&version=1")


@pytest.mark.parametrize("nombre", [3, 30])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_retours(
    monde: Monde, gestion: "Client", django_assert_max_num_queries: "DjangoAssertNumQueries", nombre: int
) -> None:
    flux = monde.envoye()
    for rang in range(nombre):
        monde.retour(flux, str(100 + rang), "KO")
    _corps(gestion, f"/dsn/declarations/{flux.declaration_id}/")
    with django_assert_max_num_queries(12):
        _corps(gestion, f"/dsn/declarations/{flux.declaration_id}/")


def test_une_declaration_sans_flux_le_dit(monde: Monde, gestion: "Client") -> None:
    depot = monde.depot(monde.envoi(), etat="prepare")
    assert "n’a pas encore été déposée" in _corps(gestion, f"/dsn/declarations/{depot.declaration_id}/")
