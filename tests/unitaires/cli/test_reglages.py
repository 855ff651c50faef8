import json

import pytest

from recepisse.reglages import reglages_connus
from tests.conftest import Lanceur

CLE = "ab" * 32


def test_every_setting_is_shown_with_its_origin(lancer: Lanceur, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECEPISSE_PORT", "8701")
    sortie = lancer("reglages").stdout
    for connu in reglages_connus():
        assert f"\n{connu.nom} " in sortie
    (ligne,) = [ligne for ligne in sortie.split("\n") if ligne.startswith("port ")]
    assert ligne.split(maxsplit=2) == ["port", "8701", "variable d’environnement RECEPISSE_PORT"]


def test_secrets_are_masked_in_both_forms(lancer: Lanceur, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECEPISSE_CLE_COFFRE", CLE)
    for forme in ("texte", "json"):
        resultat = lancer("reglages", "--format", forme)
        assert resultat.exit_code == 0
        assert CLE not in resultat.output
        assert "••••••••" in resultat.stdout


def test_json_has_stable_keys(lancer: Lanceur) -> None:
    lus = json.loads(lancer("reglages", "--format", "json").stdout)
    assert [ligne["nom"] for ligne in lus] == [connu.nom for connu in reglages_connus()]
    assert {cle for ligne in lus for cle in ligne} == {"nom", "valeur", "origine"}


def test_a_wrong_setting_has_its_exit_code(lancer: Lanceur, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECEPISSE_POTR", "1")
    resultat = lancer("reglages")
    assert resultat.exit_code == 3
    assert "« RECEPISSE_PORT »" in resultat.stderr
