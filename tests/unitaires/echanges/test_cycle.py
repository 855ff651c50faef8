"""The life of a deposit, as a table."""

import subprocess
import sys
from pathlib import Path

import pytest

from recepisse.echanges.cycle import (
    INITIAL,
    LIBELLES,
    LIBELLES_EVENEMENTS,
    TRANSITIONS,
    Etat,
    Evenement,
    a_reconcilier,
    attend_une_personne,
    est_final,
    peut_etre_recu,
    possibles,
    suivant,
)
from recepisse.erreurs import TransitionInterdite

RACINE = Path(__file__).parents[3]


def test_la_table_est_complete() -> None:
    assert TRANSITIONS.keys() == set(Etat) == LIBELLES.keys()
    assert LIBELLES_EVENEMENTS.keys() == set(Evenement)
    atteints = {vers for suites in TRANSITIONS.values() for vers in suites.values()}
    assert atteints | {INITIAL} == set(Etat)
    assert {e for suites in TRANSITIONS.values() for e in suites} == set(Evenement)


@pytest.mark.parametrize("etat", Etat)
@pytest.mark.parametrize("evenement", Evenement)
def test_ce_qui_n_est_pas_dans_la_table_est_interdit(etat: Etat, evenement: Evenement) -> None:
    if evenement in possibles(etat):
        assert suivant(etat, evenement) is TRANSITIONS[etat][evenement]
    else:
        with pytest.raises(TransitionInterdite, match="ne peut pas passer"):
            suivant(etat, evenement)


def test_rien_ne_repart_d_une_issue_inconnue_sans_avoir_lu_la_liste() -> None:
    """The one rule that keeps a declaration from being deposited twice."""
    departs = {etat for etat, suites in TRANSITIONS.items() if Evenement.TENTER in suites}
    assert departs == {Etat.PREPARE, Etat.A_REDEPOSER}
    vers_redepot = {
        (etat, evenement)
        for etat, suites in TRANSITIONS.items()
        for evenement, vers in suites.items()
        if vers in departs
    }
    assert vers_redepot == {
        (Etat.TENTATIVE, Evenement.NON_PARTI),
        (Etat.INCONNU, Evenement.TROUVE_AUCUN),
        (Etat.A_DECIDER, Evenement.DECIDER_REDEPOSER),
    }


def test_le_chemin_ordinaire_et_les_detours() -> None:
    etat = INITIAL
    for evenement in (
        Evenement.TENTER,
        Evenement.ISSUE_PERDUE,
        Evenement.TROUVE_PLUSIEURS,
        Evenement.DECIDER_REDEPOSER,
        Evenement.TENTER,
        Evenement.AEE_RECU,
    ):
        etat = suivant(etat, evenement)
    assert etat is Etat.DEPOSE
    assert suivant(suivant(Etat.INCONNU, Evenement.TROUVE_UN), Evenement.CONFIRMER) is Etat.DEPOSE
    assert suivant(Etat.TENTATIVE, Evenement.ARE_RECU) is Etat.REFUSE


def test_les_questions_posees_aux_etats() -> None:
    assert {e for e in Etat if est_final(e)} == {Etat.DEPOSE, Etat.REFUSE, Etat.ABANDONNE}
    assert {e for e in Etat if a_reconcilier(e)} == {Etat.TENTATIVE, Etat.INCONNU}
    assert {e for e in Etat if peut_etre_recu(e)} == {Etat.TENTATIVE, Etat.INCONNU, Etat.A_DECIDER}
    assert {e for e in Etat if attend_une_personne(e)} == {Etat.A_DECIDER}


def test_la_page_du_manuel_est_a_jour() -> None:
    commande = [sys.executable, "-m", "outils.diagramme_cycle", "--verifier"]
    chemins = f"{RACINE}:{RACINE / 'src'}"
    issue = subprocess.run(commande, capture_output=True, text=True, check=False, env={"PYTHONPATH": chemins})
    assert issue.returncode == 0, issue.stdout + issue.stderr
    page = (RACINE / "docs" / "comprendre" / "cycle-depot.md").read_text(encoding="utf-8")
    for libelle in LIBELLES.values():
        assert f"### {libelle}\n" in page
