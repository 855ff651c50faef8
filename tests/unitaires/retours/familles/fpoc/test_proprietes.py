"""Whatever a fiche holds, both ways of reading agree and nothing is lost."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from hypothesis import given
from hypothesis import strategies as st

from recepisse.retours.familles.fpoc.comparaison import AdhesionDeclaree, ecarts
from recepisse.retours.familles.fpoc.contrats import contrats
from tests.unitaires.retours.aide_oc import lire, lire_au_fil, perdues

TEXTES = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=6)
NOMS = st.sampled_from(
    [
        "GROUPE",
        "ParametresContrats",
        "Organisme",
        "Contrat",
        "Option",
        "ElementsDeCalculAttendus",
        "TAPrev",
        "BaseMontantSpecifique",
        "CotisationEtablissement",
        "Montant",
        "Taux",
        "Compatibilites",
        "Inconnu",
    ]
)
ATTRIBUTS = st.dictionaries(
    st.sampled_from(
        ["ReferenceContrat", "CodeOC", "CodeOption", "ValeurCodeNature", "Taux", "Montant", "Neuf"]
    ),
    TEXTES,
    max_size=3,
)


def balise(nom: str, attributs: dict[str, str], texte: str, enfants: Sequence[str]) -> str:
    portes = "".join(f" {cle}={quoteattr(valeur)}" for cle, valeur in attributs.items())
    return f"<{nom}{portes}>{escape(texte)}{''.join(enfants)}</{nom}>"


ELEMENTS = st.recursive(
    st.builds(balise, NOMS, ATTRIBUTS, TEXTES, st.just([])),
    lambda enfants: st.builds(balise, NOMS, ATTRIBUTS, st.just(""), st.lists(enfants, max_size=4)),
    max_leaves=12,
)
GROUPES = st.builds(balise, st.just("GROUPE"), ATTRIBUTS, st.just(""), st.lists(ELEMENTS, max_size=3))
FICHES = st.builds(balise, st.just("FICHE"), ATTRIBUTS, st.just(""), st.lists(GROUPES | ELEMENTS, max_size=4))


@given(FICHES)
def test_rien_n_est_perdu(document: str) -> None:
    assert not perdues(document.encode())


@given(FICHES)
def test_les_deux_lectures_sont_d_accord(document: str) -> None:
    entier, au_fil = lire(document.encode()), lire_au_fil(document.encode())
    entier.autres.sort()
    au_fil.autres.sort()
    assert au_fil == entier


@given(FICHES)
def test_ce_que_la_fiche_dit_elle_meme_ne_differe_pas_d_elle(document: str) -> None:
    lus = contrats(lire(document.encode()))
    declarees = [
        AdhesionDeclaree(c.reference, c.organisme, c.delegataire, p.option, p.population, p.codes_bases)
        for c in lus
        for p in c.parametres
        if p.nominatif
    ]
    assert ecarts(lus, declarees) == ()
