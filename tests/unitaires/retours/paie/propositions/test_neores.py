from datetime import date
from pathlib import Path

import pytest

from recepisse.retours.modele import Contenu, Donnee
from recepisse.retours.paie.propositions import GenreProposition, PropositionLue, lire_propositions
from recepisse.retours.sens.interpretation import interpreter
from tests.unitaires.retours.paie.propositions.aide import complements, lire_octets, proposees


def lire_actions(*actions: dict[str, Donnee], nature: str = "199") -> tuple[PropositionLue, ...]:
    """Return what these targets of action propose, in a return of a nature that does not exist."""
    contenu = Contenu(famille="neores", donnees={"retours": [{"actions": list(actions)}]})
    return lire_propositions(interpreter(contenu, nature, "ANO"))


def test_headcounts_are_named_by_their_code() -> None:
    mois, annee = proposees("118_effectifs.xml")
    assert (mois.genre, mois.sujet, mois.cle) == (GenreProposition.EFFECTIF, "Effectif moyen, mensuel", "M01")
    assert (mois.nouvelle, mois.date_effet, mois.periode) == (
        "4.70",
        date(2026, 9, 1),
        "2026-09-01/2026-09-30",
    )
    assert complements(mois)["Niveau"] == "établissement"
    assert (annee.sujet, annee.cle, annee.nouvelle) == ("Effectif moyen, annuel", "A01", "4.25")


@pytest.mark.parametrize("code", ["M06", "Z01", "B01", "M1", ""])
def test_another_parameter_is_proposed_under_the_label_of_its_control(code: str) -> None:
    (proposition,) = lire_actions(
        {
            "libelle": "Taux à reprendre",
            "parametres": [{"type": code, "valeur": "1.2", "rubrique": "S21.G00.81.007"}],
        }
    )
    assert (proposition.genre, proposition.sujet) == (GenreProposition.VALEUR, "Taux à reprendre")
    assert (proposition.cle, proposition.rubrique) == (code, "S21.G00.81.007")


def test_a_parameter_without_value_proposes_nothing() -> None:
    assert lire_actions({"parametres": [{"type": "M01"}]}) == ()


def test_an_expected_value_is_proposed_to_its_person_with_its_contract_and_its_context() -> None:
    premiere, seconde = proposees("124_rappel_annuel_P26.xml")
    assert (premiere.cle, premiere.rubrique) == ("UR_EXEMPLE_PLF", "S21.G00.78.004")
    assert (premiere.ancienne, premiere.nouvelle) == ("3125.00", "3925.00")
    assert premiere.periode == "2025-01-01/2025-01-31"
    assert premiere.individu is not None
    assert (premiere.individu.nir, premiere.individu.matricule) == ("2790913055034", "000021")
    dits = complements(premiere)
    assert dits["Montant recalculé"] == "-78.25"
    assert dits["S21.G00.78.001"] == "02"
    assert dits["Contrat"] == "CT-0003 du 2020-03-01"
    assert complements(seconde)["Montant recalculé"] == "+166.09"


def test_accepted_values_are_proposed_together() -> None:
    (proposition,) = proposees("119_URSSAF_ANO.xml")
    assert (proposition.rubrique, proposition.ancienne) == ("S21.G00.78.001", "")
    assert proposition.nouvelle == "02 ou 03"
    assert proposition.periode == "2026-09-01/2026-09-30"
    assert complements(proposition)["S21.G00.40.020"] == "200"


@pytest.mark.parametrize(
    ("nom", "rubrique", "ancienne", "nouvelle"),
    [
        ("120_URSSAF_ANO.xml", "S21.G00.23.001", "959 et 971", "959 ou 971"),
        ("130_MSA_ANO.xml", "S21.G00.81.007", "1.000", "0.550"),
        ("132_post_substitution_P26.xml", "S21.G00.78.004", "3125.00", "3925.00"),
        ("135_FRANCE_TRAVAIL_ANO.xml", "S21.G00.63.002", "2026-09-27", "2026-10-01"),
        ("124_rappel_annuel_P26.xml", "S21.G00.78.004", "3125.00", "3925.00"),
    ],
)
def test_every_nature_proposes_what_it_expects(nom: str, rubrique: str, ancienne: str, nouvelle: str) -> None:
    premiere = proposees(nom)[0]
    assert (premiere.genre, premiere.rubrique) == (GenreProposition.VALEUR, rubrique)
    assert (premiere.ancienne, premiere.nouvelle) == (ancienne, nouvelle)


@pytest.mark.parametrize("nom", ["119_URSSAF_OK.xml", "136_MSA_OK.xml", "121_identite_OK.xml"])
def test_what_is_right_proposes_nothing(nom: str) -> None:
    assert proposees(nom) == ()


def test_the_structure_of_2027_is_read_too() -> None:
    (proposition,) = proposees("neores_P27_rappel_substituable.xml")
    assert (proposition.ancienne, proposition.nouvelle) == ("3125.00", "3925.00")
    assert proposition.periode == "2026-01-01/2026-12-31"


def test_the_official_headcount_is_proposed(officiel: Path) -> None:
    octets = (officiel / "exemples" / "exemple_retour_118_CRM_Effectifs_MSA.xml").read_bytes()
    (proposition,) = lire_octets(octets, "118")
    assert (proposition.cle, proposition.nouvelle, proposition.periode) == (
        "M01",
        "4.70",
        "2021-01-01/2021-01-31",
    )


def test_a_value_equal_to_the_one_declared_is_context_and_no_proposal() -> None:
    (proposition,) = lire_actions(
        {
            "code": "C",
            "details": [
                {
                    "donnees": [
                        {"rubrique": "S21.G00.81.001", "declaree": "128", "preconisee": "128"},
                        {"rubrique": "S21.G00.81.007", "declaree": "1", "preconisee": "2"},
                    ]
                }
            ],
        }
    )
    assert (proposition.rubrique, proposition.distinction) == ("S21.G00.81.007", "|S21.G00.81.001=128")


def test_a_detail_about_several_persons_proposes_to_each() -> None:
    propositions = lire_actions(
        {
            "details": [
                {
                    "individus": [
                        {"matricule": "1"},
                        {"matricule": "2", "contrat": "CT", "contrat_debut": "2020-01-01"},
                    ],
                    "donnees": [{"rubrique": "R", "declaree": "1", "preconisee": "2"}],
                }
            ]
        }
    )
    assert [p.individu.matricule for p in propositions if p.individu] == ["1", "2"]
    assert propositions[0].distinction != propositions[1].distinction


def test_an_amount_alone_is_proposed_unless_it_is_zero() -> None:
    (proposition,) = lire_actions(
        {
            "code": "UR",
            "libelle": "Écart",
            "details": [
                {"montant": "-12.30", "donnees": [{"rubrique": "R", "declaree": "1"}]},
                {"montant": "0.00"},
                {"montant": "+0"},
                {"montant": ""},
            ],
        }
    )
    assert (proposition.sujet, proposition.cle, proposition.nouvelle) == (
        "Écart : montant recalculé",
        "UR montant",
        "-12.30",
    )
    assert complements(proposition)["R"] == "1"


def test_the_period_of_the_return_serves_when_the_detail_has_none() -> None:
    contenu = Contenu(
        famille="neores",
        donnees={
            "retours": [
                {
                    "contexte": {"periode_debut": "2026-09-01", "periode_fin": "2026-09-30"},
                    "actions": [{"details": [{"donnees": [{"rubrique": "R", "preconisee": "2"}]}]}],
                }
            ]
        },
    )
    (proposition,) = lire_propositions(interpreter(contenu, "119", "ANO"))
    assert (proposition.periode, proposition.sujet) == ("2026-09-01/2026-09-30", "Valeur attendue")


def test_an_unreadable_document_proposes_nothing() -> None:
    contenu = Contenu(
        famille="neores",
        donnees={"retours": [{"actions": [{"parametres": [{"type": "M01", "valeur": "1"}]}]}]},
        illisible="Coupé.",
    )
    assert lire_propositions(interpreter(contenu, "118", "OK")) == ()
