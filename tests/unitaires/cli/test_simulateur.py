"""``recepisse simulateur``: options, French words, a clean stop."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from recepisse.cli.simulateur import simulateur


def test_il_nomme_ses_scenarios() -> None:
    resultat = CliRunner().invoke(simulateur, ["--scenarios"])
    assert resultat.exit_code == 0
    assert "ordinaire    Une déclaration sans histoire" in resultat.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["--scenario", "chaos"],
        ["--port", "0", "--ecouter", "0.0.0.0"],
        ["--acceleration", "0"],
        ["--largeur-fenetre", "0"],
        ["--forme-json", "d"],
        ["--etat", "/proc/impossible/etat"],
    ],
)
def test_une_option_fausse_n_ouvre_rien(arguments: list[str]) -> None:
    resultat = CliRunner().invoke(simulateur, arguments)
    assert resultat.exit_code != 0
    assert "prêt" not in resultat.output


@pytest.mark.parametrize("signe", [signal.SIGTERM, signal.SIGINT])
def test_il_repond_garde_ses_depots_et_s_arrete_proprement(
    tmp_path: Path, racine: Path, signe: signal.Signals
) -> None:
    commande = [
        sys.executable,
        "-c",
        "from recepisse.cli.simulateur import simulateur; simulateur()",
        *("--port", "0", "--etat", str(tmp_path / "etat"), "--graine", "7", "--largeur-fenetre", "30"),
    ]
    environnement = {**os.environ, "PYTHONPATH": str(racine / "src"), "PYTHONUNBUFFERED": "1"}
    for nombre in (1, 2):
        with subprocess.Popen(commande, stdout=subprocess.PIPE, text=True, env=environnement) as processus:
            assert processus.stdout is not None
            annonce = [processus.stdout.readline() for _ in range(4)]
            adresse = annonce[0].removeprefix("Simulateur prêt : ").strip()
            try:
                demande = urllib.request.Request(
                    f"{adresse}/_simulateur/depots", data=b'{"siret": "00000345900021"}', method="POST"
                )
                with urllib.request.urlopen(demande, timeout=5) as reponse:
                    assert json.load(reponse)["statut"] == "OK"
                with urllib.request.urlopen(f"{adresse}/_simulateur/etat", timeout=5) as reponse:
                    etat = json.load(reponse)
                assert (etat["depots"], etat["graine"]) == (nombre, 7)
            finally:
                processus.send_signal(signe)
            reste = processus.communicate(timeout=10)[0]
        assert processus.returncode == 0
        assert f"RECEPISSE_ADRESSES={adresse}" in annonce[2]
        assert reste == "Simulateur arrêté.\n"
