"""Proposals of the OC (51) and of the Urssaf (61); what proposes nothing."""

import pytest

from recepisse.retours.modele import Contenu, DeclarationLue, Donnee
from recepisse.retours.paie.propositions import GenreProposition, PropositionLue, lire_propositions
from recepisse.retours.sens.interpretation import interpreter
from tests.unitaires.retours.paie.propositions.aide import EXEMPLES, complements, proposees


def montants(**faits: Donnee) -> tuple[PropositionLue, ...]:
    contenu = Contenu(
        famille="bilan", donnees={"montants": faits}, declarations=[DeclarationLue(mois="2026-09")]
    )
    return lire_propositions(interpreter(contenu, "61", "ANO"))


def test_an_organisation_proposes_the_values_it_corrected() -> None:
    contrat, montant = proposees("51_OC_CRC_anomalies.xml")
    assert {contrat.genre, montant.genre} == {GenreProposition.ORGANISME}
    assert (contrat.rubrique, contrat.ancienne, contrat.nouvelle) == ("S21.G00.15.001", "CPREV01", "CPREV02")
    assert (contrat.cle, contrat.individu) == ("EADH02 CPREV01", None)
    assert (montant.rubrique, montant.ancienne, montant.nouvelle) == ("S21.G00.79.004", "2100.00", "2150.00")
    assert montant.individu is not None
    assert (montant.individu.nir, montant.individu.matricule) == ("1900131555023", "000018")
    assert montant.periode == "2026-09"
    assert complements(montant)["Motif"].startswith("Montant de composant")


def test_an_organisation_that_corrects_nothing_proposes_nothing() -> None:
    assert proposees("51_OC_CRC_sans_anomalie.xml") == ()


def test_the_urssaf_proposes_the_amount_it_calculates() -> None:
    (proposition,) = proposees("61_URSSAF_ANO.xml")
    assert proposition.genre is GenreProposition.COTISATIONS
    assert (proposition.cle, proposition.ancienne, proposition.nouvelle) == ("calcule", "3001", "2899")
    assert proposition.periode == "2026-09"
    assert complements(proposition) == {
        "Montant déclaré": "3001",
        "Montant calculé": "2899",
        "Montant payé": "3001",
        "Période": "septembre 2026",
        "Numéro de certificat": "10000001",
    }


def test_a_payment_that_differs_is_proposed_too() -> None:
    (proposition,) = montants(declare="3001", calcule="3 001,00", paye="2 900")
    assert (proposition.sujet, proposition.nouvelle) == ("Montant payé à l’Urssaf", "2 900")


@pytest.mark.parametrize(
    "faits",
    [
        {"declare": "3001", "calcule": "3001", "paye": "3 001,00"},
        {"declare": "3001"},
        {"calcule": "3001"},
        {},
    ],
)
def test_amounts_that_agree_or_are_unknown_propose_nothing(faits: dict[str, Donnee]) -> None:
    assert montants(**faits) == ()


def test_an_amount_that_is_no_number_is_compared_as_it_is_written() -> None:
    (proposition,) = montants(declare="3001", calcule="trois mille")
    assert proposition.nouvelle == "trois mille"


def test_each_declaration_of_a_document_has_its_amounts_and_its_month() -> None:
    faits: dict[str, Donnee] = {"declare": "1", "calcule": "2"}
    contenu = Contenu(
        famille="bilan",
        donnees={"declarations": [{"montants": faits}, {}, {"montants": faits}]},
        declarations=[DeclarationLue(mois=mois) for mois in ("2026-07", "2026-08", "2026-09")],
    )
    propositions = lire_propositions(interpreter(contenu, "61", "ANO"))
    assert [p.periode for p in propositions] == ["2026-07", "2026-09"]


@pytest.mark.parametrize(
    "nom",
    ["10_AEE_OK.xml", "11_BAN_KO.xml", "94_DGFIP_nominatif.xml", "95_DGFIP_taux_sur_taux.xml", "44_AER.pdf"],
)
def test_other_returns_propose_nothing(nom: str) -> None:
    assert (EXEMPLES / nom).exists()
    assert proposees(nom) == ()


def test_no_representation_shows_a_value() -> None:
    for nom in ("121_identite_ANO.xml", "124_rappel_annuel_P26.xml", "51_OC_CRC_anomalies.xml"):
        ecrit = repr(proposees(nom))
        for cache in ("2850675056012", "2790913055034", "3925.00", "2150.00", "MARTIN"):
            assert cache not in ecrit
