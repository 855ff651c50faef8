"""``recepisse retours lire``, as a person runs it: no store, no Django, any file."""

import json
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from recepisse.cli import principal, retours_lire
from recepisse.cli.retours_lire import lire

Lancer = Callable[..., Result]
EXEMPLES = Path(__file__).parents[2] / "donnees" / "retours"
BIS = EXEMPLES / "20_BIS_mensuelle.xml"
AER = EXEMPLES / "44_AER.pdf"
NIR = "2850675"


def test_dit_ce_que_c_est_et_quoi_faire(lancer: Lancer) -> None:
    resultat = lancer("retours", "lire", str(BIS), "--nature", "20", "--statut", "ANO")
    assert resultat.exit_code == 0
    assert resultat.stdout.startswith(
        "Bilan d’identification des salariés\nNature 20, statut ANO, famille bilan.\n"
    )
    assert "À FAIRE" in resultat.stdout
    assert "MARTIN Alice" in resultat.stdout


def test_masque_les_numeros_sauf_demande(lancer: Lancer) -> None:
    lu = json.loads(lancer("retours", "lire", str(BIS), "--format", "json").stdout)
    numeros = {a["individu"]["nir"] for a in lu["anomalies"]} - {""}
    assert numeros
    masque = lancer("retours", "lire", str(BIS)).stdout
    clair = lancer("retours", "lire", str(BIS), "--demasquer").stdout
    assert not [numero for numero in numeros if numero in masque]
    assert all(numero in clair for numero in numeros)


def test_le_json_d_un_fichier_est_un_objet_et_l_aide_nomme_ses_cles(lancer: Lancer) -> None:
    lu = json.loads(lancer("retours", "lire", str(BIS), "--nature", "20", "--format", "json").stdout)
    assert (lu["nature"], lu["famille"], lu["gravite"]) == ("20", "bilan", "a_corriger")
    aide = lancer("retours", "lire", "--help").stdout
    assert not [cle for cle in lu if cle not in aide]


def test_le_json_de_plusieurs_fichiers_est_une_liste(lancer: Lancer) -> None:
    lus = json.loads(lancer("retours", "lire", str(BIS), str(AER), "--format", "json").stdout)
    assert [(lu["fichier"], lu["famille"]) for lu in lus] == [(str(BIS), "bilan"), (str(AER), "pdf")]


def test_plusieurs_fichiers_en_texte_sont_separes(lancer: Lancer) -> None:
    lignes = lancer("retours", "lire", str(BIS), str(AER)).stdout.splitlines()
    assert lignes[0] == f"══ {BIS}"
    rang = lignes.index(f"══ {AER}")
    assert lignes[rang - 1] == ""


@pytest.mark.parametrize(
    "octets", [b"", b"<a>", b"PK\x03\x04", b"\x00", b"<!DOCTYPE a><a/>", b"<html>Maintenance</html>"]
)
def test_un_document_illisible_est_un_constat_et_non_une_erreur(
    lancer: Lancer, tmp_path: Path, octets: bytes
) -> None:
    chemin = tmp_path / "x"
    chemin.write_bytes(octets)
    for forme in ("texte", "json"):
        resultat = lancer("retours", "lire", str(chemin), "--format", forme)
        assert resultat.exit_code == 0
        assert resultat.stdout
        assert resultat.stderr == ""


def test_un_fichier_absent_ou_un_dossier_ne_s_ouvre_pas(lancer: Lancer, tmp_path: Path) -> None:
    for chemin in (tmp_path, tmp_path / "absent"):
        resultat = lancer("retours", "lire", str(chemin))
        assert resultat.exit_code == 4
        assert "ne peut pas être ouvert" in resultat.stderr
        assert resultat.stdout == ""


def test_il_faut_un_fichier(lancer: Lancer) -> None:
    resultat = lancer("retours", "lire")
    assert resultat.exit_code == 2
    assert "FICHIER" in resultat.stderr


def test_l_entree_standard_se_lit_comme_un_fichier(monkeypatch: pytest.MonkeyPatch, donnees: Path) -> None:
    monkeypatch.setattr(retours_lire, "_EN_MEMOIRE", 100)
    octets = BIS.read_bytes()
    resultat = CliRunner().invoke(principal, ["retours", "lire", "-", "--format", "json"], input=octets)
    assert json.loads(resultat.stdout)["idflux"] == "F1exemple0000000000001"
    vide = CliRunner().invoke(principal, ["retours", "lire", "-"], input=b"")
    assert "famille vide" in vide.stdout


def test_un_tube_nomme_se_lit_aussi(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Tube(BytesIO):
        def seekable(self) -> bool:
            return False

    tube = Tube(BIS.read_bytes())
    monkeypatch.setattr(Path, "open", lambda *_: tube)
    with retours_lire._ouvrir("tube") as flux:
        assert flux.seekable()
        assert flux.seek(0, 2) == BIS.stat().st_size
    assert tube.closed


def test_ne_demarre_ni_django_ni_les_donnees(donnees: Path) -> None:
    code = (
        "import sys\nfrom recepisse.cli import principal\n"
        f"sys.argv = ['recepisse', 'retours', 'lire', {str(BIS)!r}, '--format', 'json']\n"
        "try: principal()\n"
        "except SystemExit as fin: assert fin.code == 0, fin.code\n"
        "assert 'django' not in sys.modules, 'django'\n"
    )
    fini = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert fini.returncode == 0, fini.stderr
    assert not list(donnees.iterdir())


def test_l_aide_dit_le_code_de_sortie() -> None:
    assert "Code de sortie : 0" in (lire.help or "")
