"""Bad lines inside masses: what the counts prove, and where the closer look finds the first one."""

import pytest

from recepisse.dsn import lecture
from recepisse.dsn.apercu import TAILLE_BLOC
from recepisse.dsn.lignes import Ligne, parse_ligne
from tests.unitaires.dsn.aides import grand_fichier, lire

GRAND = grand_fichier(salaries=400)


def inserer(ligne: bytes, octets: bytes = GRAND, ou: int = 2 * TAILLE_BLOC) -> tuple[bytes, int]:
    """Return the file with one more line in the middle of a mass, and that line's number."""
    debut = octets.index(b"\n", ou) + 1
    return octets[:debut] + ligne + octets[debut:], octets.count(b"\n", 0, debut) + 1


def abimer(avant: bytes, apres: bytes) -> tuple[bytes, int]:
    """Return the file with one occurrence in the middle of a mass replaced, and its line."""
    ou = GRAND.index(avant, 2 * TAILLE_BLOC)
    return GRAND[:ou] + GRAND[ou:].replace(avant, apres, 1), GRAND.count(b"\n", 0, ou + 1) + 1


def premiere_mauvaise(octets: bytes) -> int | None:
    return next((c.ligne for c in lire(octets).constats if c.code == "ligne_invalide"), None)


@pytest.fixture
def lues(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Record each line that was looked at by itself."""
    vues: list[bytes] = []

    def noter(brute: bytes) -> Ligne | None:
        vues.append(brute)
        return parse_ligne(brute)

    monkeypatch.setattr(lecture, "parse_ligne", noter)
    return vues


def test_masses_are_not_read_line_by_line(lues: list[bytes]) -> None:
    assert lire(GRAND).lignes > 20_000
    assert len(lues) < 100


def test_neither_is_what_belongs_to_no_declaration(lues: list[bytes]) -> None:
    entete, _, corps = GRAND.partition(b"S20.G00.05.001")
    lire(entete + corps[corps.index(b"S21.G00.30.001") :])
    assert len(lues) < 100


def test_nor_is_an_event_once_its_contract_is_read(lues: list[bytes]) -> None:
    apercu = lire(GRAND.replace(b"S20.G00.05.001,'01'", b"S20.G00.05.001,'07'"))
    assert apercu.declarations[0].salaries == 400
    assert len(lues) < 150


@pytest.mark.parametrize(
    "ligne",
    [
        b"\r\n",
        b"\n",
        b"bonjour\r\n",
        b"bonjour'\r\n",
        b"S21.G00.30.001,'1850578006084\r\n",
        b"S21.G00.30.001,1850578006084'\r\n",
        b"S21.G00.30.01,'1850578006084'\r\n",
        b"S21G00.30.001,'1850578006084'\r\n",
        b" S21.G00.30.001,'1850578006084'\r\n",
        b"S21.G00.3A.001,'1850578006084'\r\n",
        b"S21.G00.30.001,'185'\rS21.G00.30.002,'A'\r\n",
    ],
)
def test_finds_a_bad_line_in_the_middle_of_a_mass(ligne: bytes) -> None:
    octets, numero = inserer(ligne)
    assert premiere_mauvaise(octets) == numero
    assert lire(octets).declarations[0].salaries == 400


def test_the_first_bad_line_is_the_one_told() -> None:
    octets, _ = inserer(b"deux\r\n")
    octets, numero = inserer(b"un\r\n", octets, TAILLE_BLOC)
    assert premiere_mauvaise(octets) == numero
    octets, numero = inserer(b"S21.G00.30.1,'zero'\r\n", octets, TAILLE_BLOC // 2)
    assert premiere_mauvaise(octets) == numero


@pytest.mark.parametrize("valeur", [b"D'ARC", b"S21.G00.30.002,'A", b"'", b"a,'b", b""])
def test_apostrophes_and_even_rubrics_inside_values_are_values(valeur: bytes) -> None:
    octets, _ = inserer(b"S21.G00.86.003,'" + valeur + b"'\r\n")
    assert premiere_mauvaise(octets) is None
    assert lire(octets).lignes == GRAND.count(b"\n") + 1


def test_a_name_that_looks_like_a_rubric_counts_nobody() -> None:
    octets, _ = inserer(b"S21.G00.86.003,'S21.G00.30.002,'A'\r\n")
    assert lire(octets).declarations[0].salaries == 400


def test_one_line_with_another_end_is_a_mixture() -> None:
    octets, _ = abimer(b"'\r\nS21.G00.81", b"'\nS21.G00.81")
    apercu = lire(octets)
    assert apercu.fin_de_ligne == "melange"
    assert [c.code for c in apercu.constats] == ["fins_de_ligne_melangees"]
    assert apercu.declarations[0].salaries == 400


@pytest.mark.parametrize(
    ("ligne", "code"),
    [
        (b"S10.G00.00.001,'x'\r\n", "plusieurs_envois"),
        (b"S90.G00.90.001,'1'\r\n", "s90_pas_en_fin"),
        (b"S20.G00.96.902,'1'\r\n", "flux_recu"),
    ],
)
def test_finds_what_has_no_place_in_a_mass(ligne: bytes, code: str) -> None:
    octets, numero = inserer(ligne)
    trouve = {c.code: c.ligne for c in lire(octets).constats}
    assert code in trouve
    assert trouve[code] == (numero + 1 if code == "s90_pas_en_fin" else numero)


def test_other_blocks_than_s21_are_read_in_passing() -> None:
    octets, _ = inserer(b"S89.G00.91.001,'1'\r\nS89.G00.92.001,'1'\r\n")
    assert premiere_mauvaise(octets) is None


def test_beyond_a_size_starts_and_ends_of_lines_are_still_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lecture, "VERIFIE_EN_ENTIER", TAILLE_BLOC)
    octets, numero = inserer(b"S21.G00.30.001,'sans fin\r\n")
    assert premiere_mauvaise(octets) == numero
    octets, numero = inserer(b"bonjour'\r\n")
    assert premiere_mauvaise(octets) == numero
    assert premiere_mauvaise(GRAND) is None


def test_beyond_that_size_whole_heads_are_no_longer_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    octets, numero = inserer(b"S21.G00.3A.001,'1'\r\n", ou=3 * TAILLE_BLOC)
    assert premiere_mauvaise(octets) == numero
    monkeypatch.setattr(lecture, "VERIFIE_EN_ENTIER", TAILLE_BLOC)
    assert premiere_mauvaise(octets) is None


def test_the_word_windows_is_looked_for_in_large_files_too() -> None:
    octets, numero = inserer(b"S21.G00.40.006,'M\x92'\r\n")
    (constat, *_) = lire(octets).constats
    assert (constat.code, constat.ligne) == ("encodage_windows_1252", numero)
