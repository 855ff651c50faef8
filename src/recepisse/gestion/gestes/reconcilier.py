"""What became of a deposit whose outcome is unknown: ask the list of deposits, look for proof, conclude.

The judgement is that of :mod:`recepisse.echanges.reconciliation`; here is what feeds it and what follows
from it. Nothing is concluded before the service had time to settle, nor before the whole window, margins for
a clock that differs from ours included, could be asked. A row refused at the door (KO) that nothing proves
ours is set aside: it was not taken, so sending the same bytes again cannot double anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO

from django.db.models import Q

from recepisse.dsn.apercu import lire_apercu
from recepisse.echanges.api import Session
from recepisse.echanges.cycle import Etat, Evenement
from recepisse.echanges.fenetres import largeur_apres_refus
from recepisse.echanges.reconciliation import (
    Adopter,
    Attendre,
    Decider,
    Decision,
    DeclarationDeposee,
    Delais,
    Preuve,
    Redeposer,
    Tentative,
    candidats,
    comparer,
    reconcilier,
)
from recepisse.erreurs import AccesRefuse, Erreur, ErreurEchange, Injoignable, Patienter
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.etat_identifiant import noter_echec, noter_succes
from recepisse.gestion.gestes.lire_preuves import LectureDepots, PreuveFlux, lire_depots, lire_preuves
from recepisse.gestion.gestes.recul import attente
from recepisse.gestion.gestes.transiter import poser_idflux, rendre_bail, transiter
from recepisse.gestion.models import Depot, Flux, Identifiant, TransitionDepot

REFUSE = "KO"
PREUVE_TARDIVE = timedelta(days=1)
"""How long a deposit that a person must decide about is still looked for: proof may come late."""

_MINUTE = timedelta(minutes=1)


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


def delais(ctx: Contexte) -> Delais:
    """Return the waits of the settings; an empty list proves nothing before the margin has passed too."""
    reglages = ctx.reglages
    return Delais(
        stabilisation=max(reglages.delai_stabilisation, reglages.marge_horloge),
        preuve=reglages.delai_preuve,
        marge=reglages.marge_horloge,
    )


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
        largeur=connue * _MINUTE if connue else ctx.reglages.largeur(concentrateur=concentrateur),
        connus=_connus(depot.pk, debut, recents.values_list("idflux", flat=True)),
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


def conclure(trouvaille: Trouvaille, ctx: Contexte) -> None:
    """Write in the caller's transaction what the search decides, and what is due next."""
    depot = (
        Depot.objects.select_for_update(of=("self",))
        .select_related("envoi__identifiant", "declaration__etablissement__entreprise")
        .get(pk=trouvaille.recherche.ligne)
    )
    if depot.nb_tentatives != trouvaille.recherche.numero or depot.etat not in (Etat.INCONNU, Etat.A_DECIDER):
        return
    if trouvaille.erreur is not None:
        _reporter(depot, trouvaille.erreur, trouvaille, ctx)
    elif trouvaille.lecture is not None and trouvaille.declaration is not None:
        _noter_cadence(trouvaille.recherche.identifiant_id, trouvaille.lecture)
        noter_succes(trouvaille.recherche.identifiant_id, trouvaille.lue_a)
        _appliquer(
            depot, _decision(trouvaille, trouvaille.lecture, trouvaille.declaration, ctx), trouvaille, ctx
        )
    depot.save()


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
        identifiant_metier=declaree.identifiant_metier,
        emetteur=recherche.emetteur,
    )


def _connus(depot_id: int, debut: datetime, listes: Iterable[str]) -> frozenset[str]:
    """Return, among these idflux, those that cannot be this deposit's.

    They belong to another deposit, were adopted by a declaration, or were seen before the attempt began.
    """
    noms = list(listes)
    pris = Depot.objects.filter(idflux__in=noms).exclude(pk=depot_id)
    anciens = Flux.objects.filter(Q(declaration__isnull=False) | Q(vu_le__lt=debut), idflux__in=noms)
    return frozenset([*pris.values_list("idflux", flat=True), *anciens.values_list("idflux", flat=True)])


def _decision(
    trouvaille: Trouvaille, lecture: LectureDepots, declaration: DeclarationDeposee, ctx: Contexte
) -> Decision:
    documents = {idflux: preuve.document for idflux, preuve in trouvaille.preuves.items()}
    utiles = [
        depot
        for depot in lecture.depots
        if depot.statut != REFUSE
        or comparer(declaration, depot.idflux, documents.get(depot.idflux)) is Preuve.SIENNE
    ]
    decision = reconcilier(
        declaration,
        trouvaille.recherche.tentative,
        utiles,
        connus=_connus(
            trouvaille.recherche.ligne,
            trouvaille.recherche.tentative.debut,
            [depot.idflux for depot in utiles],
        ),
        documents=documents,
        lue_a=trouvaille.lue_a,
        delais=delais(ctx),
    )
    if isinstance(decision, Redeposer) and not lecture.entiere:
        return Attendre(etrangers=decision.etrangers)
    return decision


def _appliquer(depot: Depot, decision: Decision, trouvaille: Trouvaille, ctx: Contexte) -> None:
    depot.essais = 0
    depot.derniere_erreur = ""
    _garder_etrangers(depot, decision.etrangers, trouvaille)
    match decision:
        case Adopter(idflux):
            _adopter(depot, idflux, trouvaille)
        case Attendre():
            rendre_bail(depot, _prochaine_lecture(trouvaille, ctx))
        case Decider(choix):
            _demander(depot, choix, trouvaille, "Plusieurs dépôts possibles, ou un que rien ne prouve.")
        case Redeposer():
            _redeposer(depot, trouvaille, ctx)


def _adopter(depot: Depot, idflux: str, trouvaille: Trouvaille) -> None:
    transiter(depot, Evenement.TROUVE_UN, trouvaille.lue_a, f"Flux {idflux}, prouvé par un de ses documents")
    transiter(depot, Evenement.CONFIRMER, trouvaille.lue_a)
    depot.candidats = []
    if idflux in trouvaille.accuses:
        depot.accuse_somme, depot.accuse_le = trouvaille.accuses[idflux], trouvaille.lue_a
    rendre_bail(depot, None)
    poser_idflux(depot, idflux, trouvaille.lue_a)


def _demander(depot: Depot, choix: Iterable[str], trouvaille: Trouvaille, pourquoi: str) -> None:
    """Leave the choice to a person, and go on looking for a proof for a while."""
    lus = {d.idflux: d for d in trouvaille.lecture.depots} if trouvaille.lecture else {}
    depot.candidats = [
        {"idflux": i, "date": d.date.isoformat() if d.date else "", "statut": d.statut}
        for i in choix
        if (d := lus.get(i)) is not None
    ]
    depot.derniere_erreur = pourquoi
    if depot.etat == Etat.INCONNU:
        transiter(depot, Evenement.TROUVE_PLUSIEURS, trouvaille.lue_a, pourquoi)
    limite = trouvaille.recherche.tentative.fin + PREUVE_TARDIVE
    suite = trouvaille.lue_a + timedelta(hours=1)
    rendre_bail(depot, suite if depot.candidats and suite < limite else None)


def _redeposer(depot: Depot, trouvaille: Trouvaille, ctx: Contexte) -> None:
    """Let the bytes leave again, since nothing was taken; not for ever, and only if that is automatic."""
    if depot.etat == Etat.A_DECIDER:
        _demander(depot, (), trouvaille, "Aucun dépôt de ces octets n’a été trouvé.")
        return
    deja = TransitionDepot.objects.filter(depot=depot, evenement=Evenement.TROUVE_AUCUN).count()
    if not ctx.reglages.redepot_automatique or deja >= ctx.reglages.redepots_max:
        _demander(depot, (), trouvaille, "Aucun dépôt de ces octets n’a été trouvé : décidez de la suite.")
        return
    transiter(depot, Evenement.TROUVE_AUCUN, trouvaille.lue_a)
    rendre_bail(depot, trouvaille.lue_a)


def _garder_etrangers(depot: Depot, etrangers: Iterable[str], trouvaille: Trouvaille) -> None:
    """Keep the flux of other programs: they can be adopted by the declaration that they belong to."""
    dates = {d.idflux: d.date for d in trouvaille.lecture.depots} if trouvaille.lecture else {}
    for idflux in etrangers:
        Flux.objects.get_or_create(
            idflux=idflux,
            defaults={
                "identifiant": depot.envoi.identifiant,
                "vu_le": trouvaille.lue_a,
                "depose_le": dates.get(idflux),
                "prochaine_action_le": trouvaille.lue_a,
            },
        )


def _prochaine_lecture(trouvaille: Trouvaille, ctx: Contexte) -> datetime:
    """Return when to ask again: once the service has settled, then at a slowing pace until the proof."""
    stable = trouvaille.recherche.tentative.fin + delais(ctx).stabilisation
    depuis = trouvaille.lue_a - trouvaille.recherche.tentative.fin
    rythme = max(ctx.reglages.delai_stabilisation / 2, depuis / 4, timedelta(seconds=1))
    prochaine = stable if trouvaille.lue_a < stable else trouvaille.lue_a + rythme
    permis = trouvaille.lecture.pas_avant if trouvaille.lecture else None
    return max(prochaine, permis or prochaine)


def _noter_cadence(identifiant_id: int, lecture: LectureDepots) -> None:
    valeurs: dict[str, object] = {"depots_pas_avant": lecture.pas_avant}
    if lecture.largeur is not None:
        valeurs["largeur_depots_minutes"] = max(1, lecture.largeur // _MINUTE)
    Identifiant.objects.filter(pk=identifiant_id).update(**valeurs)


def _reporter(depot: Depot, erreur: Erreur, trouvaille: Trouvaille, ctx: Contexte) -> None:
    """Say why the list could not be read and when to try again; the outcome stays unknown."""
    depot.essais += 1
    depot.derniere_erreur = str(erreur)
    reprise = trouvaille.lue_a + attente(depot.essais, ctx.reglages.recul_initial, ctx.reglages.recul_max)
    if isinstance(erreur, ErreurEchange) and erreur.reprise_a is not None:
        reprise = max(erreur.reprise_a, trouvaille.lue_a)
    if isinstance(erreur, Patienter):
        etroite = largeur_apres_refus(trouvaille.recherche.largeur, erreur.largeur)
        Identifiant.objects.filter(pk=trouvaille.recherche.identifiant_id).update(
            largeur_depots_minutes=max(1, etroite // _MINUTE)
        )
    elif isinstance(erreur, AccesRefuse | Injoignable):
        noter_echec(trouvaille.recherche.identifiant_id, erreur, trouvaille.lue_a, ctx)
    rendre_bail(depot, None if isinstance(erreur, AccesRefuse) else reprise)
