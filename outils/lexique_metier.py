"""Writes the trade words of docs/lexique.md from the lexicon that the screens show."""

import sys
from pathlib import Path

from outils.page import inserer, tableau
from recepisse.web.aide.lexique import TERMES

PAGE = Path(__file__).resolve().parent.parent / "docs" / "lexique.md"
DEBUT = "<!-- termes : python -m outils.lexique_metier -->"
FIN = "<!-- fin des termes -->"
ENTETES = ("Terme", "Ce que c’est", "Source", "English")


def texte() -> str:
    """Return the table of the trade words."""
    return tableau(ENTETES, [(t.terme, t.definition, t.source, t.anglais) for t in TERMES.values()])


if __name__ == "__main__":
    sys.exit(inserer(PAGE, DEBUT, FIN, texte(), sys.argv[1:]))
