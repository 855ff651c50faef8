"""What changed between two declarations, told by what names persons and blocks."""

from decimal import Decimal

from recepisse.dsn.arborescence import Noeud, arborer, lire_blocs
from recepisse.dsn.comparaison import Appariement, Ecart, Nature, apparier, comparer
from recepisse.dsn.document import Identite
from recepisse.norme.tables import norme
from tests.unitaires.dsn.aides import ecrire

PERSONNE = (
    "S21.G00.30.002,'MARTIN'",
    "S21.G00.40.001,'01012020'",
    "S21.G00.40.009,'A'",
    "S21.G00.50.002,'2000.00'",
    "S21.G00.51.010,'A'",
    "S21.G00.51.011,'001'",
    "S21.G00.51.013,'2500.00'",
    "S21.G00.51.010,'A'",
    "S21.G00.51.011,'002'",
    "S21.G00.51.013,'2400.00'",
)


def arbre(*lignes: str) -> tuple[Noeud, ...]:
    return arborer(lire_blocs(ecrire(lignes), 1), norme("P26V01"))


def dits(ecarts: tuple[Ecart, ...]) -> list[tuple[str, str, str, str]]:
    return [(e.nature.value, e.rubrique[4:], e.avant, e.apres) for e in ecarts]


def test_nothing_changed() -> None:
    assert comparer(arbre(*PERSONNE), arbre(*PERSONNE)) == ()


def test_a_value_that_changed_with_its_difference() -> None:
    apres = [ligne.replace("2500.00", "2650.50") for ligne in PERSONNE]
    (ecart,) = comparer(arbre(*PERSONNE), arbre(*apres))
    assert dits((ecart,)) == [("modifiee", "G00.51.013", "2500.00", "2650.50")]
    assert ecart.difference == Decimal("150.50")
    assert (ecart.ligne_avant, ecart.ligne_apres) == (7, 7)
    assert [(e.code, e.cle, e.rang) for e in ecart.chemin] == [
        ("S21.G00.30", (), 1),
        ("S21.G00.50", (), 1),
        ("S21.G00.51", ("A", "001"), 1),
    ]


def test_the_order_of_the_blocks_does_not_count() -> None:
    apres = (*PERSONNE[:4], *PERSONNE[7:], *PERSONNE[4:7])
    assert comparer(arbre(*PERSONNE), arbre(*apres)) == ()


def test_a_rubric_or_a_block_comes_or_leaves() -> None:
    apres = ("S21.G00.30.001,'1850578006084'", *PERSONNE[:7])
    assert dits(comparer(arbre(*PERSONNE), arbre(*apres))) == [
        ("ajoutee", "G00.30.001", "", "1850578006084"),
        ("retiree", "G00.51.010", "A", ""),
        ("retiree", "G00.51.011", "002", ""),
        ("retiree", "G00.51.013", "2400.00", ""),
    ]


def test_a_contract_that_has_another_number_is_another_one() -> None:
    apres = [ligne.replace("40.009,'A'", "40.009,'B'") for ligne in PERSONNE]
    ecarts = comparer(arbre(*PERSONNE), arbre(*apres))
    assert {e.nature for e in ecarts} == {Nature.AJOUTEE, Nature.RETIREE}
    assert {e.rubrique for e in ecarts} == {"S21.G00.40.001", "S21.G00.40.009"}


def test_blocks_with_the_same_key_are_told_by_their_order() -> None:
    prime = ("S21.G00.52.001,'026'", "S21.G00.52.002,'{}'", "S21.G00.52.006,'A'")

    def primes(*montants: str) -> tuple[Noeud, ...]:
        return arbre(*PERSONNE[:4], *(ligne.format(m) for m in montants for ligne in prime))

    assert dits(comparer(primes("1.00", "2.00"), primes("1.00", "3.00"))) == [
        ("modifiee", "G00.52.002", "2.00", "3.00")
    ]
    assert {e.nature for e in comparer(primes("1.00"), primes("1.00", "2.00"))} == {Nature.AJOUTEE}


def test_what_is_no_number_has_no_difference() -> None:
    for valeur in ("ABC", "", "1.2.3", "²", "12-"):
        assert Ecart((), "", valeur, "1.00", 1, 1).difference is None
    assert Ecart((), "", "-1.00", "1.00", 1, 1).difference == 2


def test_values_are_not_shown_by_a_trace() -> None:
    assert "SECRET" not in repr(Ecart((), "S21.G00.30.002", "SECRET", "SECRET", 1, 1))


def qui(rang: int, **champs: str) -> Identite:
    return Identite(rang, rang * 100, **champs)


def test_persons_are_told_by_their_nir() -> None:
    avant = [qui(1, nir="A", nom="X"), qui(2, nir="B", nom="Y")]
    apres = [qui(1, nir="B", nom="Z"), qui(2, nir="C", nom="X")]
    assert apparier(avant, apres) == Appariement(communes=((2, 1),), entrees=(2,), sorties=(1,))


def test_a_person_who_receives_a_nir_is_the_same() -> None:
    for champs in ({"ntt": "T"}, {"matricule": "M"}, {"nom": "LE GALL", "prenoms": "Zoé"}):
        avant, apres = (
            [qui(7, naissance="01011990", **champs)],
            [qui(3, nir="N", naissance="01011990", **champs)],
        )
        assert apparier(avant, apres).communes == ((7, 3),)


def test_two_persons_of_the_same_name_or_matricule_are_not_mixed() -> None:
    un, autre = {"nom": "MARTIN", "prenoms": "Zoé"}, {"nom": "MARTIN", "prenoms": "Zoé"}
    ensemble = apparier([qui(1, naissance="01011990", **un)], [qui(1, naissance="02021992", **autre)])
    assert ensemble == Appariement((), (1,), (1,))
    ensemble = apparier([qui(1, nir="A", matricule="M")], [qui(1, nir="B", matricule="M")])
    assert ensemble == Appariement((), (1,), (1,))


def test_the_same_person_twice_is_told_by_the_order() -> None:
    deux = [qui(1, nir="A"), qui(2, nir="A")]
    assert apparier(deux, deux).communes == ((1, 1), (2, 2))
    assert apparier(deux, deux[:1]).sorties == (2,)


def test_a_person_that_nothing_tells_comes_and_leaves() -> None:
    assert apparier([qui(1)], [qui(1)]) == Appariement((), (1,), (1,))
