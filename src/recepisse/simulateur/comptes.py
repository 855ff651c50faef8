"""Who may log in, and the tokens that logins give.

By default any identity is accepted with any password (``Options.comptes_ouverts``); accounts described
through the control door are enforced. Tokens are opaque Base64 texts, kept in memory only: after a new
start every client must log in again, as it would after the end of its token.
"""

import base64
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self
from xml.sax.saxutils import escape

from recepisse.echanges.messages import Declarant, Regime
from recepisse.temps import to_paris

JETONS_MAX = 100_000
"""Beyond this many tokens the expired ones are forgotten."""

Cle = tuple[str, str, str]
"""Key of an account: SIRET, surname and first name without case."""


class EtatCompte(StrEnum):
    """What a login meets."""

    ACTIF = "actif"
    VERROUILLE = "verrouille"
    NON_INSCRIT = "non_inscrit"
    MOT_DE_PASSE_EXPIRE = "mot_de_passe_expire"


@dataclass(slots=True)
class Compte:
    """One described account; an empty password accepts any."""

    titulaire: Declarant
    mot_de_passe: str = field(default="", repr=False)
    etat: EtatCompte = EtatCompte.ACTIF
    echecs: int = 0

    def vers_json(self) -> dict[str, Any]:
        """Return the plain form, written in the state file."""
        return asdict(self)

    @classmethod
    def depuis_json(cls, plat: dict[str, Any]) -> Self:
        """Build an account from its plain form."""
        return cls(**plat | {"titulaire": Declarant(**plat["titulaire"]), "etat": EtatCompte(plat["etat"])})


@dataclass(frozen=True, slots=True)
class Jeton:
    """One token: for whom, on which side, until when."""

    valeur: str = field(repr=False)
    titulaire: Declarant
    regime: Regime
    concentrateur: bool
    service: str
    """``dsn`` or ``dpae``."""
    expire_le: datetime


def cle(personne: Declarant) -> Cle:
    """Return the key under which ``personne`` is known."""
    return personne.siret, personne.nom.casefold(), personne.prenom.casefold()


class Comptes:
    """The accounts and the living tokens of one administration."""

    def __init__(self, *, ouverts: bool, essais_avant_verrou: int) -> None:
        self._comptes: dict[Cle, Compte] = {}
        self._jetons: dict[str, Jeton] = {}
        self._ouverts = ouverts
        self._essais = essais_avant_verrou

    def decrire(self, compte: Compte) -> None:
        """Add or replace an account."""
        self._comptes[cle(compte.titulaire)] = compte

    def vers_json(self) -> list[dict[str, Any]]:
        """Return the plain form of every described account."""
        return [compte.vers_json() for compte in self._comptes.values()]

    def refus_connexion(self, personne: Declarant, mot_de_passe: str) -> str:
        """Return the name of the refusal that this login meets, or an empty text.

        A good password does not open a locked account; a wrong one is counted.
        """
        compte = self._comptes.get(cle(personne))
        if compte is None:
            return "" if self._ouverts else "401-mot-de-passe"
        if compte.mot_de_passe and compte.mot_de_passe != mot_de_passe:
            self._compter_echec(compte)
            return "401-mot-de-passe"
        if compte.etat is EtatCompte.ACTIF:
            compte.echecs = 0
        return REFUS_ETAT[compte.etat]

    def refus_appel(self, personne: Declarant) -> str:
        """Return the name of the refusal that a business call of this account meets, or an empty text."""
        compte = self._comptes.get(cle(personne))
        if compte is None or compte.etat is EtatCompte.MOT_DE_PASSE_EXPIRE:
            return ""
        return REFUS_ETAT[compte.etat]

    def ouvrir_jeton(
        self,
        titulaire: Declarant,
        maintenant: datetime,
        duree: timedelta,
        *,
        regime: Regime,
        concentrateur: bool,
        service: str,
    ) -> Jeton:
        """Create and keep a token."""
        if len(self._jetons) >= JETONS_MAX:
            self._jetons = {v: j for v, j in self._jetons.items() if j.expire_le > maintenant}
        valeur = _build_valeur(titulaire, maintenant, duree, len(self._jetons))
        jeton = Jeton(valeur, titulaire, regime, concentrateur, service, maintenant + duree)
        self._jetons[valeur] = jeton
        return jeton

    def lire_jeton(self, valeur: str) -> Jeton | None:
        """Return the token called ``valeur``, expired or not, or None."""
        return self._jetons.get(valeur)

    def oublier_jetons(self) -> None:
        """Forget every token: all of them become unknown."""
        self._jetons.clear()

    def _compter_echec(self, compte: Compte) -> None:
        compte.echecs += 1
        if self._essais and compte.echecs >= self._essais:
            compte.etat = EtatCompte.VERROUILLE


REFUS_ETAT = {
    EtatCompte.ACTIF: "",
    EtatCompte.VERROUILLE: "403-compte-bloque",
    EtatCompte.NON_INSCRIT: "401-non-inscrit",
    EtatCompte.MOT_DE_PASSE_EXPIRE: "401-mot-de-passe-expire",
}
"""Row of the table of refusals that each state of an account leads to."""


def _build_valeur(titulaire: Declarant, maintenant: datetime, duree: timedelta, ordinal: int) -> str:
    creation = to_paris(maintenant).strftime("%d/%m/%Y %H:%M:%S")
    corps = (
        f"<xmlresult><status>0</status><error_msg>Succes</error_msg><format>3</format>"
        f"<creation_time>{creation}({ordinal})</creation_time><siret>{escape(titulaire.siret)}</siret>"
        f"<ttl>{int(duree.total_seconds())}</ttl><first_name>{escape(titulaire.prenom)}</first_name>"
        f"<last_name>{escape(titulaire.nom)}</last_name></xmlresult>"
    )
    return base64.b64encode(corps.encode()).decode("ascii")
