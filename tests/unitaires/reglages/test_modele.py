import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest

from recepisse.reglages import Reglages, afficher, reglages_connus

CLE = "ab" * 32


def test_settings_are_frozen_and_no_repr_shows_a_secret() -> None:
    reglages = Reglages(donnees=Path("/srv"), cle_coffre=CLE, cle_django="x" * 40)
    assert CLE not in repr(reglages)
    assert "x" * 40 not in repr(reglages)
    with pytest.raises(dataclasses.FrozenInstanceError):
        reglages.port = 1  # type: ignore[misc]


def test_every_setting_has_a_group_a_french_sentence_and_a_default_of_its_kind() -> None:
    for connu in reglages_connus():
        assert connu.notice.groupe
        assert connu.notice.description.endswith((".", "`"))
        if connu.defaut not in (None, ""):
            assert connu.notice.genre.lire(connu.notice.genre.ecrire(connu.defaut)) == connu.defaut


def test_secrets_are_masked_and_empty_ones_show_nothing() -> None:
    secrets = {connu.nom: connu for connu in reglages_connus() if connu.notice.secret}
    assert set(secrets) == {"cle_coffre", "cle_django"}
    reglages = Reglages(donnees=Path("/srv"), cle_coffre=CLE)
    assert afficher(reglages, secrets["cle_coffre"]) == "••••••••"
    assert afficher(reglages, secrets["cle_django"]) == ""


def test_names_of_variables_are_derived() -> None:
    assert {connu.nom: connu.variable for connu in reglages_connus()}[
        "retard_releve"
    ] == "RECEPISSE_RETARD_RELEVE"


def test_the_database_is_in_the_data_folder_unless_said_otherwise() -> None:
    assert Reglages(donnees=Path("/srv")).fichier_base == Path("/srv/recepisse.sqlite3")
    assert Reglages(donnees=Path("/srv"), base_donnees="/var/b.db").fichier_base == Path("/var/b.db")


def test_the_first_width_depends_on_who_asks() -> None:
    reglages = Reglages(donnees=Path("/srv"))
    assert reglages.largeur(concentrateur=False) == timedelta(minutes=60)
    assert reglages.largeur(concentrateur=True) == timedelta(minutes=10)
