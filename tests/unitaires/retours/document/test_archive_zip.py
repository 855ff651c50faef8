"""A zip is listed, and its only file read, within bounds."""

import zipfile
from io import BytesIO

import pytest

from recepisse.retours.document import archive_zip
from recepisse.retours.document.archive_zip import Archive, ouvrir


def zippe(**membres: bytes) -> bytes:
    flux = BytesIO()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in membres.items():
            archive.writestr(nom.replace("__", "/"), octets)
    return flux.getvalue()


def test_un_seul_fichier_est_lu() -> None:
    assert ouvrir(BytesIO(zippe(a=b"<a/>"))) == Archive((("a", 4),), b"<a/>")


def test_les_dossiers_et_les_notes_de_macos_ne_comptent_pas() -> None:
    flux = BytesIO()
    with zipfile.ZipFile(flux, "w") as archive:
        archive.mkdir("dossier")
        archive.writestr("dossier/été.xml", b"<a/>")
        archive.writestr("__MACOSX/dossier/._a", b"x")
    assert ouvrir(flux) == Archive((("dossier/été.xml", 4),), b"<a/>")


def test_plusieurs_fichiers_sont_nommes_et_aucun_lu() -> None:
    assert ouvrir(BytesIO(zippe(a=b"1", b=b"22"))) == Archive((("a", 1), ("b", 2)))
    assert ouvrir(BytesIO(zippe())) == Archive()


def test_la_liste_est_bornee(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_zip, "MEMBRES_MAX", 3)
    assert len(ouvrir(BytesIO(zippe(**{str(i): b"" for i in range(9)}))).membres) == 3


def test_une_bombe_n_eclate_pas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_zip, "SORTIE_MAX", 1000)
    assert ouvrir(BytesIO(zippe(a=b"x" * 1000))).seul == b"x" * 1000
    trop = ouvrir(BytesIO(zippe(a=b"x" * 1001)))
    assert (trop.membres, trop.seul) == ((("a", 1001),), None)
    assert "trop gros" in trop.defaut


def test_une_taille_menteuse_ne_trompe_pas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_zip, "SORTIE_MAX", 1000)
    octets = zippe(a=b"x" * 5000).replace((5000).to_bytes(4, "little"), (5).to_bytes(4, "little"))
    assert ouvrir(BytesIO(octets)).seul in {None, b"xxxxx"}


def test_une_archive_protegee_ou_abimee_est_dite() -> None:
    octets = bytearray(zippe(a=b"<a/>"))
    octets[6] |= 1
    octets[octets.index(b"PK\x01\x02") + 8] |= 1
    protegee = ouvrir(BytesIO(bytes(octets)))
    assert (protegee.membres, protegee.seul) == ((("a", 4),), None)
    assert "protégé" in protegee.defaut
    for abimee in (b"PK\x03\x04", b"PK\x05\x06", zippe(a=b"x" * 99)[:-8], b""):
        assert ouvrir(BytesIO(abimee)) == Archive(defaut="L’archive zip est abîmée.")


def test_chaque_octet_abime_est_supporte() -> None:
    octets = zippe(a=b"<a>bonjour</a>")
    for position in range(len(octets)):
        for autre in (0, 0xFF, octets[position] ^ 1):
            mutee = octets[:position] + bytes([autre]) + octets[position + 1 :]
            assert isinstance(ouvrir(BytesIO(mutee)), Archive)


def test_un_nom_se_laisse_toujours_ecrire() -> None:
    assert archive_zip._propre("a\x00\ud800") == "a␀?"
