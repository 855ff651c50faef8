"""The meaning of what was read: how serious, in one sentence, and what to do first.

The gravity of a return is the worst of its listing status, the states written in its document and its
findings: an envoi can be OK while its declaration is KO. A nature may be serious by itself (a yearly
reminder), and a document that cannot be read is never a mere fact. The original words stay in the content.
"""

from typing import NamedTuple

from recepisse.retours.gravite import Gravite, gravite_du_mot, pire
from recepisse.retours.modele import ActionAttendue, Contenu, RetourLu
from recepisse.retours.natures import Nature
from recepisse.retours.natures import nature as nature_de
from recepisse.retours.sens.a_faire import a_faire
from recepisse.retours.sens.resume.redaction import resumer


def interpreter(contenu: Contenu, nature: str, statut: str) -> RetourLu:
    """Return ``contenu`` with its meaning, for a return announced with ``nature`` and ``statut``."""
    connue = nature_de(nature)
    gravite = gravite_du_retour(contenu, connue, statut)
    return RetourLu(
        nature=nature,
        famille=contenu.famille,
        emetteur=connue.emetteur,
        libelle=connue.libelle_pour(statut),
        statut=statut,
        gravite=gravite,
        contenu=contenu,
        sens=_SensARediger(contenu, connue, statut, gravite),
    )


class _SensARediger(NamedTuple):
    """The meaning of a return, written when somebody wants to read it: most readings only keep data."""

    contenu: Contenu
    nature: Nature
    statut: str
    gravite: Gravite

    @property
    def resume(self) -> str:
        """One sentence."""
        return resumer(self.contenu, self.nature.code, self.statut, self.gravite)

    @property
    def actions(self) -> tuple[ActionAttendue, ...]:
        """What to do."""
        return a_faire(self.contenu, self.nature, self.gravite)


def gravite_du_retour(contenu: Contenu, nature: Nature, statut: str) -> Gravite:
    """Return the worst of everything that says how serious the return is."""
    trouvees: list[Gravite | None] = [nature.plancher, *contenu.gravites]
    trouvees += map(gravite_du_mot, {statut, *contenu.etats})
    trouvees += {anomalie.gravite for anomalie in contenu.anomalies}
    if contenu.illisible:
        trouvees.append(Gravite.A_CORRIGER)
    return pire(trouvees)
