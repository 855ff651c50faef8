"""The meaning of what was read: how serious, in one sentence, and what to do first.

The gravity of a return is the worst of its listing status, the states written in its document and its
findings: an envoi can be OK while its declaration is KO. The original words stay in the content.
"""

from recepisse.retours.actions import conseil
from recepisse.retours.gravite import Gravite, gravite_du_mot, pire
from recepisse.retours.modele import ActionAttendue, Contenu, RetourLu
from recepisse.retours.natures import nature as nature_de


def interpreter(contenu: Contenu, nature: str, statut: str) -> RetourLu:
    """Return ``contenu`` with its meaning, for a return announced with ``nature`` and ``statut``."""
    connue = nature_de(nature)
    mots = [gravite_du_mot(mot) for mot in (statut, *contenu.etats)]
    gravite = pire([*mots, *contenu.gravites, *(a.gravite for a in contenu.anomalies)])
    return RetourLu(
        nature=nature,
        famille=contenu.famille,
        emetteur=connue.emetteur,
        libelle=connue.libelle_pour(statut),
        statut=statut,
        gravite=gravite,
        resume=_resumer(contenu, gravite),
        contenu=contenu,
        actions=_actions(contenu, nature, gravite),
    )


def _resumer(contenu: Contenu, gravite: Gravite) -> str:
    nombre = len(contenu.anomalies)
    if contenu.illisible:
        return contenu.illisible
    return f"{nombre} anomalie{'s' if nombre > 1 else ''} ({gravite.libelle})" if nombre else gravite.libelle


def _actions(contenu: Contenu, nature: str, gravite: Gravite) -> tuple[ActionAttendue, ...]:
    par_texte: dict[str, ActionAttendue] = {}
    for anomalie in contenu.anomalies:
        if anomalie.action and anomalie.action not in par_texte:
            par_texte[anomalie.action] = ActionAttendue(anomalie.action, anomalie.gravite, anomalie.delai)
    general = conseil(nature, "", gravite)
    if not par_texte and general.texte:
        par_texte[general.texte] = ActionAttendue(general.texte, gravite, general.delai, general.aide)
    return tuple(sorted(par_texte.values(), key=lambda a: -a.gravite.rang))
