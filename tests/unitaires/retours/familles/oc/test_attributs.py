"""How one element of the formats of the OCs is read."""

from lxml import etree

from recepisse.retours.familles.oc.attributs import (
    chemin_de,
    is_nomme,
    lire_attributs,
    lire_feuille,
    lire_inconnu,
    lire_inconnus,
    lire_suite,
    lire_textes,
)
from recepisse.retours.modele import Autre

CONNUS = frozenset({"A", "B"})


def element(xml: str) -> etree._Element:
    return etree.fromstring(f"<R><P>{xml}</P></R>")[0][0]


def test_le_nom_d_un_element_ne_depend_pas_de_son_espace_de_noms() -> None:
    assert is_nomme(element("<E/>"), "E")
    assert is_nomme(element('<x:E xmlns:x="urn:x"/>'), "E")
    assert not is_nomme(element("<EE/>"), "E")


def test_le_chemin_part_de_la_racine() -> None:
    assert chemin_de(element('<x:E xmlns:x="urn:x"/>')) == "R/P/E"
    assert chemin_de(etree.fromstring("<R/>")) == "R"


def test_les_attributs_connus_sont_rendus_et_les_autres_gardes() -> None:
    autres: list[Autre] = []
    lu = lire_attributs(element('<E A=" 1 " x:A="2" C="3" xmlns:x="urn:x"/>'), CONNUS, autres)
    assert lu == {"A": " 1 "}
    assert autres == [Autre("R/P/E/@A", "2"), Autre("R/P/E/@C", "3")]


def test_les_textes_inattendus_sont_gardes_et_les_blancs_oublies() -> None:
    autres: list[Autre] = []
    lire_textes(element("<E> dans <F/></E> apres "), autres)
    lire_textes(element("<E>\n\t</E>\n"), autres)
    lire_suite(element("<E/> encore"), autres)
    lire_suite(element("<E/> "), autres)
    assert autres == [Autre("R/P/E", "dans"), Autre("R/P", "apres"), Autre("R/P", "encore")]


def test_un_element_inconnu_est_garde_en_entier() -> None:
    autres: list[Autre] = []
    lire_inconnu(element("<E a='1'>x<F>y</F></E>z"), autres)
    assert autres == [
        Autre("R/P/E/@a", "1"),
        Autre("R/P/E", "x"),
        Autre("R/P/E/F", "y"),
        Autre("R/P", "z"),
    ]
    autres.clear()
    lire_inconnus(element("<E><F>y</F><G/></E>"), autres)
    assert autres == [Autre("R/P/E/F", "y")]


def test_une_feuille_n_a_que_des_attributs() -> None:
    autres: list[Autre] = []
    assert lire_feuille(element("<E A='1' B='2'/>"), CONNUS, autres) == {"A": "1", "B": "2"}
    assert autres == []
    lire_feuille(element("<E C='3'>mot<F>y</F></E>"), CONNUS, autres)
    assert sorted(autres) == [Autre("R/P/E", "mot"), Autre("R/P/E/@C", "3"), Autre("R/P/E/F", "y")]
