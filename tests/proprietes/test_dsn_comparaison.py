"""A declaration compared with itself has no difference; compared backwards, the opposite ones, no more."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from recepisse.dsn.arborescence import Bloc, Noeud, Rubrique, arborer
from recepisse.dsn.comparaison import Ecart, apparier, comparer
from recepisse.dsn.document import Identite
from recepisse.norme.tables import norme

CODES = (
    "S21.G00.40",
    "S21.G00.50",
    "S21.G00.51",
    "S21.G00.52",
    "S21.G00.53",
    "S21.G00.78",
    "S21.G00.81",
    "S21.G00.99",
)
VALEURS = st.sampled_from(["A", "B", "1.00", "2.50", "01012020", ""])


@st.composite
def arbres(tirer: st.DrawFn) -> tuple[Noeud, ...]:
    """A person of any shape, as a reader would have read it."""
    ligne, blocs = 1, []
    for code in ["S21.G00.30", *tirer(st.lists(st.sampled_from(CODES), max_size=12))]:
        numeros = sorted(tirer(st.sets(st.sampled_from([1, 2, 6, 9, 10, 11, 13]), min_size=1, max_size=4)))
        rubriques = tuple(Rubrique(n, tirer(VALEURS), ligne + i) for i, n in enumerate(numeros))
        blocs.append(Bloc(code, rubriques))
        ligne += len(rubriques)
    return arborer(blocs, norme("P26V01"))


def personnes(nombre: int = 7) -> st.SearchStrategy[list[Identite]]:
    champ = st.sampled_from(["", "", "1", "2", "3"])
    une = st.tuples(champ, champ, champ, champ)
    return st.lists(une, max_size=nombre).map(
        lambda tous: [
            Identite(rang, rang, nir=nir, ntt=ntt, matricule=matricule, nom=nom)
            for rang, (nir, ntt, matricule, nom) in enumerate(tous, 1)
        ]
    )


def vu(ecart: Ecart, *, envers: bool = False) -> tuple[object, ...]:
    avant, apres = (ecart.avant, ecart.ligne_avant), (ecart.apres, ecart.ligne_apres)
    return (ecart.chemin, ecart.rubrique, *((apres, avant) if envers else (avant, apres)))


@given(arbres())
def test_nothing_differs_from_itself(arbre: tuple[Noeud, ...]) -> None:
    assert comparer(arbre, arbre) == ()


@given(arbres(), arbres())
def test_backwards_is_the_opposite(avant: tuple[Noeud, ...], apres: tuple[Noeud, ...]) -> None:
    aller, retour = comparer(avant, apres), comparer(apres, avant)
    assert Counter(vu(e) for e in aller) == Counter(vu(e, envers=True) for e in retour)


@given(arbres(), arbres())
def test_what_is_said_is_true_and_complete(avant: tuple[Noeud, ...], apres: tuple[Noeud, ...]) -> None:
    """Applied to the first, the differences give as many values as the second has."""
    ecarts = comparer(avant, apres)
    lignes = {r.ligne: r.valeur for n in apres for x in n.parcourir() for r in x.bloc.rubriques}
    anciennes = {r.ligne: r.valeur for n in avant for x in n.parcourir() for r in x.bloc.rubriques}
    for ecart in ecarts:
        assert not ecart.ligne_apres or lignes[ecart.ligne_apres] == ecart.apres
        assert not ecart.ligne_avant or anciennes[ecart.ligne_avant] == ecart.avant
        assert ecart.avant != ecart.apres or not (ecart.ligne_avant and ecart.ligne_apres)
    ajoutees = sum(not e.ligne_avant for e in ecarts) - sum(not e.ligne_apres for e in ecarts)
    assert len(anciennes) + ajoutees == len(lignes)


@given(personnes(), personnes())
def test_everybody_is_somewhere_once(avant: list[Identite], apres: list[Identite]) -> None:
    ensemble = apparier(avant, apres)
    assert sorted([a for a, _ in ensemble.communes] + list(ensemble.sorties)) == [p.rang for p in avant]
    assert sorted([b for _, b in ensemble.communes] + list(ensemble.entrees)) == [p.rang for p in apres]


@given(personnes())
def test_nobody_leaves_a_declaration_compared_with_itself(tous: list[Identite]) -> None:
    ensemble = apparier(tous, tous)
    nommes = {p.rang for p in tous if p.nir or p.ntt or p.matricule or p.nom}
    assert not set(ensemble.sorties) & nommes
    assert not set(ensemble.entrees) & nommes
