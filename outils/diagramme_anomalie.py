"""Draw the life of an anomaly from its table, into the manual.

Rewrites what stands between the marks of ``docs/comprendre/vie-d-une-anomalie.md``: the drawing, then the
table of what people may do. With ``--verifier``, only tells whether the page is up to date (exit code 1 when
it is not).
"""

import sys
from pathlib import Path

from outils.page import inserer
from recepisse.retours.suivi.memoire import (
    INITIAL,
    LIBELLES,
    LIBELLES_EVENEMENTS,
    TRANSITIONS,
    EvenementVie,
    accepte,
)

PAGE = Path(__file__).resolve().parent.parent / "docs" / "comprendre" / "vie-d-une-anomalie.md"
DEBUT = "<!-- diagramme : écrit par outils/diagramme_anomalie.py -->"
FIN = "<!-- fin du diagramme -->"
DEBUT_ACTES = "<!-- actes : écrit par outils/diagramme_anomalie.py -->"
FIN_ACTES = "<!-- fin des actes -->"

ACTES = {
    EvenementVie.TRAITER: "traiter",
    EvenementVie.CORRIGER: "dire où elle est corrigée",
    EvenementVie.CONTESTER: "contester",
    EvenementVie.REPRENDRE: "reprendre",
    EvenementVie.IGNORER: "ignorer le contrôle",
    EvenementVie.LEVER: "ne plus l’ignorer",
    EvenementVie.ASSIGNER: "assigner",
    EvenementVie.COMMENTER: "commenter",
}
"""What a person does, as the heads of the columns name it."""


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


def lister_actes() -> str:
    """Return the Markdown table of what people may do in each state."""
    lignes = ["| État | " + " | ".join(ACTES.values()) + " |", "|---" * (len(ACTES) + 1) + "|"]
    for etat in TRANSITIONS:
        cases = ("oui" if accepte(etat, acte) else "" for acte in ACTES)
        lignes.append(f"| {LIBELLES[etat]} | " + " | ".join(cases) + " |")
    return "\n".join(lignes)


def principal(arguments: list[str]) -> int:
    """Write the page again, or check it."""
    dessin = inserer(PAGE, DEBUT, FIN, f"```mermaid\n{dessiner()}\n```", arguments)
    return dessin or inserer(PAGE, DEBUT_ACTES, FIN_ACTES, lister_actes(), arguments)


if __name__ == "__main__":
    raise SystemExit(principal(sys.argv[1:]))
