"""``recepisse sauvegarder`` and ``recepisse restaurer``: what they say, and with which exit code."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from recepisse.archive import Archive
from recepisse.cli.sauvegarde import _Barres, _taille
from recepisse.coffre import charger_cle

Lanceur = Callable[..., Result]


@pytest.fixture
def remplies(donnees: Path) -> Path:
    """A data folder with a database, two documents, a key and a setting of this machine."""
    archive = Archive(donnees / "archive")
    sommes = [archive.deposer(octets) for octets in (b"un", b"deux")]
    with closing(sqlite3.connect(donnees / "recepisse.sqlite3")) as base, base:
        base.execute("CREATE TABLE v (somme TEXT)")
        base.executemany("INSERT INTO v VALUES (?)", [(somme,) for somme in sommes])
    (donnees / "recepisse.toml").write_text('port = 8001\nbase_donnees = ""\n', "utf-8")
    charger_cle(donnees)
    return donnees


def test_the_key_is_left_out_and_it_is_said(remplies: Path, tmp_path: Path, lancer: Lanceur) -> None:
    faite = lancer("sauvegarder", str(tmp_path / "c.zip"))
    assert faite.exit_code == 0
    assert "2 documents" in faite.stdout
    assert "N’EST PAS dans cette sauvegarde" in faite.stdout
    assert "Réglages laissés de côté : base_donnees." in faite.stdout
    refus = lancer("restaurer", str(tmp_path / "c.zip"), "--donnees", str(tmp_path / "neuf"))
    assert refus.exit_code == 7
    assert "--cle FICHIER" in refus.stderr


def test_the_key_asked_for_is_told_as_a_secret(remplies: Path, tmp_path: Path, lancer: Lanceur) -> None:
    faite = lancer("sauvegarder", str(tmp_path / "c.tar"), "--avec-la-cle")
    assert "Rangez-la comme un secret" in faite.stdout
    neuf = tmp_path / "neuf"
    rendue = lancer("restaurer", str(tmp_path / "c.tar"), "--donnees", str(neuf))
    assert rendue.exit_code == 0
    assert f"restaurées dans {neuf} : 2 documents." in rendue.stdout
    assert "À régler de nouveau sur cette machine : base_donnees." in rendue.stdout
    assert (neuf / "cle_coffre").read_text() == (remplies / "cle_coffre").read_text()
    assert {chemin.stat().st_mode & 0o077 for chemin in neuf.rglob("*")} == {0}


def test_a_key_from_a_file_opens_the_backup(remplies: Path, tmp_path: Path, lancer: Lanceur) -> None:
    lancer("sauvegarder", str(tmp_path / "c.zip"))
    rendue = lancer(
        "restaurer",
        str(tmp_path / "c.zip"),
        "--donnees",
        str(tmp_path / "neuf"),
        "--cle",
        str(remplies / "cle_coffre"),
    )
    assert rendue.exit_code == 0
    absent = lancer("restaurer", str(tmp_path / "c.zip"), "--cle", str(tmp_path / "absent"))
    assert absent.exit_code == 7
    assert "ne peut pas être lu" in absent.stderr


def test_a_key_from_a_setting_stays_there(
    remplies: Path, tmp_path: Path, lancer: Lanceur, monkeypatch: pytest.MonkeyPatch
) -> None:
    lancer("sauvegarder", str(tmp_path / "c.zip"))
    monkeypatch.setenv("RECEPISSE_CLE_COFFRE", (remplies / "cle_coffre").read_text().strip())
    rendue = lancer("restaurer", str(tmp_path / "c.zip"), "--donnees", str(tmp_path / "neuf"))
    assert rendue.exit_code == 0
    assert not (tmp_path / "neuf" / "cle_coffre").exists()


def test_a_lost_key_is_accepted_on_an_explicit_word(remplies: Path, tmp_path: Path, lancer: Lanceur) -> None:
    lancer("sauvegarder", str(tmp_path / "c.zip"))
    rendue = lancer("restaurer", str(tmp_path / "c.zip"), "--donnees", str(tmp_path / "neuf"), "--cle-perdue")
    assert rendue.exit_code == 0
    assert "ressaisissez le mot de passe" in rendue.stderr


def test_a_damaged_archive_is_saved_with_exit_code_8(remplies: Path, tmp_path: Path, lancer: Lanceur) -> None:
    archive = Archive(remplies / "archive")
    archive.chemin(next(archive.sommes())).unlink()
    faite = lancer("sauvegarder", str(tmp_path / "c.zip"), "--avec-la-cle")
    assert faite.exit_code == 8
    assert "1 document(s)" in faite.stderr
    rendue = lancer("restaurer", str(tmp_path / "c.zip"), "--donnees", str(tmp_path / "neuf"))
    assert rendue.exit_code == 0
    assert "manquaient déjà" in rendue.stderr


def test_data_in_place_are_never_overwritten(remplies: Path, tmp_path: Path, lancer: Lanceur) -> None:
    lancer("sauvegarder", str(tmp_path / "c.zip"), "--avec-la-cle")
    refus = lancer("restaurer", str(tmp_path / "c.zip"))
    assert refus.exit_code == 2
    assert "pas un dossier vide" in refus.stderr


@pytest.mark.parametrize(
    ("octets", "texte"),
    [(0, "0 Ko"), (999_000, "999 Ko"), (1_500_000, "1,5 Mo"), (2_000_000_000, "2000,0 Mo")],
)
def test_sizes_are_readable(octets: int, texte: str) -> None:
    assert _taille(octets) == texte


def test_one_bar_a_stage() -> None:
    with _Barres() as barres:
        barres("Base", 3, 10)
        barres("Base", 10, 10)
        barres("Documents", 1, 0)
        assert (barres.etape, barres.fait) == ("Documents", 1)
