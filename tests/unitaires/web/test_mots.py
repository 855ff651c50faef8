"""The words of the statuses: every state has some, none says « conforme »."""

import pytest

from recepisse.echanges.cycle import Etat
from recepisse.web import mots


@pytest.mark.parametrize("etat", list(Etat))
@pytest.mark.parametrize("ko", [0, 1])
def test_chaque_etat_a_une_mention_et_aucune_ne_dit_conforme(etat: Etat, ko: int) -> None:
    mention = mots.mention_declaration(etat.value, ko=ko, non_lus=True)
    assert mention.mots
    assert mention.etoile
    assert "conforme" not in mention.mots.lower()


@pytest.mark.parametrize("etat", [Etat.DEPOSE, Etat.RETROUVE])
def test_le_premier_ko_suffit(etat: Etat) -> None:
    sain = mots.mention_declaration(etat, ko=0, non_lus=False)
    assert (sain.mots, sain.rouge, sain.etoile) == ("Envoyée", False, False)
    ko = mots.mention_declaration(etat, ko=1, non_lus=False)
    assert (ko.mots, ko.rouge) == ("Envoyée (anomalies rencontrées)", True)


def test_un_etat_sans_issue_est_en_cours() -> None:
    assert {etat for etat in Etat if mots.is_en_cours(etat)} == {
        Etat.PREPARE,
        Etat.TENTATIVE,
        Etat.A_REDEPOSER,
        Etat.INCONNU,
    }


@pytest.mark.parametrize("statut", ["KO", "ANO", " ko ", "ano"])
def test_ko_et_ano_sont_des_anomalies(statut: str) -> None:
    assert mots.is_anomalie(statut)
    assert not mots.is_anomalie("OK")
