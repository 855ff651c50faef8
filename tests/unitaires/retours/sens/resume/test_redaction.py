"""The sentence of each kind of return, by family and by nature, from values built by hand."""

import pytest

from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Anomalie, Contenu, DeclarationLue, Donnee
from recepisse.retours.sens.interpretation import interpreter

B, C, A, INFO = Gravite.BLOQUANT, Gravite.CRITIQUE, Gravite.A_CORRIGER, Gravite.INFORMATION


def dit(contenu: Contenu, nature: str, statut: str = "") -> str:
    return interpreter(contenu, nature, statut).resume


def trouvees(**codes: Gravite) -> list[Anomalie]:
    return [Anomalie(code=code, gravite=g, message="Mme MARTIN 2850675056012") for code, g in codes.items()]


def bilan(*codes: str, gravite: Gravite = A, etats: tuple[str, ...] = (), **donnees: Donnee) -> Contenu:
    anomalies = [Anomalie(code=c, gravite=gravite, message="Mme MARTIN 2850675056012") for c in codes]
    return Contenu("bilan", etats=list(etats), anomalies=anomalies, donnees=donnees)


def identifie(**identification: Donnee) -> Donnee:
    return {"identification": identification}


# --- 10 and 11 ----------------------------------------------------------------------------------------


def test_un_accuse_porte_l_heure_d_enregistrement() -> None:
    envoi = identifie(
        date_reception="2026-10-03",
        heure_reception="09:14:59",
        date_enregistrement="2026-10-03",
        heure_enregistrement="09:15:02",
    )
    assert dit(bilan(envoi=envoi), "10", "OK") == "Accusé d’enregistrement du 03/10/2026 à 09:15"


def test_un_accuse_dit_ce_qu_il_sait() -> None:
    recu = identifie(date_reception="2026-10-03", heure_reception="")
    assert dit(bilan(envoi=recu), "10") == "Accusé d’enregistrement du 03/10/2026"
    assert dit(bilan(), "10") == "Accusé d’enregistrement"
    assert dit(bilan(envoi=identifie(date_reception="bientôt")), "10") == "Accusé d’enregistrement"


def test_un_avis_de_rejet_donne_son_code() -> None:
    assert dit(bilan("B1-105-15", gravite=B), "10", "KO") == "Dépôt rejeté (B1-105-15)"
    assert dit(bilan(), "10", "KO") == "Dépôt rejeté"


def test_une_declaration_acceptee_compte_ses_salaries() -> None:
    declarations: list[Donnee] = [
        {"bilan": {"contenu": {"salaries": "3"}}},
        {"bilan": {"contenu": {"salaries": "1"}}},
        {"bilan": {"contenu": {"salaries": "²"}}},
        {"bilan": {"contenu": {"salaries": "9" * 12}}},
        {"bilan": {}},
    ]
    contenu = bilan(etats=("OK",), declarations=declarations)
    assert dit(contenu, "11", "OK") == "Déclaration acceptée, 4 salariés"
    assert dit(bilan("SIG-11"), "11", "OK") == "Déclaration acceptée ; 1 anomalie à corriger"


def test_une_declaration_refusee_compte_ses_anomalies() -> None:
    contenu = Contenu("bilan", etats=["OK", "KO"], anomalies=trouvees(CCH=B, CSL=A))
    assert dit(contenu, "11", "KO") == "Déclaration refusée : 2 anomalies à corriger, dont 1 bloquante"
    assert dit(bilan(), "11", "KO") == "Déclaration refusée"


# --- identity, contracts, leave -------------------------------------------------------------------------


def test_un_bilan_d_identification_compte_les_personnes() -> None:
    contenu = bilan("I0310", "I0320", "I0310")
    assert dit(contenu, "20", "OK") == "1 salarié non reconnu, 2 salariés avec des écarts d’identité"
    assert dit(bilan("I0320", "I0320"), "20") == "2 salariés non reconnus"


def test_un_signalement_rejete_pour_l_identite() -> None:
    contenu = bilan("I0320", gravite=B, etats=("KO",))
    contenu.declarations.append(DeclarationLue(nature="04"))
    assert dit(contenu, "20", "KO") == "Signalement rejeté : 1 salarié non reconnu"
    assert dit(bilan("I0320", gravite=B), "20", "KO") == "Déclaration rejetée : 1 salarié non reconnu"


def test_un_bilan_d_identification_au_code_nouveau_compte_tout() -> None:
    assert dit(bilan("I0310", "I0999"), "20", "OK") == "2 anomalies à corriger"
    assert dit(bilan("I0999", gravite=B), "20", "KO") == "Déclaration rejetée : 1 anomalie bloquante"


@pytest.mark.parametrize(
    ("declaration", "phrase"),
    [
        ("07", "Attestation employeur non reconstituée : 1 anomalie bloquante"),
        ("04", "Attestation de salaire non reconstituée : 1 anomalie bloquante"),
        ("", "Attestation non reconstituée : 1 anomalie bloquante"),
    ],
)
def test_une_attestation_non_reconstituee(declaration: str, phrase: str) -> None:
    contenu = bilan("Flux Dsn", gravite=B, etats=("KO",))
    if declaration:
        contenu.declarations.append(DeclarationLue(nature=declaration))
    assert dit(contenu, "21", "OK") == phrase


def test_des_contrats_qui_ne_se_suivent_pas() -> None:
    phrase = "1 contrat sans embauche déclarée, 2 contrats disparus sans fin déclarée"
    assert dit(bilan("C0202", "C0201", "C0202"), "21", "OK") == phrase
    assert dit(bilan("C0202"), "21") == "1 contrat disparu sans fin déclarée"
    assert (
        dit(bilan("C0202", "C0999"), "21") == "1 contrat disparu sans fin déclarée ; 2 anomalies à corriger"
    )
    assert dit(bilan("C0999"), "21") == "1 anomalie à corriger"


def reconstituees(*faites: tuple[str, str]) -> list[Donnee]:
    return [{"bilan": {"reconstituees": [{"type": "A6M", "etat": e, "nombre": n} for e, n in faites]}}]


def test_les_longs_arrets_comptent_les_attestations() -> None:
    manquees = bilan("D00SB", gravite=B, declarations=reconstituees(("KO", "2"), ("OK", "5"), ("KO", "")))
    assert dit(manquees, "22") == "3 attestations de salaire non reconstituées"
    assert dit(bilan("D00SB", gravite=B), "22") == "1 attestation de salaire non reconstituée"
    faites = bilan(declarations=reconstituees(("OK", "2")))
    assert dit(faites, "22", "OK") == "2 attestations de salaire reconstituées"
    assert dit(bilan(), "22", "OK") == "Aucune anomalie signalée"


@pytest.mark.parametrize(
    ("nature", "code", "phrase"),
    [
        ("23", "D00T4", "Attestation de temps partiel thérapeutique non préparée (D00T4)"),
        ("36", "PRF", "Attestation de temps partiel thérapeutique refusée (PRF)"),
        ("38", "PRF", "Attestation de temps partiel thérapeutique refusée (PRF)"),
        ("31", "PMNR", "Attestation de salaire refusée par l’assurance maladie (PMNR)"),
        ("33", "PMNR", "Attestation de salaire refusée par l’assurance maladie (PMNR)"),
        ("93", "CBS03", "Paiement refusé par la DGFiP (CBS03)"),
    ],
)
def test_un_refus_nomme_ce_qui_est_refuse(nature: str, code: str, phrase: str) -> None:
    assert dit(bilan(code, gravite=B), nature, "KO") == phrase


def test_ce_qui_est_traite_se_dit() -> None:
    assert dit(bilan("NR", gravite=INFO), "31", "OK") == "Signalement traité par l’assurance maladie"
    assert dit(bilan("X"), "31", "OK") == "1 anomalie à corriger"
    assert dit(bilan(), "36", "OK") == "Temps partiel thérapeutique traité"
    assert dit(bilan("X"), "36", "OK") == "1 anomalie à corriger"


# --- rates and money ---------------------------------------------------------------------------------------


def atmp(*calculs: tuple[str, list[str]]) -> list[Donnee]:
    return [
        {"type": "bmcc", "calculs": [{"date_calcul": "2099-01-01", "informations": [{}]}]},
        {
            "type": "atmp",
            "calculs": [
                {"date_calcul": date, "informations": [{"clefs": {"dateDebutEffet": d}} for d in dates]}
                for date, dates in calculs
            ],
        },
    ]


def test_les_taux_at_mp_sont_ceux_du_dernier_calcul() -> None:
    calculs = atmp(("2026-02-01", ["2026-01-01"]), ("2026-01-08", ["2025-01-01", "2025-01-01"]))
    assert dit(bilan(communications=calculs), "34", "OK") == "1 taux AT/MP reçu à effet du 01/01/2026"
    deux = atmp(("2026-01-08", ["2026-01-01", "2026-07-01"]))
    assert dit(bilan(communications=deux), "34", "OK") == "2 taux AT/MP reçus"
    assert dit(bilan(), "34", "OK") == "Aucune anomalie signalée"


def test_un_bonus_malus_donne_le_taux_et_sa_date() -> None:
    taux: list[Donnee] = [{"part": "CCP", "valeur": "3.62"}, {"part": "patronale", "valeur": "3.66"}]
    information: Donnee = {"clefs": {"dateDebutEffet": "2026-09-01"}, "paie": [{"taux": taux}]}
    calcul: Donnee = {
        "type": "bmcc",
        "calculs": [{"date_calcul": "2026-08-27", "informations": [information]}],
    }
    phrase = "Taux de contribution 3,66 % à effet du 01/09/2026"
    assert dit(bilan(communications=[calcul]), "117", "OK") == phrase
    autre: Donnee = {"type": "bmcc", "calculs": [{"informations": [{"paie": [{"taux": taux[:1]}]}]}]}
    assert dit(bilan(communications=[autre]), "117", "OK") == "Aucune anomalie signalée"
    assert dit(bilan(), "117", "OK") == "Aucune anomalie signalée"


def test_l_urssaf_enregistre_ou_refuse() -> None:
    certifie: list[Donnee] = [
        {"bilan": {"conformite": {"etat": "OK", "certificat": "Télépaiement de 3001 euros"}}}
    ]
    phrase = "Déclaration enregistrée par l’Urssaf ; 2 anomalies à corriger"
    assert dit(bilan("BA-209-09", "BA-210-01", declarations=certifie), "61", "ANO") == phrase
    assert dit(bilan(), "61", "OK") == "Aucune anomalie signalée"
    assert dit(bilan(), "61", "KO") == "Déclaration ou paiement refusé par l’Urssaf"


def personnes(*taux: str | None) -> list[Donnee]:
    salaries: list[Donnee] = [{} if t is None else {"taux": t} for t in taux]
    return [{"salaries": salaries}]


def test_les_taux_de_prelevement_et_les_absents_se_comptent() -> None:
    contenu = bilan("ADR05", "NIR01", "TST01", declarations=personnes("7.30", "0.00", None, None))
    assert dit(contenu, "94", "OK") == "2 taux reçus, 2 salariés sans taux ; 3 anomalies à corriger"
    assert dit(bilan(declarations=personnes("0.00")), "94", "OK") == "1 taux reçu"
    assert dit(bilan(declarations=personnes(None)), "94", "OK") == "Aucun taux reçu, 1 salarié sans taux"
    assert dit(bilan(), "94", "OK") == "Aucune anomalie signalée"


def test_les_taux_appliques_a_tort() -> None:
    assert dit(bilan("TST01", "TST01"), "95", "OK") == "2 taux appliqués non valides"
    assert dit(bilan("TST01", "ADR05"), "95") == "1 taux appliqué non valide ; 2 anomalies à corriger"
    assert dit(bilan("ADR05"), "95") == "1 anomalie à corriger"


def test_un_amorcage_compte_les_contrats() -> None:
    assert dit(bilan(declarations=[{"contrats": [{}, {}]}]), "114", "OK") == "2 contrats déjà déclarés"
    assert dit(bilan(), "114", "OK") == "Aucun contrat déjà déclaré"


def test_un_paiement_sans_refus_compte_ses_anomalies() -> None:
    assert dit(bilan("CBS03"), "93", "ANO") == "1 anomalie à corriger"


# --- DPAE ------------------------------------------------------------------------------------------------


def test_une_dpae_acceptee_refusee_ou_seulement_recue() -> None:
    entete: Donnee = {"profil": "dpae"}
    acceptee: list[Donnee] = [{"bilan": {}}, {"bilan": {"conformite": {"etat": "ok"}}}]
    assert dit(bilan(entete=entete, declarations=acceptee), "11", "OK") == "DPAE acceptée"
    assert dit(bilan("X", gravite=B, entete=entete), "11", "KO") == "DPAE refusée : 1 anomalie bloquante"
    assert dit(bilan(entete=entete, envoi=identifie(date_reception="2026-10-03")), "999") == (
        "Accusé d’enregistrement du 03/10/2026"
    )


# --- NEOReS ----------------------------------------------------------------------------------------------


def neores(anomalies: list[Anomalie] | None = None, *actions: Donnee) -> Contenu:
    return Contenu("neores", anomalies=anomalies or [], donnees={"retours": [{"actions": list(actions)}]})


def test_les_effectifs_se_comptent() -> None:
    assert dit(neores(None, {"parametres": [{}, {}]}), "118", "OK") == "2 effectifs reçus"
    assert dit(neores(None, {"parametres": [{}]}), "118", "OK") == "1 effectif reçu"
    assert dit(neores(), "118", "OK") == "Aucune anomalie signalée"


def test_les_identites_se_comptent() -> None:
    assert dit(neores(), "121", "OK") == "Aucun écart d’identité signalé"
    contenu = neores(trouvees(CNVANOIDE7A=A), {"identites": [{}, {}]})
    assert dit(contenu, "121", "ANO") == "2 identités à vérifier"
    assert dit(neores(trouvees(CNVANOIDE7A=A)), "121") == "1 identité à vérifier"


def test_un_rappel_compte_ce_que_l_organisme_peut_corriger() -> None:
    assert dit(neores(trouvees(A1=C, A2=A, A3=C)), "124") == "3 anomalies rappelées, dont 2 substituables"
    assert dit(neores(trouvees(A1=A)), "125") == "1 anomalie rappelée"
    assert dit(neores(), "124", "OK") == "Rappel annuel"


def test_une_substitution_compte_ses_donnees() -> None:
    assert dit(neores(trouvees(A1=C, A2=A)), "132") == "2 données substituées"
    assert dit(neores(), "134", "OK") == "Données substituées"


@pytest.mark.parametrize("nature", ["119", "120", "130", "135", "136", "777"])
def test_les_autres_comptent_leurs_anomalies(nature: str) -> None:
    assert dit(neores(trouvees(A1=A, A2=A, A3=C)), nature, "ANO") == "3 anomalies à corriger, dont 1 critique"
    assert dit(neores(), nature, "OK") == "Aucune anomalie signalée"
    assert dit(neores(), nature, "ANO") == "À corriger"
    assert dit(neores(), nature, "KO") == "Refus signalé, sans détail"
    assert dit(neores(trouvees(I1=INFO)), nature) == "1 information"


def test_un_retour_critique_sans_detail_se_dit() -> None:
    assert dit(Contenu("neores", gravites=[C]), "777") == "À corriger sans attendre"


# --- complementary bodies ----------------------------------------------------------------------------------


def oc(*etats: str, anomalies: list[Anomalie] | None = None, **fichier: Donnee) -> Contenu:
    declarations = [DeclarationLue(etat=etat) for etat in etats]
    return Contenu("oc", declarations=declarations, anomalies=anomalies or [], donnees={"fichier": fichier})


@pytest.mark.parametrize(
    ("etats", "phrase"),
    [
        (("0",), "Déclaration acceptée"),
        (("1",), "Déclaration acceptée, corrections à apporter"),
        (("0", "2", "1"), "Déclaration prise en compte en partie"),
        (("3",), "Déclaration non prise en compte"),
        (("9", ""), "Aucune anomalie signalée"),
    ],
)
def test_un_organisme_dit_ce_qu_il_a_pris(etats: tuple[str, ...], phrase: str) -> None:
    assert dit(oc(*etats), "51", "OK") == phrase


def test_les_corrections_et_les_mandats_se_comptent_a_part() -> None:
    contenu = oc("1", anomalies=trouvees(EADH02=C, MANDAT=A))
    assert dit(contenu, "51") == "Déclaration acceptée, 1 mandat à signer ; 1 anomalie critique"
    seul = oc("1", anomalies=trouvees(MANDAT=A))
    assert dit(seul, "51") == "Déclaration acceptée, corrections à apporter, 1 mandat à signer"


def test_un_accuse_d_organisme_dit_que_la_declaration_est_recue() -> None:
    phrase = "Déclaration reçue par l’organisme complémentaire"
    assert dit(oc(TypCRM="1"), "51", "OK") == phrase
    assert dit(oc("0", TypCRM="3"), "50", "OK") == phrase
    rendu = oc("2", anomalies=trouvees(EADH02=C), TypCRM="1")
    assert dit(rendu, "51") == "Déclaration prise en compte en partie ; 1 anomalie critique"
    assert dit(oc("3"), "50", "KO") == "Déclaration non prise en compte"


# --- the others --------------------------------------------------------------------------------------------


def agirc(**donnees: Donnee) -> str:
    return dit(Contenu("agirc_arrco", donnees=donnees), "71")


def gps(montant: str, signe: str) -> Donnee:
    total: Donnee = {"montantsPeriodeCalcul": montant, "signeMontantsPeriodeCalcul": signe}
    return {"editiquesGPS": {"gps": [{}, {"totalcotisations": total}]}}


def test_la_retraite_complementaire_donne_son_total() -> None:
    assert agirc(creDsn={"mtTotalRF": "812.4"}) == "Synthèse Agirc-Arrco : 812,40\u202f€"
    assert agirc(creDsn={"mtTotalAgirc": "12"}) == "Synthèse Agirc-Arrco : 12\u202f€"
    attendu = "Cotisations Agirc-Arrco calculées : -1\u202f812,40\u202f€"
    assert agirc(notification=gps("1812.40", "-")) == attendu
    assert agirc(notification=gps("1812.40", "+")) == attendu.replace("-1", "1")
    assert agirc() == agirc(notification=gps("", "")) == "Cotisations de retraite complémentaire"


def test_une_enveloppe_donne_le_total_de_ses_documents() -> None:
    crm: list[Donnee] = [{"document": {"forme": "pdf"}}, {"document": {"notification": gps("812.4", "+")}}]
    phrase = "Cotisations Agirc-Arrco calculées : 812,40\u202f€"
    assert agirc(enveloppe=[{"enveloppeContenu": {"crm": crm}}]) == phrase


def test_les_indemnites_comptent_les_assures() -> None:
    caisses: list[Donnee] = [{"Assure": [{}, {"Nom": "PETIT"}]}, {"Assure": {"Nom": "X"}}, {}]
    contenu = Contenu("bpij", donnees={"Declarant": {"Declare": [{"Caisse": caisses}]}})
    assert dit(contenu, "") == "Indemnités journalières : 3 assurés"
    assert dit(Contenu("bpij"), "") == "Indemnités journalières"


@pytest.mark.parametrize(
    ("contenu", "nature", "phrase"),
    [
        (Contenu("fpoc"), "", "Fiche de paramétrage d’un organisme complémentaire"),
        (Contenu("pdf"), "44", "Attestation employeur à remettre au salarié"),
        (Contenu("pdf"), "41", "Attestation employeur à remettre au salarié"),
        (Contenu("pdf"), "71", "Détail des cotisations Agirc-Arrco (PDF)"),
        (Contenu("pdf"), "62", "Document PDF à ouvrir"),
        (Contenu("inconnue", type_interne="zip"), "44", "Archive à ouvrir"),
        (Contenu("inconnue", type_interne="html"), "11", "Page web reçue à la place d’un document"),
        (Contenu("inconnue"), "42", "Document d’un format inconnu de Récépissé, à lire"),
        (Contenu("jamais vue"), "42", "Aucune anomalie signalée"),
    ],
)
def test_ce_qui_ne_se_lit_pas_se_nomme(contenu: Contenu, nature: str, phrase: str) -> None:
    assert dit(contenu, nature, "OK") == phrase


def test_un_pdf_de_refus_n_est_pas_une_attestation_a_remettre() -> None:
    assert dit(Contenu("pdf"), "44", "KO") == "Attestation employeur non établie"


@pytest.mark.parametrize(
    ("nature", "statut", "phrase"),
    [
        ("10", "OK", "Accusé d’enregistrement"),
        ("10", "KO", "Dépôt rejeté"),
        ("11", "OK", "Déclaration acceptée"),
        ("11", "KO", "Déclaration refusée"),
        ("20", "OK", "Aucun écart d’identité signalé"),
        ("20", "KO", "Refus signalé, sans document"),
        ("30", "OK", "Déclaration reçue par l’assurance maladie"),
        ("40", "OK", "Déclaration reçue par France Travail"),
        ("50", "EN COURS", "Distribution en cours"),
        ("60", "KO", "Déclaration non reçue par l’Urssaf ou la MSA"),
        ("70", "ok", "Déclaration reçue par l’Agirc-Arrco"),
        ("92", "", "Déclaration reçue par la DGFiP"),
        ("44", "KO", "Attestation employeur non établie"),
        ("94", "OK", "Reçu, sans document"),
        ("94", "ANO", "Anomalies signalées, sans document"),
        ("999", "", "Sans document"),
    ],
)
def test_sans_document_le_listing_parle(nature: str, statut: str, phrase: str) -> None:
    assert dit(Contenu("vide"), nature, statut) == phrase


def test_aucune_phrase_ne_repete_les_mots_d_un_document() -> None:
    for nature in ("10", "11", "20", "21", "31", "61", "93", "94", "119", "121", "124", "51", "999"):
        for famille in ("bilan", "neores", "oc", "inconnue"):
            contenu = Contenu(famille, message="Mme MARTIN", anomalies=trouvees(X1=B, X2=A))
            phrase = dit(contenu, nature, "KO")
            assert "MARTIN" not in phrase
            assert "2850675056012" not in phrase
            assert phrase[0].isupper() or phrase[0].isdigit()
