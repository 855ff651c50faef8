"""What a bilan proposes: identities of the national register, rates communicated, amounts of the Urssaf."""

from collections.abc import Iterator

from recepisse.retours.donnees import objets
from recepisse.retours.modele import RetourLu
from recepisse.retours.paie.propositions.communication import propositions_communication
from recepisse.retours.paie.propositions.cotisations import propositions_cotisations
from recepisse.retours.paie.propositions.identite import comparer_identites
from recepisse.retours.paie.propositions.modele import PropositionLue


def propositions_bilan(lu: RetourLu) -> Iterator[PropositionLue]:
    """Yield what ``lu`` proposes."""
    for anomalie in lu.anomalies:
        if anomalie.individu is not None and anomalie.reference is not None:
            yield from comparer_identites(
                anomalie.individu,
                anomalie.reference,
                {"Contrôle": anomalie.code, "Action attendue": anomalie.action},
            )
    for communication in objets(lu.contenu.donnees, "communications"):
        yield from propositions_communication(communication)
    yield from propositions_cotisations(lu)
