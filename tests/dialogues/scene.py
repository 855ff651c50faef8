"""Where client and simulator talk: one administration, its clock, and sessions in both modes."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from recepisse.echanges import api
from recepisse.echanges.adresses import Adresses
from recepisse.echanges.messages import Declarant, Environnement, Identite, Mode, Regime, Service
from recepisse.simulateur.controle import Controle
from recepisse.simulateur.double import TransportSimule
from recepisse.simulateur.etat import Administration
from recepisse.simulateur.options import Options

DONNEES = Path(__file__).resolve().parents[1] / "donnees" / "simulateur"
DEBUT = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)
CAMILLE = Declarant("00000345900021", "LEROUX", "Camille")
HUB = Declarant("00000777300013", "CTRDEMO", "concentrateur")
AGENT = api.Agent("PAIE D'ESSAI", "4.2", "ÉDITEUR")
BASE = "http://127.0.0.1:8470"
MENSUELLE = (DONNEES / "mensuelle.dsn").read_bytes()
AUTRE_MENSUELLE = MENSUELLE.replace(b"S21.G00.11.001,'00074'", b"S21.G00.11.001,'00082'")
MOT_DE_PASSE = "secret & <clé>"


@dataclass(slots=True)
class Scene:
    """One administration and the programs that call it."""

    options: Options = field(default_factory=Options)
    instant: datetime = DEBUT
    administration: Administration = field(init=False)
    controle: Controle = field(init=False)
    transport: TransportSimule = field(init=False)

    def __post_init__(self) -> None:
        self.administration = Administration(lambda: self.instant, self.options)
        self.controle = Controle(self.administration)
        self.transport = TransportSimule(self.administration)

    def attendre(self, **duree: float) -> None:
        """Let time pass, for the client and for the services."""
        self.instant += timedelta(**duree)

    def session(
        self,
        mode: Mode = Mode.LOGICIEL,
        regime: Regime = Regime.RG,
        *,
        officielles: bool = False,
        versions: dict[Service, str] | None = None,
        mot_de_passe: str = MOT_DE_PASSE,
        environnement: Environnement = Environnement.PRODUCTION,
    ) -> api.Session:
        """Return a program that has not logged in yet."""
        qui = HUB if mode is Mode.CONCENTRATEUR else CAMILLE
        identite = Identite(
            qui.siret, qui.nom, qui.prenom, mot_de_passe, regime, environnement=environnement, mode=mode
        )
        if mode is Mode.CONCENTRATEUR:
            identite = replace(identite, declarant=CAMILLE)
        adresses = Adresses.officielles(regime, environnement) if officielles else Adresses.substituees(BASE)
        return api.Session(identite, adresses, AGENT, lambda: self.instant, versions or {})

    def mener(self, conversation: "api.Conversation[Any]") -> Any:
        """Carry a conversation over the in-process transport."""
        return api.conduire(conversation, self.transport)

    def appels(self, service: Service) -> int:
        """Return how many calls a service got."""
        return self.controle.compteurs().get(service.value, 0)


Conversation = Callable[[Scene, api.Session], "api.Conversation[Any]"]
