"""A person's view: identity, contracts, payments; what is paid, on what it is levied, what is withheld."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from recepisse.dsn.arborescence import Bloc, Noeud
from recepisse.dsn.valeurs import date, euros, nombre
from recepisse.norme.tables import Norme
from recepisse.web.contenu.valeurs import LigneVue, presenter

INDIVIDU: Final = "S21.G00.30"
CONTRAT: Final = "S21.G00.40"
VERSEMENT: Final = "S21.G00.50"
REMUNERATION, PRIME, ACTIVITE, AUTRE, NET = (f"S21.G00.{n}" for n in (51, 52, 53, 54, 58))
BASE, COMPOSANT, COTISATION = (f"S21.G00.{n}" for n in (78, 79, 81))

_GAINS: Final = {
    REMUNERATION: (11, 1, 2, 13, 10),
    PRIME: (1, 3, 4, 2, 6),
    AUTRE: (1, 3, 4, 2, 5),
    NET: (3, 1, 2, 4, 0),
}
"""Blocks of what is paid: rubrics of the type, the period (two), the amount, the contract."""


@dataclass(frozen=True, slots=True)
class Gain:
    """Something paid: its block, its type, the contract, the period, what it measures, the amount."""

    ligne: int
    bloc: str
    libelle: str
    contrat: str
    periode: str
    mesure: str
    montant: str


@dataclass(frozen=True, slots=True)
class Cotisation:
    """A line of the bases and contributions; ``base`` for the base that the next ones stand in."""

    ligne: int
    base: bool
    code: str
    libelle: str
    precision: str
    assiette: str
    taux: str
    montant: str


@dataclass(frozen=True, slots=True)
class Tableau:
    """Blocks of one code side by side, a column a rubric."""

    libelle: str
    colonnes: Sequence[str]
    lignes: Sequence[tuple[int, Sequence[str]]]
    """Number of the first line of each block, and its cells."""


@dataclass(frozen=True, slots=True)
class Contrat:
    """A contract: its number and start, all its rubrics, what stands in it."""

    titre: str
    ligne: int
    faits: Sequence[LigneVue]
    tableaux: Sequence[Tableau]


@dataclass(frozen=True, slots=True)
class Versement:
    """A payment: its date, its rubrics, what it is made of, what it bears."""

    titre: str
    ligne: int
    faits: Sequence[LigneVue]
    gains: Sequence[Gain]
    cotisations: Sequence[Cotisation]
    tableaux: Sequence[Tableau]


@dataclass(frozen=True, slots=True)
class Personne:
    """Everything that the declaration says of a person, laid out."""

    faits: Sequence[LigneVue]
    contrats: Sequence[Contrat]
    versements: Sequence[Versement]
    tableaux: Sequence[Tableau]
    lignes: int


@dataclass(frozen=True, slots=True)
class _Lecteur:
    """The tables of the norm, and whether numbers are shown."""

    table: Norme
    demasque: bool

    def faits(self, bloc: Bloc) -> list[LigneVue]:
        return [presenter(bloc, r, self.table, demasque=self.demasque) for r in bloc.rubriques]

    def libelle(self, bloc: Bloc, rubrique: int) -> str:
        """Return the label of a code, else the code."""
        valeur = bloc.valeur(rubrique)
        return self.table.libelle_valeur(f"{bloc.code}.{rubrique:03d}", valeur) or valeur

    def tableaux(self, noeuds: Iterable[Noeud], sauf: frozenset[str] = frozenset()) -> list[Tableau]:
        """Return a table for each code of block below ``noeuds``, deep ones included."""
        par_code: dict[str, list[Bloc]] = {}
        for noeud in noeuds:
            if noeud.bloc.code not in sauf:
                for dessous in noeud.parcourir():
                    par_code.setdefault(dessous.bloc.code, []).append(dessous.bloc)
        return [self._tableau(code, blocs) for code, blocs in par_code.items()]

    def _tableau(self, code: str, blocs: Sequence[Bloc]) -> Tableau:
        numeros = sorted({r.numero for bloc in blocs for r in bloc.rubriques})
        lignes = []
        for bloc in blocs:
            cellules = {r.numero: vue.valeur for r, vue in zip(bloc.rubriques, self.faits(bloc), strict=True)}
            lignes.append((bloc.ligne, [cellules.get(numero, "") for numero in numeros]))
        return Tableau(
            self.table.bloc(code).libelle if code else "Lignes illisibles",
            [self.table.rubrique(f"{code}.{n:03d}").libelle if code else "Texte" for n in numeros],
            lignes,
        )


def lire_personne(personne: Noeud, table: Norme, *, demasque: bool = False) -> Personne:
    """Return the view of the person whose tree is ``personne``."""
    lecteur = _Lecteur(table, demasque)
    return Personne(
        faits=lecteur.faits(personne.bloc),
        contrats=[_contrat(n, lecteur) for n in personne.sous if n.bloc.code == CONTRAT],
        versements=[_versement(n, lecteur) for n in personne.sous if n.bloc.code == VERSEMENT],
        tableaux=lecteur.tableaux(personne.sous, frozenset({CONTRAT, VERSEMENT})),
        lignes=sum(len(noeud.bloc.rubriques) for noeud in personne.parcourir()),
    )


def _contrat(noeud: Noeud, lecteur: _Lecteur) -> Contrat:
    bloc = noeud.bloc
    debut = date(bloc.valeur(1))
    titre = f"Contrat {bloc.valeur(9)}".rstrip() + (f", depuis le {debut}" if debut else "")
    return Contrat(titre, bloc.ligne, lecteur.faits(bloc), lecteur.tableaux(noeud.sous))


def _versement(noeud: Noeud, lecteur: _Lecteur) -> Versement:
    bloc = noeud.bloc
    le = date(bloc.valeur(1))
    return Versement(
        titre=f"Versement du {le}" if le else "Versement",
        ligne=bloc.ligne,
        faits=lecteur.faits(bloc),
        gains=[_gain(n, lecteur) for n in noeud.sous if n.bloc.code in _GAINS],
        cotisations=[c for n in noeud.sous if n.bloc.code == BASE for c in _base(n, lecteur)],
        tableaux=lecteur.tableaux(noeud.sous, frozenset({*_GAINS, BASE})),
    )


def _gain(noeud: Noeud, lecteur: _Lecteur) -> Gain:
    bloc = noeud.bloc
    type_, debut, fin, montant, contrat = _GAINS[bloc.code]
    mesures = [_activite(b, lecteur) for b in noeud.enfants(ACTIVITE)]
    if heures := nombre(bloc.valeur(12)) if bloc.code == REMUNERATION else "":
        mesures.insert(0, f"{heures} h")
    return Gain(
        ligne=bloc.ligne,
        bloc=lecteur.table.bloc(bloc.code).libelle,
        libelle=lecteur.libelle(bloc, type_),
        contrat=bloc.valeur(contrat),
        periode=_periode(bloc, debut, fin),
        mesure=", ".join(mesures),
        montant=euros(bloc.valeur(montant)) or bloc.valeur(montant),
    )


def _activite(bloc: Bloc, lecteur: _Lecteur) -> str:
    """Return « travail rémunéré : 151,67 heure »."""
    mesure = nombre(bloc.valeur(2)) or bloc.valeur(2)
    return f"{lecteur.libelle(bloc, 1)} : {mesure} {lecteur.libelle(bloc, 3)}".strip()


def _base(noeud: Noeud, lecteur: _Lecteur) -> Iterator[Cotisation]:
    bloc = noeud.bloc
    yield Cotisation(
        ligne=bloc.ligne,
        base=True,
        code=bloc.valeur(1),
        libelle=lecteur.libelle(bloc, 1),
        precision=_periode(bloc, 2, 3),
        assiette=euros(bloc.valeur(4)) or bloc.valeur(4),
        taux="",
        montant="",
    )
    for enfant in noeud.sous:
        yield _sous_base(enfant.bloc, lecteur)


def _sous_base(bloc: Bloc, lecteur: _Lecteur) -> Cotisation:
    """Return a component of a base (an amount), or a contribution (base, rate, amount)."""
    composant = bloc.code == COMPOSANT
    montant = bloc.valeur(4)
    return Cotisation(
        ligne=bloc.ligne,
        base=False,
        code=bloc.valeur(1),
        libelle=lecteur.libelle(bloc, 1) or lecteur.table.bloc(bloc.code).libelle,
        precision="" if composant else bloc.valeur(2),
        assiette="" if composant else euros(bloc.valeur(3)),
        taux="" if composant else _taux(bloc.valeur(7)),
        montant=euros(montant) or montant,
    )


def _taux(valeur: str) -> str:
    lu = nombre(valeur)
    return f"{lu} %" if lu else ""


def _periode(bloc: Bloc, debut: int, fin: int) -> str:
    """Return « du 01/03/2026 au 31/03/2026 », or what is known of it."""
    depuis, jusque = date(bloc.valeur(debut)), date(bloc.valeur(fin))
    if depuis and jusque:
        return f"du {depuis} au {jusque}"
    return depuis or jusque
