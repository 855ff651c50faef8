"""Write what lists of returns announce: flux, returns, versions, each only if it is new.

Many answers are written at once: a few reads and a few bulk inserts for hundreds of them. The rules of rows
and versions are those of :mod:`recepisse.gestion.gestes.releves.versions`.

An unknown flux is kept without a declaration and can be adopted (feature B8). Some CNAM returns carry an
idflux of 29 characters, the known one followed by six digits: they hang on the known flux, the announced
idflux being kept in ``autres``. A longer idflux met before the shorter one stays a flux of its own.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from recepisse.echanges.api import ListeRetours
from recepisse.gestion.gestes.contexte import Contexte
from recepisse.gestion.gestes.ecrire_lot import Ligne, inserer
from recepisse.gestion.gestes.releves.versions import (
    FluxConnu,
    RetourConnu,
    VersionConnue,
    lire_publication,
    normaliser,
    rang_publication,
)
from recepisse.gestion.gestes.retours.demander_lectures import demander_sans_document, documente
from recepisse.gestion.gestes.retours.prevoir_retours import Recu, constater
from recepisse.gestion.models import Flux, Identifiant, Releve, Retour, VersionRetour
from recepisse.retours.gravite import gravite_du_mot
from recepisse.retours.lecture import sans_document
from recepisse.retours.listing import FluxListe, RetourListe
from recepisse.retours.natures import nature

IDFLUX_MAX = 50
_CNAM = re.compile(r"(.{23})[0-9]{6}", re.ASCII)
_LOT_LECTURE = 500
_LOT_ECRITURE = 1000
_CLE_IDFLUX = "idflux annoncé"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Annonce:
    """One answer of a list service and the account that received it."""

    identifiant_id: int
    flux: tuple[FluxListe, ...]


@dataclass(frozen=True, slots=True)
class Compte:
    """What an answer brought: flux and returns announced, new returns, overwritten returns."""

    nb_flux: int = 0
    nb_retours: int = 0
    nb_nouveaux: int = 0
    nb_changes: int = 0

    def __add__(self, autre: "Compte") -> "Compte":
        return Compte(
            self.nb_flux + autre.nb_flux,
            self.nb_retours + autre.nb_retours,
            self.nb_nouveaux + autre.nb_nouveaux,
            self.nb_changes + autre.nb_changes,
        )


@dataclass(frozen=True, slots=True)
class _LigneFlux:
    """What a return repeats of its flux."""

    pk: int
    declaration_id: int | None
    etablissement_id: int | None
    entreprise_id: int | None


Porteur = tuple[RetourConnu, _LigneFlux, int]
"""A return to write, its flux, the account that received it."""


def enregistrer_listing(
    listes: ListeRetours, identifiant: Identifiant, ctx: Contexte, cause: Releve.Cause
) -> Compte:
    """Write one answer; to be called inside a transaction. ``cause`` is only for the reader of the call."""
    del cause
    return enregistrer_annonces([Annonce(identifiant.pk, listes.flux)], ctx.horloge())[0]


def enregistrer_annonces(annonces: Sequence[Annonce], maintenant: datetime) -> list[Compte]:
    """Write several answers, in their order; to be called inside a transaction."""
    if not any(annonce.flux for annonce in annonces):
        return [Compte() for _ in annonces]
    lignes = _lire_flux(annonces, maintenant)
    connus = _lire_retours({ligne.pk for ligne in lignes.values()})
    comptes: list[Compte] = []
    porteurs: dict[int, Porteur] = {}
    for annonce in annonces:
        compte = Compte(nb_flux=len(annonce.flux))
        for un_flux in annonce.flux:
            ligne = lignes[un_flux.idflux]
            touches = connus[ligne.pk].recevoir(_entrees(un_flux, lignes), maintenant)
            neufs = [r for r in touches if r.ajouts and id(r) not in porteurs]
            compte += _compter(un_flux, neufs)
            porteurs |= {id(r): (r, ligne, annonce.identifiant_id) for r in neufs}
        comptes.append(compte)
    _ecrire(list(porteurs.values()), maintenant)
    return comptes


def _compter(un_flux: FluxListe, neufs: Sequence[RetourConnu]) -> Compte:
    """Count one flux; a row met twice in the same batch counts once, where it was first met."""
    nouveaux = sum(r.pk is None for r in neufs)
    return Compte(0, len(un_flux.retours), nouveaux, sum(r.change for r in neufs))


def _entrees(un_flux: FluxListe, lignes: dict[str, _LigneFlux]) -> list[RetourListe]:
    """Return the entries of a flux, saying so when it was announced under a longer idflux."""
    entrees = [normaliser(entree) for entree in un_flux.retours]
    court = _racine(un_flux.idflux)
    if (court and lignes.get(court) is lignes[un_flux.idflux]) or len(un_flux.idflux) > IDFLUX_MAX:
        return [replace(e, autres={**e.autres, _CLE_IDFLUX: un_flux.idflux}) for e in entrees]
    return entrees


def _racine(idflux: str) -> str:
    trouve = _CNAM.fullmatch(idflux)
    return trouve[1] if trouve else ""


def _lire_flux(annonces: Sequence[Annonce], maintenant: datetime) -> dict[str, _LigneFlux]:
    """Return the row of every announced idflux, made when it is unknown."""
    demandeurs = {un_flux.idflux: annonce.identifiant_id for annonce in annonces for un_flux in annonce.flux}
    noms = {idflux[:IDFLUX_MAX] for idflux in demandeurs}
    lignes = _chercher_flux(noms | {racine for idflux in noms if (racine := _racine(idflux))})
    nouveaux = {
        idflux[:IDFLUX_MAX]: identifiant_id
        for idflux, identifiant_id in demandeurs.items()
        if idflux[:IDFLUX_MAX] not in lignes
        and _racine(idflux) not in lignes
        and _racine(idflux) not in demandeurs
    }
    crees = Flux.objects.bulk_create(
        [
            Flux(idflux=idflux, identifiant_id=identifiant_id, vu_le=maintenant)
            for idflux, identifiant_id in nouveaux.items()
        ],
        batch_size=_LOT_ECRITURE,
    )
    lignes |= {un_flux.idflux: _LigneFlux(un_flux.pk, None, None, None) for un_flux in crees}
    for idflux in demandeurs:
        court = idflux[:IDFLUX_MAX]
        lignes[idflux] = lignes[court] if court in lignes else lignes[_racine(idflux)]
    return lignes


def _chercher_flux(noms: Iterable[str]) -> dict[str, _LigneFlux]:
    lignes = {}
    for lot in _lots(noms):
        rangees = Flux.objects.filter(idflux__in=lot).values_list(
            "idflux",
            "pk",
            "declaration_id",
            "declaration__etablissement_id",
            "declaration__etablissement__entreprise_id",
        )
        for idflux, pk, declaration_id, etablissement_id, entreprise_id in rangees:
            lignes[idflux] = _LigneFlux(pk, declaration_id, etablissement_id, entreprise_id)
    return lignes


def _lire_retours(ids: Iterable[int]) -> defaultdict[int, FluxConnu]:
    """Return what is known of the returns of these flux."""
    connus: defaultdict[int, FluxConnu] = defaultdict(FluxConnu)
    par_pk: dict[int, RetourConnu] = {}
    for lot in _lots(ids):
        for pk, flux_id, une_nature, ops, delegataire, discriminant in Retour.objects.filter(
            flux_id__in=lot
        ).values_list("pk", "flux_id", "nature", "ops", "delegataire", "discriminant"):
            par_pk[pk] = connus[flux_id].ajouter(
                RetourConnu((une_nature, ops, delegataire), discriminant, pk)
            )
        for pk, statut, publication, production, id_retour, url, courante, vu_le in (
            VersionRetour.objects.filter(retour__flux_id__in=lot)
            .order_by("retour_id", "numero")
            .values_list(
                "retour_id",
                "statut",
                "publication",
                "production",
                "id_retour",
                "url",
                "courante",
                "vu_le",
            )
        ):
            par_pk[pk].versions.append(
                VersionConnue(
                    (statut, publication, production, id_retour, url),
                    rang_publication(publication, vu_le),
                    courante,
                )
            )
    return connus


_COLONNES_RETOUR = (
    "flux_id",
    "nature",
    "ops",
    "delegataire",
    "discriminant",
    "emetteur",
    "statut",
    "publication",
    "publie_le",
    "vu_le",
    "nb_versions",
    "identifiant_id",
    "declaration_id",
    "entreprise_id",
    "etablissement_id",
    "gravite",
    "resume",
)
_COLONNES_VERSION = (
    "retour_id",
    "numero",
    "courante",
    "statut",
    "publication",
    "production",
    "id_retour",
    "url",
    "autres",
    "vu_le",
    "document",
    "prochaine_action_le",
)


def _ecrire(porteurs: Sequence[Porteur], maintenant: datetime) -> None:
    """Insert the new returns and versions, update the returns that have one more, settle what they settle."""
    connus = {pk: retour for retour, _flux, _identifiant in porteurs if (pk := retour.pk) is not None}
    _mettre_a_jour(connus, maintenant)
    nouveaux = [porteur for porteur in porteurs if porteur[0].pk is None]
    inserer(Retour, _COLONNES_RETOUR, (_ligne_retour(porteur, maintenant) for porteur in nouveaux))
    for pk, retour in _retrouver(nouveaux):
        retour.pk = pk
        connus[pk] = retour
    inserer(
        VersionRetour,
        _COLONNES_VERSION,
        (version for pk, retour in connus.items() for version in _versions(pk, retour, maintenant)),
    )
    flux_de = {id(retour): un_flux.pk for retour, un_flux, _identifiant in porteurs}
    constater(
        [
            Recu(pk, flux_de[id(retour)], retour.cle, _signature_courante(retour)[0])
            for pk, retour in connus.items()
        ]
    )
    demander_sans_document([pk for pk, retour in connus.items() if _est_muet(retour)], maintenant)


def _est_muet(retour: RetourConnu) -> bool:
    """Return True when a version was added without document, where one could have come."""
    return documente(retour.cle[0]) and not all(entree.url for entree, _numero in retour.ajouts)


def _retrouver(porteurs: Sequence[Porteur]) -> Iterable[tuple[int, RetourConnu]]:
    """Yield the returns just inserted with their keys."""
    attendus = {
        (un_flux.pk, *retour.cle, retour.discriminant): retour for retour, un_flux, _identifiant in porteurs
    }
    for lot in _lots({cle[0] for cle in attendus}):
        for pk, *cle in Retour.objects.filter(flux_id__in=lot).values_list("pk", *_COLONNES_RETOUR[:5]):
            if (retour := attendus.get(tuple(cle))) is not None:
                yield pk, retour


def _ligne_retour(porteur: Porteur, maintenant: datetime) -> Ligne:
    """Return the values of :data:`_COLONNES_RETOUR`."""
    retour, un_flux, identifiant_id = porteur
    statut, publication = _signature_courante(retour)
    return (
        un_flux.pk,
        *retour.cle,
        retour.discriminant,
        nature(retour.cle[0]).emetteur,
        statut,
        publication,
        lire_publication(publication) or maintenant,
        maintenant,
        len(retour.versions),
        identifiant_id,
        un_flux.declaration_id,
        un_flux.entreprise_id,
        un_flux.etablissement_id,
        *_annoncee(retour),
    )


def _annoncee(retour: RetourConnu) -> tuple[int, str]:
    """Return gravity and sentence of a return that is not read: its listing status, and nothing else.

    The sentence is that of the reading when there is nothing to read, empty while a document is awaited.
    """
    courante = retour.courante or retour.versions[-1]
    statut, *_, url = courante.signature
    if gravite_du_mot(statut) is None:
        return 0, ""
    lu = _sans_document(retour.cle[0], statut)
    return lu.gravite.rang, "" if url else lu.resume


_sans_document = lru_cache(maxsize=1024)(sans_document)
"""Many returns share their nature and status."""


def _signature_courante(retour: RetourConnu) -> tuple[str, str]:
    courante = retour.courante or retour.versions[-1]
    return courante.signature[0], courante.signature[1]


def _mettre_a_jour(retours: Mapping[int, RetourConnu], maintenant: datetime) -> None:
    """Show a replaced return as changed and unread again; its « traité » mark is a person's, and stays."""
    changes = [pk for pk, retour in retours.items() if retour.change]
    if changes:
        VersionRetour.objects.filter(retour_id__in=changes, courante=True).update(courante=False)
    for pk, retour in retours.items():
        valeurs: dict[str, object] = {"nb_versions": len(retour.versions)}
        if retour.change:
            statut, publication = _signature_courante(retour)
            gravite, resume = _annoncee(retour)
            valeurs |= {
                "gravite": gravite,
                "resume": resume,
                "nb_anomalies": 0,
                "statut": statut,
                "publication": publication,
                "publie_le": lire_publication(publication) or maintenant,
                "change_le": maintenant,
                "lu": False,
                "lu_le": None,
                "lu_par": None,
            }
        Retour.objects.filter(pk=pk).update(**valeurs)


def _versions(pk: int, retour: RetourConnu, maintenant: datetime) -> Iterable[Ligne]:
    """Yield the values of :data:`_COLONNES_VERSION` of each new version."""
    documents = VersionRetour.Document
    for entree, numero in retour.ajouts:
        yield (
            pk,
            numero,
            retour.versions[numero - 1].courante,
            entree.statut,
            entree.publication,
            entree.production,
            entree.id,
            entree.url,
            dict(entree.autres),
            maintenant,
            (documents.A_TELECHARGER if entree.url else documents.SANS).value,
            maintenant if entree.url else None,
        )


def _lots(elements: Iterable[_T]) -> Iterable[list[_T]]:
    """Cut into lists that fit in one query."""
    tous = list(elements)
    return (tous[i : i + _LOT_LECTURE] for i in range(0, len(tous), _LOT_LECTURE))
