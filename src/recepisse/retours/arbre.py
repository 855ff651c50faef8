"""One tolerant reading of the XML and JSON lists, as the same tree.

A tree is a mapping from lower-case key to the *list* of what it holds, texts or trees: object or array,
upper or lower case, ``null`` or absent, number or string, XML or JSON, all come out alike. A byte order
mark, a missing prolog, a namespace prefix and blanks around are no obstacle. What cannot be read is None:
the caller decides what that means.
"""

import json
from collections.abc import Iterable
from typing import TypeAlias

from lxml import etree

Objet: TypeAlias = dict[str, list["Valeur"]]
Valeur: TypeAlias = str | Objet

BOM = b"\xef\xbb\xbf"
_BLANCS = b" \t\r\n"
_PROFONDEUR = 60
"""Deepest nesting read; the lists have four levels."""


def nettoyer(corps: bytes) -> bytes:
    """Return ``corps`` without byte order mark and leading blanks."""
    return corps.removeprefix(BOM).lstrip(_BLANCS)


def lire_arbre(corps: bytes) -> "Objet | None":
    """Return the tree of a JSON or XML body, told apart by its first character; None when unreadable."""
    utile = nettoyer(corps)
    if utile[:1] in {b"{", b"["}:
        return _lire_json(utile)
    racine = lire_xml(utile)
    return None if racine is None else {nom_local(racine).lower(): [_element(racine)]}


def lire_xml(corps: bytes) -> etree._Element | None:
    """Return the root of an XML document read without entity, network or repair; None when unreadable.

    Without prolog nor UTF-8, ISO-8859-1 is tried: names of persons carry accents. A document type is
    refused whole, since none of the documents has one.
    """
    racine = _parser(corps, None)
    if racine is None and b"encoding" not in corps[:100]:
        racine = _parser(corps, "iso-8859-1")
    return racine


def _parser(corps: bytes, encodage: str | None) -> etree._Element | None:
    lecteur = etree.XMLParser(
        encoding=encodage,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        racine = etree.fromstring(nettoyer(corps), lecteur)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return None if _declare_type(racine) else racine


def _declare_type(racine: etree._Element) -> bool:
    return racine.getroottree().docinfo.internalDTD is not None


def nom_local(element: etree._Element) -> str:
    """Return the name of ``element`` without namespace."""
    return str(element.tag).rpartition("}")[2]


def _element(element: etree._Element) -> Valeur:
    if not len(element) and not element.attrib:
        return (element.text or "").strip()
    objet: Objet = {}
    for nom, valeur in element.attrib.items():
        objet.setdefault(str(nom).rpartition("}")[2].lower(), []).append(str(valeur).strip())
    for enfant in element:
        objet.setdefault(nom_local(enfant).lower(), []).append(_element(enfant))
    return objet


def _lire_json(corps: bytes) -> "Objet | None":
    try:
        texte = corps.decode()
    except UnicodeDecodeError:
        texte = corps.decode("iso-8859-1")
    try:
        lu = json.loads(texte, object_pairs_hook=_paires, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    if isinstance(lu, list):
        return _fusionner(lu)
    return lu if isinstance(lu, dict) and _profondeur(lu) <= _PROFONDEUR else None


def _paires(paires: Iterable[tuple[str, object]]) -> Objet:
    objet: Objet = {}
    for cle, valeur in paires:
        objet.setdefault(cle.lower(), []).extend(_valeurs(valeur))
    return objet


def _valeurs(valeur: object) -> list[Valeur]:
    """Return what a JSON value holds, as a list: arrays flattened, ``null`` dropped."""
    if isinstance(valeur, list):
        return [v for element in valeur for v in _valeurs(element)]
    if isinstance(valeur, bool):
        return ["true" if valeur else "false"]
    if isinstance(valeur, str):
        return [_propre(valeur)]
    return [valeur] if isinstance(valeur, dict) else []


def _propre(texte: str) -> str:
    """Return a JSON text without what no store accepts: lone surrogates and NUL; blanks around dropped."""
    return texte.encode("utf-8", "replace").decode().replace("\x00", "").strip()


def _fusionner(elements: list[object]) -> "Objet | None":
    """Return a list of objects as one tree; None when it holds anything else."""
    objet: Objet = {}
    for element in _valeurs(elements):
        if isinstance(element, str):
            return None
        for cle, valeurs in element.items():
            objet.setdefault(cle, []).extend(valeurs)
    return objet


def _profondeur(valeur: Valeur) -> int:
    niveaux, reste = 0, [valeur]
    while reste:
        niveaux += 1
        reste = [v for o in reste if isinstance(o, dict) for liste in o.values() for v in liste]
    return niveaux


def texte(objet: Objet, *cles: str) -> str:
    """Return the first text found under one of ``cles``, "" when there is none."""
    for cle in cles:
        for valeur in objet.get(cle, ()):
            if isinstance(valeur, str):
                return valeur
    return ""


def chercher(arbre: Valeur, cle: str) -> str:
    """Return the first text called ``cle`` at any depth, the shallowest first; "" when there is none."""
    niveau: list[Valeur] = [arbre]
    while niveau:
        objets = [v for v in niveau if isinstance(v, dict)]
        for objet in objets:
            trouve = texte(objet, cle)
            if trouve:
                return trouve
        niveau = [v for objet in objets for liste in objet.values() for v in liste]
    return ""
