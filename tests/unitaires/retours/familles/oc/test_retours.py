"""A business return of an OC as a finding."""

import pytest

from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Autre, Complement, Individu
from recepisse.retours.sens.actions import conseil
from tests.unitaires.retours.aide_oc import (
    anomalie,
    anomalies,
    complements,
    contexte,
    declaration,
    fichier,
    lire,
    perdues,
    retour,
)


def test_un_retour_dit_ce_qui_est_faux_et_ce_qui_est_attendu() -> None:
    lue = anomalie(
        retour(
            "EADH02",
            contexte(S21_G00_15_001="C1", S21_G00_15_002="P9999"),
            RubriqueBlocRetour="S21.G00.15.001",
            ValeurRubriqueErreur=" C1 ",
            ValeurCorrigeeAjoutee="C2",
            CriticiteRetour="P",
            NbErreursSimilaires="12",
        )
    )
    assert (lue.code, lue.message, lue.categorie) == ("EADH02", "Libellé", "P")
    assert (lue.rubrique, lue.valeur_declaree, lue.valeur_attendue) == ("S21.G00.15.001", "C1", "C2")
    assert (lue.contrat, lue.nombre, lue.individu) == ("C1", 12, None)
    assert complements(lue) == {"Domaine": "adhésion", "S21.G00.15.002": "P9999"}


def test_la_description_suit_le_libelle_et_reste_a_part() -> None:
    lue = anomalie(retour(DescriptionRetour=" Tranche B manquante"))
    assert lue.message == "Libellé\N{NO-BREAK SPACE}: Tranche B manquante"
    assert complements(lue)["DescriptionRetour"] == "Tranche B manquante"
    assert anomalie(retour(LibelCodeRetourMetier="", DescriptionRetour="Seule")).message == "Seule"


def test_les_libelles_et_la_date_de_l_evenement_sont_des_complements() -> None:
    lue = anomalie(
        retour(
            "IEVT07",
            LibelRubBlocRetour="Fin du contrat",
            LibelValRubriqueErreur="faux",
            LibelValCorrigeeAjoutee="juste",
            DateEvt="15092026",
        )
    )
    assert lue.complements == (
        Complement("Domaine", "événement"),
        Complement("LibelRubBlocRetour", "Fin du contrat"),
        Complement("LibelValRubriqueErreur", "faux"),
        Complement("LibelValCorrigeeAjoutee", "juste"),
        Complement("DateEvt", "15092026"),
    )
    assert lue.periode == "15092026"


def test_la_personne_vient_des_rubriques_de_contexte() -> None:
    lue = anomalie(
        retour(
            contenu=contexte(
                S21_G00_30_001="1900131555023",
                S21_G00_30_002="DURAND",
                S21_G00_30_003="MARTIN",
                S21_G00_30_004="Anne",
                S21_G00_30_006="99001990",
                S21_G00_30_008="1 rue de Paris",
                S21_G00_30_019="000018",
                S21_G00_30_020="19012003450001",
            )
        )
    )
    assert lue.individu == Individu(
        nir="1900131555023",
        ntt="19012003450001",
        nom="DURAND",
        prenoms="Anne",
        matricule="000018",
        naissance="99001990",
        complements=(
            Complement("S21.G00.30.003", "MARTIN"),
            Complement("S21.G00.30.008", "1 rue de Paris"),
        ),
    )


def test_un_nir_avec_sa_cle_est_ramene_a_treize_caracteres() -> None:
    individu = anomalie(retour(contenu=contexte(S21_G00_30_001="190013155502399"))).individu
    assert individu == Individu(nir="1900131555023", complements=(Complement("NIR", "190013155502399"),))


def test_une_rubrique_de_personne_dite_deux_fois_garde_les_deux() -> None:
    double = contexte(S21_G00_30_002="UN") + contexte(S21_G00_30_002="DEUX")
    assert anomalie(retour(contenu=double)).individu == Individu(
        nom="UN", complements=(Complement("S21.G00.30.002", "DEUX"),)
    )


def test_le_numero_du_contrat_de_travail_est_un_complement() -> None:
    lue = anomalie(retour(contenu=contexte(S21_G00_40_009="11111", S21_G00_15_001="C1")))
    assert (lue.contrat, complements(lue)["S21.G00.40.009"]) == ("C1", "11111")


def test_sans_contexte_le_contrat_est_la_valeur_fausse() -> None:
    assert anomalie(retour(RubriqueBlocRetour="S21.G00.15.001", ValeurRubriqueErreur="C1")).contrat == "C1"
    assert anomalie(retour(RubriqueBlocRetour="S21.G00.15.002", ValeurRubriqueErreur="P1")).contrat == ""


def test_une_rubrique_de_contexte_dite_deux_fois_garde_les_deux() -> None:
    double = contexte(S21_G00_70_004="OPT1") + contexte(S21_G00_70_004="OPT2")
    assert anomalie(retour(contenu=double)).complements[1:] == (
        Complement("S21.G00.70.004", "OPT1"),
        Complement("S21.G00.70.004", "OPT2"),
    )


@pytest.mark.parametrize(
    ("rubriques", "periode"),
    [
        ({"S21_G00_78_001": "01032026", "S21_G00_78_002": "31032026"}, "01032026/31032026"),
        (
            {"S21_G00_78_001": "31", "S21_G00_78_002": "01032026", "S21_G00_78_003": "31032026"},
            "01032026/31032026",
        ),
        ({"S21_G00_82_003": "01012026", "S21_G00_82_004": "31032026"}, "01012026/31032026"),
        ({"S21_G00_20_006": "01012026", "S21_G00_20_007": "01012026"}, "01012026"),
        ({"S21_G00_55_004": "2026T03"}, "2026T03"),
        ({"S21_G00_78_001": "31"}, ""),
        ({}, ""),
    ],
)
def test_la_periode_est_celle_du_contexte(rubriques: dict[str, str], periode: str) -> None:
    assert anomalie(retour(contenu=contexte(**rubriques))).periode == periode


def test_la_periode_du_contexte_passe_avant_la_date_de_l_evenement() -> None:
    lue = anomalie(retour(contenu=contexte(S21_G00_78_002="01032026"), DateEvt="15032026"))
    assert lue.periode == "01032026"


def test_le_montant_est_celui_du_versement() -> None:
    assert anomalie(retour(contenu=contexte(S21_G00_20_005="812.40"))).montant == "812.40"
    faux = retour("EVER13", RubriqueBlocRetour="S21.G00.20.005", ValeurRubriqueErreur="10.00")
    assert anomalie(faux).montant == "10.00"
    autre = retour("ECIN07", RubriqueBlocRetour="S21.G00.79.004", ValeurRubriqueErreur="10.00")
    assert anomalie(autre).montant == ""


def test_les_rubriques_ecrites_avec_des_soulignes_prennent_des_points() -> None:
    souligne = contexte(S21_G00_15_001="C1").replace("S21.G00.15.001", "S21_G00_15_001")
    lue = anomalie(retour(contenu=souligne, RubriqueBlocRetour="S21_G00_15_001"))
    assert (lue.rubrique, lue.contrat) == ("S21.G00.15.001", "C1")


@pytest.mark.parametrize("ecrit", ["", "deux", "²", "-1", "1" * 5000])
def test_un_nombre_illisible_n_est_pas_un_nombre(ecrit: str) -> None:
    assert anomalie(retour(NbErreursSimilaires=ecrit)).nombre is None


def test_l_action_vient_de_la_table_selon_le_code_et_la_gravite() -> None:
    lue = anomalie(retour("EADH02", CriticiteRetour="C"))
    attendu = conseil("51", "EADH02", Gravite.CRITIQUE)
    assert attendu.texte
    assert (lue.action, lue.delai, lue.aide) == (attendu.texte, attendu.delai, attendu.aide)
    assert anomalie(retour("IEVT07")).action == ""


def test_la_gravite_depend_de_la_lettre_de_la_criticite_et_de_la_declaration() -> None:
    retours = (retour("EADH02"), retour("EADH02", CriticiteRetour="P"), retour("IEVT07"))
    gravites = [a.gravite for a in anomalies(*retours, CodeRetourDecla="2")]
    assert gravites == [Gravite.CRITIQUE, Gravite.A_CORRIGER, Gravite.INFORMATION]


def test_un_code_inconnu_est_montre_sans_domaine() -> None:
    lue = anomalie(retour("ZNEW01"))
    assert (lue.code, lue.gravite, lue.complements) == ("ZNEW01", Gravite.A_CORRIGER, ())


def test_un_retour_sans_rien_est_encore_une_anomalie() -> None:
    (lue,) = lire(fichier(declaration("<RetourMetier/>"))).anomalies
    assert (lue.code, lue.message, lue.rubrique, lue.individu) == ("", "", "", None)


def test_les_contextes_restent_tels_qu_ils_sont_ecrits() -> None:
    contextes = (
        '<ContexteRetourMetier Rubrique="S21.G00.15.002" Libelle="Code" Valeur=" P1 " LibelVal="Nom"/>'
        '<ContexteRetourMetier Libelle="A" Valeur="B" Rubrique="S21.G00.70.004"/>'
        '<ContexteRetourMetier Rubrique="S21.G00.70.005"/>'
        '<ContexteRetourMetier Rubrique="R" Libelle="L" Valeur="V"/>'
    )
    declarations = lire(fichier(declaration(retour(contenu=contextes)))).donnees["declarations"]
    assert isinstance(declarations, list)
    assert isinstance(declarations[0], dict)
    assert declarations[0]["retours"] == [
        {
            "IdRetour": "1",
            "CodeRetourMetier": "EADH02",
            "LibelCodeRetourMetier": "Libellé",
            "contextes": [
                {"Rubrique": "S21.G00.15.002", "Libelle": "Code", "Valeur": " P1 ", "LibelVal": "Nom"},
                {"Libelle": "A", "Valeur": "B", "Rubrique": "S21.G00.70.004"},
                {"Rubrique": "S21.G00.70.005"},
                {"Rubrique": "R", "Libelle": "L", "Valeur": "V"},
            ],
        }
    ]


@pytest.mark.parametrize(
    ("morceau", "autre"),
    [
        ('<ContexteRetourMetier Neuf="n"/>', Autre("/ContexteRetourMetier/@Neuf", "n")),
        (
            '<ContexteRetourMetier Rubrique="R" Libelle="L" Valeur="V">mot</ContexteRetourMetier>',
            Autre("/ContexteRetourMetier", "mot"),
        ),
        (
            '<ContexteRetourMetier Rubrique="R" Libelle="L" Valeur="V"><Sous a="s"/></ContexteRetourMetier>',
            Autre("/ContexteRetourMetier/Sous/@a", "s"),
        ),
        ('<ContexteRetourMetier Rubrique="R" Libelle="L" Valeur="V"/>suite', Autre("", "suite")),
        ('<ContexteRetourMetier Rubrique="R"/>suite', Autre("", "suite")),
        ("<Autre>x</Autre>", Autre("/Autre", "x")),
        ("mot", Autre("", "mot")),
    ],
)
def test_rien_d_un_retour_n_est_perdu(morceau: str, autre: Autre) -> None:
    document = fichier(declaration(retour(contenu=morceau)))
    assert lire(document).autres == [Autre(f"Fichier/Declaration/RetourMetier{autre.chemin}", autre.valeur)]
    assert not perdues(document)
