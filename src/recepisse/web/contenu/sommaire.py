"""The table of contents of a declaration: what there is outside the persons, then the persons by pages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from recepisse.dsn.document import Document, Identite
from recepisse.dsn.index import Index

PERSONNES: Final = 30
"""Persons of one page of the list."""
BLOCS: Final = 40
"""Blocks of one page."""

_PARTIES: Final = (
    ("Envoi et déclaration", ("S10.", "S20.", "S90.")),
    ("Entreprise et établissement", tuple(f"S21.G00.{n}" for n in ("06", "13", "11", "12", "15", "16"))),
    ("Versements et cotisations", tuple(f"S21.G00.{n}" for n in ("20", "22", "23", "44", "55", "82"))),
    ("Lieux de travail", ("S21.G00.85",)),
)
_DESSUS: Final = frozenset({"", "S10.G00.00", "S20.G00.05", "S21.G00.06", "S21.G00.11"})
"""Blocks whose children have an entry of their own; deeper ones are shown inside their parent."""


@dataclass(frozen=True, slots=True)
class Poste:
    """An entry: the blocks of one code."""

    code: str
    libelle: str
    nombre: int


@dataclass(frozen=True, slots=True)
class Partie:
    """A title and its entries."""

    titre: str
    postes: Sequence[Poste]


@dataclass(frozen=True, slots=True)
class LignePersonne:
    """A person of the list: a rank, who, how many anomalies are on her lines."""

    qui: Identite
    anomalies: int


@dataclass(frozen=True, slots=True)
class PagePersonnes:
    """Some persons, and where the pages around start (0: there is none)."""

    lignes: Sequence[LignePersonne]
    avant: int
    apres: int
    total: int


def parties(document: Document) -> list[Partie]:
    """Return the entries by part, in the order of the norm; a part without block is left out."""
    postes = list(_postes(document))
    restent = {poste.code: poste for poste in postes}
    resultat = []
    for titre, debuts in _PARTIES:
        choisis = [p for p in postes if p.code in restent and p.code.startswith(debuts)]
        for poste in choisis:
            del restent[poste.code]
        if choisis:
            resultat.append(Partie(titre, choisis))
    if restent:
        resultat.append(Partie("Autres blocs", list(restent.values())))
    return resultat


def _postes(document: Document) -> Iterator[Poste]:
    for code, numeros in racines(document).items():
        yield Poste(code, document.norme.bloc(code).libelle, len(numeros))


def racines(document: Document) -> dict[str, list[int]]:
    """Return the numbers of the entries of the index that have an entry here, by code."""
    table = document.norme
    trouvees: dict[str, list[int]] = {}
    for numero, entree in enumerate(document.index.blocs):
        if table.bloc(entree.code).parent in _DESSUS:
            trouvees.setdefault(entree.code, []).append(numero)
    return trouvees


def etendue(document: Document, numero: int) -> range:
    """Return entry ``numero`` of the index with those that stand in it."""
    table, blocs = document.norme, document.index.blocs
    code, fin = blocs[numero].code, numero + 1
    while fin < len(blocs) and code in table.ancetres(blocs[fin].code):
        if table.bloc(blocs[fin].code).parent in _DESSUS:
            break
        fin += 1
    return range(numero, fin)


def racine_de(document: Document, numero: int) -> int:
    """Return the entry in whose page entry ``numero`` is shown."""
    table, blocs = document.norme, document.index.blocs
    while numero > 0 and table.bloc(blocs[numero].code).parent not in _DESSUS:
        numero -= 1
    return numero


def page_personnes(document: Document, debut: int, anomalies: Mapping[int, int]) -> PagePersonnes:
    """Return the page that starts at rank ``debut`` (brought back inside the file)."""
    total = document.index.nombre
    debut = max(1, min(debut, total))
    fin = min(debut + PERSONNES, total + 1)
    lignes = [LignePersonne(p, anomalies.get(p.rang, 0)) for p in document.identites(range(debut, fin))]
    return PagePersonnes(
        lignes,
        avant=max(debut - PERSONNES, 1) if debut > 1 else 0,
        apres=fin if fin <= total else 0,
        total=total,
    )


def debut_page(rang: int) -> int:
    """Return the first rank of the page that person ``rang`` is on."""
    return (max(rang, 1) - 1) // PERSONNES * PERSONNES + 1


def par_personne(index: Index, lignes: Mapping[int, int]) -> dict[int, int]:
    """Return how many of ``lignes`` (line: count) are each person's, by rank; 0 is nobody's."""
    comptes: dict[int, int] = {}
    for ligne, nombre in lignes.items():
        rang = index.personne_de(ligne)
        comptes[rang] = comptes.get(rang, 0) + nombre
    return comptes
