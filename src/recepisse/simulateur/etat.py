"""The State's side as one object: accounts, deposits, returns, faults, clock.

No socket, no clock of its own: the time comes from the ``horloge`` given at construction, moved by an
offset that the control door changes. Everything that looks random comes from a seed. One lock protects it
all, so that threads may share it.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from threading import RLock

from recepisse.echanges.messages import Declarant, Regime, Reponse, Requete, Service
from recepisse.simulateur import scenarios
from recepisse.simulateur.appel import Appel, Resultat, build_appel
from recepisse.simulateur.comptes import Compte, Comptes
from recepisse.simulateur.documents.aiguillage import produire
from recepisse.simulateur.documents.socle import Document, Sujet
from recepisse.simulateur.fonds import Fonds
from recepisse.simulateur.lecture import Lecture
from recepisse.simulateur.modele import Depot, Enveloppe, Retour
from recepisse.simulateur.options import Options
from recepisse.simulateur.pannes import Pannes
from recepisse.simulateur.protocole import traiter
from recepisse.simulateur.registre import Registre
from recepisse.simulateur.reseau import build_reponse

MSA_REGIME = {"02": Regime.RA, "01": Regime.RG}
"""Deposit point written in the file (S10.G00.00.007) → scheme."""


class Administration:
    """The services of the State for one set of accounts.

    ``repondre`` plays the network as well; ``traiter`` gives the bare result to the HTTP server.
    """

    def __init__(
        self,
        horloge: Callable[[], datetime],
        options: Options | None = None,
        registre: Registre | None = None,
    ) -> None:
        self.options = options or Options()
        self.verrou = RLock()
        self.pannes = Pannes()
        self.compteurs: Counter[str] = Counter()
        self.comptes = Comptes(
            ouverts=self.options.comptes_ouverts, essais_avant_verrou=self.options.essais_avant_verrou
        )
        self.fonds = Fonds(self.options.graine, registre)
        self.scenarios_par_siret: dict[str, str] = {}
        self.rappels: dict[tuple[str, str], datetime] = {}
        """Earliest useful repeat of each list of each token, when repeats are refused."""
        self._horloge = horloge
        self._decalage = self.fonds.decalage()
        scenarios.libelle(self.options.scenario)
        self._retrouver_comptes()

    @property
    def maintenant(self) -> datetime:
        """The time of the services (UTC)."""
        return self._horloge() + self._decalage

    def avancer_horloge(self, duree: timedelta) -> None:
        """Move the clock of the services; it stays ahead (or behind) by that much."""
        with self.verrou:
            self._decalage += duree
            self.fonds.regler("decalage", str(self._decalage.total_seconds()))

    def regler_horloge(self, instant: datetime) -> None:
        """Set the clock of the services to ``instant``; it then runs on."""
        self.avancer_horloge(instant - self.maintenant)

    def decrire_compte(self, compte: Compte) -> None:
        """Describe an account: from now on it is enforced, also after a new start on the state file."""
        with self.verrou:
            self.comptes.decrire(compte)
            self.fonds.regler("comptes", json.dumps(self.comptes.vers_json()))

    def choisir_scenario(self, siret: str, nom: str) -> None:
        """Give a scenario to the coming deposits of an establishment or of a declarant."""
        scenarios.libelle(nom)
        with self.verrou:
            self.scenarios_par_siret[siret] = nom
            self.fonds.regler("scenarios", json.dumps(self.scenarios_par_siret))

    def repondre(self, requete: Requete) -> Reponse:
        """Answer ``requete`` as the network would bring the answer.

        Raises what :class:`~recepisse.echanges.messages.Transport` raises when a fault was asked for.
        """
        return build_reponse(requete, self.traiter(build_appel(requete)), self.maintenant)

    def traiter(self, appel: Appel) -> Resultat:
        """Answer one call."""
        return traiter(self, appel)

    def compter(self, service: Service) -> None:
        """Count one call."""
        self.compteurs[service.value] += 1

    def recevoir(
        self,
        octets: bytes,
        lecture: Lecture | None,
        declarant: Declarant,
        *,
        concentrateur: str = "",
        regime: Regime = Regime.RG,
        service: str = "dsn",
    ) -> Depot:
        """Record a deposit and plan its returns. ``lecture`` is None when the door refuses the bytes."""
        with self.verrou:
            depot = self._build_depot(octets, lecture, declarant, concentrateur, regime, service)
            somme_connue = self.fonds.est_doublon(depot.somme)
            doublon = somme_connue and scenarios.is_doublon_refuse(depot.scenario)
            plusieurs = len(depot.declarations) != 1 and depot.service == "dsn"
            prevus = scenarios.prevoir(
                depot, depot.scenario, refuse=doublon or plusieurs, acceleration=self.options.acceleration
            )
            self.fonds.enregistrer(depot, [_build_retour(depot, p) for p in prevus])
            return depot

    def document(self, retour: Retour) -> Document:
        """Return the document of a return."""
        return produire(Sujet(self.fonds.depots[retour.idflux], retour, self.options.graine))

    @property
    def limite_conservation(self) -> datetime:
        """Returns published before this instant are gone."""
        return self.maintenant - self.options.conservation

    def fermer(self) -> None:
        """Close the state file, if any."""
        with self.verrou:
            self.fonds.fermer()

    def _retrouver_comptes(self) -> None:
        """Take back from the state file the accounts and scenarios that were described."""
        for plat in json.loads(self.fonds.reglage("comptes") or "[]"):
            self.comptes.decrire(Compte.depuis_json(plat))
        self.scenarios_par_siret.update(json.loads(self.fonds.reglage("scenarios") or "{}"))

    def _build_depot(
        self,
        octets: bytes,
        lecture: Lecture | None,
        declarant: Declarant,
        concentrateur: str,
        regime: Regime,
        service: str,
    ) -> Depot:
        ordinal = self.fonds.prochain_ordinal()
        nom = self._scenario(declarant, lecture, ordinal)
        accepte = lecture is not None and not scenarios.is_rejet(nom)
        enveloppe = lecture.enveloppe if lecture and accepte else Enveloppe()
        depot = Depot(
            ordinal=ordinal,
            idflux="",
            service=service,
            declarant=declarant,
            concentrateur=concentrateur,
            regime=MSA_REGIME.get(enveloppe.point_depot, regime),
            recu_le=self.maintenant,
            taille=len(octets),
            somme=hashlib.sha256(octets).hexdigest(),
            statut="OK" if accepte else "KO",
            scenario=nom,
            enveloppe=enveloppe,
            declarations=lecture.declarations if lecture else (),
        )
        return replace(depot, idflux=self.fonds.nouvel_idflux(depot))

    def _scenario(self, declarant: Declarant, lecture: Lecture | None, ordinal: int) -> str:
        """Return the scenario of a deposit: the establishment's, the declarant's, or the general one."""
        declares = [d.siret for d in lecture.declarations] if lecture else []
        for siret in (*declares, declarant.siret):
            if siret in self.scenarios_par_siret:
                return scenarios.resoudre(self.scenarios_par_siret[siret], ordinal - 1)
        return scenarios.resoudre(self.options.scenario, ordinal - 1)


def _build_retour(depot: Depot, prevision: scenarios.Prevision) -> Retour:
    instant = scenarios.instant(depot, prevision)
    return Retour(
        numero="",
        idflux=depot.idflux,
        nature=prevision.nature,
        statut=prevision.statut,
        publication=instant,
        production=instant,
        serie=prevision.serie,
        ops=prevision.ops,
        delegataire=prevision.delegataire,
        variante=prevision.variante,
        avec_document=prevision.avec_document,
    )
