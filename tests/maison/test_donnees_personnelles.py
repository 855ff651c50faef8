"""Nothing that looks like a real person's number is written in the sources, the manual or a file name."""

import re
import subprocess
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
NIR = re.compile(
    r"(?<![0-9A-Za-z])[12][0-9]{2}(?:0[1-9]|1[0-2])(?:[0-9]{2}|2[AB])[0-9]{6}(?:[0-9]{2})?(?![0-9A-Za-z])",
    re.ASCII,
)
IBAN = re.compile(r"(?<![0-9A-Za-z])FR[0-9]{2}[0-9A-Z]{23}(?![0-9A-Za-z])", re.ASCII)


def suivis(*dossiers: str) -> list[Path]:
    sortie = subprocess.run(
        ["git", "ls-files", "-z", *dossiers], cwd=RACINE, capture_output=True, text=True, check=False
    )
    if sortie.returncode:  # an archive of the sources, without git
        return [chemin for nom in dossiers for chemin in (RACINE / nom).rglob("*") if chemin.is_file()]
    return [RACINE / nom for nom in sortie.stdout.split("\0") if nom]


def is_nir(texte: str) -> bool:
    """Tell a number whose two last digits are the right key, or that has none."""
    if len(texte) == 13:
        return True
    corps = texte[:13].replace("2A", "19").replace("2B", "18")
    return 97 - int(corps) % 97 == int(texte[13:])


def is_iban(texte: str) -> bool:
    """Tell a number with the right key; a body of zeros is nobody's account."""
    if not texte[4:].strip("0"):
        return False
    return int("".join(str(int(caractere, 36)) for caractere in texte[4:] + texte[:4])) % 97 == 1


def test_the_check_knows_a_number_when_it_sees_one() -> None:
    corps = "2850769123456"
    assert is_nir(f"{corps}{97 - int(corps) % 97:02}")
    assert not is_nir(f"{corps}{(98 - int(corps) % 97) % 97:02}")
    assert NIR.search(f"nir={corps} ")
    assert is_iban("DE" + "89370400440532013000")  # the public example of the norm


def test_no_source_and_no_page_holds_a_number_of_a_person() -> None:
    fichiers = [
        c for c in suivis("src", "docs", "outils", "bancs") if c.suffix in {".py", ".md", ".html", ".sh"}
    ]
    assert len(fichiers) > 50
    for chemin in fichiers:
        texte = chemin.read_text(encoding="utf-8")
        trouves = [nir for nir in NIR.findall(texte) if len(nir) == 15 and is_nir(nir)]
        assert not trouves + [iban for iban in IBAN.findall(texte) if is_iban(iban)], chemin


@pytest.mark.parametrize("motif", [NIR, IBAN])
def test_no_file_is_named_after_a_person(motif: re.Pattern[str]) -> None:
    assert not [chemin for chemin in suivis(".") if motif.search(chemin.name)]
