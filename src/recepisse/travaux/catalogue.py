"""Everything that can be due, and what advances it."""

from typing import Any, NamedTuple

from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.envois.deposer import TravailDepot
from recepisse.gestion.gestes.releves.rafraichir import TravailFlux
from recepisse.gestion.gestes.releves.relever import TravailReleve
from recepisse.gestion.gestes.releves.telecharger import TravailTelechargement
from recepisse.gestion.gestes.retours.lire_retour import TravailLecture
from recepisse.gestion.gestes.travail import Travail

LOT = 200
"""Rows claimed ahead of the workers, so that these never wait for the database."""


LOT_LECTURE = 50
"""The same for readings, whose results are held in memory until they are written."""


class Poste(NamedTuple):
    """A kind of due row and how many of its rows are claimed ahead."""

    travail: Travail[Any, Any]
    lot: int
    patient: bool = False
    """True for what can wait while the others converse: nobody is at the other end."""


def postes(ctx: Contexte) -> tuple[Poste, ...]:
    """Return the kinds of due rows, the most urgent first: what a person waits for is a deposit.

    Deposits are not claimed ahead: claiming one commits its attempt, which must be followed by the call.
    """
    depot = TravailDepot()
    return (
        Poste(depot, depot.simultanes),
        Poste(TravailFlux(), LOT),
        Poste(TravailReleve(), LOT),
        Poste(TravailTelechargement(ctx.reglages.telechargements_simultanes), LOT),
        Poste(TravailLecture(), LOT_LECTURE, patient=True),
    )
