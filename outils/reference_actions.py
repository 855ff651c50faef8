"""Writes docs/reference/actions.md from the table of the expected actions."""

from outils.page import ecrire, tableau
from recepisse.retours.gravite import Gravite
from recepisse.retours.natures import NATURES
from recepisse.retours.sens.actions import ACTIONS_RETOUR, REGLES, SOURCES, RegleAction
from recepisse.retours.sens.delais import DELAIS

DEBUT = """# Actions attendues

Page écrite par `python -m outils.reference_actions` à partir de la table du programme.

Un retour NEOReS dit lui-même quoi faire de chaque anomalie, et ses mots sont montrés tels quels. Les autres
ne le disent pas : Récépissé répond alors d’après cette table. La première règle qui convient est retenue. Un
code absent reçoit la réponse de sa nature, et une nature inconnue la réponse générale.

Les phrases sont celles de Récépissé. La colonne « Source » dit d’où chacune vient ; « CHOIX » dit que rien de
public ne le donne. Dans un code, `*` remplace n’importe quelle suite de caractères.

Le réglage `actions_supplementaires` nomme un fichier JSON de règles essayées avant celles-ci, sans toucher au
programme : `{"regles": [{"natures": ["119"], "code": "UR_ANO_X*", "texte": "…", "delai": "dsn_suivante"}]}`.
"""

ENTETES = ("Code", "Gravité", "Que faire", "Délai", "Source")


def delai(code: str | None) -> str:
    return DELAIS.get(code or "", "")


def ligne(regle: RegleAction) -> tuple[str, ...]:
    return f"`{regle.code}`", gravite(regle), regle.texte, delai(regle.delai), ", ".join(regle.source)


def gravite(regle: RegleAction) -> str:
    absentes = [g.libelle for g in Gravite if g not in regle.gravites]
    if not regle.gravites or not absentes:
        return "toutes"
    if len(absentes) == 1:
        return f"toutes sauf {absentes[0]}"
    return ", ".join(g.libelle for g in Gravite if g in regle.gravites)


def groupes() -> dict[tuple[str, ...], list[RegleAction]]:
    """Return the rules by natures, the general ones last."""
    trouves: dict[tuple[str, ...], list[RegleAction]] = {}
    for regle in REGLES:
        if regle.texte:
            cles = tuple(code for code in NATURES if code in regle.natures)
            trouves.setdefault(cles, []).append(regle)
    return trouves


def titre(natures: tuple[str, ...]) -> str:
    if not natures:
        return "Autres natures"
    if len(natures) == 1:
        return f"Retour {natures[0]} : {NATURES[natures[0]].libelle}"
    return f"Retours {', '.join(natures[:-1])} et {natures[-1]}"


def source(cle: str) -> tuple[str, str]:
    nom, adresse = SOURCES[cle]
    return cle, f"[{nom}]({adresse})" if adresse else nom


def page() -> str:
    morceaux = [DEBUT]
    for natures, regles in sorted(groupes().items(), key=lambda g: (not g[0], [int(n) for n in g[0]])):
        morceaux.append(f"\n## {titre(natures)}\n\n{tableau(ENTETES, [ligne(r) for r in regles])}\n")
    entiers = [
        (a.texte, a.gravite.libelle, delai(a.delai), ", ".join(a.source)) for a in ACTIONS_RETOUR.values()
    ]
    morceaux.append(
        "\n## Ce que demande un retour entier\n\n"
        f"{tableau(('Que faire', 'Gravité', 'Délai', 'Source'), entiers)}\n"
    )
    morceaux.append(f"\n## Sources\n\n{tableau(('Source', 'Page'), [source(cle) for cle in SOURCES])}\n")
    return "".join(morceaux)


if __name__ == "__main__":
    ecrire("actions.md", page())
