"""Writes docs/reference/natures.md from the catalogue of the natures of return."""

from outils.page import ecrire, tableau
from recepisse.retours.gravite import Gravite
from recepisse.retours.natures import DECLARATIONS, EMETTEURS, NATURES, SOURCES, Emetteur, Nature
from recepisse.retours.sens.delais import DELAIS

DEBUT = """# Natures de retour

Page écrite par `python -m outils.reference_natures` à partir de la table du programme.

Un retour se range d’après la nature que donne la liste des retours, jamais d’après ce que son document dit
de lui-même. La table est ouverte : une nature absente d’ici est conservée, lue et montrée, dans le groupe
« Autres ». La table officielle n’a pas pu être lue : celle-ci a été assemblée, et ses libellés sont ceux de
Récépissé.

« Document » dit s’il y a quelque chose à télécharger. « Au moins » est la gravité la plus basse d’un tel
retour quand ce n’est pas « information » : un rappel annuel n’est jamais une simple information.

Le réglage `natures_supplementaires` nomme un fichier JSON qui ajoute des natures ou corrige celles-ci, sans
toucher au programme : `{"natures": [{"code": "129", "libelle": "…", "emetteur": "urssaf_msa"}]}`. Une nature
connue garde ce que le fichier ne dit pas d’elle.
"""

ENTETES = ("Code", "Retour", "Déclarations", "Document", "Délai habituel", "Quoi en faire")


def titre(groupe: Emetteur) -> str:
    selon = f" ({groupe.RG} au régime général, {groupe.RA} au régime agricole)" if groupe.RG else ""
    return f"\n## {groupe.libelle}\n" + (f"\nNom affiché selon le régime{selon}.\n" if selon else "")


def libelle(nature: Nature) -> str:
    ko = f"<br>KO : {nature.libelle_ko}" if nature.libelle_ko else ""
    note = f"<br>*{nature.note}*" if nature.note else ""
    return f"{nature.libelle}{ko}{note}"


def a_faire(nature: Nature) -> str:
    delai = f"<br>Délai : {DELAIS[nature.echeance]}." if nature.echeance else ""
    au_moins = "" if nature.plancher is Gravite.INFORMATION else f"<br>Au moins : {nature.plancher.libelle}."
    return f"{nature.action}{delai}{au_moins}"


def ligne(nature: Nature) -> tuple[str, ...]:
    document = {"inconnu": "on ne sait pas"}.get(nature.document, nature.document)
    if nature.famille:
        document += f" ({nature.famille})"
    return (
        f"`{nature.code}`",
        f"{libelle(nature)}<br>Source : {nature.source}",
        ", ".join(nature.declarations),
        document,
        nature.delai or "on ne sait pas",
        a_faire(nature),
    )


def page() -> str:
    morceaux = [DEBUT]
    for groupe in EMETTEURS:
        lignes = [ligne(nature) for nature in NATURES.values() if nature.emetteur == groupe.code]
        morceaux.append(f"{titre(groupe)}\n{tableau(ENTETES, lignes)}\n")
    declarations = [(f"`{code}`", nom) for code, nom in DECLARATIONS.items()]
    morceaux.append(f"\n## Déclarations\n\n{tableau(('Code', 'Déclaration'), declarations)}\n")
    sources = list(SOURCES.items())
    morceaux.append(f"\n## Sources\n\n{tableau(('Source', 'Ce que c’est'), sources)}\n")
    return "".join(morceaux)


if __name__ == "__main__":
    ecrire("natures.md", page())
