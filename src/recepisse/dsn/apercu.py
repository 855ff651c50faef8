"""Describe a DSN file in one pass and little memory, whatever its size.

:func:`lire_apercu` streams the file by blocks that fit in the cache of a processor. What prevents a
description raises ErreurFichier; everything else that is wrong is in ``Apercu.constats``.
"""

from collections.abc import Callable
from typing import BinaryIO

from recepisse.dsn.constats import Constat, Gravite
from recepisse.dsn.controles_lecture import iter_constats
from recepisse.dsn.encodage import BOM
from recepisse.dsn.illisible import refuser_binaire, refuser_sans_rubrique
from recepisse.dsn.lecture import Lecteur
from recepisse.dsn.modele import Apercu, ApercuDeclaration
from recepisse.erreurs import ErreurFichier

__all__ = ["Apercu", "ApercuDeclaration", "Constat", "Gravite", "lire_apercu"]

TAILLE_BLOC = 96 * 1024
_LIGNE_MAXIMALE = 16 * 1024
"""Bytes; the norm's physical limit is 256, a longer line is reported by its number or ends the reading."""


def lire_apercu(flux: BinaryIO, *, progression: Callable[[int], None] | None = None) -> Apercu:
    """Return the description of the DSN read from ``flux``, from its present position to its end.

    ``progression`` is called with the number of bytes of each block read.
    """
    lecteur = Lecteur()
    tampon = bytearray(b"\n" * (TAILLE_BLOC + _LIGNE_MAXIMALE))
    reste = 0
    vue = memoryview(tampon)
    while lu := _remplir(flux, vue[reste : reste + TAILLE_BLOC]):
        if progression:
            progression(lu)
        if not lecteur.octets and not reste:
            lu -= _ouvrir(lecteur, tampon, lu)
        reste = _avancer(lecteur, tampon, reste + lu)
    lecteur.achever(bytes(tampon[:reste]))
    refuser_sans_rubrique(lecteur)
    return _decrire(lecteur)


def _remplir(flux: BinaryIO, vue: memoryview) -> int:
    """Read into ``vue``, without a copy where ``flux`` can; return the number of bytes, 0 at the end."""
    readinto: Callable[[memoryview], int | None] | None = getattr(flux, "readinto", None)
    if readinto:
        return readinto(vue) or 0
    lu = flux.read(len(vue))
    vue[: len(lu)] = lu
    return len(lu)


def _ouvrir(lecteur: Lecteur, tampon: bytearray, rempli: int) -> int:
    """Look at the first block: refuse what is not text, drop a byte order mark; return what was dropped."""
    refuser_binaire(bytes(tampon[:rempli]))
    if not tampon.startswith(BOM):
        return 0
    lecteur.bom, lecteur.octets = True, len(BOM)
    tampon[: rempli - len(BOM)] = tampon[len(BOM) : rempli]
    return len(BOM)


def _avancer(lecteur: Lecteur, tampon: bytearray, rempli: int) -> int:
    """Read the whole lines of ``tampon[:rempli]``, move what is left to the front, return its length."""
    fin = tampon.rfind(b"\n", 0, rempli) + 1
    if fin:
        lecteur.absorber(tampon, fin)
        if lecteur.octets >= TAILLE_BLOC // 2:
            refuser_sans_rubrique(lecteur)
    reste = rempli - fin
    if reste > _LIGNE_MAXIMALE:
        raise ErreurFichier(
            f"La ligne {lecteur.lignes + 1} est démesurée : ce n’est pas un fichier DSN.",
            conseil="Une ligne de DSN a moins de 256 caractères : choisissez le fichier du logiciel de paie.",
            ligne=lecteur.lignes + 1,
        )
    tampon[:reste] = tampon[fin:rempli]
    return reste


def _decrire(lecteur: Lecteur) -> Apercu:
    """Return what ``lecteur`` has read to the end as a value."""
    fins = {(True, True): "melange", (False, True): "lf"}
    return Apercu(
        logiciel=lecteur.lue(1),
        editeur=lecteur.lue(2),
        version_logiciel=lecteur.lue(3),
        mode=lecteur.lue(5),
        norme=lecteur.lue(6),
        point_depot=lecteur.lue(7),
        type_envoi=lecteur.lue(8),
        emetteur_siret=lecteur.lue(1, b"S10.G00.01") + lecteur.lue(2, b"S10.G00.01"),
        emetteur_nom=lecteur.lue(3, b"S10.G00.01"),
        encodage=lecteur.encodage.nom,
        fin_de_ligne=fins.get((lecteur.crlf > 0, lecteur.lf > 0), "crlf"),
        octets=lecteur.octets,
        lignes=lecteur.lignes,
        debut=lecteur.debut,
        fin_entete=lecteur.fin_entete,
        lignes_entete=lecteur.lignes_entete,
        fin_totaux=lecteur.fin_totaux,
        declarations=tuple(lecteur.declarations),
        constats=tuple(iter_constats(lecteur)),
    )
