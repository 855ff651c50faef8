"""Blocks as a table of lines: each with its label, its value, and the anomalies that speak of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from recepisse.dsn.arborescence import Noeud
from recepisse.gestion.models import Anomalie
from recepisse.norme.tables import Norme
from recepisse.web.contenu.valeurs import LigneVue, presenter

Anomalies = Mapping[int, Sequence[Anomalie]]
"""The anomalies of each line."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """A line, with the anomalies that are shown beside it; ``choisie`` when it was asked for."""

    vue: LigneVue
    anomalies: Sequence[Anomalie]
    choisie: bool


@dataclass(frozen=True, slots=True)
class BlocVu:
    """A block and its depth in the tree."""

    code: str
    libelle: str
    profondeur: int
    ligne: int
    lignes: Sequence[Ligne]


def etaler(
    noeuds: Iterable[Noeud], table: Norme, anomalies: Anomalies, *, choisie: int = 0, demasque: bool = False
) -> list[BlocVu]:
    """Return the blocks of ``noeuds`` in the order of the file."""
    return [
        _bloc(noeud, profondeur, table, anomalies, choisie, demasque)
        for racine in noeuds
        for noeud, profondeur in _parcourir(racine, 0)
    ]


def _parcourir(noeud: Noeud, profondeur: int) -> Iterable[tuple[Noeud, int]]:
    yield noeud, profondeur
    for enfant in noeud.sous:
        yield from _parcourir(enfant, profondeur + 1)


def _bloc(
    noeud: Noeud, profondeur: int, table: Norme, anomalies: Anomalies, choisie: int, demasque: bool
) -> BlocVu:
    bloc = noeud.bloc
    return BlocVu(
        code=bloc.code,
        libelle=table.bloc(bloc.code).libelle if bloc.code else "Lignes illisibles",
        profondeur=profondeur,
        ligne=bloc.ligne,
        lignes=[
            Ligne(
                presenter(bloc, rubrique, table, demasque=demasque),
                anomalies.get(rubrique.ligne, ()),
                choisie=rubrique.ligne == choisie,
            )
            for rubrique in bloc.rubriques
        ],
    )
