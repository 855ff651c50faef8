from datetime import date
from pathlib import Path

from recepisse.retours.modele import Donnee
from recepisse.retours.paie.propositions import GenreProposition
from recepisse.retours.paie.propositions.communication import propositions_communication
from tests.unitaires.retours.paie.propositions.aide import complements, lire_octets, proposees

JANVIER = date(2026, 1, 1)


def calcul(
    date_calcul: str, taux: str, *, clefs: dict[str, Donnee] | None = None, part: str = "patronale"
) -> dict[str, Donnee]:
    return {
        "date_calcul": date_calcul,
        "informations": [
            {
                "clefs": clefs or {"section": "01", "dateDebutEffet": "2026-01-01"},
                "paie": [{"taux": [{"part": part, "valeur": taux}]}],
            }
        ],
    }


def test_each_section_has_its_rate_and_what_goes_with_it() -> None:
    premiere, seconde = proposees("34_taux_ATMP.xml")
    assert premiere.genre is GenreProposition.TAUX_ATMP
    assert (premiere.cle, premiere.rubrique) == ("Section 01", "S21.G00.40.043")
    assert (premiere.nouvelle, premiere.date_effet) == ("2.08", JANVIER)
    assert complements(premiere) == {
        "Code CTN": "AA",
        "Code risque (S21.G00.40.040)": "515AB",
        "Date de calcul": "2026-01-08T04:05:11",
    }
    assert (seconde.cle, seconde.nouvelle, complements(seconde)["Taux bureau"]) == ("Section 02", "0.95", "B")


def test_the_latest_calculation_wins() -> None:
    (proposition,) = proposees("34_taux_ATMP_recalcul.xml")
    assert (proposition.nouvelle, complements(proposition)["Date de calcul"]) == (
        "1.94",
        "2026-05-20T04:05:11",
    )


def test_the_latest_calculation_wins_whatever_their_order() -> None:
    communication: dict[str, Donnee] = {
        "type": "atmp",
        "calculs": [calcul("2026-05-20", "1.94"), calcul("2026-01-08", "2.08")],
    }
    assert [p.nouvelle for p in propositions_communication(communication)] == ["1.94"]


def test_two_dates_of_effect_are_two_proposals() -> None:
    communication: dict[str, Donnee] = {
        "type": "ATMP",
        "calculs": [
            calcul("2026-01-08", "2.08"),
            calcul("2026-01-08", "2.50", clefs={"section": "01", "dateDebut": "2026-07-01"}),
        ],
    }
    trouvees = list(propositions_communication(communication))
    assert [(p.nouvelle, p.date_effet) for p in trouvees] == [("2.08", JANVIER), ("2.50", date(2026, 7, 1))]


def test_another_share_or_an_empty_rate_proposes_no_rate_of_accidents() -> None:
    communication: dict[str, Donnee] = {
        "type": "atmp",
        "calculs": [calcul("2026-01-08", "2.08", part="salariale"), calcul("2026-01-08", "")],
    }
    assert not list(propositions_communication(communication))


def test_an_empty_rate_of_bonus_malus_is_no_proposal() -> None:
    assert not list(propositions_communication({"type": "bmcc", "calculs": [calcul("2026-08-27", "")]}))


def test_a_type_that_is_not_known_proposes_nothing() -> None:
    assert not list(propositions_communication({"type": "autre", "calculs": [calcul("2026", "1")]}))


def test_the_bonus_malus_gives_two_rates_and_the_identifier_to_declare() -> None:
    contribution, ccp = proposees("117_bonus_malus.xml")
    assert {contribution.genre, ccp.genre} == {GenreProposition.BONUS_MALUS}
    assert (contribution.cle, contribution.nouvelle) == ("patronale", "3.66")
    assert (ccp.cle, ccp.nouvelle) == ("ccp", "3.62")
    assert ccp.sujet != contribution.sujet
    assert (contribution.date_effet, contribution.periode) == (date(2026, 9, 1), "2026-09-01/2027-08-31")
    dits = complements(contribution)
    assert dits["Identifiant du taux à déclarer"] == "901200345_10_2026_20260826"
    assert dits["Date de calcul du taux"] == "2026-08-26"
    assert dits["Nombre de séparations"] == "7"
    assert dits["Phase"] == "10"


def test_the_official_regularisation_says_its_phase_and_its_reason(officiel: Path) -> None:
    octets = (officiel / "exemples" / "exemple_retour_117_CRM_BMCC_Circuit_30_RG.xml").read_bytes()
    contribution, ccp = lire_octets(octets, "117")
    assert (contribution.nouvelle, ccp.nouvelle) == ("3.15", "3.12")
    dits = complements(contribution)
    assert dits["Phase"] == "30"
    assert dits["Identifiant de régularisation à déclarer"] == "020000000049"
    assert dits["Motif de régularisation"] == "05"
    assert dits["Nombre de séparations"] == "16"


def test_the_official_sections_are_read_whatever_the_name_of_their_date(officiel: Path) -> None:
    octets = (officiel / "exemples" / "exemple_retour_34_CRM_CNAM.xml").read_bytes()
    assert [(p.cle, p.nouvelle, p.date_effet) for p in lire_octets(octets, "34")] == [
        ("Section 01", "3.41", date(2019, 7, 10)),
        ("Section 02", "1.70", date(2019, 7, 10)),
    ]


def test_amounts_and_rubrics_of_the_pay_are_kept_with_the_rate() -> None:
    communication: dict[str, Donnee] = {
        "type": "bmcc",
        "calculs": [
            {
                "date_calcul": "2026-08-27",
                "informations": [
                    {
                        "paie": [
                            {
                                "taux": [{"part": "nouvelle", "valeur": "1.00"}],
                                "montants": [{"type": "base", "valeur": "10.50"}],
                                "rubriques": {"inconnue": "x"},
                            }
                        ]
                    }
                ],
            }
        ],
    }
    (proposition,) = propositions_communication(communication)
    assert proposition.sujet == "Taux « nouvelle » du bonus-malus"
    assert complements(proposition) == {
        "Montant base": "10.50",
        "inconnue": "x",
        "Date de calcul": "2026-08-27",
    }
