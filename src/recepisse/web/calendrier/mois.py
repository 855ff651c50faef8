"""The calendar month of the page: what is declared during it, and its days as a table of weeks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from recepisse.calendrier import feries, mois_suivant, parse_mois, veille_echeance
from recepisse.gestion.gestes.retours.echeances import Echeance, mois_declare
from recepisse.retours.suivi.attendus import Situation, prevoir, regles
from recepisse.temps import NOMS_MOIS, PARIS, jour_paris

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


@dataclass(frozen=True, slots=True)
class Mois:
    """A calendar month, by its first day."""

    premier: date

    @classmethod
    def parse(cls, texte: str | None, aujourd_hui: date) -> "Mois":
        """Read ``AAAA-MM`` from an address; the present month when it is not one."""
        return cls(parse_mois(texte or "") or aujourd_hui.replace(day=1))

    def __str__(self) -> str:
        return f"{self.premier:%Y-%m}"

    @property
    def precedent(self) -> str:
        """Return the month before, for a link."""
        return f"{mois_suivant(self.premier, -1):%Y-%m}"

    @property
    def suivant(self) -> str:
        """Return the month after, for a link."""
        return f"{mois_suivant(self.premier):%Y-%m}"

    @property
    def declare(self) -> str:
        """Return the month of the DSN that are due during this one."""
        return mois_declare(self.premier)

    @property
    def nom(self) -> str:
        """Return ``novembre 2026``."""
        return nommer(self.premier)

    @property
    def nom_declare(self) -> str:
        """Return the month declared as the end of a sentence: ``d’octobre 2026``."""
        return de(mois_suivant(self.premier, -1))

    @property
    def bornes(self) -> tuple[datetime, datetime]:
        """Return the first instant of the month in Paris, and that of the next one."""
        return _minuit(self.premier), _minuit(mois_suivant(self.premier))


def nommer(mois: date) -> str:
    """Return ``novembre 2026``."""
    return f"{NOMS_MOIS[mois.month - 1]} {mois.year}"


def de(mois: date) -> str:
    """Return ``de novembre 2026`` or ``d’octobre 2026``."""
    nom = nommer(mois)
    return f"d’{nom}" if nom[0] in "ao" else f"de {nom}"


def _minuit(jour: date) -> datetime:
    return datetime.combine(jour, time(), PARIS).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Jalon:
    """What falls on a day: a due date (``jour`` is 5 or 15), or what hangs on one."""

    mots: str
    jour: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Jour:
    """A day of the table."""

    le: date
    dedans: bool
    """False for the days of the months around, that fill the first and the last week."""
    ici: bool
    ferie: str
    jalons: Sequence[Jalon]


def semaines(
    mois: Mois, echeances: Sequence[Echeance], aujourd_hui: date, *, report: bool
) -> list[list[Jour]]:
    """Return the weeks of the month, from Monday, with what falls on each day."""
    jalons: dict[date, list[Jalon]] = {}
    for le, jalon in _jalons(echeances, report=report):
        jalons.setdefault(le, []).append(jalon)
    debut = mois.premier - timedelta(days=mois.premier.weekday())
    fin = mois_suivant(mois.premier)
    lignes = []
    while debut < fin:
        jours = [debut + timedelta(days=rang) for rang in range(len(JOURS))]
        lignes.append([_jour(le, mois, aujourd_hui, jalons) for le in jours])
        debut += timedelta(days=len(JOURS))
    return lignes


def _jour(le: date, mois: Mois, aujourd_hui: date, jalons: Mapping[date, Sequence[Jalon]]) -> Jour:
    dedans = (le.year, le.month) == (mois.premier.year, mois.premier.month)
    return Jour(
        le,
        dedans,
        le == aujourd_hui,
        feries(le.year).get(le, "") if dedans else "",
        jalons.get(le, ()) if dedans else (),
    )


def concernees(echeances: Sequence[Echeance]) -> Sequence[Echeance]:
    """Return the due dates that concern some establishment; all of them when none does."""
    return [due for due in echeances if due.total] or echeances


def _jalons(echeances: Sequence[Echeance], *, report: bool) -> Iterator[tuple[date, Jalon]]:
    """Yield the due dates that concern somebody, the last day to replace, and the returns that follow."""
    for due in concernees(echeances):
        yield due.le, Jalon(f"Échéance du {due.jour}", due.jour)
        declare = parse_mois(due.mois)
        if declare is None:
            continue
        veille = veille_echeance(declare, due.jour, report=report)
        yield veille, Jalon(f"Remplacer avant minuit (éch. {due.jour})")
        for le, codes in _retours(due, report=report):
            mots = f"{_enumerer(codes)} attendu{'s' if len(codes) > 1 else ''} (éch. {due.jour})"
            yield le, Jalon(mots)


def _enumerer(codes: Sequence[str]) -> str:
    """Return ``71, 120 et 136``."""
    return " et ".join(filter(None, (", ".join(codes[:-1]), codes[-1])))


def _retours(due: Echeance, *, report: bool) -> Iterator[tuple[date, list[str]]]:
    """Yield on which day the returns that wait for a due date are expected, for a DSN sent in time."""
    comptent = {regle.nature for regle in regles() if regle.prevu.depuis == "echeance" and regle.retard}
    situation = Situation(
        nature="01",
        depose_le=_minuit(due.le),
        jour=due.jour,
        mois=due.mois,
        individus=True,
        agirc_arrco=True,
        report=report,
    )
    jours: dict[date, list[str]] = {}
    for attendu in prevoir(situation):
        if attendu.nature in comptent:
            jours.setdefault(jour_paris(attendu.prevu_le), []).append(attendu.nature)
    yield from jours.items()
