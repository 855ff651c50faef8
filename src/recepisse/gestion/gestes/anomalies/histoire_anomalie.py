"""Move lines of the memory of anomalies along their table, and write what happened to them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from recepisse.gestion.gestes.anomalies.places import lots
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.ecrire_lot import inserer
from recepisse.gestion.models import Anomalie, EvenementAnomalie, Utilisateur
from recepisse.retours.suivi.memoire import (
    OUVERTES,
    REPONDUES,
    EtatAnomalie,
    EvenementVie,
    suivant,
)

COLONNES_VIE = ("etat", "traitee_le", "traitee_par_id", "mois_correction", "correction_id", "contestee_le")
"""What an event changes in the row of an anomaly."""

_DITS = frozenset({EvenementVie.CORRIGER, EvenementVie.ASSIGNER, EvenementVie.COMMENTER})
"""Acts of a person that are part of the history even when the state stays."""

_COLONNES = ("anomalie_id", "le", "evenement", "de", "vers", "par_id", "detail")


@dataclass(frozen=True, slots=True)
class _Pas:
    ligne: Anomalie
    evenement: EvenementVie
    de: str
    vers: EtatAnomalie
    par: int | None
    detail: str


@dataclass(slots=True)
class Histoire:
    """The steps of a batch of lines, written together at the end. Rows themselves are the caller's."""

    ctx: Contexte
    pas: list[_Pas] = field(default_factory=list)

    def naitre(self, ligne: Anomalie, detail: str) -> None:
        """Write down the birth of a line, already in its first state."""
        self.pas.append(_Pas(ligne, EvenementVie.VUE, "", EtatAnomalie(ligne.etat), None, detail))

    def appliquer(
        self, ligne: Anomalie, evenement: EvenementVie, detail: str = "", par: int | None = None
    ) -> bool:
        """Apply ``evenement`` to ``ligne``; return True when it is written.

        What leaves the state as it was is written only when a person said it: a return that repeats itself
        is one more sighting, not an event.
        """
        avant = EtatAnomalie(ligne.etat)
        apres = suivant(avant, evenement)
        if apres is avant and evenement not in _DITS:
            return False
        if apres is not avant:
            ligne.etat = apres.value
            if apres in REPONDUES:
                ligne.traitee_le, ligne.traitee_par_id = self.ctx.horloge(), par
            elif evenement is EvenementVie.REPRENDRE:
                ligne.traitee_le, ligne.traitee_par_id = None, None
        self.pas.append(_Pas(ligne, evenement, avant.value, apres, par, detail))
        return True

    def ecrire(self) -> None:
        """Insert the steps; every line has its key by now."""
        le = self.ctx.horloge()
        inserer(
            EvenementAnomalie,
            _COLONNES,
            [(p.ligne.pk, le, p.evenement.value, p.de, p.vers.value, p.par, p.detail) for p in self.pas],
        )
        self.pas.clear()


def etats_ouverts_avant(
    lignes: Iterable[Anomalie], evenements: Iterable[EvenementVie]
) -> dict[int, EtatAnomalie]:
    """Return the open state that each line left at the last of ``evenements``."""
    derniers = {}
    cas = [evenement.value for evenement in evenements]
    for lot in lots(ligne.pk for ligne in lignes):
        for anomalie, de in (
            EvenementAnomalie.objects.filter(anomalie_id__in=lot, evenement__in=cas, de__in=sorted(OUVERTES))
            .order_by("pk")
            .values_list("anomalie_id", "de")
        ):
            derniers[anomalie] = EtatAnomalie(de)
    return derniers


def numero(par: Utilisateur | None) -> int | None:
    """Return the key of a person, None for nobody."""
    return par.pk if par else None
