"""What identifies a person from one return to another: the NIR, else the NTT, the matricule, the names.

Documents write names and birth dates in several ways; they are brought to one form here, only to be compared.
A value such as « non renseigné » identifies nobody.
"""

import re
import unicodedata
from enum import IntEnum
from typing import NamedTuple

from recepisse.retours.modele import Individu

_NIR = re.compile(r"[1-478][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{6}", re.ASCII)
"""A NIR or a waiting number: wider than :mod:`recepisse.identifiants.nir`, because returns carry old ones."""
_JJMMAAAA = re.compile(r"([0-9]{2})([0-9]{2})((?:19|20)[0-9]{2})", re.ASCII)
_VIDES = frozenset({"", "non renseigne", "non renseignee", "inconnu", "neant"})


class Niveau(IntEnum):
    """How well a person is identified, the best first."""

    NIR = 0
    NTT = 1
    MATRICULE = 2
    NOMS = 3
    AUTRE = 4
    """A number that has not the form of a NIR: better than nobody."""


class Repere(NamedTuple):
    """One way of telling a person; ``valeur`` is personal data and is only kept as a keyed fingerprint."""

    niveau: Niveau
    valeur: str

    @property
    def texte(self) -> str:
        """Return what the fingerprint is made of."""
        return f"{self.niveau.name.lower()}:{self.valeur}"


def reperes(individu: Individu) -> tuple[Repere, ...]:
    """Return every way of telling ``individu``, the best first; empty when it names nobody."""
    nir, ntt, matricule = individu.nir.strip().upper(), individu.ntt.strip(), individu.matricule.strip()
    trouves = []
    if _NIR.fullmatch(nir):
        trouves.append(Repere(Niveau.NIR, nir))
    if _dit(ntt):
        trouves.append(Repere(Niveau.NTT, ntt.upper()))
    if _dit(matricule):
        trouves.append(Repere(Niveau.MATRICULE, matricule))
    if _dit(individu.nom):
        trouves.append(Repere(Niveau.NOMS, noms(individu.nom, individu.prenoms, individu.naissance)))
    if not trouves and _dit(nir):
        trouves.append(Repere(Niveau.AUTRE, nir))
    return tuple(trouves)


def noms(nom: str, prenoms: str, naissance: str) -> str:
    """Return names and birth date in the one form in which they are compared."""
    return "|".join((comparable(nom), comparable(prenoms), _naissance(naissance)))


def comparable(texte: str) -> str:
    """Return ``texte`` without case, accents, hyphens nor double spaces; "" for « non renseigné »."""
    nu = "".join(c for c in unicodedata.normalize("NFKD", texte) if not unicodedata.combining(c))
    serre = " ".join(nu.casefold().replace("-", " ").replace("’", "'").split())
    return "" if serre in _VIDES else serre


def _naissance(texte: str) -> str:
    nu = texte.strip()
    trouve = _JJMMAAAA.fullmatch(nu)
    return f"{trouve[3]}-{trouve[2]}-{trouve[1]}" if trouve else nu


def _dit(texte: str) -> bool:
    return comparable(texte) != ""
