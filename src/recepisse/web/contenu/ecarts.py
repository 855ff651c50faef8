"""What is shown of the differences between two declarations: who came and left, what changed for whom."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from recepisse.dsn.arborescence import Noeud, arborer
from recepisse.dsn.comparaison import CLES, Appariement, Ecart, Etape, Nature, apparier, comparer
from recepisse.dsn.document import Document, Identite
from recepisse.dsn.valeurs import ecart, lire, montrer
from recepisse.norme.tables import Genre, Norme
from recepisse.web.templatetags.francais import pluriel

PERSONNES: Final = 10
"""Persons of one page whose rubrics are compared."""
EXAMINEES: Final = 400
"""Persons compared to fill one page: when nobody changed, the page says up to whom."""
LISTE: Final = 200
"""Persons named among those who came, and among those who left."""
ECARTS: Final = 80
"""Differences shown of one person or of the establishment."""
_BLOCS: Final = 4000
"""Blocks outside the persons that are compared."""

_GARDES: Final = 8
"""Pairs of declarations whose persons are remembered."""
_BASES: Final = frozenset(f"S21.G00.{numero}" for numero in (78, 79, 81, 83, 84, 95))
_GENERIQUES: Final = frozenset(
    {"S21.G00.30", "S21.G00.50", "S21.G00.06", "S21.G00.11", "S20.G00.05", "S10.G00.00"}
)
"""Blocks that nobody needs to be told to know where a change is."""

_MOTS: Final = {Nature.AJOUTEE: "ajoutée", Nature.RETIREE: "retirée", Nature.MODIFIEE: "modifiée"}


@dataclass(frozen=True, slots=True)
class EcartVu:
    """A difference in words."""

    ou: str
    code: str
    libelle: str
    avant: str
    apres: str
    difference: str
    mot: str
    ligne: int
    """Line of this declaration, 0 when the rubric left."""


@dataclass(frozen=True, slots=True)
class Repli:
    """Differences that come by dozens, behind a title."""

    titre: str
    lignes: Sequence[EcartVu]


@dataclass(frozen=True, slots=True)
class Ecarts:
    """The differences of one person or of the establishment: what matters, and what is folded."""

    principaux: Sequence[EcartVu]
    replis: Sequence[Repli]
    total: int
    autres: int
    """How many are not shown."""


@dataclass(frozen=True, slots=True)
class EcartsPersonne:
    """What changed for a person who is in both."""

    qui: Identite
    ecarts: Ecarts


@dataclass(frozen=True, slots=True)
class Comparaison:
    """The page: the establishment, who came, who left, and a page of those who stayed."""

    etablissement: Ecarts
    entrees: Sequence[Identite]
    sorties: Sequence[Identite]
    nb_entrees: int
    nb_sorties: int
    communes: int
    personnes: Sequence[EcartsPersonne]
    suite: int
    """Rank where the next page starts, 0 when this is the last one."""
    examinees: int
    debut: int


_APPARIEMENTS: OrderedDict[tuple[str, str], Appariement] = OrderedDict()
"""Who is in both, for the last pairs compared: ranks alone. The next pages do not look for them again."""


def comparer_documents(
    avant: Document, apres: Document, sommes: tuple[str, str], debut: int = 1
) -> Comparaison:
    """Return what changed; the persons whose rubrics are compared start at rank ``debut`` of ``apres``.

    ``sommes`` are the sums of the two files.
    """
    qui = _apparier(avant, apres, sommes)
    personnes, suite, examinees = _page(avant, apres, qui, debut)
    return Comparaison(
        etablissement=_presenter(comparer(_dehors(avant), _dehors(apres)), apres.norme),
        entrees=[apres.identite(rang) for rang in qui.entrees[:LISTE]],
        sorties=[avant.identite(rang) for rang in qui.sorties[:LISTE]],
        nb_entrees=len(qui.entrees),
        nb_sorties=len(qui.sorties),
        communes=len(qui.communes),
        personnes=personnes,
        suite=suite,
        examinees=examinees,
        debut=debut,
    )


def _apparier(avant: Document, apres: Document, sommes: tuple[str, str]) -> Appariement:
    qui = _APPARIEMENTS.get(sommes)
    if qui is None:
        qui = apparier(avant.identites(), apres.identites())
        _APPARIEMENTS[sommes] = qui
        while len(_APPARIEMENTS) > _GARDES:
            _APPARIEMENTS.popitem(last=False)
    return qui


def _dehors(document: Document) -> tuple[Noeud, ...]:
    blocs = document.blocs(range(min(len(document.index.blocs), _BLOCS)))
    return arborer((bloc for bloc in blocs if not bloc.code.startswith("S90.")), document.norme)


def _page(
    avant: Document, apres: Document, qui: Appariement, debut: int
) -> tuple[list[EcartsPersonne], int, int]:
    """Return the persons of the page who changed, where the next page starts, how many were compared."""
    trouvees: list[EcartsPersonne] = []
    examinees = 0
    for ancien, nouveau in (paire for paire in qui.communes if paire[1] >= debut):
        if len(trouvees) == PERSONNES or examinees == EXAMINEES:
            return trouvees, nouveau, examinees
        examinees += 1
        differences = comparer((avant.personne(ancien),), (apres.personne(nouveau),))
        if differences:
            trouvees.append(EcartsPersonne(apres.identite(nouveau), _presenter(differences, apres.norme)))
    return trouvees, 0, examinees


def _presenter(differences: Sequence[Ecart], table: Norme) -> Ecarts:
    """Return the differences in words, within bounds; contributions and dates come behind their title."""
    principaux: list[Ecart] = []
    cotisations: list[Ecart] = []
    dates: list[Ecart] = []
    for difference in differences:
        if table.rubrique(difference.rubrique).genre is Genre.DATE:
            dates.append(difference)
        elif difference.rubrique.rpartition(".")[0] in _BASES:
            cotisations.append(difference)
        else:
            principaux.append(difference)
    replis = [
        Repli(accorder(len(tous)), [_voir(d, table) for d in tous[:ECARTS]])
        for tous, accorder in ((cotisations, _mots_cotisations), (dates, _mots_dates))
        if tous
    ]
    montres = min(len(principaux), ECARTS) + sum(len(repli.lignes) for repli in replis)
    return Ecarts(
        [_voir(d, table) for d in principaux[:ECARTS]], replis, len(differences), len(differences) - montres
    )


def _mots_cotisations(nombre: int) -> str:
    return pluriel(
        nombre, "différence dans les bases et cotisations,différences dans les bases et cotisations"
    )


def _mots_dates(nombre: int) -> str:
    return pluriel(nombre, "date changée,dates changées")


def _voir(difference: Ecart, table: Norme) -> EcartVu:
    genre = table.rubrique(difference.rubrique).genre
    montant = difference.difference if genre in {Genre.MONTANT, Genre.NOMBRE} else None
    return EcartVu(
        ou=_ou(difference.chemin, table),
        code=difference.rubrique,
        libelle=table.rubrique(difference.rubrique).libelle if difference.rubrique else "Ligne illisible",
        avant=_valeur(difference.avant, difference.rubrique, table),
        apres=_valeur(difference.apres, difference.rubrique, table),
        difference=ecart(montant) if montant is not None else "",
        mot=_MOTS[difference.nature],
        ligne=difference.ligne_apres,
    )


def _valeur(valeur: str, code: str, table: Norme) -> str:
    return lire(valeur, code, table) or montrer(valeur, table.rubrique(code).genre)


def _ou(chemin: Sequence[Etape], table: Norme) -> str:
    """Return where a change is: the block and the one above, unless everybody knows them."""
    return " · ".join(_etape(e, table) for e in chemin[-2:] if e.code not in _GENERIQUES)


def _etape(etape: Etape, table: Norme) -> str:
    """Return a block as words: its label, what names it, its order among those that nothing else tells."""
    noms = [
        table.libelle_valeur(f"{etape.code}.{numero:03d}", valeur)
        or montrer(valeur, table.rubrique(f"{etape.code}.{numero:03d}").genre)
        for numero, valeur in zip(CLES.get(etape.code, ()), etape.cle, strict=True)
        if valeur and table.rubrique(f"{etape.code}.{numero:03d}").genre is not Genre.DATE
    ]
    rang = f" ({etape.rang})" if etape.rang > 1 else ""
    libelle = table.bloc(etape.code).libelle if etape.code else "Lignes illisibles"
    return f"{libelle}{rang}" + (f" : {', '.join(noms)}" if noms else "")
