"""The kinds of blocks that a sheet is made of. Texts are French and ready to be read; nothing is escaped."""

from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from recepisse.identifiants.masque import masquer_numero, masquer_texte
from recepisse.retours.gravite import Gravite


class Fait(NamedTuple):
    """A name and its value."""

    libelle: str
    valeur: str


@dataclass(frozen=True, slots=True)
class Faits:
    """Facts one under the other."""

    titre: str
    faits: tuple[Fait, ...]


@dataclass(frozen=True, slots=True)
class Tableau:
    """A table. ``nombres`` are the ranks of the columns aligned on the right."""

    titre: str
    colonnes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]
    nombres: frozenset[int] = frozenset()
    note: str = ""


class Ecart(NamedTuple):
    """One field of a person: declared, and according to the reference."""

    libelle: str
    declare: str
    reference: str
    differe: bool


@dataclass(frozen=True, slots=True)
class Comparaison:
    """What was declared beside what the reference says."""

    titre: str
    lignes: tuple[Ecart, ...]


@dataclass(frozen=True, slots=True)
class Texte:
    """A paragraph, as the organisation wrote it."""

    titre: str
    texte: str


Bloc: TypeAlias = "Faits | Tableau | Comparaison | Texte"


@dataclass(frozen=True, slots=True)
class Carte:
    """Findings of one kind: what to do comes first."""

    code: str
    titre: str
    gravite: Gravite
    categorie: str = ""
    """The organisation's own word."""
    action: str = ""
    delai: str = ""
    """French sentence of the deadline, "" when none is known."""
    aide: str = ""
    nombre: int = 1
    blocs: tuple[Bloc, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionFiche:
    """Something to do, with the sentence of its deadline."""

    texte: str
    gravite: Gravite
    delai: str = ""
    aide: str = ""
    nombre: int = 1


@dataclass(frozen=True, slots=True)
class Fiche:
    """A return ready to be drawn, in this order."""

    nature: str
    famille: str
    libelle: str
    statut: str
    gravite: Gravite
    resume: str
    message: str
    actions: tuple[ActionFiche, ...]
    essentiel: tuple[Bloc, ...]
    """What the return is made for: rates, amounts, headcounts, contact…"""
    cartes: tuple[Carte, ...]
    details: tuple[Bloc, ...]
    """The rest of the document, in its own order."""
    autres: tuple[Fait, ...]
    """« Autres informations »: what no reader knows, by path."""

    def masquee(self) -> "Fiche":
        """Return the sheet with every personal number hidden."""
        return replace(
            self,
            message=masquer_texte(self.message),
            essentiel=tuple(map(_masquer_bloc, self.essentiel)),
            cartes=tuple(
                replace(c, titre=masquer_texte(c.titre), blocs=tuple(map(_masquer_bloc, c.blocs)))
                for c in self.cartes
            ),
            details=tuple(map(_masquer_bloc, self.details)),
            autres=tuple(_masquer_fait(f) for f in self.autres),
        )


_NUMEROS = frozenset({"NIR ou NTT", "NIR", "NTT"})
"""Names of facts and columns whose values are personal numbers, whatever their shape."""


def _masquer_fait(fait: Fait) -> Fait:
    return Fait(fait.libelle, _masquer_valeur(fait.libelle, fait.valeur))


def _masquer_valeur(nom: str, valeur: str) -> str:
    masquee = masquer_texte(valeur)
    sensible = nom.rpartition("/")[2].upper() in _NUMEROS or nom in _NUMEROS
    return masquer_numero(valeur) if sensible and masquee == valeur else masquee


def _masquer_bloc(bloc: Bloc) -> Bloc:
    if isinstance(bloc, Faits):
        return replace(bloc, faits=tuple(map(_masquer_fait, bloc.faits)))
    if isinstance(bloc, Tableau):
        lignes = (zip(bloc.colonnes, ligne, strict=True) for ligne in bloc.lignes)
        return replace(bloc, lignes=tuple(tuple(_masquer_valeur(c, v) for c, v in ligne) for ligne in lignes))
    if isinstance(bloc, Comparaison):
        return replace(bloc, lignes=tuple(map(_masquer_ecart, bloc.lignes)))
    return replace(bloc, texte=masquer_texte(bloc.texte))


def _masquer_ecart(ecart: Ecart) -> Ecart:
    declare, reference = (_masquer_valeur(ecart.libelle, v) for v in (ecart.declare, ecart.reference))
    return Ecart(ecart.libelle, declare, reference, ecart.differe)
