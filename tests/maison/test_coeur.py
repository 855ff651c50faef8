"""The core is a library: no I/O, no clock, no framework; and the house keeps to its yardsticks."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
SOURCES = RACINE / "src" / "recepisse"
PIECES = ("dsn", "retours", "norme", "identifiants", "echanges")
COEUR = [
    *(chemin for piece in PIECES for chemin in sorted((SOURCES / piece).rglob("*.py"))),
    SOURCES / "erreurs.py",
    SOURCES / "temps.py",
    SOURCES / "calendrier.py",
]
AVEC_RESEAU = SOURCES / "echanges" / "transport.py"
MODULES_INTERDITS = {
    *("os", "socket", "ssl", "random", "secrets", "time", "subprocess", "sqlite3", "shutil", "tempfile"),
    *("threading", "asyncio", "urllib.request", "http.client"),
    *("django", "click", "structlog", "uvicorn", "cryptography"),
}
APPELS_INTERDITS = {"now", "utcnow", "today", "read_bytes", "read_text", "write_bytes", "write_text"}
MUR = 500
FONCTION_LONGUE = 50


def modules(chemins: list[Path]) -> Iterator[tuple[Path, ast.Module]]:
    for chemin in chemins:
        yield chemin, ast.parse(chemin.read_text(encoding="utf-8"))


def importes(arbre: ast.Module) -> set[str]:
    noms: set[str] = set()
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Import):
            noms |= {alias.name for alias in noeud.names}
        elif isinstance(noeud, ast.ImportFrom) and noeud.module and not noeud.level:
            noms.add(noeud.module)
    return noms


def is_interdit(nom: str) -> bool:
    return nom in MODULES_INTERDITS or nom.split(".", maxsplit=1)[0] in MODULES_INTERDITS


def appels(arbre: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the calls that would read a clock or a file; packaged data comes from importlib.resources."""
    ressources = "importlib" in ast.dump(arbre)
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Call):
            methode = noeud.func.attr if isinstance(noeud.func, ast.Attribute) else ""
            nom = methode or getattr(noeud.func, "id", "")
            if (nom == "open" and not methode) or (
                methode in APPELS_INTERDITS and not (ressources and methode.startswith("read_"))
            ):
                yield noeud.lineno, nom


@pytest.mark.parametrize(
    "chemin", [c for c in COEUR if c != AVEC_RESEAU], ids=lambda chemin: str(chemin.relative_to(SOURCES))
)
def test_the_core_does_no_io_and_reads_no_clock(chemin: Path) -> None:
    ((_, arbre),) = modules([chemin])
    assert not {nom for nom in importes(arbre) if is_interdit(nom)}
    assert not list(appels(arbre))


def test_a_core_that_would_is_seen() -> None:
    arbre = ast.parse("import os.path\nfrom datetime import datetime\ndatetime.now()\nopen('x')\n")
    assert {nom for nom in importes(arbre) if is_interdit(nom)} == {"os.path"}
    assert [nom for _, nom in appels(arbre)] == ["now", "open"]


def test_importing_the_core_loads_no_framework() -> None:
    noms = [
        "recepisse." + ".".join(chemin.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__")
        for chemin in COEUR
        if chemin != AVEC_RESEAU
    ]
    code = (
        f"import sys\nfor nom in {noms!r}: __import__(nom)\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'django', 'httpx2', 'structlog', 'click',"
        " 'uvicorn', 'sqlite3', 'cryptography'}))"
    )
    fini = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert fini.stdout.strip() == "[]"


def test_no_module_passes_the_wall() -> None:
    trop = {
        str(chemin.relative_to(SOURCES)): lignes
        for chemin in SOURCES.rglob("*.py")
        if "migrations" not in chemin.parts
        and (lignes := chemin.read_text(encoding="utf-8").count("\n")) > MUR
    }
    assert not trop


def test_functions_stay_short() -> None:
    sources = [chemin for chemin in SOURCES.rglob("*.py") if "migrations" not in chemin.parts]
    fonctions = [
        (noeud.end_lineno or noeud.lineno) - noeud.lineno + 1
        for _, arbre in modules(sources)
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    longues = sum(lignes > FONCTION_LONGUE for lignes in fonctions)
    assert longues <= 0.02 * len(fonctions)


def test_structlog_and_the_configuration_of_logs_are_in_one_place() -> None:
    for chemin, arbre in modules(sorted(SOURCES.rglob("*.py"))):
        if chemin.name != "journal.py":
            assert not {nom for nom in importes(arbre) if nom.split(".")[0] == "structlog"}, chemin
