"""One attempt to deposit: committed before the call, made, and written down.

The order is what makes a deposit impossible to double: ``engager`` commits the attempt (sum of the
bytes, instant, number), and only the attempt that was just committed is called. A process that dies after
that leaves a row in ``tentative``: whoever meets it later knows nothing of the outcome and asks the list
of deposits. The login comes before the call, apart from it, so that a refused or lost login never makes
an outcome unknown: nothing was sent.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from recepisse.echanges.api import Session, authentifier, conduire, deposer
from recepisse.echanges.cycle import Etat, Evenement
from recepisse.erreurs import (
    AccesRefuse,
    Erreur,
    ErreurArchive,
    ErreurEchange,
    Injoignable,
    Patienter,
    ReponseInattendue,
    RequeteRefusee,
)
from recepisse.gestion.gestes.acces.etat_identifiant import noter_echec, noter_succes
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.envois.essai_reel import lire_essai
from recepisse.gestion.gestes.envois.transiter import poser_idflux, rendre_bail, transiter
from recepisse.gestion.gestes.recul import attente
from recepisse.gestion.gestes.retours.prevoir_retours import prevoir_depot
from recepisse.gestion.models import Depot


class Issue(StrEnum):
    """How the call ended, as far as is known."""

    AEE = "aee"
    ARE = "are"
    PERDUE = "perdue"
    NON_PARTI = "non_parti"


@dataclass(frozen=True, slots=True)
class Tentative:
    """What the call needs, read while the attempt was being committed."""

    ligne: int
    identifiant_id: int
    numero: int
    """``nb_tentatives`` of the attempt: tells a late answer from the answer of a newer attempt."""
    somme: str
    essai: bool
    session: Session = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reponse:
    """How one attempt ended."""

    tentative: Tentative
    issue: Issue
    finie_le: datetime
    idflux: str = ""
    accuse_somme: str = ""
    erreur: Erreur | None = None


def engager(depot: Depot, ctx: Contexte) -> Tentative:
    """Commit (in the caller's transaction) that the bytes of ``depot`` are about to leave."""
    maintenant = ctx.horloge()
    depot.nb_tentatives += 1
    depot.tentative_le = maintenant
    depot.tentative_fin_le = None
    transiter(
        depot, Evenement.TENTER, maintenant, f"Tentative {depot.nb_tentatives}, octets {depot.somme[:12]}…"
    )
    depot.save(update_fields=["etat", "nb_tentatives", "tentative_le", "tentative_fin_le"])
    identifiant = depot.envoi.identifiant
    return Tentative(
        ligne=depot.pk,
        identifiant_id=identifiant.pk,
        numero=depot.nb_tentatives,
        somme=depot.somme,
        essai=depot.envoi.essai,
        session=ctx.session(identifiant),
    )


def appeler(tentative: Tentative, ctx: Contexte) -> Reponse:
    """Make the call; whatever goes wrong is part of the answer."""
    try:
        octets = _octets(tentative, ctx)
        if tentative.session.jeton_valable() is None:
            conduire(authentifier(tentative.session), ctx.transport, tentative.session)
    except Erreur as erreur:
        return Reponse(tentative, Issue.NON_PARTI, ctx.horloge(), erreur=erreur)
    try:
        recu = conduire(deposer(tentative.session, octets), ctx.transport, tentative.session)
    except Erreur as erreur:
        issue = Issue.PERDUE if _peut_etre_recu(erreur) else Issue.NON_PARTI
        corps = erreur.corps if isinstance(erreur, ErreurEchange) else b""
        return Reponse(tentative, issue, ctx.horloge(), accuse_somme=_conserver(corps, ctx), erreur=erreur)
    issue = Issue.PERDUE if not recu.certaine else Issue.AEE if recu.accepte else Issue.ARE
    return Reponse(tentative, issue, ctx.horloge(), recu.idflux, _conserver(recu.accuse, ctx))


def noter(reponse: Reponse, ctx: Contexte) -> None:
    """Write in the caller's transaction how the attempt ended, and what is due next."""
    depot = (
        Depot.objects.select_for_update(of=("self",))
        .select_related("envoi__identifiant", "declaration__etablissement__entreprise")
        .get(pk=reponse.tentative.ligne)
    )
    if depot.nb_tentatives != reponse.tentative.numero or depot.etat not in (Etat.TENTATIVE, Etat.INCONNU):
        return
    _SUITES[_issue_sure(reponse)](depot, reponse, ctx)
    depot.save()


def _issue_sure(reponse: Reponse) -> Issue:
    """Return the outcome, lost when the service gives an idflux that another deposit already has."""
    if not reponse.idflux:
        return reponse.issue
    autre = Depot.objects.filter(idflux=reponse.idflux).exclude(pk=reponse.tentative.ligne)
    return Issue.PERDUE if autre.exists() else reponse.issue


def _octets(tentative: Tentative, ctx: Contexte) -> bytes:
    """Return the bytes to deposit, after checking that they are what the person agreed to send."""
    octets = ctx.archive.lire(tentative.somme)
    if hashlib.sha256(octets).hexdigest() != tentative.somme:
        raise ErreurArchive("Les octets à déposer ne sont plus ceux qui ont été préparés.")
    if lire_essai(octets) is not tentative.essai:
        raise ErreurArchive(
            "Le code essai/réel des octets à déposer n’est pas celui qui a été confirmé.",
            conseil="Rien n’est parti. Préparez l’envoi de nouveau.",
        )
    return octets


def _peut_etre_recu(erreur: Erreur) -> bool:
    """Return True when the service may hold the bytes; an answer that nothing describes proves nothing."""
    return isinstance(erreur, ReponseInattendue) or (
        isinstance(erreur, ErreurEchange) and erreur.peut_etre_recu
    )


def _conserver(octets: bytes, ctx: Contexte) -> str:
    return ctx.archive.deposer(octets) if octets else ""


def _suite_aee(depot: Depot, reponse: Reponse, ctx: Contexte) -> None:
    _suite_recue(depot, reponse, ctx)
    if depot.etat == Etat.TENTATIVE:
        transiter(depot, Evenement.AEE_RECU, reponse.finie_le)
    else:
        transiter(depot, Evenement.TROUVE_UN, reponse.finie_le, "Réponse arrivée après la fin du bail")
        transiter(depot, Evenement.CONFIRMER, reponse.finie_le)
    prevoir_depot(depot, poser_idflux(depot, reponse.idflux, reponse.finie_le), ctx)


def _suite_are(depot: Depot, reponse: Reponse, ctx: Contexte) -> None:
    _suite_recue(depot, reponse, ctx)
    if depot.etat == Etat.INCONNU:
        transiter(depot, Evenement.TROUVE_UN, reponse.finie_le, "Réponse arrivée après la fin du bail")
    transiter(depot, Evenement.ARE_RECU, reponse.finie_le)
    if reponse.idflux:
        poser_idflux(depot, reponse.idflux, reponse.finie_le)


def _suite_recue(depot: Depot, reponse: Reponse, ctx: Contexte) -> None:
    """Keep the receipt; the service let the account in."""
    depot.accuse_somme = reponse.accuse_somme
    depot.accuse_le = depot.tentative_fin_le = reponse.finie_le
    depot.essais = 0
    depot.derniere_erreur = ""
    depot.candidats = []
    rendre_bail(depot, None)
    noter_succes(depot.envoi.identifiant_id, ctx.horloge())


def _suite_perdue(depot: Depot, reponse: Reponse, ctx: Contexte) -> None:
    """Say that the outcome is unknown; the list of deposits is read once the service has settled."""
    if depot.etat == Etat.INCONNU:
        return
    depot.tentative_fin_le = reponse.finie_le
    depot.accuse_somme = reponse.accuse_somme
    _decrire(depot, reponse.erreur, "Le service n’a pas donné de numéro de flux.")
    transiter(depot, Evenement.ISSUE_PERDUE, reponse.finie_le, depot.derniere_erreur)
    rendre_bail(depot, reponse.finie_le + ctx.reglages.delai_stabilisation)


def _suite_non_parti(depot: Depot, reponse: Reponse, ctx: Contexte) -> None:
    """Go back to ``prepare`` and try again after a wait, or when a person has acted."""
    if depot.etat == Etat.INCONNU:
        return
    depot.tentative_fin_le = reponse.finie_le
    depot.essais += 1
    _decrire(depot, reponse.erreur, "")
    transiter(depot, Evenement.NON_PARTI, reponse.finie_le, depot.derniere_erreur)
    rendre_bail(depot, _reprise(depot, reponse, ctx))
    if isinstance(reponse.erreur, AccesRefuse | Patienter | Injoignable):
        noter_echec(depot.envoi.identifiant_id, reponse.erreur, reponse.finie_le, ctx)


def _reprise(depot: Depot, reponse: Reponse, ctx: Contexte) -> datetime | None:
    """Return when the same bytes may leave again; None holds them until a person has acted."""
    erreur = reponse.erreur
    if isinstance(erreur, AccesRefuse | RequeteRefusee):
        return None
    delai: timedelta = attente(depot.essais, ctx.reglages.recul_initial, ctx.reglages.recul_max)
    reprise = reponse.finie_le + delai
    if isinstance(erreur, ErreurEchange) and erreur.reprise_a:
        return max(erreur.reprise_a, reponse.finie_le)
    return reprise


def _decrire(depot: Depot, erreur: Erreur | None, defaut: str) -> None:
    depot.derniere_erreur = str(erreur) if erreur else defaut


_SUITES = {
    Issue.AEE: _suite_aee,
    Issue.ARE: _suite_are,
    Issue.PERDUE: _suite_perdue,
    Issue.NON_PARTI: _suite_non_parti,
}
