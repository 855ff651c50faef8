"""Write the table of the expected returns into the manual, from ``retours/suivi/attendus.json``.

Rewrites what stands between the two marks of ``docs/comprendre/retours-attendus.md``. With ``--verifier``,
only tells whether the page is up to date (exit code 1 when it is not).
"""

import sys
from pathlib import Path

from outils.page import inserer, tableau
from recepisse.retours.natures import DECLARATIONS, nature
from recepisse.retours.suivi.attendus import Delai, Regle, regles

PAGE = Path(__file__).resolve().parent.parent / "docs" / "comprendre" / "retours-attendus.md"
DEBUT = "<!-- table : écrite par outils/retours_attendus.py -->"
FIN = "<!-- fin de la table -->"

REGIMES = {"RG": "régime général", "RA": "régime agricole"}
CONDITIONS = {"individus": "avec des salariés", "agirc_arrco": "avec un contrat Agirc-Arrco"}
UNITES = (("minutes", "min", "min"), ("heures", "h", "h"), ("jours", "jour", "jours"))


def duree(delai: Delai) -> str:
    """Return a delay in French."""
    morceaux = [
        f"{valeur} {unite if valeur == 1 else pluriel}"
        for nom, unite, pluriel in UNITES
        if (valeur := getattr(delai, nom))
    ]
    if delai.jours_ouvres:
        pluriel = "s" if delai.jours_ouvres > 1 else ""
        morceaux.append(f"{delai.jours_ouvres} jour{pluriel} ouvré{pluriel}")
    return " et ".join(morceaux)


def prevu(regle: Regle) -> str:
    depart = "l’échéance" if regle.prevu.depuis == "echeance" else "le dépôt"
    return f"{duree(regle.prevu)} après {depart}"


def attendu_de(regle: Regle) -> str:
    """Return which declarations a rule is for."""
    qui = ", ".join(DECLARATIONS[code] for code in regle.declarations) or "toute déclaration"
    precisions = [REGIMES[regime] for regime in regle.regimes]
    precisions += [CONDITIONS[nom] for nom in regle.si]
    precisions += ["pour chaque organisme d’une adhésion"] if regle.par else []
    return " ; ".join([qui, *precisions])


def retard(regle: Regle) -> str:
    return duree(regle.retard) if regle.retard else f"jamais : {regle.facultatif}"


def page() -> str:
    """Return the table in Markdown."""
    lignes = [
        (
            regle.nature,
            nature(regle.nature).libelle,
            attendu_de(regle),
            prevu(regle),
            retard(regle),
            regle.certitude,
            regle.source,
        )
        for regle in sorted(regles(), key=lambda regle: int(regle.nature))
    ]
    entetes = ("Nature", "Retour", "Attendu de", "Prévu", "En retard au bout de", "Délai", "Source")
    return tableau(entetes, lignes)


def principal(arguments: list[str]) -> int:
    """Write the page again, or check it."""
    return inserer(PAGE, DEBUT, FIN, page(), arguments)


if __name__ == "__main__":
    raise SystemExit(principal(sys.argv[1:]))
