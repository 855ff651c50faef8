import errno
import random
import zipfile
from io import BytesIO

import pytest

from recepisse.dsn.compresse import extraire, is_zip
from recepisse.erreurs import ErreurFichier
from tests.unitaires.dsn.aides import MENSUELLE, dsn

DSN = dsn(MENSUELLE)


def zipper(*entrees: tuple[str, bytes], methode: int = zipfile.ZIP_DEFLATED) -> BytesIO:
    flux = BytesIO()
    with zipfile.ZipFile(flux, "w", methode) as archive:
        for nom, octets in entrees:
            archive.writestr(nom, octets)
    flux.seek(0)
    return flux


@pytest.mark.parametrize(
    "methode", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_gives_back_the_only_file(methode: int) -> None:
    vers = BytesIO()
    assert extraire(zipper(("paie.dsn", DSN), methode=methode), vers) == len(DSN)
    assert vers.getvalue() == DSN


def test_folders_and_the_notes_of_macos_are_not_files() -> None:
    vers = BytesIO()
    extraire(zipper(("mars/", b""), ("mars/paie.dsn", DSN), ("__MACOSX/mars/._paie.dsn", b"x")), vers)
    assert vers.getvalue() == DSN


@pytest.mark.parametrize("entrees", [[], [("a/", b"")], [("a.dsn", DSN), ("b.dsn", DSN)]])
def test_none_or_several_files_are_refused(entrees: list[tuple[str, bytes]]) -> None:
    with pytest.raises(ErreurFichier, match="il en faut un seul") as erreur:
        extraire(zipper(*entrees), BytesIO())
    assert erreur.value.conseil


def test_a_password_is_told() -> None:
    flux = bytearray(zipper(("a.dsn", DSN)).getvalue())
    flux[6] |= 1
    flux[flux.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ErreurFichier, match="mot de passe"):
        extraire(BytesIO(bytes(flux)), BytesIO())


def test_what_unfolds_beyond_the_limit_is_stopped() -> None:
    vers = BytesIO()
    with pytest.raises(ErreurFichier, match="démesuré"):
        extraire(zipper(("a.dsn", bytes(5_000_000))), vers, limite=2_000_000)
    assert len(vers.getvalue()) <= 2_000_000


def test_what_unfolds_out_of_all_proportion_is_stopped() -> None:
    bombe = zipper(("a.dsn", bytes(60_000_000)))
    with pytest.raises(ErreurFichier, match="démesuré"):
        extraire(bombe, BytesIO())


@pytest.mark.parametrize("graine", range(200))
def test_a_mangled_archive_is_an_unreadable_file(graine: int) -> None:
    tirage = random.Random(graine)
    octets = bytearray(zipper(("a.dsn", DSN)).getvalue())
    for _ in range(4):
        octets[tirage.randrange(len(octets))] = tirage.randrange(256)
    try:
        extraire(BytesIO(bytes(octets)), BytesIO())
    except ErreurFichier as erreur:
        assert erreur.conseil  # noqa: PT017


def test_a_cut_archive_is_an_unreadable_file() -> None:
    octets = zipper(("a.dsn", DSN)).getvalue()
    with pytest.raises(ErreurFichier, match="abîmée"):
        extraire(BytesIO(octets[:-30]), BytesIO())


class Plein(BytesIO):
    def write(self, _octets: object, /) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_not_the_archive_s_fault() -> None:
    with pytest.raises(OSError, match="No space"):
        extraire(zipper(("a.dsn", DSN)), Plein())


def test_recognises_a_zip_and_rewinds() -> None:
    assert is_zip(zipper(("a.dsn", DSN)))
    assert is_zip(zipper())
    flux = BytesIO(DSN)
    assert not is_zip(flux)
    assert flux.tell() == 0
    assert not is_zip(BytesIO())
