"""After a deposit whose outcome is unknown: what became of it, and under which idflux.

The service offers one means, the list of deposits: an idflux, a date, a state, and nothing of what was
deposited. Two errors are possible and both are grave. To send again what was taken makes a double
declaration. To adopt the deposit of another program (the portal, the accountant's software, another of our
own files sent at the same minute) makes one declaration believed sent that never was, and the returns of
another shown in its place. "Exactly one new idflux in the window" alone commits the second error: our call
may have failed while somebody else's succeeded. So a candidate is never adopted for being alone, but for
being *proved*: a return of its flux (the certificate of conformity comes in minutes, and names SIREN, NIC,
month, nature, type, fraction, order) says that it carries our declaration. The same document proves that
another candidate is foreign, and foreign ones are set aside: the caller keeps them as adoptable.

How much a document proves depends on who wrote it. The deposit point (nature 11) repeats what the file says:
a month, nature, type, fraction or order that differs there makes the candidate foreign. Other returns carry
codes of their own (one on a contract end says nature 01): theirs only count when they name another
establishment. A document is a proof of ours when nothing differs and what is declared is told beyond doubt.
An event (nature other than 01) is not: two sick leaves of one establishment look alike in every field that a
certificate has, except the free identifier of S20.G00.05.009 when the file has one. Another software or
another sender in an otherwise equal document is a doubt, not a proof: these names may be written otherwise.

Time decides the rest. Until :attr:`Delais.stabilisation` after the attempt, an empty list proves nothing:
the service may still be recording. Until :attr:`Delais.preuve`, a candidate without document is waited for.
After that, or at once when its document leaves a doubt, a person decides: it is neither adopted nor ignored,
because each would commit one of the two errors. Several proved candidates also go to a person: the same
declaration was deposited twice, and only one of them is ours.

All here is pure: rows, documents and durations in, one decision out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import TypeAlias

from recepisse.echanges.depots import DepotListe
from recepisse.retours.identification import (
    IdentiteDocument,
    meme_flux,
    normaliser_code,
    normaliser_mois,
    normaliser_ordre,
)
from recepisse.temps import parse_horodatage, to_horodatage


@dataclass(frozen=True, slots=True)
class Delais:
    """How long to wait. Nothing is published about either: they are settings."""

    stabilisation: timedelta = timedelta(minutes=10)
    """After the end of the attempt, before an empty list means that nothing was taken."""
    preuve: timedelta = timedelta(hours=2)
    """After the end of the attempt, before a candidate without document goes to a person."""
    marge: timedelta = timedelta(minutes=10)
    """How far the clock of the service may be from ours, on both sides of the window."""


@dataclass(frozen=True, slots=True)
class DeclarationDeposee:
    """What our file declares, as its bytes say it. "" for what it does not say (events have no month)."""

    siren: str
    nic: str
    nature: str
    mois: str = ""
    type: str = ""
    fraction: str = ""
    ordre: str = ""
    identifiant_metier: str = ""
    logiciel: str = ""
    """Software that made the file (S10.G00.00.001)."""
    emetteur: str = ""
    """SIRET of the sender of the file (S10.G00.01.001 and .002)."""


@dataclass(frozen=True, slots=True)
class Tentative:
    """One attempt: from just before the call to when it was given up (or to the restart of the program)."""

    debut: datetime
    fin: datetime
    declarant: str = ""
    """SIRET of the declarant that deposited, "" to accept any that the list names."""


@dataclass(frozen=True, slots=True)
class Adopter:
    """One deposit is proved ours."""

    idflux: str
    etrangers: tuple[str, ...] = ()
    """New flux that belong to other deposits: to keep as adoptable."""


@dataclass(frozen=True, slots=True)
class Attendre:
    """Too early: read the list and the documents of ``a_lire`` again later."""

    a_lire: tuple[str, ...] = ()
    etrangers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Redeposer:
    """Nothing was taken: the file may be sent again."""

    etrangers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decider:
    """A person must choose between ``candidats``, or say that none is ours."""

    candidats: tuple[str, ...]
    etrangers: tuple[str, ...] = ()


Decision: TypeAlias = Adopter | Attendre | Redeposer | Decider


class Preuve(Enum):
    """What a document says of a candidate."""

    SIENNE = auto()
    ETRANGERE = auto()
    DOUTEUSE = auto()
    """It will not say more: only a person can tell."""
    MUETTE = auto()
    """No document, or none that tells: a better one may come."""


MENSUELLE = "01"


def comparer(declaration: DeclarationDeposee, idflux: str, document: IdentiteDocument | None) -> Preuve:
    """Return what ``document``, found under ``idflux``, proves about ``declaration``.

    Give the document of the deposit point (nature 11) as soon as there is one: it proves most.
    """
    if document is None or not document.nombre or not document.siret:
        return Preuve.MUETTE
    if document.idflux and not meme_flux(document.idflux, idflux):
        return Preuve.MUETTE
    if (document.siren, document.nic) != (declaration.siren, declaration.nic):
        return Preuve.ETRANGERE
    if _differe(_dits(declaration, document)):
        return Preuve.ETRANGERE if document.du_depot else Preuve.MUETTE
    if _prouve(declaration, document):
        return Preuve.SIENNE
    return Preuve.DOUTEUSE if document.du_depot else Preuve.MUETTE


def _differe(paires: Iterable[tuple[str, str]]) -> bool:
    """Return True when both sides of one pair say something, and not the same."""
    return any(dit and notre and dit != notre for dit, notre in paires)


def _dits(notre: DeclarationDeposee, document: IdentiteDocument) -> Iterable[tuple[str, str]]:
    """Yield what the document and our file say of the declaration, written alike."""
    yield document.mois, normaliser_mois(notre.mois)
    yield document.nature, normaliser_code(notre.nature, 2)
    yield document.type, normaliser_code(notre.type, 2)
    yield document.fraction, normaliser_code(notre.fraction, 2)
    yield document.ordre, normaliser_ordre(notre.ordre)


def _prouve(notre: DeclarationDeposee, document: IdentiteDocument) -> bool:
    """Return True when a document that nothing contradicts can only be that of our declaration."""
    origine = (
        (document.logiciel, notre.logiciel.strip()),
        (document.emetteur, notre.emetteur),
        (document.identifiant_metier, notre.identifiant_metier.strip()),
    )
    if document.nombre != 1 or _differe(origine):
        return False
    if normaliser_code(notre.nature, 2) == MENSUELLE:
        return bool(document.mois)
    return bool(document.identifiant_metier and notre.identifiant_metier)


def candidats(
    tentative: Tentative, depots: Iterable[DepotListe], connus: Iterable[str], marge: timedelta
) -> tuple[str, ...]:
    """Return the idflux of the list that could be the attempt's, in order, each once.

    Left out: those already known to us, those of another declarant, those dated outside the window. An
    unreadable date leaves nothing out; one of the hour that exists twice is tried both ways.
    """
    vus = set(connus)
    retenus: dict[str, None] = {}
    for depot in depots:
        autre = tentative.declarant and depot.siret and depot.siret != tentative.declarant
        dedans = any(
            tentative.debut - marge <= date <= tentative.fin + marge for date in _lectures(depot.date)
        )
        if depot.idflux not in vus and (dedans or depot.date is None) and not autre:
            retenus[depot.idflux] = None
    return tuple(retenus)


def _lectures(date: datetime | None) -> tuple[datetime, ...]:
    """Return the instants that a date of a list may mean: two in the double hour, one elsewhere."""
    if date is None:
        return ()
    lues = (parse_horodatage(to_horodatage(date), fold=passage) for passage in (0, 1))
    return (date, *(lue for lue in lues if lue is not None))


def reconcilier(
    declaration: DeclarationDeposee,
    tentative: Tentative,
    depots: Iterable[DepotListe],
    *,
    connus: Iterable[str],
    documents: Mapping[str, IdentiteDocument | None],
    lue_a: datetime,
    delais: Delais | None = None,
    sure: bool = True,
) -> Decision:
    """Decide what became of ``tentative``.

    ``depots`` is the list read at ``lue_a`` over the window of the attempt; ``connus`` every idflux that
    already belongs to a deposit of ours or was found foreign before; ``documents`` what is known of each
    candidate (absent or None: no identifying document yet). ``sure`` is False when a window of the list
    touched the double hour of October (``Fenetre.relire_flux``): the service may have hidden a row, so an
    empty list proves nothing, ever, and a person decides.
    """
    delais = delais or Delais()
    ecoule = lue_a - tentative.fin
    juges = {
        idflux: comparer(declaration, idflux, documents.get(idflux))
        for idflux in candidats(tentative, depots, connus, delais.marge)
    }
    siens, douteux, muets, etrangers = (
        tuple(idflux for idflux, preuve in juges.items() if preuve is voulue)
        for voulue in (Preuve.SIENNE, Preuve.DOUTEUSE, Preuve.MUETTE, Preuve.ETRANGERE)
    )
    if len(siens) > 1:
        return Decider((*siens, *douteux, *muets), etrangers)
    if muets and ecoule < delais.preuve:
        return Attendre(muets, etrangers)
    if siens:
        return Adopter(siens[0], etrangers)
    if douteux or muets:
        return Decider((*douteux, *muets), etrangers)
    if ecoule < delais.stabilisation:
        return Attendre((), etrangers)
    return Redeposer(etrangers) if sure else Decider((), etrangers)
