"""The memory of anomalies: what makes two findings the same one, and the life that it leads.

**The same anomaly.** A finding of June is that of May when the establishment, the group of issuers, the code,
the rubric, the person, the contract and the period are the same. Not the nature: a control of the fourth hour
(119) and of the monthly statement (120) speak of one fault. Not the values nor the amounts: they move while
the fault stays. Not the gravity. And the period counts only when it names another one than the declared
month: a period that ends with the declared month moves with it, so it would make a new anomaly every month of
the same fault, whereas a correction about March, still wanted in June, is one line from the start. A finding
without code is told by its message, figures left out.

**The life.** It is the table :data:`TRANSITIONS`. ``traitee`` is a person's word, and holds as long as the
returns only repeat what was said of the same deposit; seen again about a later one, the anomaly is
``rouverte``. One that the following return (see :mod:`recepisse.retours.suivi.succession`) no longer gives is
``disparue``: nobody closes it by hand. ``ignoree`` is for controls that somebody chose not to see; an anomaly
that is already treated is not ignored, so that lifting the choice brings back exactly what it had hidden.

``corrigee`` is a promise: the declaration of a month will hold the correction. Returns about earlier months
may say the fault again, nothing was corrected yet; one about that month or a later one breaks the promise,
and the anomaly is ``rouverte``. ``contestee`` waits for the organisation, which may repeat itself meanwhile.
Being assigned and being commented change no state. The diagram in the manual is generated from the table.
"""

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from recepisse.erreurs import TransitionInterdite
from recepisse.retours.gravite import Gravite
from recepisse.retours.identification import normaliser_mois
from recepisse.retours.modele import Anomalie

_CHIFFRES = re.compile(r"[0-9]+", re.ASCII)
_MOIS_SEUL = 6
"""Characters of ``AAAAMM``."""


class Traits(NamedTuple):
    """What tells an anomaly from the others. ``personne`` is an opaque key, never a NIR."""

    siret: str
    emetteur: str
    code: str
    rubrique: str
    personne: str
    contrat: str
    periode: str
    message: str = ""
    """Only for a finding without code."""

    @property
    def texte(self) -> str:
        """Return what the keyed fingerprint is made of."""
        return json.dumps(list(self), ensure_ascii=False, separators=(",", ":"))


def traits(anomalie: Anomalie, *, siret: str, emetteur: str, personne: str, mois: str) -> Traits:
    """Return the traits of a finding; ``mois`` is the declared month (``AAAA-MM``, "" for an event)."""
    code = anomalie.code.strip()
    return Traits(
        siret,
        emetteur,
        code,
        anomalie.rubrique.strip(),
        personne,
        anomalie.contrat.strip(),
        periode_propre(anomalie.periode, mois),
        "" if code else _sans_chiffres(anomalie.message),
    )


def periode_propre(periode: str, mois: str) -> str:
    """Return ``periode`` when it names another period than the declared month, "" otherwise.

    It is the last date written that says so: the totals of a year end with the month declared.
    """
    nue = periode.strip()
    fin = nue.rpartition("/")[2]
    lu = normaliser_mois(fin)
    if not nue or (lu and mois and lu == mois.replace("-", "")[:_MOIS_SEUL]):
        return ""
    return nue


def retenue(anomalie: Anomalie) -> bool:
    """Return True for what the memory keeps: a fact to know calls for nothing, and has no life."""
    return anomalie.gravite is not Gravite.INFORMATION


def _sans_chiffres(message: str) -> str:
    return " ".join(_CHIFFRES.sub("0", message).casefold().split())


class EtatAnomalie(StrEnum):
    """Where an anomaly stands."""

    NOUVELLE = "nouvelle"
    TRAITEE = "traitee"
    ROUVERTE = "rouverte"
    DISPARUE = "disparue"
    IGNOREE = "ignoree"
    CORRIGEE = "corrigee"
    CONTESTEE = "contestee"


class EvenementVie(StrEnum):
    """What may happen to an anomaly."""

    VUE = "vue"
    TRAITER = "traiter"
    REPRENDRE = "reprendre"
    ROUVRIR = "rouvrir"
    NON_REVUE = "non_revue"
    IGNORER = "ignorer"
    LEVER = "lever"
    CORRIGER = "corriger"
    CONTESTER = "contester"
    ASSIGNER = "assigner"
    COMMENTER = "commenter"


TRANSITIONS: Mapping[EtatAnomalie, Mapping[EvenementVie, EtatAnomalie]] = MappingProxyType(
    {
        EtatAnomalie.NOUVELLE: MappingProxyType(
            {
                EvenementVie.VUE: EtatAnomalie.NOUVELLE,
                EvenementVie.TRAITER: EtatAnomalie.TRAITEE,
                EvenementVie.CORRIGER: EtatAnomalie.CORRIGEE,
                EvenementVie.CONTESTER: EtatAnomalie.CONTESTEE,
                EvenementVie.NON_REVUE: EtatAnomalie.DISPARUE,
                EvenementVie.IGNORER: EtatAnomalie.IGNOREE,
                EvenementVie.ASSIGNER: EtatAnomalie.NOUVELLE,
                EvenementVie.COMMENTER: EtatAnomalie.NOUVELLE,
            }
        ),
        EtatAnomalie.TRAITEE: MappingProxyType(
            {
                EvenementVie.VUE: EtatAnomalie.TRAITEE,
                EvenementVie.ROUVRIR: EtatAnomalie.ROUVERTE,
                EvenementVie.REPRENDRE: EtatAnomalie.NOUVELLE,
                EvenementVie.CORRIGER: EtatAnomalie.CORRIGEE,
                EvenementVie.CONTESTER: EtatAnomalie.CONTESTEE,
                EvenementVie.NON_REVUE: EtatAnomalie.DISPARUE,
                EvenementVie.COMMENTER: EtatAnomalie.TRAITEE,
            }
        ),
        EtatAnomalie.ROUVERTE: MappingProxyType(
            {
                EvenementVie.VUE: EtatAnomalie.ROUVERTE,
                EvenementVie.TRAITER: EtatAnomalie.TRAITEE,
                EvenementVie.CORRIGER: EtatAnomalie.CORRIGEE,
                EvenementVie.CONTESTER: EtatAnomalie.CONTESTEE,
                EvenementVie.NON_REVUE: EtatAnomalie.DISPARUE,
                EvenementVie.IGNORER: EtatAnomalie.IGNOREE,
                EvenementVie.ASSIGNER: EtatAnomalie.ROUVERTE,
                EvenementVie.COMMENTER: EtatAnomalie.ROUVERTE,
            }
        ),
        EtatAnomalie.DISPARUE: MappingProxyType(
            {
                EvenementVie.VUE: EtatAnomalie.NOUVELLE,
                EvenementVie.ROUVRIR: EtatAnomalie.ROUVERTE,
                EvenementVie.COMMENTER: EtatAnomalie.DISPARUE,
            }
        ),
        EtatAnomalie.IGNOREE: MappingProxyType(
            {
                EvenementVie.VUE: EtatAnomalie.IGNOREE,
                EvenementVie.NON_REVUE: EtatAnomalie.DISPARUE,
                EvenementVie.LEVER: EtatAnomalie.NOUVELLE,
                EvenementVie.ROUVRIR: EtatAnomalie.ROUVERTE,
                EvenementVie.COMMENTER: EtatAnomalie.IGNOREE,
            }
        ),
        EtatAnomalie.CORRIGEE: MappingProxyType(
            {
                EvenementVie.VUE: EtatAnomalie.CORRIGEE,
                EvenementVie.ROUVRIR: EtatAnomalie.ROUVERTE,
                EvenementVie.REPRENDRE: EtatAnomalie.NOUVELLE,
                EvenementVie.CORRIGER: EtatAnomalie.CORRIGEE,
                EvenementVie.CONTESTER: EtatAnomalie.CONTESTEE,
                EvenementVie.NON_REVUE: EtatAnomalie.DISPARUE,
                EvenementVie.ASSIGNER: EtatAnomalie.CORRIGEE,
                EvenementVie.COMMENTER: EtatAnomalie.CORRIGEE,
            }
        ),
        EtatAnomalie.CONTESTEE: MappingProxyType(
            {
                EvenementVie.VUE: EtatAnomalie.CONTESTEE,
                EvenementVie.ROUVRIR: EtatAnomalie.ROUVERTE,
                EvenementVie.REPRENDRE: EtatAnomalie.NOUVELLE,
                EvenementVie.CORRIGER: EtatAnomalie.CORRIGEE,
                EvenementVie.NON_REVUE: EtatAnomalie.DISPARUE,
                EvenementVie.ASSIGNER: EtatAnomalie.CONTESTEE,
                EvenementVie.COMMENTER: EtatAnomalie.CONTESTEE,
            }
        ),
    }
)
"""State → event → next state. An event that is not there is forbidden."""

INITIAL = EtatAnomalie.NOUVELLE

OUVERTES = frozenset({EtatAnomalie.NOUVELLE, EtatAnomalie.ROUVERTE})
"""What somebody still has to look at."""

REPONDUES = frozenset({EtatAnomalie.TRAITEE, EtatAnomalie.CORRIGEE, EtatAnomalie.CONTESTEE})
"""What somebody has answered for: treated, corrected in a declaration, contested."""

REPONSES = frozenset({EvenementVie.TRAITER, EvenementVie.CORRIGER, EvenementVie.CONTESTER})
"""The acts that answer."""

LIBELLES: Mapping[EtatAnomalie, str] = MappingProxyType(
    {
        EtatAnomalie.NOUVELLE: "Nouvelle",
        EtatAnomalie.TRAITEE: "Traitée",
        EtatAnomalie.ROUVERTE: "Revenue après traitement",
        EtatAnomalie.DISPARUE: "Disparue",
        EtatAnomalie.IGNOREE: "Contrôle ignoré",
        EtatAnomalie.CORRIGEE: "Corrigée, à confirmer",
        EtatAnomalie.CONTESTEE: "Contestée",
    }
)
"""What a screen calls each state."""

LIBELLES_EVENEMENTS: Mapping[EvenementVie, str] = MappingProxyType(
    {
        EvenementVie.VUE: "un retour la signale",
        EvenementVie.TRAITER: "vous la marquez comme traitée",
        EvenementVie.REPRENDRE: "vous la remettez à traiter",
        EvenementVie.ROUVRIR: "elle revient",
        EvenementVie.NON_REVUE: "le retour suivant ne la signale plus",
        EvenementVie.IGNORER: "vous ignorez ce contrôle",
        EvenementVie.LEVER: "le contrôle n’est plus ignoré",
        EvenementVie.CORRIGER: "vous dites dans quelle DSN elle est corrigée",
        EvenementVie.CONTESTER: "vous la contestez auprès de l’organisme",
        EvenementVie.ASSIGNER: "vous l’assignez à quelqu’un",
        EvenementVie.COMMENTER: "vous la commentez",
    }
)
"""What the diagram and the history call each event."""


def suivant(etat: EtatAnomalie, evenement: EvenementVie) -> EtatAnomalie:
    """Return the state after ``evenement``, or raise :class:`TransitionInterdite`."""
    atteint = TRANSITIONS[etat].get(evenement)
    if atteint is None:
        raise TransitionInterdite(
            f"Une anomalie « {LIBELLES[etat]} » ne peut pas passer par « {LIBELLES_EVENEMENTS[evenement]} ».",
            conseil="Rechargez la page : l’anomalie a peut-être changé d’état entre-temps.",
        )
    return atteint


def accepte(etat: EtatAnomalie, evenement: EvenementVie) -> bool:
    """Return True when ``evenement`` may happen in ``etat``."""
    return evenement in TRANSITIONS[etat]


def evenement_vue(
    etat: EtatAnomalie, *, deja_traitee: bool, posterieure: bool, corrigee_en: str = "", mois: str = ""
) -> EvenementVie:
    """Return what a new sighting is: the same fault said again, or its return.

    ``deja_traitee``: somebody answered for it once and never took that back. ``posterieure``: the sighting is
    about a later deposit than the last one that gave it. ``corrigee_en`` and ``mois`` (``AAAA-MM``): the
    month of the declaration that was to hold the correction, and the declared month of the sighting; what is
    about an earlier month breaks no promise.
    """
    attendue = etat is EtatAnomalie.CORRIGEE and (not mois or mois >= corrigee_en)
    revient = ((etat is EtatAnomalie.TRAITEE or attendue) and posterieure) or (
        etat is EtatAnomalie.DISPARUE and deja_traitee
    )
    return EvenementVie.ROUVRIR if revient else EvenementVie.VUE


def retour_en_arriere(evenement: EvenementVie, avant: EtatAnomalie) -> EvenementVie:
    """Return the event that undoes an answer or an ignoring: what had come back is shown so again.

    ``evenement`` is ``reprendre`` or ``lever``, ``avant`` the state before the act that is undone.
    """
    return EvenementVie.ROUVRIR if avant is EtatAnomalie.ROUVERTE else evenement
