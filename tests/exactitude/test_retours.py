"""Every return is read exactly: anomalies, persons, data. And nothing that it says is dropped."""

from pathlib import Path

import pytest

from recepisse.retours.exposition import en_json
from recepisse.retours.lecture import lire_retour
from tests.exactitude.aide_retours import (
    EXEMPLES,
    charger,
    document,
    ecarts,
    goldens,
    valeurs_du_document,
    valeurs_lues,
)


@pytest.mark.parametrize("golden", goldens("exemples"), ids=lambda g: g.stem)
def test_un_exemple_est_lu_exactement(golden: Path) -> None:
    faits = charger(golden)
    octets = document(faits, None)
    lu = en_json(lire_retour(octets, nature=faits["nature"], statut=faits["statut"]))
    assert list(ecarts(faits["attendu"], lu, octets)) == []


@pytest.mark.parametrize("golden", goldens("officiel"), ids=lambda g: g.stem)
def test_un_exemple_officiel_est_lu_exactement(golden: Path, officiel: Path) -> None:
    faits = charger(golden)
    octets = document(faits, officiel)
    lu = en_json(lire_retour(octets, nature=faits["nature"], statut=faits["statut"]))
    assert list(ecarts(faits["attendu"], lu, octets)) == []


def test_chaque_exemple_officiel_a_ses_faits(officiel: Path) -> None:
    decrits = {charger(g)["fichier"].partition("/")[2] for g in goldens("officiel")}
    assert {e.name for e in (officiel / "exemples").iterdir()} == decrits


def test_chaque_exemple_a_ses_faits() -> None:
    decrits = {charger(g)["fichier"].partition("/")[2] for g in goldens("exemples")}
    retours = {e.name for e in EXEMPLES.iterdir() if not e.name.startswith("api_")}
    assert retours - decrits == set()


def _perdues(octets: bytes) -> list[str]:
    """Values of the document that what was read does not hold, or holds fewer times."""
    lu = en_json(lire_retour(octets))
    contenu = {cle: lu[cle] for cle in ("anomalies", "donnees", "autres")}
    return sorted((valeurs_du_document(octets) - valeurs_lues(contenu)).elements())


@pytest.mark.parametrize(
    "exemple",
    [e for e in sorted(EXEMPLES.glob("*.xml")) if not e.name.startswith("api_")],
    ids=lambda e: e.stem,
)
def test_rien_d_un_exemple_n_est_perdu(exemple: Path) -> None:
    assert _perdues(exemple.read_bytes()) == []


def test_rien_d_un_exemple_officiel_n_est_perdu(officiel: Path) -> None:
    pertes = {e.name: _perdues(e.read_bytes()) for e in sorted((officiel / "exemples").glob("*.xml"))}
    assert {nom: p for nom, p in pertes.items() if p} == {}
