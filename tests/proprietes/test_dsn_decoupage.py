"""Whatever is declared, cutting loses no byte, invents none, and counts right."""

from dataclasses import replace
from datetime import date
from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st

from recepisse.dsn.apercu import Apercu, ApercuDeclaration, lire_apercu
from recepisse.dsn.decoupage import ecrire_partie, parties
from recepisse.simulateur.fabrique import (
    EntrepriseFictive,
    EtablissementFictif,
    entreprise_fictive,
    fabriquer_dsn,
)


@st.composite
def entreprises(tirer: st.DrawFn) -> EntrepriseFictive:
    modele = entreprise_fictive(tirer(st.integers(0, 999)), tirer(st.integers(1, 4)))
    etablissements = tuple(
        EtablissementFictif(e.nic, e.ville, tirer(st.integers(0, 40))) for e in modele.etablissements
    )
    return replace(modele, etablissements=etablissements)


fichiers = st.builds(
    fabriquer_dsn,
    st.lists(entreprises(), min_size=1, max_size=3),
    st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    essai=st.booleans(),
    nature=st.sampled_from(["01", "04", "05", "07"]),
    graine=st.integers(0, 9),
    fin_de_ligne=st.sampled_from([b"\n", b"\r\n"]),
    ordre=st.integers(1, 999),
)


def couper(octets: bytes) -> tuple[Apercu, list[bytes]]:
    apercu = lire_apercu(BytesIO(octets))
    ecrites = []
    for partie in parties(apercu):
        vers = BytesIO()
        ecrire_partie(BytesIO(octets), apercu, partie, vers)
        ecrites.append(vers.getvalue())
    return apercu, ecrites


def sans_place(declaration: ApercuDeclaration) -> ApercuDeclaration:
    """Return what is said of a declaration wherever it stands."""
    return replace(declaration, rang=0, ligne=0, debut=0, fin=0)


def corps(octets: bytes) -> bytes:
    """Return what lies between the envelope and the totals."""
    return octets[octets.index(b"S20.G00.05") : octets.rindex(b"S90.G00.90.001")]


@settings(max_examples=60)
@given(fichiers)
def test_bodies_put_end_to_end_are_the_body_of_the_source(octets: bytes) -> None:
    _, ecrites = couper(octets)
    assert b"".join(map(corps, ecrites)) == corps(octets)
    assert {part[: part.index(b"S20.G00.05")] for part in ecrites} == {octets[: octets.index(b"S20.G00.05")]}


@settings(max_examples=60)
@given(fichiers)
def test_every_part_is_a_good_file_that_says_the_same_of_its_declaration(octets: bytes) -> None:
    apercu, ecrites = couper(octets)
    for declaration, part in zip(apercu.declarations, ecrites, strict=True):
        relu = lire_apercu(BytesIO(part))
        assert relu.constats == ()
        assert sans_place(relu.declarations[0]) == sans_place(declaration)
        assert f"S90.G00.90.001,'{part.count(10)}'".encode() in part


@settings(max_examples=30)
@given(fichiers)
def test_a_part_cut_again_is_itself(octets: bytes) -> None:
    for part in couper(octets)[1]:
        assert couper(part)[1] == [part]


@settings(max_examples=60)
@given(fichiers)
def test_the_counts_of_the_reader_are_those_of_a_naive_one(octets: bytes) -> None:
    apercu = lire_apercu(BytesIO(octets))
    assert apercu.lignes == octets.count(b"\n")
    for declaration in apercu.declarations:
        morceau = octets[declaration.debut : declaration.fin]
        assert declaration.lignes == morceau.count(b"\n")
        assert declaration.salaries == morceau.count(b"\nS21.G00.30.001,")
        assert declaration.octets == len(morceau)
