"""From the elements of a NEOReS document to plain values, by the table of its blocks; and what is left over.

The tree is walked once. What the table does not know is not looked for on the way: the values taken are
counted, and the parser is asked how many texts and attributes there are. Each value taken is one text at
least, so the figures agree only when nothing was left. When they differ, the tree is walked again to find
what was: an ordinary return costs next to nothing more, and nothing can be dropped in silence.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from lxml import etree

from recepisse.retours.document.xml import nom_local
from recepisse.retours.familles.generique import iter_autres
from recepisse.retours.familles.neores.blocs import BlocNeores, PlaceNeores, SorteNeores
from recepisse.retours.modele import Autre

Valeurs = dict[str, Any]
"""What a block says: texts by key, lists of blocks by key. An absent or empty rubric has no key."""

_tout = etree.XPath("count(descendant::text()) + count(descendant-or-self::*/@*)")
"""Number of texts and of attributes. Blank texts are few, the parser drops those between elements; asking for
them apart costs three times more, and a blank that is left only makes the document be walked again."""


class ReleveNeores:
    """Reads blocks, and counts the values it takes."""

    def __init__(self, tenus: dict[etree._Element, list[tuple[str, Valeurs]]] | None = None) -> None:
        self._pris = 0
        self._tenus = tenus or {}
        """Blocks already read and removed, by parent: they are given back when it is read."""

    def lire(self, element: etree._Element, bloc: BlocNeores) -> Valeurs:
        """Return what ``element`` says, as far as ``bloc`` knows."""
        rubriques, blocs = bloc.rubriques, bloc.blocs
        if not blocs:
            feuilles = _feuilles(element, rubriques)
            if feuilles is not None:
                self._pris += len(feuilles)
                return feuilles
        lues: Valeurs = {}
        for enfant in element:
            nom = enfant.tag
            cle = rubriques.get(nom)
            if cle is None or cle in lues:
                self._descendre(enfant, blocs.get(nom), bloc, lues)
            elif (texte := enfant.text) and (texte := texte.strip()):
                lues[cle] = texte
                self._pris += 1
        if self._tenus:
            for cle, valeurs in self._tenus.pop(element, ()):
                lues.setdefault(cle, []).append(valeurs)
        return lues

    def _descendre(
        self, element: etree._Element, place: PlaceNeores | None, bloc: BlocNeores, lues: Valeurs
    ) -> None:
        """Read a child of ``bloc`` that is no rubric known by its qualified name, or a repeated one."""
        place = place or bloc.blocs.get(nom_local(element))
        if place is None:
            self._rubrique(element, bloc.rubriques.get(nom_local(element)), lues)
        elif place.sorte is SorteNeores.LISTE:
            lu = self.lire(element, place.bloc)
            if place.cle in lues:
                lues[place.cle].append(lu)
            else:
                lues[place.cle] = [lu]
        elif place.sorte is SorteNeores.VALEURS:
            if valeurs := self.lire(element, place.bloc).values():
                lues.setdefault(place.cle, []).extend(valeurs)
        elif place.cle not in lues:
            lues[place.cle] = self.lire(element, place.bloc)

    def _rubrique(self, element: etree._Element, cle: str | None, lues: Valeurs) -> None:
        """Take a rubric of another namespace than the usual one."""
        texte = (element.text or "").strip()
        if cle is not None and cle not in lues and texte:
            lues[cle] = texte
            self._pris += 1

    def reste(self, element: etree._Element, bloc: BlocNeores, chemin: str) -> Iterator[Autre]:
        """Yield what was left of ``element``, which has just been read, and nothing else yet."""
        reste = int(cast("float", _tout(element))) - self._pris
        if not reste:
            return iter(())
        if reste == len(element.attrib):
            return _attributs(element, chemin)  # the address of a schema, on the root of many
        return iter_inconnus(element, bloc, chemin)


def _feuilles(element: etree._Element, rubriques: Mapping[str, str]) -> dict[str, str] | None:
    """Return the rubrics of an ordinary block without blocks, None when it must be read with care."""
    try:
        lues = {rubriques[e.tag]: e.text.strip() for e in element}  # type: ignore[union-attr]
    except (KeyError, AttributeError):
        return None  # an unknown rubric, or an empty one
    return lues if len(lues) == len(element) and "" not in lues.values() else None


def iter_inconnus(element: etree._Element, bloc: BlocNeores, chemin: str) -> Iterator[Autre]:
    """Yield what :class:`ReleveNeores` did not take from ``element``: unknown, repeated, or out of place."""
    yield from _attributs(element, chemin)
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
    elif local in bloc.blocs and not (bloc.blocs[local].sorte is SorteNeores.UN and local in pris):
        pris.add(local)
        yield from iter_inconnus(enfant, bloc.blocs[local].bloc, chemin)
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


def _attributs(element: etree._Element, chemin: str) -> Iterator[Autre]:
    for nom, valeur in element.attrib.items():
        yield Autre(f"{chemin}/@{str(nom).rpartition('}')[2]}", str(valeur))
