"""One account at work: who it is, where it talks, and the token it holds (in memory only).

A login that was refused is never tried again by itself: repeated failures lock the account at the State.
The refusal is remembered and raised again until somebody corrects the account (:meth:`oublier_refus`), or,
for a registration that takes effect the next day, until the instant it names.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from recepisse.echanges.adresses import Adresses, version_par_defaut
from recepisse.echanges.messages import Identite, Mode, Service
from recepisse.erreurs import AccesRefuse

MARGE_JETON = timedelta(seconds=60)
"""A token is renewed this long before it ends."""

_HORS_PRODUIT = re.compile(r"[^ !#-'*+,\-.0-9:<-~]", re.ASCII)
"""What may not stand inside the comment of ``User-Agent``: its own marks ``( ) ; / "`` and controls."""


def _produit(texte: str) -> str:
    """Return ``texte`` in the characters of a header: accents dropped, marks replaced by a blank."""
    decompose = unicodedata.normalize("NFKD", texte)
    ascii_seul = "".join(c for c in decompose if not unicodedata.combining(c)).replace("’", "'")
    return " ".join(_HORS_PRODUIT.sub(" ", ascii_seul).replace("\\", " ").split())


@dataclass(frozen=True, slots=True)
class Agent:
    """The software that calls, named as in the files it sends (S10.G00.00.001 to .003)."""

    logiciel: str
    version: str
    editeur: str

    @property
    def entete(self) -> str:
        """``Client-DSN (<logiciel>/<version>; <éditeur>)`` (guide §8.1)."""
        logiciel, version, editeur = map(_produit, (self.logiciel, self.version, self.editeur))
        return f"Client-DSN ({logiciel}/{version}; {editeur})"


@dataclass(frozen=True, slots=True)
class Jeton:
    """A token and the instant (UTC) until which it is used."""

    valeur: str = field(repr=False)
    fin: datetime


@dataclass(slots=True)
class Session:
    """An account, its addresses, its clock, and what the service said of it."""

    identite: Identite
    adresses: Adresses
    agent: Agent
    horloge: Callable[[], datetime]
    """Gives the present instant, aware UTC."""
    versions: Mapping[Service, str] = field(default_factory=dict)
    """Versions that differ from the usual ones (``1.0`` or ``2.0``)."""
    connexion: AbstractContextManager[object] = field(default_factory=nullcontext, repr=False, compare=False)
    """Held during a login (``conduire``): a lock, when several threads share this session."""
    _jeton: Jeton | None = field(default=None, repr=False)
    _refus: AccesRefuse | None = field(default=None, repr=False)

    @property
    def concentrateur(self) -> bool:
        """True when a hub logs in."""
        return self.identite.mode is Mode.CONCENTRATEUR

    @property
    def refus(self) -> AccesRefuse | None:
        """The refusal of the last login, None when there was none."""
        return self._refus

    def version(self, service: Service) -> str:
        """Return the version of ``service`` to talk to."""
        return self.versions.get(service) or version_par_defaut(service)

    def url(self, service: Service, *segments: str) -> str:
        """Return the address of ``service`` in the version of this session."""
        return self.adresses.url(service, *segments, version=self.version(service))

    def jeton_valable(self) -> Jeton | None:
        """Return the token if it can still be used, None when a login is due."""
        if self._jeton and self.horloge() < self._jeton.fin - MARGE_JETON:
            return self._jeton
        return None

    def garder_jeton(self, jeton: Jeton) -> None:
        """Keep the token of a login that succeeded."""
        self._jeton = jeton
        self._refus = None

    def oublier_jeton(self, jeton: Jeton) -> None:
        """Forget ``jeton`` because a service refuses it, unless another call already replaced it."""
        if self._jeton is jeton:
            self._jeton = None

    def garder_refus(self, refus: AccesRefuse) -> None:
        """Remember that the login was refused: it is not tried again."""
        self._jeton = None
        self._refus = refus

    def oublier_refus(self) -> None:
        """Allow one new login: a person corrected or checked the account."""
        self._refus = None

    def verifier_acces(self) -> None:
        """Raise again the refusal of the last login, unless the instant it names has come."""
        refus = self._refus
        if refus is None or (refus.reprise_a and self.horloge() >= refus.reprise_a):
            return
        raise AccesRefuse(
            refus.message,
            motif=refus.motif,
            conseil=refus.conseil,
            statut=refus.statut,
            reprise_a=refus.reprise_a,
        )
