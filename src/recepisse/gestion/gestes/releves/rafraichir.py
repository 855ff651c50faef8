"""Read again one flux: at growing intervals right after a sending (C1), or when a person asks (C4).

The service of one flux has no window and no cursor. Right after a deposit an unknown flux (404) or an empty
list is the normal case: the next reading tells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from recepisse.echanges.api import ListeRetours, conduire, lister_retours_flux
from recepisse.erreurs import Erreur, ErreurEchange, ErreurSaisie, Injoignable, Introuvable, Patienter
from recepisse.gestion.gestes.acces.etat_identifiant import noter_echec
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.journaliser import journaliser
from recepisse.gestion.gestes.recul import attente
from recepisse.gestion.gestes.releves.enregistrer_listing import Annonce, Compte, enregistrer_annonces
from recepisse.gestion.gestes.releves.issue_echange import (
    conserver_reponse,
    en_erreur_echange,
    issue_de,
    vise_le_compte,
)
from recepisse.gestion.models import Envoi, Flux, Identifiant, LigneDue, Releve, Utilisateur

AGES_RELECTURE = tuple(timedelta(seconds=s) for s in (5, 15, 30, 60, 120, 300, 600, 1200))
"""Ages of a deposit at which its flux is read alone; afterwards the general retrieval suffices."""


@dataclass(frozen=True, slots=True)
class TacheFlux:
    """A flux to read again."""

    ligne: int
    idflux: str
    identifiant: Identifiant
    depose_le: datetime | None
    essais: int
    cause: Releve.Cause


@dataclass(frozen=True, slots=True)
class ResultatFlux:
    """Its returns, or why they could not be read."""

    tache: TacheFlux
    liste: ListeRetours | None
    erreur: ErreurEchange | None
    reponse_somme: str
    debut_le: datetime
    fin_le: datetime


class TravailFlux:
    """Due flux."""

    nom = "flux"
    modele: type[LigneDue] = Flux
    bail_secondes = 300

    def __init__(self, simultanes: int = 4) -> None:
        self.simultanes = simultanes

    def commencer(self, ids: Sequence[int], ctx: Contexte) -> list[TacheFlux]:
        """Return one task per flux whose account may be used; release the others."""
        maintenant = ctx.horloge()
        lignes = list(Flux.objects.filter(pk__in=ids).select_related("identifiant"))
        utiles = [f for f in lignes if _utilisable(f.identifiant)]
        inutiles = {f.pk for f in lignes} - {f.pk for f in utiles}
        if inutiles:
            Flux.objects.filter(pk__in=inutiles).update(
                prochaine_action_le=None, bail_jusqu_a=None, bail_de=""
            )
        return [
            TacheFlux(f.pk, f.idflux, f.identifiant, f.depose_le, f.essais, _cause(f, maintenant))
            for f in utiles
        ]

    def executer(self, tache: TacheFlux, ctx: Contexte) -> ResultatFlux:
        """Ask for the returns of the flux."""
        debut_le = ctx.horloge()
        liste, echec, somme = None, None, ""
        try:
            session = ctx.session(tache.identifiant)
            liste = conduire(lister_retours_flux(session, tache.idflux), ctx.transport, session)
        except Erreur as erreur:
            echec, somme = en_erreur_echange(erreur), conserver_reponse(erreur, ctx)
        return ResultatFlux(tache, liste, echec, somme, debut_le, ctx.horloge())

    def consigner(self, resultats: Sequence[ResultatFlux], ctx: Contexte) -> None:
        """Write what was announced and when to read each flux again."""
        maintenant = ctx.horloge()
        lus = [r for r in resultats if r.liste is not None]
        annonces = [Annonce(r.tache.identifiant.pk, r.liste.flux) for r in lus if r.liste is not None]
        comptes = dict(
            zip((r.tache.ligne for r in lus), enregistrer_annonces(annonces, maintenant), strict=True)
        )
        Releve.objects.bulk_create([_releve(r, comptes.get(r.tache.ligne, Compte())) for r in resultats])
        for resultat in resultats:
            Flux.objects.filter(pk=resultat.tache.ligne).update(**_suite(resultat, maintenant, ctx))
            if resultat.erreur is not None and vise_le_compte(resultat.erreur):
                noter_echec(resultat.tache.identifiant.pk, resultat.erreur, maintenant, ctx)


def rafraichir_envoi(envoi: Envoi, ctx: Contexte, par: Utilisateur | None = None) -> int:
    """Make every flux of the envoi due now; return how many."""
    if not _utilisable(envoi.identifiant):
        raise ErreurSaisie(
            "L’identifiant de cet envoi n’est pas utilisable : ses retours ne peuvent pas être relus.",
            conseil=envoi.identifiant.conseil or "Corrigez-le ou remettez-le en service.",
        )
    with transaction.atomic():
        nombre = Flux.objects.filter(depot__envoi=envoi).update(prochaine_action_le=ctx.horloge(), essais=0)
        journaliser("rafraichir", f"envoi:{envoi.pk}", ctx, par, flux=nombre)
    return nombre


def premiere_relecture(depose_le: datetime) -> datetime:
    """Return when the flux of a new deposit is first read."""
    return depose_le + AGES_RELECTURE[0]


def _utilisable(identifiant: Identifiant) -> bool:
    return identifiant.actif and identifiant.etat != Identifiant.Etat.BLOQUE


def _prochaine_relecture(depose_le: datetime | None, maintenant: datetime) -> datetime | None:
    """Return the next age of the table that is still to come."""
    if depose_le is None:
        return None
    return next((depose_le + age for age in AGES_RELECTURE if depose_le + age > maintenant), None)


def _cause(flux: Flux, maintenant: datetime) -> Releve.Cause:
    recent = flux.depose_le is not None and maintenant - flux.depose_le <= AGES_RELECTURE[-1]
    return Releve.Cause.ENVOI if recent else Releve.Cause.FLUX


def _suite(resultat: ResultatFlux, maintenant: datetime, ctx: Contexte) -> dict[str, object]:
    """Return the columns that say what is due next."""
    rendu: dict[str, object] = {"bail_jusqu_a": None, "bail_de": "", "essais": 0, "derniere_erreur": ""}
    prochaine = _prochaine_relecture(resultat.tache.depose_le, maintenant)
    erreur = resultat.erreur
    if erreur is None or isinstance(erreur, Introuvable):
        return rendu | {"prochaine_action_le": prochaine}
    rendu |= {"essais": resultat.tache.essais + 1, "derniere_erreur": str(erreur)}
    return rendu | {"prochaine_action_le": _reprise(resultat.tache, erreur, maintenant, ctx)}


def _reprise(tache: TacheFlux, erreur: ErreurEchange, maintenant: datetime, ctx: Contexte) -> datetime | None:
    """Return when to try again; None when only a person, or the general retrieval, can do better."""
    reglages, essais = ctx.reglages, tache.essais + 1
    if erreur.definitif or essais >= reglages.essais_max:
        return None
    if erreur.reprise_a is not None:
        return max(erreur.reprise_a, maintenant)
    initial = reglages.recul_initial if isinstance(erreur, Injoignable | Patienter) else reglages.recul_max
    return maintenant + attente(essais, initial, reglages.recul_max)


def _releve(resultat: ResultatFlux, compte: Compte) -> Releve:
    tache, erreur = resultat.tache, resultat.erreur
    inconnu = isinstance(erreur, Introuvable)
    return Releve(
        identifiant_id=tache.identifiant.pk,
        cause=tache.cause,
        idflux=tache.idflux,
        debut_le=resultat.debut_le,
        duree_ms=round((resultat.fin_le - resultat.debut_le).total_seconds() * 1000),
        issue=Releve.Issue.SUCCES if erreur is None or inconnu else issue_de(erreur),
        statut_http=erreur.statut if erreur else None,
        message="Le service ne connaît pas encore, ou plus, ce flux." if inconnu else str(erreur or ""),
        reponse_somme=resultat.reponse_somme,
        nb_flux=compte.nb_flux,
        nb_retours=compte.nb_retours,
        nb_nouveaux=compte.nb_nouveaux,
        nb_changes=compte.nb_changes,
    )
