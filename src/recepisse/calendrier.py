"""French public holidays, working days, and the dates that a monthly DSN depends on.

Holidays are the eleven of the Code du travail (article L3133-1), known by the day of the year or by their
distance from Easter. Those of one region (Alsace-Moselle, overseas) are left out: the due dates of a DSN are
national.

A monthly DSN is due on the 5th or the 15th of the next month (Code de la sécurité sociale, article R243-6).
Two limits hang on that date: the first sending, until noon of it; an *annule et remplace*, until midnight of
its eve. No text that was read says that a due date falling on a day off is postponed: ``report`` lets the
caller choose, and without it the dates are the nearest ones, hence the safest.

Months are written ``AAAA-MM`` (or ``AAAAMM``). Everything here is a civil date in France, never an instant.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from functools import lru_cache
from types import MappingProxyType

MIDI = time(12, 0)
"""Until when, on the due date, a first monthly DSN may be deposited (Paris time)."""

JOURS_ECHEANCE = (5, 15)

FIXES: Mapping[tuple[int, int], str] = MappingProxyType(
    {
        (1, 1): "Jour de l’an",
        (5, 1): "Fête du Travail",
        (5, 8): "Victoire de 1945",
        (7, 14): "Fête nationale",
        (8, 15): "Assomption",
        (11, 1): "Toussaint",
        (11, 11): "Armistice de 1918",
        (12, 25): "Noël",
    }
)
"""Holidays of a fixed (month, day): Code du travail, article L3133-1."""

MOBILES: Mapping[int, str] = MappingProxyType(
    {1: "Lundi de Pâques", 39: "Ascension", 50: "Lundi de Pentecôte"}
)
"""Holidays at a number of days after Easter Sunday: same article."""

_JOUR = timedelta(days=1)
_SAMEDI = 5
_MOIS = re.compile(r"((?:19|20)[0-9]{2})-?(0[1-9]|1[0-2])", re.ASCII)


def paques(annee: int) -> date:
    """Return Easter Sunday of a Gregorian year (computus of Meeus, Jones and Butcher)."""
    siecle, rang = divmod(annee, 100)
    nombre_or = annee % 19
    correction = (siecle - (siecle + 8) // 25 + 1) // 3
    epacte = (19 * nombre_or + siecle - siecle // 4 - correction + 15) % 30
    dimanche = (32 + 2 * (siecle % 4) + 2 * (rang // 4) - epacte - rang % 4) % 7
    exception = (nombre_or + 11 * epacte + 22 * dimanche) // 451
    mois, jour = divmod(epacte + dimanche - 7 * exception + 114, 31)
    return date(annee, mois, jour + 1)


@lru_cache(maxsize=64)
def feries(annee: int) -> Mapping[date, str]:
    """Return the public holidays of a year with their French names, in order.

    Two of them may share a day (in 2008, 1 May was Ascension): the day then has the name of the movable one.
    """
    dimanche = paques(annee)
    jours = {date(annee, mois, jour): nom for (mois, jour), nom in FIXES.items()}
    jours |= {dimanche + timedelta(days=ecart): nom for ecart, nom in MOBILES.items()}
    return MappingProxyType(dict(sorted(jours.items())))


def is_ouvre(jour: date) -> bool:
    """Return True from Monday to Friday, holidays excepted."""
    return jour.weekday() < _SAMEDI and jour not in feries(jour.year)


def premier_ouvre(jour: date) -> date:
    """Return ``jour`` if it is a working day, else the next one."""
    while not is_ouvre(jour):
        jour += _JOUR
    return jour


def ajouter_ouvres(jour: date, nombre: int) -> date:
    """Return the day that is ``nombre`` (0 or more) working days after ``jour``.

    Zero gives ``jour`` itself, whatever it is.
    """
    for _ in range(nombre):
        jour = premier_ouvre(jour + _JOUR)
    return jour


def parse_mois(mois: str) -> date | None:
    """Return the first day of a month written ``AAAA-MM`` or ``AAAAMM``, None when it is neither."""
    lu = _MOIS.fullmatch(mois)
    return date(int(lu[1]), int(lu[2]), 1) if lu else None


def mois_suivant(jour: date, nombre: int = 1) -> date:
    """Return the first day of the month that is ``nombre`` months after the one of ``jour``."""
    annees, mois = divmod(jour.month - 1 + nombre, 12)
    return date(jour.year + annees, mois + 1, 1)


def echeance(mois: date, jour: int, *, report: bool = False) -> date:
    """Return the due date of the monthly DSN of ``mois`` (any day of it); ``jour`` is 5 or 15."""
    nominale = mois_suivant(mois).replace(day=jour)
    return premier_ouvre(nominale) if report else nominale


def veille_echeance(mois: date, jour: int, *, report: bool = False) -> date:
    """Return the last day on which an *annule et remplace* of ``mois`` is taken."""
    return echeance(mois, jour, report=report) - _JOUR


def prochaine_echeance(apres: date, jour: int, *, report: bool = False) -> date:
    """Return the first due date strictly after ``apres``."""
    mois = mois_suivant(apres, -2)
    while (trouvee := echeance(mois, jour, report=report)) <= apres:
        mois = mois_suivant(mois)
    return trouvee


def deuxieme_echeance(apres: date, jour: int, *, report: bool = False) -> date:
    """Return the second due date after ``apres``: until then a reminder is answered, or substituted."""
    premiere = prochaine_echeance(apres, jour, report=report)
    return prochaine_echeance(premiere, jour, report=report)


def fin_validite_taux(publie_le: date) -> date:
    """Return the last day of validity of a PAS rate: the end of the second month after its publication."""
    return mois_suivant(publie_le, 3) - _JOUR


_Limite = Callable[[date | None, int, date | None, bool], date | None]


def _veille(mois: date | None, jour: int, _publie_le: date | None, report: bool) -> date | None:
    return veille_echeance(mois, jour, report=report) if mois else None


def _suivante(mois: date | None, jour: int, publie_le: date | None, report: bool) -> date | None:
    """Return the due date of the DSN of the next month, or a later one if that had passed already."""
    dates = [echeance(mois_suivant(mois), jour, report=report)] if mois else []
    if publie_le:
        dates.append(prochaine_echeance(publie_le - _JOUR, jour, report=report))
    return max(dates, default=None)


def _deuxieme(_mois: date | None, jour: int, publie_le: date | None, report: bool) -> date | None:
    return deuxieme_echeance(publie_le, jour, report=report) if publie_le else None


def _immediat(_mois: date | None, _jour: int, publie_le: date | None, _report: bool) -> date | None:
    return publie_le


_LIMITES: Mapping[str, _Limite] = MappingProxyType(
    {
        "veille_echeance": _veille,
        "dsn_suivante": _suivante,
        "deuxieme_echeance": _deuxieme,
        "immediat": _immediat,
    }
)


def limite(delai: str, *, mois: str, jour: int, publie_le: date | None, report: bool = False) -> date | None:
    """Return the last day to act for a kind of deadline of ``retours.sens.delais``.

    ``mois`` is that of the declaration ("" for an event), ``publie_le`` the day of the return. None when the
    kind is unknown or what it needs is not known.
    """
    calculer = _LIMITES.get(delai)
    return calculer(parse_mois(mois), jour, publie_le, report) if calculer else None
