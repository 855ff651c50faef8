"""What to do about a return: the advice of each finding, merged, and what the return itself asks for.

Findings that call for the same thing make one line, with their number. The most serious comes first; at equal
gravity, the most urgent. When the return is more serious than each of them, the general advice of its nature
stands before them. The texts of the findings come from their document (NEOReS) or from ``actions``;
those of the returns from ``actions`` too, and this module only knows when each is called for.
"""

from collections.abc import Callable, Iterable, Mapping

from recepisse.retours.donnees import objets
from recepisse.retours.gravite import Gravite, pire
from recepisse.retours.modele import ActionAttendue, Anomalie, Contenu
from recepisse.retours.natures import Nature
from recepisse.retours.sens.actions import ACTIONS_RETOUR, ActionRetour, conseil
from recepisse.retours.sens.delais import urgence


def a_faire(contenu: Contenu, nature: Nature, gravite: Gravite) -> tuple[ActionAttendue, ...]:
    """Return the actions of a return, the most urgent first; empty when there is nothing to do."""
    lignes = [_ligne(a, nature.code) for a in _sans_doublon(contenu.anomalies) if a.action]
    lignes += [
        ActionAttendue(s.texte, s.gravite, s.delai, s.aide, nombre)
        for s, nombre in _situations(contenu, nature, gravite)
    ]
    general = conseil(nature.code, "", gravite)
    if general.texte and not any(ligne.gravite.rang >= gravite.rang for ligne in lignes):
        lignes.append(ActionAttendue(general.texte, gravite, general.delai, general.aide))
    return _ranger(lignes) if len(lignes) > 1 else tuple(lignes)


def _ligne(anomalie: Anomalie, nature: str) -> ActionAttendue:
    """Return the action of a finding; what its reader left unsaid is taken from the table."""
    avis = conseil(nature, anomalie.code, anomalie.gravite)
    return ActionAttendue(
        anomalie.action, anomalie.gravite, anomalie.delai or avis.delai, anomalie.aide or avis.aide
    )


def _ranger(lignes: Iterable[ActionAttendue]) -> tuple[ActionAttendue, ...]:
    """Return the lines merged by text, in order of gravity then of urgency."""
    par_texte: dict[str, ActionAttendue] = {}
    for ligne in lignes:
        deja = par_texte.get(ligne.texte)
        par_texte[ligne.texte] = ligne if deja is None else _fondre(deja, ligne)
    return tuple(sorted(par_texte.values(), key=lambda a: (-a.gravite.rang, urgence(a.delai))))


def _fondre(une: ActionAttendue, autre: ActionAttendue) -> ActionAttendue:
    return une._replace(
        gravite=pire((une.gravite, autre.gravite)),
        delai=min(une.delai, autre.delai, key=urgence),
        aide=une.aide or autre.aide,
        nombre=une.nombre + autre.nombre,
    )


def _sans_doublon(anomalies: Iterable[Anomalie]) -> list[Anomalie]:
    """Return the findings, but that of a missing mandate when the mandate itself is there to be signed."""
    toutes = list(anomalies)
    if not {MANDAT, MANDAT_ABSENT} <= {a.code for a in toutes}:
        return toutes
    manques = [a.gravite for a in toutes if a.code == MANDAT_ABSENT]
    return [
        a._replace(gravite=pire([a.gravite, *manques])) if a.code == MANDAT else a
        for a in toutes
        if a.code != MANDAT_ABSENT
    ]


MANDAT = "MANDAT"
"""Code of the finding that stands for a mandate to sign (see ``familles.oc.mandats``)."""

MANDAT_ABSENT = "EVER17"
"""Code of an OC for a payment without mandate."""


# --- what a whole return asks for -------------------------------------------------------------------


def _situations(contenu: Contenu, nature: Nature, gravite: Gravite) -> Iterable[tuple[ActionRetour, int]]:
    """Yield the actions that the return itself calls for, with how many things they are about."""
    if contenu.illisible:
        yield ACTIONS_RETOUR["illisible"], 1
        return
    famille = str(contenu.famille)
    if gravite is not Gravite.BLOQUANT:
        cles = _PAR_NATURE.get((famille, nature.code)) or _PAR_FAMILLE.get(famille)
        for cle, nombre in (cles(contenu) if cles else {}).items():
            if nombre:
                yield ACTIONS_RETOUR[cle], nombre
    if not nature.connue and nature.code and not contenu.anomalies:
        yield ACTIONS_RETOUR["nature_inconnue"], 1


def _taux_pas(contenu: Contenu) -> Mapping[str, int]:
    salaries = [s for d in objets(contenu.donnees, "declarations") for s in objets(d, "salaries")]
    manquants = sum("taux" not in salarie for salarie in salaries)
    if salaries and manquants == len(salaries) and manquants >= _PERSONNES_MIN:
        return {"taux_pas_absents": 1}
    return {"taux_pas": int(bool(salaries) and manquants < len(salaries)), "sans_taux": manquants}


_PERSONNES_MIN = 3
"""Persons from which rates all missing look like an incident (one was seen on 28/01/2021); our choice."""


def _effectifs(contenu: Contenu) -> Mapping[str, int]:
    """Headcounts bring their own instructions: ours is for those that do not."""
    return {"effectifs": int(not any(anomalie.action for anomalie in contenu.anomalies))}


def _toujours(cle: str) -> Callable[[Contenu], Mapping[str, int]]:
    return lambda _: {cle: 1}


_PAR_NATURE: Mapping[tuple[str, str], Callable[[Contenu], Mapping[str, int]]] = {
    ("bilan", "34"): _toujours("atmp"),
    ("bilan", "94"): _taux_pas,
    ("bilan", "114"): _toujours("amorcage"),
    ("bilan", "117"): _toujours("bonus_malus"),
    ("neores", "118"): _effectifs,
    ("pdf", "41"): _toujours("aer"),
    ("pdf", "44"): _toujours("aer"),
    ("pdf", "70"): _toujours("agirc_arrco"),
    ("pdf", "71"): _toujours("agirc_arrco"),
}

_PAR_FAMILLE: Mapping[str, Callable[[Contenu], Mapping[str, int]]] = {
    "agirc_arrco": _toujours("agirc_arrco"),
    "bpij": _toujours("indemnites"),
    "fpoc": _toujours("fiche"),
    "pdf": _toujours("ouvrir"),
    "inconnue": _toujours("ouvrir"),
}
