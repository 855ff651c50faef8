"""Documents inside a document: a PDF in base64 in the envelope of AGIRC-ARRCO, the only file of a zip.

What really comes through the API for AGIRC-ARRCO is unknown (a PDF alone, XML, or XML with a PDF inside): all
of it is recognised, and the bytes of a PDF can be taken out to be opened or filed.
"""

import base64
import binascii
import io
from collections.abc import Iterator

from recepisse.retours.aiguillage import Forme, reconnaitre
from recepisse.retours.document.archive_zip import ouvrir
from recepisse.retours.document.xml import Illisible, parse
from recepisse.retours.modele import Contenu, Donnee

NIVEAUX_MAX = 4
"""Documents one inside the other that are opened."""
JOINT_MAX = 64 * 1024**2
"""Bytes of a text that is decoded."""

_LONGUEUR_MIN = 24
_CODES = frozenset({Forme.XML, Forme.PDF, Forme.ZIP})


def decoder_base64(texte: bytes) -> bytes | None:
    """Return what ``texte`` holds when it is the base64 of an XML, PDF or zip document; None otherwise."""
    if not _LONGUEUR_MIN <= len(texte) <= JOINT_MAX:
        return None
    compact = b"".join(texte.split())
    if _forme_base64(compact[:1024]) not in _CODES:
        return None
    try:
        return base64.b64decode(compact + b"=" * (-len(compact) % 4), validate=True)
    except binascii.Error:
        return None


def _forme_base64(debut: bytes) -> Forme:
    """Return the form of what starts with ``debut`` once decoded."""
    try:
        tete = base64.b64decode(debut[: len(debut) // 4 * 4], validate=True)
    except binascii.Error:
        return Forme.BINAIRE
    return reconnaitre(tete)


def documents_joints(contenu: Contenu) -> "list[dict[str, Donnee]]":
    """Return the descriptions of the documents that ``contenu`` came with (keys in ``agirc_arrco``)."""
    joints: list[dict[str, Donnee]] = []
    pile: list[Donnee] = [contenu.donnees]
    while pile:
        valeur = pile.pop()
        if isinstance(valeur, dict):
            joint = valeur.get("document")
            joints += [joint] if isinstance(joint, dict) and "forme" in joint else []
            pile.extend(reversed(valeur.values()))
        elif isinstance(valeur, list):
            pile.extend(reversed(valeur))
    return joints


def extraire_pdf(octets: bytes) -> bytes | None:
    """Return the first PDF that a return is, or holds (in base64, in a zip, one inside the other)."""
    reste = [(octets, 0)]
    while reste:
        document, niveau = reste.pop()
        forme = reconnaitre(document)
        if forme is Forme.PDF:
            return document
        if niveau < NIVEAUX_MAX:
            reste.extend((joint, niveau + 1) for joint in reversed(list(_iter_joints(document, forme))))
    return None


def _iter_joints(document: bytes, forme: Forme) -> Iterator[bytes]:
    """Yield the documents that ``document`` holds directly."""
    if forme is Forme.ZIP:
        seul = ouvrir(io.BytesIO(document)).seul
        if seul is not None:
            yield seul
    elif forme is Forme.TEXTE:
        decode = decoder_base64(document)
        if decode is not None:
            yield decode
    elif forme is Forme.XML:
        racine = parse(document)
        if not isinstance(racine, Illisible):
            for element in racine.iter("{*}contenu"):
                yield (element.text or "").strip().encode()
