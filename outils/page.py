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


def inserer(page: Path, debut: str, fin: str, texte: str, arguments: Sequence[str]) -> int:
    """Put ``texte`` between the two marks of ``page``; with ``--verifier``, only return 1 when it differs."""
    actuelle = page.read_text(encoding="utf-8")
    avant, ouvert, reste = actuelle.partition(debut)
    _, ferme, apres = reste.partition(fin)
    if not (ouvert and ferme):
        raise SystemExit(f"Repères absents de {page.name} : {debut} … {fin}")
    nouvelle = f"{avant}{debut}\n\n{texte}\n\n{fin}{apres}"
    if actuelle == nouvelle:
        return 0
    if "--verifier" in arguments:
        print(f"La page {page.name} n’est pas à jour.")
        return 1
    page.write_text(nouvelle, encoding="utf-8")
    return 0
