import json
import sqlite3
from contextlib import closing
from pathlib import Path

from recepisse.archive import Archive
from tests.conftest import Lanceur


def test_a_sound_archive_is_said_to_be(lancer: Lanceur, donnees: Path) -> None:
    Archive(donnees / "archive").deposer_lot([b"un", b"deux"])
    resultat = lancer("archive", "verifier")
    assert resultat.exit_code == 0
    assert resultat.stdout == "2 documents relus, 0 perdus ou altérés.\n"


def test_altered_and_missing_documents_are_named_and_fail(lancer: Lanceur, donnees: Path) -> None:
    archive = Archive(donnees / "archive")
    altere, absent = archive.deposer(b"vrai"), "ab" * 32
    archive.chemin(altere).chmod(0o600)
    archive.chemin(altere).write_bytes(b"faux")
    with closing(sqlite3.connect(donnees / "recepisse.sqlite3")) as base, base:
        base.execute("CREATE TABLE version (somme TEXT)")
        base.executemany("INSERT INTO version VALUES (?)", [(altere,), (absent,), ("",)])
    resultat = lancer("archive", "verifier", "--format", "json")
    assert resultat.exit_code == 8
    lu = json.loads(resultat.stdout)
    assert lu["documents"] == 1
    assert {(a["chemin"], a["defaut"], a["grave"]) for a in lu["anomalies"]} == {
        (f"{altere[:2]}/{altere[2:]}", "altere", True),
        (f"ab/{absent[2:]}", "absent", True),
    }
    texte = lancer("archive", "verifier")
    assert texte.exit_code == 8
    assert "le document attendu n’existe pas." in texte.stdout
    assert "1 documents relus, 2 perdus ou altérés." in texte.stdout


def test_what_is_only_untidy_does_not_fail(lancer: Lanceur, donnees: Path) -> None:
    Archive(donnees / "archive").deposer(b"un")
    (donnees / "archive" / "note.txt").touch()
    resultat = lancer("archive", "verifier")
    assert resultat.exit_code == 0
    assert "note.txt" in resultat.stdout
