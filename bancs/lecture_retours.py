"""Read returns: 10,000 mixed ones against a bare parse; one of 100 MB and one of 200 MB, for their memory.

usage: python -m bancs.lecture_retours [--documents 10000] [--tours 7] [--mo 100] [--exemples D] [--sans-gros]

Bars: ``lire_retour`` at 25 % or more of the rate of a bare ``lxml.etree.fromstring`` on the same bytes in the
same run; a bilan of 100 MB of anomalies under 400 MB of resident memory. The documents are those of the
tests, repeated; ``--exemples`` adds those of another folder. The loops are timed in turn, in processor time,
medians are printed. A large document is read in a process of its own, then by ``recepisse retours lire``.
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
from recepisse.retours.lecture import lire_contenu, lire_retour

EXEMPLES = Path(__file__).resolve().parents[1] / "tests" / "donnees" / "retours"
LIRE = (sys.executable, "-m", "recepisse", "retours", "lire")
BOM = b"\xef\xbb\xbf"
MO = 1_000_000


def charger(dossiers: Iterable[Path]) -> list[tuple[str, bytes]]:
    """Return the XML returns of these folders, each with the nature that its name says."""
    fichiers = [f for d in dossiers for f in sorted(d.glob("*.xml")) if not f.name.startswith("api_")]
    return [(f.stem.partition("_")[0], f.read_bytes().removeprefix(BOM)) for f in fichiers]


def chronometrer(faire: Callable[[str, bytes], object], documents: Sequence[tuple[str, bytes]]) -> float:
    """Return the processor seconds that ``documents`` take, one after the other."""
    debut = time.process_time()
    for nature, octets in documents:
        faire(nature, octets)
    return time.process_time() - debut


def comparer(nombre: int, tours: int, exemples: Sequence[tuple[str, bytes]]) -> None:
    """Print the rate of a bare parse, of reading alone, of reading with its meaning, and their ratios."""
    documents = [exemples[rang % len(exemples)] for rang in range(nombre)]
    taches: dict[str, Callable[[str, bytes], object]] = {
        "fromstring": lambda _, octets: etree.fromstring(octets),
        "lire_contenu": lambda nature, octets: lire_contenu(octets, nature, "ANO"),
        "lire_retour": lambda nature, octets: lire_retour(octets, nature=nature, statut="ANO"),
    }
    temps: dict[str, list[float]] = {nom: [] for nom in taches}
    for faire in taches.values():
        chronometrer(faire, exemples)
    for _ in range(tours):
        for nom, faire in taches.items():
            temps[nom].append(chronometrer(faire, documents))
    octets = sum(len(corps) for _, corps in documents)
    print(f"{nombre} documents ({len(exemples)} examples repeated), {octets / MO:.1f} MB, {tours} rounds")
    for nom, secondes in temps.items():
        rapports = sorted(a / b for a, b in zip(temps["fromstring"], secondes, strict=True))
        print(
            f"{nom:<14}{nombre / statistics.median(secondes):>9.0f}/s"
            f"{100 * statistics.median(rapports):>8.1f} %"
            f" (rounds {100 * rapports[0]:.1f}-{100 * rapports[-1]:.1f})"
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
