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


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows, and where the next ones start (empty: these are the last)."""

    lignes: Sequence[T]
    suite: str = ""
