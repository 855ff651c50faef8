"""The accidents that can be asked of the next calls, and what each one does.

A fault with ``moment`` *avant* strikes before the call is taken into account; *apres* strikes once it is:
a deposit is recorded although its sender is told the contrary. Faults are consumed in the order in which
they were asked, one call at a time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from recepisse.echanges.messages import Service
from recepisse.simulateur.appel import Incident

TOUS = "*"
"""Service of a fault that strikes any call."""


class Moment(StrEnum):
    """Before or after the call is taken into account."""

    AVANT = "avant"
    APRES = "apres"


class Alteration(StrEnum):
    """What can be wrong with an answer that does arrive."""

    LISTE_MALFORMEE = "liste_malformee"
    SANS_IDFLUX = "sans_idflux"


REFUS: Mapping[str, str] = MappingProxyType(
    {
        "jeton_invalide": "401-jeton-invalide",
        "jeton_expire": "401-jeton-expire",
        "non_inscrit": "401-non-inscrit",
        "non_inscrit_basic": "401-non-inscrit-basic",
        "mot_de_passe": "401-mot-de-passe",
        "mot_de_passe_msa": "401-mot-de-passe-msa",
        "mot_de_passe_expire": "401-mot-de-passe-expire",
        "400": "400-corps-absent",
        "403": "403-compte-bloque",
        "404": "404-indisponible",
        "406": "406-encodage-accepte",
        "407": "407-jugee-dangereuse",
        "415": "415-type",
        "422": "422-parametres",
        "429": "429-contraintes",
        "500": "500-erreur",
        "503": "503-indisponible",
        "maintenance": "302-maintenance",
    }
)
"""Faults that are answers: name of the fault → row of the table of refusals."""

GENRES = (*REFUS, *Incident, *Alteration)
"""Every fault that can be asked."""

DUREE = 60.0
"""Seconds that a fault of time lasts unless told otherwise."""

PAGE_MAINTENANCE = "https://www.net-entreprises.fr/exemple-maintenance"
"""Where the redirection of a maintenance points to (an invented address: it must not be followed)."""


@dataclass(slots=True)
class Panne:
    """One fault that waits for its calls."""

    genre: str
    service: str = TOUS
    moment: Moment = Moment.AVANT
    nombre: int = 1
    """How many calls are left to strike."""
    duree: float = DUREE

    def __post_init__(self) -> None:
        if self.genre not in GENRES:
            raise ValueError(f"Panne inconnue : « {self.genre} ». Pannes possibles : {', '.join(GENRES)}.")
        if self.service != TOUS and self.service not in set(Service):
            raise ValueError(f"Service inconnu : « {self.service} ».")
        self.moment = Moment(self.moment)


class Pannes:
    """The faults to come."""

    def __init__(self) -> None:
        self._pannes: list[Panne] = []

    def ajouter(self, panne: Panne) -> None:
        """Ask for one more fault."""
        self._pannes.append(panne)

    def prendre(self, service: Service) -> Panne | None:
        """Return the fault that strikes this call, used up by one, or None."""
        for panne in self._pannes:
            if panne.service in (TOUS, service.value):
                panne.nombre -= 1
                if panne.nombre <= 0:
                    self._pannes.remove(panne)
                return panne
        return None

    def lister(self) -> tuple[Panne, ...]:
        """Return the faults that are still waiting."""
        return tuple(self._pannes)

    def vider(self) -> None:
        """Forget every fault."""
        self._pannes.clear()
