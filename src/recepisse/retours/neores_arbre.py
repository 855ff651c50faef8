"""From the elements of a NEOReS document to plain values, by the table of its blocks; and what is left over.

The tree is walked once. What the table does not know is not looked for on the way: the values taken are
counted, and the document is asked how many it holds. Only when the figures differ is it walked again, to
find what was left: so an ordinary return costs nothing more, and nothing can be dropped in silence.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from recepisse.retours.document_xml import nom_local
from recepisse.retours.generique import iter_autres
from recepisse.retours.modele import Autre
from recepisse.retours.neores_blocs import BlocNeores, Place

Valeurs = dict[str, Any]
"""What a block says: texts by key, lists of blocks by key. An absent or empty rubric has no key."""

_compter = etree.XPath("count(descendant::text()[normalize-space()]) + count(descendant-or-self::*/@*)")


class Releve:
    """Reads blocks, and knows how many values it took."""

    def __init__(self, tenus: dict[etree._Element, list[tuple[str, Valeurs]]] | None = None) -> None:
        self.pris = 0
        self._tenus = tenus or {}
        """Blocks already read and removed, by parent: they are given back when it is read."""

    def lire(self, element: etree._Element, bloc: BlocNeores) -> Valeurs:
        """Return what ``element`` says, as far as ``bloc`` knows."""
        if not bloc.blocs:
            lues = _feuilles(element, bloc.rubriques)
            if lues is not None:
                self.pris += len(lues)
                return lues
        lues = self._lire(element, bloc)
        if self._tenus:
            for cle, valeurs in self._tenus.pop(element, ()):
                lues.setdefault(cle, []).append(valeurs)
        return lues

    def _lire(self, element: etree._Element, bloc: BlocNeores) -> Valeurs:
        lues: Valeurs = {}
        rubriques, blocs = bloc.rubriques, bloc.blocs
        for enfant in element:
            nom = enfant.tag
            cle, place = rubriques.get(nom), blocs.get(nom)
            if cle is None and place is None:
                nom = nom_local(enfant)
                cle, place = rubriques.get(nom), blocs.get(nom)
            if place is not None:
                self._descendre(enfant, place, lues)
            elif cle is not None and cle not in lues and (texte := (enfant.text or "").strip()):
                lues[cle] = texte
                self.pris += 1
        return lues

    def _descendre(
        self, element: etree._Element, place: tuple[str, BlocNeores, Place], lues: Valeurs
    ) -> None:
        cle, bloc, ou = place
        if ou is Place.UN:
            if cle not in lues:
                lues[cle] = self.lire(element, bloc)
        elif ou is Place.LISTE:
            lues.setdefault(cle, []).append(self.lire(element, bloc))
        else:
            lues.setdefault(cle, []).extend(self.lire(element, bloc).values())


def _feuilles(element: etree._Element, rubriques: Mapping[str, str]) -> dict[str, str] | None:
    """Return the rubrics of an ordinary block without blocks, None when it must be read with care."""
    try:
        lues = {rubriques[e.tag]: e.text.strip() for e in element}  # type: ignore[union-attr]
    except (KeyError, AttributeError):
        return None  # an unknown rubric, or an empty one
    return lues if len(lues) == len(element) and "" not in lues.values() else None


def compter(element: etree._Element) -> int:
    """Return how many texts and attributes ``element`` holds, blank texts apart."""
    return int(_compter(element))


def iter_inconnus(element: etree._Element, bloc: BlocNeores, chemin: str) -> Iterator[Autre]:
    """Yield what :class:`Releve` did not take from ``element``: unknown, repeated, or out of place."""
    for nom, valeur in element.attrib.items():
        yield Autre(f"{chemin}/@{str(nom).rpartition('}')[2]}", str(valeur))
    yield from _texte(element.text, chemin)
    pris: set[str] = set()
    for enfant in element:
        local = nom_local(enfant)
        yield from _inconnus_de(enfant, local, bloc, f"{chemin}/{local}", pris)
        yield from _texte(enfant.tail, chemin)


def _inconnus_de(
    enfant: etree._Element, local: str, bloc: BlocNeores, chemin: str, pris: set[str]
) -> Iterator[Autre]:
    if local in bloc.rubriques and local not in pris and (enfant.text or "").strip():
        pris.add(local)
        dedans = iter_autres(enfant, chemin)
        yield from _sans_le_premier(dedans, Autre(chemin, (enfant.text or "").strip()))
    elif local in bloc.blocs and not (bloc.blocs[local][2] is Place.UN and local in pris):
        pris.add(local)
        yield from iter_inconnus(enfant, bloc.blocs[local][1], chemin)
    else:
        yield from iter_autres(enfant, chemin)


def _sans_le_premier(autres: Iterator[Autre], connu: Autre) -> Iterator[Autre]:
    """Yield ``autres`` without the first that is ``connu``: it was taken as the value of a rubric."""
    vu = False
    for autre in autres:
        if vu or autre != connu:
            yield autre
        else:
            vu = True


def _texte(texte: str | None, chemin: str) -> Iterator[Autre]:
    if texte and texte.strip():
        yield Autre(chemin, texte.strip())
