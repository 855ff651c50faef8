"""Small DSN files written by hand, whose totals are counted for the test."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO

from recepisse.dsn.apercu import Apercu, lire_apercu
from recepisse.simulateur.fabrique import (
    EntrepriseFictive,
    EtablissementFictif,
    entreprise_fictive,
    fabriquer_dsn,
)

MARS = date(2026, 3, 1)
ENTETE = (
    "S10.G00.00.001,'Paie'",
    "S10.G00.00.002,'Éditeur'",
    "S10.G00.00.003,'1.0'",
    "S10.G00.00.005,'01'",
    "S10.G00.00.006,'P26V01'",
    "S10.G00.00.007,'01'",
    "S10.G00.00.008,'01'",
    "S10.G00.01.001,'732829320'",
    "S10.G00.01.002,'00074'",
)
MENSUELLE = (
    "S20.G00.05.001,'01'",
    "S20.G00.05.002,'01'",
    "S20.G00.05.003,'11'",
    "S20.G00.05.004,'7'",
    "S20.G00.05.005,'01032026'",
    "S20.G00.05.007,'05042026'",
    "S20.G00.05.008,'01'",
    "S20.G00.05.009,'METIER-1'",
    "S21.G00.06.001,'732829320'",
    "S21.G00.06.002,'00074'",
    "S21.G00.11.001,'00074'",
    "S21.G00.30.001,'1850578006084'",
    "S21.G00.30.002,'D'ARC'",
    "S21.G00.40.001,'01022020'",
    "S21.G00.40.009,'00001'",
)
ARRET = tuple(ligne.replace("05.001,'01'", "05.001,'04'") for ligne in MENSUELLE if "05.005" not in ligne)


def totaux(lignes: int, declarations: int) -> tuple[str, str]:
    return f"S90.G00.90.001,'{lignes}'", f"S90.G00.90.002,'{declarations}'"


def ecrire(*groupes: Iterable[str], fin: str = "\r\n", encodage: str = "iso-8859-1") -> bytes:
    """Return the lines of all groups, totals not added."""
    return "".join(f"{ligne}{fin}" for groupe in groupes for ligne in groupe).encode(encodage)


def dsn(*declarations: Iterable[str], entete: Iterable[str] = ENTETE, fin: str = "\r\n") -> bytes:
    """Return a whole file with right totals."""
    groupes = [list(entete), *(list(declaration) for declaration in declarations)]
    compte = sum(map(len, groupes)) + 2
    return ecrire(*groupes, totaux(compte, len(declarations)), fin=fin)


def lire(octets: bytes) -> Apercu:
    return lire_apercu(BytesIO(octets))


def codes(octets: bytes) -> set[str]:
    return {constat.code for constat in lire(octets).constats}


def grande_entreprise(salaries: int = 400, etablissements: int = 1) -> EntrepriseFictive:
    """Return a company whose declarations span several reading blocks (about 1 kB a person)."""
    petite = entreprise_fictive(5, etablissements)
    grands = tuple(EtablissementFictif(e.nic, e.ville, salaries) for e in petite.etablissements)
    return EntrepriseFictive(petite.siren, petite.nom, grands)


def grand_fichier(salaries: int = 400, etablissements: int = 1, fin: bytes = b"\r\n") -> bytes:
    return fabriquer_dsn([grande_entreprise(salaries, etablissements)], MARS, fin_de_ligne=fin)
