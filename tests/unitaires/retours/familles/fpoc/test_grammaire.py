"""The table of what a fiche may hold says only what it means."""

from collections.abc import Iterator

from recepisse.retours.familles.fpoc.grammaire import FICHE, PARAMETRES, TRANCHES, Noeud


def noeuds(noeud: Noeud, chemin: str = "FICHE") -> Iterator[tuple[str, Noeud]]:
    yield chemin, noeud
    for nom, enfant in noeud.enfants.items():
        if enfant is not None:
            yield from noeuds(enfant, f"{chemin}/{nom}")


def test_ce_qui_se_repete_est_un_enfant() -> None:
    assert not [chemin for chemin, n in noeuds(FICHE) if n.repetes - n.enfants.keys()]


def test_aucun_nom_n_est_a_la_fois_un_attribut_et_un_enfant() -> None:
    assert not [chemin for chemin, n in noeuds(FICHE) if n.attributs & n.enfants.keys()]


def test_chaque_tranche_est_un_element_de_calcul() -> None:
    elements = PARAMETRES.enfants["ElementsDeCalculAttendus"]
    assert elements is not None
    assert set(TRANCHES) < set(elements.enfants)
    assert len(set(TRANCHES.values())) == len(TRANCHES)


def test_les_parametres_ne_sont_qu_a_une_place() -> None:
    assert [chemin for chemin, n in noeuds(FICHE) if n is PARAMETRES] == ["FICHE/GROUPE/ParametresContrats"]
