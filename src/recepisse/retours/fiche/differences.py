"""What changed between two versions of a return: lines added, taken away, changed.

A sheet is read as lines that each have a key: the name of a fact, the person of a row, the code of a card.
Lines of the same key are paired in order once the identical ones are put aside, so a row repeated ten times
and changed once is one change. Nothing is told of the order of lines.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple

from recepisse.retours.fiche.modele import Bloc, Carte, Comparaison, Faits, Fiche, Masque, Tableau

_PERSONNE = ("NIR", "NTT", "NIR ou NTT", "Matricule", "Salarié")
"""Columns that tell a person, the surest first."""
_SITUATION = ("Contrat", "Rubrique", "Période", "Ligne")
"""Columns that tell which of the lines of a person this is."""


class GenreDifference(StrEnum):
    """What happened to a line."""

    AJOUTEE = "ajoutee"
    RETIREE = "retiree"
    CHANGEE = "changee"


class ValeurChangee(NamedTuple):
    """One value, in the earlier version and in the later one ("" where the line does not stand)."""

    nom: str
    avant: str
    apres: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that differs: where it stands, what it is about, and its values that differ."""

    genre: GenreDifference
    endroit: str
    sujet: str
    valeurs: tuple[ValeurChangee, ...]

    def masquee(self, masque: Masque) -> "Difference":
        """Return the difference with its personal numbers hidden; ``masque`` is that of both sheets."""
        return replace(
            self,
            endroit=masque.valeur(self.endroit),
            sujet=masque.valeur(self.sujet),
            valeurs=tuple(
                ValeurChangee(v.nom, masque.valeur(v.avant), masque.valeur(v.apres)) for v in self.valeurs
            ),
        )


def comparer(avant: Fiche, apres: Fiche) -> tuple[Difference, ...]:
    """Return what differs from ``avant`` to ``apres``, in the order of ``apres``; what left comes last."""
    anciennes, nouvelles = _par_cle(avant), _par_cle(apres)
    return tuple(
        difference
        for cle in dict.fromkeys([*nouvelles, *anciennes])
        for difference in _apparier(anciennes.get(cle, ()), nouvelles.get(cle, ()))
    )


@dataclass(frozen=True, slots=True)
class _Ligne:
    endroit: str
    sujet: str
    valeurs: Mapping[str, str]
    cle: tuple[str, ...] = ()


def _par_cle(fiche: Fiche) -> dict[tuple[str, ...], list[_Ligne]]:
    lignes: dict[tuple[str, ...], list[_Ligne]] = defaultdict(list)
    for ligne in _lignes(fiche):
        lignes[(ligne.endroit, *(ligne.cle or (ligne.sujet,)))].append(ligne)
    return lignes


def _apparier(anciennes: Sequence[_Ligne], nouvelles: Sequence[_Ligne]) -> Iterator[Difference]:
    """Yield what differs between lines of one key: the identical ones are put aside first."""
    comptes = Counter(_empreinte(ligne) for ligne in anciennes)
    autres = [ligne for ligne in nouvelles if not _oter(comptes, ligne)]
    restent = [ligne for ligne in anciennes if _oter(comptes, ligne)]
    for ancienne, nouvelle in zip_longest(restent, autres):
        yield _difference(ancienne, nouvelle)


def _empreinte(ligne: _Ligne) -> frozenset[tuple[str, str]]:
    return frozenset(ligne.valeurs.items())


def _oter(comptes: Counter[frozenset[tuple[str, str]]], ligne: _Ligne) -> bool:
    """Take one line like this one out of ``comptes``; False when none is left."""
    empreinte = _empreinte(ligne)
    comptes[empreinte] -= 1
    return comptes[empreinte] >= 0


def _difference(ancienne: _Ligne | None, nouvelle: _Ligne | None) -> Difference:
    avant = ancienne.valeurs if ancienne else {}
    apres = nouvelle.valeurs if nouvelle else {}
    noms = [nom for nom in dict.fromkeys([*apres, *avant]) if avant.get(nom, "") != apres.get(nom, "")]
    genre = GenreDifference.CHANGEE
    if ancienne is None:
        genre = GenreDifference.AJOUTEE
    elif nouvelle is None:
        genre = GenreDifference.RETIREE
    dite = nouvelle or ancienne
    return Difference(
        genre,
        dite.endroit if dite else "",
        dite.sujet if dite else "",
        tuple(ValeurChangee(nom, avant.get(nom, ""), apres.get(nom, "")) for nom in noms),
    )


def _lignes(fiche: Fiche) -> Iterator[_Ligne]:
    yield _Ligne("", "Statut", {"": fiche.statut})
    yield _Ligne("", "Gravité", {"": fiche.gravite.libelle})
    yield _Ligne("", "En résumé", {"": fiche.resume})
    yield _Ligne("", "Message", {"": fiche.message})
    for action in fiche.actions:
        yield _Ligne(
            "Ce qu’il faut faire", action.texte, _pleins(Quand=action.delai, Nombre=_fois(action.nombre))
        )
    for bloc in fiche.essentiel:
        yield from _du_bloc(bloc.titre, bloc)
    for carte in fiche.cartes:
        yield from _de_la_carte(carte)
    for bloc in fiche.details:
        yield from _du_bloc(bloc.titre, bloc)
    for fait in fiche.autres:
        yield _Ligne("Autres informations", fait.libelle, {"": fait.valeur})


def _de_la_carte(carte: Carte) -> Iterator[_Ligne]:
    endroit = f"{carte.code} : {carte.titre}" if carte.titre != carte.code else carte.code
    valeurs = {"Gravité": carte.gravite.libelle, "À faire": carte.action, "Nombre": _fois(carte.nombre)}
    yield _Ligne("Anomalies et informations", endroit, _pleins(**valeurs), (carte.code, carte.titre))
    for bloc in carte.blocs:
        yield from _du_bloc(endroit, bloc)


def _fois(nombre: int) -> str:
    return str(nombre) if nombre > 1 else ""


def _pleins(**valeurs: str) -> dict[str, str]:
    return {nom: valeur for nom, valeur in valeurs.items() if valeur}


def _du_bloc(endroit: str, bloc: Bloc) -> Iterator[_Ligne]:
    if isinstance(bloc, Faits):
        yield from (_Ligne(endroit, fait.libelle, {"": fait.valeur}) for fait in bloc.faits)
    elif isinstance(bloc, Tableau):
        for ligne in bloc.lignes:
            yield _du_tableau(endroit, dict(zip(bloc.colonnes, ligne, strict=True)))
    elif isinstance(bloc, Comparaison):
        valeurs = {
            f"{e.libelle}, {cote}": valeur
            for e in bloc.lignes
            for cote, valeur in (("déclaré", e.declare), ("référence", e.reference))
            if valeur
        }
        yield _Ligne(endroit, bloc.titre, valeurs)
    else:
        yield _Ligne(endroit, bloc.titre, {"": bloc.texte})


def _du_tableau(endroit: str, cellules: dict[str, str]) -> _Ligne:
    """Return a row as a line: what tells the person is its key, and the words before its values."""
    pleines = {nom: valeur for nom, valeur in cellules.items() if valeur}
    personne = next((pleines[nom] for nom in _PERSONNE if nom in pleines), "")
    premiere = next(iter(pleines.values()), "")
    cle = (personne or premiere, *(pleines.get(nom, "") for nom in _SITUATION))
    nomme = next((pleines[nom] for nom in reversed(_PERSONNE) if nom in pleines), premiere)
    return _Ligne(endroit, nomme, pleines, cle)
