"""The core starts without any framework and reads neither clock, network nor environment."""

import subprocess
import sys
from pathlib import Path

import pytest

SRC = Path(__file__).parents[3] / "src"
LOURDS = ("django", "httpx2", "httpcore2", "structlog", "click", "sqlite3", "uvicorn", "cryptography")


def modules_du_coeur() -> list[str]:
    noms = ["recepisse.temps", "recepisse.erreurs"]
    for salle in ("dsn", "retours", "echanges", "norme", "identifiants"):
        for chemin in sorted((SRC / "recepisse" / salle).rglob("*.py")):
            nom = ".".join(chemin.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__")
            if nom != "recepisse.echanges.transport":
                noms.append(nom)
    return noms


def charges_apres(*noms: str) -> set[str]:
    code = f"import {', '.join(noms)}, sys; print(*sys.modules)"
    issue = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(SRC)}
    )
    return {nom.partition(".")[0] for nom in issue.stdout.split()}


def test_le_coeur_n_apporte_aucun_cadre() -> None:
    assert not charges_apres(*modules_du_coeur()) & set(LOURDS)


def test_le_lecteur_de_dsn_n_apporte_meme_pas_lxml() -> None:
    assert "lxml" not in charges_apres("recepisse.dsn", "recepisse.temps", "recepisse.erreurs")


def test_la_garde_voit_bien_le_transport() -> None:
    assert "httpx2" in charges_apres("recepisse.echanges.transport")


@pytest.mark.parametrize(
    "appel",
    [" open(", "(open(", ".now(", ".today(", "os.environ", "import socket", "import random", ".utcnow("],
)
def test_le_coeur_ne_lit_ni_fichier_ni_horloge_ni_reglage(appel: str) -> None:
    for salle in ("retours", "echanges"):
        for chemin in sorted((SRC / "recepisse" / salle).rglob("*.py")):
            if chemin.name != "transport.py":
                assert appel not in chemin.read_text(encoding="utf-8"), chemin
