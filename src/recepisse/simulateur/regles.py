"""The checks that every service makes on the form of a call, and the refusals they lead to.

Statuses, realms and headers come from the client's own table
(:func:`recepisse.echanges.refus.par_nom`), read from the other side. Answers to refusals have an empty body.
"""

import gzip
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from recepisse.echanges.entetes import (
    GZIP,
    TYPE_TEXTE,
    TYPE_XML,
    build_date,
    parse_autorisation,
    parse_declarant,
)
from recepisse.echanges.messages import Declarant
from recepisse.echanges.refus import par_nom
from recepisse.simulateur.appel import Appel, Resultat
from recepisse.simulateur.comptes import Jeton

if TYPE_CHECKING:
    from recepisse.simulateur.etat import Administration

CORPS_MAX = 2 * 1024**3
"""Most bytes accepted once a deposit is decompressed (the real limit is not published)."""


class Forme(StrEnum):
    """The three forms of authorisation of a business call."""

    JETON = "jeton"
    COUPLE = "concentrateur+declarant"
    SEUL = "concentrateur"


TOUTES = frozenset(Forme)
DECLARANT = frozenset({Forme.JETON, Forme.COUPLE})
CONCENTRATEUR = frozenset({Forme.COUPLE, Forme.SEUL})


@dataclass(frozen=True, slots=True)
class Acces:
    """Who calls: the person acted for, the hub that acts (SIRET, or empty), the token."""

    personne: Declarant
    concentrateur: str
    jeton: Jeton


@cache
def refuser(nom: str) -> Resultat:
    """Return the answer of one row of the table of refusals."""
    refus = par_nom(nom)
    return Resultat(refus.statut, {cle.lower(): valeur for cle, valeur in refus.entetes.items()})


def dater(instant: datetime) -> str:
    """Return an HTTP date; the same second is written once."""
    return _dater(instant.replace(microsecond=0))


@lru_cache(maxsize=256)
def _dater(seconde: datetime) -> str:
    return build_date(seconde)


def accepte_gzip(entetes: Mapping[str, str]) -> bool:
    """Return False when ``Accept-Encoding`` is there without gzip (``identity`` alone is refused)."""
    accepte = entetes.get("accept-encoding")
    return accepte is None or GZIP in accepte.lower()


def is_type(entetes: Mapping[str, str], *types: str) -> bool:
    """Return True when ``Content-Type`` is one of ``types``; its parameters do not count."""
    return entetes.get("content-type", "").partition(";")[0].strip().lower() in types


def is_depot_bien_type(admin: "Administration", appel: Appel) -> bool:
    """Return True when a deposit says gzip and text (or XML for a token of the DPAE)."""
    if appel.entetes.get("content-encoding", "").strip().lower() != GZIP:
        return False
    if is_type(appel.entetes, TYPE_TEXTE):
        return True
    return is_type(appel.entetes, TYPE_XML) and _is_jeton_dpae(admin, appel)


def _is_jeton_dpae(admin: "Administration", appel: Appel) -> bool:
    lue = parse_autorisation(appel.entetes.get("authorization", ""))
    jeton = admin.comptes.lire_jeton(lue.jeton or lue.concentrateur) if lue else None
    return jeton is not None and jeton.service == "dpae"


def decompresser(corps: bytes) -> bytes | None:
    """Return the decompressed body, or None when it is not gzip or is too big."""
    try:
        with gzip.GzipFile(fileobj=BytesIO(corps)) as flux:
            lu = flux.read(CORPS_MAX + 1)
    except (OSError, EOFError, zlib.error):
        return None
    return lu if len(lu) <= CORPS_MAX else None


def acceder(admin: "Administration", appel: Appel, formes: frozenset[Forme]) -> Acces | Resultat:
    """Return who calls, or the refusal: form not allowed here, token unknown or too old, account closed."""
    lue = parse_autorisation(appel.entetes.get("authorization", ""))
    if lue is None:
        return refuser("401-jeton-invalide")
    forme = Forme.JETON if lue.jeton else Forme.COUPLE if lue.declarant else Forme.SEUL
    jeton = admin.comptes.lire_jeton(lue.jeton or lue.concentrateur)
    if forme not in formes or jeton is None or jeton.concentrateur is (forme is Forme.JETON):
        return refuser("401-jeton-invalide")
    if jeton.expire_le <= admin.maintenant:
        return refuser("401-jeton-expire")
    personne = parse_declarant(lue.declarant) if forme is Forme.COUPLE else jeton.titulaire
    if personne is None:
        return refuser("401-jeton-invalide")
    refus = admin.comptes.refus_appel(personne) or admin.comptes.refus_appel(jeton.titulaire)
    if refus:
        return refuser(refus)
    return Acces(personne, jeton.titulaire.siret if jeton.concentrateur else "", jeton)
