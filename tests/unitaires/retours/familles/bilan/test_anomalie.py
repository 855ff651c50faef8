"""One anomaly: gravity, rubrics, persons, contract, and what its sentence adds."""

import pytest

from recepisse.retours.familles.bilan.cadre import gravite_de
from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Complement
from recepisse.retours.sens.actions import conseil
from tests.unitaires.retours.aide_bilan import (
    anomalie,
    autres,
    declaration,
    environnement,
    envoi,
    lire,
    rapport,
    seule,
)

B, C, INFO = Gravite.BLOQUANT, Gravite.A_CORRIGER, Gravite.INFORMATION


def document(
    description: str = "<code>X1</code><message>m</message>", suite: str = "", etat: str = "OK"
) -> str:
    return rapport(envoi() + declaration(anomalie(description, suite), etat=etat))


@pytest.mark.parametrize(
    ("categorie", "etat", "etat_envoi", "statut", "gravite"),
    [
        ("bloquant", "KO", "KO", "KO", B),
        ("bloquant", "KO", "OK", "", B),
        ("bloquant", "ANO", "OK", "ANO", B),
        ("bloquant", "OK", "OK", "OK", B),
        ("non-bloquant", "KO", "KO", "KO", C),
        ("non-bloquant", "OK", "OK", "OK", C),
        ("Non-Bloquant", "", "", "", C),
        ("", "KO", "OK", "OK", B),
        ("", "OK", "KO", "OK", B),
        ("", "", "KO", "OK", B),
        ("", "ANO", "OK", "KO", C),
        ("", "OK", "OK", "OK", INFO),
        ("", "OK", "", "KO", INFO),
        ("", "", "", "KO", B),
        ("", "", "", "ANO", C),
        ("", "", "", "OK", INFO),
        ("", "", "", "EN COURS", C),
        ("", "", "", "", C),
        ("mot nouveau", "KO", "OK", "", B),
    ],
)
def test_la_gravite(categorie: str, etat: str, etat_envoi: str, statut: str, gravite: Gravite) -> None:
    assert gravite_de(categorie, etat, etat_envoi, statut) is gravite


def test_la_gravite_suit_l_etat_de_sa_declaration() -> None:
    xml = rapport(envoi() + declaration(anomalie(), etat="KO") + declaration(anomalie(), etat="OK"))
    assert [a.gravite for a in lire(xml).anomalies] == [B, INFO]


def test_un_avis_de_rejet_sans_categorie_est_bloquant() -> None:
    rejet = "<envoi_anomalie><description><code>B1-105-15</code></description></envoi_anomalie>"
    trouvee = seule(rapport(envoi("KO", rejet), 'type="ARE"'), "10", "KO")
    assert (trouvee.code, trouvee.gravite, trouvee.rang) == ("B1-105-15", B, None)


def test_la_description() -> None:
    trouvee = seule(
        document(
            "<code>CCH-11</code><categorie>bloquant</categorie><message> deux\n mots </message>"
            "<numero_ligne>57</numero_ligne><nombre>3</nombre>"
        )
    )
    assert (trouvee.code, trouvee.categorie, trouvee.message) == ("CCH-11", "bloquant", "deux\n mots")
    assert (trouvee.ligne, trouvee.nombre, trouvee.rang, trouvee.complements) == (57, 3, 1, ())


@pytest.mark.parametrize(
    ("ecrit", "ligne", "garde"),
    [("57", 57, False), ("007", 7, True), ("57.0", None, True), ("²", None, True), ("9" * 30, None, True)],
)
def test_un_numero_de_ligne_qui_n_est_pas_un_nombre_simple_est_garde(
    ecrit: str, ligne: int | None, *, garde: bool
) -> None:
    trouvee = seule(document(f"<code>X</code><numero_ligne>{ecrit}</numero_ligne>"))
    assert trouvee.ligne == ligne
    assert trouvee.complements == ((Complement("numero_ligne", ecrit),) if garde else ())


def test_une_anomalie_sans_rien_reste_une_anomalie() -> None:
    trouvee = seule(rapport(envoi() + declaration("<declaration_anomalie/>", etat="KO")))
    assert (trouvee.code, trouvee.message, trouvee.gravite) == ("", "", B)


def test_plusieurs_anomalies_identiques_le_restent() -> None:
    xml = rapport(envoi() + declaration(*[anomalie("<code>A</code><nombre>2</nombre>")] * 2))
    assert [(a.code, a.nombre) for a in lire(xml).anomalies] == [("A", 2), ("A", 2)]


def test_ce_qu_il_faut_faire_vient_de_la_table() -> None:
    trouvee = seule(document("<code>C0202</code><categorie>non-bloquant</categorie>"), "21")
    attendu = conseil("21", "C0202", C)
    assert (trouvee.action, trouvee.delai, trouvee.aide) == (attendu.texte, attendu.delai, attendu.aide)
    assert trouvee.action


# --- rubrics -----------------------------------------------------------------------------------------


def valeurs(declenchante: str, *associees: str) -> str:
    suite = "".join(f"<rubrique_associee>{a}</rubrique_associee>" for a in associees)
    return f"<valeurs><rubrique_declenchante>{declenchante}</rubrique_declenchante>{suite}</valeurs>"


def rubrique(identifiant: str, valeur: str, libelle: str = "") -> str:
    nom = f"<libelle>{libelle}</libelle>" if libelle else ""
    return f"<identifiant>{identifiant}</identifiant>{nom}<valeur>{valeur}</valeur>"


def test_la_rubrique_et_la_valeur_declaree() -> None:
    trouvee = seule(document(suite=valeurs(rubrique("S21.G00.40.001", "01132026", "Début"))))
    assert (trouvee.rubrique, trouvee.valeur_declaree) == ("S21.G00.40.001", "01132026")
    assert trouvee.complements == (Complement("libelle_rubrique", "Début"),)


def test_les_rubriques_a_tirets_bas_sont_ramenees_a_des_points() -> None:
    trouvee = seule(
        document(suite=valeurs(rubrique("S21_G00_50_006", "20.00"), rubrique("S21_G00_50_009", "1.00", "M")))
    )
    assert (trouvee.rubrique, trouvee.montant) == ("S21.G00.50.006", "1.00")
    assert trouvee.complements == (
        Complement("identifiant_rubrique", "S21_G00_50_006"),
        Complement("S21.G00.50.009", "1.00"),
        Complement("S21.G00.50.009/libelle", "M"),
        Complement("S21.G00.50.009/identifiant", "S21_G00_50_009"),
    )


@pytest.mark.parametrize("identifiant", ["BASE_X.1", "autre_nom", "S21.G00_40"])
def test_les_autres_identifiants_restent_comme_ecrits(identifiant: str) -> None:
    assert seule(document(suite=valeurs(rubrique(identifiant, "1")))).rubrique == identifiant


def test_une_rubrique_sans_identifiant() -> None:
    trouvee = seule(document(suite=valeurs("<valeur>1</valeur>", "<valeur>2</valeur>")))
    assert (trouvee.rubrique, trouvee.valeur_declaree) == ("", "1")
    assert trouvee.complements == (Complement("rubrique_associee", "2"),)


def test_le_contrat_la_periode_et_le_montant_des_rubriques_associees() -> None:
    trouvee = seule(
        document(
            suite=valeurs(
                rubrique("S21.G00.53.002", "151.67"),
                rubrique("S21.G00.40.009", "CT-1"),
                rubrique("S21.G00.51.001", "01092026"),
                rubrique("S21.G00.51.002", "30092026"),
                rubrique("S21.G00.50.001", "31082026"),
            )
        )
    )
    assert (trouvee.contrat, trouvee.periode) == ("CT-1", "01092026/30092026")


@pytest.mark.parametrize(
    ("rubriques", "periode"),
    [
        (["S21.G00.50.001"], "d0"),
        (["S21.G00.51.001"], "d0"),
        (["S21.G00.51.002", "S21.G00.50.001"], "d0"),
        ([], ""),
    ],
)
def test_une_periode_d_une_seule_date(rubriques: list[str], periode: str) -> None:
    associees = [rubrique(nom, f"d{rang}") for rang, nom in enumerate(rubriques)]
    assert seule(document(suite=valeurs(rubrique("S21.G00.30.001", "1"), *associees))).periode == periode


# --- persons and contract ----------------------------------------------------------------------------


def personne(origine: str, **elements: str) -> str:
    dedans = "".join(f"<{nom}>{valeur}</{nom}>" for nom, valeur in elements.items())
    return f'<salarie origine="{origine}">{dedans}</salarie>'


def test_la_personne_declaree_et_celle_de_reference() -> None:
    trouvee = seule(
        document(
            suite=environnement(personne("DSN", NIR="1" * 13, prenoms="A"), personne("SNGI", NIR="2" * 13))
        )
    )
    assert trouvee.individu is not None
    assert trouvee.reference is not None
    assert (trouvee.individu.nir, trouvee.reference.nir) == ("1" * 13, "2" * 13)


def test_leur_ordre_n_importe_pas() -> None:
    trouvee = seule(document(suite=environnement(personne("SNGI", NIR="2"), personne("DSN", NIR="1"))))
    assert trouvee.individu is not None
    assert trouvee.reference is not None
    assert (trouvee.individu.nir, trouvee.reference.nir) == ("1", "2")


def test_une_personne_seule_est_celle_dont_on_parle() -> None:
    trouvee = seule(document(suite=environnement(personne("SNGI", NIR="2"))))
    assert trouvee.individu is not None
    assert trouvee.individu.nir == "2"
    assert trouvee.reference is None


def test_un_seul_ecart_donne_la_rubrique_et_les_deux_valeurs() -> None:
    trouvee = seule(
        document(
            suite=environnement(
                personne("DSN", NIR="1", nom_famille="Martin", nom_usage="X", lieu_naissance="PARIS"),
                personne("SNGI", NIR="1", nom_famille="MARTIN", lieu_naissance="PARIS 14", sexe="02"),
            )
        )
    )
    assert (trouvee.rubrique, trouvee.valeur_declaree, trouvee.valeur_attendue) == (
        "S21.G00.30.007",
        "PARIS",
        "PARIS 14",
    )


@pytest.mark.parametrize(
    "reference", [{"NIR": "2", "prenoms": "B"}, {"NIR": "1", "prenoms": "A"}, {"nom_famille": "Z"}]
)
def test_aucun_ou_plusieurs_ecarts_ne_donnent_pas_de_valeurs(reference: dict[str, str]) -> None:
    trouvee = seule(
        document(suite=environnement(personne("DSN", NIR="1", prenoms="A"), personne("SNGI", **reference)))
    )
    assert (trouvee.rubrique, trouvee.valeur_declaree, trouvee.valeur_attendue) == ("", "", "")


def test_une_rubrique_donnee_l_emporte_sur_l_ecart() -> None:
    suite = valeurs(rubrique("S21.G00.30.002", "X")) + environnement(
        personne("DSN", NIR="1"), personne("SNGI", NIR="2")
    )
    trouvee = seule(document(suite=suite))
    assert (trouvee.rubrique, trouvee.valeur_declaree, trouvee.valeur_attendue) == ("S21.G00.30.002", "X", "")


def test_une_personne_de_trop_est_gardee() -> None:
    contenu = lire(
        document(
            suite=environnement(personne("DSN", NIR="1"), personne("DSN", NIR="3"), personne("SNGI", NIR="2"))
        )
    )
    (trouvee,) = contenu.anomalies
    assert trouvee.individu is not None
    assert trouvee.reference is not None
    assert (trouvee.individu.nir, trouvee.reference.nir) == ("1", "2")
    chemin = "rapport/declaration/declaration_anomalie/environnement/salarie"
    assert autres(contenu) == [(f"{chemin}/@origine", "DSN"), (f"{chemin}/NIR", "3")]


def test_un_individu_non_salarie() -> None:
    trouvee = seule(
        document(
            suite=environnement("<individu_non_salarie origine='PASRAU'><NIR>1</NIR></individu_non_salarie>")
        )
    )
    assert trouvee.individu is not None
    assert trouvee.individu.complements == (Complement("origine", "PASRAU"),)


CONTRAT = (
    "<contrat><date_debut_contrat>01082026</date_debut_contrat><num_contrat>CT-0044</num_contrat></contrat>"
)


def test_le_contrat() -> None:
    trouvee = seule(document(suite=environnement(CONTRAT)))
    assert trouvee.contrat == "CT-0044"
    assert trouvee.complements == (Complement("date_debut_contrat", "01082026"),)


def test_un_contrat_de_trop_est_garde() -> None:
    contenu = lire(document(suite=environnement(CONTRAT, CONTRAT.replace("0044", "0045"))))
    (trouvee,) = contenu.anomalies
    assert trouvee.contrat == "CT-0044"
    assert Complement("num_contrat", "CT-0045") in trouvee.complements


# --- sentences ---------------------------------------------------------------------------------------

PHRASE = "NIR : 279091305503455, Date début du contrat : 01032020, Numéro du contrat : CT-0003"


@pytest.mark.parametrize("nature", ["21", ""])
def test_un_controle_inter_declarations_se_lit_dans_sa_phrase(nature: str) -> None:
    trouvee = seule(document(f"<code>C0202</code><message>{PHRASE}</message>"), nature)
    assert trouvee.individu is not None
    assert (trouvee.individu.nir, trouvee.contrat, trouvee.message) == ("2790913055034", "CT-0003", PHRASE)
    assert trouvee.complements == (Complement("date_debut_contrat", "01032020"),)


@pytest.mark.parametrize(("nature", "code"), [("20", "C0202"), ("21", "I0310"), ("116", "C0202")])
def test_une_autre_phrase_n_est_pas_interpretee(nature: str, code: str) -> None:
    trouvee = seule(document(f"<code>{code}</code><message>{PHRASE}</message>"), nature)
    assert (trouvee.individu, trouvee.contrat, trouvee.complements) == (None, "", ())


def test_les_elements_l_emportent_sur_la_phrase() -> None:
    suite = environnement(personne("DSN", NIR="1"), CONTRAT)
    trouvee = seule(document(f"<code>C0201</code><message>{PHRASE}</message>", suite), "21")
    assert trouvee.individu is not None
    assert (trouvee.individu.nir, trouvee.contrat) == ("1", "CT-0044")


def test_une_phrase_qui_ne_nomme_que_le_contrat() -> None:
    trouvee = seule(document("<code>C0201</code><message>Numéro du contrat : Z9</message>"), "21")
    assert (trouvee.individu, trouvee.contrat) == (None, "Z9")


@pytest.mark.parametrize(("nature", "periode"), [("21", "2026-08"), ("", "2026-08"), ("22", "")])
def test_le_mois_qui_manque_a_une_reconstitution(nature: str, periode: str) -> None:
    trouvee = seule(document("<code>Flux Dsn</code><message>mensuelle 2608 absente</message>"), nature)
    assert trouvee.periode == periode


@pytest.mark.parametrize(
    ("nature", "declaree", "attendue"), [("61", "3001", "2899"), ("62", "", ""), ("", "", "")]
)
def test_les_deux_totaux_de_l_urssaf(nature: str, declaree: str, attendue: str) -> None:
    message = "<message>montant déclaré 3001 euros, montant calculé 2899 euros</message>"
    trouvee = seule(document(f"<code>BA-209-09</code>{message}"), nature)
    assert (trouvee.valeur_declaree, trouvee.valeur_attendue) == (declaree, attendue)


def test_un_seul_total_ne_suffit_pas() -> None:
    trouvee = seule(document("<code>BA-1</code><message>montant déclaré 3001 euros</message>"), "61")
    assert trouvee.valeur_declaree == ""


def test_une_valeur_deja_donnee_n_est_pas_remplacee() -> None:
    message = "<code>BA-209-09</code><message>déclaré 1 euros, calculé 2 euros</message>"
    trouvee = seule(document(message, valeurs(rubrique("S21.G00.20.005", "3001.00"))), "61")
    assert (trouvee.valeur_declaree, trouvee.valeur_attendue) == ("3001.00", "")
