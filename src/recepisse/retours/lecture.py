"""Read a return, whatever it is: the one door of the room. Nothing is raised, nothing is dropped."""

import io
from typing import BinaryIO

from recepisse.retours import agirc_arrco, bilan, bpij, fpoc, generique, neores, oc
from recepisse.retours.aiguillage import RACINES, Famille, Forme, reconnaitre
from recepisse.retours.document_xml import Illisible, nom_local, nom_racine, parcourir, parse
from recepisse.retours.interpretation import interpreter
from recepisse.retours.lecteur import Lecteur
from recepisse.retours.modele import Contenu, RetourLu

VERSION_LECTEURS = 1
"""Raised when the same bytes would be read otherwise: kept returns are then read again."""

PETIT = 4 * 1024**2
"""Bytes up to which a document is parsed at once."""

TAILLE_MAX = 512 * 1024**2
"""Bytes above which a document is kept and not read; the largest known formats stay far below."""

_TETE = 4096

_LECTEURS: dict[Famille, Lecteur] = {
    Famille.BILAN: bilan.LECTEUR,
    Famille.NEORES: neores.LECTEUR,
    Famille.OC: oc.LECTEUR,
    Famille.AGIRC_ARRCO: agirc_arrco.LECTEUR,
    Famille.BPIJ: bpij.LECTEUR,
    Famille.FPOC: fpoc.LECTEUR,
}


def lire_retour(source: bytes | BinaryIO, *, nature: str = "", statut: str = "") -> RetourLu:
    """Return what ``source`` says, announced by the listing with ``nature`` and ``statut``.

    ``source``: the bytes, or a seekable binary file for what should not be held in memory.
    """
    nature, statut = nature.strip(), statut.strip()
    return interpreter(lire_contenu(source, nature, statut), nature, statut)


def sans_document(nature: str, statut: str) -> RetourLu:
    """Return what is known of a return that has no document: its listing says it all."""
    return interpreter(Contenu(famille=Famille.VIDE), nature.strip(), statut.strip())


def lire_contenu(source: bytes | BinaryIO, nature: str, statut: str) -> Contenu:
    """Return the content alone, before it is given a meaning."""
    if isinstance(source, bytes):
        return _lire_octets(source, nature, statut)
    taille = source.seek(0, io.SEEK_END)
    source.seek(0)
    if taille <= PETIT:
        return _lire_octets(source.read(), nature, statut)
    if taille > TAILLE_MAX:
        return Contenu(
            famille=Famille.ILLISIBLE,
            illisible=f"Le document fait {taille // 1024**2} Mo : il est conservé sans être lu.",
        )
    tete = source.read(_TETE)
    forme = reconnaitre(tete)
    return _lire_flux(source, nature, statut) if forme is Forme.XML else generique.lire_flux(source, forme)


def _lire_octets(octets: bytes, nature: str, statut: str) -> Contenu:
    forme = reconnaitre(octets[:_TETE])
    if forme is not Forme.XML:
        return generique.lire_octets(octets, forme)
    racine = parse(octets)
    if isinstance(racine, Illisible):
        return Contenu(famille=Famille.ILLISIBLE, illisible=racine.raison)
    famille = RACINES.get(nom_local(racine))
    lecteur = generique.LECTEUR if famille is None else _LECTEURS[famille]
    return lecteur.ouvrir(nature, statut).achever(racine)


def _lire_flux(source: BinaryIO, nature: str, statut: str) -> Contenu:
    """Read a large XML document without holding its tree: its root is looked at first."""
    source.seek(0)
    famille = RACINES.get(nom_racine(source.read(_TETE)))
    lecteur = generique.LECTEUR if famille is None else _LECTEURS[famille]
    lecture = lecteur.ouvrir(nature, statut)
    racine = parcourir(source, lecteur.lourds, lecture.lourd)
    if isinstance(racine, Illisible):
        return Contenu(famille=Famille.ILLISIBLE, illisible=racine.raison)
    return lecture.achever(racine)
