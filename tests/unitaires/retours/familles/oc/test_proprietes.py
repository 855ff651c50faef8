"""Whatever a report of an OC holds, both ways of reading agree and nothing is lost."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from hypothesis import given
from hypothesis import strategies as st

from tests.unitaires.retours.aide_oc import lire, lire_au_fil, perdues

TEXTES = st.text(
    st.characters(codec="iso-8859-1", exclude_categories=["Cc"], exclude_characters="\x85\xa0"), max_size=8
)
NOMS = st.sampled_from(
    [
        "Declaration",
        "RetourMetier",
        "ContexteRetourMetier",
        "MandatNetE",
        "MandatProp",
        "Diagnostic",
        "Salarie",
        "Evt",
        "Inconnu",
    ]
)
ATTRIBUTS = st.dictionaries(
    st.sampled_from(
        [
            "CodeRetourDecla",
            "DateMoisDec",
            "NoOrdreDecla",
            "CodeRetourMetier",
            "LibelCodeRetourMetier",
            "NbErreursSimilaires",
            "RubriqueBlocRetour",
            "ValeurRubriqueErreur",
            "Rubrique",
            "Libelle",
            "Valeur",
            "LibelVal",
            "CodeRetourDetail",
            "NirSal",
            "CodeRetourSal",
            "CodeEvt",
            "CodeRetourEvt",
            "IBAN",
            "URLMandatProp",
            "Neuf",
        ]
    ),
    TEXTES
    | st.sampled_from(["S21.G00.30.001", "S21.G00.15.001", "00", "E", "EADH02", "3", "190013155502399"]),
    max_size=5,
)


def balise(nom: str, attributs: dict[str, str], texte: str, enfants: Sequence[str]) -> str:
    portes = "".join(f" {cle}={quoteattr(valeur)}" for cle, valeur in attributs.items())
    return f"<{nom}{portes}>{escape(texte)}{''.join(enfants)}</{nom}>"


FEUILLES = st.builds(balise, NOMS, ATTRIBUTS, st.just("") | TEXTES, st.just([]))
ELEMENTS = st.recursive(
    FEUILLES,
    lambda enfants: st.builds(balise, NOMS, ATTRIBUTS, st.just(""), st.lists(enfants, max_size=4)),
    max_leaves=12,
)
FICHIERS = st.builds(balise, st.just("Fichier"), ATTRIBUTS, st.just(""), st.lists(ELEMENTS, max_size=4))


@given(FICHIERS)
def test_rien_n_est_perdu(document: str) -> None:
    assert not perdues(document.encode())


@given(FICHIERS)
def test_les_deux_lectures_sont_d_accord(document: str) -> None:
    entier, au_fil = lire(document.encode()), lire_au_fil(document.encode())
    entier.autres.sort()
    au_fil.autres.sort()
    assert au_fil == entier
