"""What the simulated services remember: who deposited what, and the returns that it brings.

Frozen values, with their plain JSON form (``vers_json`` / ``depuis_json``) for the state file. People in
them come from the deposited files: nothing here shows in a ``repr`` or in the control door.
"""

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, Self

from recepisse.echanges.messages import Declarant, Regime


@dataclass(frozen=True, slots=True)
class Contrat:
    """One contract of a person (S21.G00.40.001 start ``jjmmaaaa``, S21.G00.40.009 number)."""

    debut: str = ""
    numero: str = ""


@dataclass(frozen=True, slots=True)
class Individu:
    """One person of a declaration (block S21.G00.30; matricule is S21.G00.30.019, NTT .020)."""

    rang: int
    nir: str = field(default="", repr=False)
    ntt: str = field(default="", repr=False)
    nom: str = field(default="", repr=False)
    nom_usage: str = field(default="", repr=False)
    prenoms: str = field(default="", repr=False)
    sexe: str = field(default="", repr=False)
    naissance: str = field(default="", repr=False)
    """``jjmmaaaa``; day and month may be 00 or 99."""
    lieu_naissance: str = field(default="", repr=False)
    matricule: str = field(default="", repr=False)
    contrats: tuple[Contrat, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Organisme:
    """An adhesion to a complementary organisation (S21.G00.15.001 contract, .002 code, .003 delegate)."""

    code: str
    delegataire: str = ""
    contrat: str = ""


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration of a deposit: its header, its establishment, its people."""

    rang: int = 1
    nature: str = ""
    type: str = ""
    fraction: str = ""
    ordre: str = ""
    mois: str = ""
    """``01mmaaaa``, empty for most events."""
    champ: str = ""
    date_fichier: str = ""
    identifiant_metier: str = ""
    siren: str = ""
    nic_siege: str = ""
    nic: str = ""
    individus: tuple[Individu, ...] = field(default=(), repr=False)
    organismes: tuple[Organisme, ...] = ()

    @property
    def siret(self) -> str:
        """SIRET of the declared establishment, or an empty text."""
        return self.siren + self.nic if self.siren and self.nic else ""


@dataclass(frozen=True, slots=True)
class Enveloppe:
    """The envelope of a deposit (block S10.G00.00 and the sender of S10.G00.01)."""

    logiciel: str = ""
    editeur: str = ""
    version: str = ""
    norme: str = ""
    essai_reel: str = ""
    point_depot: str = ""
    type_envoi: str = ""
    emetteur_siret: str = ""
    emetteur_nom: str = ""


@dataclass(frozen=True, slots=True)
class Depot:
    """One deposit: who, when, which bytes (sum and size only), what was read in them."""

    ordinal: int
    idflux: str
    service: str
    """``dsn`` or ``dpae``."""
    declarant: Declarant
    concentrateur: str
    """SIRET of the hub that deposited, or an empty text."""
    regime: Regime
    recu_le: datetime
    taille: int
    somme: str
    """SHA-256 of the decompressed bytes, hexadecimal."""
    statut: str
    """``OK`` (AEE) or ``KO`` (ARE)."""
    scenario: str = ""
    enveloppe: Enveloppe = Enveloppe()
    declarations: tuple[Declaration, ...] = ()

    @property
    def declaration(self) -> Declaration:
        """The declaration that the returns speak of: the first one, or an empty one."""
        return self.declarations[0] if self.declarations else Declaration()

    def vers_json(self) -> dict[str, Any]:
        """Return the plain form, written in the state file."""
        return asdict(self) | {"recu_le": self.recu_le.isoformat()}

    @classmethod
    def depuis_json(cls, plat: dict[str, Any]) -> Self:
        """Build a deposit from its plain form."""
        declarations = tuple(_declaration(d) for d in plat["declarations"])
        return cls(
            **plat
            | {
                "declarant": Declarant(**plat["declarant"]),
                "regime": Regime(plat["regime"]),
                "recu_le": datetime.fromisoformat(plat["recu_le"]),
                "enveloppe": Enveloppe(**plat["enveloppe"]),
                "declarations": declarations,
            }
        )


@dataclass(frozen=True, slots=True)
class Retour:
    """One return of a deposit, published or yet to come.

    Of all the published returns of one flux that share a ``serie``, only the last one is seen: this is
    how an organisation overwrites its return (guide §5.1).
    """

    numero: str
    idflux: str
    nature: str
    statut: str
    publication: datetime
    production: datetime
    serie: str
    ops: str = ""
    delegataire: str = ""
    variante: str = ""
    """Which text the generated document holds; empty follows the status."""
    avec_document: bool = True
    document: bytes | None = field(default=None, repr=False)
    """Bytes given through the control door; ``None`` when the document is generated."""
    type_contenu: str = ""
    purge: bool = False

    def vers_json(self) -> dict[str, Any]:
        """Return the plain form without the document, written in the state file."""
        plat = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "document"}
        return plat | {
            "publication": self.publication.isoformat(),
            "production": self.production.isoformat(),
        }

    @classmethod
    def depuis_json(cls, plat: dict[str, Any], document: bytes | None) -> Self:
        """Build a return from its plain form and its document."""
        return cls(
            **plat
            | {
                "publication": datetime.fromisoformat(plat["publication"]),
                "production": datetime.fromisoformat(plat["production"]),
                "document": document,
            }
        )


def _declaration(plat: dict[str, Any]) -> Declaration:
    return Declaration(
        **plat
        | {
            "individus": tuple(_individu(i) for i in plat["individus"]),
            "organismes": tuple(Organisme(**o) for o in plat["organismes"]),
        }
    )


def _individu(plat: dict[str, Any]) -> Individu:
    return Individu(**plat | {"contrats": tuple(Contrat(**c) for c in plat["contrats"])})
