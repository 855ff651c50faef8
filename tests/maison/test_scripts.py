"""./recepisse on a tree of its own, with a Python that only pretends: what it repairs and what it says."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FAUX_PYTHON = """#!/bin/sh
# A Python that makes environments in no time: FAUX_PIP is the exit code of pip, FAUX_JOURNAL counts calls.
echo "$*" >>"$FAUX_JOURNAL"
case "$*" in
    --version) echo "Python 3.11.9" ;;
    "-m venv "*)
        mkdir -p "$3/bin" "$3/lib/python3.11/site-packages/composant" && cp "$0" "$3/bin/python"
        touch "$3/pyvenv.cfg" ;;
    "-m pip "*) echo "${FAUX_DIT:-}"; exit "${FAUX_PIP:-0}" ;;
    *sysconfig*) echo "$(dirname "$0")/../lib/python3.11/site-packages" ;;
    *ensurepip*) exit "${FAUX_ENSUREPIP:-0}" ;;
    *"import pip"*) ;;
    "-P -m recepisse "*) shift 3; echo "lance : $*" ;;
    *) exec "$VRAI_PYTHON" "$@" ;;
esac
"""


class Arbre:
    """A source tree with the real scripts, an empty lock and nothing else."""

    def __init__(self, dossier: Path, racine: Path) -> None:
        self.racine = dossier / "arbre"
        self.venv = self.racine / ".venv"
        self.journal = dossier / "appels"
        (self.racine / "outils").mkdir(parents=True)
        (self.racine / "verrou").mkdir()
        shutil.copy(racine / "recepisse", self.racine)
        shutil.copy(racine / "outils" / "environnement.sh", self.racine / "outils")
        (self.racine / "pyproject.toml").touch()
        (self.racine / "verrou" / "execution.txt").write_text("click==8\n")
        self.bin = dossier / "bin"
        self.bin.mkdir()
        (self.bin / "python3").write_text(FAUX_PYTHON)
        (self.bin / "python3").chmod(0o755)
        for outil in (
            "sh",
            "cat",
            "cksum",
            "readlink",
            "ls",
            "grep",
            "sed",
            "dirname",
            "id",
            "rm",
            "mkdir",
            "touch",
            "cp",
            "chmod",
            "tail",
            "sleep",
        ):
            (self.bin / outil).symlink_to(shutil.which(outil) or outil)

    def lancer(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        self.journal.write_text("")
        base = {"PATH": str(self.bin), "VRAI_PYTHON": sys.executable, "FAUX_JOURNAL": str(self.journal)}
        return subprocess.run(
            [self.racine / "recepisse", *arguments],
            env=base | environ,
            capture_output=True,
            text=True,
            check=False,
        )

    def installations(self) -> int:
        return self.journal.read_text().count("-m pip install")


@pytest.fixture
def arbre(tmp_path: Path, racine: Path) -> Arbre:
    return Arbre(tmp_path, racine)


@pytest.fixture
def pret(arbre: Arbre) -> Arbre:
    assert arbre.lancer("--version").returncode == 0
    return arbre


def test_scripts_can_be_run(racine: Path) -> None:
    for nom in ("recepisse", "verifier", ".ci/run", "outils/verrouiller.sh"):
        assert os.access(racine / nom, os.X_OK), nom


def test_the_first_start_prepares_tells_and_runs(arbre: Arbre) -> None:
    fini = arbre.lancer("demo", "--port", "8000")
    assert fini.returncode == 0
    assert fini.stdout == "lance : demo --port 8000\n"
    for phrase in ("Préparation de l’environnement", "1/3", "2/3", "3/3", "Environnement prêt."):
        assert phrase in fini.stderr
    assert "--require-hashes" in arbre.journal.read_text()


def test_the_second_start_says_and_does_nothing_more(pret: Arbre) -> None:
    fini = pret.lancer("etat")
    assert (fini.stdout, fini.stderr) == ("lance : etat\n", "")
    assert pret.journal.read_text() == "-P -m recepisse etat\n"


def test_the_arguments_and_the_exit_code_pass_through(pret: Arbre) -> None:
    (pret.venv / "bin" / "recepisse").write_text('#!/bin/sh\nprintf "%s|" "$@"\nexit 6\n')
    fini = pret.lancer("a b", "", "c'd")
    assert (fini.stdout, fini.returncode) == ("a b||c'd|", 6)


def test_a_link_to_the_script_finds_the_tree(pret: Arbre, tmp_path: Path) -> None:
    (tmp_path / "lien").symlink_to(pret.racine / "recepisse")
    fini = subprocess.run(
        [tmp_path / "lien", "etat"],
        env={"PATH": str(pret.bin), "VRAI_PYTHON": sys.executable, "FAUX_JOURNAL": str(pret.journal)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert fini.stdout == "lance : etat\n"


def test_an_environment_elsewhere(arbre: Arbre, tmp_path: Path) -> None:
    fini = arbre.lancer("etat", RECEPISSE_VENV=str(tmp_path / "mon env"))
    assert fini.stdout == "lance : etat\n"
    assert not arbre.venv.exists()


def casser_interprete(arbre: Arbre) -> None:
    (arbre.venv / "bin" / "python").unlink()
    (arbre.venv / "bin" / "python").symlink_to("/usr/bin/python3.99")


def casser_bibliotheque(arbre: Arbre) -> None:
    shutil.rmtree(arbre.venv / "lib")


def enlever_composant(arbre: Arbre) -> None:
    (arbre.venv / "lib" / "python3.11" / "site-packages" / "composant").rmdir()


def enlever_commande(arbre: Arbre) -> None:
    (arbre.venv / "bin" / "recepisse").unlink()


def rendre_etranger(arbre: Arbre) -> None:
    (arbre.venv / ".empreinte-execution").unlink()


@pytest.mark.parametrize(
    "casser", [casser_interprete, casser_bibliotheque, enlever_composant, enlever_commande, rendre_etranger]
)
def test_a_broken_environment_is_repaired(pret: Arbre, casser: object) -> None:
    assert callable(casser)
    casser(pret)
    fini = pret.lancer("etat")
    assert fini.stdout == "lance : etat\n"
    assert pret.installations() == 1
    assert pret.lancer("etat").stderr == ""


def test_a_moved_tree_makes_its_own_environment_again(pret: Arbre) -> None:
    ancienne = pret.racine
    pret.racine = ancienne.rename(ancienne.with_name("ailleurs"))
    pret.venv = pret.racine / ".venv"
    assert pret.lancer("etat").stdout == "lance : etat\n"
    assert pret.installations() == 1


def test_a_changed_lock_updates_in_place(pret: Arbre) -> None:
    (pret.racine / "verrou" / "execution.txt").write_text("click==9\n")
    fini = pret.lancer("etat")
    assert "Mise à jour de l’environnement" in fini.stderr
    assert "-m venv" not in pret.journal.read_text()
    assert pret.installations() == 1


def test_an_installation_that_failed_is_begun_again(arbre: Arbre) -> None:
    assert arbre.lancer("etat", FAUX_PIP="1").returncode == 1
    fini = arbre.lancer("etat")
    assert "est inachevé" in fini.stderr
    assert fini.stdout == "lance : etat\n"


@pytest.mark.parametrize(
    ("dit", "phrase"),
    [
        (
            "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution",
            "Le réseau ne répond",
        ),
        ("OSError: [Errno 28] No space left on device", "plus de place sur le disque"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "n’a pas l’empreinte attendue"),
        ("quelque chose d’autre", "Le détail complet est dans"),
    ],
)
def test_what_went_wrong_is_told_in_words(arbre: Arbre, dit: str, phrase: str) -> None:
    fini = arbre.lancer("etat", FAUX_PIP="1", FAUX_DIT=dit)
    assert fini.returncode == 1
    assert phrase in fini.stderr
    assert fini.stdout == ""


def test_a_python_without_venv_is_mended_by_one_command(arbre: Arbre) -> None:
    fini = arbre.lancer("etat", FAUX_ENSUREPIP="1")
    assert fini.returncode == 1
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"apt install python{version}-venv\n" in fini.stderr


def test_a_machine_without_python_is_told_so(arbre: Arbre) -> None:
    (arbre.bin / "python3").unlink()
    fini = arbre.lancer("etat")
    assert fini.returncode == 1
    assert "Python 3.11 ou plus récent" in fini.stderr


def test_a_folder_that_is_no_environment_is_left_alone(arbre: Arbre, tmp_path: Path) -> None:
    (tmp_path / "precieux").mkdir()
    (tmp_path / "precieux" / "note").touch()
    fini = arbre.lancer("etat", RECEPISSE_VENV=str(tmp_path / "precieux"))
    assert fini.returncode == 1
    assert "n’y touche pas" in fini.stderr
    assert (tmp_path / "precieux" / "note").exists()


def test_two_first_starts_at_once_install_once(arbre: Arbre) -> None:
    arbre.journal.write_text("")
    environ = {"PATH": str(arbre.bin), "VRAI_PYTHON": sys.executable, "FAUX_JOURNAL": str(arbre.journal)}
    departs = [
        subprocess.Popen([arbre.racine / "recepisse", "etat"], env=environ, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, text=True)
        for _ in range(3)
    ]  # fmt: skip
    assert [depart.communicate()[0] for depart in departs] == ["lance : etat\n"] * 3
    assert arbre.installations() == 1


def test_the_lock_pins_and_hashes_everything_and_names_no_address(racine: Path) -> None:
    for niveau in ("execution", "verification"):
        texte = (racine / "verrou" / f"{niveau}.txt").read_text(encoding="utf-8")
        assert "://" not in texte
        blocs = texte.split("\n\n")[0].replace("\\\n", " ").strip().split("\n")
        assert blocs
        for ligne in blocs:
            assert "==" in ligne
            assert "--hash=sha256:" in ligne


def test_verification_holds_the_same_versions_as_execution(racine: Path) -> None:
    def epingles(niveau: str) -> set[str]:
        texte = (racine / "verrou" / f"{niveau}.txt").read_text(encoding="utf-8")
        return {
            ligne.split(" ")[0] for ligne in texte.split("\n") if "==" in ligne and not ligne.startswith(" ")
        }

    assert epingles("execution") < epingles("verification")
