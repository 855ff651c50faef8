"""What the simulator's tests share: a movable clock, and a caller that speaks the raw protocol."""

import gzip
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from recepisse.echanges.entetes import build_declarant
from recepisse.echanges.messages import Declarant
from recepisse.simulateur.appel import Appel, Resultat
from recepisse.simulateur.etat import Administration

DONNEES = Path(__file__).resolve().parents[2] / "donnees" / "simulateur"
ORIGINE = "http://127.0.0.1:8470"
DEBUT = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)
CAMILLE = Declarant("00000345900021", "LEROUX", "Camille")
AUTRE = Declarant("00000777300013", "AUTRE", "Dominique")
FENETRE = "20261105094500/20261105103000"


@dataclass(slots=True)
class Horloge:
    """A clock that only moves when it is told."""

    instant: datetime = DEBUT

    def __call__(self) -> datetime:
        return self.instant

    def avancer(self, **duree: float) -> None:
        self.instant += timedelta(**duree)


def lire(nom: str) -> bytes:
    """Return a test file."""
    return (DONNEES / nom).read_bytes()


@dataclass(slots=True)
class Appelant:
    """One program that calls an administration."""

    administration: Administration
    personne: Declarant = CAMILLE
    jeton: str = field(default="", repr=False)
    concentrateur: bool = False
    declarant: Declarant | None = None

    def connecter(
        self,
        service: str = "25",
        *,
        mot_de_passe: str = "secret",
        chemin: str = "/authentifier/1.0/",
        corps: bytes | None = None,
        **entetes: str,
    ) -> Resultat:
        """Log in and keep the token."""
        qui = self.personne
        champs = {
            "siret": qui.siret,
            "nom": qui.nom,
            "prenom": qui.prenom,
            "motdepasse": mot_de_passe,
            "service": service,
        }
        interieur = "".join(f"<{nom}>{valeur}</{nom}>" for nom, valeur in champs.items())
        envoye = f"<identifiants>{interieur}</identifiants>".encode() if corps is None else corps
        tous = _entetes({"content_type": "application/xml"} | entetes)
        resultat = self.administration.traiter(Appel("POST", ORIGINE, chemin, tous, envoye))
        if resultat.statut == 200:
            self.jeton = resultat.corps.decode()
            self.concentrateur = service == "98"
        return resultat

    @property
    def autorisation(self) -> str:
        if not self.concentrateur:
            return f"DSNLogin jeton={self.jeton}"
        suite = f",declarant={build_declarant(self.declarant)}" if self.declarant else ""
        return f"DSNLogin concentrateur={self.jeton}{suite}"

    def deposer(
        self, octets: bytes, version: str = "1.0", *, corps: bytes | None = None, **entetes: str
    ) -> Resultat:
        """Deposit a file; ``corps`` replaces the gzip body."""
        tous = _entetes(
            {
                "content_type": "text/plain",
                "content_encoding": "gzip",
                "accept_encoding": "gzip",
                "authorization": self.autorisation,
            }
            | entetes
        )
        envoye = gzip.compress(octets) if corps is None else corps
        return self.administration.traiter(Appel("POST", ORIGINE, f"/deposer-dsn/{version}/", tous, envoye))

    def get(self, chemin: str, **entetes: str) -> Resultat:
        """Ask for a list or a document."""
        tous = _entetes({"accept_encoding": "gzip", "authorization": self.autorisation} | entetes)
        return self.administration.traiter(Appel("GET", ORIGINE, chemin, tous))


def _entetes(entetes: dict[str, str]) -> dict[str, str]:
    """Return header names with hyphens; an empty value leaves the header out."""
    return {nom.replace("_", "-"): valeur for nom, valeur in entetes.items() if valeur}
