from datetime import UTC, datetime

import pytest

from recepisse.editions.compositeur import composer
from tests.unitaires.editions.aide import ouvrir, racine, texte

MATIN = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
VIDE: dict[str, object] = {"titre": "Anomalies", "periode": "Novembre", "masque": True, "groupes": []}


def test_un_pdf_est_balise_en_francais_et_titre() -> None:
    pdf = composer("anomalies", VIDE, imprime_le=MATIN)
    catalogue = racine(pdf)
    assert "/Marked" in str(catalogue["/MarkInfo"])
    assert str(catalogue["/Lang"]).startswith("fr")
    assert "/StructTreeRoot" in catalogue
    proprietes = ouvrir(pdf).metadata
    assert proprietes is not None
    assert proprietes.title == "Anomalies"


def test_le_pied_de_page_numerote_et_dit_quand_il_fut_imprime() -> None:
    lu = texte(composer("anomalies", VIDE, imprime_le=MATIN))
    assert "Page 1 sur 1" in lu
    assert "Imprimé le 22/11/2026 à 14:05" in lu
    assert "numéros de sécurité sociale masqués" in lu


def test_les_memes_donnees_donnent_les_memes_octets() -> None:
    assert composer("anomalies", VIDE, imprime_le=MATIN) == composer("anomalies", VIDE, imprime_le=MATIN)


@pytest.mark.parametrize(
    "piege", ["#panic()", "*gras* _x_ $y$ @z <etiquette>", '#read("/etc/passwd")', "= titre \\ //"]
)
def test_ce_qu_ecrit_un_organisme_n_est_jamais_du_balisage(piege: str) -> None:
    assert " ".join(piege.split()) in texte(
        composer("anomalies", {**VIDE, "periode": piege}, imprime_le=MATIN)
    )
