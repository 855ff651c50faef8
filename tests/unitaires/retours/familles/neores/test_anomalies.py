"""From blocks to anomalies: one line for one thing to correct, with everything a payroll clerk needs."""

import pytest

from recepisse.retours.familles.neores.anomalies import PRODUIT_MAX
from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Anomalie, Complement, Individu
from recepisse.retours.sens.actions import conseil
from tests.unitaires.retours.aide_neores import bloc, lire, personne, retour


def anomalies(
    *dedans: str, declencheur: str = "01", etat: str = "ANO", nature: str = "119"
) -> list[Anomalie]:
    return lire(retour(*dedans, declencheur=declencheur, etat=etat), nature).anomalies


def action(*dedans: str, **rubriques: str) -> str:
    return bloc(
        "B004", *dedans, **{"R001": "UR_X", "R002": "Libellé", "R003": "01", "R013": "Corriger.", **rubriques}
    )


def complements(anomalie: Anomalie) -> dict[str, str]:
    return {c.nom: c.valeur for c in anomalie.complements}


NORA = bloc(
    "B006",
    R001="2790913055034",
    R003="PETIT",
    R004="Nora",
    R005="000021",
    R006="2020-03-01",
    R007="CT-0003",
    R008="1979-99-00",
)
TAUX = bloc("B007", R001="S21.G00.81.007", R002="1.000", R003="0.550", R009="01")
CODE = bloc("B007", R001="S21.G00.81.001", R002="128")


# --- what one says -----------------------------------------------------------------------------------


def test_une_anomalie_dit_tout() -> None:
    (une,) = anomalies(
        action(
            bloc("B005", NORA, CODE, TAUX, R001="Atypie.", R002="2026-09-01", R003="2026-09-30"),
            R004="04",
            R009="1",
            R014="https://exemple.fr/aide",
            R015="Conséquence.",
        )
    )
    assert une == Anomalie(
        code="UR_X",
        gravite=Gravite.A_CORRIGER,
        message="Libellé",
        rubrique="S21.G00.81.007",
        valeur_declaree="1.000",
        valeur_attendue="0.550",
        individu=Individu(
            nir="2790913055034",
            nom="PETIT",
            prenoms="Nora",
            matricule="000021",
            naissance="1979-99-00",
            complements=(Complement("début du contrat", "2020-03-01"),),
        ),
        contrat="CT-0003",
        periode="2026-09-01/2026-09-30",
        action="Corriger.",
        aide="https://exemple.fr/aide",
        rang=1,
        categorie="ANO",
        delai="veille_echeance",
        complements=(
            Complement("résultat pour la rubrique", "valeur incohérente (01)"),
            Complement("S21.G00.81.001", "128"),
            Complement("atypie", "Atypie."),
            Complement("type d’action", "corriger des données de la DSN (01)"),
            Complement("niveau", "individu (04)"),
            Complement("individus concernés", "1"),
            Complement("conséquences sans action", "Conséquence."),
        ),
    )


def test_la_periode_de_la_donnee_prime_sur_celle_du_detail() -> None:
    mai = bloc("B007", R001="S21.G00.78.004", R002="1", R003="2", R005="2025-05-01", R006="2025-05-31")
    une, autre = anomalies(action(bloc("B005", mai, TAUX, R002="2025-01-01", R003="2025-12-31")))
    assert (une.periode, autre.periode) == ("2025-05-01/2025-05-31", "2025-01-01/2025-12-31")


def test_sans_periode_aucune_n_est_inventee() -> None:
    assert anomalies(action(bloc("B005", TAUX)))[0].periode == ""


def test_les_valeurs_acceptees_sont_attendues_au_choix() -> None:
    choix = bloc("B007", bloc("B010", R001="64"), bloc("B010", R001="65"), R001="S21.G00.40.008", R009="04")
    (une,) = anomalies(action(bloc("B005", choix)))
    assert une.valeur_attendue == "64 ou 65"
    assert [c.valeur for c in une.complements if c.nom == "valeur acceptée"] == ["64", "65"]


def test_une_valeur_preconisee_prime_sur_les_acceptees() -> None:
    choix = bloc("B007", bloc("B010", R001="64"), R001="S21.G00.40.008", R003="65")
    assert anomalies(action(bloc("B005", choix)))[0].valeur_attendue == "65"


def test_une_rubrique_se_lit_avec_des_points() -> None:
    tirets = bloc("B007", R001="S21_G00_81_007", R003="0.550")
    assert anomalies(action(bloc("B005", tirets)))[0].rubrique == "S21.G00.81.007"


def test_ce_qui_qualifie_la_donnee_est_dans_les_complements() -> None:
    cumul = bloc(
        "B007",
        R001="S21.G00.23.004",
        R002="12.00",
        R004="01",
        R007="2026-01-01",
        R008="2026-06-30",
        R009="06",
    )
    dit = complements(anomalies(action(bloc("B005", cumul)))[0])
    assert dit["nature du montant"] == "montant cumulé (01)"
    assert dit["résultat pour la rubrique"] == "total incohérent (06)"
    assert (dit["date d’effet"], dit["fin d’effet"]) == ("2026-01-01", "2026-06-30")


def test_un_code_inconnu_se_montre_tel_quel() -> None:
    dit = complements(anomalies(action(R004="77", R005="88", R006="99"))[0])
    assert (dit["niveau"], dit["catégorie de données"], dit["résultat du contrôle"]) == ("77", "88", "99")


# --- how many ----------------------------------------------------------------------------------------


def test_une_action_sans_detail_est_une_anomalie_qui_dit_combien_de_personnes() -> None:
    (une,) = anomalies(action(R009="25"))
    assert (une.individu, une.nombre, une.rubrique) == (None, 25, "")


@pytest.mark.parametrize("nombre", ["", "²", "beaucoup", "-1"])
def test_un_nombre_qui_n_en_est_pas_un_reste_un_texte(nombre: str) -> None:
    (une,) = anomalies(action(R009=nombre))
    assert une.nombre is None
    assert complements(une).get("individus concernés", "") == nombre


def test_une_anomalie_qui_a_une_personne_ne_repete_pas_leur_nombre() -> None:
    assert anomalies(action(bloc("B005", NORA), R009="25"))[0].nombre is None


def test_chaque_personne_a_chaque_valeur_attendue() -> None:
    attendu = bloc("B007", R001="S21.G00.78.004", R003="2")
    trouvees = anomalies(action(bloc("B005", personne("A"), personne("B"), TAUX, attendu)))
    assert [(a.individu and a.individu.nom, a.rubrique) for a in trouvees] == [
        ("A", "S21.G00.81.007"),
        ("A", "S21.G00.78.004"),
        ("B", "S21.G00.81.007"),
        ("B", "S21.G00.78.004"),
    ]


def test_un_detail_sans_donnee_est_une_anomalie_par_personne() -> None:
    trouvees = anomalies(action(bloc("B005", personne("A"), personne("B"), R001="Atypie.")))
    assert [a.individu and a.individu.nom for a in trouvees] == ["A", "B"]
    assert {complements(a)["atypie"] for a in trouvees} == {"Atypie."}


def test_trop_de_personnes_et_de_valeurs_ne_se_multiplient_pas() -> None:
    cote = 40
    personnes = [personne(f"N{n}") for n in range(cote)]
    valeurs = [bloc("B007", R001=f"S21.G00.78.{n:03d}", R003="1") for n in range(cote)]
    assert cote * cote > PRODUIT_MAX
    trouvees = anomalies(action(bloc("B005", *personnes, *valeurs)))
    assert len(trouvees) == 2 * cote
    assert [a.individu for a in trouvees[:cote]] == [None] * cote
    assert [a.rubrique for a in trouvees[cote:]] == [""] * cote


def test_beaucoup_de_personnes_pour_une_valeur_l_ont_toutes() -> None:
    personnes = [personne(f"N{n}") for n in range(PRODUIT_MAX + 1)]
    trouvees = anomalies(action(bloc("B005", *personnes, TAUX)))
    assert len(trouvees) == PRODUIT_MAX + 1
    assert all(a.individu and a.rubrique == "S21.G00.81.007" for a in trouvees)


def test_le_montant_d_un_detail_ne_compte_qu_une_fois() -> None:
    autre = bloc("B007", R001="S21.G00.78.004", R003="2")
    premiere, seconde = anomalies(action(bloc("B005", NORA, TAUX, autre, R004="-1455.30")))
    assert (premiere.montant, seconde.montant) == ("-1455.30", "")
    assert "montant de tout le détail" not in complements(premiere)
    assert complements(seconde)["montant de tout le détail"] == "-1455.30"


@pytest.mark.parametrize("montant", ["+166.09", "-78.25", "0.00"])
def test_un_montant_garde_son_signe(montant: str) -> None:
    assert anomalies(action(bloc("B005", TAUX, R004=montant)))[0].montant == montant


# --- parameters --------------------------------------------------------------------------------------


M01 = bloc("B008", R001="M01", R002="4.70", R003="2026-09-01", R004="2026-09-30")


def test_un_parametre_n_est_pas_une_anomalie() -> None:
    lu = lire(retour(action(M01, R003="04"), declencheur="04", etat=""), "118")
    assert lu.anomalies == []
    assert lu.gravites == [Gravite.INFORMATION]


def test_un_parametre_a_regulariser_en_est_une() -> None:
    (une,) = anomalies(action(M01, R003="05"))
    assert une.gravite is Gravite.A_CORRIGER
    assert complements(une)["paramètre"] == "effectif moyen du mois (M01)"
    assert complements(une)["valeur du paramètre"] == "4.70"


def test_un_parametre_a_cote_d_un_detail_n_en_cache_pas_l_anomalie() -> None:
    assert len(anomalies(action(M01, bloc("B005", TAUX), R003="04"))) == 1


# --- gravity -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("etat", "declencheur", "rubriques", "detail", "attendue"),
    [
        ("ANO", "01", {}, {}, Gravite.A_CORRIGER),
        ("OK", "01", {}, {}, Gravite.A_CORRIGER),
        ("", "03", {}, {}, Gravite.A_CORRIGER),
        ("À VENIR", "01", {}, {}, Gravite.A_CORRIGER),
        ("KO", "01", {}, {}, Gravite.BLOQUANT),
        ("KO", "06", {"R016": "01"}, {}, Gravite.BLOQUANT),
        ("", "03", {"R016": "01"}, {}, Gravite.CRITIQUE),
        ("", "03", {"R016": "02"}, {}, Gravite.A_CORRIGER),
        ("", "03", {}, {"R005": "01"}, Gravite.CRITIQUE),
        ("", "03", {}, {"R005": "02"}, Gravite.A_CORRIGER),
        ("", "04", {}, {}, Gravite.INFORMATION),
        ("", "06", {}, {}, Gravite.INFORMATION),
        ("", "01", {"R003": "04"}, {}, Gravite.INFORMATION),
        ("", "05", {"R016": "01"}, {}, Gravite.CRITIQUE),
    ],
)
def test_la_gravite(
    etat: str, declencheur: str, rubriques: dict[str, str], detail: dict[str, str], attendue: Gravite
) -> None:
    (une,) = anomalies(action(bloc("B005", TAUX, **detail), **rubriques), etat=etat, declencheur=declencheur)
    assert une.gravite is attendue
    assert une.categorie == etat


def test_en_2027_chaque_detail_est_substituable_ou_non() -> None:
    trouvees = anomalies(
        action(bloc("B005", TAUX, R005="01", R006="Rappel.", R007="02"), bloc("B005", TAUX, R005="02")),
        etat="",
    )
    assert [a.gravite for a in trouvees] == [Gravite.CRITIQUE, Gravite.A_CORRIGER]
    assert complements(trouvees[0])["rappel avant correction"] == "Rappel."
    assert complements(trouvees[0])["interlocuteur"] == "MSA (02)"
    assert complements(trouvees[1])["substitution"] == "non substituable (02)"


# --- what to do --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nature", "delai"),
    [
        ("119", "veille_echeance"),
        ("130", "veille_echeance"),
        ("120", "dsn_suivante"),
        ("136", "dsn_suivante"),
        ("121", "dsn_suivante"),
        ("124", "deuxieme_echeance"),
        ("125", "deuxieme_echeance"),
    ],
)
def test_le_delai_est_celui_de_la_nature_du_listing(nature: str, delai: str) -> None:
    assert anomalies(action(), nature=nature)[0].delai == delai


def test_la_nature_ecrite_dans_le_document_ne_donne_pas_de_delai() -> None:
    inconnue = conseil("", "UR_X", Gravite.A_CORRIGER)
    assert anomalies(action(), nature="")[0].delai == inconnue.delai


def test_sans_action_ecrite_la_notre_est_donnee() -> None:
    (une,) = anomalies(bloc("B004", R001="UR_ANO_X", R003="01"))
    notre = conseil("119", "UR_ANO_X", Gravite.A_CORRIGER)
    assert une.action == notre.texte
    assert une.aide == notre.aide


@pytest.mark.parametrize(
    ("texte", "adresse"),
    [
        ("https://exemple.fr/a?b=c", "https://exemple.fr/a?b=c"),
        ("[Voir le guide](https://exemple.fr/guide.pdf)", "https://exemple.fr/guide.pdf"),
        ("Voir [lien : https://exemple.fr/guide].", "https://exemple.fr/guide"),
        ("https://exemple.fr/un  https://exemple.fr/deux", "https://exemple.fr/un"),
        ("Lire http://exemple.fr/page.", "http://exemple.fr/page"),
    ],
)
def test_l_adresse_d_aide_sort_de_son_texte(texte: str, adresse: str) -> None:
    (une,) = anomalies(action(R014=texte))
    assert une.aide == adresse
    assert complements(une).get("aide", texte) == texte
    assert ("aide" in complements(une)) is (texte != adresse)


@pytest.mark.parametrize("texte", ["Voir la fiche 1317.", "javascript:alert(1)", "http"])
def test_un_texte_sans_adresse_n_est_pas_une_adresse(texte: str) -> None:
    (une,) = anomalies(action(R014=texte), nature="999")
    assert une.aide == conseil("999", "UR_X", Gravite.A_CORRIGER).aide
    assert complements(une)["aide"] == texte


# --- persons -----------------------------------------------------------------------------------------


def test_un_nir_de_quinze_chiffres_est_coupe_et_garde_entier() -> None:
    (une,) = anomalies(action(bloc("B005", bloc("B006", R001="279091305503412", R003="A"))))
    assert une.individu is not None
    assert une.individu.nir == "2790913055034"
    assert une.individu.complements == (Complement("NIR complet", "279091305503412"),)


@pytest.mark.parametrize("nir", ["27909130550341", "2790913055034 1", "ÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉ", "1"])
def test_un_autre_nir_reste_comme_il_est_ecrit(nir: str) -> None:
    (une,) = anomalies(action(bloc("B005", bloc("B006", R001=nir))))
    assert une.individu == Individu(nir=nir)


def test_un_ntt_n_est_pas_un_nir() -> None:
    (une,) = anomalies(action(bloc("B005", bloc("B006", R002="19012003450007"))))
    assert une.individu == Individu(ntt="19012003450007")


def test_une_personne_vide_n_est_personne() -> None:
    assert anomalies(action(bloc("B005", bloc("B006"), TAUX)))[0].individu is None


# --- identities --------------------------------------------------------------------------------------


def identite(**rubriques: str) -> Anomalie:
    declare = {"R001": "2850675056013", "R004": "MARTIN", "R006": "Alice", "R008": "1985-06-14", "R010": "12"}
    (une,) = anomalies(action(bloc("B009", **{**declare, **rubriques}), R003="02"), nature="121")
    return une


@pytest.mark.parametrize(
    ("reference", "rubrique", "declaree", "attendue"),
    [
        ({"R003": "2850675056012"}, "S21.G00.30.001", "2850675056013", "2850675056012"),
        ({"R005": "DURAND"}, "S21.G00.30.002", "MARTIN", "DURAND"),
        ({"R007": "Alicia"}, "S21.G00.30.004", "Alice", "Alicia"),
        ({"R009": "0000-00-00"}, "S21.G00.30.006", "1985-06-14", "0000-00-00"),
        ({"R003": "2850675056013", "R005": "DURAND"}, "S21.G00.30.002", "MARTIN", "DURAND"),
    ],
)
def test_un_seul_ecart_d_identite_dit_sa_rubrique(
    reference: dict[str, str], rubrique: str, declaree: str, attendue: str
) -> None:
    une = identite(**reference)
    assert (une.rubrique, une.valeur_declaree, une.valeur_attendue) == (rubrique, declaree, attendue)
    assert une.individu == Individu(
        nir="2850675056013", nom="MARTIN", prenoms="Alice", matricule="12", naissance="1985-06-14"
    )
    assert une.reference is not None


def test_plusieurs_ecarts_sont_dans_les_deux_personnes() -> None:
    une = identite(R003="2850675056012", R009="1985-06-15")
    assert (une.rubrique, une.valeur_declaree, une.valeur_attendue) == ("", "", "")
    assert une.reference == Individu(nir="2850675056012", naissance="1985-06-15")


def test_une_identite_egale_n_a_pas_d_ecart() -> None:
    une = identite(R005="MARTIN")
    assert (une.rubrique, une.valeur_attendue) == ("", "")
    assert une.reference == Individu(nom="MARTIN")


def test_une_personne_non_trouvee_n_a_pas_de_reference() -> None:
    assert identite().reference is None


def test_un_ntt_attend_le_nir_de_reference() -> None:
    bloc9 = bloc("B009", R002="19012003450007", R003="2850675056012", R004="NOUVEAU")
    (une,) = anomalies(action(bloc9, R003="02"), nature="121")
    assert une.individu == Individu(ntt="19012003450007", nom="NOUVEAU")
    assert (une.rubrique, une.valeur_declaree, une.valeur_attendue) == (
        "S21.G00.30.001",
        "19012003450007",
        "2850675056012",
    )


def test_chaque_identite_est_une_anomalie() -> None:
    deux = action(bloc("B009", R004="A"), bloc("B009", R004="B"), R009="2")
    assert [a.individu and a.individu.nom for a in anomalies(deux)] == ["A", "B"]


def test_des_identites_apres_des_details_gardent_leur_gravite() -> None:
    trouvees = anomalies(action(bloc("B005", TAUX, R005="01"), bloc("B009", R004="A")))
    assert [a.gravite for a in trouvees] == [Gravite.CRITIQUE, Gravite.A_CORRIGER]
    trouvees = anomalies(action(bloc("B005", TAUX), bloc("B009", R004="A")))
    assert [a.gravite for a in trouvees] == [Gravite.A_CORRIGER, Gravite.A_CORRIGER]


# --- informations (2027) -----------------------------------------------------------------------------


def test_une_information_vaut_une_fois_par_personne() -> None:
    nommees = [bloc("B012", R003=nom, R007="CT-1") for nom in "AB"]
    texte = bloc(
        "B011",
        *nommees,
        R001="INFO",
        R002="Titre",
        R003="D-1",
        R004="Texte.",
        R005="Réf.",
        R006="http://e.fr",
    )
    trouvees = anomalies(texte, declencheur="06", etat="")
    assert [a.individu and a.individu.nom for a in trouvees] == ["A", "B"]
    assert {(a.code, a.message, a.gravite, a.contrat, a.aide) for a in trouvees} == {
        ("INFO", "Titre", Gravite.INFORMATION, "CT-1", "http://e.fr")
    }
    assert complements(trouvees[0]) == {
        "numéro de procédure": "D-1",
        "information": "Texte.",
        "texte de référence": "Réf.",
    }


def test_une_information_sans_personne_vaut_une_fois() -> None:
    (une,) = anomalies(bloc("B011", R001="INFO"), etat="KO")
    assert (une.individu, une.gravite) == (None, Gravite.INFORMATION)


def test_les_actions_viennent_avant_les_informations() -> None:
    assert [a.code for a in anomalies(bloc("B011", R001="I"), action())] == ["UR_X", "I"]
