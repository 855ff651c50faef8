"""What the generators of reference pages share: write the page, or say that it is out of date."""

import sys
from collections.abc import Sequence
from pathlib import Path

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"


def ecrire(nom: str, texte: str) -> None:
    """Write ``docs/reference/<nom>``; with ``--verifier``, only exit with 1 when it differs."""
    page = REFERENCE / nom
    if "--verifier" in sys.argv[1:]:
        sys.exit(
            0 if page.is_file() and page.read_text(encoding="utf-8") == texte else f"{page} n’est pas à jour"
        )
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(texte, encoding="utf-8")
    print(f"écrit : {page}")


def tableau(entetes: tuple[str, ...], lignes: Sequence[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    rangees = [entetes, tuple("---" for _ in entetes), *lignes]
    return "\n".join(
        "| " + " | ".join(case.replace("|", "\\|") for case in rangee) + " |" for rangee in rangees
    )
