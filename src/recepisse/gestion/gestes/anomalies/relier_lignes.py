"""Find the line of our own file that each finding of a return speaks of (feature C9).

The report of anomalies of the deposit point (nature 11) numbers the lines of the file as it was deposited:
its word is taken. The others name a rubric, a person, a contract, a value: the deposited bytes, kept in the
archive, are read once for all the findings of a return. A flux deposited elsewhere has no file here.
"""

from recepisse.dsn.reperage import Demande, reperer
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.retours.modele import Anomalie, Individu, RetourLu
from recepisse.retours.suivi.memoire import retenue

_PERSONNE_VIDE = Individu()


def relier_lignes(lu: RetourLu, depot: str, ctx: Contexte) -> dict[int, int]:
    """Return the line (from 1) of the findings of ``lu``, by place in the document (from 0).

    ``depot`` is the sum of the deposited bytes, "" when the flux is not ours. Findings that name nothing that
    the file holds are left out. Touches no row: to be run beside the reading itself.
    """
    if not depot:
        return {}
    retenues = {rang: anomalie for rang, anomalie in enumerate(lu.anomalies) if retenue(anomalie)}
    lignes = {rang: anomalie.ligne for rang, anomalie in retenues.items() if anomalie.ligne is not None}
    demandes = {
        rang: demande
        for rang, anomalie in retenues.items()
        if rang not in lignes and (demande := _demande(anomalie)) is not None
    }
    if demandes and ctx.archive.contient(depot):
        with ctx.archive.ouvrir(depot) as flux:
            trouvees = reperer(flux, list(demandes.values()))
        rangs = list(demandes)
        lignes |= {rangs[index]: ligne for index, ligne in trouvees.items()}
    return lignes


def _demande(anomalie: Anomalie) -> Demande | None:
    """Return what to look for; None for a finding about no rubric and nobody."""
    individu = anomalie.individu or _PERSONNE_VIDE
    if not (anomalie.rubrique or individu.nir or individu.ntt or individu.matricule):
        return None
    return Demande(
        rubrique=anomalie.rubrique,
        nir=individu.nir,
        ntt=individu.ntt,
        matricule=individu.matricule,
        contrat=anomalie.contrat,
        valeur=anomalie.valeur_declaree,
    )
