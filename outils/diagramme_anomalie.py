"""Draw the life of an anomaly from its table, into the manual.

Rewrites what stands between the two marks of ``docs/comprendre/vie-d-une-anomalie.md``. With ``--verifier``,
only tells whether the page is up to date (exit code 1 when it is not).
"""

import sys
from pathlib import Path

from recepisse.retours.suivi.memoire import INITIAL, LIBELLES, LIBELLES_EVENEMENTS, TRANSITIONS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "comprendre" / "vie-d-une-anomalie.md"
DEBUT = "<!-- diagramme : écrit par outils/diagramme_anomalie.py -->"
FIN = "<!-- fin du diagramme -->"


def dessiner() -> str:
    """Return the Mermaid source of the table, states and events named in French.

    What leaves an anomaly where it stands is left out: it is the ordinary repetition of a return.
    """
    lignes = ["stateDiagram-v2"]
    lignes += [f"    {etat} : {LIBELLES[etat]}" for etat in TRANSITIONS]
    lignes.append(f"    [*] --> {INITIAL}")
    for etat, suites in TRANSITIONS.items():
        lignes += [
            f"    {etat} --> {vers} : {LIBELLES_EVENEMENTS[nom]}"
            for nom, vers in suites.items()
            if vers is not etat
        ]
    return "\n".join(lignes)


def reecrire(page: str) -> str:
    """Return ``page`` with today's diagram between its marks."""
    avant, debut, reste = page.partition(DEBUT)
    _, fin, apres = reste.partition(FIN)
    if not (debut and fin):
        raise SystemExit(f"Repères absents de {PAGE.name} : {DEBUT} … {FIN}")
    return f"{avant}{DEBUT}\n\n```mermaid\n{dessiner()}\n```\n\n{FIN}{apres}"


def principal(arguments: list[str]) -> int:
    actuelle = PAGE.read_text(encoding="utf-8")
    nouvelle = reecrire(actuelle)
    if actuelle == nouvelle:
        return 0
    if "--verifier" in arguments:
        print(f"La page {PAGE.name} n’est pas à jour : lancez outils/diagramme_anomalie.py.")
        return 1
    PAGE.write_text(nouvelle, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(principal(sys.argv[1:]))
