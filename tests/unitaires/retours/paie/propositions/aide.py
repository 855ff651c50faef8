"""Short cuts of the tests on proposals."""

from pathlib import Path

from recepisse.retours.lecture import lire_retour
from recepisse.retours.paie.propositions import PropositionLue, lire_propositions

EXEMPLES = Path(__file__).parents[4] / "donnees" / "retours"


def proposees(nom: str) -> tuple[PropositionLue, ...]:
    """Return what an example proposes, announced with the nature that its name gives."""
    return lire_octets((EXEMPLES / nom).read_bytes(), nom.split("_", maxsplit=1)[0])


def lire_octets(octets: bytes, nature: str) -> tuple[PropositionLue, ...]:
    return lire_propositions(lire_retour(octets, nature=nature, statut="OK"))


def complements(proposition: PropositionLue) -> dict[str, str]:
    """Return the complements by name."""
    return {c.nom: c.valeur for c in proposition.complements}
