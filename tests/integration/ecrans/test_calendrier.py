"""The calendar: due dates of a month, declarations by expected returns, substitutions announced."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from recepisse.echanges.cycle import Etat
from tests.integration.ecrans.monde import Monde
from tests.integration.ecrans.requetes import requetes_de

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.models import Flux, Portefeuille, Retour, RetourAttendu

PASSE = timedelta(days=-2)
FUTUR = timedelta(days=5)


def envoyee(monde: Monde, nic: str = "00074") -> "Flux":
    """Return the flux of a real declaration of October, deposited on the fifth of November."""
    return monde.flux(monde.depot(monde.envoi(essai=False), nic))


def attendre(
    monde: Monde,
    flux: "Flux",
    nature: str,
    retard: timedelta | None = FUTUR,
    retour: "Retour | None" = None,
    **champs: Any,
) -> "RetourAttendu":
    from recepisse.gestion.models import RetourAttendu

    maintenant = monde.horloge()
    return RetourAttendu.objects.create(
        flux=flux,
        nature=nature,
        prevu_le=maintenant + FUTUR if retard is None else maintenant + retard - timedelta(days=1),
        retard_le=None if retard is None else maintenant + retard,
        retour=retour,
        **champs,
    )


def page(client: "Client", suite: str = "") -> str:
    reponse = client.get(f"/calendrier/{suite}")
    assert reponse.status_code == 200, reponse.status_code
    return reponse.content.decode()


def test_sans_declaration_la_page_le_dit(gestion: "Client", monde: Monde) -> None:
    texte = page(gestion)
    assert "Calendrier, novembre 2026" in texte
    assert "Aucune déclaration ce mois-ci" in texte
    assert "Aucun établissement à cette échéance" in texte
    assert "Aucun rappel sans réponse" in texte


def test_chaque_retour_attendu_est_dit_en_mots(gestion: "Client", monde: Monde) -> None:
    flux = envoyee(monde)
    recu = monde.retour(flux, "11", "OK")
    anomalie = monde.retour(flux, "61", "KO")
    traitee = monde.retour(flux, "71", "ANO", traite=True)
    attendre(monde, flux, "11", retour=recu)
    attendre(monde, flux, "61", retour=anomalie)
    attendre(monde, flux, "71", retour=traitee)
    attendre(monde, flux, "92", PASSE)
    attendre(monde, flux, "94", FUTUR)
    attendre(monde, flux, "95", None)
    attendre(monde, flux, "51", PASSE, sans_objet=True, motif="La déclaration a été refusée.")
    texte = page(gestion).replace("\u00a0", " ")
    declaration = flux.declaration_id
    assert f'<a href="/dsn/declarations/{declaration}/?flux={flux.pk}&amp;retour={recu.pk}"' in texte
    assert f'<a class="mention rouge" href="/dsn/declarations/{declaration}/?flux={flux.pk}' in texte
    assert "reçu le 05/11, KO" in texte
    assert "reçu le 05/11, anomalie traitée" in texte
    assert "en retard depuis le 03/11" in texte
    assert "attendu le 09/11" in texte
    assert "possible jusqu’au 10/11" in texte
    assert "sans objet" in texte
    assert "La déclaration a été refusée." in texte


def test_les_organismes_qui_disent_la_meme_chose_sont_reunis(gestion: "Client", monde: Monde) -> None:
    flux = envoyee(monde)
    for code in ("P0001", "P0002", "P0003"):
        attendre(monde, flux, "51", ops=code)
    assert "(3 organismes)" in page(gestion)


def test_seul_le_dernier_flux_compte(gestion: "Client", monde: Monde) -> None:
    ancien = envoyee(monde)
    attendre(monde, ancien, "94", FUTUR)
    recent = envoyee(monde)
    attendre(monde, recent, "60", FUTUR)
    texte = page(gestion)
    assert f"?flux={recent.pk}" in texte
    assert f"?flux={ancien.pk}" not in texte


def test_le_mois_est_dans_l_adresse_et_les_voisins_en_lien(gestion: "Client", monde: Monde) -> None:
    monde.declaration(mois="2026-08", essai=False)
    texte = page(gestion, "?mois=2026-09&nature=01")
    assert "Calendrier, septembre 2026" in texte
    assert "août 2026" in texte
    assert 'rel="prev" href="?mois=2026-08&amp;nature=01"' in texte
    assert 'rel="next" href="?mois=2026-10&amp;nature=01"' in texte
    assert "Ce mois-ci" in texte


@pytest.mark.parametrize("mois", ["2026-13", "0000-00", "demain", "%27", "99999-99", "1900-01", "2099-12"])
def test_un_mois_ecrit_a_la_main_ne_casse_rien(gestion: "Client", monde: Monde, mois: str) -> None:
    page(gestion, f"?mois={mois}")


@pytest.mark.parametrize("suite", ["?etat=jamais", "?nature=99", "?echeance=6", "?portefeuille=999"])
def test_une_selection_qui_n_existe_pas_ne_montre_rien(gestion: "Client", monde: Monde, suite: str) -> None:
    envoyee(monde)
    texte = page(gestion, suite)
    assert "grille-attendus" not in texte


def test_les_echeances_comptent_et_chaque_nombre_mene_a_sa_liste(gestion: "Client", monde: Monde) -> None:
    envoye = envoyee(monde, "00011")
    refuse = monde.depot(monde.envoi(essai=False), "00012", Etat.REFUSE)
    monde.declaration("00013", "2026-09", essai=False)
    texte = page(gestion).replace("\u202f", " ")
    assert "3 établissements" in texte
    for nombre, adresse in (
        ("1 envoyé", "etat=envoyee&amp;echeance=15"),
        ("1 refusé", "etat=refusee&amp;echeance=15"),
        ("1 pas encore envoyé", "etat=a_envoyer&amp;echeance=15"),
    ):
        assert f'{adresse}">{nombre}</a>' in texte
    listees = page(gestion, "?mois=2026-11&etat=envoyee&echeance=15")
    assert f'id="d{envoye.declaration_id}"' in listees
    assert f'id="d{refuse.declaration_id}"' not in listees
    assert f'id="d{refuse.declaration_id}"' in page(gestion, "?etat=refusee&echeance=15")


def test_le_decompte_est_en_jours(gestion: "Client", monde: Monde) -> None:
    monde.declaration("00013", "2026-09", essai=False)
    assert "<b>dans 10 jours</b>, avant 12 h" in page(gestion)
    monde.avancer(days=9)
    assert "<b>demain</b>" in page(gestion)
    monde.avancer(days=1)
    assert "<b>aujourd’hui</b>" in page(gestion)
    monde.avancer(days=1)
    assert "passée" in page(gestion)


def test_pas_encore_envoyees_liste_les_etablissements(
    gestion: "Client", lecteur: "Client", monde: Monde
) -> None:
    envoyee(monde, "00011")
    ancienne = monde.declaration("00013", "2026-09", essai=False)
    texte = page(gestion, "?etat=a_envoyer")
    assert f'id="e{ancienne.etablissement_id}"' in texte
    assert f'href="/dsn/declarations/{ancienne.pk}/"' in texte
    assert texte.count('<tr id="e') == 1
    assert "Envoyer une DSN" in texte
    assert "Envoyer une DSN" not in page(lecteur, "?etat=a_envoyer")
    assert "Tout est envoyé" in page(gestion, "?etat=a_envoyer&echeance=5")


def test_en_retard_seulement(gestion: "Client", monde: Monde) -> None:
    tardif, calme = envoyee(monde, "00011"), envoyee(monde, "00012")
    attendre(monde, tardif, "61", PASSE)
    attendre(monde, calme, "61", FUTUR)
    texte = page(gestion, "?etat=retard")
    assert f'id="d{tardif.declaration_id}"' in texte
    assert f'id="d{calme.declaration_id}"' not in texte
    assert "Un retour en retard <b>1</b>" in texte
    assert "Encore attendues <b>1</b>" in texte
    assert 'href="/sante/"' in texte, "ce qui manque se règle là"


def test_une_anomalie_non_traitee(gestion: "Client", monde: Monde) -> None:
    touche, calme = envoyee(monde, "00011"), envoyee(monde, "00012")
    monde.retour(touche, "61", "KO")
    monde.retour(calme, "61", "KO", traite=True)
    texte = page(gestion, "?etat=anomalie")
    assert f'id="d{touche.declaration_id}"' in texte
    assert f'id="d{calme.declaration_id}"' not in texte


@pytest.mark.parametrize(("entreprise", "trouvee"), [("732 829 320", True), ("quai", True), ("autre", False)])
def test_une_entreprise_par_son_siren_ou_son_nom(
    gestion: "Client", monde: Monde, entreprise: str, trouvee: bool
) -> None:
    flux = envoyee(monde)
    texte = page(gestion, f"?entreprise={entreprise}")
    assert (f'id="d{flux.declaration_id}"' in texte) is trouvee


def test_un_portefeuille(gestion: "Client", monde: Monde, portefeuille: "Portefeuille") -> None:
    flux = envoyee(monde)
    assert f'id="d{flux.declaration_id}"' not in page(gestion, f"?portefeuille={portefeuille.pk}")
    assert flux.declaration
    portefeuille.entreprises.add(flux.declaration.etablissement.entreprise)
    assert f'id="d{flux.declaration_id}"' in page(gestion, f"?portefeuille={portefeuille.pk}")


def test_une_nature_et_les_signalements_du_mois(gestion: "Client", monde: Monde) -> None:
    from recepisse.gestion.models import Declaration

    mensuelle = envoyee(monde)
    assert mensuelle.declaration_id
    fin = Declaration.objects.get(pk=mensuelle.declaration_id)
    fin.pk, fin.nature, fin.mois, fin.empreinte_evenement = None, "07", "", "f" * 64
    fin.save()
    ancienne = Declaration.objects.get(pk=fin.pk)
    ancienne.pk, ancienne.empreinte_evenement = None, "e" * 64
    ancienne.cree_le = datetime(2026, 10, 31, 22, 59, tzinfo=UTC)
    ancienne.save()
    texte = page(gestion)
    assert f'id="d{fin.pk}"' in texte
    assert f'id="d{ancienne.pk}"' not in texte, "déclarée le 31 octobre"
    assert "France Travail" in texte
    texte = page(gestion, "?nature=01")
    assert f'id="d{fin.pk}"' not in texte
    assert "France Travail" not in texte, "aucune colonne sans objet"


def test_les_essais_ont_leur_liste(gestion: "Client", monde: Monde) -> None:
    flux = monde.envoye()
    assert f'id="d{flux.declaration_id}"' not in page(gestion)
    assert f'id="d{flux.declaration_id}"' in page(gestion, "?essais=on")


def test_une_declaration_refusee_mene_a_son_depot(gestion: "Client", monde: Monde) -> None:
    depot = monde.depot(monde.envoi(essai=False), etat=Etat.REFUSE)
    texte = page(gestion)
    assert f'href="/dsn/depots/{depot.pk}/"' in texte
    assert "Refusée (ARE)" in texte


def test_un_rappel_dit_jusqu_a_quand_corriger_ou_contester(gestion: "Client", monde: Monde) -> None:
    rappel = monde.retour(envoyee(monde), "124", "ANO", nb_anomalies=2)
    texte = page(gestion)
    assert "Rappel annuel de l’Urssaf" in texte
    assert f"retour={rappel.pk}" in texte
    assert "2 anomalies" in texte
    assert "15/12/2026, pour corriger ou contester" in texte, "la deuxième échéance qui suit le rappel"
    assert ">40 jours</span>" in texte
    monde.avancer(days=45)
    assert "dépassé depuis 5 jours" in page(gestion)


def test_des_donnees_substituees_sont_a_reprendre_dans_la_paie(gestion: "Client", monde: Monde) -> None:
    monde.retour(envoyee(monde), "132", "ANO")
    assert "pour aligner la paie" in page(gestion)


def test_un_rappel_traite_n_est_plus_rappele(gestion: "Client", monde: Monde) -> None:
    monde.retour(envoyee(monde), "124", "ANO", traite=True)
    assert "Aucun rappel sans réponse" in page(gestion)


def test_beaucoup_de_rappels_menent_a_leur_liste(gestion: "Client", monde: Monde) -> None:
    for nic in range(8):
        monde.retour(envoyee(monde, f"{nic:05}"), "124", "ANO")
    texte = page(gestion)
    assert texte.count("Rappel annuel de l’Urssaf") == 6
    assert 'href="/retours/?nature=124"' in texte


def test_les_jours_du_mois_portent_ce_qui_y_tombe() -> None:
    from recepisse.gestion.gestes.retours.echeances import Echeance, Issue
    from recepisse.web.calendrier.mois import Mois, semaines

    due = Echeance(15, date(2026, 11, 15), "2026-10", {Issue.ENVOYEE: 1})
    mois = Mois(date(2026, 11, 1))
    jours = [jour for semaine in semaines(mois, [due], date(2026, 11, 5), report=False) for jour in semaine]
    assert [jour.le.weekday() for jour in jours] == [*range(7)] * 6
    portes = {jour.le.day: [jalon.mots for jalon in jour.jalons] for jour in jours if jour.jalons}
    assert portes == {
        14: ["Remplacer avant minuit (éch. 15)"],
        15: ["Échéance du 15"],
        20: ["120, 136 et 71 attendus (éch. 15)"],
        23: ["94 attendu (éch. 15)"],
    }
    assert [jour.le.day for jour in jours if jour.ici] == [5]
    assert [jour.ferie for jour in jours if jour.ferie] == ["Toussaint", "Armistice de 1918"]


def test_un_client_ne_voit_que_ses_entreprises(
    client_lecteur: "Client", monde: Monde, portefeuille: "Portefeuille"
) -> None:
    flux = envoyee(monde)
    monde.retour(flux, "124", "ANO")
    attendre(monde, flux, "61", PASSE)
    for suite in ("", "?etat=retard", "?etat=a_envoyer", f"?apres={flux.declaration_id}"):
        texte = page(client_lecteur, suite)
        assert "Quai" not in texte
        assert "Rappel annuel" not in texte
    assert flux.declaration
    portefeuille.entreprises.add(flux.declaration.etablissement.entreprise)
    texte = page(client_lecteur, "?etat=retard")
    assert "Ateliers du Quai" in texte
    assert "/sante/" not in texte


def test_la_liste_continue_apres_la_derniere_rangee(gestion: "Client", monde: Monde) -> None:
    from recepisse.web.calendrier.queries import PAR_PAGE

    for nic in range(PAR_PAGE + 3):
        monde.declaration(f"{nic:05}", essai=False)
    premiere = page(gestion)
    assert premiere.count('<tr id="d') == PAR_PAGE
    suite = premiere.partition("apres=")[2].partition('"')[0]
    seconde = page(gestion, f"?mois=2026-11&apres={suite}")
    assert seconde.count('<tr id="d') == 3
    assert "Déclarations suivantes" in premiere
    assert "Déclarations suivantes" not in seconde
    premieres = page(gestion, "?etat=a_envoyer")
    assert premieres.count('<tr id="e') == PAR_PAGE
    assert (
        page(gestion, "?etat=a_envoyer&apres=" + premieres.rpartition("apres=")[2].partition('"')[0]).count(
            '<tr id="e'
        )
        == 3
    )


@pytest.mark.parametrize("suite", ["", "?etat=retard", "?etat=a_envoyer"])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(
    gestion: "Client", monde: Monde, suite: str
) -> None:
    def remplir(nics: range) -> None:
        for nic in nics:
            flux = envoyee(monde, f"{nic:05}")
            attendre(monde, flux, "11", retour=monde.retour(flux, "11"))
            attendre(monde, flux, "61", PASSE)
            monde.retour(flux, "124", "ANO")
            monde.declaration(f"{nic + 500:05}", "2026-09", essai=False)

    remplir(range(1))
    requetes_de(gestion, f"/calendrier/{suite}")
    avant = len(requetes_de(gestion, f"/calendrier/{suite}"))
    remplir(range(1, 20))
    assert len(requetes_de(gestion, f"/calendrier/{suite}")) == avant
