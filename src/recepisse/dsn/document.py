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

_IDENTITE = re.compile(rb"S21\.G00\.30\.(00[12346]|019|020),'([^\r\n]*)'")
_FIN_IDENTITE = re.compile(rb"\n(?!S21\.G00\.30\.)")
_TETE = 1024
"""Bytes that hold the S21.G00.30 block of nearly everybody."""
_TAMPON = 1 << 18
"""Bytes read at once when everybody is asked for."""
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
    b"001": "nir",
    b"002": "nom",
    b"003": "usage",
    b"004": "prenoms",
    b"006": "naissance",
    b"019": "matricule",
    b"020": "ntt",
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
        (identite,) = self.identites(range(rang, rang + 1))
        return identite

    def identites(self, rangs: range | None = None) -> Iterator[Identite]:
        """Yield who the persons are, all of them by default, in order; IndexError for a rank that is none."""
        index = self.index
        rangs = range(1, index.nombre + 1) if rangs is None else rangs
        if rangs and not 1 <= rangs[0] <= rangs[-1] <= index.nombre:
            raise IndexError(rangs)
        portee = _TETE if len(rangs) == 1 else _TAMPON
        tampon, debut = b"", 0
        for rang in rangs:
            ici = index.personnes[rang - 1]
            apres = index.personnes[rang] if rang < index.nombre else index.octets
            fin = min(ici + _TETE, apres)
            if not debut <= ici <= fin <= debut + len(tampon):
                tampon, debut = self._octets(ici, portee), ici
            yield self._identifier(rang, tampon[ici - debut : fin - debut], ici, apres)

    def _identifier(self, rang: int, octets: bytes, debut: int, apres: int) -> Identite:
        """Return who a person is from the first of her bytes, all of them being read if need be."""
        fin = _FIN_IDENTITE.search(octets)
        if fin is None and len(octets) < apres - debut:
            octets = self._octets(debut, apres - debut)
            fin = _FIN_IDENTITE.search(octets)
        encodage = self.index.encodage
        champs = {
            _CHAMPS[numero]: valeur.decode(encodage, "replace")
            for numero, valeur in _IDENTITE.findall(octets, 0, fin.start() if fin else len(octets))
        }
        return Identite(rang, self.index.lignes_personnes[rang - 1], **champs)

    def _lire(self, place: Place) -> tuple[Bloc, ...]:
        octets = self._octets(place.debut, place.fin - place.debut)
        return lire_blocs(octets, place.ligne, self.index.encodage)

    def _octets(self, debut: int, taille: int) -> bytes:
        self.flux.seek(debut)
        return self.flux.read(min(taille, _MAXIMUM))
