"""Start-up: `recepisse --help` and `dsn apercu` of a 12 kB file against `python3 -c pass`.

Bar: within ten times the bare interpreter (docs/decisions/0012).
"""

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path

from bancs.mesure import afficher, alterner
from recepisse.simulateur.fabrique import entreprise_fictive, fabriquer_dsn


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tours", type=int, default=15)
    tours = options.parse_args().tours
    recepisse = str(Path(sys.executable).with_name("recepisse"))
    with tempfile.TemporaryDirectory() as dossier:
        fichier = Path(dossier) / "petit.dsn"
        fichier.write_bytes(
            fabriquer_dsn([entreprise_fictive(1, etablissements=1)], date(2026, 10, 1), essai=True)
        )
        print(f"fichier : {fichier.stat().st_size} octets")
        commandes = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "recepisse --help": [recepisse, "--help"],
            "recepisse dsn apercu": [recepisse, "dsn", "apercu", str(fichier)],
        }
        afficher(alterner(commandes, tours), "python -c pass")


if __name__ == "__main__":
    main()
