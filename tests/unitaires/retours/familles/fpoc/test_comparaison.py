"""What was declared to an OC beside what its fiche asks."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from recepisse.retours.familles.fpoc.comparaison import AdhesionDeclaree, EcartFiche, ecarts, selon_la_fiche
from recepisse.retours.familles.fpoc.contrats import BaseFiche, ContratFiche, CotisationFiche, ParametreFiche
from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Anomalie, Complement
from tests.unitaires.retours.aide_oc import anomalie, contexte, retour


def parametre(option: str, population: str, *bases: str, fin: date | None = None) -> ParametreFiche:
    return ParametreFiche(option=option, population=population, bases=tuple(map(BaseFiche, bases)), fin=fin)


PREVOYANCE = ContratFiche(
    "PREV1",
    "P0001",
    parametres=(
        ParametreFiche(cotisations=(CotisationFiche("001"),)),
        parametre("", "", "11", "13"),
    ),
)
SANTE = ContratFiche(
    "SANTE1",
    "P0001",
    "D00001",
    ancienne_reference="SANTE0",
    parametres=(
        parametre("ISOLE", "NCAD", "20"),
        parametre("FAMILLE", "NCAD", "20"),
        parametre("BASE", "CAD", "18", fin=date(2026, 6, 30)),
        parametre("BASE", "CAD", "11", "18"),
    ),
)
FICHE = (PREVOYANCE, SANTE)
JUSTE = AdhesionDeclaree("SANTE1", "P0001", "D00001", "ISOLE", "NCAD", frozenset({"20"}))


def codes(declaree: AdhesionDeclaree, jour: date | None = None) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(e.code, e.declare, e.attendus) for e in ecarts(FICHE, [declaree], jour)]


def test_une_declaration_juste_ne_differe_en_rien() -> None:
    prevoyance = AdhesionDeclaree("PREV1", "P0001", "", "", "", frozenset({"11", "13"}))
    assert ecarts(FICHE, [JUSTE, prevoyance]) == ()


def test_ce_qui_n_est_pas_su_n_est_pas_compare() -> None:
    assert ecarts(FICHE, [AdhesionDeclaree("SANTE1"), AdhesionDeclaree("PREV1", "P0001")]) == ()


@pytest.mark.parametrize(
    ("change", "attendu"),
    [
        ({"reference": "FAUX"}, ("EADH02", "FAUX", ("PREV1", "SANTE1"))),
        ({"reference": "SANTE0"}, ("EADH02", "SANTE0", ("SANTE1",))),
        ({"organisme": "P0002"}, ("EADH03", "P0002", ("P0001",))),
        ({"delegataire": "D00002"}, ("EADH04", "D00002", ("D00001",))),
        ({"delegataire": ""}, ("EADH06", "", ("D00001",))),
        ({"option": "FAUSSE"}, ("EAFF03", "FAUSSE", ("ISOLE", "FAMILLE", "BASE"))),
        ({"option": ""}, ("EAFF04", "", ("ISOLE", "FAMILLE", "BASE"))),
        ({"population": "AUTRE"}, ("EAFF06", "AUTRE", ("NCAD", "CAD"))),
        ({"population": ""}, ("EAFF07", "", ("NCAD", "CAD"))),
        ({"population": "CAD"}, ("EAFF02", "ISOLE", ("BASE",))),
        ({"bases": frozenset()}, ("ECIN05", "", ("20",))),
        ({"bases": frozenset({"20", "13"})}, ("ECIN06", "13", ("20",))),
    ],
)
def test_chaque_difference_porte_le_code_que_l_organisme_enverrait(
    change: dict[str, Any], attendu: tuple[str, str, tuple[str, ...]]
) -> None:
    assert codes(replace(JUSTE, **change)) == [attendu]


@pytest.mark.parametrize(
    ("change", "attendu"),
    [
        ({"delegataire": "D00001"}, ("EADH05", "D00001", ("",))),
        ({"option": "A"}, ("EAFF05", "A", ("",))),
        ({"population": "A"}, ("EAFF08", "A", ("",))),
    ],
)
def test_ce_que_la_fiche_n_attend_pas_est_present_a_tort(
    change: dict[str, Any], attendu: tuple[str, str, tuple[str, ...]]
) -> None:
    prevoyance = AdhesionDeclaree("PREV1", "P0001", "", "", "", frozenset({"11", "13"}))
    assert codes(replace(prevoyance, **change)) == [attendu]


def test_plusieurs_differences_sont_dites_ensemble_dans_l_ordre() -> None:
    faux = AdhesionDeclaree("SANTE1", "P0002", "D00002", "X", "Y", frozenset({"10"}))
    assert [e.code for e in ecarts(FICHE, [JUSTE, faux])] == ["EADH03", "EADH04", "EAFF03", "EAFF06"]


def test_une_adhesion_a_un_organisme_que_la_fiche_ne_nomme_pas_lui_echappe() -> None:
    assert ecarts(FICHE, [AdhesionDeclaree("AILLEURS", "P0009", "")]) == ()


def test_l_ancien_organisme_est_encore_reconnu() -> None:
    repris = (replace(PREVOYANCE, ancien_organisme="P0000"),)
    (ecart,) = ecarts(repris, [AdhesionDeclaree("VIEUX", "P0000")])
    assert (ecart.code, ecart.attendus) == ("EADH02", ("PREV1",))


def test_les_bases_sont_celles_des_parametres_les_plus_proches() -> None:
    cadre = AdhesionDeclaree("SANTE1", "P0001", "D00001", "BASE", "CAD", frozenset({"18"}))
    assert codes(cadre) == []
    assert codes(replace(cadre, bases=frozenset({"11"}))) == [("ECIN05", "", ("18",))]
    assert codes(cadre, date(2026, 6, 30)) == []
    assert codes(cadre, date(2026, 7, 1)) == [("ECIN05", "", ("11",))]


def test_un_contrat_ferme_ne_se_declare_plus() -> None:
    ferme = ContratFiche("C1", "P1", parametres=(parametre("", "", fin=date(2025, 12, 31)),))
    (ecart,) = ecarts((ferme,), [AdhesionDeclaree("C1", "P1", "")], date(2026, 1, 31))
    assert ecart == EcartFiche("EADH02", "S21.G00.15.001", "C1", (), "C1")
    assert ecarts((ferme,), [AdhesionDeclaree("C1", "P1", "")], date(2025, 12, 31)) == ()
    suivant = ContratFiche("C2", "P1", parametres=(parametre("", ""),))
    (ecart,) = ecarts((ferme, suivant), [AdhesionDeclaree("C1", "P1", "")], date(2026, 1, 31))
    assert ecart.attendus == ("C2",)


def test_un_contrat_d_etablissement_seul_n_attend_pas_d_affiliation() -> None:
    seul = (ContratFiche("C1", "P1", parametres=(ParametreFiche(cotisations=(CotisationFiche("001"),)),)),)
    assert ecarts(seul, [AdhesionDeclaree("C1", "P1", "", "OPT", "POP", frozenset({"11"}))]) == ()


def test_un_contrat_chez_deux_delegataires_se_compare_au_bon() -> None:
    deux = (
        ContratFiche("C1", "P1", "D1", parametres=(parametre("A", "", "11"),)),
        ContratFiche("C1", "P1", "D2", parametres=(parametre("B", "", "12"),)),
    )
    assert ecarts(deux, [AdhesionDeclaree("C1", "P1", "D2", "B", "", frozenset({"12"}))]) == ()
    (ecart,) = ecarts(deux, [AdhesionDeclaree("C1", "P1", "D2", "A")])
    assert (ecart.code, ecart.attendus) == ("EAFF03", ("B",))
    (ecart,) = ecarts(deux, [AdhesionDeclaree("C1", "P1", "D3", "A")])
    assert (ecart.code, ecart.attendus) == ("EADH04", ("D1", "D2"))


@pytest.mark.parametrize(
    ("attendus", "phrase"),
    [
        (("C2",), "La fiche de paramétrage dit « C2 » en S21.G00.15.001."),
        (("C2", "C3"), "La fiche de paramétrage dit « C2 » ou « C3 » en S21.G00.15.001."),
        (("C2", ""), "La fiche de paramétrage dit « C2 », ou rien, en S21.G00.15.001."),
        (("",), "La fiche de paramétrage n’attend rien en S21.G00.15.001."),
        ((), "La fiche de paramétrage n’a plus ce contrat ouvert."),
    ],
)
def test_la_phrase_dit_ce_que_la_fiche_attend(attendus: tuple[str, ...], phrase: str) -> None:
    ecart = EcartFiche("EADH02", "S21.G00.15.001", "C1", attendus, "C1")
    assert ecart.phrase.replace("\N{NO-BREAK SPACE}", " ") == phrase


def test_une_anomalie_d_adhesion_est_expliquee_par_la_fiche() -> None:
    lue = anomalie(
        retour(
            "EADH02",
            contexte(S21_G00_15_001="FAUX", S21_G00_15_002="P0001"),
            RubriqueBlocRetour="S21.G00.15.001",
            ValeurRubriqueErreur="FAUX",
        )
    )
    (ecart,) = selon_la_fiche(lue, FICHE)
    assert (ecart.code, ecart.attendus) == ("EADH02", ("PREV1", "SANTE1"))


def test_une_rubrique_absente_se_sait_par_l_anomalie_elle_meme() -> None:
    lue = anomalie(retour("EADH06", contexte(S21_G00_15_001="SANTE1"), RubriqueBlocRetour="S21.G00.15.003"))
    (ecart,) = selon_la_fiche(lue, FICHE)
    assert (ecart.code, ecart.attendus) == ("EADH06", ("D00001",))


def test_une_anomalie_d_affiliation_compare_l_option_et_la_population() -> None:
    lue = anomalie(
        retour("EAFF02", contexte(S21_G00_15_001="SANTE1", S21_G00_70_004="ISOLE", S21_G00_70_005="CAD"))
    )
    (ecart,) = selon_la_fiche(lue, FICHE, date(2026, 9, 1))
    assert (ecart.code, ecart.attendus) == ("EAFF02", ("BASE",))


def test_sans_contrat_ou_sans_difference_la_fiche_ne_dit_rien() -> None:
    sans = Anomalie("EADH01", Gravite.A_CORRIGER, "", complements=(Complement("S21.G00.15.002", "P0001"),))
    assert selon_la_fiche(sans, FICHE) == ()
    assert selon_la_fiche(sans._replace(contrat="SANTE1"), FICHE) == ()
