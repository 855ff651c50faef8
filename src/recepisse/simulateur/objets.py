"""Lists and documents that hang on no flux: parameter sheets of the OC (FPOC), slips of allowances (BPIJ).

Both follow from the deposits alone, so nothing more is kept: an adhesion seen in a deposit has its sheet an
hour later; a declaration of sick leave has its slip the next day. Paths, fields and check orders are those of
the published kit; their hosts are published nowhere.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs

from recepisse.echanges.adresses import chemin
from recepisse.echanges.entetes import TYPE_XML
from recepisse.echanges.messages import Service
from recepisse.simulateur.appel import Appel, Resultat
from recepisse.simulateur.comptes import cle
from recepisse.simulateur.consultation import annoncer, entrer, lire_fenetre, trop_large
from recepisse.simulateur.documents.bpij import build_bordereau
from recepisse.simulateur.documents.fpoc import build_fiche
from recepisse.simulateur.documents.socle import PROLOGUE, Document, bloc, facultatif, feuille
from recepisse.simulateur.modele import Depot, Organisme
from recepisse.simulateur.regles import CONCENTRATEUR, DECLARANT, TOUTES, Acces, Forme, refuser
from recepisse.simulateur.routes import Route
from recepisse.temps import to_horodatage, to_paris

if TYPE_CHECKING:
    from recepisse.simulateur.etat import Administration

ATTENTE_FICHE = timedelta(hours=1)
ATTENTE_BORDEREAU = timedelta(days=1)
ARRET = "04"
"""Nature of a declaration of sick leave (S20.G00.05.001)."""
_JOUR = 8
"""Digits of a day, ``aaaammjj``."""


class Objet(NamedTuple):
    """One parameter sheet."""

    numero: str
    depot: Depot
    organisme: Organisme
    publication: datetime


def lister_objets_declarant(admin: "Administration", appel: Appel, route: Route) -> Resultat:
    """Answer the sheets published for a declarant inside a window."""
    periode = lire_fenetre(admin, route)
    if isinstance(periode, Resultat):
        return periode
    acces = entrer(admin, appel, DECLARANT)
    if isinstance(acces, Resultat):
        return acces
    if trop_large(periode, admin.options.largeur_declarant):
        return refuser("429-contraintes")
    objets = [o for o in _objets(admin, acces) if periode.contient(o.publication)]
    return annoncer(admin, (TYPE_XML, _liste_objets(admin, appel, objets)), admin.options.largeur_declarant)


def lister_objets_concentrateur(admin: "Administration", appel: Appel, route: Route) -> Resultat:
    """Answer the sheets published for a hub inside a window."""
    periode = lire_fenetre(admin, route)
    if isinstance(periode, Resultat):
        return periode
    if trop_large(periode, admin.options.largeur_concentrateur):
        return refuser("429-contraintes")
    acces = entrer(admin, appel, CONCENTRATEUR)
    if isinstance(acces, Resultat):
        return acces
    objets = [o for o in _objets(admin, acces) if periode.contient(o.publication)]
    return annoncer(
        admin, (TYPE_XML, _liste_objets(admin, appel, objets)), admin.options.largeur_concentrateur
    )


def telecharger_objet(admin: "Administration", appel: Appel, route: Route) -> Resultat:
    """Answer one sheet: ``/{id}/xml``."""
    acces = entrer(admin, appel, TOUTES)
    if isinstance(acces, Resultat):
        return acces
    if len(route.segments) != len(("id", "xml")):
        return refuser("404-retour-purge")
    voulu = next((o for o in _objets(admin, acces) if o.numero == route.segments[0]), None)
    if voulu is None:
        return refuser("404-retour-purge")
    declaration = voulu.depot.declaration
    return _document(
        build_fiche(voulu.numero, declaration.siren, declaration.nic, voulu.organisme, voulu.publication)
    )


def lister_bpij_declarant(admin: "Administration", appel: Appel, route: Route) -> Resultat:
    """Answer the slips of whole days for a declarant; ``siret`` keeps one establishment."""
    return _lister_bpij(admin, appel, route, DECLARANT)


def lister_bpij_concentrateur(admin: "Administration", appel: Appel, route: Route) -> Resultat:
    """Answer the slips of whole days for a hub."""
    return _lister_bpij(admin, appel, route, CONCENTRATEUR)


def telecharger_bpij(admin: "Administration", appel: Appel, route: Route) -> Resultat:
    """Answer one slip."""
    acces = entrer(admin, appel, TOUTES)
    if isinstance(acces, Resultat):
        return acces
    arrets = {_numero_bpij(d): d for d in _arrets(admin, acces)}
    depot = arrets.get(route.segments[0]) if len(route.segments) == 1 else None
    return _document(build_bordereau(route.segments[0], depot)) if depot else refuser("404-retour-purge")


def _depots(admin: "Administration", acces: Acces) -> Iterator[Depot]:
    """Yield the deposits that the caller may read, oldest first."""
    for depot in admin.fonds.depots.values():
        mien = (
            depot.concentrateur == acces.concentrateur
            if acces.concentrateur
            else cle(depot.declarant) == cle(acces.personne)
        )
        if mien and depot.statut == "OK":
            yield depot


def _objets(admin: "Administration", acces: Acces) -> list[Objet]:
    """Return the published sheets: one per company and adhesion, from the first deposit that names it."""
    trouves: dict[str, Objet] = {}
    for depot in _depots(admin, acces):
        publication = depot.recu_le + ATTENTE_FICHE
        for organisme in depot.declaration.organismes if publication <= admin.maintenant else ():
            adhesion = f"{organisme.code}|{organisme.delegataire}|{organisme.contrat}"
            brin = f"{depot.declaration.siren}|{adhesion}"
            numero = hashlib.sha256(brin.encode()).hexdigest()[:10]
            trouves.setdefault(numero, Objet(numero, depot, organisme, publication))
    return list(trouves.values())


def _liste_objets(admin: "Administration", appel: Appel, objets: list[Objet]) -> bytes:
    groupes: dict[tuple[str, str, str], list[Objet]] = {}
    for objet in objets:
        qui = objet.depot.declarant
        groupes.setdefault((qui.siret, qui.nom, qui.prenom), []).append(objet)
    declarants = (
        bloc(
            "declarant",
            *map(feuille, ("siret", "nom", "prenom"), qui),
            *(_objet_xml(admin, appel, objet) for objet in groupe),
        )
        for qui, groupe in groupes.items()
    )
    return (PROLOGUE + bloc("objets", *declarants)).encode()


def _objet_xml(admin: "Administration", appel: Appel, objet: Objet) -> str:
    instant = to_horodatage(objet.publication)
    base = admin.options.base_telechargement or appel.origine
    return bloc(
        "objet",
        feuille("id", objet.numero),
        feuille("siren", objet.depot.declaration.siren),
        feuille("nic", objet.depot.declaration.nic),
        feuille("nature", "FPOC"),
        feuille("publication", instant),
        feuille("production", instant),
        feuille("url", f"{base}{chemin(Service.TELECHARGER_OBJET)}{objet.numero}/xml"),
        feuille("producteur", objet.organisme.code),
        facultatif("porteur", objet.organisme.delegataire),
    )


def _arrets(admin: "Administration", acces: Acces) -> list[Depot]:
    """Return the deposits of sick leave whose slip is out."""
    return [
        depot
        for depot in _depots(admin, acces)
        if depot.declaration.nature == ARRET and depot.recu_le + ATTENTE_BORDEREAU <= admin.maintenant
    ]


def _numero_bpij(depot: Depot) -> str:
    return f"{depot.ordinal:06d}"


def _jour_bpij(depot: Depot) -> str:
    return f"{to_paris(depot.recu_le + ATTENTE_BORDEREAU):%Y%m%d}"


def _lister_bpij(admin: "Administration", appel: Appel, route: Route, formes: frozenset[Forme]) -> Resultat:
    jours = (*route.segments, f"{to_paris(admin.maintenant):%Y%m%d}")[:2]
    if not route.segments:
        return refuser("404-indisponible")
    if len(route.segments) > len(("debut", "fin")) or not all(map(_is_jour, jours)):
        return refuser("422-parametres")
    acces = entrer(admin, appel, formes)
    if isinstance(acces, Resultat):
        return acces
    demande = parse_qs(appel.parametres).get("siret", [""])[0]
    choisis = [
        d
        for d in _arrets(admin, acces)
        if jours[0] <= _jour_bpij(d) <= jours[1] and demande in {"", d.declaration.siret}
    ]
    corps = PROLOGUE + bloc(
        "retours",
        *(_declarant_bpij(admin, appel, depot) for depot in choisis),
        feuille("pageencours", 1),
        feuille("pagetotal", 1),
    )
    entetes = {"content-type": TYPE_XML, "cache-control": "no-cache"}
    return Resultat(200, entetes, corps.encode())


def _is_jour(texte: str) -> bool:
    return len(texte) == _JOUR and texte.isascii() and texte.isdecimal()


def _declarant_bpij(admin: "Administration", appel: Appel, depot: Depot) -> str:
    base = admin.options.base_telechargement or appel.origine
    adresse = f"{base}{chemin(Service.TELECHARGER_BPIJ)}{_numero_bpij(depot)}"
    return bloc(
        "declarant",
        feuille("siret", depot.declarant.siret),
        bloc(
            "declare",
            feuille("siret", depot.declaration.siret),
            feuille("statut", "OK"),
            bloc("bpij", feuille("publication", _jour_bpij(depot)), feuille("url", adresse)),
        ),
    )


def _document(document: Document) -> Resultat:
    entetes = {"content-type": document.type_contenu, "cache-control": "no-cache"}
    return Resultat(200, entetes, document.octets)
