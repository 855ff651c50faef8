"""``recepisse dsn apercu`` and ``decouper``, as a person runs them."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import Result

from recepisse.cli import dsn_fichier
from recepisse.dsn.apercu import lire_apercu
from recepisse.simulateur.fabrique import entreprise_fictive, fabriquer_dsn

Lancer = Callable[..., Result]
MARS = date(2026, 3, 1)
ENVOI = fabriquer_dsn([entreprise_fictive(1), entreprise_fictive(2)], MARS)
ARRETS = fabriquer_dsn([entreprise_fictive(1)], MARS, nature="04")


@pytest.fixture
def fichier(tmp_path: Path) -> Path:
    chemin = tmp_path / "mars.dsn"
    chemin.write_bytes(ENVOI)
    return chemin


def test_shows_the_envelope_the_declarations_and_a_conclusion(lancer: Lancer, fichier: Path) -> None:
    resultat = lancer("dsn", "apercu", str(fichier))
    assert resultat.exit_code == 0
    assert "Essai" in resultat.stdout
    assert "Net-entreprises" in resultat.stdout
    assert resultat.stdout.count("01 DSN mensuelle") == 6
    assert "03/2026" in resultat.stdout
    assert resultat.stdout.rstrip().endswith("Ce fichier peut être envoyé.")


def test_json_has_every_documented_key(lancer: Lancer, fichier: Path) -> None:
    lu = json.loads(lancer("dsn", "apercu", str(fichier), "--format", "json").stdout)
    aide = lancer("dsn", "apercu", "--help").stdout
    assert lu["envoyable"] is True
    assert lu["octets"] == len(ENVOI)
    assert [d["rang"] for d in lu["declarations"]] == [1, 2, 3, 4, 5, 6]
    premiere = lu["declarations"][0]
    assert premiere["siret"] == entreprise_fictive(1).siret
    assert premiere["nature_libelle"] == "DSN mensuelle"
    assert premiere["salaries"] == entreprise_fictive(1).etablissements[0].salaries
    for cle in [*lu, *premiere]:
        assert cle in aide, cle


def test_an_unsendable_file_is_shown_with_its_line_and_remedy(lancer: Lancer, tmp_path: Path) -> None:
    chemin = tmp_path / "coupe.dsn"
    chemin.write_bytes(ENVOI[:5000])
    resultat = lancer("dsn", "apercu", str(chemin))
    assert resultat.exit_code == 4
    assert f"Refus : Ligne {ENVOI[:5000].count(10) + 1} : Le fichier s’arrête" in resultat.stdout
    assert "Ce fichier ne doit pas être envoyé." in resultat.stdout
    (constat,) = json.loads(lancer("dsn", "apercu", str(chemin), "--format", "json").stdout)["constats"]
    assert set(constat) == {"code", "gravite", "message", "conseil", "ligne"}


def test_a_file_without_declaration_has_no_table(lancer: Lancer, tmp_path: Path) -> None:
    chemin = tmp_path / "tete.dsn"
    chemin.write_bytes(ENVOI[:200])
    resultat = lancer("dsn", "apercu", str(chemin))
    assert "Rang" not in resultat.stdout
    assert resultat.exit_code == 4


def test_an_event_shows_no_person(lancer: Lancer, tmp_path: Path) -> None:
    chemin = tmp_path / "arrets.dsn"
    chemin.write_bytes(ARRETS)
    individus = [d.individu for d in lire_apercu(BytesIO(ARRETS)).declarations]
    assert all(individus)
    for forme in ("texte", "json"):
        sortie = lancer("dsn", "apercu", str(chemin), "--format", forme).output
        assert not any(individu in sortie for individu in individus)


@pytest.mark.parametrize("commande", [("apercu",), ("decouper", "--vers", "nulle-part")])
@pytest.mark.parametrize(
    ("octets", "mot"),
    [(None, "ne peut pas être ouvert"), (b"", "vide"), (b"\x7fELF\0", "binaire"), (b"PK\x03\x04", "abîmée")],
)
def test_an_unreadable_file_is_told_on_the_error_output(
    lancer: Lancer, tmp_path: Path, commande: tuple[str, ...], octets: bytes | None, mot: str
) -> None:
    chemin = tmp_path / "x.dsn"
    if octets is not None:
        chemin.write_bytes(octets)
    resultat = lancer("dsn", commande[0], str(chemin), *commande[1:])
    assert resultat.exit_code == 4
    assert mot in resultat.stderr
    assert resultat.stdout == ""
    assert not Path("nulle-part").exists()


def test_a_folder_is_no_file(lancer: Lancer, tmp_path: Path) -> None:
    assert lancer("dsn", "apercu", str(tmp_path)).exit_code == 4


def test_cuts_into_files_that_are_good_and_named_without_people(
    lancer: Lancer, fichier: Path, tmp_path: Path
) -> None:
    dossier = tmp_path / "a" / "deposer"
    resultat = lancer("dsn", "decouper", str(fichier), "--vers", str(dossier))
    assert resultat.exit_code == 0
    noms = sorted(chemin.name for chemin in dossier.iterdir())
    assert [str(dossier / nom) for nom in noms] == resultat.stdout.splitlines()
    assert noms[0] == f"mars_001_01_{entreprise_fictive(1).siret}_032026.dsn"
    for chemin in dossier.iterdir():
        with chemin.open("rb") as flux:
            apercu = lire_apercu(flux)
        assert apercu.constats == ()
        assert len(apercu.declarations) == 1


def test_cutting_tells_the_files_as_json(lancer: Lancer, fichier: Path, tmp_path: Path) -> None:
    resultat = lancer("dsn", "decouper", str(fichier), "--vers", str(tmp_path / "d"), "--format", "json")
    fichiers = json.loads(resultat.stdout)["fichiers"]
    aide = lancer("dsn", "decouper", "--help").stdout
    assert all(cle in aide for cle in fichiers[0])
    assert [f["rang"] for f in fichiers] == [1, 2, 3, 4, 5, 6]
    assert all(Path(f["chemin"]).stat().st_size == f["octets"] for f in fichiers)


def test_an_event_s_name_has_neither_month_nor_person(lancer: Lancer, tmp_path: Path) -> None:
    chemin = tmp_path / "arrets.dsn"
    chemin.write_bytes(ARRETS)
    lancer("dsn", "decouper", str(chemin), "--vers", str(tmp_path / "d"))
    assert (tmp_path / "d" / f"arrets_001_04_{entreprise_fictive(1).siret}.dsn").is_file()
    noms = " ".join(c.name for c in (tmp_path / "d").iterdir())
    assert not any(d.individu in noms for d in lire_apercu(BytesIO(ARRETS)).declarations)


def test_never_replaces_a_file_and_then_writes_nothing(lancer: Lancer, fichier: Path, tmp_path: Path) -> None:
    dossier = tmp_path / "d"
    dossier.mkdir()
    ancien = (
        dossier
        / f"mars_003_01_{entreprise_fictive(1).siren}{entreprise_fictive(1).etablissements[2].nic}_032026.dsn"
    )
    ancien.write_text("à garder")
    resultat = lancer("dsn", "decouper", str(fichier), "--vers", str(dossier))
    assert resultat.exit_code == 4
    assert "existe déjà" in resultat.stderr
    assert [c.name for c in dossier.iterdir()] == [ancien.name]
    assert ancien.read_text() == "à garder"


def test_a_file_that_must_not_be_sent_is_not_cut(lancer: Lancer, tmp_path: Path) -> None:
    chemin = tmp_path / "coupe.dsn"
    chemin.write_bytes(ENVOI[:5000])
    resultat = lancer("dsn", "decouper", str(chemin), "--vers", str(tmp_path / "d"))
    assert resultat.exit_code == 4
    assert not (tmp_path / "d").exists()


def test_a_failure_half_way_leaves_nothing(
    lancer: Lancer, fichier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def echouer(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("recepisse.dsn.decoupage._copier", echouer)
    resultat = lancer("dsn", "decouper", str(fichier), "--vers", str(tmp_path / "d"))
    assert resultat.exit_code == 4
    assert "No space left" in resultat.stderr
    assert list((tmp_path / "d").iterdir()) == []


def test_a_zip_of_one_file_is_read_and_cut_as_that_file(lancer: Lancer, tmp_path: Path) -> None:
    chemin = tmp_path / "mars.zip"
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("dossier/mars.dsn", ENVOI)
    assert json.loads(lancer("dsn", "apercu", str(chemin), "--format", "json").stdout)["octets"] == len(ENVOI)
    assert lancer("dsn", "decouper", str(chemin), "--vers", str(tmp_path / "d")).exit_code == 0
    assert len(list((tmp_path / "d").iterdir())) == 6


def test_what_cannot_be_rewound_is_refused(lancer: Lancer, tmp_path: Path) -> None:
    tube = tmp_path / "tube"
    os.mkfifo(tube)

    def ecrire() -> None:
        with contextlib.suppress(BrokenPipeError):
            tube.write_bytes(b"S10")

    ecrivain = threading.Thread(target=ecrire)
    ecrivain.start()
    resultat = lancer("dsn", "apercu", str(tube))
    ecrivain.join()
    assert resultat.exit_code == 4
    assert "n’est pas un fichier" in resultat.stderr


def test_codes_that_are_not_digits_stay_out_of_names() -> None:
    octets = ENVOI.replace(b"S20.G00.05.001,'01'", b"S20.G00.05.001,'../x'", 1)
    apercu = lire_apercu(BytesIO(octets))
    from recepisse.dsn.decoupage import parties

    nom = dsn_fichier._nom(Path("a/mars.dsn"), next(parties(apercu)))
    assert nom == f"mars_001_{entreprise_fictive(1).siret}_032026.dsn"


def test_neither_django_nor_the_store_is_needed(fichier: Path) -> None:
    code = (
        "import sys\n"
        "from recepisse.cli import principal\n"
        f"principal(['dsn', 'apercu', {str(fichier)!r}], standalone_mode=False)\n"
        "lourds = {'django', 'httpx2', 'lxml', 'cryptography', 'sqlite3'} & set(sys.modules)\n"
        "sys.exit(f'lourds {lourds}' if lourds else 0)\n"
    )
    sortie = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert sortie.returncode == 0, sortie.stderr
