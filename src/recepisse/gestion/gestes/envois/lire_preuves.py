"""Read at the services what may prove which declaration a flux carries. Touches no row.

The list of deposits is read over the whole window of an attempt, margins included, in windows of the width
that the service announces. The documents of each candidate are then looked into: the certificate of
conformity or the report of anomalies (nature 11) names the declaration, other natures may too; the receipt
(nature 10) never does, but it is kept when the flux proves ours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from recepisse.echanges.api import Session, conduire, lister_depots, lister_retours_flux, telecharger
from recepisse.echanges.depots import DepotListe
from recepisse.echanges.fenetres import Fenetre, iter_fenetres
from recepisse.erreurs import AccesRefuse, Introuvable, MotifAcces
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.retours.identification import IdentiteDocument, identifier_document
from recepisse.retours.listing import RetourListe

ACCUSE = "10"
CONFORMITE = "11"
DOCUMENTS_MAX = 4
"""Documents looked into for one candidate: the first of them that names a declaration is enough."""


@dataclass(frozen=True, slots=True)
class LectureDepots:
    """What the list of deposits said.

    ``entiere`` is False when a part of the window cannot be asked yet, ``sure`` when a change of clock may
    have hidden a row.
    """

    depots: tuple[DepotListe, ...]
    entiere: bool
    sure: bool
    largeur: timedelta | None
    pas_avant: datetime | None


@dataclass(frozen=True, slots=True)
class PreuveFlux:
    """What the documents of one flux say, and its receipt when there is one."""

    document: IdentiteDocument | None = None
    accuse: bytes = b""


def lire_depots(
    session: Session, debut: datetime, fin: datetime, largeur: timedelta, ctx: Contexte
) -> LectureDepots:
    """Return the deposits listed between two instants."""
    maintenant = ctx.horloge()
    depots: dict[str, DepotListe] = {}
    annoncee, pas_avant, atteint, sure = largeur, None, debut, True
    while atteint < fin:
        fenetre = _fenetre(atteint, maintenant, annoncee)
        if fenetre is None:
            break
        liste = conduire(lister_depots(session, *fenetre.bornes), ctx.transport, session)
        depots |= {depot.idflux: depot for depot in liste.depots}
        sure = sure and not fenetre.relire_flux
        annoncee, pas_avant, atteint = liste.largeur or annoncee, liste.pas_avant, fenetre.fin
    return LectureDepots(tuple(depots.values()), atteint >= fin, sure, annoncee, pas_avant)


def lire_preuves(session: Session, idflux: Iterable[str], ctx: Contexte) -> dict[str, PreuveFlux]:
    """Return what the documents of each flux say; nothing for a flux that may not be read, or not yet."""
    preuves = {}
    for un_idflux in idflux:
        try:
            preuves[un_idflux] = _preuve(session, un_idflux, ctx)
        except Introuvable:
            preuves[un_idflux] = PreuveFlux()
        except AccesRefuse as refus:
            if refus.motif != MotifAcces.INTERDIT:
                raise
            preuves[un_idflux] = PreuveFlux()
    return preuves


def _fenetre(debut: datetime, maintenant: datetime, largeur: timedelta) -> Fenetre | None:
    return next(iter_fenetres(debut, maintenant, largeur=largeur, retard=timedelta()), None)


def _preuve(session: Session, idflux: str, ctx: Contexte) -> PreuveFlux:
    liste = conduire(lister_retours_flux(session, idflux), ctx.transport, session)
    retours = [r for flux in liste.flux for r in flux.retours if r.url]
    accuse = b""
    document = None
    for retour in sorted(retours, key=_ordre)[:DOCUMENTS_MAX]:
        octets = _document(session, retour, ctx)
        if retour.nature == ACCUSE:
            accuse = octets
        elif document is None or not document.nombre:
            document = identifier_document(octets)
    return PreuveFlux(document, accuse)


def _ordre(retour: RetourListe) -> tuple[int, str]:
    """Sort the certificate first, then the receipt, then what may also name the declaration."""
    return ([CONFORMITE, ACCUSE].index(retour.nature) if retour.nature in (CONFORMITE, ACCUSE) else 2), (
        retour.nature
    )


def _document(session: Session, retour: RetourListe, ctx: Contexte) -> bytes:
    """Return the bytes of a return, none when it was replaced since the list was read."""
    try:
        return conduire(telecharger(session, retour.url), ctx.transport, session).octets
    except Introuvable:
        return b""
