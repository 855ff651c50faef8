"""The folder of the demonstration refuses real data and repairs what was interrupted."""

from pathlib import Path

import pytest

from recepisse.cli._demo_dossier import Marque, dossier_par_defaut, ecrire_marque, isoler, occuper
from recepisse.erreurs import ErreurSaisie


def test_an_absent_folder_must_be_built(tmp_path: Path) -> None:
    with occuper(tmp_path / "a" / "demo") as marque:
        assert marque is None
        assert (tmp_path / "a" / "demo").stat().st_mode & 0o777 == 0o700


def test_a_finished_folder_is_found_again(tmp_path: Path) -> None:
    with occuper(tmp_path):
        ecrire_marque(tmp_path, Marque(prete=True, port_simulateur=4321))
        (tmp_path / "recepisse.sqlite3").write_text("base")
    with occuper(tmp_path) as marque:
        assert marque == Marque(prete=True, port_simulateur=4321)
        assert (tmp_path / "recepisse.sqlite3").read_text() == "base"


def test_an_interrupted_building_is_cleared_but_for_foreign_files(tmp_path: Path) -> None:
    with occuper(tmp_path):
        (tmp_path / "recepisse.sqlite3").write_text("moitié")
        (tmp_path / "archive" / "ab").mkdir(parents=True)
        (tmp_path / "mes-notes.txt").write_text("à moi")
    with occuper(tmp_path) as marque:
        assert marque is None
        assert sorted(p.name for p in tmp_path.iterdir()) == [".demo", "demo.json", "mes-notes.txt"]


def test_another_format_is_built_again(tmp_path: Path) -> None:
    ecrire_marque(tmp_path, Marque(prete=True, port_simulateur=1, format=99))
    with occuper(tmp_path) as marque:
        assert marque is None


@pytest.mark.parametrize("nom", ["recepisse.sqlite3", "photo.jpg"])
def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path, nom: str) -> None:
    (tmp_path / nom).write_text("réel")
    with pytest.raises(ErreurSaisie, match="autre chose qu’une démonstration"), occuper(tmp_path):
        pass
    assert [p.name for p in tmp_path.iterdir()] == [nom]


@pytest.mark.parametrize("contenu", ["{", "[]", "{}", '{"format": 1}'])
def test_an_unreadable_mark_is_refused(tmp_path: Path, contenu: str) -> None:
    (tmp_path / "demo.json").write_text(contenu)
    with pytest.raises(ErreurSaisie, match="autre chose"), occuper(tmp_path):
        pass


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("fichier")
    with pytest.raises(ErreurSaisie, match="autre chose"), occuper(tmp_path / "demo"):
        pass


def test_one_demonstration_at_a_time(tmp_path: Path) -> None:
    with occuper(tmp_path), pytest.raises(ErreurSaisie, match="tourne déjà"), occuper(tmp_path):
        pass


@pytest.mark.parametrize(
    ("environ", "attendu"),
    [
        ({"RECEPISSE_DONNEES": "/srv/x"}, "/srv/x"),
        ({"XDG_DATA_HOME": "/partage"}, "/partage/recepisse-demo"),
        ({"XDG_DATA_HOME": "relatif"}, str(Path("~/.local/share/recepisse-demo").expanduser())),
        ({}, str(Path("~/.local/share/recepisse-demo").expanduser())),
    ],
)
def test_the_default_folder_is_apart_from_real_data(environ: dict[str, str], attendu: str) -> None:
    assert str(dossier_par_defaut(environ)) == attendu


def test_no_real_setting_reaches_the_demonstration(tmp_path: Path) -> None:
    environ = {
        "RECEPISSE_ADRESSES": "https://reel.example",
        "RECEPISSE_CLE_COFFRE": "ab" * 32,
        "RECEPISSE_VENV": "/v",
        "HOME": "/h",
    }
    isoler(environ, tmp_path)
    assert environ == {"RECEPISSE_DONNEES": str(tmp_path), "RECEPISSE_VENV": "/v", "HOME": "/h"}
