"""The deposit service: check order 415, 406, 422 (empty), 401, then AEE or ARE.

A receipt says nothing of conformity. In version 2.0 the mock sends the XML under a JSON type; a setting
turns the receipt into JSON.
"""

from typing import TYPE_CHECKING

from recepisse.echanges.entetes import TYPE_JSON, TYPE_XML
from recepisse.simulateur.appel import Appel, Resultat
from recepisse.simulateur.documents import accuse
from recepisse.simulateur.lecture import lire_dpae, lire_dsn
from recepisse.simulateur.modele import Depot
from recepisse.simulateur.regles import (
    DECLARANT,
    acceder,
    accepte_gzip,
    decompresser,
    is_depot_bien_type,
    refuser,
)
from recepisse.simulateur.routes import Route

if TYPE_CHECKING:
    from recepisse.simulateur.etat import Administration

SANS_CORPS = Resultat(400, {"content-type": "text/html"})
REFUSE = 422


def deposer(admin: "Administration", appel: Appel, route: Route) -> Resultat:
    """Answer a deposit: AEE with 200, ARE with 422, or a refusal with an empty body."""
    if not is_depot_bien_type(admin, appel):
        return refuser("415-type")
    if not accepte_gzip(appel.entetes):
        return refuser("406-encodage-accepte")
    if not appel.corps:
        return SANS_CORPS
    octets = decompresser(appel.corps)
    if not octets:
        return refuser("422-parametres")
    acces = acceder(admin, appel, DECLARANT)
    if isinstance(acces, Resultat):
        return acces
    service = acces.jeton.service
    depot = admin.recevoir(
        octets,
        lire_dpae(octets) if service == "dpae" else lire_dsn(octets),
        acces.personne,
        concentrateur=acces.concentrateur,
        regime=acces.jeton.regime,
        service=service,
    )
    return _accuser(admin, depot, route.version)


def _accuser(admin: "Administration", depot: Depot, version: str) -> Resultat:
    en_json = version != "1.0"
    corps = accuse.build_json(depot) if en_json and admin.options.accuse_json else accuse.build_xml(depot)
    entetes = {"content-type": TYPE_JSON if en_json else TYPE_XML, "cache-control": "no-cache"}
    return Resultat(200 if depot.statut == "OK" else REFUSE, entetes, corps)
