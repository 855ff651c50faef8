"""Pieces of French sentences: counted words, days, numbers, codes."""

import re
from collections.abc import Iterable, Mapping

from recepisse.retours.donnees import lire_jour
from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Anomalie

INSECABLE = "\u202f"
"""Between thousands, and before a unit."""

_CODE = re.compile(r"[A-Za-z0-9_.\-/]{1,30}", re.ASCII)
_NUMERO = re.compile(r"[0-9]{9,}", re.ASCII)
_NOMBRE = re.compile(r"([+-]?)([0-9]+)(?:[.,]([0-9]+))?", re.ASCII)
_CODES_MAX = 3


def pluriel(nombre: int, mot: str, au_pluriel: str = "") -> str:
    """Return "1 taux", "3 anomalies": the number and its word; zero is singular in French."""
    mots = (au_pluriel or " ".join(f"{m}s" for m in mot.split())) if nombre > 1 else mot
    return f"{nombre} {mots}"


def jour(ecrit: str) -> str:
    """Return a day as "03/10/2026"; "" when ``ecrit`` is none."""
    lu = lire_jour(ecrit)
    return f"{lu:%d/%m/%Y}" if lu else ""


def nombre(ecrit: str) -> str:
    """Return a decimal number the French way ("1 234,50"), as written when it is not one."""
    lu = _NOMBRE.fullmatch(ecrit.strip())
    if not lu:
        return ecrit.strip()
    signe, entier, decimales = lu.groups()
    groupes = re.sub(r"(?<=[0-9])(?=(?:[0-9]{3})+$)", INSECABLE, entier)
    return f"{signe}{groupes}" + (f",{decimales}" if decimales else "")


def euros(ecrit: str) -> str:
    """Return an amount with its unit, and two decimals when it is not whole."""
    entier, point, decimales = ecrit.strip().replace(",", ".").partition(".")
    montant = f"{entier}.{decimales.ljust(2, '0')}" if point else entier
    return f"{nombre(montant)}{INSECABLE}€"


def codes(anomalies: Iterable[Anomalie]) -> str:
    """Return " (CBS03, CBS04)": the first codes found, those that could hold a person's number left out."""
    lisibles = (a.code for a in anomalies if _CODE.fullmatch(a.code) and not _NUMERO.search(a.code))
    uniques = list(dict.fromkeys(lisibles))[:_CODES_MAX]
    return f" ({', '.join(uniques)})" if uniques else ""


def compte(anomalies: Iterable[Anomalie]) -> str:
    """Return "3 anomalies à corriger, dont 1 critique"; "" when there is none; facts are counted apart."""
    par_gravite: dict[Gravite, int] = {}
    for anomalie in anomalies:
        par_gravite[anomalie.gravite] = par_gravite.get(anomalie.gravite, 0) + 1
    informations = par_gravite.pop(Gravite.INFORMATION, 0)
    groupes = [_anomalies(par_gravite)] if par_gravite else []
    if informations:
        groupes.append(pluriel(informations, "information"))
    return " ; ".join(groupes)


_ADJECTIFS = {Gravite.BLOQUANT: "bloquante", Gravite.CRITIQUE: "critique"}


def _anomalies(par_gravite: Mapping[Gravite, int]) -> str:
    total = sum(par_gravite.values())
    if len(par_gravite) == 1 and (adjectif := _ADJECTIFS.get(next(iter(par_gravite)))):
        return pluriel(total, f"anomalie {adjectif}")
    dont = [pluriel(par_gravite[g], mot) for g, mot in _ADJECTIFS.items() if g in par_gravite]
    suite = f", dont {' et '.join(dont)}" if dont else ""
    return f"{pluriel(total, 'anomalie')} à corriger{suite}"
