"""A DSN read through its index: a person or a block is one seek and one read, whatever the size of the file.

``flux`` is a seekable file opened by the caller, whose bytes are those that were indexed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from recepisse.dsn.arborescence import Bloc, Noeud, arborer, lire_blocs
from recepisse.dsn.index import Index, Place
from recepisse.norme.tables import Norme, norme

_IDENTITE = re.compile(rb"(?:^|\n)S21\.G00\.30\.([0-9]{3}),'([^\r\n]*)'")
_FIN_IDENTITE = re.compile(rb"\n(?!S21\.G00\.30\.)")
_TETE = 2048
"""Bytes that hold the S21.G00.30 block of nearly everybody."""
_MAXIMUM = 8 << 20
"""Bytes shown of one person or one block: the longest of real files are a hundred times smaller."""


@dataclass(frozen=True, slots=True)
class Identite:
    """Who a person is, as the file writes it; only the rank and the line are shown by ``repr``."""

    rang: int
    ligne: int
    nir: str = field(default="", repr=False)
    ntt: str = field(default="", repr=False)
    matricule: str = field(default="", repr=False)
    nom: str = field(default="", repr=False)
    usage: str = field(default="", repr=False)
    prenoms: str = field(default="", repr=False)
    naissance: str = field(default="", repr=False)
    """JJMMAAAA."""

    @property
    def nom_complet(self) -> str:
        """Return the name that the person uses, then the first names."""
        return " ".join(filter(None, (self.usage or self.nom, self.prenoms)))


_CHAMPS = {
    1: "nir",
    2: "nom",
    3: "usage",
    4: "prenoms",
    6: "naissance",
    19: "matricule",
    20: "ntt",
}


@dataclass(frozen=True, slots=True)
class Document:
    """An open file and its index."""

    flux: BinaryIO = field(repr=False)
    index: Index = field(repr=False)

    @property
    def norme(self) -> Norme:
        """Return the tables of the norm that the file says it follows, or the nearest."""
        return norme(self.index.norme)

    def personne(self, rang: int) -> Noeud:
        """Return the tree of person ``rang`` (from 1); IndexError when there is none."""
        blocs = self._lire(self.index.place_personne(rang))
        racine, *autres = arborer(blocs, self.norme)
        return Noeud(racine.bloc, (*racine.sous, *autres))

    def blocs_personne(self, rang: int) -> tuple[Bloc, ...]:
        """Return the blocks of person ``rang``, in the order of the file."""
        return self._lire(self.index.place_personne(rang))

    def blocs(self, numeros: range) -> tuple[Bloc, ...]:
        """Return entries of the index that are no person's."""
        return tuple(bloc for numero in numeros for bloc in self._lire(self.index.place_bloc(numero)))

    def identite(self, rang: int) -> Identite:
        """Return who person ``rang`` is; only the head of the person is read."""
        place = self.index.place_personne(rang)
        taille = min(_TETE, place.fin - place.debut)
        octets = self._octets(place.debut, taille)
        fin = _FIN_IDENTITE.search(octets)
        if fin is None and taille < place.fin - place.debut:
            octets = self._octets(place.debut, place.fin - place.debut)
            fin = _FIN_IDENTITE.search(octets)
        champs = {
            nom: lue[2].decode(self.index.encodage, "replace")
            for lue in _IDENTITE.finditer(octets, 0, fin.start() if fin else len(octets))
            if (nom := _CHAMPS.get(int(lue[1])))
        }
        return Identite(rang, place.ligne, **champs)

    def identites(self, rangs: range | None = None) -> Iterator[Identite]:
        """Yield who the persons are, all of them by default."""
        for rang in rangs if rangs is not None else range(1, self.index.nombre + 1):
            yield self.identite(rang)

    def _lire(self, place: Place) -> tuple[Bloc, ...]:
        octets = self._octets(place.debut, place.fin - place.debut)
        return lire_blocs(octets, place.ligne, self.index.encodage)

    def _octets(self, debut: int, taille: int) -> bytes:
        self.flux.seek(debut)
        return self.flux.read(min(taille, _MAXIMUM))
