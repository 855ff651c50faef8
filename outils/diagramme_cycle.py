"""Draw the life of a deposit from its table, into the manual.

Rewrites what stands between the two marks of ``docs/comprendre/cycle-depot.md``. With ``--verifier``, only
tells whether the page is up to date (exit code 1 when it is not).
"""

import sys
from pathlib import Path

from outils.page import inserer
from recepisse.echanges.cycle import INITIAL, LIBELLES, LIBELLES_EVENEMENTS, TRANSITIONS, est_final

PAGE = Path(__file__).resolve().parent.parent / "docs" / "comprendre" / "cycle-depot.md"
DEBUT = "<!-- diagramme : écrit par outils/diagramme_cycle.py -->"
FIN = "<!-- fin du diagramme -->"


def dessiner() -> str:
    """Return the Mermaid source of the table, states and events named in French."""
    lignes = ["stateDiagram-v2"]
    lignes += [f"    {etat} : {LIBELLES[etat]}" for etat in TRANSITIONS]
    lignes.append(f"    [*] --> {INITIAL}")
    for etat, suites in TRANSITIONS.items():
        lignes += [f"    {etat} --> {vers} : {LIBELLES_EVENEMENTS[nom]}" for nom, vers in suites.items()]
    lignes += [f"    {etat} --> [*]" for etat in TRANSITIONS if est_final(etat)]
    return "\n".join(lignes)


def principal(arguments: list[str]) -> int:
    """Write the page again, or check it."""
    return inserer(PAGE, DEBUT, FIN, f"```mermaid\n{dessiner()}\n```", arguments)


if __name__ == "__main__":
    raise SystemExit(principal(sys.argv[1:]))
