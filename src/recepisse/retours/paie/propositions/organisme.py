"""Values corrected by an organisation of complementary insurance (nature 51).

``ValeurCorrigeeAjoutee`` is what the organisation put instead of the value declared, or expects; the person
and the contract stand in the context of the remark.
"""

from collections.abc import Iterator

from recepisse.retours.modele import Complement, RetourLu
from recepisse.retours.paie.propositions.modele import GenreProposition, PropositionLue


def propositions_organisme(lu: RetourLu) -> Iterator[PropositionLue]:
    """Yield one proposal per remark that gives a corrected value."""
    for anomalie in lu.anomalies:
        if not anomalie.valeur_attendue:
            continue
        yield PropositionLue(
            genre=GenreProposition.ORGANISME,
            sujet=f"Valeur corrigée de {anomalie.rubrique}" if anomalie.rubrique else "Valeur corrigée",
            cle=f"{anomalie.code} {anomalie.contrat}".strip(),
            rubrique=anomalie.rubrique,
            individu=anomalie.individu,
            ancienne=anomalie.valeur_declaree,
            nouvelle=anomalie.valeur_attendue,
            periode=anomalie.periode or lu.declaration.mois,
            complements=(Complement("Motif", anomalie.message),),
        )
