"""Nested blocks become dictionaries; what is not foreseen goes to the other values."""

from lxml import etree

from recepisse.retours.familles.gabarit import VALEUR, aplatir, gabarit, lire, objet, objets, texte
from recepisse.retours.modele import Autre, Donnee

FORME = gabarit(
    "nom total",
    attributs="version",
    blocs={"adresse": gabarit("ville"), "identite": gabarit(attributs="R", texte=True)},
    listes={"ligne": gabarit("code")},
)


def lu(xml: str) -> tuple[dict[str, Donnee], list[tuple[str, str]]]:
    autres: list[Autre] = []
    donnees = lire(etree.fromstring(xml), FORME, "r", autres)
    return donnees, [(a.chemin, a.valeur) for a in autres]


def test_feuilles_blocs_listes_et_attributs() -> None:
    donnees, autres = lu(
        "<r version='2'><nom> X </nom><total/><adresse><ville>Y</ville></adresse>"
        "<identite R='SIRET'>9</identite><ligne><code>1</code></ligne><ligne/></r>"
    )
    assert donnees == {
        "version": "2",
        "nom": "X",
        "adresse": {"ville": "Y"},
        "identite": {"R": "SIRET", VALEUR: "9"},
        "ligne": [{"code": "1"}, {}],
    }
    assert autres == []


def test_l_espace_de_noms_ne_compte_pas() -> None:
    assert lu("<n:r xmlns:n='urn:n'><n:nom>X</n:nom></n:r>") == ({"nom": "X"}, [])


def test_rien_n_est_perdu() -> None:
    donnees, autres = lu(
        "<r version='2' autre='a' xmlns:x='urn:x' x:version='b'>tete<nom>X</nom>apres<nom>Y</nom>"
        "<total z='1'>3</total><inconnu k='v'>t<u>w</u></inconnu>"
        "<adresse>perdu<ville>Y</ville></adresse><adresse><ville>Z</ville></adresse>"
        "<ligne q='1'><code>1<sous>2</sous></code></ligne></r>"
    )
    assert donnees == {"version": "2", "nom": "X", "adresse": {"ville": "Y"}, "ligne": [{}]}
    assert autres == [
        ("r/@autre", "a"),
        ("r/@version", "b"),
        ("r", "tete"),
        ("r", "apres"),
        ("r/nom", "Y"),
        ("r/total/@z", "1"),
        ("r/total", "3"),
        ("r/inconnu/@k", "v"),
        ("r/inconnu", "t"),
        ("r/inconnu/u", "w"),
        ("r/adresse", "perdu"),
        ("r/adresse/ville", "Z"),
        ("r/ligne/@q", "1"),
        ("r/ligne/code", "1"),
        ("r/ligne/code/sous", "2"),
    ]


def test_un_nom_d_attribut_repris_par_un_bloc() -> None:
    forme = gabarit(attributs="a b c", listes={"a": gabarit()}, blocs={"b": gabarit("d")})
    autres: list[Autre] = []
    element = etree.fromstring("<r a='1' b='2'><a/><b><d>3</d></b></r>")
    assert lire(element, forme, "r", autres) == {"a": "1", "b": "2"}
    assert autres == [Autre("r/b/d", "3")]


def test_un_bloc_vide_laisse_sa_place() -> None:
    assert lu("<r><adresse/><adresse><ville>Z</ville></adresse></r>") == ({"adresse": {"ville": "Z"}}, [])


def test_lire_ce_qui_a_ete_lu() -> None:
    donnees: dict[str, Donnee] = {"a": "1", "b": {"c": "2"}, "d": [{"e": "3"}, "4"], "f": None}
    assert (texte(donnees, "a"), texte(donnees, "b"), texte(donnees, "z")) == ("1", "", "")
    assert (objet(donnees, "b"), objet(donnees, "a")) == ({"c": "2"}, {})
    assert (objets(donnees, "d"), objets(donnees, "a")) == ([{"e": "3"}], [])
    assert [tuple(a) for a in aplatir(donnees, "r")] == [
        ("r/a", "1"), ("r/b/c", "2"), ("r/d/e", "3"), ("r/d", "4"),
    ]  # fmt: skip
