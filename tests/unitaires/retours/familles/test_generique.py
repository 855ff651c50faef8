"""An unknown document is read whole, the same way at once and as it flows."""

import string
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from recepisse.retours.aiguillage import Famille
from recepisse.retours.document.xml import PROFONDEUR_MAX, TROP_PROFOND, Illisible, ouvrir_grand, parse
from recepisse.retours.familles import generique
from recepisse.retours.familles.generique import LECTEUR, Reserve, iter_autres, joindre, lire_grand
from recepisse.retours.modele import Autre, Contenu


def d_un_coup(corps: bytes) -> Contenu:
    racine = parse(corps)
    assert not isinstance(racine, Illisible)
    return LECTEUR.ouvrir("", "").achever(racine)


def en_flux(corps: bytes) -> Contenu | Illisible:
    entree = ouvrir_grand(BytesIO(corps))
    assert not isinstance(entree, Illisible)
    return lire_grand(BytesIO(corps), entree)


DOCUMENT = (
    '<n:demain xmlns:n="urn:demain" version="9" n:v="x"> tête <corps vide="">'
    "<ligne>1</ligne> entre <ligne>2</ligne>\n</corps><!-- non --><n:vide/> fin </n:demain>"
).encode()

VALEURS = [
    Autre("demain/@version", "9"),
    Autre("demain/@v", "x"),
    Autre("demain", "tête"),
    Autre("demain/corps/@vide", ""),
    Autre("demain/corps/ligne", "1"),
    Autre("demain/corps", "entre"),
    Autre("demain/corps/ligne", "2"),
    Autre("demain", "fin"),
]


def test_tout_est_lu_dans_l_ordre_du_document() -> None:
    lu = d_un_coup(DOCUMENT)
    assert lu.famille == Famille.INCONNUE
    assert lu.type_interne == "demain"
    assert lu.donnees == {"racine": "demain", "espace": "urn:demain"}
    assert lu.autres == VALEURS


def test_un_grand_document_se_lit_pareil() -> None:
    assert en_flux(DOCUMENT) == d_un_coup(DOCUMENT)


def test_sans_espace() -> None:
    assert (
        d_un_coup(b"<a/>")
        == en_flux(b"<a/>")
        == Contenu(famille="inconnue", type_interne="a", donnees={"racine": "a"})
    )


def test_une_partie_inconnue_a_le_chemin_qu_on_lui_donne() -> None:
    element = etree.fromstring("<r><a b='1'>t<c>u</c>v</a>suite</r>")[0]
    assert list(iter_autres(element, "r/a")) == [
        Autre("r/a/@b", "1"),
        Autre("r/a", "t"),
        Autre("r/a/c", "u"),
        Autre("r/a", "v"),
    ]
    assert [a.chemin for a in iter_autres(element)] == ["a/@b", "a", "a/c", "a"]


def test_un_chemin_trop_long_perd_son_milieu() -> None:
    chemin = joindre("debut/" + "x" * 1000, "fin")
    assert len(chemin) <= generique.CHEMIN_MAX + 1
    assert chemin.startswith("debut/x")
    assert chemin.endswith("x/fin")
    assert "…" in chemin
    assert joindre("a", "b") == "a/b"


def test_la_reserve_garde_un_nombre_et_un_volume(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generique, "AUTRES_MAX", 2)
    monkeypatch.setattr(generique, "VOLUME_MAX", 10)
    reserve = Reserve()
    for valeur in ("aaaa", "b" * 7, "cccccc", "d"):
        reserve.ajouter("x", valeur)
    assert reserve.clore() == [
        Autre("x", "aaaa"),
        Autre("x", "cccccc"),
        Autre("…", "2 autres valeurs, à lire dans le document lui-même."),
    ]


def test_une_seule_valeur_manque_au_singulier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generique, "AUTRES_MAX", 1)
    assert en_flux(b"<a><b>1</b><b>2</b></a>") == d_un_coup(b"<a><b>1</b><b>2</b></a>")
    assert (
        d_un_coup(b"<a b='1'>2</a>").autres[-1].valeur == "1 autre valeur, à lire dans le document lui-même."
    )


def test_un_texte_trop_long_est_compte_sans_etre_garde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generique, "VOLUME_MAX", 1000)
    corps = b"<a><b>" + b"x" * 5000 + b"</b><c>y</c><d>" + b" " * 5000 + b"</d></a>"
    lu = en_flux(corps)
    assert lu == d_un_coup(corps)
    assert isinstance(lu, Contenu)
    assert [a.valeur[:9] for a in lu.autres] == ["y", "1 autre v"]
    en_morceaux = b"<a><b>" + b"x" * 300_000 + b"</b><c>y</c></a>"
    assert en_flux(en_morceaux) == d_un_coup(en_morceaux)


def test_un_grand_document_mal_forme_ou_trop_profond() -> None:
    mal_forme = en_flux(b"<a>\n" + b"<c/>\n" * 20_000 + b"<b></a>")
    assert isinstance(mal_forme, Illisible)
    assert mal_forme.ligne == 20_002
    assert en_flux(_profond(PROFONDEUR_MAX + 1)) is TROP_PROFOND
    assert isinstance(en_flux(_profond(PROFONDEUR_MAX)), Contenu)


def _profond(niveaux: int) -> bytes:
    """Nested elements, far enough for the head of the document to be without them."""
    dedans = niveaux - 1
    return b"<a>" + b" " * 100_000 + b"<a>" * dedans + b"</a>" * dedans + b"</a>"


def test_rien_n_est_lourd() -> None:
    assert frozenset() == LECTEUR.lourds
    lecture = LECTEUR.ouvrir("", "")
    lecture.lourd(etree.fromstring("<a>b</a>"))
    assert lecture.achever(etree.fromstring("<c/>")).autres == []


textes = st.text(alphabet=string.ascii_letters + " \n\té€\u00a0&<>'\"", max_size=12)
noms = st.sampled_from(["a", "b", "ligne", "{urn:x}a", "{urn:y}Z9"])


@st.composite
def elements(tirer: st.DrawFn, profondeur: int = 3) -> etree._Element:
    element = etree.Element(tirer(noms), tirer(st.dictionaries(noms, textes, max_size=3)))
    element.text = tirer(textes)
    for _ in range(tirer(st.integers(0, 3)) if profondeur else 0):
        enfant = tirer(elements(profondeur - 1))
        enfant.tail = tirer(textes)
        element.append(enfant)
    return element


@settings(max_examples=150)
@given(elements(), st.sampled_from(["utf-8", "utf-16", "iso-8859-15"]))
def test_n_importe_quel_document_se_lit_pareil_et_en_entier(element: etree._Element, encodage: str) -> None:
    corps = bytes(etree.tostring(element, encoding=encodage, xml_declaration=True))  # type: ignore[arg-type]
    lu = d_un_coup(corps)
    assert en_flux(corps) == lu
    relu = etree.fromstring(corps)
    valeurs = [str(v) for e in relu.iter(etree.Element) for v in e.attrib.values()]
    valeurs += [str(t).strip() for t in relu.itertext() if str(t).strip()]
    assert sorted(a.valeur for a in lu.autres) == sorted(valeurs)
