"""Look for a deposit whose outcome is unknown: what to ask, and what the services answer.

``preparer_recherche`` reads the rows, ``chercher`` only talks to the services; what follows from it is
decided and written by :mod:`recepisse.gestion.gestes.envois.reconcilier`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO

from django.db.models import Q

from recepisse.dsn.apercu import lire_apercu
from recepisse.echanges.api import Session
from recepisse.echanges.reconciliation import DeclarationDeposee, Tentative, candidats
from recepisse.erreurs import Erreur
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.envois.lire_preuves import LectureDepots, PreuveFlux, lire_depots, lire_preuves
from recepisse.gestion.models import Depot, Flux, Identifiant

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Recherche:
    """What the search needs, read when the row was claimed."""

    ligne: int
    identifiant_id: int
    numero: int
    somme: str
    emetteur: str
    tentative: Tentative
    largeur: timedelta
    connus: frozenset[str]
    """Idflux already known not to be this deposit's: their documents need not be read."""
    session: Session = field(repr=False)


@dataclass(frozen=True, slots=True)
class Trouvaille:
    """What the search brought, or why it could not be made."""

    recherche: Recherche
    lue_a: datetime
    declaration: DeclarationDeposee | None = None
    lecture: LectureDepots | None = None
    preuves: dict[str, PreuveFlux] = field(default_factory=dict)
    accuses: dict[str, str] = field(default_factory=dict)
    """idflux → sum of its receipt in the archive."""
    erreur: Erreur | None = None


def preparer_recherche(depot: Depot, ctx: Contexte) -> Recherche:
    """Return what the search for ``depot`` needs."""
    identifiant = depot.envoi.identifiant
    concentrateur = identifiant.mode == Identifiant.Mode.CONCENTRATEUR
    connue = identifiant.largeur_depots_minutes
    debut = depot.tentative_le or depot.envoi.cree_le
    recents = Flux.objects.filter(identifiant=identifiant, vu_le__gte=debut - 2 * ctx.reglages.marge_horloge)
    return Recherche(
        ligne=depot.pk,
        identifiant_id=identifiant.pk,
        numero=depot.nb_tentatives,
        somme=depot.somme,
        emetteur=depot.envoi.emetteur_siret,
        tentative=Tentative(debut, depot.tentative_fin_le or debut, identifiant.declarant_siret),
        largeur=connue * MINUTE if connue else ctx.reglages.largeur(concentrateur=concentrateur),
        connus=connus(depot.pk, debut, recents.values_list("idflux", flat=True)),
        session=ctx.session(identifiant),
    )


def chercher(recherche: Recherche, ctx: Contexte) -> Trouvaille:
    """Read the list, and the documents of what could be this deposit. Touches no row."""
    marge = ctx.reglages.marge_horloge
    tentative = recherche.tentative
    try:
        declaration = _declaration(recherche, ctx)
        lecture = lire_depots(
            recherche.session, tentative.debut - marge, tentative.fin + marge, recherche.largeur, ctx
        )
        a_prouver = candidats(tentative, lecture.depots, recherche.connus, marge)
        preuves = lire_preuves(recherche.session, a_prouver, ctx)
        accuses = {i: ctx.archive.deposer(p.accuse) for i, p in preuves.items() if p.accuse}
    except Erreur as erreur:
        return Trouvaille(recherche, ctx.horloge(), erreur=erreur)
    return Trouvaille(recherche, ctx.horloge(), declaration, lecture, preuves, accuses)


def _declaration(recherche: Recherche, ctx: Contexte) -> DeclarationDeposee:
    """Return what was declared, read again from the very bytes of the attempt."""
    apercu = lire_apercu(BytesIO(ctx.archive.lire(recherche.somme)))
    declaree = apercu.declarations[0]
    return DeclarationDeposee(
        siren=declaree.siren,
        nic=declaree.nic,
        nature=declaree.nature,
        mois=declaree.mois,
        type=declaree.type,
        fraction=declaree.fraction,
        ordre=declaree.ordre,
        logiciel=apercu.logiciel,
        identifiant_metier=declaree.identifiant_metier,
        emetteur=recherche.emetteur,
    )


def connus(depot_id: int, debut: datetime, listes: Iterable[str]) -> frozenset[str]:
    """Return, among these idflux, those that cannot be this deposit's.

    They belong to another deposit, were adopted by a declaration, or were seen before the attempt began.
    """
    noms = list(listes)
    pris = Depot.objects.filter(idflux__in=noms).exclude(pk=depot_id)
    anciens = Flux.objects.filter(Q(declaration__isnull=False) | Q(vu_le__lt=debut), idflux__in=noms)
    return frozenset([*pris.values_list("idflux", flat=True), *anciens.values_list("idflux", flat=True)])
