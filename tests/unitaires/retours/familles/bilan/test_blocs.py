"""One pass over each element: what is known is read, all the rest is kept with its path."""

import pytest
from lxml import etree

from recepisse.retours.familles.bilan.blocs import (
    Attendus,
    Reste,
    attributs_de,
    donnees_de,
    feuilles,
    garder,
    ouvrir,
    texte_de,
)
from recepisse.retours.modele import Autre


class Panier:
    """A subject that notes the blocks it is given."""

    def __init__(self) -> None:
        self.reste = Reste()
        self.blocs: list[str] = []


def noter(panier: Panier, element: etree._Element) -> None:
    panier.blocs.append(str(element.get("origine", element.text)))


TABLE: Attendus[Panier] = {**feuilles("code message"), "description": noter, "salarie": noter}


def lire(interieur: str) -> tuple[dict[str, str], list[str], list[Autre]]:
    panier = Panier()
    lues = ouvrir(etree.fromstring(f"<r>{interieur}</r>"), TABLE, panier)
    return lues, panier.blocs, panier.reste.fermer()


def test_les_feuilles_connues_par_leur_nom_sans_les_blanches() -> None:
    assert lire("\n <code> A1\n</code>\n <message>  </message>\n") == ({"code": "A1"}, [], [])


def test_une_feuille_vide_puis_pleine_est_lue() -> None:
    assert lire("<code/><code>A1</code>")[0] == {"code": "A1"}


def test_une_feuille_de_trop_est_gardee() -> None:
    assert lire("<code>A1</code><code x='2'>A2</code>") == (
        {"code": "A1"},
        [],
        [Autre("r/code/@x", "2"), Autre("r/code", "A2")],
    )


def test_les_blocs_sont_lus_dans_leur_ordre() -> None:
    assert lire("<salarie>a</salarie><description>b</description><salarie>c</salarie>")[1] == ["a", "b", "c"]


def test_un_bloc_qui_ne_se_repete_pas_n_est_lu_qu_une_fois() -> None:
    assert lire("<description>a</description><description>b</description>") == (
        {},
        ["a"],
        [Autre("r/description", "b")],
    )


def test_un_element_inconnu_est_garde_entier() -> None:
    assert lire("<neuf a='1'>x<y>2</y>z</neuf>")[2] == [
        Autre("r/neuf/@a", "1"),
        Autre("r/neuf", "x"),
        Autre("r/neuf/y", "2"),
        Autre("r/neuf", "z"),
    ]


def test_les_textes_egares_sont_gardes() -> None:
    assert lire(" debut <code>A1</code> milieu <neuf/> fin ") == (
        {"code": "A1"},
        [],
        [Autre("r", "debut"), Autre("r", "milieu"), Autre("r", "fin")],
    )


def test_ce_qui_entoure_le_texte_d_une_feuille_est_garde() -> None:
    lues, _, autres = lire("<code lang='fr'>A1<b>gras</b>suite</code>")
    assert lues == {"code": "A1"}
    assert autres == [Autre("r/code/@lang", "fr"), Autre("r/code/b", "gras"), Autre("r/code", "suite")]


def test_les_attributs_connus_d_un_bloc_ne_sont_pas_du_reste() -> None:
    assert lire("<salarie origine='DSN' neuf='1'/>") == ({}, ["DSN"], [Autre("r/salarie/@neuf", "1")])


def test_les_elements_sont_connus_quel_que_soit_leur_espace() -> None:
    lues, blocs, autres = lire(
        "<code xmlns='http://www.gip-mds.fr/'>A1</code><description xmlns='x'>b</description>"
    )
    assert (lues, blocs, autres) == ({"code": "A1"}, ["b"], [])


def test_un_attribut_nomme_avec_son_espace() -> None:
    assert lire("<code xmlns:x='u' x:y='1'>A</code>")[2] == [Autre("r/code/@y", "1")]


def test_garder_ne_lit_rien() -> None:
    panier = Panier()
    garder(panier, etree.fromstring("<x>1</x>"))
    assert panier.reste.fermer() == [Autre("x", "1")]


def test_des_donnees_de_feuilles() -> None:
    panier = Panier()
    assert donnees_de(etree.fromstring("<r><code>1</code></r>"), TABLE, panier) == {"code": "1"}


@pytest.mark.parametrize(
    ("xml", "texte", "perdus"),
    [("<t> 2.08 </t>", "2.08", []), ("<t/>", "", []), ("<t>1<b>2</b>3</t>", "1", ["2", "3"])],
)
def test_le_texte_d_une_feuille_a_attributs(xml: str, texte: str, perdus: list[str]) -> None:
    reste = Reste()
    assert texte_de(etree.fromstring(xml), reste) == texte
    assert [autre.valeur for autre in reste.fermer()] == perdus


def test_les_attributs_demandes_quand_ils_disent_quelque_chose() -> None:
    assert attributs_de(etree.fromstring("<c type='x' phase='' autre='z'/>"), "type", "phase") == {
        "type": "x"
    }


def copie(texte: str) -> str:
    """The same text, elsewhere in memory."""
    return texte.encode().decode()


def test_les_textes_qui_se_repetent_sont_partages() -> None:
    reste = Reste()
    premier, second = copie("CCH-11"), copie("CCH-11")
    assert premier is not second
    assert reste.partager(premier) is reste.partager(second) is premier


def test_le_partage_est_borne(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recepisse.retours.familles.bilan.blocs._PARTAGES_MAX", 1)
    reste = Reste()
    reste.partager("a")
    second = copie("bb")
    assert reste.partager(second) is second
    assert reste.partager(copie("bb")) is not second
