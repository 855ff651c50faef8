"""Cut an envoi of N declarations into N files of one, as the API asks (CST-11: one S20 by S10).

Each part has the S10 lines of the source, the lines of its declaration, and an S90 block counted again. A
file that holds a single declaration is its own part, byte for byte. Parts are copied by ranges of the
source: memory does not grow with the file.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from recepisse.dsn.modele import Apercu, ApercuDeclaration
from recepisse.erreurs import ErreurFichier

_BLOC = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Partie:
    """One file to deposit: its declaration, and how many bytes and lines it takes.

    ``entiere`` is True when it is the source itself. ``totaux`` is the S90 block, empty in that case.
    """

    declaration: ApercuDeclaration
    octets: int
    lignes: int
    totaux: bytes
    entiere: bool

    @property
    def rang(self) -> int:
        """Return the 1-based rank of the declaration in the source."""
        return self.declaration.rang


def parties(apercu: Apercu) -> Iterator[Partie]:
    """Yield the parts of the file, in its order; ErreurFichier when the file must not be sent."""
    if apercu.refus:
        premier = apercu.refus[0]
        raise ErreurFichier(premier.message, conseil=premier.conseil, ligne=premier.ligne)
    if len(apercu.declarations) == 1:
        yield Partie(apercu.declarations[0], apercu.octets, apercu.lignes, b"", entiere=True)
        return
    for declaration in apercu.declarations:
        lignes = apercu.lignes_entete + declaration.lignes + 2
        totaux = build_totaux(lignes, apercu.fin_totaux)
        octets = apercu.fin_entete - apercu.debut + declaration.octets + len(totaux)
        yield Partie(declaration, octets, lignes, totaux, entiere=False)


def build_totaux(lignes: int, fin_de_ligne: bytes) -> bytes:
    """Return the S90 block of a file of one declaration and ``lignes`` lines, its own two included."""
    return b"".join(
        b"S90.G00.90.%03d,'%d'%s" % (rubrique, valeur, fin_de_ligne)
        for rubrique, valeur in ((1, lignes), (2, 1))
    )


def ecrire_partie(
    flux: BinaryIO,
    apercu: Apercu,
    partie: Partie,
    vers: BinaryIO,
    *,
    progression: Callable[[int], None] | None = None,
) -> None:
    """Copy ``partie`` of the seekable ``flux``, described by ``apercu``, to ``vers``.

    ``progression`` is called with the number of bytes of each block written.
    """
    avancer = progression or _ignorer
    if partie.entiere:
        _copier(flux, vers, 0, apercu.octets, avancer)
        return
    _copier(flux, vers, apercu.debut, apercu.fin_entete, avancer)
    _copier(flux, vers, partie.declaration.debut, partie.declaration.fin, avancer)
    vers.write(partie.totaux)


def _ignorer(_octets: int) -> None:
    """Watch no progress."""


def _copier(flux: BinaryIO, vers: BinaryIO, debut: int, fin: int, avancer: Callable[[int], None]) -> None:
    """Copy bytes ``debut`` to ``fin`` (excluded) of ``flux``; a source that shrank is an ErreurFichier."""
    flux.seek(debut)
    while debut < fin:
        bloc = flux.read(min(_BLOC, fin - debut))
        if not bloc:
            raise ErreurFichier(
                "Le fichier a changé pendant sa lecture.",
                conseil="Attendez que le logiciel de paie ait fini de l’écrire, puis recommencez.",
            )
        vers.write(bloc)
        debut += len(bloc)
        avancer(len(bloc))
