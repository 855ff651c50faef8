"""« Propositions à la paie »: what to decide first, by kind; decisions together, taken back; files."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from recepisse.web.propositions.queries import periode_dite, valeur_dite
from tests.integration.aide import SIREN_2, Horloge
from tests.integration.aide_lectures import Dossier
from tests.integration.aide_paie import exemple
from tests.integration.ecrans.requetes import requetes_de

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import Identifiant, Portefeuille, Proposition, Utilisateur

ADRESSE = "/paie/propositions/"
NIR_DECLARE, NIR_JUSTE = "2850675056013", "2850675056012"


@pytest.fixture
def dossier(ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge) -> Dossier:
    horloge.instant = datetime(2026, 6, 20, 8, tzinfo=UTC)
    return Dossier(ctx, identifiant)


def recevoir(dossier: Dossier, nom: str, **options: Any) -> None:
    """Read an example: ``121_…`` is a return of nature 121."""
    flux = dossier.flux(**options)
    dossier.recevoir(flux, nature=nom.split("_", maxsplit=1)[0], document=exemple(nom))


@pytest.fixture
def identite(dossier: Dossier) -> "list[Proposition]":
    """A NIR and a birth date to correct."""
    recevoir(dossier, "121_identite_ANO.xml")
    return propositions()


@pytest.fixture
def atmp(dossier: Dossier) -> "list[Proposition]":
    """The rates of two sections."""
    recevoir(dossier, "34_taux_ATMP.xml")
    return propositions(genre="taux_atmp")


def propositions(**filtres: Any) -> "list[Proposition]":
    from recepisse.gestion.models import Proposition

    return list(Proposition.objects.filter(**filtres).order_by("pk"))


def etats() -> list[str]:
    return [proposition.etat for proposition in propositions()]


def _plat(octets: bytes) -> str:
    return octets.decode().replace("\u202f", " ").replace("\u00a0", " ")


def corps(client: "Client", adresse: str = ADRESSE, **donnees: Any) -> str:
    reponse = client.get(adresse, donnees)
    assert reponse.status_code == 200, reponse.status_code
    return _plat(reponse.content)


def decider(client: "Client", decision: str, *choisies: "Proposition", motif: str = "") -> str:
    donnees = {"choix": [p.pk for p in choisies], "decision": decision, "motif": motif, "suite": ADRESSE}
    return _plat(client.post(f"{ADRESSE}decider/", donnees, follow=True).content)


def annuler(client: "Client", lot: int | None = None) -> str:
    from recepisse.gestion.models import LotMarques

    cle = lot or LotMarques.objects.values_list("pk", flat=True).latest("pk")
    return _plat(client.post(f"{ADRESSE}annuler/", {"lot": cle}, follow=True).content)


# --- the list -----------------------------------------------------------------------------------


def test_rien_a_decider_se_dit(gestion: "Client", dossier: Dossier) -> None:
    assert "Rien à décider" in corps(gestion)


def test_les_propositions_se_rangent_par_genre(
    gestion: "Client", identite: "list[Proposition]", atmp: "list[Proposition]"
) -> None:
    page = corps(gestion)
    assert "Identité d’un salarié" in page
    assert page.index('id="g-identite"') < page.index('id="g-taux_atmp"')
    assert 'id="g-effectif"' not in page
    assert '<a href="?genre=identite">2</a>' in page
    seul = corps(gestion, genre="taux_atmp")
    assert "Section 01" in seul
    assert "Date de naissance" not in seul


def test_une_ligne_dit_qui_quoi_avant_apres_effet_rubrique_et_retour(
    gestion: "Client", identite: "list[Proposition]", atmp: "list[Proposition]"
) -> None:
    page = corps(gestion)
    for mots in ("14/06/1985", "15/06/1985", "S21.G00.30.001", "2,08 %", "01/01/2026", "Section 01"):
        assert mots in page, mots
    assert f'href="/retours/{identite[0].retour_id}/"' in page
    assert NIR_JUSTE not in page
    assert f"{NIR_JUSTE[:7]}······" in page


@pytest.mark.parametrize(
    ("valeur", "genre", "dite"),
    [
        ("1985-06-15", "identite", "15/06/1985"),
        ("2026-02-31", "identite", "2026-02-31"),
        ("2.08", "taux_atmp", "2,08 %"),
        ("0.95", "bonus_malus", "0,95 %"),
        ("13004", "cotisations", "13 004,00 €"),
        ("1234.5", "cotisations", "1 234,50 €"),
        ("12.00", "effectif", "12"),
        ("12.35", "effectif", "12,35"),
        ("2100.00", "organisme", "2100,00"),
        ("01", "organisme", "01"),
        ("DUPONT", "identite", "DUPONT"),
        ("", "identite", ""),
    ],
)
def test_une_valeur_se_lit_en_francais(valeur: str, genre: str, dite: str) -> None:
    assert valeur_dite(valeur, genre).replace("\u202f", " ").replace("\u00a0", " ") == dite


@pytest.mark.parametrize(
    ("periode", "dite"),
    [
        ("2026-10", "octobre 2026"),
        ("2026-10-01/2026-10-31", "du 01/10/2026 au 31/10/2026"),
        ("2026-10-01", "01/10/2026"),
        ("3e trimestre", "3e trimestre"),
    ],
)
def test_une_periode_se_lit_en_francais(periode: str, dite: str) -> None:
    assert periode_dite(periode) == dite


def test_les_filtres_restent_dans_l_adresse(
    gestion: "Client", dossier: Dossier, identite: "list[Proposition]"
) -> None:
    recevoir(dossier, "34_taux_ATMP.xml", siren=SIREN_2)
    autre = propositions(genre="taux_atmp")[0]
    assert autre.entreprise
    autre.entreprise.nom = "Scierie Vallier"
    autre.entreprise.save()
    for filtre in ({"entreprise": "vallier"}, {"nature": "34"}, {"retour": autre.retour_id}):
        page = corps(gestion, **filtre)
        assert "Section 01" in page, filtre
        assert "Date de naissance" not in page, filtre
    nic = autre.etablissement.nic if autre.etablissement else ""
    assert "Section 01" in corps(gestion, entreprise=f"{SIREN_2} {nic}")
    assert "Aucune proposition" in corps(gestion, entreprise=f"{SIREN_2} 99999")
    assert "Aucune proposition" in corps(gestion, genre="inconnu")


def test_chaque_etat_a_son_compte_et_sa_liste(gestion: "Client", identite: "list[Proposition]") -> None:
    decider(gestion, "accepter", identite[0])
    page = corps(gestion)
    assert re.search(r'href="\?etat=acceptee">Acceptées <b>1</b>', page)
    assert re.search(r'href="\?" aria-current="true">À décider <b>1</b>', page)
    acceptees = corps(gestion, etat="acceptee")
    assert "NIR" in acceptees
    assert 'type="checkbox" id="c' not in acceptees


def test_les_pages_d_un_genre_se_suivent(
    gestion: "Client", atmp: "list[Proposition]", monkeypatch: pytest.MonkeyPatch
) -> None:
    from recepisse.web.propositions import queries

    monkeypatch.setattr(queries, "PAR_PAGE", 1)
    monkeypatch.setattr(queries, "PAR_GENRE", 1)
    assert re.search(r'href="\?genre=taux_atmp">Voir les 2<', corps(gestion))
    premiere = corps(gestion, genre="taux_atmp")
    suite = re.search(r'href="\?([^"]+)">Propositions plus anciennes', premiere)
    assert suite
    seconde = corps(gestion, f"{ADRESSE}?{suite[1].replace('&amp;', '&')}")
    assert ("Section 02" in premiere, "Section 01" in premiere) == (True, False)
    assert ("Section 02" in seconde, "Section 01" in seconde) == (False, True)
    assert "Propositions plus anciennes" not in seconde


# --- decisions together -------------------------------------------------------------------------


def test_plusieurs_s_acceptent_a_la_fois(
    gestion: "Client", atmp: "list[Proposition]", gestionnaire: "Utilisateur"
) -> None:
    from recepisse.gestion.models import Journal

    page = decider(gestion, "accepter", *atmp, motif="Notification reçue")
    assert "2 propositions acceptées. À reporter dans le logiciel de paie." in page
    assert "Vous avez accepté 2 propositions" in page
    assert etats() == ["acceptee", "acceptee"]
    assert {(p.decide_par, p.motif) for p in propositions()} == {(gestionnaire, "Notification reçue")}
    assert Journal.objects.get(acte="accepter_propositions").detail == {"nombre": 2}


def test_une_seule_s_accepte_de_sa_ligne(gestion: "Client", atmp: "list[Proposition]") -> None:
    gestion.post(f"{ADRESSE}decider/", {"une": atmp[1].pk, "choix": [atmp[0].pk], "motif": "pas pour elle"})
    assert etats() == ["proposee", "acceptee"]
    assert propositions()[1].motif == ""


def test_un_refus_s_explique(gestion: "Client", atmp: "list[Proposition]") -> None:
    assert "Un refus s’explique" in decider(gestion, "refuser", *atmp, motif="  ")
    assert etats() == ["proposee", "proposee"]
    decider(gestion, "refuser", *atmp, motif="Contesté auprès de la caisse")
    assert etats() == ["refusee", "refusee"]


def test_rien_de_coche_se_dit(gestion: "Client", atmp: "list[Proposition]") -> None:
    assert "Aucune proposition n’est cochée" in decider(gestion, "accepter")


def test_une_decision_prise_entre_temps_reste(
    gestion: "Client", admin: "Client", atmp: "list[Proposition]"
) -> None:
    decider(admin, "refuser", atmp[0], motif="Contesté")
    page = decider(gestion, "accepter", *atmp)
    assert "1 proposition acceptée." in page
    assert "Décidées avant vous, et laissées ainsi : 1." in page
    assert etats() == ["refusee", "acceptee"]
    assert "Plus aucune de ces propositions n’attend" in decider(gestion, "accepter", *atmp)


def test_annuler_remet_a_decider_ce_que_personne_n_a_change(
    gestion: "Client", admin: "Client", atmp: "list[Proposition]"
) -> None:
    decider(gestion, "accepter", *atmp)
    admin.post(f"{ADRESSE}{atmp[0].pk}/decider/", {"decision": "refuser", "motif": "Contesté"})
    page = annuler(gestion)
    assert "Annulé : 1 proposition de nouveau à décider." in page
    assert "Changées depuis, et laissées ainsi : 1." in page
    assert etats() == ["refusee", "proposee"]
    assert propositions()[1].decide_le is None
    assert "Vous avez accepté" not in corps(gestion)
    assert "ne peut plus être annulée" in annuler(gestion)


def test_annuler_apres_un_retour_plus_recent_ne_fait_pas_deux_propositions(
    gestion: "Client", dossier: Dossier, atmp: "list[Proposition]"
) -> None:
    """The first section was calculated again meanwhile: the former value is replaced, not proposed."""
    decider(gestion, "accepter", *atmp)
    recevoir(dossier, "34_taux_ATMP_recalcul.xml", mois="2026-06")
    annuler(gestion)
    assert etats() == ["remplacee", "proposee", "proposee"]


def test_chacun_annule_les_siens_et_pendant_une_heure(
    gestion: "Client", admin: "Client", horloge: Horloge, atmp: "list[Proposition]"
) -> None:
    from recepisse.gestion.models import LotMarques

    decider(gestion, "accepter", *atmp)
    lot = LotMarques.objects.get()
    assert admin.post(f"{ADRESSE}annuler/", {"lot": lot.pk}).status_code == 404
    horloge.instant += timedelta(hours=2)
    assert "ne peut plus être annulée" in annuler(gestion)
    assert "Vous avez accepté" not in corps(gestion)
    assert etats() == ["acceptee", "acceptee"]


# --- one proposal -------------------------------------------------------------------------------


def test_une_proposition_dit_tout_d_elle(gestion: "Client", identite: "list[Proposition]") -> None:
    page = corps(gestion, f"{ADRESSE}{identite[0].pk}/")
    for mots in ("NIR", "S21.G00.31.008", "CNVANOIDE7A", "se vérifie auprès du salarié"):
        assert mots in page, mots
    assert f'href="/paie/taux/salaries/{identite[0].salarie_id}/"' in page
    assert NIR_JUSTE not in page


def test_demasquer_s_ecrit_au_journal(
    gestion: "Client", lecteur: "Client", identite: "list[Proposition]"
) -> None:
    from recepisse.gestion.models import Journal

    for client in (gestion, lecteur):
        page = _plat(client.post(f"{ADRESSE}{identite[0].pk}/demasquer/").content)
        assert NIR_JUSTE in page
        assert NIR_DECLARE in page
    actes = Journal.objects.filter(acte="demasquer")
    assert {acte.objet for acte in actes} == {f"proposition:{identite[0].pk}"}
    assert actes.count() == 2
    assert "Montrer les numéros" not in corps(gestion, f"{ADRESSE}{identite[1].pk}/")


def test_decider_d_une_puis_revenir(gestion: "Client", identite: "list[Proposition]") -> None:
    adresse = f"{ADRESSE}{identite[1].pk}/decider/"
    sans = gestion.post(adresse, {"decision": "refuser", "vu": "proposee"}, follow=True)
    assert "Un refus s’explique" in sans.content.decode()
    gestion.post(adresse, {"decision": "refuser", "vu": "proposee", "motif": "Le salarié confirme."})
    page = corps(gestion, f"{ADRESSE}{identite[1].pk}/")
    assert "Le salarié confirme." in page
    assert "Revenir sur cette décision" in page
    accepte = gestion.post(adresse, {"decision": "accepter", "vu": "refusee"}, follow=True)
    assert "reportez la valeur" in accepte.content.decode()
    assert etats() == ["proposee", "acceptee"]


def test_une_decision_sur_un_etat_depasse_est_refusee(
    gestion: "Client", admin: "Client", identite: "list[Proposition]"
) -> None:
    adresse = f"{ADRESSE}{identite[1].pk}/decider/"
    admin.post(adresse, {"decision": "refuser", "vu": "proposee", "motif": "Non"})
    page = gestion.post(adresse, {"decision": "accepter", "vu": "proposee"}, follow=True).content.decode()
    assert "a changé d’état pendant que vous la lisiez : elle est maintenant refusée" in page
    assert etats() == ["proposee", "refusee"]


def test_ce_qui_fut_propose_avant_se_montre(
    gestion: "Client", dossier: Dossier, atmp: "list[Proposition]"
) -> None:
    recevoir(dossier, "34_taux_ATMP_recalcul.xml", mois="2026-06")
    recente = propositions(etat="proposee", cle="Section 01")[0]
    assert "2,08 %" in corps(gestion, f"{ADRESSE}{recente.pk}/")
    ancienne = corps(gestion, f"{ADRESSE}{atmp[0].pk}/")
    assert "Un retour plus récent a remplacé cette proposition" in ancienne
    assert "Votre décision" not in ancienne


# --- files, perimeter, cost ---------------------------------------------------------------------


def test_exporter_la_selection(
    gestion: "Client", identite: "list[Proposition]", atmp: "list[Proposition]"
) -> None:
    from recepisse.gestion.models import Journal

    reponse = gestion.post(f"{ADRESSE}exporter/", {"forme": "csv", "genre": "identite"})
    assert reponse.headers["Content-Disposition"] == 'attachment; filename="propositions-20260620.csv"'
    lignes = list(csv.DictReader(io.StringIO(reponse.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert {ligne["Nouvelle valeur"] for ligne in lignes} == {NIR_JUSTE, "1985-06-15"}
    masque = gestion.post(f"{ADRESSE}exporter/", {"forme": "json", "nir_masque": "on"})
    assert NIR_JUSTE not in masque.content.decode()
    details = [acte.detail for acte in Journal.objects.filter(acte="exporter_propositions").order_by("pk")]
    assert [(d["nombre"], d["nir"]) for d in details] == [(2, "clair"), (4, "masque")]


def test_un_export_impossible_le_dit(
    gestion: "Client", atmp: "list[Proposition]", monkeypatch: pytest.MonkeyPatch
) -> None:
    from recepisse.web.propositions import views

    mal = gestion.post(f"{ADRESSE}exporter/", {"forme": "doc"}, follow=True)
    assert "L’export n’est pas fait" in mal.content.decode()
    monkeypatch.setattr(views, "EXPORT_MAX", 1)
    trop = gestion.post(f"{ADRESSE}exporter/", {"forme": "csv"}, follow=True)
    assert "plus de 50 000 propositions" in trop.content.decode()


def test_qui_lit_voit_les_valeurs_sans_pouvoir_decider(
    lecteur: "Client", client_lecteur: "Client", portefeuille: "Portefeuille", atmp: "list[Proposition]"
) -> None:
    assert "Rien à décider" in corps(client_lecteur)
    assert client_lecteur.get(f"{ADRESSE}{atmp[0].pk}/").status_code == 404
    assert client_lecteur.post(f"{ADRESSE}{atmp[0].pk}/demasquer/").status_code == 404
    assert atmp[0].entreprise
    portefeuille.entreprises.add(atmp[0].entreprise)
    for client in (lecteur, client_lecteur):
        page = corps(client)
        assert "2,08 %" in page
        for bouton in ("Accepter", "Exporter cette sélection", 'type="checkbox" id="c'):
            assert bouton not in page, bouton
        assert "Votre décision" not in corps(client, f"{ADRESSE}{atmp[0].pk}/")
        for acte in ("decider", "annuler", "exporter", f"{atmp[0].pk}/decider"):
            assert client.post(f"{ADRESSE}{acte}/").status_code == 403, acte
    assert etats() == ["proposee", "proposee"]


def test_on_ne_decide_que_dans_son_perimetre(
    gestion: "Client", gestionnaire: "Utilisateur", atmp: "list[Proposition]"
) -> None:
    gestionnaire.limite = True
    gestionnaire.save()
    assert "Plus aucune" in decider(gestion, "accepter", *atmp)
    assert gestion.post(f"{ADRESSE}{atmp[0].pk}/decider/").status_code == 404
    assert etats() == ["proposee", "proposee"]


def test_le_cout_ne_suit_pas_le_nombre_de_propositions(
    gestion: "Client", dossier: Dossier, identite: "list[Proposition]"
) -> None:
    adresses = [ADRESSE, f"{ADRESSE}?genre=identite", f"{ADRESSE}?entreprise=732", f"{ADRESSE}?etat=refusee"]
    avant = [len(requetes_de(gestion, adresse)) for adresse in adresses]
    for nic in range(6):
        recevoir(dossier, "121_identite_ANO.xml", nic=f"000{nic:02d}")
        recevoir(dossier, "34_taux_ATMP.xml", nic=f"000{nic:02d}")
    assert [len(requetes_de(gestion, adresse)) for adresse in adresses] == avant
