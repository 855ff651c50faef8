"""Backup while another process writes, restore on an empty place, and everything that must be refused."""

import json
import os
import sqlite3
import subprocess
import sys
import tarfile
import textwrap
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

import recepisse
from recepisse.archive import Archive
from recepisse.coffre import Coffre
from recepisse.erreurs import ErreurCoffre, ErreurSaisie
from recepisse.gestion.gestes.sauvegarde import format_sauvegarde as forme
from recepisse.gestion.gestes.sauvegarde.restaurer import Cle, restaurer
from recepisse.gestion.gestes.sauvegarde.sauvegarder import Sauvegarde, retirer, sauvegarder, sommes_citees
from recepisse.reglages import charger

MAINTENANT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
CLE = bytes(range(32))
SOURCES = Path(recepisse.__file__).parent.parent
ECRIVAIN = """
    import os, sqlite3, sys
    from datetime import UTC, datetime
    os.environ["DJANGO_SETTINGS_MODULE"] = "recepisse.site.settings"
    import django
    django.setup()
    from django.core.management import call_command
    call_command("migrate", verbosity=0)
    from recepisse.coffre import Coffre, charger_cle
    from recepisse.archive import Archive
    from recepisse.gestion.models import Identifiant, Releve
    from django.conf import settings
    donnees = settings.REGLAGES.donnees
    coffre, archive = Coffre(charger_cle(donnees)), Archive(donnees / "archive")
    maintenant = datetime(2026, 11, 22, tzinfo=UTC)
    scelle = coffre.sceller("mot de passe d’essai", "identifiant:1")
    compte = Identifiant.objects.create(
        siret="73282932000074", mot_de_passe_scelle=scelle, cree_le=maintenant, curseur=maintenant
    )
    rang = 0
    while rang < 20000:
        somme = archive.deposer(f"document {rang} ".encode() * 40)
        Releve.objects.create(identifiant=compte, debut_le=maintenant, reponse_somme=somme)
        rang += 1
        if rang in (50, 1) or rang % 100 == 0:
            print(rang, flush=True)
"""


@pytest.fixture
def donnees(tmp_path: Path) -> Path:
    """A small data folder: a database with the columns that matter, three documents, a settings file."""
    dossier = tmp_path / "donnees"
    dossier.mkdir()
    (dossier / "recepisse.toml").write_text(f'port = 8123\ncle_coffre = "{CLE.hex()}"\n', "utf-8")
    archive = Archive(dossier / "archive")
    sommes = [archive.deposer(f"document {rang}".encode()) for rang in range(3)]
    with closing(sqlite3.connect(dossier / "recepisse.sqlite3")) as base, base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("CREATE TABLE django_migrations (id INTEGER, app TEXT, name TEXT)")
        base.execute("INSERT INTO django_migrations VALUES (1, 'gestion', '0001_initial')")
        base.execute("CREATE TABLE v (somme TEXT, accuse_somme TEXT, empreinte TEXT)")
        base.executemany(
            "INSERT INTO v VALUES (?, ?, 'x')", [(sommes[0], sommes[1]), (sommes[0], ""), (sommes[2], "")]
        )
    return dossier


def copier(donnees: Path, vers: Path, *, avec_la_cle: bool = False) -> Sauvegarde:
    reglages = charger({"RECEPISSE_DONNEES": str(donnees)})
    return sauvegarder(reglages, Coffre(CLE), vers, maintenant=MAINTENANT, avec_la_cle=avec_la_cle)


def cle_donnee() -> Cle:
    return Cle(CLE.hex())


@pytest.fixture
def ecrivain(tmp_path: Path) -> Iterator[tuple[Path, "subprocess.Popen[str]"]]:
    """Another process that deposits documents and rows without a pause."""
    dossier = tmp_path / "vivant"
    dossier.mkdir()
    environ = {cle: valeur for cle, valeur in os.environ.items() if not cle.startswith("RECEPISSE_")}
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(ECRIVAIN)],
        env=environ | {"RECEPISSE_DONNEES": str(dossier), "PYTHONPATH": str(SOURCES)},
        stdout=subprocess.PIPE,
        text=True,
    ) as processus:
        try:
            yield dossier, processus
        finally:
            processus.kill()


@pytest.mark.parametrize("extension", [".zip", ".tar"])
def test_a_copy_made_while_rows_and_documents_arrive_is_whole(
    tmp_path: Path, ecrivain: tuple[Path, "subprocess.Popen[str]"], extension: str
) -> None:
    vivant, processus = ecrivain
    assert processus.stdout is not None
    assert processus.stdout.readline().strip() == "1"
    assert processus.stdout.readline().strip() == "50"
    reglages = charger({"RECEPISSE_DONNEES": str(vivant)})
    coffre = Coffre(bytes.fromhex((vivant / "cle_coffre").read_text()))
    vers = tmp_path / f"copie{extension}"
    faite = sauvegarder(reglages, coffre, vers, maintenant=MAINTENANT, avec_la_cle=True)
    avant = faite.documents
    limite = time.monotonic() + 20
    while int(processus.stdout.readline()) <= avant:  # the writer did go on during and after the copy
        assert time.monotonic() < limite
    restauree = tmp_path / "ailleurs"
    rendue = restaurer(vers, restauree)
    assert rendue.documents == avant >= 50
    assert rendue.absents == ()
    with closing(sqlite3.connect(restauree / "recepisse.sqlite3")) as base:
        lignes = base.execute("SELECT reponse_somme FROM gestion_releve").fetchall()
        scelle = base.execute("SELECT mot_de_passe_scelle FROM gestion_identifiant").fetchone()[0]
    archive = Archive(restauree / "archive")
    assert len(lignes) == avant
    assert all(archive.lire(somme).startswith(b"document ") for (somme,) in lignes)
    assert list(archive.verifier()) == []
    cle = bytes.fromhex((restauree / "cle_coffre").read_text())
    assert Coffre(cle).ouvrir(scelle, "identifiant:1") == "mot de passe d’essai"
    assert (restauree / "cle_coffre").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("extension", [".zip", ".tar"])
def test_everything_comes_back_without_the_key_inside(donnees: Path, tmp_path: Path, extension: str) -> None:
    vers = tmp_path / f"copie{extension}"
    faite = copier(donnees, vers)
    assert (faite.documents, faite.cle_incluse, faite.reglages_retires) == (3, False, ("cle_coffre",))
    assert vers.stat().st_mode & 0o777 == 0o600
    assert CLE.hex().encode() not in b"".join(m.flux.read() for m in forme.iter_membres(vers))
    rendue = restaurer(vers, tmp_path / "neuf", cle_donnee())
    assert rendue.avec_cle
    assert (tmp_path / "neuf" / "recepisse.toml").read_text() == "port = 8123\n"
    assert (tmp_path / "neuf" / "cle_coffre").read_text().strip() == CLE.hex()
    assert sorted(Archive(tmp_path / "neuf" / "archive").sommes()) == sorted(
        Archive(donnees / "archive").sommes()
    )
    assert not [p.name for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_the_key_of_a_setting_is_not_written_beside_the_data(donnees: Path, tmp_path: Path) -> None:
    copier(donnees, tmp_path / "c.zip")
    restaurer(tmp_path / "c.zip", tmp_path / "neuf", Cle(CLE.hex(), a_ecrire=False))
    assert not (tmp_path / "neuf" / "cle_coffre").exists()


def test_an_existing_backup_is_never_replaced(donnees: Path, tmp_path: Path) -> None:
    vers = tmp_path / "c.zip"
    vers.write_bytes(b"precieux")
    with pytest.raises(ErreurSaisie, match="existe déjà"):
        copier(donnees, vers)
    assert vers.read_bytes() == b"precieux"


@pytest.mark.parametrize(("nom", "phrase"), [("c.7z", "forme"), ("absent/c.zip", "n’existe pas")])
def test_a_target_that_cannot_be_is_refused(donnees: Path, tmp_path: Path, nom: str, phrase: str) -> None:
    with pytest.raises(ErreurSaisie, match=phrase):
        copier(donnees, tmp_path / nom)


def test_nothing_to_save_is_said(tmp_path: Path) -> None:
    with pytest.raises(ErreurSaisie, match="rien à sauvegarder"):
        copier(tmp_path / "vide", tmp_path / "c.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_backup_leaves_no_file(donnees: Path, tmp_path: Path) -> None:
    (donnees / "recepisse.sqlite3").write_bytes(b"ceci n'est pas une base" * 100)
    with pytest.raises(ErreurSaisie, match="n’a pas pu être écrite"):
        copier(donnees, tmp_path / "c.zip")
    assert [p.name for p in tmp_path.iterdir()] == ["donnees"]


def test_a_damaged_document_is_named_and_the_rest_is_saved(donnees: Path, tmp_path: Path) -> None:
    archive = Archive(donnees / "archive")
    altere, perdu, _ = sorted(archive.sommes())
    archive.chemin(altere).chmod(0o600)
    archive.chemin(altere).write_bytes(b"autre chose")
    archive.chemin(perdu).unlink()
    faite = copier(donnees, tmp_path / "c.zip")
    assert (faite.documents, sorted(faite.absents)) == (1, [altere, perdu])
    rendue = restaurer(tmp_path / "c.zip", tmp_path / "neuf", cle_donnee())
    assert sorted(rendue.absents) == [altere, perdu]


@pytest.mark.parametrize("occupe", ["recepisse.sqlite3", ".cache"])
def test_a_folder_that_holds_anything_is_refused(donnees: Path, tmp_path: Path, occupe: str) -> None:
    copier(donnees, tmp_path / "c.zip")
    (tmp_path / "plein").mkdir()
    (tmp_path / "plein" / occupe).write_text("mien")
    with pytest.raises(ErreurSaisie, match="pas un dossier vide"):
        restaurer(tmp_path / "c.zip", tmp_path / "plein", cle_donnee())
    assert [p.name for p in (tmp_path / "plein").iterdir()] == [occupe]


def test_an_empty_folder_is_filled(donnees: Path, tmp_path: Path) -> None:
    copier(donnees, tmp_path / "c.tar", avec_la_cle=True)
    (tmp_path / "vide").mkdir()
    assert restaurer(tmp_path / "c.tar", tmp_path / "vide").documents == 3
    assert (tmp_path / "vide" / "recepisse.sqlite3").is_file()


def test_without_a_key_the_restore_asks_for_it(donnees: Path, tmp_path: Path) -> None:
    copier(donnees, tmp_path / "c.zip")
    with pytest.raises(ErreurCoffre, match="ne contient pas la clé") as refus:
        restaurer(tmp_path / "c.zip", tmp_path / "neuf")
    assert "--cle" in refus.value.conseil
    assert not (tmp_path / "neuf").exists()
    assert not restaurer(tmp_path / "c.zip", tmp_path / "neuf", Cle(perdue=True)).avec_cle
    assert not (tmp_path / "neuf" / "cle_coffre").exists()


@pytest.mark.parametrize(
    ("texte", "phrase"), [("00" * 32, "n’est pas celle de la sauvegarde"), ("zz", "n’est pas lisible")]
)
def test_a_wrong_key_is_refused(donnees: Path, tmp_path: Path, texte: str, phrase: str) -> None:
    copier(donnees, tmp_path / "c.zip")
    with pytest.raises(ErreurCoffre, match=phrase):
        restaurer(tmp_path / "c.zip", tmp_path / "neuf", Cle(texte))
    assert not (tmp_path / "neuf").exists()


@pytest.mark.parametrize("extension", [".zip", ".tar"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_cut_file_is_refused(donnees: Path, tmp_path: Path, extension: str, part: float) -> None:
    vers = tmp_path / f"c{extension}"
    copier(donnees, vers)
    octets = vers.read_bytes()
    fin = octets.rindex(b"fin.json") if extension == ".tar" else len(octets)
    vers.write_bytes(octets[: int(fin * part)])
    with pytest.raises(ErreurSaisie, match=r"tronquée ou altérée|pas une sauvegarde"):
        restaurer(vers, tmp_path / "neuf", cle_donnee())
    assert not (tmp_path / "neuf").exists()


def reecrire(depuis: Path, vers: Path, changer: Callable[[str, bytes], bytes | None]) -> None:
    with zipfile.ZipFile(depuis) as lu, zipfile.ZipFile(vers, "w") as ecrit:
        for nom in lu.namelist():
            octets = changer(nom, lu.read(nom))
            if octets is not None:
                ecrit.writestr(nom, octets)


def tampered(nom: str) -> Callable[[str, bytes], bytes | None]:
    return lambda membre, octets: octets + b" " if membre.startswith(nom) else octets


def without(nom: str) -> Callable[[str, bytes], bytes | None]:
    return lambda membre, octets: None if membre.startswith(nom) else octets


def _recompter(membre: str, octets: bytes) -> bytes | None:
    """Drop a document and lie about the counts: only the seal and the rows show it."""
    if membre.startswith("archive/"):
        return None
    if membre == "fin.json":
        return json.dumps(json.loads(octets) | {"documents": 0, "octets_documents": 0}).encode()
    return octets


@pytest.mark.parametrize(
    "changer",
    [
        tampered("recepisse.sqlite3"),
        tampered("recepisse.toml"),
        tampered("manifeste.json"),
        tampered("archive/"),
        without("archive/"),
        without("recepisse.toml"),
        without("recepisse.sqlite3"),
        without("fin.json"),
        _recompter,
    ],
)
def test_a_tampered_backup_is_refused(
    donnees: Path, tmp_path: Path, changer: Callable[[str, bytes], bytes | None]
) -> None:
    copier(donnees, tmp_path / "c.zip")
    reecrire(tmp_path / "c.zip", tmp_path / "faux.zip", changer)
    with pytest.raises(ErreurSaisie, match="tronquée ou altérée"):
        restaurer(tmp_path / "faux.zip", tmp_path / "neuf", cle_donnee())
    assert not (tmp_path / "neuf").exists()


def test_without_the_key_the_rows_still_show_missing_documents(donnees: Path, tmp_path: Path) -> None:
    copier(donnees, tmp_path / "c.zip")
    reecrire(tmp_path / "c.zip", tmp_path / "faux.zip", _recompter)
    with pytest.raises(ErreurSaisie, match=r"3 document\(s\) cité\(s\) par la base manquent"):
        restaurer(tmp_path / "faux.zip", tmp_path / "neuf", Cle(perdue=True))


@pytest.mark.parametrize("nom", ["../evade", "autre.txt", "archive/00/11", "/etc/rien"])
def test_a_member_that_does_not_belong_is_refused(donnees: Path, tmp_path: Path, nom: str) -> None:
    copier(donnees, tmp_path / "c.zip")
    with zipfile.ZipFile(tmp_path / "c.zip") as lu, zipfile.ZipFile(tmp_path / "faux.zip", "w") as ecrit:
        for membre in lu.namelist():
            if membre == "fin.json":
                ecrit.writestr(nom, b"intrus")
            ecrit.writestr(membre, lu.read(membre))
    with pytest.raises(ErreurSaisie, match="rien à y faire"):
        restaurer(tmp_path / "faux.zip", tmp_path / "neuf", cle_donnee())
    assert not (tmp_path / "evade").exists()


def test_a_link_inside_a_tar_is_refused(donnees: Path, tmp_path: Path) -> None:
    copier(donnees, tmp_path / "c.tar")
    with tarfile.open(tmp_path / "c.tar") as lu, tarfile.open(tmp_path / "faux.tar", "w") as ecrit:
        for info in lu:
            ecrit.addfile(info, lu.extractfile(info))
            if info.name == "manifeste.json":
                lien = tarfile.TarInfo("recepisse.toml")
                lien.type, lien.linkname = tarfile.SYMTYPE, "/etc/passwd"
                ecrit.addfile(lien)
    with pytest.raises(ErreurSaisie, match="tronquée ou altérée"):
        restaurer(tmp_path / "faux.tar", tmp_path / "neuf", cle_donnee())


@pytest.mark.parametrize(
    "changement", [{"version": "99.1.0"}, {"format": 2}, {"migrations": ["0001_initial", "0999_futur"]}]
)
def test_a_newer_backup_says_what_to_install(
    donnees: Path, tmp_path: Path, changement: dict[str, object]
) -> None:
    copier(donnees, tmp_path / "c.zip")

    def vieillir(nom: str, octets: bytes) -> bytes:
        return json.dumps(json.loads(octets) | changement).encode() if nom == "manifeste.json" else octets

    reecrire(tmp_path / "c.zip", tmp_path / "futur.zip", vieillir)
    with pytest.raises(ErreurSaisie, match="plus récent que celui-ci") as refus:
        restaurer(tmp_path / "futur.zip", tmp_path / "neuf", cle_donnee())
    assert "Installez" in refus.value.conseil


@pytest.mark.parametrize("contenu", [b"", b"n'importe quoi", b"PK\x05\x06" + bytes(18)])
def test_any_other_file_is_refused(tmp_path: Path, contenu: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(contenu)
    with pytest.raises(ErreurSaisie, match=r"tronquée ou altérée|pas une sauvegarde"):
        restaurer(tmp_path / "x.zip", tmp_path / "neuf", cle_donnee())


def test_a_foreign_zip_and_an_absent_file_are_told_apart(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as ecrit:
        ecrit.writestr("photo.jpg", b"x")
    with pytest.raises(ErreurSaisie, match="pas une sauvegarde de Récépissé"):
        restaurer(tmp_path / "x.zip", tmp_path / "neuf", cle_donnee())
    with pytest.raises(ErreurSaisie, match="n’existe pas"):
        restaurer(tmp_path / "y.zip", tmp_path / "neuf", cle_donnee())


def test_a_secret_on_several_lines_is_not_copied() -> None:
    assert retirer(b"port = 1\n'cle_django' = 'x'\n") == (b"port = 1\n", ["cle_django"])
    with pytest.raises(ErreurSaisie, match="plusieurs lignes"):
        retirer(b'cle_coffre = """\nabc"""\n')


def test_progress_tells_both_stages(donnees: Path, tmp_path: Path) -> None:
    vues: list[tuple[str, int, int]] = []
    reglages = charger({"RECEPISSE_DONNEES": str(donnees)})
    sauvegarder(
        reglages,
        Coffre(CLE),
        tmp_path / "c.zip",
        maintenant=MAINTENANT,
        progression=lambda *vue: vues.append(vue),
    )
    assert [etape for etape, fait, total in vues if fait == total] == ["Base", "Documents"]


@pytest.mark.django_db
def test_every_column_of_sums_is_followed() -> None:
    from django.apps import apps
    from django.db import connection

    colonnes = {
        (modele._meta.db_table, champ.name)
        for modele in apps.get_app_config("gestion").get_models()
        for champ in modele._meta.fields
        if champ.name == "somme" or champ.name.endswith("_somme")
    }
    assert ("gestion_versionretour", "somme") in colonnes
    connection.ensure_connection()
    requetes: list[str] = []
    base: sqlite3.Connection = connection.connection
    base.set_trace_callback(requetes.append)
    nombre, _ = sommes_citees(base)
    base.set_trace_callback(None)
    assert nombre == 0
    assert all(any(f'"{c}" FROM "{t}"' in r.replace(" AS s", "") for r in requetes) for t, c in colonnes)
