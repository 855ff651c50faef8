"""Poll an account: read, window after window, every return added or changed since the last time.

The cursor of the account moves only over windows really read, in the same transaction as what they
announced. A turn reads at most ``fenetres_par_tour`` windows; what remains is due again at once. ``Expires``
concerns the repetition of one same call: it holds back the next general retrieval, never the next window.

Each turn leaves a :class:`~recepisse.gestion.models.Releve`: one row for the consecutive windows that were
read, and one more for the window that failed.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from recepisse.echanges.api import ListeRetours, conduire, lister_retours
from recepisse.echanges.fenetres import (
    CONSERVATION,
    Fenetre,
    fenetres_a_lire,
    largeur_apres_refus,
    trou,
)
from recepisse.erreurs import Erreur, ErreurEchange, Patienter
from recepisse.gestion.gestes.acces.etat_identifiant import noter_echec, noter_succes
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.releves.cadence import est_suspendue
from recepisse.gestion.gestes.releves.enregistrer_listing import Annonce, Compte, enregistrer_annonces
from recepisse.gestion.gestes.releves.issue_echange import conserver_reponse, en_erreur_echange, issue_de
from recepisse.gestion.models import Flux, Identifiant, LigneDue, Releve
from recepisse.temps import to_paris

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class TacheReleve:
    """An account to poll, as it was when it was claimed."""

    ligne: int
    identifiant: Identifiant
    cause: Releve.Cause
    maintenant: datetime
    largeur: timedelta


@dataclass(frozen=True, slots=True)
class Lecture:
    """One window and its answer."""

    fenetre: Fenetre
    liste: ListeRetours


@dataclass(frozen=True, slots=True)
class Panne:
    """The window that could not be read, and why."""

    fenetre: Fenetre | None
    erreur: ErreurEchange
    reponse_somme: str


@dataclass(frozen=True, slots=True)
class ResultatReleve:
    """A turn: the windows read, then what stopped it, if anything did."""

    tache: TacheReleve
    lectures: tuple[Lecture, ...]
    panne: Panne | None
    debut_le: datetime
    fin_le: datetime

    @property
    def curseur(self) -> datetime:
        """Return the end of what was really read."""
        return self.lectures[-1].fenetre.fin if self.lectures else self.tache.identifiant.curseur

    @property
    def largeur(self) -> timedelta | None:
        """Return the last width announced by the service, None when it said nothing."""
        return next((lu.liste.largeur for lu in reversed(self.lectures) if lu.liste.largeur), None)

    @property
    def pas_avant(self) -> datetime | None:
        """Return before when the last call must not be repeated."""
        return self.lectures[-1].liste.pas_avant if self.lectures else None


class TravailReleve:
    """Due accounts: one task an account, several accounts at once."""

    nom = "releve"
    modele: type[LigneDue] = Identifiant
    bail_secondes = 300

    def __init__(self, simultanes: int = 4) -> None:
        self.simultanes = simultanes

    def commencer(self, ids: Sequence[int], ctx: Contexte) -> list[TacheReleve]:
        """Return one task per usable account; release the others."""
        maintenant, suspendue = ctx.horloge(), est_suspendue(ctx)
        comptes = list(Identifiant.objects.filter(pk__in=ids).order_by("prochaine_action_le", "pk"))
        a_laisser = [i.pk for i in comptes if not i.actif or (suspendue and i.demande_le is None)]
        if a_laisser:
            Identifiant.objects.filter(pk__in=a_laisser).update(
                prochaine_action_le=None, bail_jusqu_a=None, bail_de=""
            )
        return [_tache(i, maintenant, ctx) for i in comptes if i.pk not in a_laisser]

    def executer(self, tache: TacheReleve, ctx: Contexte) -> ResultatReleve:
        """Read windows until all is read, the turn is full, or one fails."""
        debut_le = ctx.horloge()
        lectures: list[Lecture] = []
        panne = None
        curseur, largeur = tache.identifiant.curseur, tache.largeur
        while len(lectures) < ctx.reglages.fenetres_par_tour and panne is None:
            fenetre = _prochaine(curseur, tache.maintenant, largeur, ctx)
            if fenetre is None:
                break
            try:
                session = ctx.session(tache.identifiant)
                liste = conduire(lister_retours(session, *fenetre.bornes), ctx.transport, session)
            except Erreur as erreur:
                panne = Panne(fenetre, en_erreur_echange(erreur), conserver_reponse(erreur, ctx))
            else:
                lectures.append(Lecture(fenetre, liste))
                curseur, largeur = fenetre.fin, liste.largeur or largeur
        return ResultatReleve(tache, tuple(lectures), panne, debut_le, ctx.horloge())

    def consigner(self, resultats: Sequence[ResultatReleve], ctx: Contexte) -> None:
        """Write what was announced, move the cursors over what was read, say what is due next."""
        maintenant = ctx.horloge()
        comptes = _enregistrer(resultats, maintenant)
        releves = [r for res, compte in zip(resultats, comptes, strict=True) for r in _releves(res, compte)]
        Releve.objects.bulk_create(releves)
        _avancer_curseurs(resultats, maintenant, ctx)
        for resultat in resultats:
            if resultat.lectures and _a_signaler(resultat.tache.identifiant):
                noter_succes(resultat.tache.ligne, maintenant)
            if resultat.panne is not None:
                _noter_panne(resultat, resultat.panne, maintenant, ctx)
            if any(lecture.fenetre.relire_flux for lecture in resultat.lectures):
                _relire_flux(resultat.tache.ligne, maintenant)


def _tache(identifiant: Identifiant, maintenant: datetime, ctx: Contexte) -> TacheReleve:
    connue = identifiant.largeur_minutes
    concentrateur = identifiant.mode == Identifiant.Mode.CONCENTRATEUR
    largeur = connue * _MINUTE if connue else ctx.reglages.largeur(concentrateur=concentrateur)
    cause = Releve.Cause.CADENCE
    if identifiant.demande_le is not None:
        cause = Releve.Cause.DEMANDE
    elif maintenant - identifiant.curseur > 2 * ctx.reglages.cadence_ferme:
        cause = Releve.Cause.RATTRAPAGE
    return TacheReleve(identifiant.pk, identifiant, cause, maintenant, largeur)


def _prochaine(curseur: datetime, maintenant: datetime, largeur: timedelta, ctx: Contexte) -> Fenetre | None:
    retard = ctx.reglages.retard_releve
    fenetres = fenetres_a_lire(curseur, maintenant, largeur=largeur, retard=retard, maximum=1)
    return fenetres[0] if fenetres else None


def _enregistrer(resultats: Sequence[ResultatReleve], maintenant: datetime) -> list[Compte]:
    """Write every answer of every turn; return one count per turn."""
    lus = [(rang, lecture) for rang, r in enumerate(resultats) for lecture in r.lectures]
    annonces = [Annonce(resultats[rang].tache.ligne, lecture.liste.flux) for rang, lecture in lus]
    comptes = [Compte() for _ in resultats]
    for (rang, _lecture), compte in zip(lus, enregistrer_annonces(annonces, maintenant), strict=True):
        comptes[rang] += compte
    return comptes


def _releves(resultat: ResultatReleve, compte: Compte) -> list[Releve]:
    tache, lignes = resultat.tache, []
    duree_ms = round((resultat.fin_le - resultat.debut_le).total_seconds() * 1000)
    if resultat.lectures:
        lignes.append(
            Releve(
                identifiant_id=tache.ligne,
                cause=tache.cause,
                fenetre_debut=resultat.lectures[0].fenetre.debut,
                fenetre_fin=resultat.curseur,
                debut_le=resultat.debut_le,
                duree_ms=duree_ms,
                issue=Releve.Issue.SUCCES,
                message=_dire_trou(tache),
                nb_flux=compte.nb_flux,
                nb_retours=compte.nb_retours,
                nb_nouveaux=compte.nb_nouveaux,
                nb_changes=compte.nb_changes,
            )
        )
    if (panne := resultat.panne) is not None:
        lignes.append(
            Releve(
                identifiant_id=tache.ligne,
                cause=tache.cause,
                fenetre_debut=panne.fenetre.debut if panne.fenetre else None,
                fenetre_fin=panne.fenetre.fin if panne.fenetre else None,
                debut_le=resultat.debut_le,
                duree_ms=duree_ms,
                issue=issue_de(panne.erreur),
                statut_http=panne.erreur.statut,
                message=str(panne.erreur),
                reponse_somme=panne.reponse_somme,
            )
        )
    return lignes


def _dire_trou(tache: TacheReleve) -> str:
    """Say which stretch will never be read: the services keep returns for three months."""
    perdu = trou(tache.identifiant.curseur, tache.maintenant)
    if perdu is None:
        return ""
    du, au = (to_paris(instant).strftime("%d/%m/%Y %H:%M") for instant in perdu)
    return (
        f"Rien n’a été relevé du {du} au {au} : le service ne conserve les retours que trois mois. "
        "Vérifiez cette période sur le portail."
    )


def _a_signaler(identifiant: Identifiant) -> bool:
    """Return True when a success changes what is known of the account."""
    return identifiant.etat != Identifiant.Etat.OK or identifiant.essais > 0


def _avancer_curseurs(resultats: Sequence[ResultatReleve], maintenant: datetime, ctx: Contexte) -> None:
    """Move cursors and give leases back. Accounts that end alike are one statement."""
    groupes: defaultdict[tuple[tuple[str, object], ...], list[int]] = defaultdict(list)
    for resultat in resultats:
        groupes[tuple(_valeurs(resultat, maintenant, ctx).items())].append(resultat.tache.ligne)
    for valeurs, ids in groupes.items():
        Identifiant.objects.filter(pk__in=ids).update(**dict(valeurs))


def _valeurs(resultat: ResultatReleve, maintenant: datetime, ctx: Contexte) -> dict[str, object]:
    valeurs: dict[str, object] = {"bail_jusqu_a": None, "bail_de": ""}
    if resultat.lectures:
        valeurs |= {"curseur": resultat.curseur, "dernier_succes_le": maintenant}
        if resultat.pas_avant is not None:
            valeurs["pas_avant"] = resultat.pas_avant
        if resultat.largeur is not None:
            valeurs["largeur_minutes"] = _minutes(resultat.largeur)
    if resultat.panne is not None:
        return valeurs
    largeur = resultat.largeur or resultat.tache.largeur
    reste = _prochaine(resultat.curseur, resultat.tache.maintenant, largeur, ctx) is not None
    valeurs["prochaine_action_le"] = maintenant if reste else None
    if not reste:
        valeurs |= {"demande_le": None, "essais": 0, "derniere_erreur": ""}
    return valeurs


def _noter_panne(resultat: ResultatReleve, panne: Panne, maintenant: datetime, ctx: Contexte) -> None:
    """Say why the account could not be read, and ask for less after a « too wide »."""
    noter_echec(resultat.tache.ligne, panne.erreur, maintenant, ctx)
    compte = Identifiant.objects.filter(pk=resultat.tache.ligne)
    if not isinstance(panne.erreur, Patienter):
        compte.update(demande_le=None)
    elif panne.fenetre is not None:
        debut, fin = panne.fenetre.bornes
        compte.update(largeur_minutes=_minutes(largeur_apres_refus(fin - debut, resultat.largeur)))


def _minutes(largeur: timedelta) -> int:
    return max(1, int(largeur / _MINUTE))


def _relire_flux(identifiant_id: int, maintenant: datetime) -> None:
    """Ask for every recent flux of the account: no window surely holds an hour that exists twice."""
    Flux.objects.filter(identifiant_id=identifiant_id, vu_le__gte=maintenant - CONSERVATION).update(
        prochaine_action_le=maintenant
    )
