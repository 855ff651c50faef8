"""Read returns: 10,000 mixed ones against a bare parse; one of 100 MB and one of 200 MB, for their memory.

usage: python -m bancs.lecture_retours [--documents 10000] [--tours 7] [--mo 100] [--exemples D] [--sans-gros]

Bars: ``lire_retour`` at 25 % or more of the rate of a bare ``lxml.etree.fromstring`` on the same bytes in the
same run; a bilan of 100 MB of anomalies under 400 MB of resident memory. The documents are those of the
tests, repeated; ``--exemples`` adds those of another folder. Both take turns on each document, medians are
kept for each of them. A large document is read in a process of its own, then by ``recepisse retours lire``.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from lxml import etree

from bancs.mesure import lancer
from recepisse.retours.lecture import lire_retour

EXEMPLES = Path(__file__).resolve().parents[1] / "tests" / "donnees" / "retours"
LIRE = (sys.executable, "-m", "recepisse", "retours", "lire")
BOM = b"\xef\xbb\xbf"
MO = 1_000_000


def charger(dossiers: Iterable[Path]) -> list[tuple[str, bytes]]:
    """Return the XML returns of these folders, each with the nature that its name says."""
    fichiers = [f for d in dossiers for f in sorted(d.glob("*.xml")) if not f.name.startswith("api_")]
    return [(f.stem.partition("_")[0], f.read_bytes().removeprefix(BOM)) for f in fichiers]


def avec_son_sens(nature: str, octets: bytes) -> object:
    """Read a return, and write its sentence and its actions."""
    lu = lire_retour(octets, nature=nature, statut="ANO")
    return lu.resume, lu.actions


TACHES: dict[str, Callable[[str, bytes], object]] = {
    "fromstring": lambda _, octets: etree.fromstring(octets),
    "lire_retour": lambda nature, octets: lire_retour(octets, nature=nature, statut="ANO"),
    "with its meaning": avec_son_sens,
}


def mesurer(nombre: int, exemples: Sequence[tuple[str, bytes]]) -> dict[str, float]:
    """Return the nanoseconds of one turn of all the examples, per task.

    ``nombre`` documents are read, the tasks taking turns on each of them, so that what disturbs the machine
    disturbs them alike. The time of an example is the median of its repetitions.
    """
    durees = {nom: [list[int]() for _ in exemples] for nom in TACHES}
    for lu in range(nombre):
        rang = lu % len(exemples)
        nature, octets = exemples[rang]
        for nom, faire in TACHES.items():
            debut = time.perf_counter_ns()
            faire(nature, octets)
            durees[nom][rang].append(time.perf_counter_ns() - debut)
    return {
        nom: sum(statistics.median(durees_de_l_un) for durees_de_l_un in par_exemple)
        for nom, par_exemple in durees.items()
    }


def comparer(nombre: int, tours: int, exemples: Sequence[tuple[str, bytes]]) -> None:
    """Print the rate of a bare parse, of reading, of reading with its meaning, and their ratios."""
    mesurer(len(exemples), exemples)
    temps = [mesurer(nombre, exemples) for _ in range(tours)]
    octets = sum(len(corps) for _, corps in exemples) * nombre // len(exemples)
    print(f"{nombre} documents ({len(exemples)} examples repeated), {octets / MO:.1f} MB, {tours} rounds")
    for nom in TACHES:
        rapports = sorted(100 * tour["fromstring"] / tour[nom] for tour in temps)
        rythme = len(exemples) * 1e9 / statistics.median(tour[nom] for tour in temps)
        print(
            f"{nom:<17}{rythme:>9.0f}/s{statistics.median(rapports):>8.1f} %"
            f" (rounds {rapports[0]:.1f}-{rapports[-1]:.1f})"
        )


def ecrire_bilan(chemin: Path, octets: int) -> None:
    """Write a bilan of anomalies of about ``octets`` bytes: those of the example, repeated."""
    modele = (EXEMPLES / "11_BAN_KO.xml").read_bytes()
    debut = modele.index(b"<declaration_anomalie")
    fin = modele.rindex(b"</declaration_anomalie>") + len(b"</declaration_anomalie>")
    with chemin.open("wb") as sortie:
        sortie.write(modele[:debut])
        for _ in range(octets // (fin - debut)):
            sortie.write(modele[debut:fin])
        sortie.write(modele[fin:])


def ecrire_inconnu(chemin: Path, octets: int) -> None:
    """Write a document of an unknown root, of about ``octets`` bytes."""
    ligne = b'<ligne rang="1"><code>A1</code><texte>un texte quelconque</texte></ligne>\n'
    with chemin.open("wb") as sortie:
        sortie.write(b"<demain>\n")
        for _ in range(octets // len(ligne)):
            sortie.write(ligne)
        sortie.write(b"</demain>\n")


def lire_gros(nom: str, ecrire: Callable[[Path, int], None], mo: int) -> None:
    """Print the time and the peak memory of a process that reads one large document and shows it whole."""
    with tempfile.TemporaryDirectory(prefix="lecture_retours_") as dossier:
        chemin = Path(dossier) / f"{nom}.xml"
        ecrire(chemin, mo * MO)
        lecture = lancer((sys.executable, "-m", "bancs.lecture_retours", "--lire", str(chemin)))
        commande = lancer((*LIRE, str(chemin)))
    for quoi, mesure in (("lire_retour", lecture), ("retours lire", commande)):
        print(
            f"{nom} of {mo} MB, {quoi:<13} {mesure.secondes:.1f} s, peak {mesure.memoire_mo:.0f} MB"
            + (f", exit code {mesure.sortie}" if mesure.sortie else "")
        )


def lire_un(chemin: Path) -> None:
    """Read one document as the product does, from its file; only the findings are kept."""
    with chemin.open("rb") as flux:
        lu = lire_retour(flux, nature="11", statut="KO")
    print(lu.famille, len(lu.anomalies), len(lu.contenu.autres), lu.resume)


def main() -> None:
    lecteur = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    lecteur.add_argument("--documents", type=int, default=10_000)
    lecteur.add_argument("--tours", type=int, default=7)
    lecteur.add_argument(
        "--mo", type=int, default=100, help="size of the large bilan; the unknown one is twice it"
    )
    lecteur.add_argument(
        "--exemples", type=Path, action="append", default=[], help="another folder of returns"
    )
    lecteur.add_argument("--sans-gros", action="store_true")
    lecteur.add_argument("--lire", type=Path, help=argparse.SUPPRESS)
    choix = lecteur.parse_args()
    if choix.lire:
        lire_un(choix.lire)
        return
    comparer(choix.documents, choix.tours, charger([EXEMPLES, *choix.exemples]))
    if not choix.sans_gros:
        lire_gros("bilan", ecrire_bilan, choix.mo)
        lire_gros("unknown", ecrire_inconnu, choix.mo * 2)


if __name__ == "__main__":
    main()
