"""The tables of the norm are rebuilt from their sources: facts alone, each list of codes once."""

import csv
import json
from pathlib import Path

import pytest

from outils import norme_dsn
from recepisse.norme.tables import ANNEES

BLOCS = [["block", "name", "parent", "card_min", "card_max", "provenance"]]
RUBRIQUES = [["rubric", "block", "label", "datatype_id", "type_letter", "provenance"]]
CODES = [["rubric", "code", "label", "provenance"]]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    blocs = [*BLOCS, ["S21.G00.30", "Individu", "", "0", "*", "source A"]]
    rubriques = [
        *RUBRIQUES,
        ["S21.G00.30.001", "S21.G00.30", "NIR", "Identifiant_Nir_13", "X", "source B"],
        ["S21.G00.30.005", "S21.G00.30", "Sexe", "DSN_Sexe", "X", "source B"],
        ["S21.G00.30.006", "S21.G00.30", "Date de naissance", "N4DS_DDN", "X", "source B"],
        ["S21.G00.30.020", "S21.G00.30", "Numéro technique temporaire", "T", "X", "source B"],
        ["S21.G00.30.022", "S21.G00.30", "Autre  sexe", "DSN_Sexe", "X", "source B"],
        ["S21.G00.30.040", "S21.G00.30", "Montant versé", "T", "N", "source B"],
        ["S21.G00.30.041", "S21.G00.30", "Heures", "T", "N", "source B"],
    ]
    codes = [*CODES]
    for rubrique in ("S21.G00.30.005", "S21.G00.30.022"):
        codes += [[rubrique, "01", "masculin\n", "source C"], [rubrique, "02", "féminin", "source C"]]
    for annee in ANNEES:
        for nom, lignes in (("blocks", blocs), ("rubrics", rubriques), ("codelists", codes)):
            with (tmp_path / f"{nom}_{annee}.csv").open("w", encoding="utf-8", newline="") as fichier:
                csv.writer(fichier).writerows(lignes)
    return tmp_path


def test_les_tables_gardent_les_faits_et_leur_provenance(sources: Path) -> None:
    lues = json.loads(norme_dsn.composer(sources, 2026))
    assert lues["norme"] == "P26V01"
    assert "source A" in lues["provenance"]
    assert lues["blocs"] == {"S21.G00.30": ["Individu", "", 0, "*"]}
    assert {code[-3:]: genre for code, (_, genre, _) in lues["rubriques"].items()} == {
        "001": "nir",
        "005": "texte",
        "006": "date",
        "020": "ntt",
        "022": "texte",
        "040": "montant",
        "041": "nombre",
    }
    assert lues["listes"] == [{"01": "masculin", "02": "féminin"}]
    assert lues["rubriques"]["S21.G00.30.022"] == ["Autre sexe", "texte", 0]


def test_une_table_en_retard_est_dite_puis_reecrite(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(norme_dsn, "DESTINATION", tmp_path)
    assert norme_dsn.principal([str(sources), "--verifier"]) == 1
    assert "norme_2026.json" in capsys.readouterr().out
    assert norme_dsn.principal([str(sources)]) == 0
    assert norme_dsn.principal([str(sources), "--verifier"]) == 0
