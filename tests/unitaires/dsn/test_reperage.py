"""Lines found by hand in a small declaration of three persons."""

from io import BytesIO

import pytest

from recepisse.dsn.reperage import Demande, reperer

LIGNES = """
S10.G00.00.001,'Paie'
S20.G00.05.001,'01'
S21.G00.06.001,'732829320'
S21.G00.11.001,'00074'
S21.G00.20.001,'DGFIP'
S21.G00.20.004,'FR761'
S21.G00.20.001,'P0012'
S21.G00.20.004,'FR762'
S21.G00.30.001,'1850578006048'
S21.G00.30.002,'MARTIN'
S21.G00.30.019,'M1'
S21.G00.40.001,'01012020'
S21.G00.40.009,'00001'
S21.G00.60.001,'01'
S21.G00.40.001,'01022021'
S21.G00.40.009,'00002'
S21.G00.60.001,'02'
S21.G00.62.001,'31012026'
S21.G00.62.002,'011'
S21.G00.71.002,'RUAA'
S21.G00.50.001,'31012026'
S21.G00.50.006,'3.50'
S21.G00.51.001,'01012026'
S21.G00.51.010,'00001'
S21.G00.51.011,'001'
S21.G00.51.013,'100.00'
S21.G00.51.001,'01012026'
S21.G00.51.010,'00002'
S21.G00.51.011,'001'
S21.G00.51.013,'200.00'
S21.G00.53.001,'01'
S21.G00.86.001,'07'
S21.G00.86.005,'00002'
S21.G00.30.002,'DUPONT'
S21.G00.30.019,'M2'
S21.G00.30.020,'1732829320XYZ'
S21.G00.40.009,'00001'
S21.G00.50.006,'0.00'
S21.G00.30.001,'2900175001001'
S21.G00.30.002,'DURAND'
S21.G00.40.009,'00009'
S21.G00.85.001,'00074'
S90.G00.90.001,'44'
""".strip().splitlines()
OCTETS = "\r\n".join([*LIGNES, ""]).encode("latin-1")
MARTIN, DUPONT, DURAND = "1850578006048", "1732829320XYZ", "2900175001001"


def trouver(demande: Demande, octets: bytes = OCTETS, taille: int = 1 << 20) -> int | None:
    return reperer(BytesIO(octets), [demande], taille=taille).get(0)


def ligne(texte: str, rang: int = 1) -> int:
    """Return the number of the ``rang``-th line that is ``texte``."""
    return [n for n, autre in enumerate(LIGNES, 1) if autre == texte][rang - 1]


@pytest.mark.parametrize("taille", [1, 40, 200, 1 << 20])
@pytest.mark.parametrize(
    ("demande", "texte", "rang"),
    [
        (Demande("S21.G00.50.006", nir=MARTIN), "S21.G00.50.006,'3.50'", 1),
        (Demande("S21.G00.50.006", nir=MARTIN + "12"), "S21.G00.50.006,'3.50'", 1),
        (Demande("S21.G00.50.006", ntt=DUPONT), "S21.G00.50.006,'0.00'", 1),
        (Demande("S21.G00.50.006", matricule="M2"), "S21.G00.50.006,'0.00'", 1),
        (Demande("S21.G00.30.002", nir=MARTIN), "S21.G00.30.002,'MARTIN'", 1),
        (Demande("S21.G00.30.001", nir=DURAND), "S21.G00.30.001,'2900175001001'", 1),
        (Demande("S21.G00.62", nir=MARTIN), "S21.G00.62.001,'31012026'", 1),
        (Demande("S21_G00_62_002", nir=MARTIN), "S21.G00.62.002,'011'", 1),
        (Demande("S21.G00.51.013", nir=MARTIN, valeur="200.00"), "S21.G00.51.013,'200.00'", 1),
        (Demande("S21.G00.51.013", nir=MARTIN, contrat="00002"), "S21.G00.51.013,'200.00'", 1),
        (Demande("S21.G00.51.001", nir=MARTIN, contrat="00002"), "S21.G00.51.001,'01012026'", 2),
        (
            Demande("S21.G00.51.013", nir=MARTIN, contrat="00002", valeur="100.00"),
            "S21.G00.51.013,'200.00'",
            1,
        ),
        (Demande("S21.G00.51.013", nir=MARTIN, valeur="9.99"), "S21.G00.51.013,'100.00'", 1),
        (Demande("S21.G00.53.001", nir=MARTIN, contrat="00002"), "S21.G00.53.001,'01'", 1),
        (Demande("S21.G00.40.001", nir=MARTIN, contrat="00002"), "S21.G00.40.001,'01022021'", 1),
        (Demande("S21.G00.40", nir=MARTIN, contrat="00002"), "S21.G00.40.001,'01022021'", 1),
        (Demande("S21.G00.60.001", nir=MARTIN, contrat="00002"), "S21.G00.60.001,'02'", 1),
        (Demande("S21.G00.60.001", nir=MARTIN, contrat="00007"), "S21.G00.60.001,'01'", 1),
        (Demande("S21.G00.86.001", nir=MARTIN, contrat="00002"), "S21.G00.86.001,'07'", 1),
        (Demande("S21.G00.20.004", valeur="FR762"), "S21.G00.20.004,'FR762'", 1),
        (Demande("S21.G00.20.004"), "S21.G00.20.004,'FR761'", 1),
        (Demande("S21.G00.20", valeur="sans effet"), "S21.G00.20.001,'DGFIP'", 1),
        (Demande("S90.G00.90.001", valeur="44"), "S90.G00.90.001,'44'", 1),
    ],
)
def test_the_line_that_is_asked_for(demande: Demande, texte: str, rang: int, taille: int) -> None:
    assert trouver(demande, taille=taille) == ligne(texte, rang)


@pytest.mark.parametrize(
    ("demande", "texte"),
    [
        (Demande("S21.G00.54.001", nir=MARTIN), "S21.G00.30.001,'1850578006048'"),
        (Demande("", nir=MARTIN), "S21.G00.30.001,'1850578006048'"),
        (Demande("pas une rubrique", ntt=DUPONT), "S21.G00.30.002,'DUPONT'"),
        (Demande("S21.G00.50.006", nir=DURAND), "S21.G00.30.001,'2900175001001'"),
        (Demande("S21.G00.85.001", nir=DURAND), "S21.G00.30.001,'2900175001001'"),
    ],
)
def test_failing_the_rubric_the_first_line_of_the_person(demande: Demande, texte: str) -> None:
    assert trouver(demande) == ligne(texte)


@pytest.mark.parametrize(
    "demande",
    [
        Demande("S21.G00.50.006", nir="1850578006999"),
        Demande("S21.G00.20.004", valeur="FR763"),
        Demande("S21.G00.54.001"),
        Demande("pas une rubrique"),
        Demande(),
    ],
)
def test_what_is_not_there_is_not_found(demande: Demande) -> None:
    assert trouver(demande) is None


def test_the_nir_is_surer_than_the_ntt_and_the_ntt_than_the_matricule() -> None:
    demandes = [
        Demande("S21.G00.30.002", nir=DURAND, ntt=DUPONT, matricule="M1"),
        Demande("S21.G00.30.002", nir="1850578006999", ntt=DUPONT, matricule="M1"),
        Demande("S21.G00.30.002", nir="1850578006999", ntt="1732829320ABC", matricule="M1"),
    ]
    noms = {index: LIGNES[numero - 1][16:-1] for index, numero in reperer(BytesIO(OCTETS), demandes).items()}
    assert noms == {0: "DURAND", 1: "DUPONT", 2: "MARTIN"}


def test_many_demands_at_once_keep_their_index() -> None:
    demandes = [Demande("S21.G00.50.006", nir=nir) for nir in (MARTIN, "1850578006999", MARTIN)]
    demandes += [Demande("S21.G00.20.004", valeur="FR762"), Demande("S21.G00.20.004", valeur="FR762")]
    ici, la = ligne("S21.G00.50.006,'3.50'"), ligne("S21.G00.20.004,'FR762'")
    assert reperer(BytesIO(OCTETS), demandes) == {0: ici, 2: ici, 3: la, 4: la}
    assert reperer(BytesIO(OCTETS), []) == {}
    assert reperer(BytesIO(b""), demandes) == {}


def test_lines_that_are_not_rubrics_are_counted_and_say_nothing() -> None:
    avant = b"S21.G00.30.001,sans guillemets\r\n\r\nn'importe quoi\r\n"
    decalage = avant.count(b"\n")
    demande = Demande("S21.G00.50.006", nir=MARTIN)
    assert trouver(demande, avant + OCTETS) == ligne("S21.G00.50.006,'3.50'") + decalage
    coupee = OCTETS.replace(b"S21.G00.30.019,'M1'", b"\r\nS21.G00.30.019,'M1'")
    assert trouver(Demande("S21.G00.30.019", nir=MARTIN), coupee) == ligne("S21.G00.30.019,'M1'") + 1
    troue = OCTETS.replace(b"S21.G00.50.001,'31012026'", b"S21.G00.50.001,'3101\r2026'")
    assert trouver(Demande("S21.G00.50.001", nir=MARTIN), troue) == ligne("S21.G00.30.001,'1850578006048'")
    assert trouver(demande, troue) == ligne("S21.G00.50.006,'3.50'")
    assert trouver(Demande("S21.G00.50.001"), troue) is None


def test_two_persons_whose_blocks_touch_are_two() -> None:
    rubriques = [("001", MARTIN), ("002", "A"), ("001", DURAND), ("002", "B")]
    octets = "\n".join(f"S21.G00.30.{rubrique},'{valeur}'" for rubrique, valeur in rubriques).encode()
    assert trouver(Demande("S21.G00.30.002", nir=MARTIN), octets) == 2
    assert trouver(Demande("S21.G00.30.002", nir=DURAND), octets) == 4


def test_a_person_found_again_is_read_for_what_was_missing() -> None:
    """The norm forbids it; the first line that fits better wins."""
    octets = OCTETS + b"S21.G00.30.001,'2900175001001'\r\nS21.G00.50.006,'1.00'\r\n"
    assert trouver(Demande("S21.G00.50.006", nir=DURAND), octets) == len(LIGNES) + 2
    assert trouver(Demande("S21.G00.30.001", nir=DURAND), octets) == ligne("S21.G00.30.001,'2900175001001'")
