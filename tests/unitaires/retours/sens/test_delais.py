"""Kinds of deadline, and their order."""

from recepisse.retours.sens.delais import DELAIS, SANS, urgence


def test_les_delais_vont_du_plus_urgent_au_moins_urgent() -> None:
    assert list(DELAIS) == ["immediat", "veille_echeance", "dsn_suivante", "deuxieme_echeance"]
    assert sorted(["", "dsn_suivante", "immediat"], key=urgence) == ["immediat", "dsn_suivante", ""]


def test_ce_qui_n_est_pas_un_delai_vient_en_dernier() -> None:
    assert urgence(SANS) == urgence("jamais vu") == len(DELAIS)
    assert SANS not in DELAIS


def test_chaque_delai_se_dit_en_francais() -> None:
    assert all(texte[0].islower() and "'" not in texte for texte in DELAIS.values())
