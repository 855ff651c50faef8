from datetime import UTC, datetime
from pathlib import Path

import pytest

from recepisse.editions.mise_en_page import AImprimer, Entete, date_et_heure, editer_retour, editer_retours
from recepisse.retours.lecture import lire_retour, sans_document
from tests.unitaires.editions.aide import ouvrir, texte

MATIN = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
EXEMPLES = Path(__file__).parents[2] / "donnees" / "retours"


def _lu(nom: str, statut: str = "OK") -> AImprimer:
    nature = nom.partition("_")[0].partition("-")[0]
    return AImprimer(lire_retour((EXEMPLES / nom).read_bytes(), nature=nature, statut=statut), Entete())


def test_un_retour_dit_d_abord_ce_qu_il_faut_faire() -> None:
    lu = texte(editer_retour(_lu("119_URSSAF_ANO.xml", "ANO"), imprime_le=MATIN))
    assert "Ce qu’il faut faire" in lu
    assert lu.index("Ce qu’il faut faire") < lu.index("UR_EXEMPLE_01")
    assert "Flux F1exemple0000000000001" in lu


def test_pas_de_taux_et_taux_nul_sont_deux_choses() -> None:
    lu = texte(editer_retour(_lu("94_DGFIP_nominatif.xml"), imprime_le=MATIN))
    assert "0,00 %" in lu
    assert lu.count("aucun taux : barème par défaut") == 2
    assert "2 salariés sans taux sur 4" in lu


def test_les_nir_sont_masques_sauf_demande() -> None:
    masque = texte(editer_retour(_lu("94_DGFIP_nominatif.xml"), imprime_le=MATIN))
    clair = texte(editer_retour(_lu("94_DGFIP_nominatif.xml"), imprime_le=MATIN, demasquer=True))
    assert "2850675056012" not in masque
    assert "19012003450007" not in masque
    assert "2850675056012" in clair
    assert "numéros de sécurité sociale masqués" in masque
    assert "numéros de sécurité sociale masqués" not in clair


def test_plusieurs_retours_ont_un_sommaire_et_une_page_chacun() -> None:
    retours = [_lu("10_AEE_OK.xml"), _lu("94_DGFIP_nominatif.xml"), _lu("51_OC_CRC_anomalies.xml", "ANO")]
    pdf = editer_retours(retours, "Retours de la DSN", imprime_le=MATIN)
    assert len(ouvrir(pdf).pages) >= 4
    premiere = ouvrir(pdf).pages[0].extract_text()
    assert all(r.lu.libelle in premiere for r in retours)


def test_un_retour_sans_document_s_imprime() -> None:
    retour = AImprimer(
        sans_document("60", "OK"), Entete(siret="90120034500014", publie_le="22/11/2026 14:05")
    )
    lu = texte(editer_retour(retour, imprime_le=MATIN))
    assert "90120034500014" in lu
    assert "publié le 22/11/2026 14:05" in lu


@pytest.mark.parametrize(
    "exemple", [e for e in sorted(EXEMPLES.iterdir()) if not e.name.startswith("api_")], ids=lambda e: e.name
)
def test_chaque_exemple_s_imprime(exemple: Path) -> None:
    pdf = editer_retour(_lu(exemple.name, "ANO"), imprime_le=MATIN)
    assert ouvrir(pdf).pages


def test_un_instant_se_lit_a_paris() -> None:
    assert date_et_heure(MATIN) == "22/11/2026 14:05"
