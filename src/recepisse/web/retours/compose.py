"""A version of a return laid out whole, and what changed from one version to another.

Both are kept for a moment when the document is large, so that turning a page or refreshing costs nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from recepisse.erreurs import ErreurArchive
from recepisse.gestion.models import Retour, VersionRetour
from recepisse.identifiants.masque import masquer_numeros
from recepisse.retours.aiguillage import Famille
from recepisse.retours.familles.joints import extraire_pdf
from recepisse.retours.fiche.composer import composer
from recepisse.retours.fiche.differences import Difference, comparer
from recepisse.retours.fiche.modele import Fiche, Masque
from recepisse.retours.lecture import lire_retour, sans_document
from recepisse.web.commun import contexte
from recepisse.web.retours.brut import TEXTE_MAX, is_pdf
from recepisse.web.retours.memoire import Memoire

GRAND: Final = 64 * 1024
"""Bytes from which a document laid out is kept for a moment."""

DIFFERENCES: Final = 200

AVEC_JOINT: Final = frozenset({Famille.AGIRC_ARRCO, Famille.PDF})
"""Families whose documents may hold a PDF in base64 or in a zip."""

_SANS_DOCUMENT: Final = {
    VersionRetour.Document.SANS: "Ce retour est un simple accusé : il n’a pas de document.",
    VersionRetour.Document.A_TELECHARGER: "Le document est en cours de téléchargement.",
    VersionRetour.Document.PERDU: "Le service ne proposait plus ce document quand Récépissé l’a demandé.",
    VersionRetour.Document.REFUSE: "Le service a refusé le téléchargement de ce document.",
}


@dataclass(frozen=True, slots=True)
class Compose:
    """A version laid out whole, and what hides its numbers."""

    fiche: Fiche
    masque: Masque
    pdf: bool = False
    """True when the document is a PDF, or holds one."""
    texte: bool = False
    """True when it can be shown as it came, by itself."""
    numeros: bool = False
    """True when at least one personal number is hidden."""
    absence: str = ""
    """Why there is no document to show; empty when there is."""


_COMPOSES: Final = Memoire[Compose](24 * 1024 * 1024)
_COMPARAISONS: Final = Memoire[tuple[Difference, ...]](24 * 1024 * 1024)


@dataclass(frozen=True, slots=True)
class Comparee:
    """What changed from an earlier version to the one shown."""

    avant: VersionRetour
    differences: Sequence[Difference]
    nombre: int


def composer_version(retour: Retour, version: VersionRetour | None) -> Compose:
    """Return a version laid out: from memory when it is large and was read a moment ago."""
    statut = version.statut if version else retour.statut
    if version is None or version.document != VersionRetour.Document.CONSERVE:
        return _sans_document(retour, statut, _absence(version))
    cle = (version.somme, retour.nature, statut)

    def faire() -> Compose:
        octets = contexte().archive.lire(version.somme)
        fiche = composer(lire_retour(octets, nature=retour.nature, statut=statut))
        masque = Masque.de(fiche)
        debut = octets[:TEXTE_MAX].decode("latin-1")
        return Compose(
            fiche,
            masque,
            pdf=is_pdf(octets) or (fiche.famille in AVEC_JOINT and extraire_pdf(octets) is not None),
            texte=not is_pdf(octets),
            numeros=bool(masque.connus or masquer_numeros(debut)[1]),
        )

    try:
        return _COMPOSES.prendre(cle, version.octets, faire) if version.octets >= GRAND else faire()
    except ErreurArchive as erreur:
        return _sans_document(retour, statut, str(erreur))


def _sans_document(retour: Retour, statut: str, absence: str) -> Compose:
    fiche = composer(sans_document(retour.nature, statut))
    return Compose(fiche, Masque.de(fiche), absence=absence)


def _absence(version: VersionRetour | None) -> str:
    if version is None:
        return _SANS_DOCUMENT[VersionRetour.Document.SANS]
    phrase = _SANS_DOCUMENT.get(VersionRetour.Document(version.document), "")
    return f"{phrase} {version.derniere_erreur}".strip()


def comparer_versions(
    retour: Retour,
    versions: Sequence[VersionRetour],
    version: VersionRetour | None,
    compose: Compose,
    numero: int | None,
) -> Comparee | None:
    """Return what changed since the version asked for; numbers are always masked here."""
    avant = next((v for v in versions if v.numero == numero), None)
    if version is None or avant is None or avant.numero >= version.numero:
        return None
    ancien = composer_version(retour, avant)

    def faire() -> tuple[Difference, ...]:
        masque = Masque(ancien.masque.connus | compose.masque.connus)
        return tuple(d.masquee(masque) for d in comparer(ancien.fiche, compose.fiche))

    poids = avant.octets + version.octets
    cle = (avant.pk, version.pk)
    differences = _COMPARAISONS.prendre(cle, poids, faire) if poids >= GRAND else faire()
    return Comparee(avant, differences[:DIFFERENCES], len(differences))
