"""A small DSN as another payroll program would deposit it: one declaration, one person, nothing more.

For trials of adoption: a deposit that our product did not make. Everything in it is invented.
"""

from recepisse.simulateur.tirage import build_alea

NOM_LOGICIEL = "AUTREPAIE"


def build_dsn(siret: str, mois: str, graine: int = 1, *, essai: bool = True) -> bytes:
    """Return the bytes of a monthly declaration for ``siret`` and ``mois`` (``01mmaaaa``)."""
    siren, nic = siret[:9], siret[9:]
    ordre = str(build_alea(graine, siret, mois).randrange(1, 10**6))
    lignes = [
        ("S10.G00.00.001", NOM_LOGICIEL),
        ("S10.G00.00.002", "AUTRE EDITEUR"),
        ("S10.G00.00.003", "7.1"),
        ("S10.G00.00.005", "01" if essai else "02"),
        ("S10.G00.00.006", "P26V01"),
        ("S10.G00.00.007", "01"),
        ("S10.G00.00.008", "01"),
        ("S10.G00.01.001", siren),
        ("S10.G00.01.002", nic),
        ("S10.G00.01.003", "ENTREPRISE FICTIVE"),
        ("S20.G00.05.001", "01"),
        ("S20.G00.05.002", "01"),
        ("S20.G00.05.003", "11"),
        ("S20.G00.05.004", ordre),
        ("S20.G00.05.005", mois),
        ("S20.G00.05.007", mois),
        ("S20.G00.05.008", "01"),
        ("S21.G00.06.001", siren),
        ("S21.G00.06.002", nic),
        ("S21.G00.11.001", nic),
        ("S21.G00.30.001", "1900131555023"),
        ("S21.G00.30.002", "DURAND"),
        ("S21.G00.30.004", "Paul"),
        ("S21.G00.30.006", "15011990"),
        ("S21.G00.30.019", "000018"),
        ("S21.G00.40.001", "01032020"),
        ("S21.G00.40.009", "CT-0001"),
    ]
    lignes += [("S90.G00.90.001", str(len(lignes) + 2)), ("S90.G00.90.002", "1")]
    return "".join(f"{code},'{valeur}'\r\n" for code, valeur in lignes).encode("latin-1")
