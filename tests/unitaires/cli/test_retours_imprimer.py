from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from recepisse.cli import principal
from recepisse.erreurs import ErreurFichier, ErreurSaisie
from tests.unitaires.editions.aide import ouvrir, texte

EXEMPLES = Path(__file__).parents[2] / "donnees" / "retours"


def _imprimer(*arguments: str | Path) -> Result:
    return CliRunner().invoke(principal, ["retours", "imprimer", *map(str, arguments)], standalone_mode=False)


@pytest.fixture
def sortie(tmp_path: Path) -> Path:
    return tmp_path / "sortie.pdf"


def test_un_fichier_devient_un_pdf(sortie: Path) -> None:
    fait = _imprimer(EXEMPLES / "94_DGFIP_nominatif.xml", "--nature", "94", "--vers", sortie)
    assert fait.exception is None
    lu = texte(sortie.read_bytes())
    assert "Taux de prélèvement à la source (94)" in lu
    assert "94_DGFIP_nominatif.xml" in lu
    assert "2850675056012" not in lu


def test_plusieurs_fichiers_font_un_seul_pdf(sortie: Path) -> None:
    _imprimer(EXEMPLES / "10_AEE_OK.xml", EXEMPLES / "11_BAN_KO.xml", "--demasquer", "--vers", sortie)
    assert len(ouvrir(sortie.read_bytes()).pages) >= 3


def test_le_pdf_va_sur_la_sortie_quand_elle_n_est_pas_un_terminal() -> None:
    assert _imprimer(EXEMPLES / "10_AEE_OK.xml").stdout_bytes.startswith(b"%PDF")


@pytest.mark.parametrize(
    "arguments", [(), ("--anomalies", "--taux"), (EXEMPLES / "10_AEE_OK.xml", "--retour", "1")]
)
def test_il_faut_une_seule_demande(arguments: tuple[str | Path, ...]) -> None:
    assert isinstance(_imprimer(*arguments).exception, ErreurSaisie)


def test_un_fichier_absent_ou_une_sortie_impossible_se_disent(tmp_path: Path) -> None:
    absent = _imprimer(tmp_path / "absent.xml", "--vers", tmp_path / "a.pdf").exception
    assert isinstance(absent, ErreurFichier)
    assert "absent.xml" in absent.message
    ailleurs = _imprimer(EXEMPLES / "10_AEE_OK.xml", "--vers", tmp_path / "nulle" / "part.pdf").exception
    assert isinstance(ailleurs, ErreurFichier)
