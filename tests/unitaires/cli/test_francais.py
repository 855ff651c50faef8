"""Every sentence of click that can reach a user is made by click itself, then read in French."""

import os
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from recepisse.cli._francais import traduire_erreur
from recepisse.cli._paresseux import Contexte, Formateur, GroupeParesseux


@click.command()
@click.argument("fichier", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--vers", type=click.Path(exists=True, file_okay=False), help="Où écrire.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Le port.")
@click.option("--nombre", type=int, envvar="NOMBRE", show_envvar=True)
@click.option("--part", type=float)
@click.option("--ferme", type=bool)
@click.option("--le", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--lire", type=click.File())
@click.option("--deux", nargs=2)
@click.option("--pour", required=True, help="Pour qui.")
@click.option("--oui", is_flag=True)
def essai(**_valeurs: object) -> None:
    """Essayer."""


def dire(*arguments: str) -> str:
    with pytest.raises(click.UsageError) as erreur:
        essai.main(list(arguments), prog_name="essai", standalone_mode=False)
    return traduire_erreur(erreur.value.format_message())


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        ([], "Il manque FICHIER."),
        (["{present}"], "Il manque l’option '--pour'."),
        (["{absent}", "--pour", "x"], "Valeur refusée pour 'FICHIER' : « {absent} » n’existe pas."),
        (["{dossier}", "--pour", "x"], "Valeur refusée pour 'FICHIER' : « {dossier} » est un dossier."),
        (["--vers", "{present}"], "Valeur refusée pour '--vers' : « {present} » est un fichier."),
        (["--port", "x"], "Valeur refusée pour '--port' : « x » n’est pas un nombre entier."),
        (["--port", "70000"], "Valeur refusée pour '--port' : 70000 n’est pas dans les bornes 0<=x<=65535."),
        (
            ["--nombre", "x"],
            "Valeur refusée pour '--nombre' (variable 'NOMBRE') : « x » n’est pas un nombre entier.",
        ),
        (["--part", "x"], "Valeur refusée pour '--part' : « x » n’est pas un nombre."),
        (["--ferme", "x"], "Valeur refusée pour '--ferme' : « x » n’est ni oui ni non."),
        (["--le", "hier"], "Valeur refusée pour '--le' : « hier » n’a pas la forme '%Y-%m-%d'."),
        (["--lire", "{absent}"], "Valeur refusée pour '--lire' : « {absent} » n’existe pas."),
        (["--deux", "a"], "L’option « --deux » attend 2 valeurs."),
        (["--oui=x"], "L’option « --oui » ne prend pas de valeur."),
        (["--fermee", "x"], "Option inconnue : « --fermee ». Vouliez-vous dire '--ferme' ?"),
        (["{present}", "--pour", "x", "de", "trop"], "Il y a des mots en trop : de trop"),
    ],
)
def test_sentences(tmp_path: Path, arguments: list[str], phrase: str) -> None:
    lieux = {
        "present": str(tmp_path / "present"),
        "absent": str(tmp_path / "absent"),
        "dossier": str(tmp_path),
    }
    (tmp_path / "present").touch()
    assert dire(*[mot.format(**lieux) for mot in arguments]) == phrase.format(**lieux)


def test_a_missing_command_and_an_unknown_one() -> None:
    groupe = click.Group("g", commands=[essai])
    with pytest.raises(click.UsageError) as erreur:
        groupe.main(["rien"], prog_name="g", standalone_mode=False)
    assert traduire_erreur(erreur.value.format_message()) == "Commande inconnue : « rien »."
    assert traduire_erreur("Missing command.") == "Il manque une commande."


def test_a_choice_that_is_missing_lists_the_values() -> None:
    @click.command()
    @click.option("--forme", type=click.Choice(["a", "b"]), required=True)
    def choisir(forme: str) -> None:
        """Choisir."""

    with pytest.raises(click.UsageError) as erreur:
        choisir.main([], prog_name="choisir", standalone_mode=False)
    phrase = traduire_erreur(erreur.value.format_message())
    assert phrase.startswith("Il manque l’option '--forme'. Valeurs possibles : ")


def test_a_french_sentence_is_left_as_it_is() -> None:
    phrase = "Le fichier « a » ne convient pas : voir l’option '--pour'."
    assert traduire_erreur(phrase) == phrase


def test_the_help_of_a_command_is_french() -> None:
    essai.context_class = Contexte
    aide = CliRunner().invoke(essai, ["--help"]).stdout
    for francais in (
        "Usage : essai [OPTIONS] FICHIER",
        "Options :",
        "Affiche cette aide et s’arrête.",
        "[défaut : 8000; 0<=x<=65535]",
        "[variable : NOMBRE]",
        "Pour qui.  [obligatoire]",
        "--nombre NOMBRE",
        "--vers DOSSIER",
        "--pour TEXTE",
    ):
        assert francais in aide


def test_a_group_lists_its_commands_in_the_order_of_the_table() -> None:
    groupe = GroupeParesseux({})
    assert groupe.list_commands(click.Context(groupe)) == []
    assert groupe.get_command(click.Context(groupe), "rien") is None


@pytest.mark.parametrize(("colonnes", "plus_longue"), [("60", 58), ("200", 78), ("10", 50), ("", 78)])
def test_help_fits_the_terminal(monkeypatch: pytest.MonkeyPatch, colonnes: str, plus_longue: int) -> None:
    monkeypatch.setenv("COLUMNS", colonnes)
    formateur = Formateur()
    formateur.write_text("mot " * 100)
    assert plus_longue - 4 < max(len(ligne) for ligne in formateur.getvalue().split("\n")) <= plus_longue


def test_help_fits_a_real_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr(os, "get_terminal_size", lambda _descripteur: os.terminal_size((70, 20)))
    assert Formateur().width == 68
