"""The part of a sheet that one page shows: so many rows of each table, and where the next ones start.

A sheet never changes, so a rank in it is a place that holds. Each list has a key (``e0``: the first table
of what the return is read for; ``k``: its cards; ``k3.1``: the second block of the fourth card; ``d``: the
blocks of the content; ``a``: what no reader knows); the address says where each starts: ``e0:100,k:30``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from recepisse.retours.fiche.modele import Bloc, Carte, Comparaison, Fait, Faits, Fiche, Masque, Tableau
from recepisse.retours.paie.personne import comparable

T = TypeVar("T")

LIGNES: Final = 100
LIGNES_CARTE: Final = 20
CARTES: Final = 30
BLOCS_CARTE: Final = 10
BLOCS: Final = 40
TROUVEES: Final = 200
"""Rows that a search shows; beyond, the words sought are not precise enough."""

_DEBUT: Final = re.compile(r"([a-z][0-9]{0,6}(?:\.[0-9]{1,6})?):([0-9]{1,9})", re.ASCII)
_DEBUTS_MAX: Final = 6


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands in a list. ``suivante`` and ``precedente`` are values of ``page``, "" for none."""

    cle: str
    debut: int
    fin: int
    total: int
    suivante: str = ""
    precedente: str = ""

    @property
    def entiere(self) -> bool:
        """True when the list is shown whole."""
        return self.debut == 0 and self.fin == self.total


@dataclass(frozen=True, slots=True)
class BlocMontre:
    """A block, its rows cut to those of the page."""

    bloc: Bloc
    place: Place

    @property
    def ligne(self) -> int | None:
        """Rank of the column that gives lines of the file sent, None when there is none."""
        colonnes = self.bloc.colonnes if isinstance(self.bloc, Tableau) else ()
        return colonnes.index("Ligne") if "Ligne" in colonnes else None


@dataclass(frozen=True, slots=True)
class CarteMontree:
    """A card, and the blocks of it that the page shows."""

    carte: Carte
    blocs: Sequence[BlocMontre]
    place: Place


@dataclass(frozen=True, slots=True)
class Extrait:
    """What one page shows of a sheet."""

    fiche: Fiche
    """For what stands above the tables: gravity, summary, actions."""
    essentiel: Sequence[BlocMontre]
    cartes: Sequence[CarteMontree]
    place_cartes: Place
    details: Sequence[BlocMontre]
    place_details: Place
    autres: Sequence[Fait]
    place_autres: Place


@dataclass(frozen=True, slots=True)
class Debuts:
    """Where each list starts, as the address says."""

    valeurs: tuple[tuple[str, int], ...] = ()

    @classmethod
    def parse(cls, texte: str) -> "Debuts":
        """Read the text of an address; what is not ours is left out."""
        trouves = [_DEBUT.fullmatch(morceau) for morceau in texte.split(",")[:_DEBUTS_MAX]]
        return cls(tuple((forme[1], int(forme[2])) for forme in trouves if forme))

    def couper(self, cle: str, liste: Sequence[T], pas: int) -> tuple[Sequence[T], Place]:
        """Return the page of ``liste``, and its place."""
        total = len(liste)
        debut = dict(self.valeurs).get(cle, 0)
        debut = debut if debut < total else 0
        fin = min(debut + pas, total)
        place = Place(
            cle,
            debut,
            fin,
            total,
            suivante=self._ecrire(cle, fin) if fin < total else "",
            precedente=self._ecrire(cle, max(0, debut - pas)) if debut else "",
        )
        return liste[debut:fin], place

    def _ecrire(self, cle: str, debut: int) -> str:
        autres = [valeur for valeur in self.valeurs if valeur[0] != cle][-_DEBUTS_MAX + 1 :]
        return ",".join(f"{nom}:{rang}" for nom, rang in [*autres, (cle, debut)])


def extraire(fiche: Fiche, debuts: Debuts, partie: str = "") -> Extrait:
    """Return the page; the content and what no reader knows only when ``partie`` asks for them."""
    cartes, place_cartes = debuts.couper("k", fiche.cartes, CARTES)
    details, place_details = debuts.couper("d", fiche.details, BLOCS)
    autres, place_autres = debuts.couper("a", fiche.autres, LIGNES)
    rangs = range(place_details.debut, place_details.fin) if partie == "contenu" else ()
    return Extrait(
        fiche=replace(fiche, essentiel=(), cartes=(), details=(), autres=()),
        essentiel=[_bloc(debuts, f"e{rang}", bloc, LIGNES) for rang, bloc in enumerate(fiche.essentiel)],
        cartes=[_carte(debuts, f"k{rang}", carte) for rang, carte in enumerate(cartes, place_cartes.debut)],
        place_cartes=place_cartes,
        details=[_bloc(debuts, f"d{rang}", bloc, LIGNES) for rang, bloc in zip(rangs, details, strict=False)],
        place_details=place_details,
        autres=autres if partie == "autres" else (),
        place_autres=place_autres,
    )


def masquer(extrait: Extrait, masque: Masque) -> Extrait:
    """Return the page with its personal numbers hidden; ``masque`` is that of the whole sheet."""
    return replace(
        extrait,
        fiche=extrait.fiche.masquee(masque),
        essentiel=[_cacher(bloc, masque) for bloc in extrait.essentiel],
        cartes=[
            replace(
                montree,
                carte=replace(montree.carte, titre=masque.valeur(montree.carte.titre)),
                blocs=[_cacher(bloc, masque) for bloc in montree.blocs],
            )
            for montree in extrait.cartes
        ],
        details=[_cacher(bloc, masque) for bloc in extrait.details],
        autres=[masque.fait(fait) for fait in extrait.autres],
    )


def _cacher(montre: BlocMontre, masque: Masque) -> BlocMontre:
    return replace(montre, bloc=masque.bloc(montre.bloc))


def _carte(debuts: Debuts, cle: str, carte: Carte) -> CarteMontree:
    blocs, place = debuts.couper(cle, carte.blocs, BLOCS_CARTE)
    montres = [
        _bloc(debuts, f"{cle}.{rang}", bloc, LIGNES_CARTE) for rang, bloc in enumerate(blocs, place.debut)
    ]
    return CarteMontree(replace(carte, blocs=()), montres, place)


def _bloc(debuts: Debuts, cle: str, bloc: Bloc, pas: int) -> BlocMontre:
    if isinstance(bloc, Tableau):
        lignes, place = debuts.couper(cle, bloc.lignes, pas)
        return BlocMontre(replace(bloc, lignes=tuple(lignes)), place)
    if isinstance(bloc, Faits):
        faits, place = debuts.couper(cle, bloc.faits, pas)
        return BlocMontre(replace(bloc, faits=tuple(faits)), place)
    return BlocMontre(bloc, Place(cle, 0, 1, 1))


def nombre_lignes(fiche: Fiche) -> int:
    """Return how many rows the sheet has, folds included."""
    blocs = [*fiche.essentiel, *fiche.details, *(b for carte in fiche.cartes for b in carte.blocs)]
    lignes = sum(len(b.lignes) if isinstance(b, Tableau | Comparaison) else 1 for b in blocs)
    return lignes + len(fiche.autres)


def chercher(fiche: Fiche, texte: str, masque: Masque | None) -> Fiche:
    """Return the sheet with only what holds ``texte``, whatever the case and the accents.

    Behind a mask, the hidden digits cannot be found: what matches is looked at again once masked.
    """
    return _Recherche(comparable(texte), masque).dans(fiche)


@dataclass(frozen=True, slots=True)
class _Recherche:
    aiguille: str
    masque: Masque | None

    def dans(self, fiche: Fiche) -> Fiche:
        return replace(
            fiche,
            actions=(),
            essentiel=tuple(self._blocs(fiche.essentiel)),
            cartes=tuple(self._cartes(fiche.cartes)),
            details=tuple(self._blocs(fiche.details)),
            autres=tuple(f for f in fiche.autres if self._tient(f))[:TROUVEES],
        )

    def _cartes(self, cartes: Sequence[Carte]) -> Iterator[Carte]:
        for carte in cartes:
            if self._tient((carte.code, carte.titre)):
                yield carte
                continue
            blocs = tuple(self._blocs(carte.blocs))
            if blocs:
                yield replace(carte, blocs=blocs)

    def _blocs(self, blocs: Sequence[Bloc]) -> Iterator[Bloc]:
        for bloc in blocs:
            if isinstance(bloc, Tableau):
                lignes = self._retenues(bloc.lignes)
                if lignes:
                    yield replace(bloc, lignes=lignes, note="")
            elif isinstance(bloc, Faits):
                faits = self._retenues(bloc.faits)
                if faits:
                    yield replace(bloc, faits=faits)
            elif isinstance(bloc, Comparaison):
                if self._tient((bloc.titre, *(v for e in bloc.lignes for v in (e.declare, e.reference)))):
                    yield bloc
            elif self._tient((bloc.titre, bloc.texte)):
                yield bloc

    def _retenues(self, lignes: Sequence[T]) -> tuple[T, ...]:
        """Return the rows that match, up to one more than those shown."""
        retenues: list[T] = []
        for ligne in lignes:
            if self._tient(ligne):  # type: ignore[arg-type] # rows and facts are tuples of texts
                retenues.append(ligne)
                if len(retenues) > TROUVEES:
                    break
        return tuple(retenues)

    def _tient(self, textes: Sequence[str]) -> bool:
        if self.aiguille not in comparable(" ".join(textes)):
            return False
        if self.masque is None:
            return True
        return self.aiguille in comparable(" ".join(map(self.masque.valeur, textes)))
