"""What is said to the services and what they answer, as values.

``Requete`` and ``Reponse`` are plain data: the real transport, the simulator's in-process double and the
tests all speak them. Nothing secret shows in their ``repr``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Regime(StrEnum):
    """Which deposit point a declarant depends on (S10.G00.00.007: RG is 01, RA is 02)."""

    RG = "RG"
    RA = "RA"


class Environnement(StrEnum):
    """Which hosts are called: the real ones, or the publishers' test platform."""

    PRODUCTION = "production"
    TEST = "test"


class Mode(StrEnum):
    """Who logs in: the declarant itself (payroll software), or a hub for many declarants."""

    LOGICIEL = "logiciel"
    CONCENTRATEUR = "concentrateur"


class Service(StrEnum):
    """The services of the API DSN (guide §3; SDK for the paths of objects and BPIJ)."""

    AUTHENTIFIER = "authentifier"
    AUTHENTIFIER_MSA = "authentifier-msa"
    DEPOSER = "deposer-dsn"
    LISTER_DEPOTS = "lister-depots"
    LISTER_RETOURS_DECLARANT = "lister-retours-declarant"
    LISTER_RETOURS_CONCENTRATEUR = "lister-retours-concentrateur"
    LISTER_RETOURS_FLUX = "lister-retours-flux"
    TELECHARGER = "telecharger-retour"
    LISTER_OBJETS_DECLARANT = "lister-objets-declarant"
    LISTER_OBJETS_CONCENTRATEUR = "lister-objets-concentrateur"
    TELECHARGER_OBJET = "telecharger-objet"
    LISTER_BPIJ_DECLARANT = "lister-bpij-declarant"
    LISTER_BPIJ_CONCENTRATEUR = "lister-bpij-concentrateur"
    TELECHARGER_BPIJ = "telecharger-bpij"


@dataclass(frozen=True, slots=True)
class Declarant:
    """The person or firm in whose name a call is made (SIRET of 14 digits, surname, first name)."""

    siret: str
    nom: str
    prenom: str


@dataclass(frozen=True, slots=True)
class Identite:
    """An account of the services: who logs in, on which side, with which password.

    ``declarant`` is only for a hub that acts for somebody; ``identifiant_msa`` only for an account of
    the MSA, whose login has two fields instead of five.
    """

    siret: str
    nom: str
    prenom: str
    mot_de_passe: str = field(repr=False)
    regime: Regime = Regime.RG
    environnement: Environnement = Environnement.PRODUCTION
    mode: Mode = Mode.LOGICIEL
    declarant: Declarant | None = None
    identifiant_msa: str = ""


@dataclass(frozen=True, slots=True)
class Requete:
    """One HTTP request, complete: what to send, how much to accept, how long to wait."""

    service: Service
    methode: str
    url: str
    entetes: Mapping[str, str] = field(repr=False)
    corps: bytes = field(default=b"", repr=False)
    delai: float = 30.0
    """Seconds for the whole exchange."""
    corps_max: int = 64 * 1024 * 1024
    """Most bytes accepted once the answer is decompressed."""
    corps_recu_max: int = 64 * 1024 * 1024
    """Most bytes accepted on the wire."""


@dataclass(frozen=True, slots=True)
class Reponse:
    """One HTTP answer, its body already decompressed. Header names are in lower case."""

    statut: int
    recue_le: datetime
    entetes: Mapping[str, str] = field(default_factory=dict)
    corps: bytes = field(default=b"", repr=False)


class Transport(Protocol):
    """Whatever carries a request to a service: the network, or the simulator in the same process."""

    def envoyer(self, requete: Requete) -> Reponse:
        """Carry ``requete`` and return the answer.

        Raises :class:`~recepisse.erreurs.Injoignable` when there is none; its ``peut_etre_recu`` tells
        whether the service may have taken the request all the same.
        """
        ...
