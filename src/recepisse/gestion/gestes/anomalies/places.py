"""Where things were said: the rows of returns as the :class:`Place` that the rules of succession compare."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from django.db.models import Q, QuerySet

from recepisse.gestion.gestes.releves.versions import rang_publication
from recepisse.gestion.models import LectureRetour, VersionRetour
from recepisse.retours.aiguillage import Famille
from recepisse.retours.suivi.succession import Place, suit

LOT = 500
"""Most values in one query."""

MUETTES = frozenset({Famille.ILLISIBLE, Famille.INCONNUE, Famille.PDF})
"""Families whose silence means nothing: their findings, if any, are not understood."""

_COLONNES = (
    "retour_id",
    "numero",
    "publication",
    "vu_le",
    "retour__flux_id",
    "retour__flux__depose_le",
    "retour__flux__vu_le",
    "retour__nature",
    "retour__ops",
    "retour__delegataire",
    "retour__etablissement_id",
    "retour__declaration_id",
    "retour__declaration__nature",
    "retour__declaration__fraction",
    "retour__declaration__champ",
    "retour__declaration__mois",
    "retour__declaration__essai",
)
_T = TypeVar("_T")


def place_de(version_id: int) -> Place:
    """Return the place of one version."""
    return next(_places(VersionRetour.objects.filter(pk=version_id)))


def places_courantes(retours: Collection[int]) -> dict[int, Place]:
    """Return the place of the current version of each return."""
    return {
        place.retour: place
        for lot in lots(retours)
        for place in _places(VersionRetour.objects.filter(retour_id__in=lot, courante=True))
    }


def est_depassee(version_id: int, place: Place) -> bool:
    """Return True when a return that follows ``place`` has already been read: it knew better."""
    lues = VersionRetour.objects.filter(_CONCLUANTE).exclude(pk=version_id)
    memes = lues.filter(retour_id=place.retour)
    if any(suit(autre, place) for autre in _places(memes)):
        return True
    if place.etablissement is None:
        return False
    autres = lues.filter(
        courante=True,
        retour__etablissement_id=place.etablissement,
        retour__nature=place.nature,
        retour__ops=place.ops,
        retour__delegataire=place.delegataire,
    ).exclude(retour_id=place.retour)
    return any(suit(autre, place) for autre in _places(autres))


def est_concluante(famille: str, statut: str) -> bool:
    """Return True when the silence of a return means something.

    An OK without a document does: the service says that there is nothing to say. Another status without one,
    an unreadable document or one of an unknown form do not.
    """
    return statut.strip().upper() == "OK" if famille == Famille.VIDE else famille not in MUETTES


_CONCLUANTE = Q(lecture__etat=LectureRetour.Etat.LUE) & ~Q(lecture__famille__in=sorted(MUETTES)) | Q(
    lecture__etat=LectureRetour.Etat.SANS_DOCUMENT, statut__iexact="OK"
)
"""The same condition on rows."""


def lots(valeurs: Iterable[_T]) -> Iterator[list[_T]]:
    """Cut into lists that fit in one query."""
    toutes = list(valeurs)
    return (toutes[i : i + LOT] for i in range(0, len(toutes), LOT))


def _places(versions: QuerySet[VersionRetour]) -> Iterator[Place]:
    for retour, numero, publication, vu_le, *reste in versions.values_list(*_COLONNES):
        yield _place(retour, numero, rang_publication(publication, vu_le), *reste)


def _place(
    retour: int,
    numero: int,
    publication: str,
    flux: int,
    depose_le: datetime | None,
    vu_le: datetime,
    *reste: object,
) -> Place:
    nature, ops, delegataire, etablissement, declaration, genre, fraction, champ, mois, essai = reste
    return Place(
        retour=retour,
        version=numero,
        publication=publication,
        flux=flux,
        depose_le=depose_le or vu_le,
        nature=str(nature),
        ops=str(ops),
        delegataire=str(delegataire),
        etablissement=etablissement if isinstance(etablissement, int) else None,
        declaration=declaration if isinstance(declaration, int) else None,
        serie=f"{genre}/{fraction}/{champ}" if declaration is not None else "",
        mois=str(mois or ""),
        essai=bool(essai),
    )
