"""Rebuild the tables of blocks, rubrics and code lists of the norm from their sources, one file a year.

usage: python -m outils.norme_dsn DOSSIER [--verifier]

``DOSSIER`` holds ``blocks_AAAA.csv``, ``rubrics_AAAA.csv`` and ``codelists_AAAA.csv``. Facts alone are kept:
codes, labels, hierarchy, cardinalities, lengths, code lists; no control, no comment. Code lists that several
rubrics share are written once.
"""

import argparse
import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

DESTINATION = Path(__file__).parents[1] / "src" / "recepisse" / "norme" / "donnees"
ANNEES = (2024, 2025, 2026)

_NIR = {"Identifiant_Nir_13", "DSN_NIR"}
_REPERTOIRE, _TEMPORAIRE = "Numéro d'inscription au répertoire", "Numéro technique temporaire"

Ligne = dict[str, str]


def lire(chemin: Path) -> list[Ligne]:
    with chemin.open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier))


def genre(rubrique: Ligne) -> str:
    """Return how a value is shown: nir, ntt, date, montant, nombre or texte."""
    libelle, type_ = rubrique["label"], rubrique["datatype_id"]
    if type_ in _NIR or libelle == _REPERTOIRE:
        return "nir"
    if libelle == _TEMPORAIRE:
        return "ntt"
    if rubrique["type_letter"] == "D" or libelle == "Date de naissance":
        return "date"
    if rubrique["type_letter"] == "N":
        return "montant" if type_.startswith("Montant") or "ontant" in libelle else "nombre"
    return "texte"


def composer(dossier: Path, annee: int) -> str:
    """Return the JSON text of a year: one line a block, a rubric or a list."""
    blocs, rubriques = lire(dossier / f"blocks_{annee}.csv"), lire(dossier / f"rubrics_{annee}.csv")
    par_cle: dict[str, dict[str, str]] = {}
    for ligne in lire(dossier / f"codelists_{annee}.csv"):
        par_cle.setdefault(ligne.get("rubric") or ligne["datatype_id"], {})[ligne["code"]] = " ".join(
            ligne["label"].split()
        )
    listes: list[dict[str, str]] = []
    for codes in par_cle.values():
        if codes not in listes:
            listes.append(codes)
    sources = sorted({ligne["provenance"] for ligne in (*blocs, *rubriques)})
    lignes_blocs = {
        b["block"]: [" ".join(b["name"].split()), b["parent"], int(b["card_min"]), b["card_max"]]
        for b in blocs
    }
    lignes_rubriques = {
        r["rubric"]: [
            " ".join(r["label"].split()),
            genre(r),
            next(
                (listes.index(par_cle[cle]) for cle in (r["rubric"], r["datatype_id"]) if cle in par_cle),
                None,
            ),
        ]
        for r in rubriques
    }
    provenance = f"Facts of the DSN norm P{annee % 100}V01: " + " | ".join(sources)
    parties = (
        f' "provenance": {_texte(provenance)}',
        f' "norme": "P{annee % 100}V01"',
        ' "blocs": {\n' + _table(lignes_blocs) + "\n }",
        ' "rubriques": {\n' + _table(lignes_rubriques) + "\n }",
        ' "listes": [\n' + ",\n".join("  " + _texte(liste) for liste in listes) + "\n ]",
    )
    return "{\n" + ",\n".join(parties) + "\n}\n"


def _texte(valeur: object) -> str:
    return json.dumps(valeur, ensure_ascii=False)


def _table(lignes: Mapping[str, Sequence[object]]) -> str:
    return ",\n".join(f"  {_texte(cle)}: {_texte(ligne)}" for cle, ligne in lignes.items())


def principal(arguments: list[str] | None = None) -> int:
    """Write the tables, or say which ones differ from their sources."""
    lecteur = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    lecteur.add_argument("dossier", type=Path)
    lecteur.add_argument("--verifier", action="store_true")
    choix = lecteur.parse_args(arguments)
    retard = 0
    for annee in ANNEES:
        chemin = DESTINATION / f"norme_{annee}.json"
        texte = composer(choix.dossier, annee)
        if not choix.verifier:
            chemin.write_text(texte, encoding="utf-8")
        elif not chemin.is_file() or chemin.read_text(encoding="utf-8") != texte:
            print(f"{chemin.name} n’est pas à jour.")
            retard = 1
    return retard


if __name__ == "__main__":
    raise SystemExit(principal())
