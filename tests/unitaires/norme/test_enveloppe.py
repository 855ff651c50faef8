from collections.abc import Iterator

import pytest

from recepisse.erreurs import ErreurNorme
from recepisse.norme import enveloppe


@pytest.fixture
def sans_memoire() -> Iterator[None]:
    enveloppe._tables.cache_clear()
    yield
    enveloppe._tables.cache_clear()


def test_known_norms_are_listed_oldest_first() -> None:
    assert enveloppe.normes_connues() == ("P24V01", "P25V01", "P26V01")
    assert enveloppe.is_norme_connue("P25V01")


@pytest.mark.parametrize("norme", ["P27V01", "", "p26v01", "P26V010"])
def test_any_other_norm_is_unknown(norme: str) -> None:
    assert not enveloppe.is_norme_connue(norme)


@pytest.mark.parametrize("code", [f"{n:02d}" for n in range(1, 11)])
def test_every_nature_of_the_norm_has_a_label(code: str) -> None:
    libelle = enveloppe.libelle_nature(code)
    assert libelle
    assert libelle != f"Nature {code}"


def test_labels_of_the_other_codes() -> None:
    assert enveloppe.libelle_nature("07") == "Fin de contrat de travail unique"
    assert enveloppe.libelle_type("03") == "Annule et remplace"
    assert enveloppe.libelle_champ("02") == "Partie relevant du régime agricole"
    assert enveloppe.libelle_point_depot("02") == "MSA"
    assert enveloppe.libelle_mode("01") == "Essai"
    assert enveloppe.libelle_mode("02") == "Réel"
    assert enveloppe.libelle_type_envoi("02") == "Néant"


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert enveloppe.libelle_nature("42") == "Nature 42"
    assert enveloppe.libelle_type("9") == "Type 9"
    assert enveloppe.libelle_champ("") == "non renseigné"


@pytest.mark.usefixtures("sans_memoire")
def test_an_altered_table_says_to_install_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def lever(_texte: str) -> None:
        raise ValueError

    monkeypatch.setattr("recepisse.norme.enveloppe.json.loads", lever)
    with pytest.raises(ErreurNorme, match="altérée") as erreur:
        enveloppe.normes_connues()
    assert "Réinstallez" in erreur.value.conseil
