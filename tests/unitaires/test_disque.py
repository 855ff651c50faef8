from pathlib import Path

import pytest

from recepisse.disque import sync_dossier


def test_a_folder_is_synchronised(tmp_path: Path) -> None:
    (tmp_path / "un").write_text("un")
    sync_dossier(tmp_path)


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        sync_dossier(tmp_path / "absent")
