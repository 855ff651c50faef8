import errno
import hashlib
import os
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recepisse import archive as module
from recepisse.archive import Anomalie, Archive, Defaut
from recepisse.erreurs import ErreurArchive


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def somme(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


def alterer(chemin: Path, octets: bytes) -> None:
    chemin.chmod(0o600)
    chemin.write_bytes(octets)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(octets=st.binary(max_size=5000))
def test_what_is_deposited_is_read_back_under_its_sum(archive: Archive, octets: bytes) -> None:
    cle = archive.deposer(octets)
    assert cle == somme(octets)
    assert archive.lire(cle) == octets
    with archive.ouvrir(cle) as fichier:
        assert fichier.read() == octets


def test_a_stream_is_kept_from_its_position_on(archive: Archive) -> None:
    flux = BytesIO(b"entete" + b"x" * 3_000_000)
    flux.seek(6)
    assert archive.deposer_flux(flux) == (somme(b"x" * 3_000_000), 3_000_000)


def test_names_and_rights_are_strict(archive: Archive) -> None:
    cle = archive.deposer(b"un")
    chemin = archive.dossier / cle[:2] / cle[2:]
    assert archive.chemin(cle) == chemin
    assert stat.S_IMODE(chemin.stat().st_mode) == 0o400
    assert stat.S_IMODE(chemin.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(archive.dossier.stat().st_mode) == 0o700


def test_the_same_bytes_are_one_file_written_once(archive: Archive) -> None:
    cle = archive.deposer(b"un")
    avant = archive.chemin(cle).stat()
    assert archive.deposer(b"un") == cle
    apres = archive.chemin(cle).stat()
    assert (apres.st_ino, apres.st_mtime_ns) == (avant.st_ino, avant.st_mtime_ns)
    assert list(archive.sommes()) == [cle]


def test_a_cut_file_is_mended_by_a_new_deposit(archive: Archive) -> None:
    cle = archive.deposer(b"entier")
    alterer(archive.chemin(cle), b"ent")
    archive.deposer(b"entier")
    assert archive.lire(cle) == b"entier"


def test_the_same_bytes_at_once_do_no_harm(archive: Archive) -> None:
    octets = os.urandom(50_000)
    with ThreadPoolExecutor(8) as groupe:
        assert set(groupe.map(archive.deposer, [octets] * 64)) == {somme(octets)}
    assert list(archive.verifier()) == []
    assert [chemin.name for chemin in archive.dossier.iterdir()] == [somme(octets)[:2]]


def test_a_batch_returns_the_sums_in_order(archive: Archive) -> None:
    lot = [b"a", b"b", b"a", b""]
    assert archive.deposer_lot(lot) == [somme(octets) for octets in lot]
    assert sorted(set(map(somme, lot))) == list(archive.sommes())


def test_every_file_is_synchronised_and_a_batch_synchronises_a_folder_once(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    fichiers: list[int] = []
    dossiers: list[Path] = []
    vrai = os.fsync

    def compter(descripteur: int) -> None:
        fichiers.append(descripteur)
        vrai(descripteur)

    monkeypatch.setattr(os, "fsync", compter)
    lot = [str(rang).encode() for rang in range(2000)]
    archive.deposer_lot(lot)  # makes the folders
    monkeypatch.setattr(module, "sync_dossier", dossiers.append)
    fichiers.clear()
    archive.deposer_lot([octets + b"bis" for octets in lot])
    assert len(fichiers) == 2000
    assert len(dossiers) == len(set(dossiers)) <= 256


def test_a_full_disk_leaves_nothing(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def plein(_descripteur: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    archive.deposer(b"avant")
    monkeypatch.setattr(os, "fsync", plein)
    with pytest.raises(ErreurArchive, match="plus de place sur le disque"):
        archive.deposer(b"apres")
    monkeypatch.undo()
    assert list(archive.sommes()) == [somme(b"avant")]
    assert list(archive.verifier()) == []
    assert not list(archive.dossier.glob(".*"))


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "fichier").touch()
    with pytest.raises(ErreurArchive, match="ne peut pas être écrite"):
        Archive(tmp_path / "fichier" / "archive").deposer(b"un")


def test_altered_bytes_are_refused_by_every_reading(archive: Archive) -> None:
    cle = archive.deposer(b"vrai")
    alterer(archive.chemin(cle), b"faux")
    with pytest.raises(ErreurArchive, match="altéré"):
        archive.lire(cle)
    with pytest.raises(ErreurArchive, match="altéré"):
        archive.ouvrir(cle)


def test_a_missing_document_is_an_error_without_a_path(archive: Archive) -> None:
    with pytest.raises(ErreurArchive, match="n’est pas lisible") as erreur:
        archive.lire(somme(b"absent"))
    assert str(archive.dossier) not in str(erreur.value)
    assert not archive.contient(somme(b"absent"))


@pytest.mark.parametrize("nom", ["", "ab", "../../../etc/passwd", "A" * 64, "é" * 64, "0" * 63 + "\n"])
def test_what_is_not_a_sum_is_refused(archive: Archive, nom: str) -> None:
    with pytest.raises(ErreurArchive, match="n’en est pas une"):
        archive.chemin(nom)


def test_everything_wrong_is_named(archive: Archive) -> None:
    bon, altere = archive.deposer(b"bon"), archive.deposer(b"altere")
    alterer(archive.chemin(altere), b"autre")
    (archive.dossier / "note.txt").write_text("x")
    (archive.dossier / altere[:2] / "ab").mkdir()
    (archive.dossier / altere[:2] / "ab" / altere[4:]).touch()
    vieux = archive.dossier / ".depot-vieux"
    vieux.touch()
    os.utime(vieux, (time.time() - 7200,) * 2)
    (archive.dossier / ".depot-en-cours").touch()
    illisible = archive.chemin(somme(b"illisible"))
    illisible.parent.mkdir(exist_ok=True)
    illisible.symlink_to(illisible.name + "/boucle")
    absent = somme(b"absent")
    trouve = {(a.chemin, a.defaut) for a in archive.verifier([bon, absent])}
    assert trouve == {
        (f"{altere[:2]}/{altere[2:]}", Defaut.ALTERE),
        (f"{altere[:2]}/ab/{altere[4:]}", Defaut.INTRUS),
        ("note.txt", Defaut.INTRUS),
        (".depot-vieux", Defaut.PROVISOIRE),
        (str(illisible.relative_to(archive.dossier)), Defaut.ILLISIBLE),
        (f"{absent[:2]}/{absent[2:]}", Defaut.ABSENT),
    }


def test_an_anomaly_says_whether_bytes_are_lost() -> None:
    assert Anomalie("ab/cd", Defaut.ALTERE).grave
    assert not Anomalie("ab/cd", Defaut.INTRUS).grave
    assert Anomalie("ab/cd", Defaut.ABSENT).message == "ab/cd : le document attendu n’existe pas."


def test_verifying_tells_how_many_bytes_were_read(archive: Archive) -> None:
    archive.deposer_lot([b"x" * 3_000_000, b"yy"])
    lus: list[int] = []
    assert list(archive.verifier(progression=lus.append)) == []
    assert sum(lus) == archive.octets() == 3_000_002


def test_an_archive_that_does_not_exist_yet_is_empty(archive: Archive) -> None:
    assert list(archive.sommes()) == []
    assert list(archive.verifier()) == []
    assert archive.octets() == 0


def test_a_temporary_name_that_goes_away_meanwhile_is_no_anomaly(archive: Archive, tmp_path: Path) -> None:
    assert module._age(tmp_path / "parti") == 0.0
