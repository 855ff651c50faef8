"""The manual speaks of what exists: commands, options, settings, variables, links, exit codes."""

import re
import shlex
from pathlib import Path

import click
import pytest

from recepisse.cli import principal
from recepisse.reglages import VARIABLES_A_PART, reglages_connus

RACINE = Path(__file__).parents[2]
PAGES = [RACINE / "README.md", *sorted((RACINE / "docs").rglob("*.md"))]
MANUEL = [page for page in PAGES if "docs" in page.parts and "decisions" not in page.parts]
BLOC = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
EN_LIGNE = re.compile(r"`((?:\./)?recepisse [^`…]+)`")
AFFECTATION = re.compile(r"[A-Z][A-Z0-9_]*=\S*", re.ASCII)
VARIABLE = re.compile(r"\bRECEPISSE_[A-Z_]*[A-Z]\b", re.ASCII)
LIEN = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
REGLAGE = re.compile(r"`([a-z]+(?:_[a-z]+)+)`", re.ASCII)
PAS_DES_REGLAGES = {"essai_reel", "date_effet", "id_remplace"}


def commandes(page: Path) -> list[list[str]]:
    """Return the words of each ``recepisse …`` command that ``page`` shows."""
    texte = page.read_text("utf-8")
    lignes = [ligne for _, corps in BLOC.findall(texte) for ligne in corps.replace("\\\n", " ").split("\n")]
    trouvees = []
    for ligne in [*lignes, *EN_LIGNE.findall(BLOC.sub("", texte))]:
        mots = shlex.split(ligne.removeprefix("$ "), comments=True) if "recepisse" in ligne else []
        while mots and AFFECTATION.fullmatch(mots[0]):
            mots.pop(0)
        if mots and mots[0] in {"recepisse", "./recepisse"}:
            trouvees.append(mots[1:])
    return trouvees


def parse(mots: list[str]) -> click.Command:
    """Follow ``mots`` through the groups, then read the options of the command as it would itself."""
    commande: click.Command = principal
    contexte = click.Context(commande, info_name="recepisse")
    reste = list(mots)
    while isinstance(commande, click.Group) and reste and not reste[0].startswith("-"):
        suivante = commande.get_command(contexte, reste[0])
        assert suivante is not None, f"commande inconnue : recepisse {' '.join(mots)}"
        contexte = click.Context(suivante, info_name=reste.pop(0), parent=contexte)
        commande = suivante
    _, libres, _ = commande.make_parser(contexte).parse_args(reste)
    assert not libres, f"mots en trop : recepisse {' '.join(mots)}"
    return commande


TOUTES = [
    pytest.param(mots, id=f"{page.relative_to(RACINE)}: {' '.join(mots)}")
    for page in PAGES
    for mots in commandes(page)
]


@pytest.mark.parametrize("mots", TOUTES)
def test_every_command_of_the_manual_exists_with_its_options(mots: list[str]) -> None:
    parse(mots)


def test_the_manual_shows_commands() -> None:
    assert len(TOUTES) > 10


@pytest.mark.parametrize(
    "ligne",
    [
        "recepisse sauvgarder x.zip",
        "recepisse sauvegarder x.zip --avec-cle",
        "recepisse dsn aperçu f.dsn",
        "recepisse sauvegarder a.zip b.zip c.zip",
    ],
)
def test_a_command_that_does_not_exist_would_be_seen(ligne: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"```console\n$ {ligne}\n```\n", "utf-8")
    (mots,) = commandes(page)
    with pytest.raises((AssertionError, click.UsageError)):
        parse(mots)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(RACINE)))
def test_every_variable_exists(page: Path) -> None:
    connues = {connu.variable for connu in reglages_connus()} | set(VARIABLES_A_PART)
    secrets = {f"{connu.variable}_FILE" for connu in reglages_connus() if connu.notice.secret}
    assert set(VARIABLE.findall(page.read_text("utf-8"))) <= connues | secrets


@pytest.mark.parametrize("page", MANUEL, ids=lambda page: str(page.relative_to(RACINE)))
def test_every_setting_named_by_the_manual_exists(page: Path) -> None:
    if page.parent.name not in {"comprendre", "recettes"}:
        return
    noms = set(REGLAGE.findall(page.read_text("utf-8")))
    assert noms - PAS_DES_REGLAGES <= {connu.nom for connu in reglages_connus()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(RACINE)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for cible in LIEN.findall(BLOC.sub("", page.read_text("utf-8"))):
        if "://" not in cible:
            assert (page.parent / cible).exists(), cible


@pytest.mark.parametrize("page", MANUEL, ids=lambda page: str(page.relative_to(RACINE)))
def test_the_manual_is_written_with_typographic_apostrophes(page: Path) -> None:
    texte = re.sub(r"`[^`]*`", "", BLOC.sub("", page.read_text("utf-8")))
    assert not re.findall(r"[A-Za-zÀ-ÿ]'[A-Za-zÀ-ÿ]\w*", texte)
