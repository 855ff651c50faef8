"""Whatever blocks and rubrics a NEOReS document has, in whatever order, it is read and nothing is dropped."""

import io

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from recepisse.retours.document.xml import parcourir
from recepisse.retours.exposition import en_json
from recepisse.retours.familles.neores.blocs import ESPACE, RACINE, BlocNeores
from recepisse.retours.familles.neores.lecteur import LECTEUR
from recepisse.retours.modele import Contenu
from recepisse.retours.sens.interpretation import interpreter
from tests.exactitude.aide_retours import valeurs_du_document, valeurs_lues

Arbre = tuple[str, str, tuple["Arbre", ...]]

VALEURS = st.sampled_from(
    [
        "",
        " ",
        "01",
        "02",
        "05",
        "99",
        "X",
        "0.0",
        "-78.25",
        "2025-01-01",
        "S21.G00.78.004",
        "279091305503412",
        "é ²",
    ]
)
NOMS = st.sampled_from(
    [
        *(f"RO_B{b:03d}_R{r:03d}" for b in range(13) for r in (1, 2, 3, 5, 9)),
        *(f"RO_B{b:03d}" for b in range(14)),
        "RO",
    ]
)


def _locaux(noms: "list[str]") -> list[str]:
    return sorted(nom for nom in noms if not nom.startswith("{"))


@st.composite
def en_place(tirer: st.DrawFn, bloc: BlocNeores, nom: str) -> Arbre:
    """A block as the table knows it: any subset of its rubrics, in any order, any number of its blocks."""
    feuilles = tirer(st.lists(st.sampled_from(_locaux([*bloc.rubriques]) or ["RO_X"]), max_size=8))
    enfants: list[Arbre] = [(feuille, tirer(VALEURS), ()) for feuille in feuilles]
    for element in _locaux([*bloc.blocs]):
        enfants += [
            tirer(en_place(bloc.blocs[element].bloc, element)) for _ in range(tirer(st.integers(0, 2)))
        ]
    return nom, "", tuple(tirer(st.permutations(enfants)))


N_IMPORTE_OU: st.SearchStrategy[Arbre] = st.recursive(
    st.tuples(NOMS, VALEURS, st.just(())),
    lambda plus_bas: st.tuples(NOMS, VALEURS, st.lists(plus_bas, max_size=4).map(tuple)),
    max_leaves=15,
)


def ecrire(arbre: Arbre, espace: str = ESPACE) -> etree._Element:
    nom, texte, enfants = arbre
    element = etree.Element(espace + nom)
    element.text = texte
    element.extend([ecrire(enfant, espace) for enfant in enfants])
    return element


def perdues(octets: bytes, lu: Contenu) -> list[str]:
    dit = en_json(interpreter(lu, "119", "ANO"))
    lues = valeurs_lues([dit["anomalies"], dit["donnees"], dit["autres"]])
    return sorted((valeurs_du_document(octets) - lues).elements())


def lire(octets: bytes) -> Contenu:
    return LECTEUR.ouvrir("119", "ANO").achever(etree.fromstring(octets))


def lire_en_flux(octets: bytes) -> Contenu:
    lecture = LECTEUR.ouvrir("119", "ANO")
    squelette = parcourir(io.BytesIO(octets), LECTEUR.lourds, lecture.lourd)
    assert isinstance(squelette, etree._Element)
    return lecture.achever(squelette)


@given(en_place(RACINE, "GIPMDS"))
def test_un_document_bien_forme_se_lit_sans_perte_petit_ou_grand(arbre: Arbre) -> None:
    octets = etree.tostring(ecrire(arbre))
    lu = lire(octets)
    assert perdues(octets, lu) == []
    assert lire_en_flux(octets) == lu


@given(st.lists(N_IMPORTE_OU, max_size=5).map(tuple), st.sampled_from([ESPACE, "{urn:autre}"]))
def test_un_document_en_desordre_se_lit_sans_perte(enfants: tuple[Arbre, ...], espace: str) -> None:
    octets = etree.tostring(ecrire(("GIPMDS", "", (("RO", "", enfants),)), espace))
    assert perdues(octets, lire(octets)) == []
