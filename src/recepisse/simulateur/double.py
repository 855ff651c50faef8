"""The simulator as a transport: a client and the services talk in one process, faults included."""

from dataclasses import dataclass

from recepisse.echanges.messages import Reponse, Requete
from recepisse.simulateur.etat import Administration


@dataclass(frozen=True, slots=True)
class TransportSimule:
    """Carries requests to an :class:`Administration` without a network; it never waits."""

    administration: Administration

    def envoyer(self, requete: Requete) -> Reponse:
        """Carry ``requete``; raises ``Injoignable`` or ``ReponseInattendue`` as the network would."""
        return self.administration.repondre(requete)
