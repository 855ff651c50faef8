r"""Where each block and each person of a DSN starts, found in one pass: what comes after is read by places.

An index holds byte offsets, line numbers and codes of blocks, and nothing of what the lines say: it may lie
on a disk. Every block outside the persons has an entry; a person has one, the start of its S21.G00.30 block,
and goes on until the next entry.

>>> from io import BytesIO
>>> i = indexer(BytesIO(b"S10.G00.00.006,'P26V01'\nS21.G00.30.002,'A'\nS90.G00.90.001,'3'\n"))
>>> i.blocs
(Entree(debut=0, ligne=1, code='S10.G00.00'), Entree(debut=43, ligne=3, code='S90.G00.90'))
>>> i.personnes, i.norme
((24,), 'P26V01')
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from recepisse.dsn.blocs import iter_blocs
from recepisse.dsn.encodage import BOM, UTF_8, WINDOWS_1252
from recepisse.erreurs import ErreurFichier

VERSION = 1
"""Changes when an index made before must be made again."""

_INDIVIDU = b"\nS21.G00.30."
_SUITE_INDIVIDU = re.compile(rb"(?:\nS21\.G00\.30\.[^\n]*)+")
_NUMEROS = re.compile(rb"\nS21\.G00\.30\.([0-9]{3})")
_DEHORS = re.compile(
    rb"\nS(?:21\.G00\.(?:06|1[12356]|2[023]|44|55|8[25])|(?!21\.G00)[0-9]{2}\.G[0-9]{2}\.[0-9]{2})\."
)
"""A line that is no person's (master tree of the norm): blocks of the establishment, or another group."""
_TETE = re.compile(rb"\n(S[0-9]{2}\.G[0-9]{2}\.[0-9]{2})\.([0-9]{3}),'([^\r\n]*)'")
_NORME = (b"S10.G00.00", b"006")


class Entree(NamedTuple):
    """A block outside the persons: offset of its first byte, number of its first line, code."""

    debut: int
    ligne: int
    code: str


class Place(NamedTuple):
    """A range of the file: offsets (end excluded) and the number of its first line."""

    debut: int
    fin: int
    ligne: int


@dataclass(frozen=True, slots=True)
class Index:
    """Where everything is in a file of ``octets`` bytes and ``lignes`` lines, in its order."""

    octets: int
    lignes: int
    encodage: str
    norme: str
    blocs: tuple[Entree, ...]
    personnes: tuple[int, ...]
    """Offset of each person."""
    lignes_personnes: tuple[int, ...]
    """Number of the first line of each person."""

    @property
    def nombre(self) -> int:
        """Return the number of persons."""
        return len(self.personnes)

    def place_personne(self, rang: int) -> Place:
        """Return where person ``rang`` (from 1) is; IndexError when there is none."""
        if rang < 1:
            raise IndexError(rang)
        debut = self.personnes[rang - 1]
        return Place(debut, self._apres(debut), self.lignes_personnes[rang - 1])

    def place_bloc(self, numero: int) -> Place:
        """Return where entry ``numero`` (from 0) of ``blocs`` is."""
        entree = self.blocs[numero]
        return Place(entree.debut, self._apres(entree.debut), entree.ligne)

    def personne_de(self, ligne: int) -> int:
        """Return the rank of the person that has this line, 0 when it is no person's."""
        rang = bisect_right(self.lignes_personnes, ligne)
        if not rang or ligne > self.lignes:
            return 0
        numero = bisect_right(self.blocs, ligne, key=_ligne_de)
        dehors = self.blocs[numero - 1].ligne if numero else 0
        return rang if self.lignes_personnes[rang - 1] > dehors else 0

    def bloc_de(self, ligne: int) -> int:
        """Return the number (from 0) of the entry of ``blocs`` that has this line, -1 when none has."""
        if ligne > self.lignes or self.personne_de(ligne):
            return -1
        return bisect_right(self.blocs, ligne, key=_ligne_de) - 1

    def en_texte(self) -> str:
        """Return the index as text; :func:`depuis_texte` reads it back."""
        codes = sorted({entree.code for entree in self.blocs})
        rangs = {code: rang for rang, code in enumerate(codes)}
        return json.dumps(
            {
                "version": VERSION,
                "octets": self.octets,
                "lignes": self.lignes,
                "encodage": self.encodage,
                "norme": self.norme,
                "codes": codes,
                "blocs": [(e.debut, e.ligne, rangs[e.code]) for e in self.blocs],
                "personnes": self.personnes,
                "lignes_personnes": self.lignes_personnes,
            },
            separators=(",", ":"),
        )

    def _apres(self, debut: int) -> int:
        """Return where the next entry starts: the end of the one at ``debut``."""
        rang = bisect_right(self.personnes, debut)
        numero = bisect_right(self.blocs, debut, key=_debut_de)
        personne = self.personnes[rang] if rang < len(self.personnes) else self.octets
        bloc = self.blocs[numero].debut if numero < len(self.blocs) else self.octets
        return min(personne, bloc)


def depuis_texte(texte: str) -> Index | None:
    """Return the index that ``en_texte`` wrote, None when the text is not one of this version."""
    try:
        lu = json.loads(texte)
        if lu["version"] != VERSION:
            return None
        codes = lu["codes"]
        return Index(
            octets=lu["octets"],
            lignes=lu["lignes"],
            encodage=lu["encodage"],
            norme=lu["norme"],
            blocs=tuple(Entree(debut, ligne, codes[rang]) for debut, ligne, rang in lu["blocs"]),
            personnes=tuple(lu["personnes"]),
            lignes_personnes=tuple(lu["lignes_personnes"]),
        )
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def indexer(flux: BinaryIO) -> Index:
    """Return the index of the DSN read from the start of ``flux``; memory is bounded by the index itself."""
    flux.seek(0)
    base = len(BOM) if flux.read(len(BOM)) == BOM else 0
    flux.seek(base)
    indexeur = _Indexeur(base)
    for bloc in iter_blocs(flux):
        indexeur.absorber(bloc)
    octets = flux.tell()
    if indexeur.position - octets not in {0, 1}:  # 1: the last line has no line feed
        raise ErreurFichier(
            "Une ligne du fichier est démesurée : ce n’est pas un fichier DSN.",
            conseil="Une ligne de DSN a moins de 256 caractères.",
        )
    return indexeur.achever(octets)


@dataclass(slots=True)
class _Indexeur:
    """What was read so far."""

    position: int
    """Offset of the next line."""
    lignes: int = 0
    norme: str = ""
    blocs: list[Entree] = field(default_factory=list)
    personnes: list[int] = field(default_factory=list)
    lignes_personnes: list[int] = field(default_factory=list)
    _dans_personne: bool = False
    _identite: int = 0
    """Last rubric of the S21.G00.30 block being read, 0 outside one."""
    _bloc: tuple[bytes, int] = (b"", 0)
    """Code and last rubric of the block being read outside the persons."""
    _ascii: bool = True
    _utf8: bool = True

    def absorber(self, bloc: bytes) -> None:
        """Read a piece of whole lines, each with the line feed before it."""
        self._observer(bloc)
        debut, origine = 0, self.position - 1
        while debut < len(bloc):
            self.position = origine + debut + 1
            if bloc.startswith(_INDIVIDU, debut):
                debut = self._lire_identite(bloc, debut)
            elif self._dans_personne:
                debut = self._traverser(bloc, debut)
            else:
                debut = self._lire_dehors(bloc, debut)
        self.position = origine + len(bloc) + 1

    def achever(self, octets: int) -> Index:
        """Return the whole."""
        return Index(
            octets=octets,
            lignes=self.lignes,
            encodage=UTF_8 if self._utf8 and not self._ascii else WINDOWS_1252,
            norme=self.norme,
            blocs=tuple(self.blocs),
            personnes=tuple(self.personnes),
            lignes_personnes=tuple(self.lignes_personnes),
        )

    def _observer(self, bloc: bytes) -> None:
        """Keep track of whether all that was seen is ASCII, or else UTF-8."""
        if not self._utf8 or bloc.isascii():
            return
        self._ascii = False
        try:
            bloc.decode("utf-8")
        except UnicodeDecodeError:
            self._utf8 = False

    def _lire_identite(self, bloc: bytes, debut: int) -> int:
        """Read lines of S21.G00.30; the first one, or a rubric that does not grow, is another person's."""
        suite = _SUITE_INDIVIDU.match(bloc, debut)
        fin = suite.end() if suite else len(bloc)
        for lue in _NUMEROS.finditer(bloc, debut, fin):
            numero = int(lue[1])
            if numero <= self._identite or not self._identite:
                self.personnes.append(self.position + lue.start() - debut)
                self.lignes_personnes.append(self.lignes + bloc.count(b"\n", debut, lue.start()) + 1)
            self._identite = numero
        self._dans_personne, self._bloc = True, (b"", 0)
        self.lignes += bloc.count(b"\n", debut, fin)
        return fin

    def _traverser(self, bloc: bytes, debut: int) -> int:
        """Cross the rest of a person; only its last line is looked at, which tells whether blocks follow."""
        self._identite = 0
        fin = bloc.find(_INDIVIDU, debut)
        fin = len(bloc) if fin < 0 else fin
        if _DEHORS.match(bloc, bloc.rfind(b"\nS", debut, fin)):
            dehors = _DEHORS.search(bloc, debut, fin)
            fin = dehors.start() if dehors else fin
            self._dans_personne = False
        self.lignes += bloc.count(b"\n", debut, fin)
        return fin

    def _lire_dehors(self, bloc: bytes, debut: int) -> int:
        """Read the lines up to the next person one by one: a rubric that does not grow opens a new block."""
        fin = bloc.find(_INDIVIDU, debut)
        fin = len(bloc) if fin < 0 else fin
        comptees = debut
        for lue in _TETE.finditer(bloc, debut, fin):
            self.lignes += bloc.count(b"\n", comptees, lue.start() + 1)
            comptees = lue.start() + 1
            code, rubrique = lue[1], int(lue[2])
            if code != self._bloc[0] or rubrique <= self._bloc[1]:
                self.blocs.append(Entree(self.position + lue.start() - debut, self.lignes, code.decode()))
            if (code, lue[2]) == _NORME and not self.norme:
                self.norme = lue[3].decode("latin-1")
            self._bloc = code, rubrique
        self.lignes += bloc.count(b"\n", comptees, fin)
        return fin


def _ligne_de(entree: Entree) -> int:
    return entree.ligne


def _debut_de(entree: Entree) -> int:
    return entree.debut


def codes_presents(blocs: Iterable[Entree]) -> dict[str, int]:
    """Return how many blocks of each code there are, in the order of the file."""
    comptes: dict[str, int] = {}
    for entree in blocs:
        comptes[entree.code] = comptes.get(entree.code, 0) + 1
    return comptes
