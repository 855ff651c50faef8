"""Writes the sentence: what the return is about, then how many findings it brings.

By family first (the bytes decide), then by nature. The documents' own sentences are never repeated here:
some hold the number of a person.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from recepisse.retours.gravite import Gravite
from recepisse.retours.modele import Contenu
from recepisse.retours.sens.resume import accuses, autres, bilans
from recepisse.retours.sens.resume.phrases import compte
from recepisse.retours.sens.resume.vue import MANDAT, Tete, Vue

_PAR_NATURE: Mapping[str, Mapping[str, Callable[[Vue], Tete]]] = MappingProxyType(
    {
        "bilan": {
            "10": accuses.enregistrement,
            "11": accuses.controle,
            "20": bilans.identification,
            "21": bilans.coherence,
            "22": bilans.longs_arrets,
            "23": bilans.temps_partiel,
            "31": bilans.arret,
            "33": bilans.arret,
            "34": bilans.taux_atmp,
            "36": bilans.temps_partiel,
            "38": bilans.temps_partiel,
            "61": bilans.agregees,
            "93": bilans.paiement,
            "94": bilans.taux_pas,
            "95": bilans.taux_appliques,
            "114": bilans.amorcage,
            "117": bilans.bonus_malus,
        },
        "neores": {
            "118": autres.effectifs,
            "121": autres.identite,
            "124": autres.rappel,
            "125": autres.rappel,
            "132": autres.substitution,
            "134": autres.substitution,
        },
    }
)

_RIEN = MappingProxyType(
    {
        Gravite.BLOQUANT: "Refus signalé, sans détail",
        Gravite.CRITIQUE: "À corriger sans attendre",
        Gravite.A_CORRIGER: "À corriger",
        Gravite.INFORMATION: "Aucune anomalie signalée",
    }
)
"""When neither the nature nor a finding gives anything to say."""


def resumer(contenu: Contenu, nature: str, statut: str, gravite: Gravite) -> str:
    """Return the sentence of a return of this gravity, announced with ``nature`` and ``statut``."""
    if contenu.illisible:
        return contenu.illisible
    anomalies = [a for a in contenu.anomalies if a.gravite is not Gravite.INFORMATION]
    vue = Vue(contenu, nature, statut.strip().upper(), gravite, anomalies)
    tete = _tete(vue)
    trouvees = "" if tete.complete else compte(a for a in contenu.anomalies if a.code != MANDAT)
    phrase = tete.liaison.join(filter(None, (tete.texte, trouvees)))
    return phrase[:1].upper() + phrase[1:] if phrase else _RIEN[gravite]


def _tete(vue: Vue) -> Tete:
    famille = str(vue.contenu.famille)
    if famille == "vide":
        return accuses.sans_document(vue)
    if famille == "bilan" and accuses.is_dpae(vue):
        return accuses.dpae(vue)
    choix = _PAR_NATURE.get(famille, {}).get(vue.nature) or autres.PAR_FAMILLE.get(famille)
    return choix(vue) if choix else Tete("")
