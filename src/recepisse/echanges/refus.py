"""Every refusal of the services and the action it leads to (guide §9): one table, read from both sides.

The client asks :func:`reconnaitre` what a status and a realm mean for a family of services. The simulator
asks :func:`par_nom` which status and headers a variant answers with. The table is the packaged file
``refus.json``; realms are compared without accents or case, because the sources disagree on both. A status
that the table does not hold leads to the careful action of its class (:func:`reconnaitre`).
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from recepisse.echanges.entetes import DEMANDE_ACCES, build_realm
from recepisse.echanges.messages import Service


class Famille(StrEnum):
    """Kinds of calls that give the same meaning to the same status."""

    AUTHENTIFICATION = "authentification"
    DEPOT = "depot"
    FENETRE = "fenetre"
    FLUX = "flux"
    TELECHARGEMENT = "telechargement"


class Action(StrEnum):
    """What a refusal asks of the client."""

    ARRETER = "arreter"
    LENDEMAIN = "lendemain"
    RENOUVELER = "renouveler"
    CORRIGER = "corriger"
    ATTENDRE = "attendre"
    REPRENDRE = "reprendre"
    ABSENT = "absent"
    LIRE_ARE = "lire_are"
    CONSERVER = "conserver"
    """Not in the table: an answer that nothing describes. Its bytes are kept."""


FAMILLES: Mapping[Service, Famille] = MappingProxyType(
    {
        Service.AUTHENTIFIER: Famille.AUTHENTIFICATION,
        Service.AUTHENTIFIER_MSA: Famille.AUTHENTIFICATION,
        Service.DEPOSER: Famille.DEPOT,
        Service.LISTER_DEPOTS: Famille.FENETRE,
        Service.LISTER_RETOURS_DECLARANT: Famille.FENETRE,
        Service.LISTER_RETOURS_CONCENTRATEUR: Famille.FENETRE,
        Service.LISTER_RETOURS_FLUX: Famille.FLUX,
        Service.TELECHARGER: Famille.TELECHARGEMENT,
        Service.LISTER_OBJETS_DECLARANT: Famille.FENETRE,
        Service.LISTER_OBJETS_CONCENTRATEUR: Famille.FENETRE,
        Service.TELECHARGER_OBJET: Famille.TELECHARGEMENT,
        Service.LISTER_BPIJ_DECLARANT: Famille.FENETRE,
        Service.LISTER_BPIJ_CONCENTRATEUR: Famille.FENETRE,
        Service.TELECHARGER_BPIJ: Famille.TELECHARGEMENT,
    }
)


@dataclass(frozen=True, slots=True)
class Refus:
    """One row of the table: a status (and a realm), where it is met, what it asks."""

    nom: str
    statut: int
    familles: frozenset[Famille]
    action: Action
    message: str
    conseil: str = ""
    schema: str = ""
    realm: str = ""
    motif: str = ""
    """Value of ``MotifAcces`` when the action leads to a refused access."""
    corps: str = ""
    """"are" when the answer carries the refusal notice; "" when its body is empty."""
    source: str = ""

    @property
    def entetes(self) -> Mapping[str, str]:
        """The headers that an answer of this kind carries."""
        return {DEMANDE_ACCES: build_realm(self.schema, self.realm)} if self.realm else {}


@cache
def load_refus() -> tuple[Refus, ...]:
    """Return the packaged table, in order: the first row that fits wins."""
    texte = files("recepisse.echanges").joinpath("refus.json").read_text(encoding="utf-8")
    return tuple(
        Refus(
            **{
                **ligne,
                "familles": frozenset(Famille(f) for f in ligne["familles"]),
                "action": Action(ligne["action"]),
            }
        )
        for ligne in json.loads(texte)["refus"]
    )


def par_nom(nom: str) -> Refus:
    """Return the row called ``nom`` (``KeyError`` when there is none)."""
    for refus in load_refus():
        if refus.nom == nom:
            return refus
    raise KeyError(nom)


def normaliser(realm: str) -> str:
    """Return ``realm`` for comparing: no accent, no case, single blanks."""
    decompose = unicodedata.normalize("NFKD", realm)
    return " ".join("".join(c for c in decompose if not unicodedata.combining(c)).casefold().split())


def reconnaitre(famille: Famille, statut: int, realm: str = "", *, avec_corps: bool = True) -> Refus:
    """Return what ``statut`` means for ``famille``; never fails.

    A row that needs a body (a refusal notice) is only considered ``avec_corps``.

    A 401 with an unknown realm is a wrong password at login (so that a login is never repeated) and a
    bad token elsewhere. Another unknown status: 5xx and 3xx are an outage, 4xx a refused request, the
    rest an answer that nothing describes.
    """
    candidats = [
        r
        for r in load_refus()
        if r.statut == statut and famille in r.familles and (avec_corps or not r.corps)
    ]
    voulu = normaliser(realm)
    for refus in candidats:
        if normaliser(refus.realm) == voulu:
            return refus
    return candidats[0] if candidats else _inconnu(famille, statut)


_CLASSES: Mapping[int, tuple[Action, str]] = MappingProxyType(
    {
        3: (Action.REPRENDRE, "Le service renvoie vers une autre page : il est sans doute en maintenance."),
        4: (Action.CORRIGER, "Le service refuse la demande"),
        5: (Action.REPRENDRE, "Le service est en panne"),
    }
)


def _inconnu(famille: Famille, statut: int) -> Refus:
    action, message = _CLASSES.get(
        statut // 100, (Action.CONSERVER, "Le service a répondu d’une façon que rien ne décrit")
    )
    return Refus(
        f"{statut}", statut, frozenset({famille}), action, f"{message.rstrip('.')} (statut {statut})."
    )
