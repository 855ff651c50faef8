"""Which stretches of time to ask for next, so that no return is ever missed.

The lists are asked for by windows of Paris clock, whose width the server announces. A durable cursor tells
up to when everything was read. From it, consecutive windows are cut, never later than a little before now
(a return may be stamped before it can be seen), each starting a little before the end of the last one
(whether bounds are inclusive is published nowhere), in bounded number. The cursor moves to
:attr:`Fenetre.fin` once the window was really read, and only then.

**The two clock changes.** The zone of the 14 digits is not published; neither is what a server makes of
them. Three readings are possible: it compares the digits as they are, or turns them into instants taking
an ambiguous hour as its first passage, or as its second. Widths may be measured either way too. So:

* a wide window (:data:`ENJAMBEE` and more) steps over the whole change, both ends outside the double hour;
* a narrow one stops at a wall. In March the wall is the change itself: no label between 2 h and 3 h is ever
  written. In October the walls are the ends of the double hour: it is read once it is over, by windows on
  its labels, so that a server that compares digits gives both passages; a server that knows only one passage
  hides the returns of the other, and :attr:`Fenetre.relire_flux` asks the caller to read again every recent
  flux by its idflux, a service that has no window at all.

Instants are aware UTC; widths and delays are ``timedelta``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from recepisse.echanges.messages import Service
from recepisse.temps import PARIS, prochain_changement_heure, to_horodatage

RETARD = timedelta(minutes=2)
"""How far behind now the last window stops (design seen in a published client; nothing official)."""

RECOUVREMENT = timedelta(minutes=1)
"""How far each window goes back over the previous one."""

CONSERVATION = timedelta(days=92)
"""Three months: older returns are purged by the State (guide as quoted)."""

AVANCE_TOLEREE = timedelta(hours=1)
"""A cursor further ahead than this was written by a clock that was wrong: it proves nothing."""

ENJAMBEE = timedelta(hours=4)
"""Width from which a window steps over a change of clock."""

LARGEUR_MINIMALE = timedelta(minutes=1)
LARGEUR_MAXIMALE = timedelta(days=31)
"""No window touches both changes of the year."""

LARGEURS_INITIALES: Mapping[Service, timedelta] = MappingProxyType(
    {
        Service.LISTER_RETOURS_DECLARANT: timedelta(minutes=60),
        Service.LISTER_RETOURS_CONCENTRATEUR: timedelta(minutes=10),
        Service.LISTER_DEPOTS: timedelta(minutes=60),
    }
)
"""Widths before the server announces its own (guide §8.3.2; 10 minutes measured on the kit).

For deposits the sources disagree (24 h or 60 min, 10 for a hub): the announced width decides.
"""

_HEURE = timedelta(hours=1)
_SECONDE = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Fenetre:
    """One stretch to read. The cursor stands at ``debut``, and moves to ``fin`` once it was read."""

    debut: datetime
    fin: datetime
    bornes: tuple[datetime, datetime]
    """The instants to ask for: overlap before, walls respected."""
    relire_flux: bool = False
    """True when the recent flux must also be read one by one: this window stops or starts at a change of
    clock, where nothing can overlap."""

    def stamps(self) -> tuple[str, str]:
        """Return both bounds as the 14 digits that the services read."""
        return to_horodatage(self.bornes[0]), to_horodatage(self.bornes[1])


def depart(curseur: datetime, maintenant: datetime) -> datetime:
    """Return where reading really starts from: the cursor, or the oldest returns that may still exist.

    A cursor in the future was moved by a clock that was wrong; everything kept is then read again.
    """
    plus_ancien = _seconde(maintenant - CONSERVATION)
    if curseur > maintenant + AVANCE_TOLEREE:
        return plus_ancien
    return max(_seconde(curseur), plus_ancien)


def trou(curseur: datetime, maintenant: datetime) -> tuple[datetime, datetime] | None:
    """Return the stretch that can no longer be read because returns are purged, or None."""
    debut = depart(curseur, maintenant)
    return (curseur, debut) if _seconde(curseur) < debut else None


def fenetres_a_lire(
    curseur: datetime,
    maintenant: datetime,
    *,
    largeur: timedelta,
    retard: timedelta = RETARD,
    recouvrement: timedelta = RECOUVREMENT,
    maximum: int = 24,
) -> list[Fenetre]:
    """Return the next windows to read, at most ``maximum``, consecutive from ``curseur``.

    Empty when everything is read up to ``maintenant - retard``, or while the double hour of October lasts.
    """
    fenetres: list[Fenetre] = []
    plan = iter_fenetres(curseur, maintenant, largeur=largeur, retard=retard, recouvrement=recouvrement)
    for fenetre in plan:
        if len(fenetres) >= maximum:
            break
        fenetres.append(fenetre)
    return fenetres


def iter_fenetres(
    curseur: datetime,
    maintenant: datetime,
    *,
    largeur: timedelta,
    retard: timedelta = RETARD,
    recouvrement: timedelta = RECOUVREMENT,
) -> Iterator[Fenetre]:
    """Yield every window from ``curseur`` up to ``maintenant - retard``."""
    large = min(max(largeur, LARGEUR_MINIMALE), LARGEUR_MAXIMALE)
    recul = min(recouvrement, large / 2, _HEURE)
    limite = _seconde(maintenant - retard)
    position = depart(curseur, maintenant)
    while position < limite:
        couper = _fenetre_large if large >= ENJAMBEE else _fenetre_etroite
        fenetre = couper(position, limite, large, recul)
        if fenetre is None:
            return
        yield fenetre
        position = fenetre.fin


def largeur_apres_refus(largeur: timedelta, annoncee: timedelta | None) -> timedelta:
    """Return the width to try after a 429: the announced one if it is narrower, else half."""
    moitie = max(largeur / 2, LARGEUR_MINIMALE)
    return annoncee if annoncee and annoncee < largeur else moitie - moitie % _SECONDE


def _seconde(instant: datetime) -> datetime:
    """Return ``instant`` in UTC without its fraction of a second, which the 14 digits cannot say."""
    return instant.astimezone(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class _Mur:
    """A stretch of instants that narrow windows do not cross; empty (``debut == fin``) in March."""

    debut: datetime
    fin: datetime

    @property
    def double(self) -> bool:
        return self.debut < self.fin


def _mur(debut: datetime, fin: datetime) -> _Mur | None:
    """Return the change of clock whose wall lies in ``[debut, fin]`` or just before, or None."""
    changement = prochain_changement_heure(debut - 2 * _HEURE, fin + _HEURE)
    if changement is None:
        return None
    avant = (changement - _SECONDE).astimezone(PARIS).utcoffset()
    apres = changement.astimezone(PARIS).utcoffset()
    recule = avant is not None and apres is not None and apres < avant
    return _Mur(changement - _HEURE, changement + _HEURE) if recule else _Mur(changement, changement)


def _fenetre_etroite(
    position: datetime, limite: datetime, largeur: timedelta, recul: timedelta
) -> Fenetre | None:
    """Cut a window that stops at walls."""
    mur = _mur(position, min(position + largeur, limite))
    if mur and mur.double and mur.debut <= position < mur.fin:
        return _heure_double(position, limite, largeur, recul, mur)
    debut = position - recul
    sans_recul = mur is not None and debut < mur.fin <= position
    if mur and sans_recul:
        debut = mur.fin
    fin = min(debut + largeur, limite)
    if mur and position < mur.debut <= fin:
        return Fenetre(position, mur.debut, (debut, mur.debut - _SECONDE), relire_flux=not mur.double)
    return Fenetre(position, fin, (debut, fin), relire_flux=sans_recul)


def _heure_double(
    position: datetime, limite: datetime, largeur: timedelta, recul: timedelta, mur: _Mur
) -> Fenetre | None:
    """Cut a window on the labels of the double hour, once both passages are over.

    Labels are walked once, on the instants of the second passage: ``position`` in the first passage means
    that nothing of them was read.
    """
    if limite < mur.fin:
        return None
    second = mur.debut + _HEURE
    atteint = max(position, second)
    debut = max(atteint - recul, second)
    fin = min(debut + largeur, mur.fin)
    demande = fin if fin < mur.fin else fin - _SECONDE
    return Fenetre(position, fin, (debut, demande), relire_flux=True)


def _fenetre_large(
    position: datetime, limite: datetime, largeur: timedelta, recul: timedelta
) -> Fenetre | None:
    """Cut a window that steps over changes, with both ends outside the double hour.

    In March the digits run one hour faster than time: the window is one hour shorter, for servers that
    measure digits.
    """
    debut = position - recul
    fin = min(debut + largeur, limite)
    mur = _mur(debut, fin)
    if mur is None:
        return Fenetre(position, fin, (debut, fin))
    if not mur.double:
        if debut < mur.debut <= fin:
            fin = min(fin, debut + largeur - _HEURE)
        return Fenetre(position, fin, (debut, fin))
    avant = mur.debut - _SECONDE
    if mur.debut <= debut < mur.fin:
        debut = avant
        fin = min(debut + largeur, limite)
    if mur.debut <= fin < mur.fin:
        fin = avant
    return Fenetre(position, fin, (debut, fin)) if fin > position else None
