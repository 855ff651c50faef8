"""Writes docs/reference/reglages.md from the table of the settings."""

from outils.page import ecrire, tableau
from recepisse.reglages import VARIABLES_A_PART, Connu, reglages_connus

DEBUT = """# Réglages

Page écrite par `python -m outils.reference_reglages` à partir du programme lui-même.

Une valeur est cherchée, la dernière trouvée l’emportant :

1. valeur par défaut ;
2. fichier `recepisse.toml` du dossier des données, ou celui que `RECEPISSE_REGLAGES` désigne ;
3. variable d’environnement `RECEPISSE_…` ;
4. pour un secret, fichier désigné par `RECEPISSE_…_FILE`.

Un nom inconnu est refusé, avec le nom le plus proche ; une valeur impossible l’est aussi, avec ce qui est
attendu. `recepisse reglages` montre chaque valeur et son origine ; les secrets sont masqués.

Dans le fichier, une durée s’écrit `90`, `"90 s"`, `"5 min"`, `"1 h"` ou `"2 j"` ; une taille, `"64 Mo"` ou
`"2 Go"` ; un choix par oui ou non, `true` ou `false`, ou `"oui"` ou `"non"` :

```toml
port = 8701
cadence_ouvert = "10 min"
taille_max_envoi = "500 Mo"
redepot_automatique = false
```

Ce que l’État ne publie pas (tailles, délais, cadences) est ici un réglage : la valeur par défaut est un choix
prudent de Récépissé, pas une règle des services.
"""


def defaut(connu: Connu) -> str:
    if connu.notice.secret:
        return "(aucune)"
    if connu.nom in {"donnees", "version"}:
        return "voir la description" if connu.nom == "donnees" else "celle de Récépissé"
    ecrit = connu.notice.genre.ecrire(connu.defaut)
    return f"`{ecrit}`" if ecrit else "(vide)"


def ligne(connu: Connu) -> tuple[str, str, str]:
    noms = [connu.nom, connu.variable] + ([f"{connu.variable}_FILE"] if connu.notice.secret else [])
    description = f"{connu.notice.description} Attendu : {connu.notice.genre.attendu}."
    return "<br>".join(f"`{nom}`" for nom in noms), description, defaut(connu)


def page() -> str:
    morceaux = [DEBUT]
    groupes = list(dict.fromkeys(connu.notice.groupe for connu in reglages_connus()))
    for groupe in groupes:
        lignes = [ligne(connu) for connu in reglages_connus() if connu.notice.groupe == groupe]
        morceaux.append(f"\n## {groupe}\n\n{tableau(('Réglage', 'Description', 'Par défaut'), lignes)}\n")
    autres = [(f"`{nom}`", description) for nom, description in VARIABLES_A_PART.items()]
    morceaux.append(f"\n## Autres variables\n\n{tableau(('Variable', 'Description'), autres)}\n")
    return "".join(morceaux)


if __name__ == "__main__":
    ecrire("reglages.md", page())
