"""What a return proposes to the payroll (feature C22): values, each with what it replaces when that is known.

One module per family of origin; what a document holds decides, not its nature, so that a nature that does not
exist yet is read too. Nothing here is applied: a person accepts or refuses.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from recepisse.retours.modele import RetourLu
from recepisse.retours.paie.propositions.bilan import propositions_bilan
from recepisse.retours.paie.propositions.modele import GenreProposition, PropositionLue
from recepisse.retours.paie.propositions.neores import propositions_neores
from recepisse.retours.paie.propositions.organisme import propositions_organisme

__all__ = ["GenreProposition", "PropositionLue", "lire_propositions"]

_FAMILLES: Mapping[str, Callable[[RetourLu], Iterator[PropositionLue]]] = MappingProxyType(
    {"bilan": propositions_bilan, "neores": propositions_neores, "oc": propositions_organisme}
)


def lire_propositions(lu: RetourLu) -> tuple[PropositionLue, ...]:
    """Return what ``lu`` proposes, in the order of the document; nothing when it could not be read."""
    lire = _FAMILLES.get(lu.famille)
    return tuple(lire(lu)) if lire and not lu.contenu.illisible else ()
