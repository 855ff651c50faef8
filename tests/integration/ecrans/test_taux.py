"""« Taux PAS »: what is suspect first, what expires, who has no rate; decisions, searches, files."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.aide import NIC, SIREN, SIREN_2, Horloge
from tests.integration.aide_lectures import Dossier
from tests.integration.aide_paie import Ligne, crm94, nir, personnes
from tests.integration.ecrans.requetes import requetes_de

if TYPE_CHECKING:
    from django.test import Client

    from recepisse.gestion.gestes.contexte import Contexte
    from recepisse.gestion.models import CrmTaux, Identifiant, Portefeuille, Salarie, Utilisateur

JUIN = datetime(2026, 6, 20, 8, tzinfo=UTC)
ALICE, BRUNO, CHLOE, DENIS = nir(1), nir(2), nir(3), nir(4)


@pytest.fixture
def dossier(ctx: "Contexte", identifiant: "Identifiant", horloge: Horloge) -> Dossier:
    """The clock is on 20 June 2026; returns are published on the 10th."""
    horloge.instant = JUIN
    return Dossier(ctx, identifiant)


def recevoir(dossier: Dossier, lignes: Sequence[Ligne], **options: Any) -> "CrmTaux":
    publie_le = options.pop("publie_le", None)
    siren, nic = options.get("siren", SIREN), options.get("nic", NIC)
    document = crm94(lignes, siren=siren, nic=nic)
    return dossier.recevoir(
        dossier.flux(**options), nature="94", document=document, publie_le=publie_le
    ).crm_taux


def corps(client: "Client", adresse: str, **donnees: str) -> str:
    """Return the page, whose spaces are plain ones."""
    reponse = client.get(adresse, donnees)
    assert reponse.status_code == 200, reponse.status_code
    return _plat(reponse.content)


def _plat(octets: bytes) -> str:
    return octets.decode().replace("\u202f", " ").replace("\u00a0", " ")


def personne(matricule: str) -> "Salarie":
    from recepisse.gestion.models import Salarie

    return Salarie.objects.get(matricule=matricule)


def nommer(matricule: str, nom: str, prenoms: str) -> "Salarie":
    salarie = personne(matricule)
    salarie.nom, salarie.prenoms = nom, prenoms
    salarie.save()
    return salarie


@pytest.fixture
def mai(dossier: Dossier) -> "CrmTaux":
    return recevoir(
        dossier,
        [
            Ligne(ALICE, "5.00", "000001"),
            Ligne(BRUNO, "7.30", "000002"),
            Ligne(CHLOE, "0.00", "000003"),
            Ligne(DENIS, None, "000004"),
        ],
    )


@pytest.fixture
def juin(dossier: Dossier, mai: "CrmTaux") -> "CrmTaux":
    """Alice rises by 2.40, Bruno loses his rate, Chloé leaves, Denis gets one, a person arrives."""
    return recevoir(
        dossier,
        [
            Ligne(ALICE, "7.40", "000001", futur="3.10", futur_le="2027-01-01"),
            Ligne(BRUNO, None, "000002"),
            Ligne(DENIS, "9.00", "000004"),
            Ligne(nir(5), "11.20", "000005"),
        ],
        mois="2026-06",
    )


@pytest.fixture
def incident(dossier: Dossier) -> "CrmTaux":
    """Four persons with a rate, then a return that gives none to anybody."""
    recevoir(dossier, personnes(4))
    return recevoir(dossier, personnes(4, None), mois="2026-06")


# --- the list -----------------------------------------------------------------------------------


def test_une_page_calme_dit_d_ou_viendront_les_taux(gestion: "Client", dossier: Dossier) -> None:
    assert "Aucun taux reçu pour l’instant" in corps(gestion, "/paie/taux/")


def test_chaque_etablissement_dit_son_retour_sa_validite_et_ses_personnes(
    gestion: "Client", mai: "CrmTaux"
) -> None:
    page = corps(gestion, "/paie/taux/")
    assert f'href="/paie/taux/{mai.pk}/">mai 2026</a>' in page
    assert "périment dans 72 jours" in page
    assert "jusqu’au 31/08/2026" in page
    assert f'<a href="/paie/taux/{mai.pk}/">4</a>' in page
    assert f'<a href="/paie/taux/{mai.pk}/?filtre=sans">1</a>' in page
    assert "En quarantaine" not in page


def test_la_validite_se_dit_en_jours(gestion: "Client", mai: "CrmTaux", horloge: Horloge) -> None:
    for le, mots, vue in (
        (datetime(2026, 8, 22, 8, tzinfo=UTC), "périment dans 9 jours", "bientot"),
        (datetime(2026, 8, 30, 8, tzinfo=UTC), "périment dans 1 jour<", "bientot"),
        (datetime(2026, 8, 31, 8, tzinfo=UTC), "dernier jour aujourd’hui", "bientot"),
        (datetime(2026, 9, 3, 8, tzinfo=UTC), "périmés depuis 3 jours", "perimes"),
    ):
        horloge.instant = le
        assert mots in corps(gestion, "/paie/taux/", vue=vue)
        autre = "perimes" if vue == "bientot" else "bientot"
        assert mots not in corps(gestion, "/paie/taux/", vue=autre)
    horloge.instant = datetime(2027, 3, 1, 8, tzinfo=UTC)
    assert "plus rien reçu depuis" in corps(gestion, "/paie/taux/")
    assert "Aucun taux n’est périmé" in corps(gestion, "/paie/taux/", vue="perimes")


def test_la_quarantaine_vient_d_abord_et_dit_ce_qui_sert_en_attendant(
    gestion: "Client", incident: "CrmTaux"
) -> None:
    page = corps(gestion, "/paie/taux/")
    assert page.index("En quarantaine") < page.index("Taux en vigueur")
    assert incident.motifs[0] in page
    assert "mai 2026</a> restent en vigueur" in page
    assert "Comparer et décider" in page


def test_sans_precedent_la_quarantaine_dit_la_grille_par_defaut(gestion: "Client", dossier: Dossier) -> None:
    recevoir(dossier, personnes(4, None))
    assert "la grille par défaut s’applique" in corps(gestion, "/paie/taux/")


def test_une_entreprise_se_cherche_par_nom_siren_ou_siret(gestion: "Client", dossier: Dossier) -> None:
    recevoir(dossier, personnes(2))
    recevoir(dossier, personnes(2), siren=SIREN_2)
    etablissement = dossier.etablissement(siren=SIREN_2)
    etablissement.entreprise.nom = "Scierie Vallier"
    etablissement.entreprise.save()
    for cherche in ("vallier", SIREN_2, f"{SIREN_2[:3]} {SIREN_2[3:]} {NIC}"):
        page = corps(gestion, "/paie/taux/", entreprise=cherche)
        assert "Scierie Vallier" in page, cherche
        assert "732 829 320" not in page, cherche
    assert "Aucun établissement" in corps(gestion, "/paie/taux/", entreprise="personne")


def test_une_arrivee_en_cours_de_mois_ne_cache_pas_le_mois(
    gestion: "Client", dossier: Dossier, mai: "CrmTaux"
) -> None:
    arrivee = recevoir(dossier, [Ligne(nir(9), "9.00")], nature="08", mois="", empreinte_evenement="e" * 64)
    page = corps(gestion, "/paie/taux/")
    assert "et 1 arrivée en cours de mois" in page
    assert f'href="/paie/taux/{mai.pk}/">mai 2026</a>' in page
    assert f"/paie/taux/{arrivee.pk}/" in corps(gestion, f"/paie/taux/etablissements/{mai.etablissement_id}/")


def test_les_retours_d_un_etablissement_sont_bornes_et_les_autres_comptes(
    gestion: "Client", dossier: Dossier
) -> None:
    fractions = [recevoir(dossier, personnes(1), fraction=f"{n}5") for n in range(1, 6)]
    for n in range(2):
        recevoir(dossier, [Ligne(nir(20 + n), "9.00")], nature="08", mois="", empreinte_evenement=f"{n}" * 64)
    page, lieu = corps(gestion, "/paie/taux/"), f"/paie/taux/etablissements/{fractions[0].etablissement_id}/"
    assert [f'href="/paie/taux/{crm.pk}/">mai 2026' in page for crm in fractions] == [False] * 2 + [True] * 3
    assert page.count("etablissements/") == 3
    assert f'<a href="{lieu}">et 2 autres retours en vigueur</a>' in page
    assert f'<a href="{lieu}">et 2 arrivées en cours de mois</a>' in page
    assert all(f'href="/paie/taux/{crm.pk}/"' in corps(gestion, lieu) for crm in fractions)


def test_les_pages_se_suivent_sans_rien_perdre(
    gestion: "Client", dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    import re

    from recepisse.web.taux import queries

    monkeypatch.setattr(queries, "PAR_PAGE", 2)
    attendus = {recevoir(dossier, personnes(1), nic=f"{n:05d}").pk for n in range(5)}
    vus: list[int] = []
    adresse = "/paie/taux/"
    while adresse:
        page = corps(gestion, adresse)
        vus += [int(x) for x in re.findall(r'href="/paie/taux/(\d+)/">mai 2026', page)]
        suite = re.search(r'href="\?(apres=\d+)">Établissements suivants', page)
        adresse = f"/paie/taux/?{suite[1]}" if suite else ""
    assert sorted(vus) == sorted(attendus)
    assert len(vus) == 5


# --- one return ---------------------------------------------------------------------------------


def test_chaque_personne_avant_apres_et_difference(gestion: "Client", juin: "CrmTaux") -> None:
    page = corps(gestion, f"/paie/taux/{juin.pk}/")
    for mots in ("5,00 %", "7,40 %", "+2,40 points", "N’a plus de taux", "A maintenant un taux", "Nouveau"):
        assert mots in page
    assert "3,10 % <span" in page
    assert "à partir du 01/01/2027" in page
    assert ALICE not in page
    assert f"{ALICE[:7]}······" in page


@pytest.mark.parametrize(
    ("filtre", "matricules"),
    [
        ("tous", {"000001", "000002", "000004", "000005"}),
        ("ecarts", {"000001", "000002", "000004", "000005"}),
        ("changes", {"000001"}),
        ("sauts", set()),
        ("perdus", {"000002"}),
        ("retrouves", {"000004"}),
        ("sans", {"000002"}),
        ("nouveaux", {"000005"}),
        ("partis", {"000003"}),
        ("annonces", {"000001"}),
    ],
)
def test_chaque_nombre_compte_ce_que_sa_liste_montre(
    ctx: "Contexte", juin: "CrmTaux", filtre: str, matricules: set[str]
) -> None:
    from recepisse.web.taux.personnes import Choix, Comparaison

    comparaison = Comparaison.de(juin, ctx)
    trouves = comparaison.page(Choix(filtre), ctx).lignes
    assert {ligne.salarie.matricule for ligne in trouves} == matricules
    assert comparaison.compter()[filtre] == len(matricules)


def test_une_forte_variation_se_voit(gestion: "Client", dossier: Dossier) -> None:
    recevoir(dossier, [Ligne(ALICE, "5.00"), Ligne(BRUNO, "5.00")])
    crm = recevoir(dossier, [Ligne(ALICE, "15.00"), Ligne(BRUNO, "14.99")], mois="2026-06")
    page = corps(gestion, f"/paie/taux/{crm.pk}/", filtre="sauts")
    assert '<span class="mention ambre">+10,00 points</span>' in page
    assert "+9,99" not in page


def test_le_premier_retour_ne_se_compare_a_rien(gestion: "Client", mai: "CrmTaux") -> None:
    page = corps(gestion, f"/paie/taux/{mai.pk}/")
    assert "aucun retour accepté avant lui" in page
    assert "Nouveau" not in page


def test_un_filtre_inconnu_montre_tout(gestion: "Client", juin: "CrmTaux") -> None:
    assert "000005" in corps(gestion, f"/paie/taux/{juin.pk}/", filtre="n’importe", apres="999999")


def test_les_lignes_sans_personne_se_disent(gestion: "Client", dossier: Dossier) -> None:
    crm = recevoir(dossier, [Ligne("", "5.00"), Ligne("", "6.00"), Ligne(BRUNO, "7.00")])
    assert "2 lignes sans personne" in corps(gestion, f"/paie/taux/{crm.pk}/")


def test_dix_sept_mille_personnes_se_lisent_par_deux_cents(
    gestion: "Client", juin: "CrmTaux", monkeypatch: pytest.MonkeyPatch
) -> None:
    import re

    from recepisse.web.taux import personnes as salle

    monkeypatch.setattr(salle, "PAR_PAGE", 3)
    page = corps(gestion, f"/paie/taux/{juin.pk}/")
    suite = re.search(r'href="([^"]+)">Personnes suivantes', page)
    assert suite
    suivante = corps(gestion, suite[1].replace("&amp;", "&"))
    vues = [re.findall(r"/paie/taux/salaries/(\d+)/", p) for p in (page, suivante)]
    assert [len(v) for v in vues] == [3, 1]
    assert not set(vues[0]) & set(vues[1])


def test_une_personne_se_cherche_sans_que_son_nom_entre_dans_une_adresse(
    gestion: "Client", lecteur: "Client", juin: "CrmTaux"
) -> None:
    nommer("000001", "DUPONT", "Alice Marie")
    nommer("000002", "MARTIN", "Bruno")
    adresse = f"/paie/taux/{juin.pk}/chercher/"
    for client in (gestion, lecteur):
        for cherche in ("dupont", "alice dupont", "000001", ALICE, f"{ALICE}42"):
            reponse = client.post(adresse, {"nom": cherche})
            assert reponse.status_code == 200
            page = _plat(reponse.content)
            assert "DUPONT Alice Marie" in page, cherche
            assert "MARTIN" not in page, cherche
    assert "Personne ne porte ce nom" in _plat(gestion.post(adresse, {"nom": "absent"}).content)
    assert gestion.get(adresse, {"nom": "dupont"}).status_code == 405


def test_la_suite_d_une_recherche_se_demande_aussi_sans_adresse(
    gestion: "Client", juin: "CrmTaux", monkeypatch: pytest.MonkeyPatch
) -> None:
    from recepisse.web.taux import personnes as salle

    monkeypatch.setattr(salle, "PAR_PAGE", 1)
    nommer("000001", "DUPONT", "Alice")
    nommer("000002", "DUPONT", "Bruno")
    adresse = f"/paie/taux/{juin.pk}/chercher/"
    premiere = _plat(gestion.post(adresse, {"nom": "dupont"}).content)
    assert "Personnes suivantes</button>" in premiere
    apres = str(personne("000001").pk)
    seconde = _plat(gestion.post(adresse, {"nom": "dupont", "apres": apres}).content)
    assert ("DUPONT Alice" in premiere, "DUPONT Alice" in seconde) == (True, False)
    assert "DUPONT Bruno" in seconde


def test_demasquer_montre_une_page_et_s_ecrit_au_journal(gestion: "Client", juin: "CrmTaux") -> None:
    from recepisse.gestion.models import Journal

    reponse = gestion.post(f"/paie/taux/{juin.pk}/demasquer/", {"filtre": "changes"})
    page = reponse.content.decode()
    assert ALICE in page
    assert BRUNO not in page
    acte = Journal.objects.get(acte="demasquer")
    assert (acte.objet, acte.detail) == (f"crm_taux:{juin.pk}", {"personnes": 1})
    assert ALICE not in gestion.get(f"/paie/taux/{juin.pk}/").content.decode()


# --- decisions ----------------------------------------------------------------------------------


def decider(client: "Client", crm: "CrmTaux", decision: str, vu: str = "quarantaine") -> str:
    reponse = client.post(
        f"/paie/taux/{crm.pk}/decider/",
        {"decision": decision, "motif": "Transfert de 40 personnes.", "vu": vu},
        follow=True,
    )
    return _plat(reponse.content)


def test_la_quarantaine_montre_ce_qui_differe_et_demande_une_decision(
    gestion: "Client", incident: "CrmTaux"
) -> None:
    page = corps(gestion, f"/paie/taux/{incident.pk}/")
    assert 'filtre=ecarts" aria-current="true"' in page
    assert "Accepter ces taux" in page
    assert "Garder les précédents" in page


def test_accepter_malgre_la_quarantaine(
    gestion: "Client", incident: "CrmTaux", gestionnaire: "Utilisateur"
) -> None:
    page = decider(gestion, incident, "accepter")
    assert "Taux acceptés" in page
    assert "Transfert de 40 personnes." in page
    incident.refresh_from_db()
    assert (incident.etat, incident.decide_par) == ("en_vigueur", gestionnaire)


def test_garder_les_precedents_puis_revenir(gestion: "Client", incident: "CrmTaux") -> None:
    assert "ceux d’avant restent en vigueur" in decider(gestion, incident, "refuser")
    page = corps(gestion, f"/paie/taux/{incident.pk}/")
    assert "Revenir sur cette décision" in page
    decider(gestion, incident, "accepter", vu="refuse")
    incident.refresh_from_db()
    assert incident.etat == "en_vigueur"


def test_une_decision_s_explique(gestion: "Client", incident: "CrmTaux") -> None:
    reponse = gestion.post(f"/paie/taux/{incident.pk}/decider/", {"decision": "accepter"}, follow=True)
    assert "s’explique" in reponse.content.decode()
    incident.refresh_from_db()
    assert incident.etat == "quarantaine"


def test_une_decision_prise_sur_un_etat_depasse_est_refusee(
    gestion: "Client", admin: "Client", incident: "CrmTaux"
) -> None:
    decider(admin, incident, "refuser")
    page = decider(gestion, incident, "accepter")
    assert "ont changé d’état pendant que vous les lisiez" in page
    assert "par claire" in page
    incident.refresh_from_db()
    assert incident.etat == "refuse"


def test_qui_lit_ne_decide_pas(lecteur: "Client", incident: "CrmTaux") -> None:
    page = corps(lecteur, f"/paie/taux/{incident.pk}/")
    assert "Accepter ces taux" not in page
    assert "Exporter pour la paie" not in corps(lecteur, "/paie/taux/")
    assert lecteur.post(f"/paie/taux/{incident.pk}/decider/").status_code == 403
    assert lecteur.post("/paie/taux/exporter/").status_code == 403


# --- one person ---------------------------------------------------------------------------------


def test_une_personne_dit_son_taux_et_son_histoire(gestion: "Client", juin: "CrmTaux") -> None:
    page = corps(gestion, f"/paie/taux/salaries/{nommer('000001', 'DUPONT', 'Alice').pk}/")
    assert '<b class="grand">7,40 %</b>' in page
    assert page.index("juin 2026") < page.index("mai 2026")
    assert ALICE not in page
    perdu = corps(gestion, f"/paie/taux/salaries/{personne('000002').pk}/")
    assert "Grille par défaut" in perdu
    assert "donnait 7,30 % : il ne s’applique plus" in perdu
    parti = corps(gestion, f"/paie/taux/salaries/{personne('000003').pk}/")
    assert "peut-être partie" in parti


def test_le_nir_d_une_personne_se_montre_une_fois(gestion: "Client", juin: "CrmTaux") -> None:
    from recepisse.gestion.models import Journal

    alice = personne("000001")
    reponse = gestion.post(f"/paie/taux/salaries/{alice.pk}/demasquer/")
    assert ALICE in reponse.content.decode()
    assert Journal.objects.get(acte="demasquer").objet == f"salarie:{alice.pk}"


def test_une_personne_sans_retour_est_a_la_grille_par_defaut(gestion: "Client", dossier: Dossier) -> None:
    crm = recevoir(dossier, personnes(4, None))
    inconnu = crm.taux.get(salarie__matricule="000002").salarie
    page = corps(gestion, f"/paie/taux/salaries/{inconnu.pk}/")
    assert "Aucun taux accepté ne nomme cette personne" in page
    assert "En quarantaine" in page


# --- who would be paid without a rate ---------------------------------------------------------------


def _regle(dossier: Dossier, le: date) -> set[str]:
    """Return who has no valid rate by the rule of the exports, the expired ones apart."""
    from recepisse.gestion.gestes.paie.consulter_taux import sans_taux_valide

    return {p.salarie.matricule for p in sans_taux_valide(le) if p.etat.value == "sans_taux"}


def _liste(ctx: "Contexte", par: "Utilisateur", le: date) -> set[str]:
    from recepisse.gestion.gestes.acces.perimetre import Perimetre
    from recepisse.web.taux.sans_taux import compter_sans_taux, page_sans_taux

    lignes = page_sans_taux(Perimetre(par), le, None).lignes
    assert compter_sans_taux(Perimetre(par), le) == len(lignes)
    return {ligne.salarie.matricule for ligne in lignes}


def test_la_liste_suit_la_regle_des_exports(
    ctx: "Contexte", dossier: Dossier, juin: "CrmTaux", gestionnaire: "Utilisateur"
) -> None:
    """A later arrival with a rate, a future rate come, a future without rate, a test declaration."""
    recevoir(
        dossier,
        [
            Ligne(nir(11), None, "000011", futur="4.00", futur_le="2026-07-01"),
            Ligne(nir(12), "4.00", "000012", futur_le="2026-07-01"),
            Ligne(nir(13), None, "000013"),
        ],
        nic="00099",
    )
    evenement = {"nature": "08", "mois": "", "empreinte_evenement": "e" * 64}
    recevoir(dossier, [Ligne(BRUNO, "9.00", "000002")], **evenement)
    recevoir(dossier, [Ligne(ALICE, None, "000001")], mois="2026-06", essai=True)
    for le, attendus in (
        (date(2026, 6, 30), {"000011", "000013"}),
        (date(2026, 7, 31), {"000012", "000013"}),
    ):
        assert _regle(dossier, le) == attendus
        assert _liste(ctx, gestionnaire, le) == attendus


def test_qui_n_a_pas_de_taux_le_jour_de_la_paie(gestion: "Client", juin: "CrmTaux") -> None:
    page = corps(gestion, "/paie/taux/sans-taux/")
    assert "Sans taux valable le 30/06/2026" in page
    assert "000002" in page
    plus_tard = corps(gestion, "/paie/taux/sans-taux/", le="2026-09-15")
    assert "tout l’établissement, 1 retour" in plus_tard
    assert "Chacun a un taux valable" in plus_tard, "les personnes sont comptées avec leur établissement"
    assert "Sans taux valable le 30/06/2026" in corps(gestion, "/paie/taux/sans-taux/", le="demain")


def test_les_personnes_sans_taux_se_suivent(
    gestion: "Client", dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    import re

    from recepisse.web.taux import sans_taux as salle

    monkeypatch.setattr(salle, "PAR_PAGE", 2)
    recevoir(dossier, personnes(6, sans=5))
    vus: list[str] = []
    adresse = "/paie/taux/sans-taux/"
    while adresse:
        page = corps(gestion, adresse)
        vus += re.findall(r'salaries/\d+/">(\d+)<', page)
        suite = re.search(r'href="(\?le=[^"]+)">Personnes suivantes', page)
        adresse = f"/paie/taux/sans-taux/{suite[1].replace('&amp;', '&')}" if suite else ""
    assert vus == [f"{n:06d}" for n in range(5)]


# --- files --------------------------------------------------------------------------------------


def test_exporter_ecrit_le_fichier_et_le_journal(
    gestion: "Client", juin: "CrmTaux", gestionnaire: "Utilisateur"
) -> None:
    from recepisse.gestion.models import Journal

    reponse = gestion.post(
        "/paie/taux/exporter/", {"forme": "csv", "le": "2026-06-30", "cible": f"{SIREN}{NIC}"}
    )
    assert reponse.headers["Content-Disposition"] == 'attachment; filename="taux-pas-20260630.csv"'
    lignes = list(csv.DictReader(io.StringIO(reponse.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert {ligne["NIR"] for ligne in lignes} >= {ALICE, BRUNO}
    acte = Journal.objects.get(acte="exporter_taux")
    assert (acte.utilisateur, acte.detail["nir"], acte.detail["personnes"]) == (gestionnaire, "clair", 5)


def test_exporter_les_nir_masques(gestion: "Client", juin: "CrmTaux") -> None:
    reponse = gestion.post(
        "/paie/taux/exporter/", {"forme": "json", "le": "2026-06-30", "cible": SIREN, "nir_masque": "on"}
    )
    assert ALICE not in reponse.content.decode()
    assert reponse.headers["Content-Type"] == "application/json"


def test_un_export_impossible_le_dit(gestion: "Client", incident: "CrmTaux") -> None:
    vide = gestion.post("/paie/taux/exporter/", {"forme": "csv", "le": "2020-01-01"}, follow=True)
    assert "Aucun taux ne correspond" in vide.content.decode()
    mal = gestion.post("/paie/taux/exporter/", {"forme": "doc"}, follow=True)
    assert "L’export n’est pas fait" in mal.content.decode()


def test_imprimer_donne_un_pdf(lecteur: "Client", mai: "CrmTaux") -> None:
    reponse = lecteur.get(f"/paie/taux/{mai.pk}/imprimer/")
    assert reponse.headers["Content-Type"] == "application/pdf"
    assert reponse.content.startswith(b"%PDF")


# --- perimeter and cost -------------------------------------------------------------------------


def test_un_client_ne_voit_que_ses_entreprises(
    client_lecteur: "Client", dossier: Dossier, portefeuille: "Portefeuille"
) -> None:
    sienne = recevoir(dossier, personnes(4))
    autre = recevoir(dossier, personnes(4, None), siren=SIREN_2)
    portefeuille.entreprises.add(sienne.etablissement.entreprise)
    page = corps(client_lecteur, "/paie/taux/")
    assert "732 829 320" in page
    assert "404 833 048" not in page
    assert "En quarantaine" not in page
    assert "404 833 048" not in corps(client_lecteur, "/paie/taux/sans-taux/", le="2026-06-30")
    assert client_lecteur.get(f"/paie/taux/{sienne.pk}/").status_code == 200
    ailleurs = autre.taux.first()
    assert ailleurs
    for adresse in (
        f"/paie/taux/{autre.pk}/",
        f"/paie/taux/{autre.pk}/imprimer/",
        f"/paie/taux/etablissements/{autre.etablissement_id}/",
        f"/paie/taux/salaries/{ailleurs.salarie_id}/",
    ):
        assert client_lecteur.get(adresse).status_code == 404, adresse
    for adresse in (f"/paie/taux/{autre.pk}/chercher/", f"/paie/taux/{autre.pk}/demasquer/"):
        assert client_lecteur.post(adresse, {"nom": "x"}).status_code == 404, adresse


def test_un_gestionnaire_limite_n_exporte_que_ses_entreprises(
    gestion: "Client", gestionnaire: "Utilisateur", dossier: Dossier
) -> None:
    from recepisse.gestion.models import Affectation, Portefeuille

    sienne = recevoir(dossier, personnes(1))
    recevoir(dossier, personnes(3), siren=SIREN_2)
    gestionnaire.limite = True
    gestionnaire.save()
    portefeuille = Portefeuille.objects.create(nom="Le sien")
    portefeuille.entreprises.add(sienne.etablissement.entreprise)
    Affectation.objects.create(portefeuille=portefeuille, utilisateur=gestionnaire)
    reponse = gestion.post("/paie/taux/exporter/", {"forme": "csv", "le": "2026-06-30"})
    assert SIREN_2 not in reponse.content.decode()
    assert SIREN in reponse.content.decode()


def test_le_cout_ne_suit_ni_les_etablissements_ni_les_personnes(gestion: "Client", dossier: Dossier) -> None:
    adresses = ["/paie/taux/", "/paie/taux/?vue=sans", "/paie/taux/sans-taux/"]
    premier = recevoir(dossier, personnes(3, sans=1))
    adresses += [
        f"/paie/taux/{premier.pk}/",
        f"/paie/taux/etablissements/{premier.etablissement_id}/",
        f"/paie/taux/salaries/{premier.taux.values_list('salarie', flat=True)[0]}/",
    ]
    recevoir(dossier, personnes(4, None), nic="00090")
    avant = [len(requetes_de(gestion, adresse)) for adresse in adresses]
    for n in range(4):
        recevoir(dossier, personnes(30, sans=3), nic=f"001{n:02d}")
        recevoir(dossier, personnes(4, None), nic=f"002{n:02d}")
    recevoir(dossier, personnes(30, sans=3), mois="2026-04", publie_le=datetime(2026, 5, 10, tzinfo=UTC))
    assert [len(requetes_de(gestion, adresse)) for adresse in adresses] == avant
