import subprocess
import sys
from pathlib import Path

import click
import pytest

from recepisse.cli import COMMANDES, principal
from recepisse.cli._paresseux import Groupe, Lien
from recepisse.cli._sortie import conclure
from recepisse.erreurs import AccesRefuse, ErreurArchive, ErreurFichier, MotifAcces
from tests.conftest import Lanceur


def executer(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)


def test_help_is_french_and_lists_every_command(lancer: Lanceur) -> None:
    resultat = lancer("--help")
    assert resultat.exit_code == 0
    assert resultat.stdout.startswith("Usage : recepisse [OPTIONS] COMMANDE [ARGUMENTS]…")
    assert "Commandes :" in resultat.stdout
    for nom, ligne in COMMANDES.items():
        assert nom in resultat.stdout
        assert ligne.aide in " ".join(resultat.stdout.split())
    for anglais in ("Show", "Commands", "Usage:", "exit"):
        assert anglais not in resultat.stdout


@pytest.mark.parametrize("nom", [nom for nom, ligne in COMMANDES.items() if isinstance(ligne, Groupe)])
def test_the_help_of_a_group_lists_its_commands(lancer: Lanceur, nom: str) -> None:
    groupe = COMMANDES[nom]
    assert isinstance(groupe, Groupe)
    resultat = lancer(nom, "--help")
    assert resultat.exit_code == 0
    for commande in groupe.commandes:
        assert f"  {commande} " in resultat.stdout


def test_help_imports_no_command_and_no_framework() -> None:
    code = (
        "import sys\nfrom recepisse.cli import principal\n"
        "try: principal(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in {'django', 'lxml', 'httpx2', 'structlog',"
        " 'cryptography', 'uvicorn'} or m.startswith('recepisse.')), file=sys.stderr)"
    )
    charges = executer("-c", code).stderr
    attendus = [
        "recepisse.cli",
        "recepisse.cli._francais",
        "recepisse.cli._paresseux",
        "recepisse.cli._sortie",
    ]
    assert charges.strip() == str([*attendus, "recepisse.erreurs"])


def test_without_a_word_the_help_is_shown(lancer: Lanceur) -> None:
    resultat = lancer()
    assert resultat.exit_code == 2
    assert "Commandes :" in resultat.stderr


def test_version(lancer: Lanceur) -> None:
    assert lancer("--version").stdout.startswith("recepisse 2")


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (["regalges"], "Commande inconnue : « regalges ». Vouliez-vous dire « reglages » ?"),
        (["zzzz"], "Commande inconnue : « zzzz »."),
        (["dsn", "apercus"], "Vouliez-vous dire « apercu » ?"),
        (["--rien"], "Option inconnue : « --rien »."),
        (["reglages", "--fromat", "json"], "Option inconnue : « --fromat ». Vouliez-vous dire '--format' ?"),
        (["reglages", "a", "b"], "Il y a des mots en trop : a b"),
        (["reglages", "--format"], "L’option « --format » attend une valeur."),
        (["reglages", "--format", "xml"], "« xml » n’est pas l’une des valeurs 'texte', 'json'."),
        (["dsn"], "Commandes :"),
    ],
)
def test_a_wrong_line_is_refused_in_french_with_the_way_out(
    lancer: Lanceur, arguments: list[str], phrase: str
) -> None:
    resultat = lancer(*arguments)
    assert resultat.exit_code == 2
    assert phrase in resultat.stderr
    assert resultat.stdout == ""
    assert "Error" not in resultat.stderr


def _liens() -> list[tuple[str, Lien]]:
    liens = [(nom, ligne) for nom, ligne in COMMANDES.items() if isinstance(ligne, Lien)]
    for nom, groupe in COMMANDES.items():
        if isinstance(groupe, Groupe):
            liens += [(f"{nom} {sous}", lien) for sous, lien in groupe.commandes.items()]
    return liens


@pytest.mark.parametrize(("mots", "lien"), _liens(), ids=[mots for mots, _ in _liens()])
def test_every_line_of_the_table_is_a_command_that_speaks_french(
    lancer: Lanceur, mots: str, lien: Lien
) -> None:
    assert isinstance(lien.charger(), click.Command)
    aide = lancer(*mots.split(), "--help")
    assert aide.exit_code == 0
    assert aide.stdout.startswith(f"Usage : recepisse {mots} ")
    for anglais in ("Show this", "[required]", "[default", "INTEGER", "DIRECTORY", "Options:"):
        assert anglais not in aide.stdout


def test_a_target_that_is_no_command_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError):
        Lien("", "_commun:tableau").charger()


def test_a_foreseen_error_tells_message_and_advice_and_has_its_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def echouer() -> None:
        raise AccesRefuse("Mot de passe refusé.", motif=MotifAcces.MOT_DE_PASSE, conseil="Modifiez-le.")

    assert conclure(echouer) == 6
    assert capsys.readouterr().err == "Erreur : Mot de passe refusé.\nModifiez-le.\n"


@pytest.mark.parametrize(
    ("message", "dit"),
    [
        ("S90 absent.", "Erreur (ligne 12) : S90 absent.\n"),
        ("Coupé à la ligne 12.", "Erreur : Coupé à la ligne 12.\n"),
    ],
)
def test_the_line_of_a_file_is_told_once(capsys: pytest.CaptureFixture[str], message: str, dit: str) -> None:
    def echouer() -> None:
        raise ErreurFichier(message, ligne=12)

    assert conclure(echouer) == 4
    assert capsys.readouterr().err == dit


def test_an_integer_is_the_code_of_the_process_and_nothing_else_is() -> None:
    assert conclure(lambda: ErreurArchive.sortie) == 8
    assert conclure(lambda: None) == 0
    assert conclure(lambda: True) == 0
    assert conclure(lambda: "texte") == 0


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, click.exceptions.Abort])
def test_an_interruption_is_told_in_one_word(
    capsys: pytest.CaptureFixture[str], interruption: type[BaseException]
) -> None:
    def echouer() -> None:
        raise interruption

    assert conclure(echouer) == 130
    assert capsys.readouterr().err == "Interrompu.\n"


def test_an_unforeseen_error_is_one_french_sentence_and_a_masked_detail(
    donnees: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def echouer() -> None:
        raise RuntimeError("motdepasse=hunter2secret 180017512345678")

    assert conclure(echouer) == 70
    dit = capsys.readouterr().err
    assert "incident" in dit
    assert "Traceback" not in dit
    fichier = donnees / "journal" / "incidents.log"
    assert str(fichier) in dit
    detail = fichier.read_text(encoding="utf-8")
    assert "RuntimeError" in detail
    assert "hunter2secret" not in detail
    assert "180017512345678" not in detail
    assert fichier.stat().st_mode & 0o777 == 0o600


def test_an_incident_that_cannot_be_written_is_still_told(
    donnees: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def echouer() -> None:
        raise RuntimeError

    monkeypatch.setenv("RECEPISSE_PORT", "beaucoup")
    assert conclure(echouer) == 70
    assert "n’a pas pu être écrit" in capsys.readouterr().err


def test_errors_of_click_that_are_not_of_usage_are_french_too(capsys: pytest.CaptureFixture[str]) -> None:
    def echouer() -> None:
        raise click.FileError("absent.dsn", "droits")

    assert conclure(echouer) == 1
    assert capsys.readouterr().err == "Erreur : « absent.dsn » ne peut pas être ouvert (droits).\n"


def test_a_usage_error_without_context_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    def echouer() -> None:
        raise click.UsageError("Deux choix contraires.")

    assert conclure(echouer) == 2
    assert capsys.readouterr().err == "Erreur : Deux choix contraires.\n"


def test_a_reader_that_goes_away_is_no_error() -> None:
    code = (
        "import sys\nfrom recepisse.cli._sortie import conclure\n"
        "def beaucoup() -> None:\n    [print('x' * 1000) for _ in range(1000)]\n"
        "sys.exit(conclure(beaucoup))"
    )
    ligne = f'"{sys.executable}" -c "$1" | true; exit ${{PIPESTATUS[0]}}'
    fini = subprocess.run(["bash", "-c", ligne, "bash", code], capture_output=True, text=True, check=False)
    assert fini.stderr == ""
    assert fini.returncode == 141


def test_the_library_call_of_click_still_works() -> None:
    assert principal.main(["--version"], standalone_mode=False) == 0


def test_python_m_is_the_same_command() -> None:
    fini = executer("-m", "recepisse", "--version")
    assert fini.stdout.startswith("recepisse 2")
