"""Read a return, whatever it is: the one door of the room. Nothing is raised, nothing is dropped."""

import io
from functools import partial
from typing import BinaryIO

from recepisse.retours.aiguillage import ESPACES, RACINES, Famille, Forme, reconnaitre
from recepisse.retours.document import hors_xml
from recepisse.retours.document.archive_zip import Archive
from recepisse.retours.document.archive_zip import ouvrir as ouvrir_zip
from recepisse.retours.document.xml import Illisible, nom_local, ouvrir_grand, parcourir, parse
from recepisse.retours.familles import agirc_arrco, bilan, bpij, fpoc, generique, neores, oc
from recepisse.retours.familles.joints import JOINT_MAX, NIVEAUX_MAX, decoder_base64
from recepisse.retours.lecteur import Lecteur
from recepisse.retours.modele import Autre, Contenu, Donnee, RetourLu
from recepisse.retours.sens.interpretation import interpreter

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


def lire_contenu(source: bytes | BinaryIO, nature: str, statut: str, niveau: int = 0) -> Contenu:
    """Return the content alone, before it is given a meaning.

    ``niveau``: documents that this one is inside of; the innermost are not opened.
    """
    if isinstance(source, bytes) and len(source) <= PETIT:
        return _lire_octets(source, nature, statut, niveau)
    flux = io.BytesIO(source) if isinstance(source, bytes) else source
    taille = flux.seek(0, io.SEEK_END)
    flux.seek(0)
    if taille <= PETIT:
        return _lire_octets(flux.read(), nature, statut, niveau)
    if taille > TAILLE_MAX:
        return _illisible(f"Le document fait {taille // 1024**2} Mo : il est conservé sans être lu.")
    forme = reconnaitre(flux.read(_TETE))
    if forme is Forme.XML:
        return _lire_grand_xml(flux, nature, statut, niveau)
    joint = _lire_joint(flux, forme, nature, statut, niveau)
    return hors_xml.lire_flux(flux, forme, taille) if joint is None else joint


def _lire_octets(octets: bytes, nature: str, statut: str, niveau: int) -> Contenu:
    forme = reconnaitre(octets)
    if forme is Forme.XML:
        return _lire_xml(octets, nature, statut, niveau)
    joint = _lire_joint(io.BytesIO(octets), forme, nature, statut, niveau)
    return hors_xml.lire_octets(octets, forme) if joint is None else joint


def _lire_joint(flux: BinaryIO, forme: Forme, nature: str, statut: str, niveau: int) -> Contenu | None:
    """Return what the document says that a zip or a base64 text is made of; None for anything else."""
    if niveau >= NIVEAUX_MAX:
        return None
    if forme is Forme.ZIP:
        archive = ouvrir_zip(flux)
        if archive.seul is None:
            contenu = hors_xml.lire_octets(b"", forme)
        else:
            contenu = lire_contenu(archive.seul, nature, statut, niveau + 1)
        contenu.donnees["archive"] = _archive(archive)
        return contenu
    if forme is Forme.TEXTE:
        flux.seek(0)
        decode = decoder_base64(flux.read(JOINT_MAX + 1))
        return None if decode is None else lire_contenu(decode, nature, statut, niveau + 1)
    return None


def _archive(archive: Archive) -> "dict[str, Donnee]":
    membres: list[Donnee] = [{"nom": nom, "octets": octets} for nom, octets in archive.membres]
    return {"membres": membres, **({"defaut": archive.defaut} if archive.defaut else {})}


def _illisible(raison: str) -> Contenu:
    return Contenu(famille=Famille.ILLISIBLE, illisible=raison)


def _lecteur(nom: str, nature: str, statut: str, niveau: int) -> Lecteur:
    """Return the reader of the documents whose root has this local name."""
    famille = RACINES.get(nom)
    if famille is Famille.AGIRC_ARRCO:
        plus_loin = partial(lire_contenu, nature=nature, statut=statut, niveau=niveau + 1)
        return agirc_arrco.LecteurAgircArrco(plus_loin if niveau < NIVEAUX_MAX else None)
    return generique.LECTEUR if famille is None else _LECTEURS[famille]


def _lire_xml(octets: bytes, nature: str, statut: str, niveau: int) -> Contenu:
    racine = parse(octets)
    if isinstance(racine, Illisible):  # if it is only a prefix that is not declared, values can be read
        return _lire_grand_xml(io.BytesIO(octets), nature, statut, niveau)
    etiquette = str(racine.tag)
    lecteur = _lecteur(nom_local(racine), nature, statut, niveau)
    return _avec_espace(lecteur.ouvrir(nature, statut).achever(racine), etiquette)


def _lire_grand_xml(flux: BinaryIO, nature: str, statut: str, niveau: int) -> Contenu:
    """Read a large XML document without holding its tree: its root is looked at first."""
    entree = ouvrir_grand(flux)
    if isinstance(entree, Illisible):
        return _illisible(entree.raison)
    nom = entree.racine.rpartition("}")[2]
    if nom in RACINES:
        lecteur = _lecteur(nom, nature, statut, niveau)
        lecture = lecteur.ouvrir(nature, statut)
        racine = parcourir(flux, lecteur.lourds, lecture.lourd, entree)
        if not isinstance(racine, Illisible):
            return _avec_espace(lecture.achever(racine), entree.racine)
    # Unknown, too big to be held, or with a prefix that is not declared: shown as values.
    contenu = generique.lire_grand(flux, entree)
    return _illisible(contenu.raison) if isinstance(contenu, Illisible) else contenu


_RACINES_CONNUES = frozenset(f"{{{espace}}}{nom}" if espace else nom for nom, espace in ESPACES.items())
"""Full names of the roots, as published."""


def _avec_espace(contenu: Contenu, racine: str) -> Contenu:
    """Tell the namespace of the root when it is not the one known for it: a new version, maybe."""
    if racine in _RACINES_CONNUES:
        return contenu
    espace, _, nom = racine.rpartition("}")
    connu = ESPACES.get(nom)
    if connu is not None and espace.removeprefix("{") != connu:
        contenu.autres.append(Autre(f"{nom}/@xmlns", espace.removeprefix("{") or "(aucun)"))
    return contenu
