"""The reading services: deposits, returns of a declarant, of a hub, of one deposit, and downloads.

Check orders measured on the published mock: a declarant's lists 422, 406, 401, 429; a hub's lists 422, 429,
406, 401. No window in the path is 404; an unknown deposit is 404, somebody else's is 403, one with nothing
yet is an empty list.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from recepisse.echanges.adresses import chemin
from recepisse.echanges.entetes import build_largeur
from recepisse.echanges.messages import Service
from recepisse.simulateur.appel import Appel, Resultat
from recepisse.simulateur.comptes import cle
from recepisse.simulateur.fonds import lecteur_de
from recepisse.simulateur.listes import Adresse, rendre_depots, rendre_retours
from recepisse.simulateur.modele import Depot, Retour
from recepisse.simulateur.periode import Periode, lire_periode
from recepisse.simulateur.regles import (
    CONCENTRATEUR,
    DECLARANT,
    TOUTES,
    Acces,
    Forme,
    acceder,
    accepte_gzip,
    dater,
    refuser,
)
from recepisse.simulateur.routes import Route
from recepisse.temps import to_horodatage

if TYPE_CHECKING:
    from recepisse.simulateur.etat import Administration

IDFLUX_MAX = 50
IDRETOUR_MAX = 10
SEGMENTS_FENETRE = 2


def lister_depots(admin: "Administration", appel: Appel, route: Route) -> Resultat:
    """Answer the deposits of a declarant inside a window."""
    periode = lire_fenetre(admin, route)
    if isinstance(periode, Resultat):
        return periode
    acces = entrer(admin, appel, DECLARANT)
    if isinstance(acces, Resultat):
        return acces
    options = admin.options
    largeur = options.largeur_depots_concentrateur if acces.concentrateur else options.largeur_depots
    refus = _contraintes(admin, appel, periode, largeur)
    if refus:
        return refus
    depots = admin.fonds.depots_de(lecteur_de(acces.personne), periode)
    if not options.refuses_listes:
        depots = [depot for depot in depots if depot.statut == "OK"]
    rendu = rendre_depots(acces.personne, depots, route.version, options.forme_json)
    return annoncer(admin, rendu, largeur)


def lister_retours_declarant(admin: "Administration", appel: Appel, route: Route) -> Resultat:
    """Answer the returns published for a declarant inside a window."""
    periode = lire_fenetre(admin, route)
    if isinstance(periode, Resultat):
        return periode
    acces = entrer(admin, appel, DECLARANT)
    if isinstance(acces, Resultat):
        return acces
    largeur = admin.options.largeur_declarant
    refus = _contraintes(admin, appel, periode, largeur)
    if refus:
        return refus
    retours = admin.fonds.retours_de(
        lecteur_de(acces.personne), periode, admin.limite_conservation, admin.maintenant
    )
    return annoncer(admin, _rendre(admin, appel, route, retours), largeur)


def lister_retours_concentrateur(admin: "Administration", appel: Appel, route: Route) -> Resultat:
    """Answer the returns published for a hub inside a window; a declarant that it names is ignored."""
    periode = lire_fenetre(admin, route)
    if isinstance(periode, Resultat):
        return periode
    largeur = admin.options.largeur_concentrateur
    refus = _contraintes(admin, appel, periode, largeur)
    if refus:
        return refus
    acces = entrer(admin, appel, CONCENTRATEUR)
    if isinstance(acces, Resultat):
        return acces
    retours = admin.fonds.retours_de(
        acces.concentrateur, periode, admin.limite_conservation, admin.maintenant
    )
    return annoncer(admin, _rendre(admin, appel, route, retours), largeur)


def lister_retours_flux(admin: "Administration", appel: Appel, route: Route) -> Resultat:
    """Answer every return of one deposit."""
    if not route.segments:
        return refuser("404-flux-inconnu")
    idflux = route.segments[0]
    if len(idflux) > IDFLUX_MAX:
        return refuser("422-parametres")
    depot = _depot(admin, appel, idflux, "404-flux-inconnu")
    if isinstance(depot, Resultat):
        return depot
    retours = admin.fonds.retours_du_flux(idflux, admin.limite_conservation, admin.maintenant)
    type_, corps = _rendre(admin, appel, route, retours)
    return Resultat(200, {"content-type": type_, "cache-control": "no-cache"}, corps)


def telecharger(admin: "Administration", appel: Appel, route: Route) -> Resultat:
    """Answer one document; purged, overwritten, too old or unknown is 404."""
    if len(route.segments) != len(("idflux", "idretour")):
        return refuser("404-retour-purge")
    idflux, numero = route.segments
    if len(idflux) > IDFLUX_MAX or len(numero) > IDRETOUR_MAX:
        return refuser("422-parametres")
    depot = _depot(admin, appel, idflux, "404-retour-purge")
    if isinstance(depot, Resultat):
        return depot
    retour = admin.fonds.retours.get(numero)
    if retour is None or retour.idflux != idflux or not retour.avec_document:
        return refuser("404-retour-purge")
    if not admin.fonds.est_visible(retour, admin.limite_conservation, admin.maintenant):
        return refuser("404-retour-purge")
    document = admin.document(retour)
    entetes = {"content-type": document.type_contenu, "cache-control": "no-cache"}
    return Resultat(200, entetes, document.octets)


def build_adresse(admin: "Administration", appel: Appel, retour: Retour) -> str:
    """Return the download address of a return: our own origin, or the official download host."""
    base = admin.options.base_telechargement or _origine(appel.origine)
    debut = chemin(Service.TELECHARGER).rstrip("/")
    return f"{base}{debut}/{quote(retour.idflux, safe='')}/{retour.numero}"


def _origine(origine: str) -> str:
    """Return where documents are downloaded when lists are read at ``origine`` (guide §10)."""
    hote = urlsplit(origine).netloc
    if hote.startswith("consultation") and ".dsn" in hote:
        return origine.replace("//consultation", "//telechargement", 1)
    return origine


def entrer(admin: "Administration", appel: Appel, formes: frozenset[Forme]) -> Acces | Resultat:
    """Return who calls a reading service, or the refusal."""
    if not accepte_gzip(appel.entetes):
        return refuser("406-encodage-accepte")
    return acceder(admin, appel, formes)


def _depot(admin: "Administration", appel: Appel, idflux: str, absent: str) -> Depot | Resultat:
    """Return a deposit that the caller may read, or the refusal."""
    acces = entrer(admin, appel, TOUTES)
    if isinstance(acces, Resultat):
        return acces
    depot = admin.fonds.depots.get(idflux)
    if depot is None:
        return refuser(absent)
    permis = (
        depot.concentrateur == acces.concentrateur
        if acces.concentrateur
        else cle(depot.declarant) == cle(acces.personne)
    )
    return depot if permis else refuser("403-autre-deposant")


def lire_fenetre(admin: "Administration", route: Route) -> Periode | Resultat:
    """Return the window of a list, or the refusal of a path that holds none."""
    if not route.segments:
        return refuser("404-indisponible")
    if len(route.segments) > SEGMENTS_FENETRE:
        return refuser("422-parametres")
    debut = route.segments[0]
    fin = route.segments[1] if len(route.segments) > 1 else to_horodatage(admin.maintenant)
    return lire_periode(debut, fin, admin.options.heure_double) or refuser("422-parametres")


def trop_large(periode: Periode, largeur: int) -> bool:
    """Return True when a window is wider than ``largeur`` minutes."""
    return periode.largeur > timedelta(minutes=largeur)


def _contraintes(admin: "Administration", appel: Appel, periode: Periode, largeur: int) -> Resultat | None:
    """Return 429 when the window is too wide, or the same list asked again too early (if that is set)."""
    if trop_large(periode, largeur):
        return refuser("429-contraintes")
    if not admin.options.repetition_refusee:
        return None
    demande = appel.entetes.get("authorization", ""), appel.chemin
    maintenant = admin.maintenant
    if admin.rappels.get(demande, maintenant) > maintenant:
        return refuser("429-contraintes")
    admin.rappels[demande] = maintenant + admin.options.pas
    return None


def _rendre(
    admin: "Administration", appel: Appel, route: Route, retours: Sequence[Retour]
) -> tuple[str, bytes]:
    groupes: dict[str, list[Retour]] = {}
    for retour in retours:
        groupes.setdefault(retour.idflux, []).append(retour)
    adresse: Adresse = lambda retour: build_adresse(admin, appel, retour)  # noqa: E731 -- closes over the call
    return rendre_retours(list(groupes.items()), route.version, admin.options.forme_json, adresse)


def annoncer(admin: "Administration", rendu: tuple[str, bytes], largeur: int) -> Resultat:
    """Return a list with the width of its windows and the instant of its next useful call."""
    type_, corps = rendu
    entetes = {
        "content-type": type_,
        "cache-control": "no-cache",
        "accept-ranges": build_largeur(timedelta(minutes=largeur)),
        "expires": dater(admin.maintenant + admin.options.pas),
    }
    return Resultat(200, entetes, corps)
