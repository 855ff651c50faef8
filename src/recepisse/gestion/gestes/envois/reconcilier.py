"""What became of a deposit whose outcome is unknown: ask the list of deposits, look for proof, conclude.

The judgement is that of :mod:`recepisse.echanges.reconciliation`; here is what feeds it and what follows
from it. Nothing is concluded before the service had time to settle, nor before the whole window, margins for
a clock that differs from ours included, could be asked. A row that the list says refused (KO) is waited for
like another; if no document came of it in the end it is set aside: it was not taken, whoever sent it, so
sending the same bytes again doubles nothing.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from recepisse.echanges.cycle import Etat, Evenement
from recepisse.echanges.depots import DepotListe
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
    comparer,
    reconcilier,
)
from recepisse.erreurs import AccesRefuse, Erreur, ErreurEchange, Injoignable, Patienter
from recepisse.gestion.gestes.acces.etat_identifiant import noter_echec, noter_succes
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.envois.chercher_depot import MINUTE, Trouvaille, connus
from recepisse.gestion.gestes.envois.lire_preuves import LectureDepots, PreuveFlux
from recepisse.gestion.gestes.envois.transiter import poser_idflux, rendre_bail, transiter
from recepisse.gestion.gestes.recul import attente
from recepisse.gestion.gestes.retours.prevoir_retours import prevoir_depot
from recepisse.gestion.models import Depot, Flux, Identifiant, TransitionDepot

REFUSE = "KO"
PREUVE_TARDIVE = timedelta(days=1)
"""How long a deposit that a person must decide about is still looked for: proof may come late."""


def delais(ctx: Contexte) -> Delais:
    """Return the waits of the settings; an empty list proves nothing before the margin has passed too."""
    reglages = ctx.reglages
    return Delais(
        stabilisation=max(reglages.delai_stabilisation, reglages.marge_horloge),
        preuve=reglages.delai_preuve,
        marge=reglages.marge_horloge,
    )


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


def _decision(
    trouvaille: Trouvaille, lecture: LectureDepots, declaration: DeclarationDeposee, ctx: Contexte
) -> Decision:
    documents = {idflux: preuve.document for idflux, preuve in trouvaille.preuves.items()}
    utiles = _sans_refuses_muets(trouvaille, lecture, declaration, ctx)
    decision = reconcilier(
        declaration,
        trouvaille.recherche.tentative,
        utiles,
        connus=connus(
            trouvaille.recherche.ligne,
            trouvaille.recherche.tentative.debut,
            [depot.idflux for depot in utiles],
        ),
        documents=documents,
        lue_a=trouvaille.lue_a,
        delais=delais(ctx),
        sure=lecture.sure,
    )
    if isinstance(decision, Redeposer) and not lecture.entiere:
        return Attendre(etrangers=decision.etrangers)
    return decision


def _sans_refuses_muets(
    trouvaille: Trouvaille, lecture: LectureDepots, declaration: DeclarationDeposee, ctx: Contexte
) -> list[DepotListe]:
    """Return the rows to judge: those refused (KO) of which no document came in time are left out."""
    if trouvaille.lue_a - trouvaille.recherche.tentative.fin < ctx.reglages.delai_preuve:
        return list(lecture.depots)
    rien = PreuveFlux()
    return [
        depot
        for depot in lecture.depots
        if depot.statut != REFUSE
        or comparer(declaration, depot.idflux, trouvaille.preuves.get(depot.idflux, rien).document)
        is not Preuve.MUETTE
    ]


def _appliquer(depot: Depot, decision: Decision, trouvaille: Trouvaille, ctx: Contexte) -> None:
    depot.essais = 0
    depot.derniere_erreur = ""
    _garder_etrangers(depot, decision.etrangers, trouvaille)
    match decision:
        case Adopter(idflux):
            _adopter(depot, idflux, trouvaille, ctx)
        case Attendre():
            rendre_bail(depot, _prochaine_lecture(trouvaille, ctx))
        case Decider(choix):
            _demander(depot, choix, trouvaille, "Plusieurs dépôts possibles, ou un que rien ne prouve.")
        case Redeposer():
            _redeposer(depot, trouvaille, ctx)


def _adopter(depot: Depot, idflux: str, trouvaille: Trouvaille, ctx: Contexte) -> None:
    transiter(depot, Evenement.TROUVE_UN, trouvaille.lue_a, f"Flux {idflux}, prouvé par un de ses documents")
    transiter(depot, Evenement.CONFIRMER, trouvaille.lue_a)
    depot.candidats = []
    if idflux in trouvaille.accuses:
        depot.accuse_somme, depot.accuse_le = trouvaille.accuses[idflux], trouvaille.lue_a
    rendre_bail(depot, None)
    prevoir_depot(depot, poser_idflux(depot, idflux, trouvaille.lue_a), ctx)


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
    return stable if trouvaille.lue_a < stable else trouvaille.lue_a + rythme


def _noter_cadence(identifiant_id: int, lecture: LectureDepots) -> None:
    valeurs: dict[str, object] = {"depots_pas_avant": lecture.pas_avant}
    if lecture.largeur is not None:
        valeurs["largeur_depots_minutes"] = max(1, lecture.largeur // MINUTE)
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
            largeur_depots_minutes=max(1, etroite // MINUTE)
        )
    elif isinstance(erreur, AccesRefuse | Injoignable):
        noter_echec(trouvaille.recherche.identifiant_id, erreur, trouvaille.lue_a, ctx)
    rendre_bail(depot, None if isinstance(erreur, AccesRefuse) else reprise)
