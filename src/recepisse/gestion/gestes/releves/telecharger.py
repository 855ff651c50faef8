"""Download every document at first sight: the State keeps it three months, an overwritten one no longer.

The address is the one that the list announced, followed only on known hosts. A 404 may be an overwritten
return, a purged one, or a service that is down: the flux is read again at once. If it announces another
address, that is a new version with its own download and this one is lost; if it announces the same, the
service is given time; if it announces nothing, the document is lost. Each of these is said on the row.

The bytes are in the archive, synchronised, before the row says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from threading import BoundedSemaphore

from recepisse.echanges.api import ListeRetours, conduire, lister_retours_flux, telecharger
from recepisse.erreurs import (
    AccesRefuse,
    Erreur,
    ErreurEchange,
    Injoignable,
    Introuvable,
    Patienter,
)
from recepisse.gestion.gestes.acces.etat_identifiant import noter_echec
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.ecrire_lot import Ligne, mettre_a_jour
from recepisse.gestion.gestes.recul import attente
from recepisse.gestion.gestes.releves.enregistrer_listing import Annonce, enregistrer_annonces
from recepisse.gestion.gestes.releves.issue_echange import (
    conserver_reponse,
    en_erreur_echange,
    vise_le_compte,
)
from recepisse.gestion.gestes.retours.demander_lectures import demander_lectures
from recepisse.gestion.models import Flux, Identifiant, LigneDue, VersionRetour
from recepisse.retours.identification import IdentiteDocument, identifier_document

Document = VersionRetour.Document
_TYPE_MAX = 100
_TACHES_PAR_TELECHARGEMENT = 2
"""While some wait for the disk, others hold the network; more threads than that only fight each other."""

_ANNONCE_EN_VAIN_MAX = 4
"""404 in a row, the list still announcing the document, after which it is declared lost."""


@dataclass(frozen=True, slots=True)
class TacheTelechargement:
    """A version to download."""

    ligne: int
    url: str
    idflux: str
    flux_id: int
    nature: str
    essais: int
    a_identifier: bool
    """True when the flux is not ours: its documents may say which declaration it carries."""
    identifiant: Identifiant = field(repr=False)


@dataclass(frozen=True, slots=True)
class ResultatTelechargement:
    """The bytes kept, or why there are none."""

    tache: TacheTelechargement
    somme: str = ""
    octets: int = 0
    type_contenu: str = ""
    identite: IdentiteDocument | None = None
    refuse: bool = False
    """True when the address is not one of the services'."""
    erreur: ErreurEchange | None = None
    relecture: ListeRetours | None = None
    """The list of the flux, read again after a 404."""


class TravailTelechargement:
    """Due versions."""

    nom = "telechargement"
    modele: type[LigneDue] = VersionRetour
    bail_secondes = 300

    def __init__(self, simultanes: int) -> None:
        """``simultanes`` downloads at once; more tasks than that, because each also waits for the disk."""
        self.simultanes = simultanes * _TACHES_PAR_TELECHARGEMENT
        self._reseau = BoundedSemaphore(simultanes)

    def commencer(self, ids: Sequence[int], ctx: Contexte) -> list[TacheTelechargement]:
        """Return one task per version whose account may be used; the others wait."""
        lignes = list(
            VersionRetour.objects.filter(pk__in=ids).values_list(
                "pk",
                "url",
                "essais",
                "retour__flux__idflux",
                "retour__flux_id",
                "retour__flux__declaration_id",
                "retour__flux__identite",
                "retour__nature",
                "retour__identifiant_id",
            )
        )
        comptes = Identifiant.objects.in_bulk({ligne[-1] for ligne in lignes})
        taches, a_reporter = [], []
        deja: set[tuple[int, str]] = set()
        for pk, url, essais, idflux, flux_id, declaration_id, identite, nature, identifiant_id in lignes:
            compte = comptes[identifiant_id]
            if not compte.actif or compte.etat == Identifiant.Etat.BLOQUE:
                a_reporter.append(pk)
                continue
            # Documents of one nature say the same of their declaration: one of them is searched.
            a_identifier = (
                declaration_id is None
                and (flux_id, nature) not in deja
                and nature not in identite.get(_NATURES_LUES, ())
                and not identite.keys() >= _IDENTITE_SUFFISANTE
            )
            deja.add((flux_id, nature))
            taches.append(TacheTelechargement(pk, url, idflux, flux_id, nature, essais, a_identifier, compte))
        if a_reporter:
            VersionRetour.objects.filter(pk__in=a_reporter).update(
                prochaine_action_le=ctx.horloge() + ctx.reglages.recul_max, bail_jusqu_a=None, bail_de=""
            )
        return taches

    def executer(self, tache: TacheTelechargement, ctx: Contexte) -> ResultatTelechargement:
        """Fetch the bytes into the archive; after a 404, read the flux again."""
        try:
            session = ctx.session(tache.identifiant)
            if not session.adresses.est_telechargeable(tache.url):
                return ResultatTelechargement(tache, refuse=True)
            with self._reseau:
                document = conduire(telecharger(session, tache.url), ctx.transport, session)
            somme = ctx.archive.deposer(document.octets)
        except Introuvable as erreur:
            return ResultatTelechargement(tache, erreur=erreur, relecture=_relire(tache, ctx))
        except Erreur as erreur:
            conserver_reponse(erreur, ctx)
            return ResultatTelechargement(tache, erreur=en_erreur_echange(erreur))
        return ResultatTelechargement(
            tache,
            somme,
            len(document.octets),
            document.type_contenu[:_TYPE_MAX],
            identifier_document(document.octets) if tache.a_identifier else None,
        )

    def consigner(self, resultats: Sequence[ResultatTelechargement], ctx: Contexte) -> None:
        """Write what became of each version, and what the documents say of foreign flux."""
        maintenant = ctx.horloge()
        relectures = [r for r in resultats if r.relecture is not None]
        enregistrer_annonces(
            [Annonce(r.tache.identifiant.pk, r.relecture.flux) for r in relectures if r.relecture],
            maintenant,
        )
        _identifier_flux(resultats)
        mettre_a_jour(
            VersionRetour, _COLONNES_CONSERVE, [_conserve(r, maintenant) for r in resultats if r.somme]
        )
        demander_lectures([r.tache.ligne for r in resultats if r.somme], maintenant)
        for resultat in resultats:
            if resultat.somme:
                continue
            valeurs = _valeurs(resultat, maintenant, ctx)
            VersionRetour.objects.filter(pk=resultat.tache.ligne).update(
                bail_jusqu_a=None, bail_de="", **valeurs
            )
            if resultat.erreur is not None and vise_le_compte(resultat.erreur):
                noter_echec(resultat.tache.identifiant.pk, resultat.erreur, maintenant, ctx)


def _relire(tache: TacheTelechargement, ctx: Contexte) -> ListeRetours | None:
    """Return what the flux announces now, or None when that cannot be known."""
    try:
        session = ctx.session(tache.identifiant)
        return conduire(lister_retours_flux(session, tache.idflux), ctx.transport, session)
    except Introuvable:
        return ListeRetours(flux=())
    except Erreur:
        return None


_COLONNES_CONSERVE = (
    "somme",
    "octets",
    "type_contenu",
    "document",
    "telecharge_le",
    "prochaine_action_le",
    "bail_jusqu_a",
    "bail_de",
    "essais",
    "derniere_erreur",
)


def _conserve(resultat: ResultatTelechargement, maintenant: datetime) -> Ligne:
    """Return the values of :data:`_COLONNES_CONSERVE`, then the key."""
    return (
        resultat.somme,
        resultat.octets,
        resultat.type_contenu,
        Document.CONSERVE.value,
        maintenant,
        None,
        None,
        "",
        0,
        "",
        resultat.tache.ligne,
    )


def _valeurs(resultat: ResultatTelechargement, maintenant: datetime, ctx: Contexte) -> dict[str, object]:
    """Return the columns of one version whose bytes did not come."""
    if resultat.refuse:
        return _fin(
            Document.REFUSE,
            "L’adresse de ce document n’est pas celle d’un service de l’État : elle n’a pas été suivie.",
        )
    erreur = resultat.erreur or ErreurEchange()
    if isinstance(erreur, Introuvable):
        return _apres_404(resultat, erreur, maintenant, ctx)
    if isinstance(erreur, AccesRefuse) and not vise_le_compte(erreur):
        return _fin(Document.REFUSE, str(erreur))
    return _reessayer(resultat.tache, erreur, maintenant, ctx)


def _fin(document: VersionRetour.Document, message: str) -> dict[str, object]:
    return {"document": document, "derniere_erreur": message, "prochaine_action_le": None}


def _apres_404(
    resultat: ResultatTelechargement, erreur: Introuvable, maintenant: datetime, ctx: Contexte
) -> dict[str, object]:
    tache, relecture = resultat.tache, resultat.relecture
    if relecture is None:
        return _reessayer(tache, erreur, maintenant, ctx)
    annonces = {entree.url for flux in relecture.flux for entree in flux.retours}
    if tache.url not in annonces:
        return _fin(
            Document.PERDU,
            "Le service ne propose plus ce document : l’organisme l’a remplacé, ou son délai de "
            "conservation est passé.",
        )
    if tache.essais + 1 >= _ANNONCE_EN_VAIN_MAX:
        return _fin(Document.PERDU, "Le service annonce ce document mais ne le fournit pas.")
    return _reessayer(tache, erreur, maintenant, ctx)


def _reessayer(
    tache: TacheTelechargement, erreur: ErreurEchange, maintenant: datetime, ctx: Contexte
) -> dict[str, object]:
    """Try again later. There is no last try: only the service can say that a document is lost."""
    reglages, essais = ctx.reglages, tache.essais + 1
    lent = not isinstance(erreur, Injoignable | Patienter | Introuvable)
    delai = attente(essais, reglages.recul_max if lent else reglages.recul_initial, reglages.recul_max)
    return {
        "essais": essais,
        "derniere_erreur": str(erreur),
        "prochaine_action_le": max(erreur.reprise_a or maintenant, maintenant + delai),
    }


def _identifier_flux(resultats: Sequence[ResultatTelechargement]) -> None:
    """Complete what is known of foreign flux; what an earlier document said is kept."""
    lues: dict[int, dict[str, object]] = {}
    natures: dict[int, set[str]] = {}
    for resultat in resultats:
        if resultat.somme and resultat.tache.a_identifier:
            flux_id = resultat.tache.flux_id
            natures.setdefault(flux_id, set()).add(resultat.tache.nature)
            lues.setdefault(flux_id, {}).update(_utile(resultat.identite))
    for flux in Flux.objects.filter(pk__in=lues).only("identite"):
        vues = natures[flux.pk].union(flux.identite.get(_NATURES_LUES, ()))
        complete = {**lues[flux.pk], **flux.identite, _NATURES_LUES: sorted(vues)}
        Flux.objects.filter(pk=flux.pk).update(identite=complete)


_CHAMPS_IDENTITE = tuple(f.name for f in fields(IdentiteDocument) if f.name != "idflux")
_IDENTITE_SUFFISANTE = frozenset({"siren", "nic", "nature", "mois"})
"""What proposes a declaration; once known, further documents are not searched."""


_NATURES_LUES = "natures_lues"
"""Key of ``Flux.identite`` that lists the natures already searched."""


def _utile(identite: IdentiteDocument | None) -> Mapping[str, object]:
    """Return what the document really says."""
    if identite is None:
        return {}
    return {nom: valeur for nom in _CHAMPS_IDENTITE if (valeur := getattr(identite, nom))}
