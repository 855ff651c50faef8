from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recepisse.dsn.apercu import Apercu, lire_apercu
from recepisse.identifiants.nir import is_valid_nir
from recepisse.identifiants.siret import is_valid_siret
from recepisse.simulateur.fabrique import EtablissementFictif, entreprise_fictive, fabriquer_dsn

MARS, AVRIL = date(2026, 3, 1), date(2026, 4, 30)
DEUX = [entreprise_fictive(1), entreprise_fictive(2)]


def lire(octets: bytes) -> Apercu:
    return lire_apercu(BytesIO(octets))


def nirs(octets: bytes) -> list[str]:
    lignes = octets.decode("iso-8859-1").split("\n")
    return [ligne[16:29] for ligne in lignes if ligne.startswith("S21.G00.30.001")]


def test_two_companies_of_three_establishments_make_six_declarations() -> None:
    apercu = lire(fabriquer_dsn(DEUX, MARS))
    assert apercu.constats == ()
    assert apercu.essai
    attendus = [(e.siren + t.nic, t.salaries) for e in DEUX for t in e.etablissements]
    assert [(d.siret, d.salaries) for d in apercu.declarations] == attendus
    assert [d.ordre for d in apercu.declarations] == ["1", "2", "3", "4", "5", "6"]
    assert {d.mois for d in apercu.declarations} == {"01032026"}
    assert {d.date_fichier for d in apercu.declarations} == {"05042026"}


@given(st.integers(0, 10_000), st.integers(1, 5))
def test_companies_have_valid_numbers(graine: int, etablissements: int) -> None:
    entreprise = entreprise_fictive(graine, etablissements)
    assert len(entreprise.etablissements) == etablissements
    assert all(is_valid_siret(entreprise.siren + e.nic) for e in entreprise.etablissements)
    assert entreprise.siret == entreprise.siren + entreprise.etablissements[0].nic
    assert entreprise == entreprise_fictive(graine, etablissements)


def test_people_have_valid_and_distinct_numbers() -> None:
    grand = replace(DEUX[0], etablissements=(EtablissementFictif("00011", "LYON", 900),))
    numeros = nirs(fabriquer_dsn([grand], MARS))
    assert len(set(numeros)) == 900
    assert all(map(is_valid_nir, numeros))


def test_the_same_seed_makes_the_same_bytes_and_another_one_other_people() -> None:
    assert fabriquer_dsn(DEUX, MARS) == fabriquer_dsn(DEUX, MARS)
    assert set(nirs(fabriquer_dsn(DEUX, MARS))).isdisjoint(nirs(fabriquer_dsn(DEUX, MARS, graine=2)))


def test_the_same_people_come_back_next_month_with_another_pay() -> None:
    mars, avril = fabriquer_dsn(DEUX, MARS), fabriquer_dsn(DEUX, AVRIL)
    assert nirs(mars) == nirs(avril)
    assert mars.count(b"S21.G00.50.002") == avril.count(b"S21.G00.50.002")
    assert mars.split(b"S21.G00.50.002")[1:] != avril.split(b"S21.G00.50.002")[1:]
    assert b"'30042026'" in avril


@pytest.mark.parametrize(
    ("nature", "rubrique"), [("04", b"S21.G00.60.001"), ("05", b"S21.G00.60.010"), ("07", b"S21.G00.62.002")]
)
def test_an_event_is_one_known_person_of_each_establishment(nature: str, rubrique: bytes) -> None:
    octets = fabriquer_dsn(DEUX, MARS, nature=nature)
    apercu = lire(octets)
    assert apercu.constats == ()
    assert octets.count(rubrique) == 6
    assert b"S21.G00.50" not in octets
    assert {(d.nature, d.salaries, d.mois) for d in apercu.declarations} == {(nature, 1, "")}
    assert {d.individu for d in apercu.declarations} <= set(nirs(fabriquer_dsn(DEUX, MARS)))
    assert all(d.contrat for d in apercu.declarations)


@pytest.mark.parametrize("type_declaration", ["02", "05"])
def test_neant_declares_nobody(type_declaration: str) -> None:
    apercu = lire(fabriquer_dsn(DEUX, MARS, type_declaration=type_declaration))
    assert apercu.type_envoi == "02"
    assert {(d.type, d.salaries) for d in apercu.declarations} == {(type_declaration, 0)}


def test_an_establishment_without_people_declares_none() -> None:
    vide = replace(DEUX[0], etablissements=(EtablissementFictif("00011", "LYON", 0),))
    assert [d.salaries for d in lire(fabriquer_dsn([vide], MARS, nature="04")).declarations] == [0]


def test_a_replacement_names_what_it_replaces() -> None:
    declarations = lire(fabriquer_dsn(DEUX[:1], MARS, type_declaration="03", ordre=8)).declarations
    assert [(d.ordre, d.id_remplace) for d in declarations[:2]] == [("8", "050420267"), ("9", "050420268")]


def test_the_envelope_follows_the_options() -> None:
    apercu = lire(
        fabriquer_dsn(DEUX, MARS, essai=False, point_depot="02", norme="P25V01", fin_de_ligne=b"\n")
    )
    assert (apercu.mode, apercu.point_depot, apercu.norme, apercu.fin_de_ligne) == (
        "02",
        "02",
        "P25V01",
        "lf",
    )
    assert apercu.emetteur_siret == DEUX[0].siret


def test_files_hold_what_real_ones_hold_accents_and_apostrophes() -> None:
    octets = fabriquer_dsn([entreprise_fictive(n) for n in range(8)], MARS)
    assert "É".encode("iso-8859-1") in octets
    assert b"'D'ARGENT'" in octets
