"""Read a DSN of 1 GB and 50 declarations: time against grep, memory; then cut it; then a 12 kB file.

usage: python bancs/dsn_1go.py [--dossier D] [--go 1.0] [--tours 5] [--fichier F] [--garder] [--sans-decoupe]

Bars: ``recepisse dsn apercu`` under 150 MB of resident memory and no slower
than twice ``grep -c '^S20.G00.05.001'`` on the same file in the same run; on 12 kB, within ten times
``python3 -c pass``. Whole processes are timed, alternately; medians are printed. The file is made of invented
people (recepisse.simulateur.fabrique) whose lines are repeated, unless ``--fichier`` names one.
"""

import argparse
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from recepisse.dsn.apercu import lire_apercu
from recepisse.dsn.decoupage import build_totaux
from recepisse.simulateur.fabrique import EtablissementFictif, entreprise_fictive, fabriquer_dsn

MARS = date(2026, 3, 1)
DECLARATIONS, MODELES = 50, 60
RECEPISSE = (sys.executable, "-m", "recepisse")
GREP = ("grep", "-c", "^S20.G00.05.001")


class Mesure(NamedTuple):
    """Wall seconds, processor seconds and peak resident memory (MB) of one process."""

    secondes: float
    processeur: float
    memoire: float


def fabriquer(chemin: Path, octets: int) -> None:
    """Write a DSN of about ``octets`` bytes: a model of 50 establishments, its people repeated."""
    petite = entreprise_fictive(1, DECLARATIONS)
    entreprise = replace(
        petite,
        etablissements=tuple(EtablissementFictif(e.nic, e.ville, MODELES) for e in petite.etablissements),
    )
    modele = fabriquer_dsn([entreprise], MARS)
    apercu = lire_apercu(BytesIO(modele))
    lignes = 2 + apercu.lignes_entete
    with chemin.open("wb") as sortie:
        sortie.write(modele[: apercu.fin_entete])
        for declaration in apercu.declarations:
            corps = modele[declaration.debut : declaration.fin]
            gens = corps.index(b"S21.G00.30.001")
            fois = max(1, octets // DECLARATIONS // (len(corps) - gens))
            sortie.write(corps[:gens])
            for _ in range(fois):
                sortie.write(corps[gens:])
            lignes += corps.count(b"\n", 0, gens) + fois * corps.count(b"\n", gens)
        totaux = build_totaux(lignes, b"\r\n")
        sortie.write(totaux.replace(b".002,'1'", b".002,'%d'" % DECLARATIONS))


def fabriquer_a_part(chemin: Path, octets: int) -> None:
    """Write the file in another process: the peak of a child counts what its parent held when it forked."""
    processus = multiprocessing.Process(target=fabriquer, args=(chemin, octets))
    processus.start()
    processus.join()
    if processus.exitcode:
        raise SystemExit("the file could not be made")


def mesurer(*commande: str) -> Mesure:
    """Run a whole process, output thrown away through a pipe (grep stops early on /dev/null)."""
    debut = time.perf_counter()
    processus = subprocess.Popen(commande, stdout=subprocess.PIPE)
    assert processus.stdout
    processus.stdout.read()
    _, etat, usage = os.wait4(processus.pid, 0)
    secondes = time.perf_counter() - debut
    processus.returncode = os.waitstatus_to_exitcode(etat)
    processus.stdout.close()
    if processus.returncode:
        raise SystemExit(f"{' '.join(commande)} : code {processus.returncode}")
    return Mesure(secondes, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def comparer(
    titre: str, reference: tuple[str, ...], commande: tuple[str, ...], tours: int, barre: float
) -> None:
    """Print the medians of two commands run in turn, and their ratio against ``barre``."""
    mesurer(*reference)
    paires = [(mesurer(*reference), mesurer(*commande)) for _ in range(tours)]
    base = statistics.median(a.secondes for a, _ in paires)
    temps = statistics.median(b.secondes for _, b in paires)
    calcul = statistics.median(b.processeur / max(a.processeur, 0.001) for a, b in paires)
    memoire = max(b.memoire for _, b in paires)
    rapports = sorted(b.secondes / a.secondes for a, b in paires)
    print(
        f"{titre}: reference {base:.3f} s, recepisse {temps:.3f} s, ratio {temps / base:.2f} "
        f"(bar {barre:g}; pairs {rapports[0]:.2f}-{rapports[-1]:.2f}; processor {calcul:.2f}), "
        f"peak {memoire:.0f} MB"
    )


def decouper(fichier: Path, dossier: Path) -> None:
    """Print how long cutting takes, beside a plain copy of the file."""
    copie, parts = dossier / "copie", dossier / "parts"
    simple = mesurer("cp", str(fichier), str(copie))
    copie.unlink()
    coupe = mesurer(*RECEPISSE, "dsn", "decouper", str(fichier), "--vers", str(parts))
    nombre = len(list(parts.iterdir()))
    shutil.rmtree(parts)
    print(
        f"decouper: {nombre} files in {coupe.secondes:.2f} s, peak {coupe.memoire:.0f} MB "
        f"(cp: {simple.secondes:.2f} s)"
    )


def main() -> None:
    """Make the file if needed, measure, clean up."""
    lecteur = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    lecteur.add_argument(
        "--dossier", type=Path, default=None, help="where to write (default: a temporary folder)"
    )
    lecteur.add_argument("--go", type=float, default=1.0, help="size in GB")
    lecteur.add_argument("--tours", type=int, default=5)
    lecteur.add_argument("--fichier", type=Path, default=None, help="an existing DSN instead of a made one")
    lecteur.add_argument("--garder", action="store_true", help="keep the made file")
    lecteur.add_argument("--sans-decoupe", action="store_true")
    choix = lecteur.parse_args()
    dossier = Path(tempfile.mkdtemp(prefix="dsn_1go_", dir=choix.dossier))
    try:
        fichier = choix.fichier or dossier / "grand.dsn"
        if not choix.fichier:
            fabriquer_a_part(fichier, int(choix.go * 1_000_000_000))
        petit = dossier / "petit.dsn"
        petit.write_bytes(fabriquer_dsn([entreprise_fictive(9, 1)], MARS))
        print(f"{fichier.stat().st_size} bytes; small file {petit.stat().st_size} bytes")
        apercu = (*RECEPISSE, "dsn", "apercu")
        comparer("apercu", (*GREP, str(fichier)), (*apercu, str(fichier)), choix.tours, 2)
        comparer("small", (sys.executable, "-c", "pass"), (*apercu, str(petit)), choix.tours * 3, 10)
        if not choix.sans_decoupe:
            decouper(fichier, dossier)
    finally:
        if not choix.garder:
            shutil.rmtree(dossier, ignore_errors=True)


if __name__ == "__main__":
    main()
