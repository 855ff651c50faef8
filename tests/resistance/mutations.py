"""Damages done to valid returns: what a careless program, a bad copy or a new version could make of them.

Each damage takes bytes and gives bytes; all chance comes from the ``Random`` it is given.
"""

import copy
import re
from collections.abc import Callable, Sequence
from random import Random

from lxml import etree

Mutation = Callable[[bytes, Random, Sequence[bytes]], bytes]

TEXTES = (
    "", " ", "0", "-1", "0.00", "1e309", "NaN", "²", "٣", "00000000", "9999-99-99", "2026-13-45T99:99:99",
    "<&>\"'", "]]>", "é€\u00a0\u2028", "😀", "a" * 5000, "\n\n", "S21_G00_30_001", "S21.G00.30.001", "OK",
    "KO", "ANO", "bloquant", "2850675100100", "285067510010012", "non renseigné", "true", "94",
    "JVBERi0xLjQKMSAwIG9iajw8L1R5cGUvUGFnZT4+",
)  # fmt: skip
NOMS = (
    "rapport",
    "declaration",
    "salarie",
    "RO_B004",
    "RO_B004_R001",
    "Declaration",
    "RetourMetier",
    "Assure",
    "valeur",
    "x",
    "_",
    "NIR",
)
MORCEAUX = (
    b"<",
    b">",
    b"&",
    b"\x00",
    b"\xff",
    b"\xe9",
    b"]]>",
    b"<!--",
    b"-->",
    b"<?x?>",
    b"&#0;",
    b"<!DOCTYPE a>",
    b"\xef\xbb\xbf",
)
ENCODAGES = ("utf-8", "iso-8859-1", "cp1252", "utf-16", "utf-16-le", "utf-8-sig", "ascii", "koi8-r")


# --- on bytes: often no longer well formed --------------------------------------------------------------


def retourner_octets(octets: bytes, hasard: Random, autres: Sequence[bytes]) -> bytes:
    mutes = bytearray(octets)
    for _ in range(hasard.randint(1, 8)):
        if mutes:
            mutes[hasard.randrange(len(mutes))] ^= 1 << hasard.randrange(8)
    return bytes(mutes)


def supprimer_octets(octets: bytes, hasard: Random, autres: Sequence[bytes]) -> bytes:
    debut = hasard.randrange(len(octets) + 1)
    return octets[:debut] + octets[debut + hasard.choice((1, 3, 30, 300)) :]


def repeter_octets(octets: bytes, hasard: Random, autres: Sequence[bytes]) -> bytes:
    debut = hasard.randrange(len(octets) + 1)
    fin = debut + hasard.choice((1, 10, 200, 2000))
    return octets[:fin] + octets[debut:fin] * hasard.choice((1, 2, 20)) + octets[fin:]


def tronquer(octets: bytes, hasard: Random, autres: Sequence[bytes]) -> bytes:
    return octets[: hasard.randrange(len(octets) + 1)]


def inserer_morceau(octets: bytes, hasard: Random, autres: Sequence[bytes]) -> bytes:
    place = hasard.randrange(len(octets) + 1)
    return octets[:place] + hasard.choice(MORCEAUX) + octets[place:]


def coudre(octets: bytes, hasard: Random, autres: Sequence[bytes]) -> bytes:
    autre = hasard.choice(autres)
    return octets[: hasard.randrange(len(octets) + 1)] + autre[hasard.randrange(len(autre) + 1) :]


def changer_l_annonce(octets: bytes, hasard: Random, autres: Sequence[bytes]) -> bytes:
    annonce = f'encoding="{hasard.choice((*ENCODAGES, "jamais-vu", ""))}"'.encode()
    return re.sub(rb'encoding="[^"]*"', annonce, octets, count=1)


def changer_l_encodage(octets: bytes, hasard: Random, autres: Sequence[bytes]) -> bytes:
    texte = octets.decode("utf-8", "replace")
    return texte.encode(hasard.choice(ENCODAGES), "replace")


# --- on the tree: still well formed ----------------------------------------------------------------------


def _sur_arbre(faire: Callable[[etree._Element, Random, Sequence[bytes]], None]) -> Mutation:
    """Return a damage done to the tree; bytes that have none are left alone."""

    def muter(octets: bytes, hasard: Random, autres: Sequence[bytes]) -> bytes:
        racine = _arbre(octets)
        if racine is None:
            return octets
        faire(racine, hasard, autres)
        encodage = hasard.choice(("utf-8", "utf-8", "iso-8859-1", "utf-16"))
        ecrit: bytes = etree.tostring(racine, encoding=encodage, xml_declaration=True)  # type: ignore[assignment]
        return ecrit

    return muter


def _arbre(octets: bytes) -> "etree._Element | None":
    try:
        return etree.fromstring(
            octets.removeprefix(b"\xef\xbb\xbf").lstrip(), etree.XMLParser(resolve_entities=False)
        )
    except (etree.XMLSyntaxError, ValueError):
        return None


def _tirer(racine: etree._Element, hasard: Random) -> etree._Element:
    return hasard.choice(list(racine.iter(etree.Element)))


def _oter_element(racine: etree._Element, hasard: Random, autres: Sequence[bytes]) -> None:
    element = _tirer(racine, hasard)
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _doubler_element(racine: etree._Element, hasard: Random, autres: Sequence[bytes]) -> None:
    element = _tirer(racine, hasard)
    parent = element.getparent()
    if parent is not None:
        for _ in range(hasard.choice((1, 1, 3, 40))):
            parent.insert(hasard.randint(0, len(parent)), copy.deepcopy(element))


def _deplacer_element(racine: etree._Element, hasard: Random, autres: Sequence[bytes]) -> None:
    element, cible = _tirer(racine, hasard), _tirer(racine, hasard)
    if element not in (racine, cible) and element not in cible.iterancestors():
        cible.insert(hasard.randint(0, len(cible)), element)


def _greffer(racine: etree._Element, hasard: Random, autres: Sequence[bytes]) -> None:
    autre = _arbre(hasard.choice(autres))
    if autre is not None:
        cible = _tirer(racine, hasard)
        cible.insert(hasard.randint(0, len(cible)), _tirer(autre, hasard))


def _renommer(racine: etree._Element, hasard: Random, autres: Sequence[bytes]) -> None:
    element = _tirer(racine, hasard)
    espace = str(element.tag).rpartition("}")[0] + "}" if "}" in str(element.tag) else ""
    local = str(element.tag).rpartition("}")[2]
    element.tag = hasard.choice(
        (espace + local + "X", local, espace + hasard.choice(NOMS), "{urn:x}" + local)
    )


def _changer_attribut(racine: etree._Element, hasard: Random, autres: Sequence[bytes]) -> None:
    element = _tirer(racine, hasard)
    noms = [str(nom) for nom in element.attrib]
    if noms and hasard.random() < 0.5:
        nom = hasard.choice(noms)
        valeur = element.attrib.pop(nom)
        element.set(hasard.choice((nom + "X", nom.lower(), "{urn:x}" + nom.rpartition("}")[2])), str(valeur))
    else:
        nom = hasard.choice((*NOMS, *noms, "{http://www.w3.org/2001/XMLSchema-instance}type"))
        element.set(nom, hasard.choice(TEXTES))


def _changer_texte(racine: etree._Element, hasard: Random, autres: Sequence[bytes]) -> None:
    _tirer(racine, hasard).text = hasard.choice(TEXTES)


def _ajouter_suite(racine: etree._Element, hasard: Random, autres: Sequence[bytes]) -> None:
    element = _tirer(racine, hasard)
    if element is not racine:
        element.tail = (element.tail or "") + hasard.choice(TEXTES)


def _ajouter_commentaire(racine: etree._Element, hasard: Random, autres: Sequence[bytes]) -> None:
    element = _tirer(racine, hasard)
    ajout = hasard.choice((etree.Comment("commentaire"), etree.ProcessingInstruction("pi", "x")))
    ajout.tail = hasard.choice(("", "suite"))
    element.insert(hasard.randint(0, len(element)), ajout)


def _enfouir(racine: etree._Element, hasard: Random, autres: Sequence[bytes]) -> None:
    element = _tirer(racine, hasard)
    parent = element.getparent()
    if parent is None:
        return
    rang = parent.index(element)
    for _ in range(hasard.choice((1, 2, 30, 200, 400))):
        enveloppe = etree.Element(hasard.choice((str(element.tag), "x")))
        parent.insert(rang, enveloppe)
        enveloppe.append(element)
        element = enveloppe


def _vider(racine: etree._Element, hasard: Random, autres: Sequence[bytes]) -> None:
    _tirer(racine, hasard).clear()


SUR_OCTETS: tuple[Mutation, ...] = (
    retourner_octets, supprimer_octets, repeter_octets, tronquer, inserer_morceau, coudre,
    changer_l_annonce, changer_l_encodage,
)  # fmt: skip
SUR_ARBRE: tuple[Mutation, ...] = tuple(
    map(
        _sur_arbre,
        (
            _oter_element, _doubler_element, _deplacer_element, _greffer, _renommer, _changer_attribut,
            _changer_texte, _ajouter_suite, _ajouter_commentaire, _enfouir, _vider,
        ),
    )
)  # fmt: skip


def muter(octets: bytes, hasard: Random, autres: Sequence[bytes]) -> bytes:
    """Return ``octets`` damaged one to four times; two times in three the document stays well formed."""
    sortes = SUR_ARBRE if hasard.random() < 2 / 3 else (*SUR_OCTETS, *SUR_ARBRE)
    for _ in range(hasard.randint(1, 4)):
        octets = hasard.choice(sortes)(octets, hasard, autres)
    return octets
