r"""What one declaration contains, as far as the returns to expect of it are concerned: no person in it.

Read in one pass from the bytes of a deposit, which hold a single declaration (CST-11). What precedes the
first individual (envelope, adhesions, payments) is read line by line; the individuals, nearly all the bytes,
are only counted and searched: a DSN of 100 MB takes a fraction of a second.

The deposit point tells the scheme: a person of the agricultural scheme (S21.G00.40.018 = 300) may only be
declared to the MSA's (control S21.G00.40.018/CCH-14).
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, BinaryIO

from recepisse.dsn.blocs import iter_blocs

REGIMES: Mapping[str, str] = MappingProxyType({"01": "RG", "02": "RA"})
"""Scheme of each deposit point (S10.G00.00.007): 01 net-entreprises, 02 MSA."""

AGIRC_ARRCO = ("RUAA", "RETA", "RETC")
"""S21.G00.71.002: the codes of the unified scheme, and of the two that it replaced."""

TAUX_TRANSMIS = "01"
"""S21.G00.50.007: a rate that the DGFiP gave."""

_LIGNE = re.compile(rb"\n(S(?:10\.G00\.00|20\.G00\.05|21\.G00\.(?:15|20)))\.([0-9]{3}),'([^\r\n]*)'")
_INDIVIDU = b"\nS21.G00.30."


@dataclass(frozen=True, slots=True)
class Adhesion:
    """An adhesion to a complementary organisation (S21.G00.15): contract, organisation, delegate."""

    reference: str
    organisme: str
    delegataire: str = ""


@dataclass(frozen=True, slots=True)
class VersementDeclare:
    """What is paid to one organisation (S21.G00.20): how many payments, their total ("0.00")."""

    organisme: str
    nombre: int
    montant: str


@dataclass(frozen=True, slots=True)
class ContenuDeclaration:
    """What a declaration holds; codes are the norm's, "" when the rubric is absent.

    ``mois`` is ``AAAA-MM`` ("" for an event); ``regime`` is ``RG``, ``RA`` or "" when the deposit point does
    not tell. Counts are numbers of blocks: ``fins_contrat`` of S21.G00.62, ``arrets`` of S21.G00.60.
    """

    nature: str = ""
    type: str = ""
    fraction: str = ""
    mois: str = ""
    champ: str = ""
    declencheur: str = ""
    """S20.G00.05.011, of an S-ADV."""
    essai: bool = False
    point_depot: str = ""
    regime: str = ""
    individus: int = 0
    adhesions: tuple[Adhesion, ...] = ()
    versements: tuple[VersementDeclare, ...] = ()
    agirc_arrco: bool = False
    pas: bool = False
    """At least one payment says a rate of PAS (S21.G00.50.006)."""
    taux_transmis: bool = False
    """At least one of these rates comes from the DGFiP (S21.G00.50.007 = 01)."""
    fins_contrat: int = 0
    arrets: int = 0

    @property
    def organismes(self) -> tuple[tuple[str, str], ...]:
        """Return each complementary organisation with its delegate, once, in order."""
        paires = ((a.organisme, a.delegataire) for a in self.adhesions if a.organisme)
        return tuple(dict.fromkeys(paires))

    def en_json(self) -> dict[str, Any]:
        """Return plain values; :func:`depuis_json` reads them back."""
        return asdict(self)


def depuis_json(valeurs: Mapping[str, Any]) -> ContenuDeclaration:
    """Return what ``en_json`` wrote; keys of another version are left out."""
    connues = {nom: valeurs[nom] for nom in ContenuDeclaration.__dataclass_fields__ if nom in valeurs}
    connues["adhesions"] = tuple(Adhesion(**a) for a in valeurs.get("adhesions", ()))
    connues["versements"] = tuple(VersementDeclare(**v) for v in valeurs.get("versements", ()))
    return ContenuDeclaration(**connues)


def lire_contenu(flux: BinaryIO) -> ContenuDeclaration:
    """Return what the declaration read from ``flux`` holds; a malformed line says nothing."""
    releve = _Releve()
    for bloc in iter_blocs(flux):
        releve.absorber(bloc)
    return releve.achever()


_COMPTES = {
    "noms": b"\nS21.G00.30.002,",
    "nirs": b"\nS21.G00.30.001,",
    "non_salaries": b"\nS89.G00.91.002,",
    "fins_contrat": b"\nS21.G00.62.001,",
    "arrets": b"\nS21.G00.60.001,",
}
_PRESENCES = {
    "agirc_arrco": tuple(b"\nS21.G00.71.002,'%s'" % code.encode() for code in AGIRC_ARRCO),
    "pas": (b"\nS21.G00.50.006,",),
    "taux_transmis": (b"\nS21.G00.50.007,'%s'" % TAUX_TRANSMIS.encode(),),
}


@dataclass(slots=True)
class _Releve:
    """What was read so far."""

    simples: dict[tuple[bytes, int], str] = field(default_factory=dict)
    blocs: dict[bytes, list[dict[int, str]]] = field(default_factory=dict)
    comptes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_COMPTES, 0))
    presences: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(_PRESENCES, False))
    _en_tete: bool = True

    def absorber(self, bloc: bytes) -> None:
        """Read a piece of whole lines."""
        debut = 0
        if self._en_tete:
            individu = bloc.find(_INDIVIDU)
            self._lire_tete(bloc, individu if individu >= 0 else len(bloc))
            self._en_tete = individu < 0
            debut = max(individu, 0)
        for nom, motif in _COMPTES.items():
            self.comptes[nom] += bloc.count(motif, debut)
        for nom, motifs in _PRESENCES.items():
            self.presences[nom] = self.presences[nom] or any(bloc.find(m, debut) >= 0 for m in motifs)

    def _lire_tete(self, bloc: bytes, fin: int) -> None:
        """Read the lines that precede the individuals; a rubric that does not grow opens a new block."""
        for lue in _LIGNE.finditer(bloc, 0, fin):
            code, rubrique, valeur = lue[1], int(lue[2]), lue[3].decode("latin-1")
            if not code.startswith(b"S21."):
                self.simples.setdefault((code, rubrique), valeur)
                continue
            suite = self.blocs.setdefault(code, [])
            if not suite or rubrique <= max(suite[-1]):
                suite.append({})
            suite[-1][rubrique] = valeur

    def achever(self) -> ContenuDeclaration:
        """Return the whole."""
        point_depot = self._valeur(b"S10.G00.00", 7)
        comptes = self.comptes
        return ContenuDeclaration(
            nature=self._valeur(b"S20.G00.05", 1),
            type=self._valeur(b"S20.G00.05", 2),
            fraction=self._valeur(b"S20.G00.05", 3),
            mois=_mois(self._valeur(b"S20.G00.05", 5)),
            champ=self._valeur(b"S20.G00.05", 8),
            declencheur=self._valeur(b"S20.G00.05", 11),
            essai=self._valeur(b"S10.G00.00", 5) == "01",
            point_depot=point_depot,
            regime=REGIMES.get(point_depot, ""),
            individus=(comptes["noms"] or comptes["nirs"]) + comptes["non_salaries"],
            adhesions=_adhesions(self.blocs.get(b"S21.G00.15", [])),
            versements=_versements(self.blocs.get(b"S21.G00.20", [])),
            fins_contrat=comptes["fins_contrat"],
            arrets=comptes["arrets"],
            agirc_arrco=self.presences["agirc_arrco"],
            pas=self.presences["pas"],
            taux_transmis=self.presences["taux_transmis"],
        )

    def _valeur(self, bloc: bytes, rubrique: int) -> str:
        return self.simples.get((bloc, rubrique), "")


def _mois(declare: str) -> str:
    """Return ``AAAA-MM`` for ``01mmaaaa``."""
    return f"{declare[4:]}-{declare[2:4]}" if re.fullmatch(r"[0-9]{8}", declare, re.ASCII) else ""


def _adhesions(blocs: list[dict[int, str]]) -> tuple[Adhesion, ...]:
    return tuple(Adhesion(b.get(1, ""), b.get(2, ""), b.get(3, "")) for b in blocs)


def _versements(blocs: list[dict[int, str]]) -> tuple[VersementDeclare, ...]:
    """Return the payments by organisation, in the order of the file; what is no amount counts as zero."""
    par_organisme: dict[str, list[Decimal]] = {}
    for bloc in blocs:
        par_organisme.setdefault(bloc.get(1, ""), []).append(_montant(bloc.get(5, "")))
    return tuple(
        VersementDeclare(organisme, len(montants), f"{sum(montants, Decimal()):.2f}")
        for organisme, montants in par_organisme.items()
    )


def _montant(texte: str) -> Decimal:
    """Return an amount of the norm (a dot, two decimals, at most 18 characters)."""
    return Decimal(texte) if re.fullmatch(r"[0-9]{1,15}\.[0-9]{2}", texte, re.ASCII) else Decimal()
