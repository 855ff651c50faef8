"""One call from its path to its answer: route, count, fault, service.

A fault that strikes *before* replaces the call; one that strikes *after* lets it be taken into account and
replaces, or spoils, what is answered.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from recepisse.echanges.messages import Service
from recepisse.simulateur import consultation, objets
from recepisse.simulateur.appel import Appel, Incident, Resultat
from recepisse.simulateur.connexion import authentifier
from recepisse.simulateur.depot import deposer
from recepisse.simulateur.pannes import PAGE_MAINTENANCE, REFUS, Alteration, Moment, Panne
from recepisse.simulateur.regles import refuser
from recepisse.simulateur.routes import Route, trouver

if TYPE_CHECKING:
    from recepisse.simulateur.etat import Administration

INCONNU = Resultat(404)
METHODE_REFUSEE = Resultat(405)
"""What a wrong method gets (not documented: the plain meaning of HTTP)."""

SERVICES: Mapping[Service, Callable[["Administration", Appel, Route], Resultat]] = MappingProxyType(
    {
        Service.AUTHENTIFIER: authentifier,
        Service.AUTHENTIFIER_MSA: authentifier,
        Service.DEPOSER: deposer,
        Service.LISTER_DEPOTS: consultation.lister_depots,
        Service.LISTER_RETOURS_DECLARANT: consultation.lister_retours_declarant,
        Service.LISTER_RETOURS_CONCENTRATEUR: consultation.lister_retours_concentrateur,
        Service.LISTER_RETOURS_FLUX: consultation.lister_retours_flux,
        Service.TELECHARGER: consultation.telecharger,
        Service.LISTER_OBJETS_DECLARANT: objets.lister_objets_declarant,
        Service.LISTER_OBJETS_CONCENTRATEUR: objets.lister_objets_concentrateur,
        Service.TELECHARGER_OBJET: objets.telecharger_objet,
        Service.LISTER_BPIJ_DECLARANT: objets.lister_bpij_declarant,
        Service.LISTER_BPIJ_CONCENTRATEUR: objets.lister_bpij_concentrateur,
        Service.TELECHARGER_BPIJ: objets.telecharger_bpij,
    }
)
"""Who answers each service."""

_IDFLUX_XML = re.compile(rb"<idflux>[^<]*</idflux>")
_IDFLUX_JSON = re.compile(rb'"idflux": "[^"]*", ')

ARRIVE = frozenset({Incident.CORPS_LENT, Incident.GZIP_TRONQUE})
"""Accidents of the answer: the call itself always went well."""


def traiter(admin: "Administration", appel: Appel) -> Resultat:
    """Answer one call, under the lock of the administration."""
    route = trouver(appel.chemin)
    if route is None:
        return INCONNU
    if appel.methode != route.methode:
        return METHODE_REFUSEE
    with admin.verrou:
        admin.compter(route.service)
        panne = admin.pannes.prendre(route.service)
        if panne is None:
            return SERVICES[route.service](admin, appel, route)
        if panne.moment is Moment.AVANT and not _is_de_reponse(panne):
            return _effet(panne)
        return _gater(panne, SERVICES[route.service](admin, appel, route))


def _is_de_reponse(panne: Panne) -> bool:
    return panne.genre in set(Alteration) or panne.genre in ARRIVE


def _effet(panne: Panne) -> Resultat:
    """Return what the caller gets instead of an answer."""
    if panne.genre in REFUS:
        resultat = refuser(REFUS[panne.genre])
        ailleurs = {"location": PAGE_MAINTENANCE} if panne.genre == "maintenance" else {}
        return replace(resultat, entetes={**resultat.entetes, **ailleurs})
    return Resultat(0, incident=Incident(panne.genre), duree=panne.duree)


def _gater(panne: Panne, resultat: Resultat) -> Resultat:
    """Return a good answer, spoiled."""
    match panne.genre:
        case Alteration.LISTE_MALFORMEE:
            return replace(resultat, corps=resultat.corps[: len(resultat.corps) // 2])
        case Alteration.SANS_IDFLUX:
            return replace(resultat, corps=_IDFLUX_JSON.sub(b"", _IDFLUX_XML.sub(b"", resultat.corps)))
        case Incident.CORPS_LENT | Incident.GZIP_TRONQUE:
            return replace(resultat, incident=Incident(panne.genre), duree=panne.duree)
    return _effet(panne)
