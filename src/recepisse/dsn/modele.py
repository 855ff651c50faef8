"""What a DSN file holds, as values: the envelope, the declarations, the findings.

Codes are the norm's own text (leading zeros kept), ``""`` when the rubric is absent.
"""

from dataclasses import dataclass, field

from recepisse.dsn.constats import Constat, Gravite

ESSAI, REEL = "01", "02"
"""S10.G00.00.005."""

NATURES_MENSUELLES = frozenset({"01", "09"})
"""Natures that declare a month of many people; every other one reports one event of one person."""


@dataclass(frozen=True, slots=True)
class ApercuDeclaration:
    """One declaration of the file (S20.G00.05 and what follows).

    ``debut`` and ``fin`` are byte offsets in the file, end excluded; ``ligne`` is the number of its first
    line. ``mois`` is S20.G00.05.005 as written (``01mmaaaa``). ``individu`` and ``contrat`` (number and start
    date, with a slash between) are filled for an event of one person, and kept out of ``repr``.
    """

    rang: int
    nature: str
    type: str
    fraction: str
    ordre: str
    mois: str
    champ: str
    date_fichier: str
    identifiant_metier: str
    id_remplace: str
    siren: str
    nic: str
    salaries: int
    lignes: int
    octets: int
    ligne: int
    debut: int
    fin: int
    individu: str = field(default="", repr=False)
    contrat: str = field(default="", repr=False)

    @property
    def siret(self) -> str:
        """Return SIREN and NIC together, ``""`` when either is absent."""
        return self.siren + self.nic if self.siren and self.nic else ""


@dataclass(frozen=True, slots=True)
class Apercu:
    """A DSN file described.

    ``fin_de_ligne`` is ``crlf``, ``lf`` or ``melange``; ``encodage`` is ``iso-8859-1``, ``windows-1252`` or
    ``utf-8``. ``debut`` and ``fin_entete`` bound the S10 lines; ``fin_totaux`` is the end of line of the S90
    block, that the cut parts copy.
    """

    logiciel: str
    editeur: str
    version_logiciel: str
    mode: str
    norme: str
    point_depot: str
    type_envoi: str
    emetteur_siret: str
    emetteur_nom: str = field(repr=False)
    """Name of the sender (S10.G00.01.003): it may be a person's."""
    encodage: str
    fin_de_ligne: str
    octets: int
    lignes: int
    debut: int
    fin_entete: int
    lignes_entete: int
    fin_totaux: bytes
    declarations: tuple[ApercuDeclaration, ...]
    constats: tuple[Constat, ...]

    @property
    def essai(self) -> bool:
        """Return True for a test file (S10.G00.00.005 = 01)."""
        return self.mode == ESSAI

    @property
    def reel(self) -> bool:
        """Return True for a real file (S10.G00.00.005 = 02)."""
        return self.mode == REEL

    @property
    def refus(self) -> tuple[Constat, ...]:
        """Return the findings that forbid sending."""
        return tuple(constat for constat in self.constats if constat.gravite == Gravite.REFUS)

    @property
    def avertissements(self) -> tuple[Constat, ...]:
        """Return the findings that do not forbid sending."""
        return tuple(constat for constat in self.constats if constat.gravite == Gravite.AVERTISSEMENT)

    @property
    def envoyable(self) -> bool:
        """Return True when nothing forbids sending."""
        return not self.refus
