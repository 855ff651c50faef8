"""The words of the rates: how long they are still valid, what changed for a person."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from recepisse.gestion.models import CrmTaux
from recepisse.retours.paie.taux_pas import ecrire_taux
from recepisse.web.mots import Mention

BIENTOT: Final = 10
"""Days: rates that expire within them are said to expire soon."""
ABANDON: Final = 92
"""Days after which expired rates are no longer an alarm: nothing was declared since, the series ended."""

_ETATS: Final = {
    CrmTaux.Etat.EN_VIGUEUR: Mention("En vigueur"),
    CrmTaux.Etat.QUARANTAINE: Mention("En quarantaine", "ambre"),
    CrmTaux.Etat.REFUSE: Mention("Écarté", "neutre"),
    CrmTaux.Etat.REMPLACE: Mention("Remplacé par un plus récent", "neutre"),
}


def mention_crm(crm: CrmTaux) -> Mention:
    """Return what is done with a return of rates."""
    return _ETATS[CrmTaux.Etat(crm.etat)]


def mention_validite(dernier_jour: date, le: date, *, un_seul: bool = False) -> Mention:
    """Return « périment dans 9 jours » of rates whose last day is ``dernier_jour``; of one: « périme »."""
    jours = (dernier_jour - le).days
    if jours < -ABANDON:
        return Mention("plus rien reçu depuis", "neutre")
    if jours < 0:
        return Mention(f"{'périmé' if un_seul else 'périmés'} depuis {_jours(-jours)}", "rouge")
    if jours == 0:
        return Mention("dernier jour aujourd’hui", "ambre")
    verbe = "périme" if un_seul else "périment"
    return Mention(f"{verbe} dans {_jours(jours)}", "ambre" if jours <= BIENTOT else "neutre")


def _jours(nombre: int) -> str:
    return f"{nombre} jour{'s' if nombre > 1 else ''}"


@dataclass(frozen=True, slots=True)
class Passage:
    """The rate of a person in a return and in the one before (None: no rate), and whether each names her."""

    avant: Decimal | None
    apres: Decimal | None
    nomme_avant: bool
    nomme_apres: bool


def mention_passage(passage: Passage, saut: Decimal, *, compare: bool) -> Mention:
    """Return what changed; ``saut`` is the move, in points, that is shown as a jump."""
    avant, apres = passage.avant, passage.apres
    if not passage.nomme_apres:
        return Mention("N’y figure plus", "neutre")
    if compare and not passage.nomme_avant:
        return Mention("Nouveau" if apres is not None else "Nouveau, sans taux", "neutre")
    if apres is None:
        return Mention("N’a plus de taux", "rouge") if avant is not None else Mention("Sans taux", "neutre")
    if avant is None:
        return Mention("A maintenant un taux", "neutre") if compare else Mention("")
    return _mention_ecart(apres - avant, saut)


def _mention_ecart(ecart: Decimal, saut: Decimal) -> Mention:
    if not ecart:
        return Mention("Inchangé", "neutre")
    signe = "+" if ecart > 0 else "−"
    points = "point" if abs(ecart) < 2 else "points"  # noqa: PLR2004 # French: plural from two on
    return Mention(f"{signe}{ecrire_taux(abs(ecart))} {points}", "ambre" if abs(ecart) >= saut else "")


def taux_dit(taux: Decimal | None, *, nomme: bool = True) -> str:
    """Return « 7,30 % », « sans taux », or a dash for somebody who is not named."""
    if not nomme:
        return "—"
    return "sans taux" if taux is None else f"{ecrire_taux(taux)}\u00a0%"
