"""Where a page of a list stopped, written in its address: no OFFSET, so page 1,000 costs what page 1 does."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, Self, TypeVar

from django.db.models import Model, Q, QuerySet

T = TypeVar("T")
M = TypeVar("M", bound=Model)

_ORIGINE = datetime(1970, 1, 1, tzinfo=UTC)
# Seventeen digits of microseconds reach the year 5138: every text of this form is an instant.
_FORME = re.compile(r"([0-9]{1,17})-([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Curseur:
    """The last row shown: its instant and its number, the order being newest first."""

    instant: datetime
    numero: int

    @classmethod
    def parse(cls, texte: str | None) -> Self | None:
        """Read the text of an address; None when there is none, or when it is not one of ours."""
        forme = _FORME.fullmatch(texte or "")
        if not forme:
            return None
        return cls(_ORIGINE + timedelta(microseconds=int(forme[1])), int(forme[2]))

    def __str__(self) -> str:
        return f"{(self.instant - _ORIGINE) // timedelta(microseconds=1)}-{self.numero}"

    def apres(self, lignes: QuerySet[M], champ: str) -> QuerySet[M]:
        """Keep the rows that come after this one; the index of ``champ`` can start here."""
        return lignes.filter(
            Q(**{f"{champ}__lte": self.instant}),
            Q(**{f"{champ}__lt": self.instant}) | Q(pk__lt=self.numero),
        )

    def avant(self, lignes: QuerySet[M], champ: str) -> QuerySet[M]:
        """Keep the rows that come before this one, the newer ones."""
        return lignes.filter(
            Q(**{f"{champ}__gte": self.instant}),
            Q(**{f"{champ}__gt": self.instant}) | Q(pk__gt=self.numero),
        )


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows, where the next ones start (empty: these are the last), and the newer ones."""

    lignes: Sequence[T]
    suite: str = ""
    precedente: str = ""


def page_alphabetique(lignes: QuerySet[M], champ: str, apres: int | None, taille: int) -> Page[M]:
    """Return rows in the order of ``champ``; the address holds the key of the last, never its text."""
    dernier = lignes.model._default_manager.filter(pk=apres).values_list(champ, flat=True).first()  # noqa: SLF001 # any model
    if dernier is not None:
        lignes = lignes.filter(Q(**{f"{champ}__gt": dernier}) | Q(**{champ: dernier, "pk__gt": apres}))
    trouvees = list(lignes.order_by(champ, "pk")[: taille + 1])
    suite = str(trouvees[taille - 1].pk) if len(trouvees) > taille else ""
    return Page(trouvees[:taille], suite)
