from pathlib import Path

import pytest

from recepisse.retours.modele import Complement, Individu
from recepisse.retours.paie.propositions import GenreProposition, PropositionLue
from recepisse.retours.paie.propositions.identite import comparer_identites
from tests.unitaires.retours.paie.propositions.aide import complements, lire_octets, proposees

RIEN: dict[str, str] = {}


def lignes(propositions: tuple[PropositionLue, ...]) -> list[tuple[str, str, str, str, str]]:
    return [(p.sujet, p.rubrique, p.changement, p.ancienne, p.nouvelle) for p in propositions]


def test_the_national_register_proposes_each_field_that_differs() -> None:
    propositions = proposees("20_BIS_mensuelle.xml")
    assert lignes(propositions) == [
        ("NIR", "S21.G00.30.001", "S21.G00.31.008", "2850675056013", "2850675056012"),
        ("Lieu de naissance", "S21.G00.30.007", "", "PARIS", "PARIS 14"),
    ]
    assert {p.genre for p in propositions} == {GenreProposition.IDENTITE}
    assert all(p.individu is not None and p.individu.matricule == "000012" for p in propositions)
    assert complements(propositions[0])["Contrôle"] == "I0310"


def test_an_unknown_person_proposes_nothing() -> None:
    """The second person of the example is not found by the register: there is nothing to put instead."""
    assert not [p for p in proposees("20_BIS_mensuelle.xml") if p.individu and p.individu.nom == "NOUVEAU"]


def test_the_cnav_proposes_its_reference_values() -> None:
    propositions = proposees("121_identite_ANO.xml")
    assert lignes(propositions) == [
        ("NIR", "S21.G00.30.001", "S21.G00.31.008", "2850675056013", "2850675056012"),
        ("Date de naissance", "S21.G00.30.006", "S21.G00.31.011", "1985-06-14", "1985-06-15"),
    ]
    individu = propositions[0].individu
    assert individu is not None
    assert (individu.nir, individu.nom, individu.matricule) == ("2850675056013", "MARTIN", "000012")
    assert complements(propositions[0])["Contrôle"] == "CNVANOIDE7A"


def test_an_identity_that_agrees_proposes_nothing() -> None:
    assert proposees("121_identite_OK.xml") == ()


def test_the_official_examples_propose_their_differences(officiel: Path) -> None:
    octets = (officiel / "exemples" / "exemple_retour_121_CRM_ID_ANO_divergence.xml").read_bytes()
    assert lignes(lire_octets(octets, "121")) == [
        ("NIR", "S21.G00.30.001", "S21.G00.31.008", "1271122980702", "1271122980701"),
        ("Date de naissance", "S21.G00.30.006", "S21.G00.31.011", "1927-11-12", "1927-11-10"),
    ]
    octets = (officiel / "exemples" / "exemple_retour_20_BIS_mensuelle.xml").read_bytes()
    premieres = lignes(lire_octets(octets, "20"))[:3]
    assert premieres == [
        ("NIR", "S21.G00.30.001", "S21.G00.31.008", "1200125463001", "1200125463006"),
        ("Lieu de naissance", "S21.G00.30.007", "", "Paris", "PONT DE ROIDE"),
        ("NIR", "S21.G00.30.001", "S21.G00.31.008", "2500104070029", "2500104070028"),
    ]


def test_every_field_has_its_rubrics() -> None:
    declare = Individu(
        nir="1850578006048",
        nom="A",
        prenoms="B",
        naissance="01011980",
        complements=tuple(Complement(n, "x") for n in ("nom_usage", "sexe", "lieu_naissance", "code_pays")),
    )
    reference = Individu(
        nir="1850578006049",
        nom="AA",
        prenoms="BB",
        naissance="02011980",
        complements=tuple(Complement(n, "y") for n in ("nom_usage", "sexe", "lieu_naissance", "code_pays")),
    )
    trouvees = comparer_identites(declare, reference, RIEN)
    assert [(p.rubrique[-3:], p.changement[-3:]) for p in trouvees] == [
        ("001", "008"),
        ("002", "009"),
        ("003", ""),
        ("004", "010"),
        ("005", ""),
        ("006", "011"),
        ("007", ""),
        ("011", ""),
    ]


@pytest.mark.parametrize(
    ("declare", "reference"),
    [
        (Individu(nom="Durand"), Individu(nom="DURAND")),
        (Individu(prenoms="Zoé"), Individu(prenoms="ZOE")),
        (Individu(prenoms="Jean-Paul"), Individu(prenoms="JEAN PAUL")),
        (Individu(nom="DURAND"), Individu(nom="  ")),
        (Individu(nom="DURAND"), Individu(nom="non renseigné")),
        (Individu(naissance="1980-01-01"), Individu(naissance="0000-00-00")),
        (Individu(naissance="01011980"), Individu(naissance="00000000")),
    ],
)
def test_what_says_nothing_more_is_no_proposal(declare: Individu, reference: Individu) -> None:
    assert not list(comparer_identites(declare, reference, RIEN))


def test_a_value_that_was_not_declared_changes_no_old_one() -> None:
    (proposition,) = comparer_identites(
        Individu(ntt="19012003450007"),
        Individu(nir="1850578006048"),
        {"Contrôle": "C", "Action attendue": ""},
    )
    assert (proposition.ancienne, proposition.changement) == ("", "")
    assert complements(proposition) == {"Contrôle": "C"}
