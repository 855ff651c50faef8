"""Whole-process timing for the benchmarks: wall seconds and peak memory, commands taken in turn.

Nothing here judges: a benchmark prints medians and ratios, ``docs/decisions`` says what they mean.
"""

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mesure:
    """One run of one command."""

    secondes: float
    memoire_mo: float
    sortie: int


def lancer(commande: Sequence[str]) -> Mesure:
    """Run ``commande`` to its end, its output thrown away."""
    debut = time.perf_counter()
    processus = subprocess.Popen(commande, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, statut, usage = os.wait4(processus.pid, 0)
    processus.returncode = os.waitstatus_to_exitcode(statut)
    return Mesure(time.perf_counter() - debut, usage.ru_maxrss / 1024, processus.returncode)


def alterner(commandes: Mapping[str, Sequence[str]], tours: int) -> dict[str, list[Mesure]]:
    """Run each command once unmeasured, then all of them in turn ``tours`` times."""
    for commande in commandes.values():
        lancer(commande)
    resultats: dict[str, list[Mesure]] = {nom: [] for nom in commandes}
    for _ in range(tours):
        for nom, commande in commandes.items():
            resultats[nom].append(lancer(commande))
    return resultats


def mediane(mesures: Sequence[Mesure]) -> float:
    """Return the median wall time, in seconds."""
    return statistics.median(m.secondes for m in mesures)


def afficher(resultats: dict[str, list[Mesure]], temoin: str) -> None:
    """Print a line per command: minimum, median, maximum, peak memory, ratio to ``temoin``."""
    base = mediane(resultats[temoin])
    print(f"{'commande':<28}{'min s':>9}{'méd. s':>9}{'max s':>9}{'Mo':>8}{'rapport':>10}")
    for nom, mesures in resultats.items():
        temps = [m.secondes for m in mesures]
        print(
            f"{nom:<28}{min(temps):>9.3f}{mediane(mesures):>9.3f}{max(temps):>9.3f}"
            f"{max(m.memoire_mo for m in mesures):>8.0f}{mediane(mesures) / base:>10.2f}"
        )
