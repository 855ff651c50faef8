"""What a use case needs from outside: settings, clock, archive, vault, transport, open sessions."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Lock

from recepisse.archive import Archive
from recepisse.coffre import Coffre, charger_cle
from recepisse.echanges.adresses import Adresses
from recepisse.echanges.api import Agent, Session
from recepisse.echanges.messages import (
    Declarant,
    Environnement,
    Identite,
    Mode,
    Regime,
    Reponse,
    Requete,
    Service,
    Transport,
)
from recepisse.echanges.transport import TransportHttp
from recepisse.gestion.models import Identifiant
from recepisse.reglages import Reglages


def _maintenant() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Contexte:
    """The tools of the use cases. Tests give a simulated transport and a clock of their own."""

    reglages: Reglages
    archive: Archive
    coffre: Coffre
    transport: Transport
    horloge: Callable[[], datetime] = _maintenant
    _adresses: dict[tuple[str, str], Adresses] = field(default_factory=dict, repr=False)
    _sessions: dict[int, tuple[tuple[object, ...], Session]] = field(default_factory=dict, repr=False)
    _verrou: Lock = field(default_factory=Lock, repr=False)

    def adresses(self, identifiant: Identifiant) -> Adresses:
        """Return the addresses to call for this account: the setting's base, or the official ones."""
        cle = (identifiant.regime, identifiant.environnement)
        if cle not in self._adresses:
            msa = self.reglages.adresses_authentifier_msa
            remplacees = {Service.AUTHENTIFIER_MSA: msa} if msa else {}
            self._adresses[cle] = (
                Adresses.substituees(self.reglages.adresses, remplacees=remplacees)
                if self.reglages.adresses
                else Adresses.officielles(Regime(cle[0]), Environnement(cle[1]), remplacees=remplacees)
            )
        return self._adresses[cle]

    def session(self, identifiant: Identifiant) -> Session:
        """Return the open session of this account (its token lives in memory only).

        A changed password or name makes a new session: the old one, with its refused login, is forgotten.
        """
        qui = _saisie(identifiant)
        with self._verrou:
            connu = self._sessions.get(identifiant.pk)
            if connu is not None and connu[0] == qui:
                return connu[1]
            session = Session(
                identite=self._identite(identifiant),
                adresses=self.adresses(identifiant),
                agent=Agent(
                    logiciel=self.reglages.logiciel,
                    version=self.reglages.version,
                    editeur=self.reglages.editeur,
                ),
                horloge=self.horloge,
                versions={Service.DEPOSER: self.reglages.version_depot},
                connexion=Lock(),
            )
            self._sessions[identifiant.pk] = (qui, session)
            return session

    def _identite(self, identifiant: Identifiant) -> Identite:
        declarant = None
        if identifiant.declarant_siret:
            declarant = Declarant(
                identifiant.declarant_siret, identifiant.declarant_nom, identifiant.declarant_prenom
            )
        return Identite(
            siret=identifiant.siret,
            nom=identifiant.nom,
            prenom=identifiant.prenom,
            mot_de_passe=self.coffre.ouvrir(
                bytes(identifiant.mot_de_passe_scelle), contexte_secret(identifiant)
            ),
            regime=Regime(identifiant.regime),
            environnement=Environnement(identifiant.environnement),
            mode=Mode(identifiant.mode),
            declarant=declarant,
            identifiant_msa=identifiant.identifiant_msa,
        )


def _saisie(identifiant: Identifiant) -> tuple[object, ...]:
    """Return everything that a person entered for this account and that a login depends on."""
    return (
        bytes(identifiant.mot_de_passe_scelle),
        identifiant.siret,
        identifiant.nom,
        identifiant.prenom,
        identifiant.regime,
        identifiant.environnement,
        identifiant.mode,
        identifiant.identifiant_msa,
        identifiant.declarant_siret,
        identifiant.declarant_nom,
        identifiant.declarant_prenom,
    )


def contexte_secret(identifiant: Identifiant) -> str:
    """Return what binds a sealed password to its account, so that it cannot be moved to another row."""
    return f"identifiant:{identifiant.siret}:{identifiant.regime}:{identifiant.environnement}"


@dataclass(frozen=True, slots=True)
class TransportRegle:
    """A transport held to the limits of the settings: patience of an exchange, size of a document.

    A deposit keeps its own patience, which grows with the file: cutting it short would put it in doubt.
    """

    dedans: Transport
    reglages: Reglages

    def envoyer(self, requete: Requete) -> Reponse:
        """Carry ``requete`` within the limits."""
        if requete.service is not Service.DEPOSER:
            patience = min(requete.delai, self.reglages.delai_reponse.total_seconds())
            requete = replace(requete, delai=patience)
        if requete.service is Service.TELECHARGER:
            taille = self.reglages.taille_max_document
            requete = replace(requete, corps_max=taille, corps_recu_max=taille)
        return self.dedans.envoyer(requete)


def ouvrir_contexte(reglages: Reglages) -> Contexte:
    """Return the real tools: archive and vault of the data folder, network transport."""
    return Contexte(
        reglages=reglages,
        archive=Archive(reglages.donnees / "archive"),
        coffre=Coffre(charger_cle(reglages.donnees, reglages.cle_coffre)),
        transport=TransportRegle(TransportHttp(), reglages),
    )
