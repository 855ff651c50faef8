"""Kinds of values that a setting may hold: how each is read, bounded and shown.

A kind reads what TOML gives (text, integer, boolean, list) and what an environment variable gives
(always text), and raises ``ValueError`` on nonsense; ``attendu`` is the French phrase that tells what
was expected. Units: durations are ``timedelta`` (bare numbers are seconds), sizes are bytes (decimal).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

_NOMBRE = re.compile(r"[0-9]{1,15}", re.ASCII)
_MESURE = re.compile(r"([0-9]{1,15})\s*([A-Za-z]*)", re.ASCII)
_SECONDES = {"": 1, "s": 1, "min": 60, "h": 3600, "j": 86400}
_OCTETS = {"": 1, "o": 1, "ko": 1_000, "mo": 1_000_000, "go": 1_000_000_000}
_BOOLEENS = {"oui": True, "vrai": True, "true": True, "1": True} | {
    "non": False,
    "faux": False,
    "false": False,
    "0": False,
}
_BOUCLE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Genre:
    """A kind: the French phrase for what is expected, and the two directions of conversion."""

    attendu: str
    lire: Callable[[object], object]
    ecrire: Callable[[object], str] = str


def _require_texte(brut: object) -> str:
    if not isinstance(brut, str):
        raise ValueError  # noqa: TRY004 -- one exception for every nonsense, whatever its shape
    return brut.strip()


def _lire_nombre(brut: object) -> int:
    if isinstance(brut, int) and not isinstance(brut, bool):
        return brut
    texte = _require_texte(brut)
    if not _NOMBRE.fullmatch(texte):
        raise ValueError
    return int(texte)


def _bornes(valeur: int, minimum: int, maximum: int) -> int:
    if not minimum <= valeur <= maximum:
        raise ValueError
    return valeur


def entier(minimum: int, maximum: int) -> Genre:
    """Return the kind of the integers between two bounds, both allowed."""
    return Genre(
        f"un nombre entier de {minimum} à {maximum}",
        lambda brut: _bornes(_lire_nombre(brut), minimum, maximum),
    )


def parmi(*possibles: int) -> Genre:
    """Return the kind of the integers of a closed list."""

    def lire(brut: object) -> int:
        lu = _lire_nombre(brut)
        if lu not in possibles:
            raise ValueError
        return lu

    return Genre("l’un des nombres " + ", ".join(map(str, possibles)), lire)


def _lire_mesure(brut: object, unites: dict[str, int]) -> int:
    if isinstance(brut, int) and not isinstance(brut, bool):
        return brut
    trouve = _MESURE.fullmatch(_require_texte(brut))
    if not trouve or trouve[2].lower() not in unites:
        raise ValueError
    return int(trouve[1]) * unites[trouve[2].lower()]


def _ecrire_mesure(valeur: int, unites: dict[str, int]) -> str:
    for nom, poids in sorted(unites.items(), key=lambda unite: -unite[1]):
        if nom and valeur and valeur % poids == 0:
            return f"{valeur // poids} {nom}"
    return f"{valeur} {list(unites)[1]}"


def duree(minimum: timedelta, maximum: timedelta) -> Genre:
    """Return the kind of the durations between two bounds, written ``90``, ``90 s``, ``5 min``, ``1 h``."""
    bas, haut = int(minimum.total_seconds()), int(maximum.total_seconds())

    def lire(brut: object) -> timedelta:
        return timedelta(seconds=_bornes(_lire_mesure(brut, _SECONDES), bas, haut))

    def ecrire(valeur: object) -> str:
        secondes = int(valeur.total_seconds()) if isinstance(valeur, timedelta) else 0
        return _ecrire_mesure(secondes, _SECONDES)

    bornes = f"de {_ecrire_mesure(bas, _SECONDES)} à {_ecrire_mesure(haut, _SECONDES)}"
    return Genre(f"une durée {bornes}, par exemple « 90 s », « 5 min » ou « 1 h »", lire, ecrire)


def taille(minimum: int, maximum: int) -> Genre:
    """Return the kind of the sizes in bytes between two bounds, written ``64 Mo`` or ``2 Go``."""

    def lire(brut: object) -> int:
        return _bornes(_lire_mesure(brut, _OCTETS), minimum, maximum)

    def ecrire(valeur: object) -> str:
        return (
            _ecrire_mesure(valeur if isinstance(valeur, int) else 0, _OCTETS)
            .replace("mo", "Mo")
            .replace("go", "Go")
        )

    return Genre(f"une taille de {ecrire(minimum)} à {ecrire(maximum)}, par exemple « 64 Mo »", lire, ecrire)


def booleen() -> Genre:
    """Return the kind of the yes-or-no settings."""

    def lire(brut: object) -> bool:
        if isinstance(brut, bool):
            return brut
        try:
            return _BOOLEENS[_require_texte(brut).lower()]
        except KeyError:
            raise ValueError from None

    return Genre("« oui » ou « non »", lire, lambda valeur: "oui" if valeur else "non")


def choix(*possibles: str) -> Genre:
    """Return the kind of the settings that take one word of a closed list."""

    def lire(brut: object) -> str:
        texte = _require_texte(brut)
        for possible in possibles:
            if texte.lower() == possible.lower():
                return possible
        raise ValueError

    return Genre("l’une des valeurs " + ", ".join(f"« {possible} »" for possible in possibles), lire)


def enumere(classe: type[StrEnum]) -> Genre:
    """Return the kind of the settings whose values are those of an enumeration."""
    mots = choix(*classe)
    return Genre(mots.attendu, lambda brut: classe(str(mots.lire(brut))))


def texte(motif: str = r"[^\x00-\x1f]*", attendu: str = "un texte sur une ligne") -> Genre:
    """Return the kind of the texts that match ``motif`` entirely."""
    forme = re.compile(motif, re.ASCII)

    def lire(brut: object) -> str:
        lu = _require_texte(brut)
        if not forme.fullmatch(lu):
            raise ValueError
        return lu

    return Genre(attendu, lire)


def liste() -> Genre:
    """Return the kind of the lists of words (a TOML list, or words separated by commas)."""

    def lire(brut: object) -> tuple[str, ...]:
        mots = brut if isinstance(brut, list) else _require_texte(brut).split(",")
        lus = tuple(_require_texte(mot) for mot in mots)
        if not lus or not all(lus):
            raise ValueError
        return lus

    def ecrire(valeur: object) -> str:
        return ", ".join(valeur) if isinstance(valeur, tuple) else ""

    return Genre("des noms séparés par des virgules", lire, ecrire)


def dossier() -> Genre:
    """Return the kind of the folders; ``~`` is the home of the user, and the path is made absolute."""

    def lire(brut: object) -> Path:
        lu = _require_texte(brut)
        if not lu or "\0" in lu:
            raise ValueError
        return Path(lu).expanduser().absolute()

    return Genre("un dossier", lire)


def base_http() -> Genre:
    """Return the kind of the base addresses: https anywhere, plain http on this machine only, or nothing.

    Passwords travel on these addresses, hence no plain http to another machine.
    """

    def lire(brut: object) -> str:
        lu = _require_texte(brut).rstrip("/")
        parties = urlsplit(lu)
        _ = parties.port  # raises ValueError on a port that is not one
        sure = parties.scheme == "https" or (parties.scheme == "http" and parties.hostname in _BOUCLE)
        propre = not (parties.username or parties.password or parties.query or parties.fragment)
        if lu and not (sure and parties.hostname and propre):
            raise ValueError
        return lu

    return Genre("une adresse https://…, ou http://127.0.0.1:port sur cette machine, ou rien", lire)
