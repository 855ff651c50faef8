"""``recepisse dsn lire`` and ``recepisse dsn comparer``."""

import json
from pathlib import Path
from typing import Any

import pytest

from recepisse.cli import principal
from recepisse.cli._sortie import conclure
from recepisse.erreurs import ErreurFichier, ErreurSaisie
from tests.unitaires.dsn.aides import MENSUELLE, dsn

NIR = "1850578006084"
PAIE = (*MENSUELLE, "S21.G00.50.001,'31032026'", "S21.G00.50.002,'2000.00'", "S21.G00.98.009,'x'")


@pytest.fixture
def fichier(tmp_path: Path) -> Path:
    chemin = tmp_path / "mars.dsn"
    chemin.write_bytes(dsn(PAIE))
    return chemin


def lancer(*arguments: object) -> int:
    return conclure(lambda: principal.main([str(a) for a in arguments], standalone_mode=False))


def en_json(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert lancer(*arguments, "--format", "json") == 0
    return json.loads(capsys.readouterr().out)


def test_le_sommaire_compte_les_blocs(fichier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lu = en_json(capsys, "dsn", "lire", fichier)
    assert lu["personnes"] == 1
    assert {"code": "S21.G00.11", "libelle": "Etablissement", "nombre": 1} in lu["sommaire"]
    assert lancer("dsn", "lire", fichier) == 0
    assert "S20.G00.05  Déclaration" in capsys.readouterr().out


def test_une_personne_avec_les_libelles_et_sans_son_numero(
    fichier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (personne,) = en_json(capsys, "dsn", "lire", fichier, "--salarie", 1)["blocs"]
    assert personne["rubriques"][1] | {"ligne": 0} == {
        "code": "S21.G00.30.002",
        "libelle": "Nom de famille",
        "valeur": "D'ARC",
        "lu": "",
        "ligne": 0,
    }
    assert [b["code"] for b in personne["blocs"]] == ["S21.G00.40", "S21.G00.50", "S21.G00.98"]
    assert lancer("dsn", "lire", fichier, "--salarie", 1) == 0
    texte = capsys.readouterr().out
    assert "Rémunération nette fiscale : 2000.00 (2\u202f000,00\u202f€)" in texte
    assert "009 Rubrique 009 : x" in texte
    assert NIR not in texte
    assert NIR not in json.dumps(personne)


def test_des_blocs_hors_des_personnes(fichier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (bloc,) = en_json(capsys, "dsn", "lire", fichier, "--bloc", "s21.g00.06")["blocs"]
    assert bloc["rubriques"][0]["valeur"] == "732829320"


def test_une_rubrique_et_la_personne_de_chaque_ligne(
    fichier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lu = en_json(capsys, "dsn", "lire", fichier, "--rubrique", "S21.G00.30.001")
    assert [(t["valeur"], t["salarie"]) for t in lu["trouvees"]] == [("1850578······", 1)]
    assert not lu["tronque"]
    assert lancer("dsn", "lire", fichier, "--rubrique", "S21_G00_30_001") == 0
    assert "1850578······" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "phrase"),
    [
        (("--salarie", 2), "pas de personne de rang 2"),
        (("--bloc", "S21.G00.99"), "aucun bloc S21.G00.99"),
        (("--rubrique", "nom"), "pas la forme attendue"),
        (("--salarie", 1, "--bloc", "S21.G00.06"), "une seule façon de lire"),
    ],
)
def test_ce_qui_n_existe_pas_est_dit(
    fichier: Path, capsys: pytest.CaptureFixture[str], options: tuple[object, ...], phrase: str
) -> None:
    assert lancer("dsn", "lire", fichier, *options) == ErreurSaisie.sortie
    assert phrase in capsys.readouterr().err


@pytest.mark.parametrize("octets", [b"bonjour\n", b"\x00\x01" * 50])
def test_ce_qui_n_est_pas_une_dsn_est_refuse(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], octets: bytes
) -> None:
    autre = tmp_path / "autre"
    autre.write_bytes(octets)
    assert lancer("dsn", "lire", autre) == ErreurFichier.sortie
    assert capsys.readouterr().err


def test_comparer_dit_ce_qui_a_change(
    fichier: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    apres = tmp_path / "avril.dsn"
    nouvelle = ("S21.G00.30.001,'2900378006061'", "S21.G00.30.002,'NOËL'")
    apres.write_bytes(dsn((*(ligne.replace("2000.00", "2100.50") for ligne in PAIE), *nouvelle)))
    lu = en_json(capsys, "dsn", "comparer", fichier, apres)
    assert [p["nom"] for p in lu["entrees"]] == ["NOËL"]
    assert lu["sorties"] == []
    assert lu["etablissement"] == []
    ((ecart,),) = [p["ecarts"] for p in lu["personnes"]]
    assert (ecart["rubrique"], ecart["avant"], ecart["apres"], ecart["difference"]) == (
        "S21.G00.50.002",
        "2000.00",
        "2100.50",
        "100.50",
    )
    assert lancer("dsn", "comparer", apres, fichier) == 0
    texte = capsys.readouterr().out
    assert "Sorties : 1\n  NOËL" in texte
    assert "D'ARC : 1 différence\n" in texte
    assert "2100.50 → 2000.00" in texte


def test_comparer_demande_une_declaration_par_fichier(
    fichier: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deux = tmp_path / "deux.dsn"
    deux.write_bytes(dsn(MENSUELLE, MENSUELLE))
    assert lancer("dsn", "comparer", fichier, deux) == ErreurFichier.sortie
    assert "tient 2 déclarations" in capsys.readouterr().err
