"""Mark anomalies as treated, or take the mark back, one by one or with the whole return that gives them.

The mark of a return (feature C9) and those of its lines say the same thing. Treating the return treats every
line that its current version gives; answering for its last open line (treated, corrected, contested) treats
the return; taking a line back takes the mark off each return that gives it. A return without any line keeps a
mark of its own.
"""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from django.db import transaction

from recepisse.gestion.gestes.anomalies.histoire_anomalie import (
    COLONNES_VIE,
    Histoire,
    etats_ouverts_avant,
    numero,
)
from recepisse.gestion.gestes.anomalies.places import lots
from recepisse.gestion.gestes.anomalies.verrouiller_anomalie import verrouiller
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.ecrire_lot import mettre_a_jour
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.models import Anomalie, ConstatAnomalie, Retour, Utilisateur
from recepisse.retours.suivi.memoire import (
    OUVERTES,
    REPONSES,
    EtatAnomalie,
    EvenementVie,
    accepte,
    retour_en_arriere,
    suivant,
)

_OUVERTES = sorted(etat.value for etat in OUVERTES)

_DEFAIT: Mapping[EvenementVie, frozenset[EvenementVie]] = MappingProxyType(
    {EvenementVie.REPRENDRE: REPONSES, EvenementVie.LEVER: frozenset({EvenementVie.IGNORER})}
)
"""What each act that takes something back undoes."""


def traiter_anomalie(
    anomalie: Anomalie, ctx: Contexte, par: Utilisateur | None = None, *, vu: str = ""
) -> bool:
    """Mark one anomaly as treated; return True when something changed.

    ``vu``: the state that the person had before her eyes. Raises
    :class:`~recepisse.erreurs.TransitionInterdite` for one that is gone or ignored, or is not so any more.
    """
    return _marquer_une(anomalie, EvenementVie.TRAITER, ctx, par, vu)


def reprendre_anomalie(
    anomalie: Anomalie, ctx: Contexte, par: Utilisateur | None = None, *, vu: str = ""
) -> bool:
    """Take back what was answered (treated, corrected, contested); return True when something changed."""
    if anomalie.etat in OUVERTES:
        return False
    return _marquer_une(anomalie, EvenementVie.REPRENDRE, ctx, par, vu)


def marquer_lignes(retour: Retour, traite: bool, ctx: Contexte, par: Utilisateur | None) -> int:
    """Treat (or take back) every line that the current version of ``retour`` gives; return how many.

    To be called inside the transaction that marks the return itself.
    """
    evenement = EvenementVie.TRAITER if traite else EvenementVie.REPRENDRE
    lignes = Anomalie.objects.filter(
        constats__lecture__version__retour=retour, constats__lecture__version__courante=True
    ).distinct()
    marquees = [ligne for ligne in lignes if accepte(EtatAnomalie(ligne.etat), evenement)]
    appliquer(marquees, evenement, ctx, par)
    return len(marquees)


def appliquer(
    lignes: Collection[Anomalie],
    evenement: EvenementVie,
    ctx: Contexte,
    par: Utilisateur | None,
    detail: str = "",
) -> None:
    """Apply one act of a person to lines that accept it, and tell it to their returns."""
    if not lignes:
        return
    histoire = Histoire(ctx)
    defait = _DEFAIT.get(evenement)
    avant = etats_ouverts_avant(lignes, defait) if defait else {}
    for ligne in lignes:
        cas = (
            retour_en_arriere(evenement, avant.get(ligne.pk, EtatAnomalie.NOUVELLE)) if defait else evenement
        )
        histoire.appliquer(ligne, cas, detail, par=numero(par))
        if evenement in {EvenementVie.REPRENDRE, EvenementVie.TRAITER}:
            ligne.mois_correction, ligne.correction_id, ligne.contestee_le = "", None, None
    mettre_a_jour(
        Anomalie,
        COLONNES_VIE,
        [(*(getattr(ligne, nom) for nom in COLONNES_VIE), ligne.pk) for ligne in lignes],
    )
    histoire.ecrire()
    _refleter(lignes, evenement, ctx, par)


def _marquer_une(
    anomalie: Anomalie, evenement: EvenementVie, ctx: Contexte, par: Utilisateur | None, vu: str
) -> bool:
    with transaction.atomic():
        ligne = verrouiller(anomalie)
        change = not (evenement is EvenementVie.TRAITER and ligne.etat == EtatAnomalie.TRAITEE)
        if change:
            verrouiller(anomalie, vu)
            suivant(EtatAnomalie(ligne.etat), evenement)
            appliquer([ligne], evenement, ctx, par)
            journaliser(f"{evenement.value}_anomalie", f"anomalie:{ligne.pk}", ctx, par)
    anomalie.refresh_from_db()
    return change


def _refleter(
    lignes: Iterable[Anomalie], evenement: EvenementVie, ctx: Contexte, par: Utilisateur | None
) -> None:
    """Bring the mark of each return that gives these lines in line with them."""
    if evenement is EvenementVie.IGNORER:
        return  # a return is not treated because a control is ignored
    retours: set[int] = set()
    for cles in lots(ligne.pk for ligne in lignes):
        dits = ConstatAnomalie.objects.filter(anomalie_id__in=cles, lecture__version__courante=True)
        retours.update(dits.values_list("lecture__version__retour_id", flat=True).distinct())
    for numeros in lots(retours):
        ouverts = _avec_ligne_ouverte(numeros)
        if evenement in REPONSES:
            soldes = Retour.objects.filter(pk__in=set(numeros) - ouverts, traite=False)
            soldes.update(traite=True, traite_le=ctx.horloge(), traite_par=par)
        else:
            Retour.objects.filter(pk__in=ouverts, traite=True).update(
                traite=False, traite_le=None, traite_par=None
            )


def _avec_ligne_ouverte(retours: Iterable[int]) -> set[int]:
    ouverts = ConstatAnomalie.objects.filter(
        lecture__version__retour_id__in=retours,
        lecture__version__courante=True,
        anomalie__etat__in=_OUVERTES,
    )
    return set(ouverts.values_list("lecture__version__retour_id", flat=True).distinct())
