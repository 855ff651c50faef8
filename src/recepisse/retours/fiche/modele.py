"""The kinds of blocks that a sheet is made of. Texts are French and ready to be read; nothing is escaped."""

from collections.abc import Iterator
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

    def masquee(self, masque: "Masque | None" = None) -> "Fiche":
        """Return the sheet with every personal number hidden, wherever it is repeated.

        ``masque``: that of the whole sheet, when this one is a part of it.
        """
        masque = masque or Masque.de(self)
        return replace(
            self,
            message=masquer_texte(self.message),
            essentiel=tuple(map(masque.bloc, self.essentiel)),
            cartes=tuple(
                replace(c, titre=masquer_texte(c.titre), blocs=tuple(map(masque.bloc, c.blocs)))
                for c in self.cartes
            ),
            details=tuple(map(masque.bloc, self.details)),
            autres=tuple(masque.fait(f) for f in self.autres),
        )


_NUMEROS = frozenset({"NIR ou NTT", "NIR", "NTT"})
"""Names of facts and columns whose values are personal numbers, whatever their shape."""


def _is_numero(nom: str) -> bool:
    return nom in _NUMEROS or nom.rpartition("/")[2].upper() in _NUMEROS


def _paires(bloc: Bloc) -> Iterator[tuple[str, str]]:
    """Yield each value of a block with its name."""
    if isinstance(bloc, Faits):
        yield from bloc.faits
    elif isinstance(bloc, Tableau):
        for ligne in bloc.lignes:
            yield from zip(bloc.colonnes, ligne, strict=True)
    elif isinstance(bloc, Comparaison):
        for ecart in bloc.lignes:
            yield from ((ecart.libelle, ecart.declare), (ecart.libelle, ecart.reference))


def _numeros(fiche: Fiche) -> Iterator[str]:
    """Yield the personal numbers that the sheet names as such: a temporary one has no shape of its own."""
    blocs = [*fiche.essentiel, *fiche.details, *(b for c in fiche.cartes for b in c.blocs)]
    for nom, valeur in [*(p for b in blocs for p in _paires(b)), *fiche.autres]:
        if valeur and _is_numero(nom):
            yield valeur


@dataclass(frozen=True, slots=True)
class Masque:
    """Hides what looks like a NIR, and the numbers known from elsewhere in the same sheets."""

    connus: frozenset[str]

    @classmethod
    def de(cls, *fiches: Fiche) -> "Masque":
        """Return what hides the numbers that ``fiches`` name as such."""
        return cls(frozenset(numero for fiche in fiches for numero in _numeros(fiche)))

    def valeur(self, valeur: str) -> str:
        """Return a value with its personal numbers hidden."""
        masquee = masquer_texte(valeur)
        return masquer_numero(valeur) if masquee == valeur and valeur in self.connus else masquee

    def fait(self, fait: Fait) -> Fait:
        """Return a fact with its numbers hidden."""
        return Fait(fait.libelle, self.valeur(fait.valeur))

    def bloc(self, bloc: Bloc) -> Bloc:
        """Return a block with its numbers hidden."""
        if isinstance(bloc, Faits):
            return replace(bloc, faits=tuple(map(self.fait, bloc.faits)))
        if isinstance(bloc, Tableau):
            return replace(bloc, lignes=tuple(tuple(map(self.valeur, ligne)) for ligne in bloc.lignes))
        if isinstance(bloc, Comparaison):
            return replace(bloc, lignes=tuple(map(self._ecart, bloc.lignes)))
        return replace(bloc, texte=masquer_texte(bloc.texte))

    def _ecart(self, ecart: Ecart) -> Ecart:
        declare, reference = self.valeur(ecart.declare), self.valeur(ecart.reference)
        return Ecart(ecart.libelle, declare, reference, ecart.differe)
