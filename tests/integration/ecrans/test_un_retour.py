"""One return: a page of it, its versions compared, what one looks for in it, what each role may do."""

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.integration.aide_lectures import AUTRE_NIR, NIR, Dit, Dossier, bilan
from tests.integration.aide_paie import PDF, Ligne, crm94
from tests.integration.ecrans.monde import Monde
from tests.integration.ecrans.requetes import requetes_de

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant, Portefeuille, Retour


def _texte(corps: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", corps.decode())).split())


def _page(client: "Client", retour: "Retour", suite: str = "") -> str:
    reponse = client.get(f"/retours/{retour.pk}/{suite}", follow=True)
    assert reponse.status_code == 200
    return reponse.content.decode()


def _dits(nombre: int, valeur: str = "10") -> list[Dit]:
    return [Dit(nir=NIR, nom=f"MARTIN{n}", rubrique="S21.G00.51.013", valeur=valeur) for n in range(nombre)]


def test_un_long_retour_se_lit_page_par_page(monde: Monde, gestion: "Client") -> None:
    retour = monde.retour(monde.envoye(), "61", "ANO", bilan(*_dits(50)))
    page = _page(gestion, retour)
    assert "MARTIN19" in page
    assert "MARTIN20" not in page
    assert "1 à 20 sur 50" in _texte(page.encode())
    suite = re.search(r'href="(\?[^"]*page=k0\.0%3A20)#b-k0\.0"', page)
    assert suite
    lue = gestion.get(f"/dsn/declarations/{retour.declaration_id}/{unescape(suite[1])}").content.decode()
    assert "MARTIN20" in lue
    assert "MARTIN19<" not in lue
    assert "21 à 40 sur 50" in _texte(lue.encode())


def test_une_page_tournee_reste_celle_que_l_on_lit_quand_elle_se_rafraichit(
    monde: Monde, gestion: "Client"
) -> None:
    retour = monde.retour(monde.envoye(), "61", "ANO", bilan(*_dits(50)))
    page = _page(gestion, retour, "?page=k0.0:20&partie=contenu")
    vivant = re.search(r'id="vivant" hx-get="([^"]+)"', page)
    assert vivant
    assert "MARTIN20" in gestion.get(unescape(vivant[1])).content.decode()
    assert "partie=contenu" in vivant[1]
    assert "version=1" in vivant[1], "une version qui arrive ne change pas ce que l’on lit"


def test_on_cherche_une_personne_sans_l_ecrire_dans_une_adresse(monde: Monde, gestion: "Client") -> None:
    retour = monde.retour(monde.envoye(), "61", "ANO", bilan(*_dits(50)))
    assert gestion.get(f"/retours/{retour.pk}/chercher/?cherche=MARTIN42").status_code == 405
    page = gestion.post(f"/retours/{retour.pk}/chercher/", {"cherche": "martin42"}).content.decode()
    assert "MARTIN42" in page
    assert "MARTIN41" not in page
    rien = gestion.post(f"/retours/{retour.pk}/chercher/", {"cherche": "nulle part"}).content.decode()
    assert "Rien dans ce retour ne contient ces mots" in rien
    assert gestion.post(f"/retours/{retour.pk}/chercher/", {"cherche": "  "}).status_code == 302


def test_chercher_ne_revele_pas_les_chiffres_masques(monde: Monde, gestion: "Client") -> None:
    retour = monde.retour(monde.envoye(), "61", "ANO", bilan(*_dits(2)))
    for cherche, trouve in ((NIR, False), (NIR[:7], True)):
        page = gestion.post(f"/retours/{retour.pk}/chercher/", {"cherche": cherche}).content.decode()
        assert ("MARTIN1" in page) is trouve


def test_un_petit_retour_ne_se_cherche_pas(monde: Monde, gestion: "Client") -> None:
    assert 'name="cherche"' not in _page(gestion, monde.retour(monde.envoye(), "10", "OK"))


def _remplace(monde: Monde) -> "Retour":
    retour = monde.retour(
        monde.envoye(), "61", "ANO", bilan(*_dits(2), Dit(code="NIR01", message="Inconnue"))
    )
    monde.version(retour, bilan(_dits(2)[0], _dits(2, "11")[1]), 2, statut="OK")
    return retour


def test_deux_versions_se_comparent_depuis_la_liste_des_versions(monde: Monde, gestion: "Client") -> None:
    retour = _remplace(monde)
    page = _page(gestion, retour)
    lien = re.search(r'href="(\?[^"]*version=2&amp;comparer=1)">comparer à la version 1', page)
    assert lien
    adresse = f"/dsn/declarations/{retour.declaration_id}/{unescape(lien[1])}"
    comparee = gestion.get(adresse).content.decode()
    section = re.search(r'<section class="comparee".*?</section>', comparee, re.DOTALL)
    assert section
    dit = _texte(section[0].encode())
    assert "De la version 1 à la version 2" in dit
    assert "changée Ce retour Statut ANO OK" in dit
    assert "Déclaré 10 11" in dit
    assert "retirée Anomalies et informations NIR01 : Inconnue" in dit
    assert NIR not in comparee


@pytest.mark.parametrize("comparer", ["1&version=1", "2", "9", "x"])
def test_on_ne_compare_qu_a_une_version_plus_ancienne(monde: Monde, gestion: "Client", comparer: str) -> None:
    assert 'class="comparee"' not in _page(gestion, _remplace(monde), f"?comparer={comparer}")


def test_les_taux_montrent_l_ancien_le_nouveau_et_le_futur(
    ctx: "Contexte", identifiant: "Identifiant", gestion: "Client"
) -> None:
    dossier = Dossier(ctx, identifiant)
    flux = dossier.flux("2026-05")
    dossier.recevoir(flux, nature="94", document=crm94([Ligne(NIR, "7.30"), Ligne(AUTRE_NIR)]))
    dossier.recevoir(flux, Dit(nir=NIR, nom="MARTIN"))
    suivants = [Ligne(NIR, "8.10", futur="3.10", futur_le="2027-01-01"), Ligne(AUTRE_NIR, "2.00")]
    nouveau = dossier.recevoir(
        dossier.flux("2026-06"), nature="94", document=crm94([*suivants, Ligne("1900131555023", "1.00")])
    )
    lu = _texte(_page(gestion, nouveau.retour).encode()).replace("\u00a0", " ")
    assert "Ancien taux Taux Taux à venir" in lu
    assert "7,30 % 8,10 % 3,10 % au 01/01/2027" in lu
    assert "aucun taux 2,00 %" in lu
    assert "— 1,00 %" in lu, "absente du retour précédent"
    assert "MARTIN 2850675······" in lu, "le retour ne donne pas les noms : ceux que l’on connaît"


def test_ce_qui_est_lu_par_un_lecteur_ne_change_rien(monde: Monde, lecteur: "Client") -> None:
    retour = monde.retour(monde.envoye(), "61", "KO", bilan(*_dits(2)))
    page = _page(lecteur, retour)
    assert "data-lu-auto" not in page
    assert ">Non lu<" in page
    assert 'class="bascule"' not in page
    assert "Marquer l’anomalie" not in page
    assert "Imprimer ce retour" in page
    for adresse in (f"/retours/{retour.pk}/lu/", f"/retours/{retour.pk}/traite/"):
        assert lecteur.post(adresse, {"lu": "1", "traite": "1", "auto": "1"}).status_code == 403
    retour.refresh_from_db()
    assert (retour.lu, retour.traite) == (False, False)


def test_un_client_ne_voit_un_retour_que_dans_son_portefeuille(
    monde: Monde, client_lecteur: "Client", portefeuille: "Portefeuille"
) -> None:
    retour = monde.retour(monde.envoye(), document=b"%PDF-1.4 essai")
    assert retour.declaration is not None
    adresses = [
        f"/retours/{retour.pk}/",
        f"/dsn/declarations/{retour.declaration_id}/",
        f"/retours/{retour.pk}/imprimer/",
        f"/retours/flux/{retour.flux_id}/imprimer/",
        f"/retours/{retour.pk}/versions/1/pdf/",
        f"/retours/{retour.pk}/versions/1/original/",
    ]
    formulaires = [f"/retours/{retour.pk}/demasquer/", f"/retours/{retour.pk}/chercher/"]
    for adresse in adresses:
        assert client_lecteur.get(adresse).status_code == 404, adresse
    for adresse in formulaires:
        assert client_lecteur.post(adresse, {"cherche": "a"}).status_code == 404, adresse
    portefeuille.entreprises.add(retour.declaration.etablissement.entreprise)
    for adresse in adresses:
        assert client_lecteur.get(adresse, follow=True).status_code == 200, adresse
    for adresse in formulaires:
        assert client_lecteur.post(adresse, {"cherche": "a"}).status_code == 200, adresse


def test_un_gestionnaire_limite_n_agit_que_dans_ses_portefeuilles(
    monde: Monde, gestion: "Client", gestionnaire: object
) -> None:
    from recepisse.gestion.models import Affectation, Portefeuille, Utilisateur

    assert isinstance(gestionnaire, Utilisateur)
    Utilisateur.objects.filter(pk=gestionnaire.pk).update(limite=True)
    retour = monde.retour(monde.envoye(), "61", "KO")
    assert gestion.post(f"/retours/{retour.pk}/lu/", {"lu": "1"}).status_code == 404
    assert retour.declaration is not None
    mien = Portefeuille.objects.create(nom="Quai")
    mien.entreprises.add(retour.declaration.etablissement.entreprise)
    Affectation.objects.create(portefeuille=mien, utilisateur=gestionnaire, agit=False)
    assert 'class="bascule"' not in _page(gestion, retour), "elle y lit seulement"
    assert gestion.post(f"/retours/{retour.pk}/lu/", {"lu": "1"}).status_code == 404
    Affectation.objects.update(agit=True)
    assert 'class="bascule"' in _page(gestion, retour)
    assert gestion.post(f"/retours/{retour.pk}/lu/", {"lu": "1"}).status_code == 302


def test_le_nombre_de_requetes_ne_depend_pas_de_la_longueur_du_retour(
    monde: Monde, gestion: "Client"
) -> None:
    nombres = []
    for combien in (1, 400):
        retour = monde.retour(monde.envoye(), "61", "ANO", bilan(*_dits(combien)))
        adresse = f"/dsn/declarations/{retour.declaration_id}/?flux={retour.flux_id}&retour={retour.pk}"
        requetes_de(gestion, adresse)
        nombres.append(len(requetes_de(gestion, adresse)))
    assert nombres[0] == nombres[1]


def test_le_pdf_que_tient_un_retour_agirc_arrco_s_ouvre(monde: Monde, gestion: "Client") -> None:
    import base64

    dedans = base64.b64encode(PDF)
    retour = monde.retour(monde.envoye(), "71", "OK", dedans)
    page = _page(gestion, retour)
    assert "Ouvrir le PDF" in page
    assert "Document d’origine, tel que reçu" in page
    reponse = gestion.get(f"/retours/{retour.pk}/versions/1/pdf/")
    assert (reponse["Content-Type"], reponse.content) == ("application/pdf", PDF)


def test_une_ligne_d_anomalie_mene_au_contenu_de_la_declaration(monde: Monde, gestion: "Client") -> None:
    retour = monde.retour(monde.envoye(), "11", "KO", bilan(Dit(ligne=31, nir=NIR, nom="MARTIN")))
    assert retour.flux.depot_id
    assert f'href="/dsn/depots/{retour.flux.depot_id}/contenu/?ligne=31"' in _page(gestion, retour)
