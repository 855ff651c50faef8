"""The trade words that the screens explain, each in one sentence; the manual shows the same table."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Terme:
    """One word: what it is, which text uses it, its English name."""

    cle: str
    terme: str
    definition: str
    source: str
    anglais: str


def _charger() -> dict[str, Terme]:
    donnees = json.loads(Path(__file__).with_name("lexique.json").read_text(encoding="utf-8"))
    termes = [Terme(**ligne) for ligne in donnees["termes"]]
    return {terme.cle: terme for terme in termes}


TERMES: Final[Mapping[str, Terme]] = _charger()
"""The words by their keys, in alphabetical order."""
