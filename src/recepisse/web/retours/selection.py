"""The returns that criteria select, read by the index that we choose rather than the one that is guessed.

Without statistics, SQLite cannot know that three returns are overwritten and that a hundred thousand come
from the Urssaf. One criterion leads: the most selective of those given, in the order below; the others are
read through it, and each index also holds the company. The companies of a person lead only when they are few:
their returns are then read and sorted; when they are many, the newest returns soon hold enough of theirs.

::

    one establishment, one company
    overwritten, anomaly not treated, unread
    some establishments, companies, a portfolio   when they are at most one in twenty
    gravity, nature, status, issuer, identifier
    date
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.lookups import Exact, In, IsNull
from django.db.models.sql.compiler import SQLCompiler

from recepisse.gestion.gestes.acces.perimetre import Perimetre
from recepisse.gestion.models import Entreprise, Retour
from recepisse.retours.gravite import Gravite
from recepisse.temps import PARIS, jour_paris
from recepisse.web.curseur import Curseur

PART_QUI_MENE: Final = 20
"""Companies lead when they are at most one in so many."""


class _Libre(Func):
    """A column that no index is asked for (SQLite: ``+colonne``)."""

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **autre: Any) -> Any:  # noqa: ANN401 # Django's hook
        return super().as_sqlite(compiler, connection, template="+%(expressions)s", **autre)


def _litteral(condition: str) -> Func:
    """Return a condition written word for word as in its partial index.

    With parameters in place of the values, SQLite could not know at preparation that the index holds every
    row asked for.
    """
    return Func(template=condition, output_field=BooleanField())


_EN_ANOMALIE: Final = _litteral("\"gestion_retour\".\"statut\" IN ('KO', 'ANO')")
_A_TRAITER: Final = _litteral('"gestion_retour"."traite" = 0')
_NON_LU: Final = _litteral('"gestion_retour"."lu" = 0')
"""An equality on the first column of a partial index makes it better than the indexes of whole columns."""
_PESE: Final = _litteral('"gestion_retour"."gravite" > 1')

Condition = Any
"""What ``filter`` takes."""


@dataclass(frozen=True, slots=True)
class _Critere:
    """One criterion: as the leading one, and as one of the others."""

    mene: Sequence[Condition]
    suit: Sequence[Condition]
    peut_mener: bool = True
    trie: bool = True
    """False when its index does not give the newest first: it holds several values."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The returns selected, within what a person sees."""

    conditions: tuple[Condition, ...]
    trie: bool

    def retours(self) -> QuerySet[Retour]:
        """Return them, in no order."""
        return Retour.objects.filter(*self.conditions)

    def cles(self, nombre: int, depuis: Curseur | None = None, *, recents: bool = False) -> list[Curseur]:
        """Return the places of at most ``nombre`` returns after ``depuis``, newest first.

        ``recents``: those just before it instead, newest first as well.
        """
        lignes = self.retours()
        if depuis:
            lignes = (depuis.avant if recents else depuis.apres)(lignes, "publie_le")
        instant = F("publie_le") if self.trie else _Libre(F("publie_le"))
        ordre = (instant.asc(), F("pk").asc()) if recents else (instant.desc(), F("pk").desc())
        cles = [Curseur(le, pk) for pk, le in lignes.order_by(*ordre).values_list("pk", "publie_le")[:nombre]]
        return cles[::-1] if recents else cles

    def compter(self, au_plus: int) -> int:
        """Count them, up to one more than ``au_plus``."""
        return self.retours().order_by().values("pk")[: au_plus + 1].count()


def selectionner(valeurs: Mapping[str, Any], visibles: Perimetre, maintenant: datetime) -> Selection:
    """Return the selection of the cleaned values of the form."""
    trouves = list(_criteres(valeurs, visibles))
    meneur = next((critere for critere in trouves if critere.peut_mener), None)
    conditions: list[Condition] = list(_periode(valeurs, maintenant))
    for critere in trouves:
        conditions += critere.mene if critere is meneur else critere.suit
    return Selection(tuple(conditions), meneur is None or meneur.trie)


def _criteres(valeurs: Mapping[str, Any], visibles: Perimetre) -> Iterator[_Critere]:
    """Yield the criteria given, the most selective first."""
    cles = {
        "etablissement_id": valeurs.get("etablissement"),
        "entreprise_id": _entreprises(valeurs, visibles),
    }
    listes = {champ: liste for champ, liste in cles.items() if liste is not None}
    yield from (_egal(champ, liste[0]) for champ, liste in listes.items() if len(liste) == 1)
    if valeurs.get("remplaces"):
        yield _Critere((Q(change_le__isnull=False),), (IsNull(_Libre(F("change_le")), rhs=False),))
    if valeurs.get("a_traiter"):
        suit = In(_Libre(F("statut")), ["KO", "ANO"]), _non("traite")
        yield _Critere((_EN_ANOMALIE, _A_TRAITER, Q(traite=False)), suit)
    if valeurs.get("non_lus"):
        yield _Critere((_NON_LU, Q(lu=False)), (_non("lu"),))
    yield from (_parmi(champ, liste) for champ, liste in listes.items() if len(liste) != 1)
    if valeurs.get("gravite"):
        rang = Gravite(valeurs["gravite"]).rang
        pese = rang > Gravite.INFORMATION.rang
        egal = Exact(_Libre(F("gravite")), rang)
        yield _Critere((_PESE, Q(gravite=rang)), (egal,), peut_mener=pese)
    for champ in ("nature", "statut", "emetteur"):
        if valeurs.get(champ):
            yield _egal(champ, valeurs[champ])
    if valeurs.get("identifiant"):
        yield _egal("identifiant_id", valeurs["identifiant"])


def _egal(champ: str, valeur: object) -> _Critere:
    return _Critere((Q(**{champ: valeur}),), (Exact(_Libre(F(champ)), valeur),))


def _non(champ: str) -> Exact:
    return Exact(_Libre(F(champ)), rhs=False)


def _parmi(champ: str, cles: Collection[int]) -> _Critere:
    """Several companies or establishments lead when they are few among all."""
    few = len(cles) * PART_QUI_MENE <= Entreprise.objects.count()
    return _Critere((Q(**{f"{champ}__in": cles}),), (In(_Libre(F(champ)), cles),), few, trie=False)


def _entreprises(valeurs: Mapping[str, Any], visibles: Perimetre) -> list[int] | None:
    """Return the keys of the companies asked for among those seen; None when every one is."""
    voulues: set[int] | None = None
    if valeurs.get("entreprise") is not None:
        voulues = set(valeurs["entreprise"])
    if valeurs.get("portefeuille"):
        siennes = set(
            visibles.entreprises().filter(portefeuilles=valeurs["portefeuille"]).values_list("pk", flat=True)
        )
        voulues = siennes if voulues is None else voulues & siennes
    elif voulues is None and not visibles.tout:
        voulues = set(visibles.cles_entreprises)
    return None if voulues is None else sorted(voulues)


def _periode(valeurs: Mapping[str, Any], maintenant: datetime) -> Iterator[Q]:
    if valeurs.get("depuis"):
        debut = jour_paris(maintenant) - timedelta(days=int(valeurs["depuis"]))
        yield Q(publie_le__gte=_minuit(debut))
    if valeurs.get("du"):
        yield Q(publie_le__gte=_minuit(valeurs["du"]))
    if valeurs.get("au"):
        yield Q(publie_le__lt=_minuit(valeurs["au"] + timedelta(days=1)))


def _minuit(jour: date) -> datetime:
    return datetime.combine(jour, time(), PARIS).astimezone(UTC)
