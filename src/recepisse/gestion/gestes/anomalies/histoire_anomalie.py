"""Move lines of the memory of anomalies along their table, and write what happened to them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from recepisse.gestion.gestes.anomalies.places import lots
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.ecrire_lot import inserer
from recepisse.gestion.models import Anomalie, EvenementAnomalie, Utilisateur
from recepisse.retours.suivi.memoire import EtatAnomalie, EvenementVie, suivant

COLONNES_VIE = ("etat", "traitee_le", "traitee_par_id")
"""What an event changes in the row of an anomaly."""

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
        """Apply ``evenement`` to ``ligne``; return True when its state changed (only then is it written)."""
        avant = EtatAnomalie(ligne.etat)
        apres = suivant(avant, evenement)
        if apres is avant:
            return False
        ligne.etat = apres.value
        if apres is EtatAnomalie.TRAITEE:
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


def etats_avant(lignes: Iterable[Anomalie], evenement: EvenementVie) -> dict[int, EtatAnomalie]:
    """Return the state that each line had before its last ``evenement``."""
    derniers = {}
    for lot in lots(ligne.pk for ligne in lignes):
        for anomalie, de in (
            EvenementAnomalie.objects.filter(anomalie_id__in=lot, evenement=evenement.value)
            .order_by("pk")
            .values_list("anomalie_id", "de")
        ):
            derniers[anomalie] = EtatAnomalie(de)
    return derniers


def numero(par: Utilisateur | None) -> int | None:
    """Return the key of a person, None for nobody."""
    return par.pk if par else None
