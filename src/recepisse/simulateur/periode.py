"""The windows of the lists: two labels of 14 digits, read with the Paris clock.

The zone is not documented; the published examples point to Europe/Paris. During the hour that exists
twice in October the reading is a setting (:class:`~recepisse.simulateur.options.HeureDouble`). Both ends
belong to the window.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from recepisse.simulateur.options import HeureDouble
from recepisse.temps import parse_horodatage, to_horodatage


@dataclass(frozen=True, slots=True)
class Periode:
    """A window: its labels, and the widest instants (UTC) that they can mean."""

    debut: datetime
    fin: datetime
    debut_label: str
    fin_label: str
    largeur: timedelta
    brut: bool

    def contient(self, instant: datetime) -> bool:
        """Return True when ``instant`` (UTC) is inside, with the chosen reading of the labels."""
        if self.brut:
            return self.debut_label <= to_horodatage(instant) <= self.fin_label
        return self.debut <= instant.replace(microsecond=0) <= self.fin


@lru_cache(maxsize=4096)
def lire_periode(debut: str, fin: str, heure_double: HeureDouble) -> Periode | None:
    """Return the window of two labels, or None when one of them is not an instant."""
    premier = parse_horodatage(debut, fold=0), parse_horodatage(fin, fold=0)
    second = parse_horodatage(debut, fold=1), parse_horodatage(fin, fold=1)
    if premier[0] is None or premier[1] is None or second[0] is None or second[1] is None:
        return None
    if heure_double is HeureDouble.BRUT:
        largeur = _naif(fin) - _naif(debut)
        return Periode(premier[0], max(premier[1], second[1]), debut, fin, largeur, brut=True)
    bornes = premier if heure_double is HeureDouble.PREMIER else second
    start, end = bornes[0] or premier[0], bornes[1] or premier[1]
    return Periode(start, end, debut, fin, end - start, brut=False)


def _naif(label: str) -> datetime:
    return datetime.strptime(label, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
