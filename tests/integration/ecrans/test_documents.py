"""The documents: to hand over first, their PDF, the hand-over and its undoing, the copy, the export."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.aide_paie import PDF
from tests.integration.ecrans.monde import Monde
from tests.integration.ecrans.requetes import requetes_de

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.models import DocumentClasse, Portefeuille, Utilisateur


def document(monde: Monde, **champs: Any) -> "DocumentClasse":
    """Return an AER filed now, as the reading would have left it."""
    from recepisse.gestion.models import DocumentClasse

    flux = monde.envoye()
    retour = monde.retour(flux, "44", document=PDF)
    version = retour.versions.get()
    valeurs: dict[str, Any] = {
        "version": version,
        "retour": retour,
        "genre": "aer",
        "somme": version.somme,
        "octets": len(PDF),
        "declaration": flux.declaration,
        "classe_le": monde.horloge(),
    }
    return DocumentClasse.objects.create(**valeurs | champs)


def page(client: "Client", suite: str = "") -> str:
    reponse = client.get(f"/paie/documents/{suite}")
    assert reponse.status_code == 200, reponse.status_code
    return reponse.content.decode()


def montres(texte: str) -> list[int]:
    return [int(bout.partition('"')[0]) for bout in texte.split('id="doc')[1:]]


def ged(monde: Monde, dossier: Path | str) -> None:
    monde.ctx.reglages = replace(monde.ctx.reglages, dossier_ged=str(dossier))


def test_sans_document_la_page_dit_d_ou_ils_viennent(gestion: "Client", monde: Monde) -> None:
    assert "arrive après un signalement de fin de contrat" in page(gestion)


def test_ceux_a_remettre_d_abord_puis_par_date(gestion: "Client", monde: Monde) -> None:
    maintenant = monde.horloge()
    ancien = document(monde, classe_le=maintenant - timedelta(days=9))
    remis = document(monde, remis_le=maintenant)
    remplace = document(monde, a_remettre=False, classe_le=maintenant - timedelta(days=1))
    recent = document(monde)
    texte = page(gestion).replace("\u202f", " ")
    assert montres(texte) == [recent.pk, ancien.pk, remis.pk, remplace.pk]
    assert "depuis 9 jours" in texte
    assert "une version plus récente l’a remplacé" in texte
    for libelle in ("Tous <b>4</b>", "À remettre <b>2</b>", "Remis <b>1</b>", "Remplacés <b>1</b>"):
        assert libelle in texte


@pytest.mark.parametrize(("etat", "rang"), [("a_remettre", 0), ("remis", 1), ("remplace", 2)])
def test_chaque_nombre_mene_a_sa_liste(gestion: "Client", monde: Monde, etat: str, rang: int) -> None:
    cles = [
        document(monde).pk,
        document(monde, remis_le=monde.horloge()).pk,
        document(monde, a_remettre=False).pk,
    ]
    assert montres(page(gestion, f"?etat={etat}")) == [cles[rang]]


def test_la_personne_et_la_declaration(gestion: "Client", monde: Monde) -> None:
    from recepisse.gestion.models import Salarie

    sans = document(monde)
    assert "non identifiée" in page(gestion)
    assert sans.declaration
    salarie = Salarie.objects.create(
        entreprise=sans.declaration.etablissement.entreprise,
        cle="c",
        nom="MARTIN",
        prenoms="Zoé",
        matricule="00042",
    )
    document(monde, salarie=salarie)
    texte = page(gestion)
    assert "MARTIN Zoé" in texte
    assert "matricule 00042" in texte
    assert f'href="/dsn/declarations/{sans.declaration_id}/?flux={sans.retour.flux_id}' in texte


def test_ouvrir_le_pdf_donne_les_octets_recus(lecteur: "Client", monde: Monde) -> None:
    recu = document(monde)
    adresse = f"/retours/{recu.retour_id}/versions/1/pdf/"
    assert f'href="{adresse}"' in page(lecteur)
    assert lecteur.get(adresse).content == PDF


def test_remise_au_salarie_puis_reprise(gestion: "Client", monde: Monde, gestionnaire: "Utilisateur") -> None:
    from recepisse.gestion.models import Journal

    recu = document(monde)
    adresse = f"/paie/documents/{recu.pk}"
    suite = {"suite": "/paie/documents/?etat=a_remettre"}
    reponse = gestion.post(f"{adresse}/remettre/", suite)
    assert reponse.headers["Location"] == suite["suite"]
    recu.refresh_from_db()
    assert (recu.remis_le, recu.remis_par) == (monde.horloge(), gestionnaire)
    texte = page(gestion)
    assert "par hugo" in texte
    assert f"{adresse}/reprendre/" in texte
    assert f"{adresse}/remettre/" not in texte
    gestion.post(f"{adresse}/reprendre/", suite)
    recu.refresh_from_db()
    assert (recu.remis_le, recu.remis_par) == (None, None)
    assert [*Journal.objects.order_by("-pk").values_list("acte", "objet")[:2]] == [
        ("reprendre_document", f"document:{recu.pk}"),
        ("remettre_document", f"document:{recu.pk}"),
    ]


def test_deux_personnes_a_la_fois_la_seconde_apprend_que_c_est_fait(gestion: "Client", monde: Monde) -> None:
    adresse = f"/paie/documents/{document(monde).pk}"
    assert "est pas marqué comme remis" in gestion.post(f"{adresse}/reprendre/", follow=True).content.decode()
    gestion.post(f"{adresse}/remettre/")
    texte = gestion.post(f"{adresse}/remettre/", follow=True).content.decode()
    assert "déjà marqué comme remis" in texte


def test_un_lecteur_lit_sans_bouton(lecteur: "Client", monde: Monde) -> None:
    recu = document(monde)
    texte = page(lecteur)
    assert "À remettre" in texte
    assert "Remise au salarié<span" not in texte
    assert lecteur.post(f"/paie/documents/{recu.pk}/remettre/").status_code == 403


def test_un_client_ne_voit_que_ses_documents_et_rien_de_la_ged(
    client_lecteur: "Client", monde: Monde, portefeuille: "Portefeuille"
) -> None:
    ged(monde, "/nulle/part")
    recu = document(monde, copie_echec="La copie dans le dossier « /nulle/part » a échoué.")
    texte = page(client_lecteur)
    assert montres(texte) == []
    assert recu.declaration
    portefeuille.entreprises.add(recu.declaration.etablissement.entreprise)
    texte = page(client_lecteur)
    assert montres(texte) == [recu.pk]
    assert "/nulle/part" not in texte
    assert "GED" not in texte
    export = client_lecteur.get("/paie/documents/export/").content.decode()
    assert "/nulle/part" not in export
    assert "Ateliers du Quai" in export


def test_hors_de_son_portefeuille_un_document_n_existe_pas(
    gestion: "Client", monde: Monde, gestionnaire: "Utilisateur"
) -> None:
    recu = document(monde)
    gestionnaire.limite = True
    gestionnaire.save()
    for acte in ("remettre", "reprendre", "copier"):
        assert gestion.post(f"/paie/documents/{recu.pk}/{acte}/").status_code == 404
    assert montres(page(gestion)) == []


def test_sans_ged_un_administrateur_apprend_ou_la_regler(
    gestion: "Client", admin: "Client", monde: Monde
) -> None:
    document(monde)
    texte = page(gestion)
    assert "Aucun dossier de GED n’est choisi" in texte
    assert "Un administrateur en décide" in texte
    assert "/administration/reglages/" not in texte
    assert 'href="/administration/reglages/"' in page(admin)


def test_une_copie_en_echec_dit_pourquoi_et_se_retente(
    gestion: "Client", monde: Monde, tmp_path: Path
) -> None:
    ged(monde, tmp_path / "absent")
    recu = document(monde)
    adresse = f"/paie/documents/{recu.pk}/copier/"
    assert adresse in page(gestion)
    texte = gestion.post(adresse, follow=True).content.decode()
    assert "a échoué" in texte
    assert "Vérifiez que ce dossier existe" in texte
    assert "1 copie a échoué" in texte
    assert montres(page(gestion, "?copie=echec")) == [recu.pk]
    (tmp_path / "absent").mkdir()
    assert "est copié dans la GED" in gestion.post(adresse, follow=True).content.decode()
    recu.refresh_from_db()
    assert recu.copie_echec == ""
    assert (tmp_path / "absent" / recu.copie_nom).read_bytes() == PDF
    texte = page(gestion)
    assert recu.copie_nom in texte
    assert adresse not in texte
    assert montres(page(gestion, "?copie=faite")) == [recu.pk]


def test_sans_ged_recopier_dit_quoi_regler(gestion: "Client", monde: Monde) -> None:
    recu = document(monde)
    assert "dossier_ged" in gestion.post(f"/paie/documents/{recu.pk}/copier/", follow=True).content.decode()


@pytest.mark.parametrize(
    ("suite", "trouve"),
    [
        ("?entreprise=quai", True),
        ("?entreprise=732829320", True),
        ("?entreprise=ailleurs", False),
        ("?genre=aer", True),
        ("?genre=autre", False),
        ("?du=2026-11-05&au=2026-11-05", True),
        ("?au=2026-11-04", False),
        ("?copie=attente", True),
        ("?copie=faite", False),
        ("?etat=jamais", False),
        ("?du=hier", False),
        ("?apres=r12-x", True),
    ],
)
def test_les_filtres_sont_dans_l_adresse(gestion: "Client", monde: Monde, suite: str, trouve: bool) -> None:
    ged(monde, "/srv/ged")
    recu = document(monde, remis_le=monde.horloge())
    assert montres(page(gestion, suite)) == ([recu.pk] if trouve else [])


def test_l_export_suit_la_selection_et_se_journalise(gestion: "Client", monde: Monde) -> None:
    from recepisse.gestion.models import Journal

    document(monde)
    document(monde, remis_le=monde.horloge())
    reponse = gestion.get("/paie/documents/export/?etat=remis")
    assert reponse.headers["Content-Disposition"] == 'attachment; filename="documents-20261105.csv"'
    lignes = reponse.content.decode().splitlines()
    assert len(lignes) == 2
    assert "73282932000074;Ateliers du Quai" in lignes[1]
    assert ";remis;05/11/2026;" in lignes[1]
    acte = Journal.objects.latest("pk")
    assert (acte.acte, acte.detail) == ("exporter_documents", {"documents": 1})
    assert gestion.get("/paie/documents/export/?etat=jamais").status_code == 404


def test_la_liste_continue_d_une_partie_a_l_autre(
    gestion: "Client", monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    from recepisse.web.documents import queries

    monkeypatch.setattr(queries, "PAR_PAGE", 2)
    remis = [document(monde, remis_le=monde.horloge()).pk for _ in range(3)]
    attendent = [document(monde).pk for _ in range(3)]
    vus, suite = [], ""
    for _ in range(3):
        texte = page(gestion, suite)
        vus += montres(texte)
        suite = "?apres=" + texte.partition('href="?apres=')[2].partition('"')[0]
    assert vus == [*reversed(attendent), *reversed(remis)]
    assert suite == "?apres="


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(gestion: "Client", monde: Monde) -> None:
    document(monde)
    requetes_de(gestion, "/paie/documents/")
    avant = len(requetes_de(gestion, "/paie/documents/"))
    for _ in range(12):
        document(monde)
        document(monde, remis_le=monde.horloge())
    assert len(requetes_de(gestion, "/paie/documents/")) == avant
