"""The lexicon names every public class of the core, and none that is gone; the index names every page."""

import ast
import re
from pathlib import Path

RACINE = Path(__file__).parents[2]
SOURCES = RACINE / "src" / "recepisse"
LEXIQUE = (RACINE / "docs" / "lexique.md").read_text(encoding="utf-8")
PIECES = ("dsn", "retours", "norme", "identifiants", "echanges", "erreurs", "temps")
NOM = re.compile(r"^\| `([A-Z]\w+)` \| ([a-z, ]+) \| (.+) \| (.+) \|$", re.MULTILINE)


def classes() -> dict[str, set[str]]:
    """Return the rooms of each public class of the core."""
    trouvees: dict[str, set[str]] = {}
    for piece in PIECES:
        fichiers = sorted((SOURCES / piece).rglob("*.py")) or [SOURCES / f"{piece}.py"]
        for fichier in fichiers:
            for noeud in ast.parse(fichier.read_text(encoding="utf-8")).body:
                if isinstance(noeud, ast.ClassDef) and not noeud.name.startswith("_"):
                    trouvees.setdefault(noeud.name, set()).add(piece)
    return trouvees


def test_the_lexicon_names_every_public_class_of_the_core_and_its_rooms() -> None:
    ecrites = {nom: set(pieces.split(", ")) for nom, pieces, _, _ in NOM.findall(LEXIQUE)}
    attendues = classes()
    manquent = {nom: sorted(pieces) for nom, pieces in attendues.items() if ecrites.get(nom) != pieces}
    assert not manquent, f"à écrire dans docs/lexique.md : {manquent}"
    assert not set(ecrites) - set(attendues), "n’existent plus"


def test_the_names_are_in_order() -> None:
    noms = [nom for nom, *_ in NOM.findall(LEXIQUE)]
    assert noms == sorted(noms)


def test_the_index_names_every_page() -> None:
    docs = RACINE / "docs"
    index = (docs / "index.md").read_text(encoding="utf-8")
    pages = {str(page.relative_to(docs)) for page in docs.rglob("*.md") if page.parent.name != "decisions"}
    assert not {page for page in pages - {"index.md"} if f"]({page})" not in index}


def test_decisions_are_numbered_without_a_hole_and_say_what_they_decide() -> None:
    decisions = sorted((RACINE / "docs" / "decisions").glob("*.md"))
    assert [page.name[:4] for page in decisions] == [f"{rang:04}" for rang in range(1, len(decisions) + 1)]
    for page in decisions:
        texte = page.read_text(encoding="utf-8")
        assert texte.startswith(f"# {page.name[:4]} · ")
        for titre in ("Status:", "## Context", "## Decision", "## Consequences"):
            assert titre in texte, page.name
