"""The life of a deposit, as one table.

A deposit is not idempotent at the State: no key makes the second of two equal deposits harmless, and no
answer is promised to arrive. So the table is built around the one moment that cannot be taken back, the
call, and around what is *known* rather than what was tried.

``prepare``: the bytes are ready and nothing has left. ``tentative``: the attempt (sum of the bytes, time
window) was committed, then the call was made: from here on, the service may have them. Three things may
come back. An AEE names the flux: ``depose``. An ARE refuses the file at the door: ``refuse``. Or a plain
refusal says that nothing was taken (wrong token, address, type; connection never made): the deposit goes
back to ``prepare`` as if never tried.

Everything else is ignorance: a time-out, a cut, a 5xx, an answer without idflux, a process killed between
the call and the commit. That is ``inconnu``, and nothing is sent from there. The list of deposits is read
instead (``reconciliation``), and it alone decides: one deposit is proved ours, ``retrouve`` (then ``depose``
once its receipt is stored, or ``refuse`` if it was refused after all); none, ``a_redeposer``; several, or
one that nothing proves ours, ``a_decider`` by a person. Evidence that comes late still counts: ``a_decider``
and ``a_redeposer`` accept ``trouve_un``.

``depose``, ``refuse`` and ``abandonne`` are final. Conformity is not here: it comes from the returns of the
flux, days later sometimes, and is never final. The diagram in the manual is generated from
:data:`TRANSITIONS`.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from recepisse.erreurs import TransitionInterdite


class Etat(StrEnum):
    """What is known of one deposit."""

    PREPARE = "prepare"
    TENTATIVE = "tentative"
    DEPOSE = "depose"
    REFUSE = "refuse"
    INCONNU = "inconnu"
    RETROUVE = "retrouve"
    A_REDEPOSER = "a_redeposer"
    A_DECIDER = "a_decider"
    ABANDONNE = "abandonne"


class Evenement(StrEnum):
    """What may happen to a deposit."""

    TENTER = "tenter"
    AEE_RECU = "aee_recu"
    ARE_RECU = "are_recu"
    ISSUE_PERDUE = "issue_perdue"
    NON_PARTI = "non_parti"
    TROUVE_UN = "trouve_un"
    TROUVE_AUCUN = "trouve_aucun"
    TROUVE_PLUSIEURS = "trouve_plusieurs"
    CONFIRMER = "confirmer"
    DECIDER_ADOPTER = "decider_adopter"
    DECIDER_REDEPOSER = "decider_redeposer"
    ABANDONNER = "abandonner"


TRANSITIONS: Mapping[Etat, Mapping[Evenement, Etat]] = MappingProxyType(
    {
        Etat.PREPARE: MappingProxyType(
            {
                Evenement.TENTER: Etat.TENTATIVE,
                Evenement.ABANDONNER: Etat.ABANDONNE,
            }
        ),
        Etat.TENTATIVE: MappingProxyType(
            {
                Evenement.AEE_RECU: Etat.DEPOSE,
                Evenement.ARE_RECU: Etat.REFUSE,
                Evenement.ISSUE_PERDUE: Etat.INCONNU,
                Evenement.NON_PARTI: Etat.PREPARE,
            }
        ),
        Etat.INCONNU: MappingProxyType(
            {
                Evenement.TROUVE_UN: Etat.RETROUVE,
                Evenement.TROUVE_AUCUN: Etat.A_REDEPOSER,
                Evenement.TROUVE_PLUSIEURS: Etat.A_DECIDER,
            }
        ),
        Etat.RETROUVE: MappingProxyType(
            {
                Evenement.CONFIRMER: Etat.DEPOSE,
                Evenement.ARE_RECU: Etat.REFUSE,
            }
        ),
        Etat.A_REDEPOSER: MappingProxyType(
            {
                Evenement.TENTER: Etat.TENTATIVE,
                Evenement.TROUVE_UN: Etat.RETROUVE,
                Evenement.ABANDONNER: Etat.ABANDONNE,
            }
        ),
        Etat.A_DECIDER: MappingProxyType(
            {
                Evenement.DECIDER_ADOPTER: Etat.RETROUVE,
                Evenement.DECIDER_REDEPOSER: Etat.A_REDEPOSER,
                Evenement.TROUVE_UN: Etat.RETROUVE,
                Evenement.ABANDONNER: Etat.ABANDONNE,
            }
        ),
        Etat.DEPOSE: MappingProxyType({}),
        Etat.REFUSE: MappingProxyType({}),
        Etat.ABANDONNE: MappingProxyType({}),
    }
)
"""State → event → next state. An event that is not there is forbidden."""

INITIAL = Etat.PREPARE

LIBELLES: Mapping[Etat, str] = MappingProxyType(
    {
        Etat.PREPARE: "Prêt à être déposé",
        Etat.TENTATIVE: "Dépôt en cours",
        Etat.DEPOSE: "Déposé",
        Etat.REFUSE: "Refusé à l’entrée",
        Etat.INCONNU: "Issue inconnue, vérification en cours",
        Etat.RETROUVE: "Retrouvé chez l’administration",
        Etat.A_REDEPOSER: "À déposer de nouveau",
        Etat.A_DECIDER: "À décider",
        Etat.ABANDONNE: "Abandonné",
    }
)
"""What a screen calls each state."""

LIBELLES_EVENEMENTS: Mapping[Evenement, str] = MappingProxyType(
    {
        Evenement.TENTER: "envoi",
        Evenement.AEE_RECU: "accusé reçu (AEE)",
        Evenement.ARE_RECU: "avis de rejet reçu (ARE)",
        Evenement.ISSUE_PERDUE: "pas de réponse sûre",
        Evenement.NON_PARTI: "rien n’a été pris",
        Evenement.TROUVE_UN: "un seul dépôt, prouvé",
        Evenement.TROUVE_AUCUN: "aucun dépôt trouvé",
        Evenement.TROUVE_PLUSIEURS: "doute",
        Evenement.CONFIRMER: "flux enregistré",
        Evenement.DECIDER_ADOPTER: "vous reconnaissez le dépôt",
        Evenement.DECIDER_REDEPOSER: "vous demandez un nouveau dépôt",
        Evenement.ABANDONNER: "vous abandonnez",
    }
)
"""What the diagram calls each event."""


def suivant(etat: Etat, evenement: Evenement) -> Etat:
    """Return the state after ``evenement``, or raise :class:`TransitionInterdite`."""
    atteint = TRANSITIONS[etat].get(evenement)
    if atteint is None:
        raise TransitionInterdite(
            f"Un dépôt « {LIBELLES[etat]} » ne peut pas passer par « {LIBELLES_EVENEMENTS[evenement]} ».",
            conseil="Rechargez la page : le dépôt a peut-être changé d’état entre-temps.",
        )
    return atteint


def possibles(etat: Etat) -> tuple[Evenement, ...]:
    """Return the events that ``etat`` accepts, in the order of the table."""
    return tuple(TRANSITIONS[etat])


def est_final(etat: Etat) -> bool:
    """Return True when nothing can happen any more to a deposit in ``etat``."""
    return not TRANSITIONS[etat]


def a_reconcilier(etat: Etat) -> bool:
    """Return True when the list of deposits must be read before anything else.

    A deposit found in ``tentative`` when the program starts was being sent when it stopped: its outcome
    is lost, and the caller first applies ``issue_perdue``.
    """
    return etat in {Etat.TENTATIVE, Etat.INCONNU}


def peut_etre_recu(etat: Etat) -> bool:
    """Return True when the service may hold these bytes although no idflux is known."""
    return etat in {Etat.TENTATIVE, Etat.INCONNU, Etat.A_DECIDER}


def attend_une_personne(etat: Etat) -> bool:
    """Return True when only a person can move the deposit on."""
    return etat is Etat.A_DECIDER
